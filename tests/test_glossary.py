"""What an author types, and which term it finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sphinx_ftgloss.glossary import Glossary
from sphinx_ftgloss.loader import load_pack
from sphinx_ftgloss.model import Contrast, Origin, Param, Term

CORPUS = Path(__file__).parent / "corpus"
LOOKUP: dict[str, dict[str, str | None]] = json.loads((CORPUS / "lookup.json").read_text("utf-8"))
MISSPELT: dict[str, str] = json.loads((CORPUS / "misspelt.json").read_text("utf-8"))


def term(term_id: str, **fields: Any) -> Term:
    return Term(id=term_id, **{"term": term_id, **fields})


def glossary(*terms: Term) -> Glossary:
    origins = {t.id: Origin("terms.toml", None) for t in terms}
    return Glossary({t.id: t for t in terms}, {}, origins, {})


def meaning(found_in: Glossary, text: str) -> str | None:
    """Return an id, ``"ambiguous"``, or nothing: what a corpus row says."""
    match = found_in.find(text)
    if match.ambiguous:
        return "ambiguous"
    return match.ids[0] if match.ids else None


@pytest.fixture(scope="module")
def shipped() -> Glossary:
    return load_pack()[0]


# --- The shipped terms -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param(typed, expected, id=f"{group}: {typed!a}")
        for group, rows in LOOKUP.items()
        for typed, expected in rows.items()
    ],
)
def test_lookup_corpus(shipped: Glossary, typed: str, expected: str | None) -> None:
    """Each way to write a shipped term finds that term, and nothing else does."""
    assert expected == meaning(shipped, typed)


def test_lookup_corpus_covers_every_term(shipped: Glossary) -> None:
    """No shipped term goes without a row in the corpus."""
    found = {expected for rows in LOOKUP.values() for expected in rows.values()}

    assert set() == shipped.terms.keys() - found


@pytest.mark.parametrize(("typed", "expected"), MISSPELT.items(), ids=MISSPELT)
def test_suggestion_for_misspelling(shipped: Glossary, typed: str, expected: str) -> None:
    """For a misspelt term the first suggestion is the term that was meant."""
    assert shipped.suggest(typed)[:1] == [expected]


@pytest.mark.parametrize("typed", ["", "zzzz", "Kubernetes"])
def test_no_suggestion_for_nonsense(shipped: Glossary, typed: str) -> None:
    """Where nothing is near, nothing is suggested."""
    assert shipped.suggest(typed) == []


@pytest.mark.parametrize("count", [1, 2])
def test_suggestions_are_few_and_different(shipped: Glossary, count: int) -> None:
    """As many suggestions as asked for, and none twice."""
    found = shipped.suggest("fine tunning", count)

    assert count == len(found) == len(set(found))


# --- Which field a form may come from ----------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "typed"),
    [
        pytest.param({}, "mixup", id="id"),
        pytest.param({"term": "Mix of Examples"}, "mix of examples", id="term"),
        pytest.param({"expansion": "mixing up examples"}, "mixing up examples", id="expansion"),
        pytest.param({"abbr": "MX"}, "MX", id="abbreviation"),
        pytest.param({"aliases": ("blend",)}, "blend", id="alias"),
        pytest.param({"hidden": ("mixpu",)}, "mixpu", id="hidden"),
        pytest.param({"plural": "mixae"}, "mixae", id="plural"),
        pytest.param({"expansion": "a", "expansion_plural": "aa"}, "aa", id="expansion_plural"),
    ],
)
def test_form_of_field(fields: dict[str, Any], typed: str) -> None:
    """A term is found by each of its names."""
    assert meaning(glossary(term("mixup", **fields)), typed) == "mixup"


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("epoch", "epochs"),
        ("batch", "batches"),
        ("loss", "losses"),
        ("box", "boxes"),
        ("policy", "policies"),
        ("survey", "surveys"),
        ("learning rate", "learning rates"),
        ("LR", "LRs"),
    ],
)
@pytest.mark.parametrize("field", ["term", "expansion", "abbr", "aliases"])
def test_regular_plural(field: str, singular: str, plural: str) -> None:
    """The regular plural of each shown form need not be written down."""
    known = glossary(term("x1", **{field: (singular,) if field == "aliases" else singular}))

    assert meaning(known, plural) == "x1"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        pytest.param({"term": "criterion", "plural": "criteria"}, "criterions", id="term"),
        pytest.param(
            {"expansion": "sum of loss", "expansion_plural": "sums of loss"},
            "sum of losses",
            id="expansion",
        ),
    ],
)
def test_irregular_plural_replaces_the_regular(fields: dict[str, Any], wrong: str) -> None:
    """A term with an irregular plural is not found by a plural that does not exist."""
    assert meaning(glossary(term("x1", **fields)), wrong) is None


def test_spelt_out_form_wins_over_a_plural() -> None:
    """A form that one record spells out is not taken by the plural of another."""
    known = glossary(term("weight"), term("parameters", aliases=("weights",)))

    assert meaning(known, "weights") == "parameters"


# --- Ids and ambiguous forms -------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["rank", "Rank"])
@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"ambiguous": ("rank",)}, id="ambiguous elsewhere"),
        pytest.param({"aliases": ("rank",)}, id="alias elsewhere"),
        pytest.param({"term": "Rank"}, id="term elsewhere"),
    ],
)
def test_id_decides(other: dict[str, Any], typed: str) -> None:
    """An id finds its term even if another record uses the same word."""
    assert meaning(glossary(term("process", **other), term("rank")), typed) == "rank"


def test_id_decides_over_its_own_ambiguous_form() -> None:
    """A record may call its own id ambiguous: the id still finds it."""
    assert meaning(glossary(term("rank", ambiguous=("rank",))), "rank") == "rank"


@pytest.mark.parametrize(
    ("typed", "expected"), [("warm-up", "warm-up"), ("warmup", "warmup"), ("warm up", "ambiguous")]
)
def test_ids_that_differ_by_a_hyphen(typed: str, expected: str) -> None:
    """Of two ids that look alike each finds its own; what could be either finds none."""
    assert meaning(glossary(term("warmup"), term("warm-up")), typed) == expected


def test_only_the_exact_id_prints_the_preferred_form() -> None:
    """An id prints the preferred form, any other form prints as typed."""
    known = glossary(term("lora", term="LoRA"))

    assert (known.find("lora").by_id, known.find("LoRA").by_id) == (True, False)


def test_ambiguous_form_of_one_record() -> None:
    """A form listed as ambiguous never resolves, even if only one record lists it."""
    match = glossary(term("lora", ambiguous=("alpha",))).find("Alpha")

    assert match.ambiguous
    assert match.ids == ("lora",)


def test_ambiguous_form_that_another_record_owns() -> None:
    """An alias does not resolve if another record calls it ambiguous; both are named."""
    match = glossary(term("one", aliases=("adapter",)), term("two", ambiguous=("adapter",))).find(
        "adapter"
    )

    assert match.ambiguous
    assert set(match.ids) == {"one", "two"}


@pytest.mark.parametrize("first", ["term", "expansion", "abbr", "aliases", "hidden"])
@pytest.mark.parametrize("second", ["aliases", "hidden"])
def test_form_that_two_records_claim(first: str, second: str) -> None:
    """A form of two records resolves to neither; both are named."""
    value: Any = "adapter" if first in {"term", "expansion", "abbr"} else ("adapter",)
    match = glossary(term("one", **{first: value}), term("two", **{second: ("Adapter",)})).find(
        "adapter"
    )

    assert match.ambiguous
    assert set(match.ids) == {"one", "two"}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"aliases": ("adapter",)}, id="claimed by two"),
        pytest.param({"ambiguous": ("adapter",)}, id="listed as ambiguous"),
    ],
)
def test_plural_of_an_ambiguous_form(other: dict[str, Any]) -> None:
    """The plural of a form that must not resolve does not resolve either."""
    known = glossary(term("one", aliases=("adapter",)), term("two", **other))

    assert meaning(known, "adapters") in {"ambiguous", None}


# --- Deprecated terms --------------------------------------------------------------------------


def test_deprecated_term_leads_to_its_replacement() -> None:
    """A deprecated id leads to the term that replaced it."""
    known = glossary(term("old", status="deprecated", use="new"), term("new"))

    assert known.current("old").id == "new"


def test_current_term_stays() -> None:
    """A term that is not deprecated leads to itself."""
    assert glossary(term("new")).current("new").id == "new"


def test_term_renamed_twice() -> None:
    """A deprecated id whose replacement was deprecated in turn leads to the last one."""
    known = glossary(
        term("oldest", status="deprecated", use="older"),
        term("older", status="deprecated", use="new"),
        term("new"),
    )

    assert known.current("oldest").id == "new"


# --- Relations ---------------------------------------------------------------------------------


def test_narrower_is_derived() -> None:
    """A term lists those that call it broader, in their order."""
    known = glossary(term("peft"), term("lora", broader=("peft",)), term("ia3", broader=("peft",)))

    assert known.narrower("peft") == ["lora", "ia3"]
    assert known.narrower("lora") == []


@pytest.mark.parametrize(
    "back", [pytest.param((), id="given once"), pytest.param(("lora",), id="given on both sides")]
)
def test_related_holds_on_both_sides(back: tuple[str, ...]) -> None:
    """A relation given on one side is shown on both, and only once."""
    known = glossary(term("lora", related=("rank",)), term("rank", related=back))

    assert known.related("lora") == ["rank"]
    assert known.related("rank") == ["lora"]


def test_contrast_holds_on_both_sides() -> None:
    """A contrast is shown on both sides; its phrase only where it was written."""
    known = glossary(term("dpo", contrast=(Contrast(id="rlhf", how="fits a judge"),)), term("rlhf"))

    assert known.contrasts("dpo") == [("rlhf", "fits a judge")]
    assert known.contrasts("rlhf") == [("dpo", "")]


def test_contrast_given_on_both_sides() -> None:
    """A contrast written on both sides is shown once on each, with its own phrase."""
    known = glossary(
        term("dpo", contrast=(Contrast(id="rlhf", how="fits a judge"),)),
        term("rlhf", contrast=(Contrast(id="dpo", how="does not"),)),
    )

    assert known.contrasts("rlhf") == [("dpo", "does not")]


def test_own_contrasts_come_first() -> None:
    """The contrasts that a record explains come before those named from the other side."""
    known = glossary(
        term("a1", contrast=(Contrast(id="b1", how="x"),)),
        term("b1", contrast=(Contrast(id="c1", how="y"),)),
        term("c1"),
    )

    assert known.contrasts("b1") == [("c1", "y"), ("a1", "")]


# --- Parameters --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("peft.LoraConfig.r", "rank", id="exact"),
        pytest.param("peft.loraconfig.r", None, id="other case"),
        pytest.param("LoraConfig.r", None, id="not the whole name"),
        pytest.param("", None, id="empty"),
    ],
)
def test_parameter(shipped: Glossary, name: str, expected: str | None) -> None:
    """A parameter of a library leads to the concept it sets, by its exact dotted name."""
    found = shipped.param(name)

    assert expected == (found.id if found else None)


def test_parameter_of_two_terms() -> None:
    """A parameter that two records list belongs to the first."""
    param = Param(library="axolotl", name="rl")

    known = glossary(term("rlhf", params=(param,)), term("dpo", params=(param,)))

    assert known.params == {"rl": "rlhf"}
