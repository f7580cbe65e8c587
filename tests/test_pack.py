"""The shipped glossary keeps its own rules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers import SEED_TERMS
from sphinx_ftgloss.command.reviewing import review
from sphinx_ftgloss.command.reviewing.texts import prose, texts
from sphinx_ftgloss.terms.loader import load_pack

if TYPE_CHECKING:
    from sphinx_ftgloss.terms.model import Term


SEED_CATEGORIES = [
    "training-fundamentals",
    "parameter-efficient-methods",
    "alignment-and-preference-tuning",
    "common-challenges",
    "data-concepts",
    "practical-terms",
]
GLOSSARY, PROBLEMS = load_pack()
ALL_TERMS = [pytest.param(term, id=term.id) for term in GLOSSARY.terms.values()]
every_term = pytest.mark.parametrize("term", ALL_TERMS)


def test_no_problems() -> None:
    """The shipped terms load without a single message."""
    assert [str(problem) for problem in PROBLEMS] == []


@pytest.mark.parametrize("term_id", SEED_TERMS)
def test_promised_term(term_id: str) -> None:
    """Each of the first 28 terms is there under its own id, which never changes."""
    assert term_id in GLOSSARY.terms


@pytest.mark.parametrize("category", GLOSSARY.categories)
def test_category_is_used(category: str) -> None:
    """No category of the page is empty."""
    assert category in {term.category for term in GLOSSARY.terms.values()}


@pytest.mark.parametrize("category", SEED_CATEGORIES)
def test_seed_category_is_full(category: str) -> None:
    """Each of the first six categories has at least ten terms."""
    assert sum(term.category == category for term in GLOSSARY.terms.values()) >= 10


def test_there_are_many_terms() -> None:
    """There are at least 150."""
    assert len(GLOSSARY.terms) >= 150


@pytest.mark.parametrize("page", ["README.md", "example_docs/manual/comparison.md"])
def test_number_of_terms_is_told(page: str) -> None:
    """Who chooses reads how many terms there are."""
    text = (Path(__file__).parent.parent / page).read_text(encoding="utf-8")
    row = re.search(r"^\| definitions that come with it .*\| (\d+)", text, re.MULTILINE)
    told = {row and row[1], *re.findall(r"(\d+) terms in \w+ categories", text)}

    assert told == {str(len(GLOSSARY.terms))}, f"correct the number of terms in {page}"


def test_content_keeps_all_rules() -> None:
    """`review`, which `sphinx-ftgloss check --pack` runs, has nothing to say."""
    assert [f"{p.record}, {p.field}: {p.message}" for p in review(GLOSSARY)] == []


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
    assert re.findall(spelling, " ".join(prose(text) for _field, text in texts(term))) == []


def test_names_in_code_were_checked() -> None:
    """The pack says when its names in code were checked, in the versions that the records name."""
    (checked,) = GLOSSARY.checked
    named = {(p.library, p.checked) for term in GLOSSARY.terms.values() for p in term.params}

    assert named == set(checked.libraries.items())
