"""The glossary page that exists without a file in the source folder.

Only this module knows how that is done: a `Project` that answers for one document more, whose
text is given at ``source-read``. The page is read after all others, because a page of the project
that lists all terms takes its place.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.project import Project
from sphinx.transforms import SphinxTransform

from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.translation import _, filled

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_ftgloss.terms.glossary import Glossary


STUBS = Path(__file__).parent / "stubs"
_REST = """\
:orphan:

{title}
{line}

.. ftglossary::
   :group: category

{checked}
"""
_MARKDOWN = """\
---
orphan: true
---
# {title}

```{{ftglossary}}
:group: category
```

{checked}
"""


class GlossaryProject(Project):
    """A project with one document more than its folder holds."""

    page: str
    """The document's name; empty if there is none."""
    stub: Path
    """The file that stands for it; its suffix says which parser reads the page."""
    wanted: bool
    """No page of the project was seen to list all terms."""
    has_own: bool = False
    """The folder holds a document of that name."""
    unread: bool = False
    """The page is to be read when all others have been."""
    term_files: Mapping[str, str] = MappingProxyType({})
    """Files that are no documents, but stand in the place of one where a link is broken."""

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find the documents of the folder, and add the page unless one has its name."""
        docnames = super().discover(exclude_paths, include_paths)
        self.has_own = self.page in docnames
        if self.page and self.wanted:
            docnames.add(self.page)
        return docnames

    def generates(self, docname: str) -> bool:
        """Tell whether a document is the page, made by us."""
        return bool(docname) and docname == self.page and not self.has_own

    def doc2path(self, docname: str, absolute: bool) -> Any:
        """Return the file of a document; for the page, the stub."""
        path: Any = super().doc2path(docname, absolute)
        if docname in self.term_files:
            return type(path)(self.term_files[docname] if absolute else docname)
        # Sphinx 7.4 wants str here, later ones a path of their own.
        return type(path)(self.stub) if absolute and self.generates(docname) else path

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the document of a file; for the stub, the page."""
        if not self.has_own and Path(filename) == self.stub:
            return self.page or None
        return super().path2doc(filename)


def install(app: Sphinx) -> None:
    """Put a project that has the page in the place of Sphinx's own."""
    domain = get_domain(app.env)
    stubs = {stub.suffix: stub for stub in STUBS.iterdir()}
    suffix = next((suffix for suffix in app.project.source_suffix if suffix in stubs), None)
    page = domain.options.page
    if page and suffix is None:
        known = " or ".join(sorted(stubs))
        warn(
            Subtype.PAGE,
            f"no glossary page is made, because no document of the project ends in {known}; "
            "write 'ftglossary' into a page of your own",
        )
        page = ""
    project = GlossaryProject(app.srcdir, app.project.source_suffix)
    project.restore(app.project)
    project.page = page
    project.stub = stubs[suffix or ".rst"]
    project.term_files = {
        origin.file: domain.source_of(origin)
        for origin in domain.glossary.origins.values()
        if app.builder.name == "linkcheck"
    }
    project.wanted = not [d for d in domain.overview.complete_pages() if d != page]
    app.project = app.env.project = project


def postpone(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Take the page out of the documents to read; `read_last` reads it."""
    project = cast("GlossaryProject", env.project)
    for docname in filter(project.generates, list(docnames)):
        docnames.remove(docname)
        project.unread = True


def read_last(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read the page if the project needs it; drop it if another page has all terms."""
    project = cast("GlossaryProject", env.project)
    page = project.page
    if not page:
        return []
    domain = get_domain(env)
    complete = domain.overview.complete_pages()
    if project.has_own:
        if not complete:
            warn(
                Subtype.PAGE,
                f"the project has a document '{page}' of its own, so no glossary page is made; "
                "write 'ftglossary' into it, or choose another name with 'ftgloss_page'",
                (page, 1),
            )
        return []
    if any(docname != page for docname in complete):
        project.unread = False
        if page in project.docnames:
            app.emit("env-purge-doc", env, page)
            env.clear_doc(page)
            project.docnames.discard(page)
        return []
    if not project.unread and page in env.all_docs:
        return []
    project.unread = False
    project.docnames.add(page)
    reread(app, page)
    domain.note_reread([page])
    return [page]


def reread(app: Sphinx, docname: str) -> None:
    """Read a document when Sphinx thinks that all have been read."""
    app.emit("env-purge-doc", app.env, docname)
    app.env.clear_doc(docname)
    app.builder.read_doc(docname)


def write_text(app: Sphinx, docname: str, content: list[str]) -> None:
    """Give the page its text when it is read."""
    project = cast("GlossaryProject", app.env.project)
    if project.generates(docname):
        title = str(_("Fine-tuning glossary"))
        template = _REST if project.stub.suffix == ".rst" else _MARKDOWN
        checked = _checked(get_domain(app.env).glossary)
        content[0] = template.format(title=title, line="=" * (2 * len(title)), checked=checked)


def _checked(glossary: Glossary) -> str:
    """Return a sentence for each pack on the versions of libraries that it was checked with."""
    return "\n\n".join(
        filled(
            "Names in code were checked on {date} in {libraries}.",
            date=checked.date,
            libraries=", ".join(f"{name} {v}" for name, v in sorted(checked.libraries.items())),
        )
        for checked in glossary.checked
    )


def hide_source(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Offer no "view source" and no "edit this page" for a page that has no file."""
    if cast("GlossaryProject", app.env.project).generates(pagename):
        context["sourcename"] = ""
        context["page_source_suffix"] = ""


class SourceTransform(SphinxTransform):
    """Give the page's own words a source that does not depend on where this package lies."""

    # Before Sphinx translates (20) and its catalogs say where a message stands.
    default_priority = 5

    def apply(self, **_kwargs: object) -> None:
        """Do so; what was checked in which library is no text to translate."""
        project = cast("GlossaryProject", self.env.project)
        if not project.generates(self.env.docname):
            return
        source = str(self.env.srcdir / project.doc2path(self.env.docname, absolute=False))
        for node in self.document.findall(nodes.TextElement):
            if node.source == str(project.stub):
                node.source = source
                if isinstance(node, nodes.paragraph):
                    node["translatable"] = False
