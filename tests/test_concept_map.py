"""What a concept map shows, and where it puts it."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_ftgloss.maps.concept_map import KINDS, Request, part_of
from sphinx_ftgloss.maps.drawing import HEIGHT, Drawing, lay_out
from sphinx_ftgloss.maps.svg import picture
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.loader import load_pack
from sphinx_ftgloss.terms.model import Contrast, Origin, Term

PACK = load_pack()[0]


def term(term_id: str, **fields: tuple[str, ...] | str) -> Term:
    contrast = tuple(Contrast(id=i, how="else") for i in fields.pop("contrast", ()))
    return Term(id=term_id, **{"term": term_id, "contrast": contrast, **fields})


def glossary(*terms: Term) -> Glossary:
    origins = {t.id: Origin("terms.toml", None) for t in terms}
    return Glossary({t.id: t for t in terms}, {}, origins, {})


FAMILY = glossary(
    term("animal"),
    term("cat", broader=("animal",), contrast=("dog",), related=("milk",)),
    term("dog", broader=("animal",), related=("bone",)),
    term("puppy", broader=("dog",), contrast=("kitten",)),
    term("kitten", broader=("cat",)),
    term("milk", category="food", related=("bone",)),
    term("bone", category="food"),
    term("stone"),
    term("hound", use="dog"),
)


def shown(**request: tuple[str, ...] | int) -> tuple[set[str], set[str]]:
    """Return the terms of a map, and its relations as ``kind start end``."""
    part = part_of(FAMILY, Request(**request))
    return set(part.term_ids), {" ".join(relation) for relation in part.relations}


# --- What is shown ---------------------------------------------------------------------------


def test_everything() -> None:
    """Without a choice all terms are there, and each relation once; deprecated ids are not."""
    terms, relations = shown()

    assert terms == FAMILY.terms.keys() - {"hound"}
    assert relations == {
        "broader animal cat",
        "broader animal dog",
        "broader dog puppy",
        "broader cat kitten",
        "contrast cat dog",
        "contrast puppy kitten",
        "related cat milk",
        "related dog bone",
        "related milk bone",
    }


def test_neighbours() -> None:
    """A map of a term shows what is one relation away; beside it, the family only."""
    assert shown(terms=("cat",)) == (
        {"cat", "animal", "dog", "kitten", "milk"},
        {
            "broader animal cat",
            "broader animal dog",
            "broader cat kitten",
            "contrast cat dog",
            "related cat milk",
        },
    )


@pytest.mark.parametrize(
    ("depth", "terms"),
    [
        (0, {"puppy"}),
        (1, {"puppy", "dog", "kitten"}),
        (2, {"puppy", "dog", "kitten", "animal", "cat", "bone"}),
        (9, FAMILY.terms.keys() - {"stone", "hound"}),
    ],
)
def test_depth(depth: int, terms: set[str]) -> None:
    """The depth is the number of relations that are followed."""
    assert shown(terms=("puppy",), depth=depth)[0] == terms


def test_terms_alone_keep_their_relations() -> None:
    """Of terms that are shown without their neighbours all relations are drawn."""
    assert shown(terms=("cat", "dog"), depth=0)[1] == {"contrast cat dog"}


def test_kinds() -> None:
    """Only the relations asked for are followed and drawn."""
    assert shown(terms=("cat",), kinds=("related",)) == ({"cat", "milk"}, {"related cat milk"})


def test_category() -> None:
    """A category is all of its terms, and a map of a term can stay in it."""
    assert shown(categories=("food",)) == ({"milk", "bone"}, {"related milk bone"})
    assert shown(terms=("milk",), categories=("food",))[0] == {"milk", "bone"}
    assert shown(terms=("cat",), categories=("food",))[0] == set()


# --- Where it stands -------------------------------------------------------------------------


def assert_sound(drawing: Drawing) -> None:
    """No two boxes overlap, lines join their boxes, and nothing leaves the picture."""
    for (one, a), (other, b) in combinations(drawing.boxes.items(), 2):
        apart = a.right < b.x or b.right < a.x or a.y + HEIGHT < b.y or b.y + HEIGHT < a.y
        assert apart, f"{one} covers {other}"
    for (kind, *ends), curve in drawing.lines:
        assert len(curve) % 3 == 1
        touched = [
            i
            for point in (curve[0], curve[-1])
            for i in ends
            if any(
                abs(point.x - side) < 0.01 for side in (drawing.boxes[i].x, drawing.boxes[i].right)
            )
            and drawing.boxes[i].y <= point.y <= drawing.boxes[i].y + HEIGHT
        ]
        assert set(touched) == set(ends)
        if kind == "broader":
            assert touched == ends
    places = [p for _relation, curve in drawing.lines for p in curve]
    assert all(0 <= p.x <= drawing.width and 0 <= p.y <= drawing.height for p in places)
    for box in drawing.boxes.values():
        assert box.x >= 0 <= box.y
        assert box.right <= drawing.width
        assert box.y + HEIGHT <= drawing.height


@pytest.mark.parametrize("kinds", [KINDS, KINDS[:2], KINDS[:1]], ids=" ".join)
@pytest.mark.parametrize("category", ["", *PACK.categories])
def test_shipped_terms(category: str, kinds: tuple[str, ...]) -> None:
    """Each category and the whole pack are drawn with every term, soundly."""
    request = Request(categories=(category,) if category else (), kinds=kinds)
    part = part_of(PACK, request)
    drawing = lay_out(PACK, part)

    assert drawing.boxes.keys() == set(part.term_ids)
    assert [line.relation for line in drawing.lines] == list(part.relations)
    assert_sound(drawing)


@pytest.mark.parametrize("category", PACK.categories)
def test_a_category_fits_a_column_of_text(category: str) -> None:
    """The usual map of a shipped category is not much wider than a theme's column."""
    part = part_of(PACK, Request(categories=(category,), kinds=("broader", "contrast")))

    assert lay_out(PACK, part).width < 900


def test_each_shipped_term() -> None:
    """The map around each term is sound."""
    for term_id in PACK.terms:
        assert_sound(lay_out(PACK, part_of(PACK, Request(terms=(term_id,)))))


IDS = [f"t{number}" for number in range(8)]
SOME = st.lists(st.sampled_from(IDS), max_size=2, unique=True).map(tuple)


@given(
    st.lists(st.tuples(st.text(max_size=9), SOME, SOME, SOME), min_size=8, max_size=8),
    SOME,
    st.integers(0, 3),
)
def test_any_relations(
    records: list[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]],
    asked: tuple[str, ...],
    depth: int,
) -> None:
    """Any names and relations, circles too, make a sound map, and well-formed SVG of all terms."""
    made = glossary(
        *(
            term(i, term=name or "x", broader=broader, related=related, contrast=contrast)
            for i, (name, broader, related, contrast) in zip(IDS, records, strict=True)
        )
    )
    part = part_of(made, Request(terms=asked, depth=depth))
    drawing = lay_out(made, part)

    assert drawing.boxes.keys() == set(part.term_ids)
    assert_sound(drawing)


def test_narrower_terms_stand_to_the_right() -> None:
    """The family reads from left to right."""
    boxes = lay_out(FAMILY, part_of(FAMILY, Request())).boxes

    for broader, narrower in (("animal", "cat"), ("animal", "dog"), ("dog", "puppy")):
        assert boxes[broader].right < boxes[narrower].x


# --- How it is written -----------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def drawn(made: Glossary, request: Request) -> ET.Element:
    part = part_of(made, request)
    href = {"cat": "page.html?a&b#cat"}.get
    return ET.fromstring(picture(lay_out(made, part), made, part.asked, lambda i: href(i, "")))


def test_entries_are_linked() -> None:
    """A term with an entry is a link; one without is words."""
    root = drawn(FAMILY, Request(terms=("cat",)))
    links = {"".join(a.itertext()): a.get("href") for a in root.iter(f"{SVG}a")}

    assert links == {"cat": "page.html?a&b#cat"}
    assert {"".join(t.itertext()) for t in root.iter(f"{SVG}text")} >= {"cat", "dog", "milk"}


def test_kinds_differ_without_colour() -> None:
    """Dashes and marks tell the relations apart."""
    paths = [
        (line.get("class"), line.get("stroke-dasharray"))
        for line in drawn(FAMILY, Request()).iter(f"{SVG}path")
    ]
    rings = list(drawn(FAMILY, Request()).iter(f"{SVG}circle"))

    assert dict(paths) == {
        "ftgloss-broader": None,
        "ftgloss-tip": None,
        "ftgloss-contrast": "0 4",
        "ftgloss-related": "5 4",
    }
    assert len(rings) == 2 * sum(name == "ftgloss-contrast" for name, _dashes in paths)


def test_no_style_that_a_strict_policy_blocks() -> None:
    """Classes and attributes only; a content security policy may forbid the rest."""
    for element in drawn(PACK, Request()).iter():
        assert element.tag != f"{SVG}style"
        assert "style" not in element.attrib


def test_names_are_escaped() -> None:
    """A name is text, whatever it holds."""
    made = glossary(term("a", term='<b>&"'))

    assert "".join(drawn(made, Request()).itertext()).strip() == '<b>&"'


def test_same_picture_each_time() -> None:
    """The map does not depend on the hash seed."""
    code = (
        "from sphinx_ftgloss.terms.loader import load_pack;"
        "from sphinx_ftgloss.maps.concept_map import *; from sphinx_ftgloss.maps.drawing import *;"
        "from sphinx_ftgloss.maps.svg import picture;"
        "g = load_pack()[0]; part = part_of(g, Request());"
        "print(picture(lay_out(g, part), g, part.asked, str))"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )

    assert first == second
    assert first.count(b"<text") == len(PACK.terms)
