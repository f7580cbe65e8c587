"""Concept maps: what is in one, where it stands, how it is drawn; without Sphinx or docutils."""
