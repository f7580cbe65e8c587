"""What terms there are and which of them a text means; nothing here knows Sphinx or docutils."""
