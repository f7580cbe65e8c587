"""A fine-tuning glossary for Sphinx and MyST: definitions on hover, and the glossary page.

Nothing is imported here before `setup` is called, so that reading the version costs nothing.
"""

from __future__ import annotations

# What type checkers take for typing.TYPE_CHECKING, without the time that typing takes to import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["__version__", "setup"]
__version__ = "1.0.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add to Sphinx: settings, domain, role, directives, nodes, transforms, events."""
    from sphinx_ftgloss import (
        appendix,
        assets,
        autolink,
        build,
        comparison,
        config,
        definition,
        directives,
        external,
        first_use,
        headings,
        mapping,
        page,
        transforms,
        translation,
    )
    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.formats import epub, footnotes, latex, linkcheck, plain
    from sphinx_ftgloss.roles import TermRole

    translation.load(app)
    config.register(app)

    app.add_domain(FtDomain)
    app.add_role("ftterm", TermRole("term"))
    app.add_directive("ftglossary", directives.FtGlossary)
    app.add_directive("ftdefinition", directives.FtDefinition)
    app.add_directive("ftterm-define", definition.FtTermDefine)
    app.add_directive("ftpageterms", directives.FtPageTerms)
    app.add_directive("ftcompare", comparison.FtCompare)
    app.add_directive("ftmap", mapping.FtMap)

    _add_nodes(app)
    app.add_latex_package(latex.PACKAGE)

    app.add_transform(page.SourceTransform)
    app.add_transform(transforms.GroupTransform)
    app.add_transform(autolink.AutolinkTransform)
    for transform in (
        appendix.AppendTransform,
        transforms.EntryTransform,
        transforms.FinderTransform,
        transforms.PageTermsTransform,
        mapping.MapTransform,
        external.ExternalTransform,
        autolink.OwnTermTransform,
        first_use.FirstUseTransform,
        transforms.ReferenceTransform,
        transforms.FormulaTransform,
        footnotes.FootnoteTransform,
        latex.PlaceTransform,
        latex.LayoutTransform,
        plain.PlainTransform,
        linkcheck.LinkTransform,
    ):
        app.add_post_transform(transform)

    app.connect("builder-inited", build.load_glossary)
    app.connect("builder-inited", external.load)
    app.connect("builder-inited", page.install)
    app.connect("builder-inited", assets.copy)
    app.connect("builder-inited", latex.copy_package)
    app.connect("builder-inited", epub.copy)
    app.connect("env-get-outdated", build.read_again)
    app.connect("env-before-read-docs", page.postpone)
    app.connect("source-read", page.write_text)
    # Before and after autosectionlabel (500).
    app.connect("doctree-read", headings.set_apart, priority=490)
    app.connect("doctree-read", headings.restore, priority=510)
    app.connect("env-updated", build.settle, priority=390)
    app.connect("env-updated", page.read_last, priority=400)
    app.connect("env-updated", appendix.append_to_manual)
    app.connect("env-updated", build.write_again)
    app.connect("write-started", appendix.append_to_epub)
    # After intersphinx (500): our terms are the last resort of :term:.
    app.connect("missing-reference", build.resolve_std_term, priority=900)
    app.connect("warn-missing-reference", build.report_unknown)
    app.connect("html-page-context", page.hide_source)
    app.connect("html-page-context", assets.add)
    app.connect("html-page-context", epub.add)
    app.connect("build-finished", assets.write_json)
    app.connect("build-finished", epub.declare_mathml)

    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_nodes(app: Sphinx) -> None:
    """Add the nodes that docutils cannot print by itself."""
    from sphinx_ftgloss import nodes
    from sphinx_ftgloss.formats import epub, html, latex

    link = (html.visit_term_reference, html.depart_term_reference)
    words = (html.pass_by, html.pass_by)
    app.add_node(
        nodes.term_reference,
        html=link,
        epub=(epub.visit_term_reference, epub.depart_term_reference),
        latex=words,
        text=words,
        man=words,
        texinfo=words,
    )
    app.add_node(
        nodes.wide,
        html=(html.visit_wide, html.depart_wide),
        epub=words,
        latex=words,
        text=words,
        man=words,
        texinfo=words,
    )
    for node, visit, depart in (
        (nodes.entry_name, html.visit_entry_name, html.depart_entry_name),
        (nodes.use_list, html.visit_use_list, html.pass_by),
        (nodes.fold, html.visit_fold, html.depart_fold),
        (nodes.finder, html.visit_finder, html.pass_by),
        (nodes.concept_map, html.visit_concept_map, html.pass_by),
    ):
        # Without epub= the visitor is lost there as soon as any extension registers one.
        app.add_node(node, html=(visit, depart), epub=(visit, depart))
    app.add_node(nodes.page_number, latex=(latex.visit_page_number, None))

    app.add_node(
        nodes.formula,
        html=(html.visit_formula, html.pass_by),
        epub=(epub.visit_formula, html.pass_by),
    )
    app.add_node(
        nodes.inline_formula,
        html=(html.visit_inline_formula, html.pass_by),
        epub=(epub.visit_inline_formula, html.pass_by),
    )
