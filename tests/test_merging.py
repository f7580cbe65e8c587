"""Packs, their translations, a project's files and its pages, merged into one glossary."""

from __future__ import annotations

import locale
from typing import TYPE_CHECKING, Any

import pytest
import rtoml

from sphinx_ftgloss.terms.loader import extended, field_origins, load, load_pack
from sphinx_ftgloss.terms.model import SHIPPED_PACK, Checked, Origin

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_ftgloss.terms.problems import Problem

Record = dict[str, Any]


def record(term_id: str, **fields: Any) -> Record:
    """Return a record with all that is required."""
    return {
        "id": term_id,
        "term": term_id,
        "category": "words",
        "short": f"What {term_id} is.",
        "sources": [{"title": "A paper"}],
    } | fields


def write(file: Path, *records: Record) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    rtoml.dump({"term": list(records)}, file)
    return file


def make_pack(
    folder: Path,
    *records: Record,
    categories: dict[str, str] | None = None,
    **about: Any,
) -> Path:
    """Write a pack that is called like its folder, with its records in ``words.toml``."""
    write(folder / "words.toml", *records)
    titles = {"words": "Words"} if categories is None else categories
    said = {"name": folder.name, "title": "A pack", "version": "1", "licence": "MIT"}
    rtoml.dump(
        said | {"categories": [{"id": i, "title": t} for i, t in titles.items()]} | about,
        folder / "pack.toml",
    )
    return folder


def translate(pack: Path, language: str, *records: Record, **categories: str) -> None:
    """Write a translation of a pack."""
    titles = [{"id": i, "title": t} for i, t in categories.items()]
    write(pack / language / "words.toml", *records)
    rtoml.dump({"categories": titles}, pack / language / "pack.toml")


def said(problem: Problem) -> tuple[str, int | None, str, str, str]:
    return problem.file, problem.line, problem.record, problem.field, problem.kind


# --- Several packs -----------------------------------------------------------------------------


def test_terms_of_two_packs(tmp_path: Path) -> None:
    """Terms stand in the order of the packs; each knows its pack, its file and its line."""
    one = make_pack(tmp_path / "one", record("b"), record("a"))
    two = make_pack(tmp_path / "two", record("c"))

    glossary, problems = load([], packs=[one, two])

    assert problems == []
    assert list(glossary.terms) == ["b", "a", "c"]
    assert glossary.packs == {"one": ("b", "a"), "two": ("c",)}
    assert glossary.origins["c"] == Origin(f"{two.as_posix()}/words.toml", 1, "two")
    assert glossary.origins["c"].shipped


def test_one_pack_alone(tmp_path: Path) -> None:
    """A pack can be loaded from its folder, without the shipped one."""
    glossary, problems = load_pack(make_pack(tmp_path / "one", record("a")))

    assert (list(glossary.terms), problems) == (["a"], [])


def test_shipped_records_are_named_by_their_place_in_the_package() -> None:
    """Messages and catalogs name a shipped file the same way on every machine."""
    glossary, _problems = load_pack()

    file = "sphinx_ftgloss/packs/fine_tuning/parameter-efficient-methods.toml"
    assert glossary.origins["lora"].file == file
    assert glossary.origins["lora"].pack == "fine-tuning"


def test_categories_of_two_packs(tmp_path: Path) -> None:
    """Categories stand in the order of the packs; the first pack names one that both have."""
    one = make_pack(tmp_path / "one", categories={"words": "Words", "tools": "Tools"})
    two = make_pack(tmp_path / "two", categories={"acts": "Acts", "words": "Other words"})

    categories = load([], packs=[one, two])[0].categories

    assert list(categories.items()) == [("words", "Words"), ("tools", "Tools"), ("acts", "Acts")]


def test_checked_packs(tmp_path: Path) -> None:
    """When the names in code were checked is known for each pack that says so."""
    checked = {"date": "2026-01-02", "libraries": {"peft": "1"}}
    one = make_pack(tmp_path / "one", checked=checked)
    two = make_pack(tmp_path / "two")

    assert load([], packs=[one, two])[0].checked == [Checked(**checked)]


def test_two_packs_of_one_name(tmp_path: Path) -> None:
    """The second is reported and not used; what comes after it is."""
    packs = [
        make_pack(tmp_path / "one", record("a")),
        make_pack(tmp_path / "again", record("b"), name="one"),
        make_pack(tmp_path / "two", record("c")),
    ]

    glossary, (problem,) = load([], packs=packs)

    assert list(glossary.terms) == ["a", "c"]
    assert said(problem) == (f"{packs[1].as_posix()}/pack.toml", None, "", "name", "pack")
    assert problem.message == "another pack is called 'one'; this one is not used"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(None, "No such file", id="missing"),
        pytest.param(b"name =", "line 1", id="no TOML"),
        pytest.param(b'name = "\xff"', "utf-8", id="no text"),
        pytest.param(b'name = "broken"', "missing required field `title`", id="fields"),
    ],
)
def test_folder_that_is_no_pack(tmp_path: Path, text: bytes | None, reason: str) -> None:
    """It is reported with the reason; what comes after it is used."""
    broken = make_pack(tmp_path / "broken", record("b"))
    (broken / "pack.toml").unlink()
    if text is not None:
        (broken / "pack.toml").write_bytes(text)

    glossary, (problem,) = load([], packs=[broken, make_pack(tmp_path / "one", record("a"))])

    assert list(glossary.terms) == ["a"]
    assert said(problem) == (f"{broken.as_posix()}/pack.toml", None, "", "", "pack")
    assert problem.message.startswith("cannot be used as a pack: ")
    assert reason in problem.message


def test_pack_with_letters_of_any_language(tmp_path: Path) -> None:
    """What a pack says of itself is read as UTF-8 on every machine."""
    (one := tmp_path / "one").mkdir()
    (one / "pack.toml").write_bytes(
        'name = "one"\ntitle = "T"\nversion = "1"\nlicence = "MIT"\n'
        'categories = [{id = "words", title = "Wörter 词"}]\n'.encode()
    )
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        glossary, problems = load([], packs=[one])
    finally:
        locale.setlocale(locale.LC_CTYPE, before)

    assert problems == []
    assert glossary.categories == {"words": "Wörter 词"}


def test_id_of_two_packs(tmp_path: Path) -> None:
    """The record of the pack that is named first is used, and the message names it."""
    one = make_pack(tmp_path / "one", record("a"))
    two = make_pack(tmp_path / "two", record("a", short="Another."), record("b"))

    glossary, (problem,) = load([], packs=[one, two])

    assert glossary.terms["a"].short == "What a is."
    assert glossary.packs == {"one": ("a",), "two": ("b",)}
    assert said(problem) == (f"{two.as_posix()}/words.toml", 1, "a", "id", "pack")
    assert problem.message == (
        "the pack 'one', which ftgloss_packs names first, has this id too, and its record is used"
    )


def test_word_of_two_packs(tmp_path: Path) -> None:
    """It leads to the pack that is named first; the message names both packs and both terms."""
    one = make_pack(tmp_path / "one", record("a", term="probe"))
    two = make_pack(tmp_path / "two", record("b", term="Probe"), record("c"))

    glossary, (problem,) = load([], packs=[one, two])

    assert glossary.find("probe").ids == ("a",)
    assert glossary.find("probes").ids == ("a",)
    assert said(problem) == (f"{two.as_posix()}/words.toml", 1, "b", "", "pack")
    assert problem.message == (
        "'Probe' stands for 'a' of the pack 'one', which ftgloss_packs names before 'two'; "
        "'probe' does not lead here"
    )


def test_files_of_a_pack(tmp_path: Path) -> None:
    """Files stand in the order of their categories, then the others by name."""
    titles = {"words": "Words", "acts": "Acts"}
    pack = make_pack(tmp_path / "one", record("from-words"), categories=titles)
    for name in ("zeta", "alpha", "acts"):
        write(pack / f"{name}.toml", record(f"from-{name}"))

    glossary, problems = load([], packs=[pack])

    assert problems == []
    assert list(glossary.terms) == ["from-words", "from-acts", "from-alpha", "from-zeta"]
    assert glossary.origins["from-zeta"].file == f"{pack.as_posix()}/zeta.toml"


def test_hidden_term_of_a_pack(tmp_path: Path) -> None:
    """A term that the project hides is in no pack; texts that mention it still print its name."""
    pack = make_pack(tmp_path / "one", record("a"), record("b", related=["a"]))
    own = write(tmp_path / "own.toml", {"id": "a", "hide": True})

    glossary, problems = load([own], packs=[pack])

    assert problems == []
    assert glossary.packs == {"one": ("b",)}
    assert glossary.terms.keys() == {"b"}
    assert glossary.hidden["a"].term == "a"
    assert glossary.terms["b"].related == ()


# --- Translations ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "de_AT"])
def test_translated_terms(tmp_path: Path, language: str) -> None:
    """What is translated is used; the rest stays English, and both are known."""
    pack = make_pack(
        tmp_path / "one", record("a"), record("b"), categories={"words": "Words", "acts": "Acts"}
    )
    translate(pack, "de", {"id": "a", "short": "Was a ist."}, words="Wörter")

    glossary, problems = load([], packs=[pack], language=language)

    assert problems == []
    assert [term.short for term in glossary.terms.values()] == ["Was a ist.", "What b is."]
    assert glossary.originals["a"].short == "What a is."
    assert glossary.is_foreign(glossary.terms["b"], "short")
    assert not glossary.is_foreign(glossary.terms["a"], "short")
    assert glossary.categories == {"words": "Wörter", "acts": "Acts"}
    assert glossary.origins["a"] == Origin(f"{pack.as_posix()}/de/words.toml", 1, "one")


@pytest.mark.parametrize("language", ["en", "en_GB"])
def test_english_project(tmp_path: Path, language: str) -> None:
    """In English nothing is a translation, and no term is kept twice."""
    pack = make_pack(tmp_path / "one", record("a"))
    translate(pack, "de", {"id": "a", "short": "Was a ist."})

    glossary, _problems = load([], packs=[pack], language=language)

    assert glossary.terms["a"].short == "What a is."
    assert glossary.originals == {}
    assert not glossary.is_foreign(glossary.terms["a"], "short")


def test_language_without_a_translation(tmp_path: Path) -> None:
    """All is English, and known to be."""
    pack = make_pack(tmp_path / "one", record("a"), record("b"))

    glossary, problems = load([], packs=[pack], language="it")

    assert problems == []
    assert glossary.originals == glossary.terms


def test_two_packs_in_another_language(tmp_path: Path) -> None:
    """The English records of all packs are known; one that is not used has none."""
    one = make_pack(tmp_path / "one", record("a"))
    two = make_pack(tmp_path / "two", record("b"), {"id": "c"})

    glossary, problems = load([], packs=[one, two], language="de")

    assert glossary.originals.keys() == {"a", "b"}
    assert {problem.record for problem in problems} == {"c"}


def test_project_terms_have_no_original(tmp_path: Path) -> None:
    """What the project writes is in its own language, also in a record of a pack."""
    pack = make_pack(tmp_path / "one", record("a"))
    own = write(tmp_path / "own.toml", record("b"), {"id": "a", "short": "Unser a."})

    glossary, _problems = load([own], packs=[pack], language="de")

    assert [glossary.is_foreign(term, "short") for term in glossary.terms.values()] == [
        False,
        False,
    ]


def test_translation_keeps_to_its_pack(tmp_path: Path) -> None:
    """It translates records and categories of its pack, and adds none."""
    one = make_pack(tmp_path / "one", record("a"))
    two = make_pack(tmp_path / "two", record("a"), record("b"), categories={"acts": "Acts"})
    translate(
        two,
        "de",
        {"id": "a", "short": "Nicht so."},
        {"id": "c", "short": "Neu."},
        {"id": "b", "category": "words", "short": "Was b ist."},
        acts="Taten",
        more="Mehr",
    )

    glossary, problems = load([], packs=[one, two], language="de")

    assert [problem.record for problem in problems] == ["a"], "it is in both packs"
    assert glossary.terms.keys() == {"a", "b"}
    assert glossary.terms["a"].short == "What a is."
    assert glossary.terms["b"].short == "Was b ist."
    assert glossary.categories == {"words": "Words", "acts": "Taten"}


def test_faulty_translation(tmp_path: Path) -> None:
    """A fault in what it says of itself is reported, and its records are used."""
    pack = make_pack(tmp_path / "one", record("a"))
    translate(pack, "de", {"id": "a", "short": "Was a ist.", "shrot": "x"})
    (pack / "de" / "pack.toml").write_text("categories = 3\n", encoding="utf-8")

    glossary, problems = load([], packs=[pack], language="de")

    assert [said(problem) for problem in problems] == [
        (f"{pack.as_posix()}/de/pack.toml", None, "", "", "pack"),
        (f"{pack.as_posix()}/de/words.toml", 1, "a", "shrot", "term_file"),
    ]
    assert glossary.terms["a"].short == "Was a ist."
    assert glossary.categories == {"words": "Words"}


# --- Records over each other -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "expected", "message"),
    [
        pytest.param(["+c"], ("a", "b", "c"), "", id="added"),
        pytest.param(["+b", "+c", "+c"], ("a", "b", "c"), "", id="none twice"),
        pytest.param(["c"], ("c",), "", id="replaced"),
        pytest.param([], (), "", id="emptied"),
        pytest.param(
            ["c", "+d"],
            ("a", "b", "c", "d"),
            "some items begin with '+' and some do not; all are added to the list",
            id="mixed",
        ),
    ],
)
def test_list_over_a_list(
    tmp_path: Path, items: list[str], expected: tuple[str, ...], message: str
) -> None:
    """Items with a plus are put at the end of a list; a list without them replaces it."""
    pack = make_pack(tmp_path / "one", record("x", aliases=["a", "b"]))
    own = write(tmp_path / "own.toml", {"id": "x", "aliases": items})

    glossary, problems = load([own], tmp_path, packs=[pack])

    assert glossary.terms["x"].aliases == expected
    assert [problem.message for problem in problems] == [message] * bool(message)
    assert {said(problem) for problem in problems} <= {("own.toml", 1, "x", "aliases", "term_file")}


def test_relation_added_to_a_list(tmp_path: Path) -> None:
    """So it is with ids of other terms, also beside a field that is wrong."""
    pack = make_pack(tmp_path / "one", record("x", related=["a"]), record("a"), record("b"))

    for more in ({}, {"unknown": 1}):
        own = write(tmp_path / "own.toml", {"id": "x", "related": ["+b"]} | more)
        glossary, problems = load([own], packs=[pack])
        assert glossary.terms["x"].related == ("a", "b")
        assert [problem.field for problem in problems] == list(more)


def test_items_added_to_no_list(tmp_path: Path) -> None:
    """A list may begin with a plus where there is none to add to."""
    own = write(tmp_path / "own.toml", record("x", aliases=["+a"], category="own words"))

    assert load([own], packs=[])[0].terms["x"].aliases == ("a",)


@pytest.mark.parametrize(("field", "empty"), [("short", ""), ("sources", [])])
def test_empty_field(tmp_path: Path, field: str, empty: object) -> None:
    """An empty field over a shipped one is reported and changes nothing."""
    pack = make_pack(tmp_path / "one", record("x"))
    own = write(tmp_path / "own.toml", {"id": "x", field: empty})

    glossary, (problem,) = load([own], tmp_path, packs=[pack])

    assert said(problem) == ("own.toml", 1, "x", field, "term_file")
    assert problem.message == "is empty; the shipped value is used"
    assert getattr(glossary.terms["x"], field)


def test_optional_field_can_be_emptied(tmp_path: Path) -> None:
    """A project can take out what a shipped record says beside the definition."""
    pack = make_pack(tmp_path / "one", record("x", plain="Like a probe."))
    own = write(tmp_path / "own.toml", {"id": "x", "plain": ""})

    glossary, problems = load([own], packs=[pack])

    assert (glossary.terms["x"].plain, problems) == ("", [])


def test_renamed_term_needs_nothing_else(tmp_path: Path) -> None:
    """A record of an old id needs only the id that replaces it."""
    own = write(tmp_path / "own.toml", record("new"), {"id": "old", "use": "new"})

    glossary, problems = load([own], packs=[make_pack(tmp_path / "one")])

    assert problems == []
    assert glossary.terms["old"].term == "old"
    assert glossary.current("old").id == "new"


@pytest.mark.parametrize("fields", [{}, record("y")], ids=["alone", "with fields"])
def test_nothing_to_hide(tmp_path: Path, fields: Record) -> None:
    """To hide what is not there is reported, and the record is no term."""
    own = write(tmp_path / "own.toml", fields | {"id": "x", "hide": True})

    glossary, (problem,) = load([own], tmp_path, packs=[])

    assert said(problem) == ("own.toml", 1, "x", "hide", "term_file")
    assert problem.message == "there is no term 'x' to hide"
    assert not glossary.terms
    assert not glossary.hidden


def test_files_of_a_project_without_a_root(tmp_path: Path) -> None:
    """Messages name files by their whole path where there is no folder to be relative to."""
    own = write(tmp_path / "own.toml", {"id": "x"})

    assert {problem.file for problem in load([own], packs=[])[1]} == {own.as_posix()}


def test_id_of_three_records(tmp_path: Path) -> None:
    """Each record whose id is taken is reported; the others of its file are used."""
    one = write(tmp_path / "one.toml", record("x"))
    two = write(tmp_path / "two.toml", record("x"), record("x"), record("y"))

    glossary, problems = load([one, two], tmp_path, packs=[make_pack(tmp_path / "pack")])

    assert list(glossary.terms) == ["x", "y"]
    assert len(problems) == 2
    for problem in problems:
        assert (problem.file, problem.record, problem.field) == ("two.toml", "x", "id")
        assert problem.message == (
            "the id is taken by the record at one.toml:1, which is used; choose another id"
        )


# --- Where fields come from --------------------------------------------------------------------


def test_origins_of_fields(tmp_path: Path) -> None:
    """Each field has the place where it was read last, and all places that added to it."""
    pack = make_pack(tmp_path / "one", record("x", aliases=["a"], plain="Plain.", tags=["t"]))
    translate(pack, "de", {"id": "x", "short": "Was x ist."})
    own = write(
        tmp_path / "own.toml",
        {"id": "x", "term": "X", "plain": "", "short": "", "aliases": ["+b"], "tags": ["u"]}
        | {"hidden": ["+h"], "unknown": 1},
    )

    found = field_origins("x", [own], [pack], "de")

    shipped = Origin(f"{pack.as_posix()}/words.toml", 1, "one")
    translated = Origin(f"{pack.as_posix()}/de/words.toml", 1, "one")
    ours = Origin(own.as_posix(), 1)
    assert found == {
        "id": [ours],
        "term": [ours],
        "category": [shipped],
        "short": [translated],
        "sources": [shipped],
        "aliases": [shipped, ours],
        "plain": [ours],
        "tags": [ours],
        "hidden": [ours],
    }
    assert field_origins("x", [own], [pack])["short"] == [shipped]


def test_origins_of_a_shipped_term() -> None:
    """Without files of the project, fields come from the shipped pack."""
    file = (SHIPPED_PACK / "x").relative_to(SHIPPED_PACK.parents[2]).parent.as_posix()

    assert field_origins("lora", [])["short"][0].file.startswith(f"{file}/")
    assert field_origins("no-such-term", []) == {}


# --- Terms that pages define -------------------------------------------------------------------

HERE = Origin("page.md", 3)
THERE = Origin("other.md", 7)


def defined(tmp_path: Path, *definitions: tuple[Record, Origin]) -> tuple[Any, list[Problem]]:
    """Return what pages make of a glossary of two terms."""
    base, _problems = load(
        [write(tmp_path / "own.toml", record("hidden", term="Hidden"), record("mine"))],
        packs=[make_pack(tmp_path / "one", record("a", plain="Plain."), record("b"))],
    )
    return extended(base, definitions, "Ours")


def test_new_term_of_a_page(tmp_path: Path) -> None:
    """It comes last, in a category of the project's own, and is found where it is defined."""
    glossary, problems = defined(
        tmp_path, ({"id": "probe", "term": "gold probe", "short": "A question."}, HERE)
    )

    assert problems == []
    assert list(glossary.terms) == ["a", "b", "hidden", "mine", "probe"]
    assert glossary.find("gold probes").ids == ("probe",)
    assert glossary.categories == {"words": "Words", "own": "Ours"}
    assert glossary.terms["probe"].category == "own"
    assert glossary.origins["probe"] == HERE
    assert glossary.origins["a"].pack == "one"
    assert glossary.packs == {"one": ("a", "b")}


def test_new_term_of_a_page_in_a_category(tmp_path: Path) -> None:
    """It may name a category that there is."""
    glossary, problems = defined(
        tmp_path, ({"id": "probe", "term": "probe", "category": "words"}, HERE)
    )

    assert problems == []
    assert glossary.terms["probe"].category == "words"


def test_term_that_a_page_changes(tmp_path: Path) -> None:
    """What the page gives replaces what the record has; the rest stays, and no category is new."""
    glossary, problems = defined(tmp_path, ({"id": "a", "short": "Ours."}, HERE))

    assert problems == []
    assert list(glossary.terms) == ["a", "b", "hidden", "mine"]
    assert (glossary.terms["a"].short, glossary.terms["a"].plain) == ("Ours.", "Plain.")
    assert glossary.categories == {"words": "Words"}
    assert glossary.origins["a"] == HERE


def test_term_of_two_pages(tmp_path: Path) -> None:
    """The first definition is used; the message names its place, and the next term is used."""
    glossary, (problem,) = defined(
        tmp_path,
        ({"id": "probe", "term": "probe", "short": "First."}, HERE),
        ({"id": "probe", "term": "probe", "short": "Second."}, THERE),
        ({"id": "sonde", "term": "sonde"}, THERE),
    )

    assert glossary.terms["probe"].short == "First."
    assert glossary.origins["probe"] == HERE
    assert "sonde" in glossary.terms
    assert said(problem) == ("other.md", 7, "probe", "id", "term_file")
    assert problem.message == "is defined at page.md:3 too; that definition is used"


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"category": "nowhere"}, "category", "'nowhere' is no category; choose one of words"),
        ({"related": ["nowhere"]}, "related", "there is no term 'nowhere'"),
        ({"aliases": ["mine"]}, "aliases", "the form 'mine' belongs to 'mine' too"),
    ],
)
def test_fault_of_a_page(tmp_path: Path, fields: Record, field: str, message: str) -> None:
    """It is reported at the page's line."""
    new = {"id": "probe", "term": "probe"} | fields

    _glossary, problems = defined(tmp_path, (new, HERE))

    assert [said(problem) for problem in problems] == [("page.md", 3, "probe", field, "term_file")]
    assert problems[0].message.startswith(message)


def test_faults_of_files_are_not_told_again(tmp_path: Path) -> None:
    """What is wrong with term files was said when they were loaded."""
    own = write(tmp_path / "own.toml", record("x", category="nowhere"), record("y", term="x"))
    base, before = load([own], packs=[make_pack(tmp_path / "one", record("a"))])

    glossary, problems = extended(base, [({"id": "probe", "term": "probe"}, HERE)], "Ours")

    assert before
    assert problems == []
    assert "probe" in glossary.terms


def test_page_that_refers_to_a_hidden_term(tmp_path: Path) -> None:
    """A relation to a term that the project hides goes quietly, as it does in files."""
    pack = make_pack(tmp_path / "one", record("a"))
    own = write(tmp_path / "own.toml", {"id": "a", "hide": True})
    base, _problems = load([own], packs=[pack])
    new = {"id": "probe", "term": "probe", "related": ["a"]}

    glossary, problems = extended(base, [(new, HERE)], "Ours")

    assert problems == []
    assert glossary.terms["probe"].related == ()
    assert glossary.hidden == base.hidden


def test_pages_leave_the_glossary_of_the_files_as_it_is(tmp_path: Path) -> None:
    """The next build extends the same glossary again."""
    pack = make_pack(tmp_path / "one", record("a"), checked={"date": "x", "libraries": {}})
    translate(pack, "de", {"id": "a", "short": "Was a ist."})
    base, _problems = load([], packs=[pack], language="de")
    new = {"id": "probe", "term": "probe"}

    glossary, _problems = extended(base, [(new, HERE), ({"id": "a", "plain": "x"}, HERE)], "Ours")

    assert list(base.terms) == ["a"]
    assert base.terms["a"].plain == ""
    assert base.categories == {"words": "Words"}
    assert base.origins["a"] != HERE
    assert (glossary.checked, glossary.originals) == (base.checked, base.originals)
