"""What an author types, and which term it finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sphinx_ftgloss.terms.forms import initial, regular_plural, sort_key
from sphinx_ftgloss.terms.glossary import Glossary, reached
from sphinx_ftgloss.terms.loader import load_pack
from sphinx_ftgloss.terms.model import Contrast, Origin, Param, Term

CORPUS = Path(__file__).parent / "corpus"
LOOKUP: dict[str, dict[str, str | None]] = json.loads((CORPUS / "lookup.json").read_text("utf-8"))
MISSPELT: dict[str, str] = json.loads((CORPUS / "misspelt.json").read_text("utf-8"))


def term(term_id: str, **fields: Any) -> Term:
    return Term(id=term_id, **{"term": term_id, **fields})


def glossary(*terms: Term, **parts: Any) -> Glossary:
    origins = {t.id: Origin("terms.toml", None) for t in terms}
    return Glossary({t.id: t for t in terms}, {}, origins, {}, **parts)


def in_english(*terms: Term) -> dict[str, Term]:
    """Return the English records of a glossary in another language."""
    return {t.id: t for t in terms}


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

    missing = shipped.terms.keys() - found
    assert not missing, f"say in tests/corpus/lookup.json how people write these: {missing}"


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
        ("batch", "batches"),
        ("loss", "losses"),
        ("box", "boxes"),
        ("quiz", "quizes"),
        ("search", "searches"),
        ("mesh", "meshes"),
        ("epoch", "epochs"),
        ("policy", "policies"),
        ("survey", "surveys"),
        ("y", "ys"),
        ("learning rate", "learning rates"),
        ("LR", "LRs"),
    ],
)
@pytest.mark.parametrize("field", ["term", "expansion", "abbr", "aliases"])
def test_regular_plural(field: str, singular: str, plural: str) -> None:
    """The regular plural of each shown form need not be written down."""
    known = glossary(term("x1", **{field: (singular,) if field == "aliases" else singular}))

    assert meaning(known, plural) == "x1"
    assert regular_plural(singular) == plural


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


def test_parameters_of_several_terms() -> None:
    """Each parameter leads to its term; unknown ones lead nowhere."""
    known = glossary(
        term("rank", params=(Param(library="peft", name="r"), Param(library="peft", name="rank"))),
        term("alpha", params=(Param(library="peft", name="lora_alpha"),)),
    )

    assert known.params == {"r": "rank", "rank": "rank", "lora_alpha": "alpha"}
    assert known.param("lora_alpha") == known.terms["alpha"]
    assert known.param("beta") is None


# --- Suggestions -------------------------------------------------------------------------------


def test_nearest_comes_first() -> None:
    """Names are suggested in the order in which they are near, and none that is far."""
    known = glossary(term("weight-decay"), term("weight-decoy"), term("weight-delay"), term("rank"))

    assert known.suggest("weigt decoy") == ["weight-decoy", "weight-decay", "weight-delay"]


def test_three_suggestions() -> None:
    """However many are near, three are named."""
    known = glossary(*(term(f"gold-probe-{letter}") for letter in "abcdef"))

    assert len(known.suggest("gold probe x")) == 3


def test_letters_in_another_order_are_nearer() -> None:
    """Of two names that are as near, the one with the same letters comes first."""
    known = glossary(term("lokr"), term("lora"))

    assert known.suggest("loar") == ["lora", "lokr"]


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [("abcde", ["abcdefgh"]), ("abcd", []), ("xbxdefgh", ["abcdefgh"]), ("xxxxefgh", [])],
)
def test_how_near_a_suggestion_is(typed: str, suggested: list[str]) -> None:
    """Six letters of ten are enough; half of them are not."""
    assert glossary(term("abcdefgh")).suggest(typed) == suggested


@pytest.mark.parametrize(
    "fields",
    [
        {"term": "gold probe"},
        {"expansion": "gold probe"},
        {"abbr": "gold probe"},
        {"aliases": ("x", "gold probe")},
    ],
)
def test_suggestion_by_each_name(fields: dict[str, Any]) -> None:
    """A name that readers see is suggested as the id of its term."""
    assert glossary(term("x1", **fields)).suggest("golden probe") == ["x1"]


def test_misspellings_are_not_suggested() -> None:
    """A form that only look-up knows is no suggestion."""
    assert glossary(term("x1", hidden=("gold probe",))).suggest("golden probe") == []


def test_name_of_two_terms_is_suggested_for_the_first() -> None:
    """A name that two terms share suggests the first of them."""
    known = glossary(term("x1", term="gold probe"), term("x2", term="gold probe"))

    assert known.suggest("gold prope") == ["x1"]


def test_names_of_one_term_leave_room_for_others() -> None:
    """A term with several near names takes one of the suggestions, not all."""
    many = term("x1", aliases=("gold probe a", "gold probe b", "gold probe c", "gold probe d"))

    assert glossary(many, term("gold-probes")).suggest("gold probe", 2) == ["gold-probes", "x1"]
    assert glossary(many, term("gold-prune")).suggest("gold probe") == ["x1", "gold-prune"]


def test_english_names_are_suggested_in_another_language() -> None:
    """In a Chinese project an English name finds its term, but not one that is not there."""
    known = glossary(
        term("rank", term="秩"),
        originals=in_english(term("rank", term="gold probe"), term("gone", term="gold prober")),
    )

    assert known.suggest("golden probe") == ["rank"]


def test_suggested_parameters() -> None:
    """The nearest names of parameters are suggested, as many as are asked for."""
    names = ("LoraConfig.r", "LoraConfig.rs", "LoraConfig.a", "LoraConfig.b", "Trainer.x")
    known = glossary(term("x1", params=tuple(Param(library="peft", name=n) for n in names)))

    assert known.suggest_param("LoraConfig.rr", 1) == ["LoraConfig.r"]
    assert len(known.suggest_param("LoraConfig.rr")) == 3
    assert known.suggest_param("nothing") == []


def test_hint() -> None:
    """The end of a message names what is near, and is empty if nothing is."""
    known = glossary(
        term("lora", params=(Param(library="peft", name="peft.r"),)), term("lokr"), term("rank")
    )

    assert known.hint("loar") == "; did you mean 'lora' or 'lokr'?"
    assert known.hint("rnk") == "; did you mean 'rank'?"
    assert known.hint("zzzz") == ""
    assert known.hint("peft.x", param=True) == "; did you mean 'peft.r'?"
    assert known.hint("rnk", param=True) == ""


# --- What a role prints ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "typed", "printed"),
    [
        ("term", "lora", "LoRA"),
        ("term", "low-rank adapters", "low-rank adapters"),
        ("abbr", "lora", "LoRA"),
        ("full", "low-rank adapters", "low-rank adaptation (LoRA)"),
        ("def", "lora", "a method"),
    ],
)
def test_printed(form: str, typed: str, printed: str) -> None:
    """An id prints the preferred form, another form as typed; other roles print what they say."""
    lora = term(
        "lora",
        term="LoRA",
        expansion="low-rank adaptation",
        aliases=("low-rank adapter",),
        short="A method.",
    )

    assert glossary(lora).printed(form, typed) == printed


@pytest.mark.parametrize(
    ("short", "printed"),
    [
        ("A method. ", "a method"),
        ("The method of choice.", "the method of choice"),
        ("How it is done", "how it is done"),
        ("LoRA with bits.", "LoRA with bits"),
        ("PEFT is many...", "PEFT is many"),
        ("LR is a number.", "LR is a number"),
        ("The parent of LoRA and others.", "the parent of LoRA and others"),
        ("Written in TeX.", "written in TeX"),
        ("X rays.", "x rays"),
        ("方法。", "方法"),
        ("lower case.", "lower case"),
        ("Of A.B.", "of A.B"),
    ],
)
def test_definition_in_a_sentence(short: str, printed: str) -> None:
    """It begins small, unless with an abbreviation, and has no full stop."""
    assert glossary(term("x1", short=short)).printed("def", "x1") == printed


def test_printed_for_a_deprecated_term() -> None:
    """The term that replaces it is printed."""
    known = glossary(term("old", use="new", term="Old"), term("new", term="New"))

    assert known.printed("term", "old") == "New"
    assert known.printed("term", "Old") == "Old"


def test_printed_in_english() -> None:
    """A text that is not translated prints English names; where there are none, the others."""
    known = glossary(
        term("lr", term="学习率"),
        term("own", term="自己的"),
        originals=in_english(term("lr", term="learning rate")),
    )

    assert known.printed("term", "lr") == "学习率"
    assert known.printed("term", "lr", original=True) == "learning rate"
    assert known.printed("term", "own", original=True) == "自己的"


# --- Another language --------------------------------------------------------------------------


def test_english_forms_are_found_in_another_language() -> None:
    """English names, their plurals and ambiguities go on being found."""
    known = glossary(
        term("lr", term="学习率", aliases=("LR",)),
        originals=in_english(term("lr", term="learning rate", abbr="LR", hidden=("lrate",))),
    )

    assert [meaning(known, typed) for typed in ("学习率", "learning rates", "LRs", "lrate")] == [
        "lr",
        "lr",
        "lr",
        "lr",
    ]
    assert known.names.spelled(known.terms["lr"]) == ["学习率", "LR", "learning rate", "lrate"]


@pytest.mark.parametrize("form", ["学习率", "ﾗﾝｸ"])
def test_no_plural_in_chinese(form: str) -> None:
    """Names that do not end with a Latin letter have no English plural."""
    assert meaning(glossary(term("x1", term=form)), f"{form}s") is None


@pytest.mark.parametrize("form", ["学习R", "学习rate"])
def test_plural_of_a_name_that_ends_in_latin_letters(form: str) -> None:
    """The last letter tells whether a name has an English plural."""
    assert meaning(glossary(term("x1", term=form)), f"{form}s") == "x1"


def test_text_that_is_still_english() -> None:
    """A text counts as untranslated where it is the English one."""
    known = glossary(
        term("lr", short="Schritt.", plain="Step."),
        term("own", short="Step."),
        originals=in_english(term("lr", short="Step.", plain="Step.")),
    )

    foreign = [known.is_foreign(known.terms["lr"], field) for field in ("short", "plain")]
    assert foreign == [False, True]
    assert not known.is_foreign(known.terms["own"], "short")


# --- Packs -------------------------------------------------------------------------------------


def test_form_of_two_packs() -> None:
    """A form that two packs have leads to the first of them, and so does its plural."""
    known = glossary(
        term("one", term="probe", aliases=("x",)),
        term("two", aliases=("Probe",)),
        term("three", term="sonde"),
        packs={"b": ["two", "three"], "a": ["one"]},
    )

    assert meaning(known, "probe") == "two"
    assert meaning(known, "probes") == "two"
    assert list(known.names.clashes()) == []
    assert list(known.names.overruled()) == [("Probe", "two", {"one": "probe"})]


@pytest.mark.parametrize(
    "packs",
    [
        pytest.param({"a": ["one", "two"], "b": ["other"]}, id="both in one pack"),
        pytest.param({"a": ["one"], "b": ["other"]}, id="one of the project"),
        pytest.param({"a": ["one", "two"]}, id="one pack"),
    ],
)
def test_form_that_no_pack_decides(packs: dict[str, list[str]]) -> None:
    """It leads to none of two terms of one pack, nor to one of a pack and one of the project."""
    known = glossary(
        term("one", term="probe"), term("two", term="Probe"), term("other"), packs=packs
    )

    assert meaning(known, "probe") == "ambiguous"
    assert meaning(known, "probes") == "ambiguous"
    assert list(known.names.clashes()) == [{"one": "probe", "two": "Probe"}]
    assert list(known.names.overruled()) == []


def test_form_of_three_packs() -> None:
    """Of three packs the first decides; the others are named, those of one pack together."""
    known = glossary(
        *(term(i, term="probe") for i in ("x1", "x2", "x3", "x4")),
        packs={"a": ["x3"], "b": ["x1", "x4"], "c": ["x2"]},
    )

    assert known.find("probe").ids == ("x3",)
    assert list(known.names.overruled()) == [
        ("probe", "x3", {"x1": "probe", "x2": "probe", "x4": "probe"})
    ]


def test_clash_that_is_called_ambiguous() -> None:
    """A form that several terms claim is no fault where one calls it ambiguous."""
    known = glossary(
        term("one", aliases=("probe",)),
        term("two", aliases=("probe",)),
        term("three", ambiguous=("Probe",)),
    )

    assert list(known.names.clashes()) == []
    assert set(known.find("probe").ids) == {"one", "two", "three"}


def test_clashes_name_each_form() -> None:
    """Each form is named once, with all of its owners and how each spells it first."""
    known = glossary(
        term("one", aliases=("gold-probe", "Gold Probe")),
        term("fine", aliases=("x",)),
        term("two", aliases=("gold probe", "y")),
        term("three", aliases=("y",)),
    )

    assert list(known.names.clashes()) == [
        {"one": "gold-probe", "two": "gold probe"},
        {"two": "y", "three": "y"},
    ]


# --- Ambiguous plurals -------------------------------------------------------------------------


def test_plurals_of_two_terms() -> None:
    """A plural that two terms have leads to neither, also where one calls its form ambiguous."""
    for second in ({"abbr": "probe"}, {"ambiguous": ("probe",)}):
        match = glossary(term("one", aliases=("probe",)), term("two", **second)).find("probes")
        assert match.ambiguous
        assert match.ids == ("one", "two")


def test_plural_of_a_form_that_is_ambiguous_everywhere() -> None:
    """A form that is nowhere more than ambiguous has no plural."""
    assert glossary(term("one", ambiguous=("probe",))).find("probes").ids == ()


def test_choices_of_an_ambiguous_form() -> None:
    """They come in the order of the records, those that own the form last, and none twice."""
    known = glossary(
        term("owner", aliases=("probe",), ambiguous=("sonde",)),
        term("one", ambiguous=("probe",)),
        term("two", ambiguous=("Probe", "probe")),
    )

    assert known.find("probe").ids == ("one", "two", "owner")


def test_ids_that_read_alike() -> None:
    """What could be either of two ids names both."""
    match = glossary(term("warmup"), term("warm-up")).find("warm up")

    assert (match.ids, match.ambiguous, match.by_id) == (("warmup", "warm-up"), True, False)


def test_found_again() -> None:
    """A text that was looked up before finds the same."""
    known = glossary(term("lora", term="LoRA"))

    for _time in range(2):
        assert known.find("lora") == (("lora",), False, True)
        assert known.find("LoRA") == (("lora",), False, False)
        assert known.find("nothing") == ((), False, False)


# --- Order, and what follows -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "key", "letter"),
    [
        ({"term": "Épsilon"}, "epsilon", "E"),
        ({"term": "学习率", "sort": "Xue xi lü"}, "xue xi lu", "X"),
        ({"term": "(IA)³"}, "(ia)³", "#"),
        ({"term": "8-bit"}, "8-bit", "#"),
    ],
)
def test_order_of_names(fields: dict[str, Any], key: str, letter: str) -> None:
    """Terms are sorted and grouped without case and accents, or as their record says."""
    made = term("x1", **fields)

    assert sort_key(made) == (key, "x1")
    assert initial(made) == letter


def test_reached() -> None:
    """One gets to the start, to what follows it, and once to what follows in a circle."""
    following = {"a": ["b", "c"], "b": ["a"], "c": ["d"], "d": [], "e": ["a"]}
    asked = []

    def follow(term_id: str) -> list[str]:
        asked.append(term_id)
        return following[term_id]

    assert reached(["a"], follow) == {"a", "b", "c", "d"}
    assert sorted(asked) == ["a", "b", "c", "d"]
    assert reached([], follow) == set()


# --- What stands for all names -----------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"term": "Probe"},
        {"aliases": ("sonde",)},
        {"hidden": ("sonde",)},
        {"ambiguous": ("sonde",)},
        {"autolink": "any"},
        {"use": "other"},
    ],
)
def test_digest_of_names_changes_with_them(changed: dict[str, Any]) -> None:
    """Pages are read again when a name that they may use has changed."""
    before = glossary(term("probe")).names.digest

    assert glossary(term("probe", **changed)).names.digest != before
    assert glossary(term("x1"), originals=in_english(term("probe", **changed))).names.digest != (
        glossary(term("x1"), originals=in_english(term("probe"))).names.digest
    )


def test_digest_of_names_stays_with_them() -> None:
    """Another definition is no reason to read pages again."""
    before = glossary(term("probe")).names.digest

    assert glossary(term("probe", short="Anew.", tags=("x",))).names.digest == before
    assert glossary(term("other")).names.digest != before
