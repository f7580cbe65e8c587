"""The shipped glossary keeps its own rules."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from sphinx_ftgloss import markdown
from sphinx_ftgloss.loader import load_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.model import Source, Term

IDS = [
    "fine-tuning",
    "pre-training",
    "transfer-learning",
    "full-fine-tuning",
    "epoch",
    "lora",
    "qlora",
    "adapter-layers",
    "peft",
    "rank",
    "rlhf",
    "dpo",
    "sft",
    "instruction-tuning",
    "constitutional-ai",
    "catastrophic-forgetting",
    "overfitting",
    "distribution-shift",
    "data-contamination",
    "training-set",
    "validation-set",
    "test-set",
    "synthetic-data",
    "data-deduplication",
    "learning-rate",
    "warmup",
    "gradient-accumulation",
    "checkpointing",
]

GLOSSARY, PROBLEMS = load_pack()
# Names that a reader of any of these definitions knows. LoRA is here for `rank`, which is a rank of
# LoRA: its long form, "low-rank adaptation", would make that definition a circle.
KNOWN_NAMES = {"AI", "LoRA"}
ALL_TERMS = [pytest.param(term, id=term.id) for term in GLOSSARY.terms.values()]
every_term = pytest.mark.parametrize("term", ALL_TERMS)


def texts(term: Term) -> Iterator[str]:
    """Yield all Markdown of a record."""
    yield from (term.short, term.plain, term.body, term.mistake)
    yield from (contrast.how for contrast in term.contrast)
    yield from (number.text for number in term.numbers)


def math(text: str) -> list[str]:
    return [
        token.content
        for block in markdown.blocks(text)
        for token in block.children or ()
        if token.type.startswith("math_inline")
    ]


def prose(text: str) -> str:
    """Return the words of a text without code and math, so that only our own spelling is left."""
    text = re.sub(r"`[^`]*`|\$[^$]*\$", " ", re.sub(r"\{[\w:]+\}`([^`<]*)[^`]*`", r"\1", text))
    return " ".join(text.split())


def test_no_problems() -> None:
    """The shipped terms load without a single message."""
    assert [str(problem) for problem in PROBLEMS] == []


@pytest.mark.parametrize("term_id", IDS)
def test_promised_term(term_id: str) -> None:
    """Each of the first 28 terms is there under its own id, which never changes."""
    assert term_id in GLOSSARY.terms


@pytest.mark.parametrize("category", GLOSSARY.categories)
def test_category_is_used(category: str) -> None:
    """No category of the page is empty."""
    assert category in {term.category for term in GLOSSARY.terms.values()}


# --- What each record holds ---------------------------------------------------------------------


@every_term
@pytest.mark.parametrize("field", ["term", "short", "plain", "body", "sources"])
def test_field(term: Term, field: str) -> None:
    """Each term is defined, explained twice, and has a source."""
    assert getattr(term, field)


@every_term
def test_relations(term: Term) -> None:
    """Each term leads to at least one other."""
    assert (
        term.broader
        or GLOSSARY.narrower(term.id)
        or GLOSSARY.related(term.id)
        or GLOSSARY.contrasts(term.id)
    )


@every_term
def test_term_of_two_names(term: Term) -> None:
    """A term that is an acronym has its long form."""
    if term.term.isupper():
        assert term.expansion


# --- Short definitions --------------------------------------------------------------------------


@every_term
def test_short_is_one_sentence(term: Term) -> None:
    """A short definition is one sentence of at most 200 characters with a full stop."""
    assert term.short[0].isupper()
    assert term.short.endswith(".")
    assert re.search(r"[.!?]\s", term.short) is None
    assert len(term.short) <= 200


@every_term
def test_short_is_no_circle(term: Term) -> None:
    """A short definition does not use the words that it defines."""
    names = [term.id, term.term, term.expansion, term.abbr, *term.aliases]
    phrases = [re.sub(r"[-\s]+", r"[-\\s]*", name) for name in names if name]

    assert [p for p in phrases if re.search(rf"\b{p}s?\b", term.short, re.IGNORECASE)] == []


@every_term
def test_short_opens_with_a_concept(term: Term) -> None:
    """A short definition says at once what kind of thing the term is."""
    assert re.match(r"(A term|Refers to|When|Where|Is |This|It )", term.short) is None


@every_term
def test_short_has_no_unknown_acronym(term: Term) -> None:
    """A short definition can be read alone: acronyms are well known or spelt out in it."""
    acronyms = set(re.findall(r"\b[A-Za-z]*[A-Z]{2,}[A-Za-z]*\b", term.short))
    spelt_out = {a for a in acronyms if f"({a})" in term.short}

    assert acronyms - spelt_out <= KNOWN_NAMES


@every_term
def test_short_holds_no_role(term: Term) -> None:
    """A short definition has no links, since a hover card has none."""
    assert list(markdown.targets(term.short)) == []
    assert "](" not in term.short


# --- Sources and numbers ------------------------------------------------------------------------


@every_term
def test_source_identifiers(term: Term) -> None:
    """Each source has one identifier, and it is well-formed."""
    for source in term.sources:
        given = [name for name in ("arxiv", "doi", "url") if getattr(source, name)]
        assert len(given) == 1, source.title
        assert re.fullmatch(
            r"arXiv:\d\d(0[1-9]|1[0-2])\.\d{4,5}|doi:10\.\d{4,9}/\S+|https://[\w.-]+\.\w+(/\S*)?",
            source.identifier,
        ), source.title


@every_term
def test_source_years(term: Term) -> None:
    """Each source has authors, each publication a year, and none is older than its preprint."""
    for source in term.sources:
        assert source.authors, source.title
        assert source.year or source.kind in {"code", "docs"}, source.title
        if source.arxiv:
            assert 0 <= source.year - 2000 - int(source.arxiv[:2]) <= 2, source.title


@every_term
def test_source_once(term: Term) -> None:
    """No record lists a source twice."""
    identifiers = [source.identifier for source in term.sources]

    assert sorted(set(identifiers)) == sorted(identifiers)


def test_source_is_cited_alike() -> None:
    """A publication has the same title, authors and year wherever it is cited."""
    cited: dict[str, set[tuple[str, str, int | None]]] = defaultdict(set)
    sources: Iterator[Source] = chain.from_iterable(t.sources for t in GLOSSARY.terms.values())
    for source in sources:
        cited[source.identifier].add((source.title, source.authors, source.year))

    assert {i: forms for i, forms in cited.items() if len(forms) > 1} == {}


@every_term
def test_number_sources(term: Term) -> None:
    """Each number comes from one of the sources that the record lists."""
    identifiers = {source.identifier for source in term.sources}

    assert [n.text for n in term.numbers if n.source.split(", ")[0] not in identifiers] == []


@every_term
def test_params(term: Term) -> None:
    """Each name in a library says in which version it was seen, and is listed once."""
    names = [(param.library, param.name) for param in term.params]

    assert [p.name for p in term.params if not re.fullmatch(r"\d+(\.\d+)+", p.checked)] == []
    assert sorted(set(names)) == sorted(names)


# --- Texts --------------------------------------------------------------------------------------


@every_term
def test_math_converts(term: Term) -> None:
    """All math of a record can be shown as math, with no TeX left in it."""
    found = [*chain.from_iterable(map(math, texts(term))), term.formula, term.symbol]

    for tex in filter(None, found):
        root = ET.fromstring(markdown.mathml(tex))
        assert root.tag == "math", tex
        assert "\\" not in "".join(root.itertext()), tex


@every_term
def test_roles_name_other_terms(term: Term) -> None:
    """Each role names a known term by its id, and never the term itself."""
    named = list(chain.from_iterable(map(markdown.targets, texts(term))))

    assert [target for target in named if target not in GLOSSARY.terms] == []
    assert term.id not in named


@every_term
def test_no_raw_html_and_no_heading(term: Term) -> None:
    """No text holds markup that would be printed as it is typed."""
    for text in texts(term):
        assert re.search(r"</?[a-z]+[ >/]|^#+ |\]\[|!\[|\*\*\*", prose(text), re.MULTILINE) is None


@every_term
@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(r"\bLora|\bQlora|\bLORA|\bQLORA", id="LoRA, QLoRA"),
        pytest.param(r"\b[Ff]ine tun|\b[Ff]inetun", id="fine-tuning"),
        pytest.param(r"\b[Pp]retrain|\b[Pp]re train", id="pre-training"),
        pytest.param(r"\b[Dd]atasets?\b", id="data set"),
        pytest.param(r"\b[Ww]arm-up|\b[Ww]arm up|\b[Cc]heck-point|\b[Oo]ver-fit", id="one word"),
        pytest.param(
            r"(?i)\b(optimis(?!t)|quantis|initialis|generalis(?!t)|memoris|behaviour|neighbour|labell)",
            id="American",
        ),
    ],
)
def test_spelling(term: Term, spelling: str) -> None:
    """One word is spelt one way, outside code, titles and the forms for looking up."""
    assert re.findall(spelling, " ".join(map(prose, texts(term)))) == []


def reading_grade(text: str) -> float:
    """Return the Automated Readability Index: long sentences and long words make it grow."""
    text = markdown.to_text(re.sub(r"\s+", " ", text), GLOSSARY).strip()
    words = text.split()
    sentences = len(re.findall(r"[.!?](?=\s|$)", text))
    letters = sum(character.isalnum() for character in text)
    return 4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43


@every_term
def test_plain_is_easier_than_body(term: Term) -> None:
    """The words for a newcomer are easier to read than the explanation for a practitioner."""
    assert reading_grade(term.plain) < reading_grade(term.body)


@every_term
def test_plain_is_short(term: Term) -> None:
    """The words for a newcomer are few, and fewer than the explanation."""
    assert 15 <= len(term.plain.split()) <= 80
    assert len(term.plain) < len(term.body)


# --- The graph of terms -------------------------------------------------------------------------


def ancestors(term_id: str) -> set[str]:
    found: set[str] = set()
    waiting = list(GLOSSARY.terms[term_id].broader)
    while waiting:
        current = waiting.pop()
        found.add(current)
        waiting += GLOSSARY.terms[current].broader
    return found


def test_terms_are_connected() -> None:
    """From each term a reader can get to every other one by following relations."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for i, term in GLOSSARY.terms.items():
        for other in (*term.broader, *term.related, *(c.id for c in term.contrast)):
            neighbours[i].add(other)
            neighbours[other].add(i)
    reached: set[str] = set()
    waiting = [IDS[0]]
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting += neighbours[current]

    assert GLOSSARY.terms.keys() == reached


@every_term
def test_related_or_contrast(term: Term) -> None:
    """No record lists a term both as related and as contrast."""
    assert set(term.related) & {contrast.id for contrast in term.contrast} == set()


@every_term
def test_related_or_contrast_as_shown(term: Term) -> None:
    """No entry shows a term both as related and as contrast, with what other records say."""
    contrasted = {other for other, _ in GLOSSARY.contrasts(term.id)}

    assert set(GLOSSARY.related(term.id)) & contrasted == set()


@every_term
def test_related_is_no_ancestor(term: Term) -> None:
    """What is broader or narrower is not shown a second time as related."""
    assert set(GLOSSARY.related(term.id)) & ancestors(term.id) == set()
