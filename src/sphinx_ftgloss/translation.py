"""The words that are printed around definitions, in the language of the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation
from sphinx.util.i18n import CatalogRepository

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CATALOG = "sphinx_ftgloss"
FOLDER = Path(__file__).parent / "locale"

_ = get_translation(CATALOG)


def load(app: Sphinx) -> None:
    """Load the words; those of the project's own catalog ``sphinx_ftgloss.po`` come first."""
    language = app.config.language
    own = CatalogRepository(app.srcdir, app.config.locale_dirs, language, "utf-8")
    for catalog in own.catalogs:
        # Sphinx compiles the catalogs of pages later, when our words are loaded already.
        if catalog.domain == CATALOG and catalog.is_outdated():
            catalog.write_mo(language)
    for folder in (*own.locale_dirs, FOLDER):
        app.add_message_catalog(CATALOG, str(folder))


def filled(message: str, **values: object) -> str:
    """Return a message with its fields filled; in English where a translation has other fields."""
    try:
        return _(message).format(**values)
    except (AttributeError, LookupError, ValueError):
        return message.format(**values)
