"""The rules for the content of a pack find what they are there for."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import convert
from msgspec.structs import replace

from sphinx_ftgloss.command.reviewing import review
from sphinx_ftgloss.command.reviewing.texts import prose, reading_grade
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.model import Origin, Term

SOURCE = {"title": "A paper", "authors": "Hu et al.", "year": 2021, "arxiv": "2106.09685"}
GOOD = {
    "id": "loram",
    "term": "LoRaM",
    "expansion": "a long name",
    "category": "methods",
    "short": "A method that saves memory at the cost of precision.",
    "plain": "The model is left as it is. A small part is put beside it. We train that part.",
    "body": "Considerable representational approximations necessitate 3 times the memory, $a+b$, "
    "notwithstanding extraordinarily sophisticated compensation; compare {ftterm}`other`, which "
    "eliminates 50% of representational approximations.",
    "numbers": [{"text": "3 times the memory", "source": "arXiv:2106.09685, table 2"}],
    "sources": [SOURCE],
    "related": ["other"],
    "params": [{"library": "peft", "name": "peft.Loram", "checked": "1.2"}],
}
OTHER = {
    **GOOD,
    "id": "other",
    "term": "second thing",
    "body": "Considerable representational approximations necessitate sophisticated compensation, "
    "notwithstanding extraordinarily sophisticated implementations of initialization.",
    "related": [],
    "contrast": [],
    "numbers": [],
    "params": [],
    "sources": [{"title": "A book", "authors": "Doe", "year": 2001, "doi": "10.1000/182"}],
}


def glossary(*records: dict[str, Any]) -> Glossary:
    terms = {record["id"]: convert(record, Term) for record in records}
    origins = {term_id: Origin("own.toml", 7) for term_id in terms}
    return Glossary(terms, {"methods": "Methods"}, origins, {})


def told(*records: dict[str, Any]) -> list[str]:
    return [f"{p.record}, {p.field}: {p.message}" for p in review(glossary(*records))]


def test_nothing_to_say() -> None:
    """A record that keeps all rules is passed."""
    assert told(GOOD, OTHER) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"plain": ""}, "plain: is missing"),
        ({"body": ""}, "body: is missing"),
        ({"term": "LORAM", "expansion": ""}, "expansion: is missing; say what LORAM stands for"),
        ({"short": "a method of some sort."}, "short: is not one sentence"),
        ({"short": "A method. It saves memory."}, "short: is not one sentence"),
        ({"short": "A method of some sort"}, "short: is not one sentence"),
        ({"short": "Refers to a method."}, "short: begins with 'Refers to'"),
        ({"short": "Not a method of training."}, "short: begins with 'Not'"),
        ({"short": "A method that is not exact."}, "short: only says what the term is not"),
        (
            {"short": "A method with a long-name in it."},
            "short: uses the words it defines: 'a long-name",
        ),
        ({"short": "A method of several LoRaMs."}, "short: uses the words it defines: 'LoRaMs'"),
        ({"short": "A method from RLHF days."}, "short: does not say what RLHF stands for"),
        ({"short": "A method like {ftterm}`other`."}, "short: holds a link"),
        (
            {"sources": [{**SOURCE, "arxiv": "2113.09685"}], "numbers": [], "body": OTHER["body"]},
            "sources: 'A paper' has no well-formed",
        ),
        ({"sources": [{**SOURCE, "url": "https://a.org/"}]}, "sources: 'A paper' has two ident"),
        ({"sources": [{**SOURCE, "authors": ""}]}, "sources: 'A paper' has no authors"),
        ({"sources": [{**SOURCE, "year": None}]}, "sources: 'A paper' has no year"),
        (
            {"sources": [{**SOURCE, "year": 2019}]},
            "sources: 'A paper' of 2019 is a preprint of 2021",
        ),
        ({"sources": [SOURCE, SOURCE]}, "sources: arXiv:2106.09685 is listed twice"),
        (
            {"numbers": [{"text": "3 times", "source": "arXiv:2106.0968"}]},
            "numbers: 'arXiv:2106.0968'",
        ),
        ({"numbers": []}, "body: the figure 3 has no entry with a source in 'numbers'"),
        ({"short": "A method that saves 12 % of memory."}, "short: the figure 12 has no entry"),
        ({"mistake": "See {ftterm}`loram`."}, "mistake: links to the term itself"),
        ({"mistake": "See {ftterm}`nowhere`."}, "mistake: there is no term with the id 'nowhere'"),
        ({"mistake": "It is <b>not</b>."}, "mistake: holds markup that is printed as it is typed"),
        ({"mistake": r"It is $\nosuch{x}$."}, r"mistake: the formula cannot be shown: \nosuch{x}"),
        ({"mistake": "No. {ftterm}`other` is."}, "mistake: begins a sentence with 'other'; write"),
        ({"formula": r"\nosuch{x}"}, r"formula: the formula cannot be shown: \nosuch{x}"),
        ({"plain": "Words " * 90}, "plain: has 90 words; 15 to 80 are right"),
        ({"plain": OTHER["body"].replace(",", " as is")}, "plain: is no easier"),
        ({"contrast": [{"id": "other", "how": "is"}]}, "related: 'other' is a contrast too"),
        ({"broader": ["other"]}, "related: 'other' is broader already; say it once"),
        ({"params": [{"library": "x", "name": "x.y"}]}, "params: 'x.y': 'checked' is no version"),
        ({"mistake": "A Loram is none."}, "mistake: 'Loram' is spelled 'LoRaM' elsewhere"),
        ({"aliases": ["second-thing"]}, "aliases: 'second-thing' is the preferred form of 'other'"),
    ],
)
def test_fault_is_found(change: dict[str, Any], message: str) -> None:
    """Each fault is told, with its record and field, and nothing else is."""
    found = told({**GOOD, **change}, OTHER)

    assert [line for line in found if line.startswith(f"loram, {message}")], found
    field, _colon, _rest = message.partition(":")
    assert {p.field for p in review(glossary({**GOOD, **change}, OTHER))} == {field}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"sources": [{**SOURCE, "title": "A Paper"}]},
            "sources: arXiv:2106.09685 is cited otherwise",
        ),
        ({"params": GOOD["params"]}, "params: 'peft.Loram' belongs to 'loram' too; keep it in one"),
        ({"use": "loram"}, "body: links to the deprecated term 'other'; link to 'loram'"),
    ],
)
def test_records_are_compared(change: dict[str, Any], message: str) -> None:
    """What only shows beside another record is told of one of the two."""
    assert [line for line in told(GOOD, {**OTHER, **change}) if message in line]


def test_circle_of_two() -> None:
    """Two short definitions that explain each by the other are told."""
    one = {**GOOD, "short": "A second thing that is small."}
    other = {**OTHER, "short": "A LoRaM that is large.", "related": ["loram"]}

    assert "loram, short: and that of 'other' explain each by the other" in told(one, other)


def test_term_on_its_own() -> None:
    """A term that no relation leads to is told."""
    alone = {**OTHER, "id": "alone", "term": "third thing"}

    assert {line.split(":")[1] for line in told(GOOD, OTHER, alone)} == {
        " no relation leads to or from the term",
        " no chain of relations leads to most of the other terms",
    }


def test_place_of_a_problem() -> None:
    """A problem says where the record stands."""
    (problem,) = review(glossary({**GOOD, "plain": ""}, OTHER))

    assert (problem.file, problem.line, problem.record) == ("own.toml", 7, "loram")


def test_quotation_and_code_may_be_spelled_otherwise() -> None:
    """Names in quotation marks and in code are not ours to spell."""
    assert told({**GOOD, "mistake": '"Loram" and `loram.Loram` are others.'}, OTHER) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a {ftterm}`these words <id>` b", "a these words b"),
        ("a {ftterm}`some-id` b", "a b"),
        ("a `code` $x^2$ b", "a b"),
        ("see https://a.org/Lora now", "see now"),
    ],
)
def test_prose(text: str, words: str) -> None:
    """What an author spells is left: no code, math, ids or addresses."""
    assert prose(text) == words


def test_reading_grade() -> None:
    """Longer words and sentences are harder."""
    assert reading_grade("I see a cat. It sits.") < reading_grade("Feline observation continues.")


def test_changed_term_is_reviewed_as_changed() -> None:
    """A rule looks at the record as it is now, whatever was reviewed before."""
    first = glossary(GOOD, OTHER)
    assert review(first) == []
    changed = {**first.terms, "loram": replace(first.terms["loram"], plain="")}

    assert review(Glossary(changed, first.categories, first.origins, {})) != []
