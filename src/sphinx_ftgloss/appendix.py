"""The glossary page at the end of a book, where no toctree names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import get_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.latex import LaTeXBuilder
    from sphinx.environment import BuildEnvironment

    from sphinx_ftgloss.page import GlossaryProject


def _is_left_out(env: BuildEnvironment) -> bool:
    """Tell whether the page exists and no toctree names it."""
    project = cast("GlossaryProject", env.project)
    page = project.page
    return (
        project.generates(page)
        and page in env.all_docs
        and not any(page in documents for documents in env.toctree_includes.values())
    )


def append_to_manual(app: Sphinx, env: BuildEnvironment) -> None:
    """Make the page an appendix in Texinfo when no toctree names it."""
    if _is_left_out(env):
        page = cast("GlossaryProject", env.project).page
        listed = list(app.config.texinfo_appendices)
        if page not in listed:
            app.config.texinfo_appendices = [*listed, page]


def append_to_epub(app: Sphinx, builder: Builder) -> None:
    """Put the page at the end of an EPUB's reading order when no toctree names it.

    Done when writing starts, because a change to this value before the environment is saved would
    make Sphinx read everything again in the next build.
    """
    if builder.name == "epub" and _is_left_out(app.env):
        page = cast("GlossaryProject", app.env.project).page
        entry = (builder.get_target_uri(page), get_domain(app.env).page_title(page))
        app.config.epub_post_files = [*app.config.epub_post_files, entry]


class AppendTransform(SphinxPostTransform):
    """Put the page at the end of what is joined from a toctree that does not name it."""

    default_priority = 3

    def run(self, **_kwargs: object) -> None:
        """Do so in LaTeX, as an appendix, and in ``singlehtml`` and ``man``, which know none."""
        builder = get_domain(self.env).builder
        if builder.name not in {"latex", "man", "singlehtml"} or not _is_left_out(self.env):
            return
        page = cast("GlossaryProject", self.env.project).page
        if builder.name == "latex":
            self._append_appendix(cast("LaTeXBuilder", builder), page)
            return
        part = addnodes.start_of_file("", *self.env.get_doctree(page).children, docname=page)
        for section in part.findall(nodes.section):
            section["docname"] = page
        book = next(self.document.findall(nodes.section), self.document)
        book.append(part)

    def _append_appendix(self, builder: LaTeXBuilder, page: str) -> None:
        # Not with `latex_appendices`, which a document of the kind "howto" leaves out.
        if page not in builder.docnames:
            builder.docnames = {*builder.docnames, page}
            appendix = self.env.get_doctree(page)
            appendix["docname"] = page
            self.document.append(appendix)
