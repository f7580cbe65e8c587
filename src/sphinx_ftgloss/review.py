"""Hold the content of a pack against rules of good terminology work.

Pure: nothing here knows Sphinx or docutils. A build does not run this; ``sphinx-ftgloss check
--pack`` does. The rules on definitions follow ISO 704 (a definition names the broader concept and
what sets the term apart; it is no circle and not merely negative) and SKOS (one preferred label;
related terms are no ancestors).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_ftgloss import markdown
from sphinx_ftgloss.forms import fold, regular_plural
from sphinx_ftgloss.formulas import mathml
from sphinx_ftgloss.glossary import reached
from sphinx_ftgloss.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_ftgloss.glossary import Glossary
    from sphinx_ftgloss.model import Source, Term

Fault = tuple[str, str]
"""A field and what is wrong with it."""

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


def review(glossary: Glossary) -> list[Problem]:
    """Return what is wrong with the terms of a glossary, in their order.

    Faults that keep a record from being used are the loader's to report, and not repeated here.
    """
    found: dict[str, list[Fault]] = {term_id: [] for term_id in glossary.terms}
    for term in glossary.terms.values():
        # A deprecated record only says which one to use instead.
        if not term.use:
            for rule in RULES:
                found[term.id] += rule(term, glossary)
    for compare in COMPARISONS:
        for term_id, field, message in compare(glossary):
            found[term_id].append((field, message))
    return [
        Problem(glossary.origins[i].file, glossary.origins[i].line, i, field, message)
        for i, faults in found.items()
        for field, message in faults
    ]


# --- Texts ----------------------------------------------------------------------------------------


def texts(term: Term) -> Iterator[Fault]:
    """Yield all Markdown of a record, with the field that it stands in."""
    for name in ("short", "plain", "body", "mistake"):
        if text := getattr(term, name):
            yield name, text
    yield from (("contrast", contrast.how) for contrast in term.contrast)
    yield from (("numbers", number.text) for number in term.numbers)
    for name in term.characteristics.__struct_fields__:
        if text := getattr(term.characteristics, name):
            yield "characteristics", text


def prose(text: str) -> str:
    """Return the words of a text without code, math and ids: what an author chose to spell."""
    text = re.sub(r"\{[\w:]+\}`([^`<]*)<[^`]*`", r"\1", text)
    text = re.sub(r"\{[\w:]+\}`[^`]*`|`[^`]*`|\$[^$]*\$|https?://\S+", " ", text)
    return " ".join(text.split())


def reading_grade(text: str) -> float:
    """Return the Automated Readability Index: years of school that a text asks for.

    Source: Senter and Smith 1967, Automated Readability Index, AMRL-TR-66-220.
    """
    words = text.split()
    sentences = max(1, len(re.findall(r"[.!?](?=\s|$)", text)))
    letters = sum(character.isalnum() for character in text)
    return 4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43


def _grade(text: str, glossary: Glossary) -> float:
    return reading_grade(markdown.to_text(re.sub(r"\s+", " ", text), glossary).strip() or "-")


def _phrase(name: str) -> str:
    """Return a pattern for a name with or without hyphens and blanks, in the plural too."""
    variants = (
        re.sub(r"(\\?[-\s])+", lambda _match: r"[-\s]*", re.escape(variant))
        for variant in (name, regular_plural(name))
    )
    return rf"\b({'|'.join(variants)})(?!\w)"


# --- One record -----------------------------------------------------------------------------------


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
        if match := re.search(_phrase(name), term.short, re.IGNORECASE):
            yield "short", f"uses the words it defines: '{match[0]}'"
    first, _comma, _rest = term.short.partition(" that ")
    for other in glossary.terms.values():
        genus, _comma, _rest = other.short.partition(" that ")
        if (
            term.id < other.id
            and re.search(_phrase(other.term), first, re.IGNORECASE)
            and re.search(_phrase(term.term), genus, re.IGNORECASE)
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
    formulas = [(name, getattr(term, name)) for name in ("formula", "symbol")]
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
    if _grade(term.plain, glossary) >= _grade(term.body, glossary):
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


# --- All records ----------------------------------------------------------------------------------


def is_cited_alike(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that a publication has the same title, authors and year wherever it is cited."""
    first: dict[str, Source] = {}
    for term in glossary.terms.values():
        for source in term.sources:
            known = first.setdefault(source.identifier, source)
            if (known.title, known.label) != (source.title, source.label):
                cited = f"'{known.title}', {known.label}"
                yield term.id, "sources", f"{source.identifier} is cited otherwise: {cited}"


def is_spelled_alike(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that a name with capitals inside, such as LoRA, is spelled so in all texts.

    Not where its small letters are an ordinary word, which is then listed as ambiguous, and not in
    quotation marks.
    """
    right = {
        term.term.lower(): term.term
        for term in glossary.terms.values()
        if re.fullmatch(r"\w*[a-z]\w*[A-Z]\w*", term.term)
        and term.term.lower() not in {form.lower() for form in term.ambiguous}
    }
    for term in glossary.terms.values():
        for field, text in texts(term):
            for word in re.findall(r"\w+", re.sub(r'"[^"]*"', " ", prose(text))):
                name = right.get(word.lower(), word)
                if word != name:
                    yield term.id, field, f"'{word}' is spelled '{name}' elsewhere"


def is_param_of_one(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that a library parameter belongs to one term, so that a link to it is certain."""
    first: dict[tuple[str, str], str] = {}
    for term in glossary.terms.values():
        for param in term.params:
            owner = first.setdefault((param.library, param.name), term.id)
            if owner != term.id:
                yield term.id, "params", f"'{param.name}' belongs to '{owner}' too; keep it in one"


def is_connected(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that a reader gets from each term to every other one by following relations."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for term in glossary.terms.values():
        for other in (*term.broader, *term.related, *(c.id for c in term.contrast)):
            neighbours[term.id].add(other)
            neighbours[other].add(term.id)
    groups: list[set[str]] = []
    for start in glossary.terms:
        if not any(start in group for group in groups):
            groups.append(reached([start], neighbours.__getitem__))
    main = max(groups, key=len, default=set())
    for group in groups:
        for term_id in sorted(group - main):
            yield term_id, "related", "no chain of relations leads to most of the other terms"


def is_preferred_once(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that what one record prefers is no variant in another one."""
    preferred = {fold(term.term): term.id for term in glossary.terms.values()}
    for term in glossary.terms.values():
        for field in ("aliases", "ambiguous"):
            for form in getattr(term, field):
                owner = preferred.get(fold(form), term.id)
                if owner != term.id:
                    yield term.id, field, f"'{form}' is the preferred form of '{owner}'"


COMPARISONS: tuple[Callable[[Glossary], Iterable[tuple[str, str, str]]], ...] = (
    is_cited_alike,
    is_spelled_alike,
    is_param_of_one,
    is_connected,
    is_preferred_once,
)
