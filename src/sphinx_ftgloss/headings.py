"""Our headings, which `sphinx.ext.autosectionlabel` must not take for those of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from sphinx_ftgloss.page import GlossaryProject


def set_apart(app: Sphinx, document: nodes.document) -> None:
    """Let `sphinx.ext.autosectionlabel` label our headings apart from those of the project.

    They get the names that they have with `autosectionlabel_prefix_document`: the page's before it.
    """
    for title, prefix in _own_headings(app, document):
        title.rawsource = prefix + (title.rawsource or title.astext())


def restore(app: Sphinx, document: nodes.document) -> None:
    """Give our headings the text again that catalogs of translations show."""
    for title, prefix in _own_headings(app, document):
        title.rawsource = title.rawsource.removeprefix(prefix)


def _own_headings(app: Sphinx, document: nodes.document) -> Iterator[tuple[nodes.title, str]]:
    if getattr(app.config, "autosectionlabel_prefix_document", True):
        # The extension is not there, or keeps all pages apart.
        return
    docname = app.env.docname
    whole = cast("GlossaryProject", app.env.project).generates(docname)
    for section in document.findall(nodes.section):
        if whole or "ftgroup" in section:
            yield cast("nodes.title", section[0]), f"{docname}:"
