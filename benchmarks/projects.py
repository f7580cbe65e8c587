"""The projects that are built: the same words for every candidate, marked up in its way.

Whoever reads the results finds here what exactly was compared. To add a candidate, add one line
to `CANDIDATES`.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFERENCES = 20
DISTINCT = 15
USED = 60
"""Pages use the first 60 terms only, so that more terms change the glossary and nothing else."""

_SYLLABLES = re.findall("..", "badefigokulameniporusateviwoxuza")
_NOUNS = ("tuning", "scaling", "routing", "pruning", "batching", "masking", "packing")


@dataclass(frozen=True)
class Candidate:
    """One way to have a glossary: an extension and how its users write."""

    label: str
    extensions: tuple[str, ...] = ()
    requirement: str = ""
    """What an environment of its own installs; empty: it runs in ours."""
    role: str = "term"
    """The role of a reference; empty: only the words."""
    mark: str = ""
    """What stands on both sides of the words where there is no role."""
    own_files: bool = False
    """Definitions stand in our term files, not in a ``glossary`` directive."""
    conf: str = ""
    """More lines for ``conf.py``."""
    shipped: bool = False
    """The ``glossary`` directive holds the terms that we ship as well, as an author would write
    them."""


CANDIDATES = {
    "plain": Candidate("plain Sphinx, same words", role=""),
    "italics": Candidate("plain Sphinx, words in italics", role="", mark="*"),
    "builtin": Candidate("built-in `:term:`"),
    "builtin-full": Candidate("built-in `:term:`, our terms too", shipped=True),
    "ftgloss": Candidate(
        "ftgloss, roles",
        ("sphinx_ftgloss",),
        role="ftterm",
        own_files=True,
        conf='ftgloss_terms = ["terms/*.toml"]\n',
    ),
    "autolink": Candidate(
        "ftgloss, roles, mentions looked for",
        ("sphinx_ftgloss",),
        role="ftterm",
        own_files=True,
        conf='ftgloss_terms = ["terms/*.toml"]\nftgloss_autolink = "page"\n',
    ),
    "everything": Candidate(
        "ftgloss, everything on",
        ("sphinx_ftgloss",),
        role="ftterm",
        own_files=True,
        conf='ftgloss_terms = ["terms/*.toml"]\nftgloss_autolink = "section"\n'
        'ftgloss_first_use = "expand"\nftgloss_depth = "plain"\nftgloss_json = True\n',
    ),
    "no-page": Candidate(
        "ftgloss, roles, no page",
        ("sphinx_ftgloss",),
        role="ftterm",
        own_files=True,
        conf='ftgloss_terms = ["terms/*.toml"]\nftgloss_page = ""\n',
    ),
    "riddle": Candidate(
        "sphinx-riddle-whisper 2.0.0", ("sphinx_riddle_whisper",), "sphinx-riddle-whisper==2.0.0"
    ),
    "tippy": Candidate("sphinx-tippy 0.4.3", ("sphinx_tippy",), "sphinx-tippy==0.4.3"),
}


class Scenario(NamedTuple):
    """What is built, and how."""

    pages: int = 300
    terms: int = 60
    markup: str = "mixed"
    """``myst``, ``rst``, or ``mixed``: half and half."""
    jobs: int = 1

    def __str__(self) -> str:
        """Return the scenario as the heading of its table."""
        how = "serial" if self.jobs == 1 else f"`-j{self.jobs}`"
        markup = {"mixed": "half MyST, half RST"}.get(self.markup, self.markup)
        return f"{self.pages:,} pages, {self.terms:,} terms, {markup}, {how}"


class Edit(NamedTuple):
    """What an author has changed since the clean build."""

    page: bool = False
    definition: bool = False
    rename: bool = False


STEPS = {
    "clean": Edit(),
    "no change": Edit(),
    "page edited": Edit(page=True),
    "definition edited": Edit(page=True, definition=True),
    "term renamed": Edit(page=True, definition=True, rename=True),
}
"""The builds of one round, in order; each but the first is incremental."""


def term(number: int) -> str:
    """Return the name of a term; no two are the same without case and blanks."""
    one, two, three = (
        _SYLLABLES[number // len(_SYLLABLES) ** place % len(_SYLLABLES)] for place in range(3)
    )
    return f"{one}{two}{three}n {_NOUNS[number % len(_NOUNS)]}"


class Project:
    """A project of one candidate in a folder, written anew where an edit changes it.

    :param linked: pages refer to terms; otherwise they print the same words without any markup.
    """

    def __init__(
        self, folder: Path, candidate: Candidate, scenario: Scenario, *, linked: bool = True
    ) -> None:
        self.folder = folder
        self.candidate = candidate
        self.scenario = scenario
        self.linked = linked

    def write(self, edit: Edit) -> None:
        """Write the files that are not as they should be; the others keep their time stamps."""
        for name, text in self._files(edit):
            path = self.folder / name
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")

    def _files(self, edit: Edit) -> Iterator[tuple[str, str]]:
        yield "conf.py", self._conf()
        names = [f"page-{number:04}" for number in range(self.scenario.pages)]
        if self.candidate.own_files:
            yield "terms/bench.toml", "\n".join(self._records(edit))
        else:
            yield "glossary.rst", "\n".join(self._glossary(edit))
            names.append("glossary")
        listed = "\n".join(f"   {name}" for name in names)
        yield "index.rst", f"Index\n=====\n\n.. toctree::\n   :hidden:\n\n{listed}\n"
        for number in range(self.scenario.pages):
            markdown = {"myst": True, "rst": False}.get(self.scenario.markup, number % 2 == 0)
            suffix = "md" if markdown else "rst"
            text = "\n".join(self._page(number, markdown=markdown, edited=edit.page and not number))
            yield f"page-{number:04}.{suffix}", text

    def _conf(self) -> str:
        extensions = ["myst_parser", *self.candidate.extensions]
        return (
            f"project = 'Benchmark'\nextensions = {extensions!r}\n"
            # A light theme without the list of all pages, which would dilute every ratio.
            "html_theme = 'basic'\nhtml_sidebars = {'**': []}\n"
            f"html_theme_options = {{'nosidebar': True}}\n{self.candidate.conf}"
        )

    def _page(self, number: int, *, markdown: bool, edited: bool) -> Iterator[str]:
        yield from _heading(f"Page {number} on training", "#", "=", markdown=markdown)
        for place in range(REFERENCES):
            if place % 5 == 0:
                yield from _heading(f"Part {place // 5} of it", "##", "-", markdown=markdown)
            name = term((number * 7 + place % DISTINCT) % min(USED, self.scenario.terms))
            more = " This sentence is new." if edited and place == 0 else ""
            yield (
                f"A run that uses {self._reference(name, markdown=markdown)} at step {place} "
                f"keeps the loss of part {number % 9} low for longer than one without it,\n"
                "and its *curve* falls in the first epochs, as ``loss`` in the log of the run "
                f"shows; a smaller batch needs more steps.{more}\n"
            )

    def _reference(self, name: str, *, markdown: bool) -> str:
        role = self.candidate.role
        if not self.linked:
            return name
        if not role:
            return f"{self.candidate.mark}{name}{self.candidate.mark}"
        return f"{{{role}}}`{name}`" if markdown else f":{role}:`{name}`"

    def _definitions(self, edit: Edit) -> Iterator[tuple[str, str, str, str]]:
        """Yield name, first sentence, the rest with one term in it, and address of a source."""
        for number in range(self.scenario.terms):
            name = term(number)
            following = term((number + 1) % min(USED, self.scenario.terms))
            if edit.rename and number == 1:
                name = "another name altogether"
            once = "twice" if edit.definition and number == 0 else "once"
            short = (
                f"A way to set part {number} of a model so that it learns {once} from each batch."
            )
            rest = (
                "It costs little memory, needs no second model and can be undone after the run. "
                f"It is often used together with {following}, which it must not replace."
            )
            yield name, short, rest, f"https://example.org/paper-{number}"

    def _records(self, edit: Edit) -> Iterator[str]:
        for name, short, body, url in self._definitions(edit):
            yield (
                f'[[term]]\nid = "{name.replace(" ", "-")}"\nterm = "{name}"\n'
                f'category = "practical-terms"\nautolink = "any"\nshort = "{short}"\n'
                f'body = "{_marked(body, "{ftterm}`")}"\n'
                f'sources = [{{ title = "A paper", url = "{url}" }}]\n'
            )

    def _glossary(self, edit: Edit) -> Iterator[str]:
        yield from _heading("Glossary", "#", "=", markdown=False)
        indent = ""
        if self.candidate.role:
            indent = "   "
            yield ".. glossary::\n"
        for name, short, body, url in self._definitions(edit):
            text = _marked(body, ":term:`") if self.candidate.role else body
            yield f"{indent}{name}"
            for paragraph in (short, text, f"Source: `A paper <{url}>`__"):
                yield f"{indent}   {paragraph}\n"
        if self.candidate.shipped:
            yield from _shipped_entries()


def _shipped_entries() -> Iterator[str]:
    """Yield the shipped terms as entries of a ``glossary``: the same words, links and sources."""
    # Imported late because the other candidates need nothing of ours.
    from sphinx_ftgloss.terms import markdown  # noqa: PLC0415
    from sphinx_ftgloss.terms.loader import load_pack  # noqa: PLC0415

    glossary, _problems = load_pack()

    def entry(text: str) -> str:
        plain = markdown.to_text(" ".join(text.split()), glossary)
        return re.sub(r"([\\`*_|])", r"\\\1", plain)

    for term in glossary.terms.values():
        yield f"   {entry(term.term)}\n      {entry(term.short)}\n"
        for text in (term.plain, *term.body.split("\n\n"), term.mistake):
            if text.strip():
                yield f"      {entry(text)}\n"
        if term.formula:
            yield f"      .. math:: {term.formula.strip()}\n"
        related = [*term.broader, *term.related, *(contrast.id for contrast in term.contrast)]
        names = ", ".join(f":term:`{entry(glossary.terms[i].term)}`" for i in related)
        yield f"      See also: {names}\n" if names else ""
        for number in term.numbers:
            yield f"      * {entry(number.text)} ({entry(number.source)})"
        yield ""
        for source in term.sources:
            yield f"      * {entry(source.label)}: `{entry(source.title)} <{source.link}>`__"
        yield ""


def _heading(text: str, hashes: str, line: str, *, markdown: bool) -> Iterator[str]:
    yield f"{hashes} {text}\n" if markdown else f"{text}\n{line * len(text)}\n"


def _marked(body: str, role: str) -> str:
    before, after = body.split("together with ")
    name, rest = after.split(",", 1)
    return f"{before}together with {role}{name}`,{rest}"


def combinations(axes: dict[str, list[int] | list[str]], *, full: bool) -> list[Scenario]:
    """Return the scenarios for the values of each axis.

    All combinations; with ``full``, the base and the scenarios that differ from it in one axis.
    """
    if not full:
        return [
            Scenario(**dict(zip(axes, values, strict=True)))  # type: ignore[arg-type]
            for values in itertools.product(*axes.values())
        ]
    base = Scenario()
    single = [
        base._replace(**{axis: value})  # type: ignore[arg-type]
        for axis, values in axes.items()
        for value in values
    ]
    return list(dict.fromkeys([base, *single]))
