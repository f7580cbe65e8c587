"""What happens in the course of a build, apart from the page and the assets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx_ftgloss import config, incremental, page
from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms import installed, kept
from sphinx_ftgloss.terms.languages import pack_files
from sphinx_ftgloss.terms.model import SHIPPED_PACK
from sphinx_ftgloss.terms.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_ftgloss.page import GlossaryProject
    from sphinx_ftgloss.terms.problems import Problem


_KINDS = {kind.value: kind for kind in (Subtype.TERM_FILE, Subtype.PACK)}


def load_glossary(app: Sphinx) -> None:
    """Read the settings and the terms, and report what is wrong with them."""
    domain = get_domain(app.env)
    domain.builder = app.builder
    domain.options = config.read(app.config)
    domain.root = root = Path(app.confdir)
    files = list(_term_files(root, domain.options.terms))
    stamp, frozen = domain.builds.kept
    language = app.config.language
    problems = Problems()
    packs = installed.folders(domain.options.packs, problems, SHIPPED_PACK)
    _report(problems, root)
    read = [file for pack in packs for file in pack_files(pack, language)]
    domain.stamp = kept.stamp([*read, *files], root, language)
    if stamp == domain.stamp and (glossary := kept.thaw(frozen)):
        domain.base = glossary
        domain.compose()
        return
    # Imported late because only changed term files need it.
    from sphinx_ftgloss.terms import loader  # noqa: PLC0415

    domain.base, found = loader.load(files, root, packs, language)
    domain.compose()
    # What is wrong with term files is said in each build, so these are not kept.
    domain.builds.kept = ("", b"") if found else (domain.stamp, kept.freeze(domain.base))
    _report(found, root)


def _report(problems: Iterable[Problem], root: Path) -> None:
    """Warn of what is wrong with packs and term files."""
    for problem in problems:
        if problem.file.startswith("conf.py"):
            warn(_KINDS[problem.kind], f"{problem.file}: {problem}")
            continue
        # A file of our own pack is named after the package, wherever that is installed.
        where = problem.file if problem.file.startswith("sphinx_ftgloss/") else root / problem.file
        warn(_KINDS[problem.kind], str(problem), f"{where}:{problem.line or ''}")


def _term_files(root: Path, patterns: list[str]) -> Iterator[Path]:
    """Yield the files that the patterns name, each once; a pattern without any match warns."""
    seen = set()
    for pattern in patterns:
        try:
            found = sorted(path for path in root.glob(pattern) if path.is_file())
        except (NotImplementedError, ValueError):
            # An absolute or an empty pattern.
            found = []
        if not found:
            warn(
                Subtype.TERM_FILE,
                f"conf.py: ftgloss_terms: '{pattern}' names no file below {root.name}/",
            )
        for path in found:
            if path not in seen:
                seen.add(path)
                yield path


def read_again(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> set[str]:
    """Return the pages that a changed glossary makes read otherwise."""
    return incremental.outdated_reads(get_domain(env))


def settle(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read the pages again that were read before a term that they use was defined by another."""
    domain = get_domain(env)
    before = domain.builds.defines
    domain.builds.defines = any(page.defined for page in domain.pages.values())
    if not before and not domain.builds.defines:
        return []
    _report(domain.compose(), domain.root)
    project = cast("GlossaryProject", env.project)
    stale = sorted(incremental.read_otherwise(domain) & env.found_docs)
    for docname in stale:
        if project.generates(docname):
            project.unread = True
        else:
            # It may use a term before it defines it.
            domain.expected = {docname: domain.pages[docname].defined}
            page.reread(app, docname)
            domain.expected = {}
    domain.compose()
    domain.note_reread(stale)
    return stale


def write_again(app: Sphinx, env: BuildEnvironment) -> set[str]:
    """Return the pages that show a changed card or list, to be written but not read again."""
    return incremental.outdated_writes(get_domain(env), app.builder)


def resolve_std_term(
    app: Sphinx,
    env: BuildEnvironment,
    node: pending_xref,
    contnode: Element,
) -> Element | None:
    """Resolve a ``:term:`` that neither the project nor another one has."""
    if (node.get("refdomain"), node.get("reftype")) != ("std", "term"):
        return None
    domain = get_domain(env)
    term_id = domain.glossary.certain(node["reftarget"])
    if not term_id:
        return None
    reference = domain.reference(term_id, contnode)
    reference["use"], reference["docname"] = node["use"], node["docname"]
    return reference


def report_unknown(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Report an unknown term in our own words, with the nearest names."""
    if domain is None or domain.name != "ft":
        return None
    get_domain(app.env).warn_unknown(node["reftype"], node["reftarget"], node)
    return True
