r"""Hostile input: nothing executes, nothing outside is read, and time and memory are bounded."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
import rtoml
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_ftgloss.terms import forbidden, loader
from sphinx_ftgloss.terms.formulas import mathml
from sphinx_ftgloss.terms.markdown import blocks, split_target, targets, to_html
from sphinx_ftgloss.terms.model import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from conftest import Make
    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.problems import Problem

START = "# Start\n\n{ftterm}`lora`\n"
PROBE = {
    "id": "probe",
    "term": "probe",
    "category": "data-concepts",
    "short": "A question.",
    "sources": [{"title": "Handbook"}],
}
NOTHING = loader.load([], packs=())[0]
FIELDS = [*Term.__struct_fields__, "hide", "other"]
SIGNS = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style>", "]]>", "-->"),
    *("&lt;", "&#60;", "&amp;#60;", '"', "'", "`", "``", "{ftterm}`lora`", "{ft:def}`x <lora>`"),
    *(
        "[x](javascript:alert(1))",
        "![x](y)",
        "$",
        "$$",
        "\\def\\x{y}",
        "\\frac{",
        "}",
        "\\text{<b>",
    ),
    *("\u202e", "\u2066", "\u2069", "\u200b", "\x00", "\ufeff", "a", " ", "\n", "\n\n", "- ", "> "),
]
TEXTS = st.lists(st.sampled_from(SIGNS) | st.text(max_size=5), max_size=12).map("".join)
VALUES = st.recursive(
    TEXTS
    | st.integers(-(2**63), 2**63 - 1)
    | st.booleans()
    | st.sampled_from(["probe", "lora", "data-concepts"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "how", "title", "text", "source", "name"]), inner)
    ),
    max_leaves=6,
)
once_each = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)


def load(records: Iterable[dict[str, Any]], folder: Path) -> tuple[Glossary, list[Problem]]:
    """Load records from a file, without a pack."""
    file = folder / "own.toml"
    rtoml.dump({"term": list(records)}, file)
    return loader.load([file], folder, packs=())


def assert_harmless(html: str) -> None:
    """Hold a text against what an inline text of ours may consist of."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all():
        inside = tag.name == "math" or tag.find_parent("math")
        assert inside or tag.name in {"code", "em", "strong", "div", "p", "b", "span"}, tag
        assert tag.name not in {"script", "style", "img", "iframe", "annotation-xml"}
        names = {name for name in tag.attrs if name.startswith("on")}
        assert not names | (tag.attrs.keys() & {"href", "src", "style", "xlink:href"}), tag


@once_each
@given(content=st.binary(max_size=300) | TEXTS.map(str.encode))
def test_any_bytes_are_a_term_file(content: bytes, tmp_path: Path) -> None:
    """A file of any bytes is loaded or reported, and nothing is raised."""
    file = tmp_path / "own.toml"
    file.write_bytes(content)
    _glossary, problems = loader.load([file], tmp_path, packs=())

    assert {problem.file for problem in problems} <= {"own.toml"}


@once_each
@given(fields=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8))
def test_any_values_are_a_record(fields: dict[str, Any], tmp_path: Path) -> None:
    """Each field of a record is used or reported by its name, and its card holds only text."""
    glossary, problems = load([PROBE, PROBE | {"id": "other", "term": "other"} | fields], tmp_path)

    assert "probe" in glossary.terms
    assert all(str(problem) for problem in problems)
    for term in glossary.terms.values():
        for text in (term.short, term.plain, term.body, term.mistake):
            assert_harmless(to_html(text, glossary))
            blocks(text)
        for tex in filter(None, (term.formula, term.symbol)):
            assert_harmless(mathml(tex))


HARM = st.sampled_from(["\u202e", "\x00", "\u2066", "{" * 51, "x" * 5001, r"$\let\x{$", r"\xi"])


@given(text=st.lists(TEXTS | HARM, max_size=4).map("".join), field=st.sampled_from(FIELDS))
def test_a_glance_overlooks_nothing(text: str, field: str) -> None:
    """What is taken for harmless without a closer look has no fault when one looks closer."""
    is_harmless = forbidden.is_surely_harmless({field: text})

    assert not (is_harmless and forbidden.fault(field, text))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("short", "Turned \u202e around.", "holds U+202E, which cannot be seen"),
        ("term", "zero \x00", "holds U+0000, which cannot be seen"),
        ("body", "An \u2067 isolate.", "does not change it back"),
        ("formula", r"\def\a{\a\a}\a", r"a formula has the command \def"),
        ("formula", r"\input{/etc/passwd}", r"a formula has the command \input"),
        ("symbol", "x" * 5001, "a formula has more than 5000 characters"),
        ("formula", "{" * 60 + "x" + "}" * 60, "a formula has braces in braces"),
        ("body", r"Text $\newcommand{\a}{b}$ more.", r"a formula has the command \newcommand"),
        ("plain", f"Text ${'x+' * 3000}x$ more.", "a formula has more than 5000 characters"),
        ("numbers", [{"text": "\x07", "source": "x"}], "holds U+0007"),
        ("body", "word " * 200_000, "is longer than 50000 characters"),
        ("mistake", '"a" ' * 250_000, "is longer than 50000 characters"),
        ("related", ["probe\n"], "small letters, digits and hyphens"),
        ("sources", [{"title": "x", "url": "https://x\n"}], "an address that begins with https://"),
    ],
)
def test_field_that_does_more_than_show_text(
    field: str, value: Any, message: str, tmp_path: Path
) -> None:
    """It is left out, with one message that says why."""
    glossary, problems = load([PROBE, PROBE | {"id": "more", "term": "more"}], tmp_path)
    before = len(problems)
    glossary, problems = load(
        [PROBE, PROBE | {"id": "more", "term": "more", "plain": "Kept."} | {field: value}], tmp_path
    )
    (found,) = [p for p in problems if p.field == field and "required" not in p.message][-1:]

    assert message in found.message
    assert (found.record, found.line) == ("more", 10)
    assert len(problems) - before in {1, 2}, "a required field is missing then, too"
    assert not glossary.terms.get("more") or getattr(glossary.terms["more"], field) != value


@pytest.mark.parametrize(
    "text",
    [
        "A \u2067right-to-left\u2069 isolate, in which a word is shown as it is written.",
        "Set with `\\def`, and ${\\text{loss}}$.",
        "A long text. " * 1000 + "$x$",
    ],
    ids=["isolate", "command in code", "long"],
)
def test_field_that_only_looks_so(text: str, tmp_path: Path) -> None:
    """What does nothing is used."""
    glossary, problems = load([PROBE | {"body": text}], tmp_path)

    assert not [problem for problem in problems if problem.field == "body"]
    assert glossary.terms["probe"].body == text


@pytest.mark.parametrize(
    "tex",
    [
        r"\newcommand{\A}{" + "x" * 30 + "}" + r"\newcommand{\B}{" + r"\A " * 30 + r"}\B",
        r"\def\a{\b}\def\b{\a}\a",
        "{" * 4000,
        "x^" * 2000,
        r"\sqrt" * 900,
        r"\left(" * 800,
        r"\begin{matrix}" * 300,
        "&" * 4000,
        "x'" * 2400,
        "x+" * 10_000_000,
    ],
)
def test_formula_that_would_never_end(tex: str) -> None:
    """It is written as it is, or converted, in a moment and in a few times its length."""
    begin = time.process_time()
    html = mathml(tex)

    assert time.process_time() - begin < 5
    assert len(html) < 40 * len(tex) + 100
    assert_harmless(html)


@pytest.mark.parametrize(
    "text",
    ["x" + " " * 200_000 + "<", "<" * 200_000, "`" * 200_000, "x <" * 50_000 + ">"],
    ids=["blanks", "brackets", "ticks", "openings"],
)
def test_expression_that_would_never_end(text: str) -> None:
    """Roles are taken apart in a time that grows no faster than the text."""
    begin = time.process_time()
    split_target(text)
    list(targets(text))

    assert time.process_time() - begin < 5


def chain(count: int, name: str) -> Iterator[dict[str, Any]]:
    """Yield records each of which refers to the next, and the last one to nothing."""
    for number in range(count):
        other = f"t{number + 1}" if number + 1 < count else None
        relation = {} if other is None else {name: [other] if name == "broader" else other}
        yield PROBE | {"id": f"t{number}", "term": f"term {number}"} | relation


@pytest.mark.parametrize("name", ["broader", "use"])
def test_chain_of_ten_thousand(name: str, tmp_path: Path) -> None:
    """Relations may be as deep as one likes, and cost no more for it."""
    begin = time.process_time()
    glossary, problems = load(chain(10_000, name), tmp_path)

    assert time.process_time() - begin < 15
    assert len(glossary.terms) == 10_000
    assert not [problem for problem in problems if problem.field == name]


@pytest.mark.parametrize("name", ["broader", "use"])
def test_circle_of_ten_thousand(name: str, tmp_path: Path) -> None:
    """A circle is reported once and opened, however long it is."""
    records = list(chain(10_000, name))
    records[-1][name] = ["t0"] if name == "broader" else "t0"
    begin = time.process_time()
    glossary, problems = load(records, tmp_path)

    assert time.process_time() - begin < 15
    (problem,) = [problem for problem in problems if problem.field == name]
    assert str(problem).endswith("'t1' leads back to 't0'; remove one of the two")
    assert not getattr(glossary.terms["t0"], name)
    assert getattr(glossary.terms["t9999"], name)


def test_a_form_that_thousands_claim(tmp_path: Path) -> None:
    """The message names a few of them."""
    _glossary, problems = load((PROBE | {"id": f"t{n}"} for n in range(3000)), tmp_path)
    (problem,) = [problem for problem in problems if problem.field == "term"]

    assert "belongs to 't0', 't1', 't2', 't3', 't4' … too" in problem.message


@pytest.mark.parametrize("pattern", ["../shared/own.toml", "terms/link.toml", "linked/*.toml"])
def test_term_file_beside_the_project(pattern: str, make_project: Make) -> None:
    """The author of conf.py says where it is; several projects may share it."""
    project = make_project({"index.md": START, "terms/x.md": ""}, ftgloss_terms=[pattern])
    shared = project.source.parent / "shared"
    shared.mkdir()
    (project.source / "terms" / "link.toml").symlink_to(shared / "own.toml")
    (project.source / "linked").symlink_to(shared, target_is_directory=True)
    rtoml.dump({"term": [PROBE, PROBE]}, shared / "own.toml")
    build = project.build(warns=(r"(own|link)\.toml:10: .* the id is taken",))

    assert "ftterm-probe" in build.text("fine-tuning-glossary.html")


@pytest.mark.parametrize("pattern", ["a\0b.toml", "*\0*.toml", "~/x.toml", "[", "**a"])
def test_pattern_that_is_none(pattern: str, make_project: Make) -> None:
    """It is reported, and the build goes on."""
    files = {"index.md": START, "conf.py": f"ftgloss_terms = [{pattern!r}]\n"}
    make_project(files).build(warns=(r"conf.py: ftgloss_terms: '.*' names no file below source/",))


@pytest.mark.parametrize("name", ["../up", "/up", "a/../../up", "up\0", "a\nb"])
def test_name_of_the_page_that_leads_elsewhere(name: str, make_project: Make) -> None:
    """It is refused, and nothing is written but below the output folder."""
    project = make_project({"index.md": START, "conf.py": f"ftgloss_page = {name!r}\n"})
    build = project.build(warns=(r"conf.py: ftgloss_page must be a document name",))

    assert (build.out / "fine-tuning-glossary.html").is_file()
    assert not list(project.source.parent.rglob("*up*"))


def test_invisible_signs_in_a_name(tmp_path: Path) -> None:
    """A name is found whether or not it holds what cannot be seen, and is not given twice."""
    twins = [PROBE, PROBE | {"id": "twin", "term": "pro\u200bbe\ufeff"}]
    glossary, problems = load(twins, tmp_path)
    (problem,) = [problem for problem in problems if problem.field == "term"]

    assert glossary.find("pr\u2060ob\u200de").ids == ("probe",)
    assert "belongs to 'probe' too" in problem.message


LARGE = """
import resource, sys
from pathlib import Path

resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))

from sphinx_ftgloss.terms import loader
from sphinx_ftgloss.terms.matcher import Matcher

file = Path(sys.argv[1])
glossary, problems = loader.load([file], file.parent)
assert {problem.field for problem in problems} <= {"category"}
assert glossary.find("Term-99999").ids == ("t99999",)
assert len(glossary.suggest("trem 99999")) == 3
assert [m.id for m in Matcher(glossary).mentions("One term 99999.")] == ["t99999"]
"""


@pytest.mark.slow
def test_a_hundred_thousand_terms(tmp_path: Path) -> None:
    """They are loaded, found and suggested in 1.5 GB and two minutes."""
    records = (
        f'[[term]]\nid = "t{n}"\nterm = "term {n}"\nautolink = "any"\ncategory = "data-concepts"\n'
        f'short = "Thing {n}."\nsources = [{{ title = "Handbook" }}]\n'
        for n in range(100_000)
    )
    file = tmp_path / "own.toml"
    file.write_text("".join(records), encoding="utf-8")

    subprocess.run([sys.executable, "-c", LARGE, str(file)], check=True)
