"""The rules that each record keeps for itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_ftgloss.command.reviewing.texts import grade, phrase, prose, texts
from sphinx_ftgloss.terms import forbidden, markdown
from sphinx_ftgloss.terms.formulas import mathml
from sphinx_ftgloss.terms.glossary import reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_ftgloss.command.reviewing.texts import Fault
    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Source, Term

PLAIN_WORDS = range(15, 81)
# Every reader of a pack about language models knows this one.
KNOWN_ACRONYMS = {"AI"}

_IDENTIFIER = re.compile(
    r"arXiv:(\d\d(0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+/\d{7})|doi:10\.\d{4,9}/\S+|https?://[\w.-]+\.\w+(/\S*)?"
)
_BAD_OPENING = re.compile(r"(A term|Refers to|When|Where|Is |This|It |Not |No )")
_NEGATIVE_ONLY = re.compile(r"\w+ \w+( \w+)? that (is|are|does|do|has|have) (not|no) [^,;]*\.$")
_HTML = re.compile(r"</?[a-z]+[ >/]|^#+ |\]\[|!\[|\*\*\*", re.MULTILINE)
# A result or a typical value: a share, a multiple, a size, a price. Counting words and steps of a
# procedure are no claims.
_CLAIM = re.compile(
    r"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?)\s?"
    r"(?:%|percent|times\b|-fold|x\b|GB|MB|TB|GiB|bits? per|points?\b"
    r"|billion|million|trillion|hours|days|dollars)"
)

_SENTENCE_OPENING = re.compile(
    r"(?:\A|\n\n|[.!?]\s|^[*-] )\{ft(?::?term)\}`([a-z0-9-]+)`", re.MULTILINE
)


def is_complete(term: Term, _glossary: Glossary) -> Iterator[Fault]:
    """Require what a reader expects of every entry."""
    for name in ("plain", "body"):
        if not getattr(term, name):
            yield name, "is missing"
    if term.term.isupper() and not term.expansion:
        yield "expansion", f"is missing; say what {term.term} stands for"


def is_sentence(term: Term, _glossary: Glossary) -> Iterator[Fault]:
    """Require one sentence that begins with what the term is a kind of."""
    short = term.short
    if not (short[:1].isupper() and short.endswith(".")) or re.search(r"[.!?]\s", short):
        yield "short", "is not one sentence with a capital and a full stop"
    if match := _BAD_OPENING.match(short):
        yield "short", f"begins with '{match[0].strip()}'; begin with the broader concept"
    if _NEGATIVE_ONLY.fullmatch(short):
        yield "short", "only says what the term is not"


def is_no_circle(term: Term, glossary: Glossary) -> Iterator[Fault]:
    """Forbid a short definition that uses the words it defines, or two that only use each other."""
    for name in {term.id, term.term, term.expansion, term.abbr, *term.aliases} - {""}:
        if match := re.search(phrase(name), term.short, re.IGNORECASE):
            yield "short", f"uses the words it defines: '{match[0]}'"
    first, _comma, _rest = term.short.partition(" that ")
    for other in glossary.terms.values():
        genus, _comma, _rest = other.short.partition(" that ")
        if (
            term.id < other.id
            and re.search(phrase(other.term), first, re.IGNORECASE)
            and re.search(phrase(term.term), genus, re.IGNORECASE)
        ):
            yield "short", f"and that of '{other.id}' explain each by the other"


def is_read_alone(term: Term, glossary: Glossary) -> Iterator[Fault]:
    """Require that a short definition needs nothing else: no link, no unexplained acronym.

    The name of a broader or related term may stand there, since it has an entry beside it.
    """
    if list(markdown.targets(term.short)) or "](" in term.short:
        yield "short", "holds a link; a hover card has none"
    near = {*term.broader, *glossary.related(term.id), *(i for i, _ in glossary.contrasts(term.id))}
    known = KNOWN_ACRONYMS | {
        form for i in near for form in (glossary.terms[i].term,) if form != form.upper()
    }
    acronyms = set(re.findall(r"\b[A-Za-z]*[A-Z]{2,}[A-Za-z]*\b", prose(term.short)))
    for acronym in sorted(acronyms - known):
        if f"({acronym})" not in term.short:
            yield "short", f"does not say what {acronym} stands for"


def is_sourced(term: Term, _glossary: Glossary) -> Iterator[Fault]:
    """Require sources that can be found, and numbers that come from them."""
    for source in term.sources:
        yield from (("sources", f"'{source.title}' {what}") for what in _faults_of(source))
    identifiers = [source.identifier for source in term.sources]
    for identifier in sorted({i for i in identifiers if identifiers.count(i) > 1}):
        yield "sources", f"{identifier} is listed twice"
    for number in term.numbers:
        if number.identifier not in identifiers:
            yield "numbers", f"'{number.source}' begins with the identifier of none of the sources"


def _faults_of(source: Source) -> Iterator[str]:
    if not _IDENTIFIER.fullmatch(source.identifier):
        yield "has no well-formed arxiv, doi or url"
    if sum(bool(value) for value in (source.arxiv, source.doi, source.url)) > 1:
        yield "has two identifiers; keep the more lasting one"
    if not source.authors:
        yield "has no authors"
    if not source.year and source.kind not in {"code", "docs"}:
        yield "has no year"
    if source.year and re.match(r"\d{4}\.", source.arxiv):
        preprint = 2000 + int(source.arxiv[:2])
        if not preprint <= source.year <= preprint + 2:
            yield f"of {source.year} is a preprint of {preprint}"


def is_claim_backed(term: Term, _glossary: Glossary) -> Iterator[Fault]:
    """Require that each figure in the short definition and the body stands in `numbers` too.

    What follows by calculation needs no source; it is written as math, ``$8.4$ GB``.
    """
    backed = " ".join(
        [*(number.text for number in term.numbers), *(p.default for p in term.params)]
    )
    # Half and all are words, like "none".
    known = {"50", "100", *re.findall(r"\d[\d,]*(?:\.\d+)?", backed)}
    for field in ("short", "body"):
        for figure in _CLAIM.findall(prose(getattr(term, field))):
            if figure not in known:
                yield field, f"the figure {figure} has no entry with a source in 'numbers'"


def is_markup_right(term: Term, glossary: Glossary) -> Iterator[Fault]:
    """Require math that converts, roles that name other terms by their ids, and no HTML."""
    formulas = [(name, getattr(term, name)) for name in forbidden.FORMULAS]
    for field, text in texts(term):
        formulas += [(field, tex) for tex in markdown.formulas(text)]
        for target in markdown.targets(text):
            other = glossary.terms.get(target)
            if target == term.id:
                yield field, "links to the term itself"
            elif other is None:
                yield field, f"there is no term with the id '{target}'"
            elif other.use:
                yield field, f"links to the deprecated term '{target}'; link to '{other.use}'"
        if match := _HTML.search(prose(text)):
            yield field, f"holds markup that is printed as it is typed: '{match[0]}'"
    for field, tex in formulas:
        if tex and not _converts(tex):
            yield field, f"the formula cannot be shown: {tex}"


def is_capitalized(term: Term, glossary: Glossary) -> Iterator[Fault]:
    """Require that a sentence which begins with a link begins with a capital."""
    for field, text in texts(term):
        for target in _SENTENCE_OPENING.findall(text):
            if target in glossary.terms and glossary.terms[target].term[0].islower():
                word = glossary.terms[target].term
                words = f"{word[0].upper()}{word[1:]} <{target}>"
                yield field, f"begins a sentence with '{target}'; write '{words}'"


def _converts(tex: str) -> bool:
    root = ET.fromstring(mathml(tex))  # noqa: S314 - made here, of the pack's own text
    return root.tag == "math" and "\\" not in "".join(root.itertext())


def is_plain(term: Term, glossary: Glossary) -> Iterator[Fault]:
    """Require that the words for a newcomer are few, and easier to read than the body."""
    if not term.plain or not term.body:
        return
    words = len(term.plain.split())
    if words not in PLAIN_WORDS:
        yield "plain", f"has {words} words; {PLAIN_WORDS[0]} to {PLAIN_WORDS[-1]} are right"
    elif len(term.plain) > len(term.body):
        yield "plain", "is longer than 'body'; say it in fewer words, or explain more there"
    if grade(term.plain, glossary) >= grade(term.body, glossary):
        yield "plain", "is no easier to read than 'body'; use shorter words and sentences"


def is_placed(term: Term, glossary: Glossary) -> Iterator[Fault]:
    """Require that relations lead to others, and each of them once."""
    related = set(glossary.related(term.id))
    ancestors = reached(term.broader, lambda i: glossary.terms[i].broader)
    contrasted = {other for other, _how in glossary.contrasts(term.id)}
    if not (related or contrasted or term.broader or glossary.narrower(term.id)):
        yield "related", "no relation leads to or from the term"
    for other in sorted(related & contrasted):
        yield "related", f"'{other}' is a contrast too; say it once"
    for other in sorted(related & ancestors):
        yield "related", f"'{other}' is broader already; say it once"


def is_seen_in_code(term: Term, _glossary: Glossary) -> Iterator[Fault]:
    """Require that each name in a library says in which version it was seen."""
    for param in term.params:
        if not re.fullmatch(r"\d+(\.\d+)+", param.checked):
            yield "params", f"'{param.name}': 'checked' is no version"


RULES: tuple[Callable[[Term, Glossary], Iterable[Fault]], ...] = (
    is_complete,
    is_sentence,
    is_no_circle,
    is_read_alone,
    is_sourced,
    is_claim_backed,
    is_markup_right,
    is_capitalized,
    is_plain,
    is_placed,
    is_seen_in_code,
)
