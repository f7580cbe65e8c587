"""The words that are printed around definitions, in the language of the project."""

from __future__ import annotations

from pathlib import Path

from sphinx.locale import get_translation

CATALOG = "sphinx_ftgloss"
FOLDER = Path(__file__).parent / "locale"

_ = get_translation(CATALOG)
