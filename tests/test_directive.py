"""The directive ``ftglossary``: which entries it prints, and what an entry says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
import rtoml
from bs4 import BeautifulSoup, Tag
from msgspec import structs

from sphinx_ftgloss.command.terminal import print_entry
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.model import Term
from test_role import normalised

if TYPE_CHECKING:
    from pytest_regressions.file_regression import FileRegressionFixture

    from conftest import Make
    from helpers import Build

OWN = """
[[term]]
id = "probe"
term = "probe"
category = "data-concepts"
short = "A question that is asked of a model to see what it has learned."
body = '''
First, see {ftterm}`lora` and [the paper](https://example.org/paper).

A {abbr}`KL (divergence)` of our own.

- one *thing*
- a `code` and $x^2$
'''
plain = "Ask and see."
formula = 'p(y \\mid x)'
symbol = 'p'
mistake = "It is no {ftterm}`test-set`."
aliases = ["test question"]
related = ["lora"]
contrast = [{ id = "test-set", how = "is used once" }]
numbers = [{ text = "ten in a set", source = "https://example.org/paper, page 2" }]
params = [{ library = "lib", name = "lib.probe", default = "3", checked = "1.2" }]
sources = [{ title = "On probes", authors = "Roe", year = 2020, url = "https://example.org/paper" }]
"""


def listing(options: str, *, myst: bool = True) -> str:
    lines = "".join(f"{line}\n" for line in options.split("|") if line)
    if myst:
        return f"# Words\n\n```{{ftglossary}}\n{lines}```\n"
    indented = "".join(f"   {line}\n" for line in lines.splitlines())
    return f"Words\n=====\n\n.. ftglossary::\n{indented}"


def names(build: Build, page: str = "words.html") -> list[str]:
    found = BeautifulSoup(build.text(page), "html.parser").select("dt.ftgloss-name")
    return [name.find(string=True).strip() for name in found]


def entry(build: Build, term_id: str, page: str = "fine-tuning-glossary.html") -> Tag:
    name = BeautifulSoup(build.text(page), "html.parser").find(id=f"ftterm-{term_id}")
    return name.find_next_sibling("dd")


def rows(body: Tag) -> dict[str, str]:
    """Return the table of facts of an entry: labels and texts."""
    table = body.select_one("dl.ftgloss-facts")
    return {
        label.find(string=True): " ".join(label.find_next_sibling("dd").get_text(" ").split())
        for label in table.find_all("dt", recursive=False)
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (":terms: qlora lora", ["QLoRA", "LoRA"]),
        (":terms: qlora, lora", ["QLoRA", "LoRA"]),
        (
            ":category: practical-terms",
            ["checkpointing", "gradient accumulation", "learning rate", "warmup"],
        ),
        (
            ":category: practical-terms|:sort: pack",
            ["learning rate", "warmup", "gradient accumulation", "checkpointing"],
        ),
        (":terms: epoch lora rank|:category: parameter-efficient-methods", ["LoRA", "rank"]),
        (":used:", ["learning rate", "QLoRA"]),
    ],
)
@pytest.mark.parametrize("myst", [True, False], ids=["myst", "rst"])
def test_options_choose(options: str, expected: list[str], myst: bool, make_project: Make) -> None:
    """Each option chooses the same terms in MyST and RST."""
    suffix = "md" if myst else "rst"
    files = {
        "index.md": "# Start\n\n{ftterm}`qlora` {ft:abbr}`learning-rate`\n\n"
        "```{toctree}\nwords\n```\n",
        f"words.{suffix}": listing(options, myst=myst),
    }
    found = names(make_project(files).build())

    if options == ":used:":
        # And what their texts lean on.
        assert set(expected) < set(found)
        assert "LoRA" in found
        assert "instruction tuning" not in found
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("options", "headings"),
    [
        (":group: category", ["Training fundamentals", "Parameter-efficient methods"]),
        (":group: letter", ["A", "C", "D", "E"]),
    ],
)
def test_groups_are_sections(options: str, headings: list[str], make_project: Make) -> None:
    """Groups have headings, which a theme's table of contents shows."""
    build = make_project({"index.md": listing(options)}).build()
    found = BeautifulSoup(build.text("index.html"), "html.parser").select("section section > h2")

    assert [heading.find(string=True) for heading in found][: len(headings)] == headings


def test_group_inside_a_note(make_project: Make) -> None:
    """Where no section may stand, groups get plain headings."""
    text = "# P\n\n````{note}\n```{ftglossary}\n:terms: lora epoch\n:group: letter\n```\n````\n"
    build = make_project({"index.md": text}).build()

    assert [
        r.get_text()
        for r in BeautifulSoup(build.text("index.html"), "html.parser").select(
            ".admonition p.rubric"
        )
    ] == ["E", "L"]


def test_used_removes_empty_groups(make_project: Make) -> None:
    """A group none of whose terms is used has no heading either."""
    files = {
        "index.md": "# Start\n\n{ftterm}`validation-set`\n\n```{toctree}\nwords\n```\n",
        "words.md": listing(":used:|:group: category"),
    }
    page = BeautifulSoup(make_project(files).build().text("words.html"), "html.parser")
    headings = [heading.find(string=True) for heading in page.select("h2")]

    assert "Data concepts" in headings
    assert "Alignment and preference tuning" not in headings


@pytest.mark.parametrize(
    ("options", "warning"),
    [
        (
            ":terms: loar",
            r"words.md:3: WARNING: .*'terms': 'loar' is not known; did you mean 'lora",
        ),
        (":category: data", r"'category': 'data' is not known; there are .*data-concepts"),
        (
            ":tags: nothing",
            r"'tags': 'nothing' is not known; there are .*\[ftgloss.unknown_option\]",
        ),
    ],
)
def test_unknown_choice_warns(options: str, warning: str, make_project: Make) -> None:
    """A name that chooses nothing is reported with what there is."""
    files = {"index.md": "# S\n\n```{toctree}\nwords\n```\n", "words.md": listing(options)}

    make_project(files).build(warns=(warning,))


def test_entry_says_everything(make_project: Make, file_regression: FileRegressionFixture) -> None:
    """An entry prints each field of its record, from MyST and RST alike."""
    conf = {"ftgloss_terms": ["terms/own.toml"]}
    builds = []
    for suffix in ("md", "rst"):
        text = listing(":terms: probe", myst=suffix == "md")
        project = make_project({f"index.{suffix}": text, "terms/own.toml": OWN}, **conf)
        builds.append(project.build(ftgloss_page=""))
    body = entry(builds[0], "probe", "index.html")

    assert body.select_one("p.ftgloss-short").get_text().startswith("A question that is asked")
    assert body.abbr["title"] == "divergence"
    assert body.select_one("ul em").get_text() == "thing"
    assert body.select_one(".ftgloss-plain").get_text().strip() == "In plain words.\nAsk and see."
    assert body.select_one(".ftgloss-mistake").get_text().strip().startswith("Common mistake.")
    assert body.select_one(".ftgloss-formula math")["display"] == "block"
    assert body.select_one('a[href="https://example.org/paper"]').get_text() == "the paper"
    facts = rows(body)
    assert facts["Symbol"] == "p"
    assert facts["Contrast with"] == "test set (is used once)"
    assert facts["See also"] == "LoRA"
    assert facts["Also called"] == "test question"
    assert facts["Numbers"] == "ten in a set ( Roe 2020, page 2 )"
    assert facts["In code"] == "lib.probe (default 3, checked in lib 1.2)"
    assert facts["Sources"] == "Roe, 2020: On probes"
    assert normalised(builds[0]) == normalised(builds[1])
    file_regression.check(normalised(builds[1]), extension=".xml")


def _is_text(field: structs.FieldInfo) -> bool:
    try:
        msgspec.convert("marker", field.type)
    except msgspec.ValidationError:
        return False
    return True


# What an entry does not print: what it is found, sorted or grouped by.
SILENT = {"category", "expansion_plural", "plural", "sort", "use"}
TEXTS = {
    field.name: f"marker{field.name.replace('_', '')}"
    for field in structs.fields(Term)
    if _is_text(field) and field.name != "id"
}


def test_no_text_is_forgotten(make_project: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """What a record says in a text, its entry says, on the page and in a terminal."""
    record = TEXTS | {"id": "probe", "category": "data-concepts", "use": ""}
    record["sources"] = [{"title": "On probes"}]
    terms = rtoml.dumps({"term": [record]})
    project = make_project({"index.md": "# S\n", "t/own.toml": terms}, ftgloss_terms=["t/*.toml"])
    html = BeautifulSoup(project.build().text("fine-tuning-glossary.html"), "html.parser")
    name = html.find(id="ftterm-probe")
    page = name.get_text() + name.find_next_sibling("dd").get_text()
    term = msgspec.convert(record, Term)
    print_entry(term, Glossary({"probe": term}, {}, {}, {}))
    printed = capsys.readouterr().out

    for field, marker in TEXTS.items():
        wanted = field not in SILENT
        assert (marker in page) == wanted, f"{field}: print it in entry.py, or name it in SILENT"
        assert (marker in printed) == wanted, f"{field}: print it in terminal.py too"


def test_relations_show_on_both_sides(make_project: Make) -> None:
    """Narrower terms, and relations given by the other record, are derived."""
    build = make_project({"index.md": "# S\n"}).build()

    assert "QLoRA" in rows(entry(build, "lora"))["Narrower"]
    assert "PEFT" in rows(entry(build, "lora"))["Kind of"]


def test_entries_can_be_linked_to(make_project: Make) -> None:
    """Each entry has its own id and a permalink."""
    page = BeautifulSoup(
        make_project({"index.md": "# S\n"}).build().text("fine-tuning-glossary.html"), "html.parser"
    )
    name = page.find(id="ftterm-lora")

    assert name.select_one("a.headerlink")["href"] == "#ftterm-lora"
    assert name.select_one(".ftgloss-expansion").get_text() == "low-rank adaptation"
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_filtered_list_is_no_target(make_project: Make) -> None:
    """Beside the full page, a filtered list prints entries again and takes no link away."""
    files = {
        "index.md": "# S\n\n{ftterm}`lora`\n\n```{toctree}\nwords\n```\n",
        "words.md": listing(":terms: lora"),
    }
    build = make_project(files).build()

    assert 'href="fine-tuning-glossary.html#ftterm-lora"' in build.text("index.html")
    assert 'id="ftterm-lora"' not in build.text("words.html")
    assert names(build) == ["LoRA"]


def test_filtered_list_is_target_without_page(make_project: Make) -> None:
    """Without a full page, the list that has the entry is where links go."""
    files = {
        "index.md": "# S\n\n{ftterm}`lora` {ftterm}`dpo`\n\n```{toctree}\nwords\n```\n",
        "words.md": listing(":terms: lora"),
    }
    build = make_project(files, ftgloss_page="").build()
    lora, dpo = BeautifulSoup(build.text("index.html"), "html.parser").select(".ftgloss-term")

    assert lora["href"] == "words.html#ftterm-lora"
    assert "href" not in dpo.attrs


def test_two_full_lists_warn_once(make_project: Make) -> None:
    """Two pages that both list all terms: the first is linked to, and one warning says so."""
    files = {
        "index.md": "# S\n\n{ftterm}`lora`\n\n```{toctree}\none\ntwo\n```\n",
        "one.md": listing(""),
        "two.md": listing(""),
    }
    build = make_project(files).build(
        warns=(
            r"two.md:3: WARNING: entries that 'one' prints already:.*\[ftgloss.duplicate_entry\]",
        )
    )
    assert 'href="one.html#ftterm-lora"' in build.text("index.html")

    make_project(files | {"two.md": listing(":no-index:")}).build()


# --- ftdefinition and ftpageterms -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param({"words.md": "# Words\n\n```{ftdefinition} Probes\n```\n"}, id="MyST"),
        pytest.param({"words.rst": "Words\n=====\n\n.. ftdefinition:: Probes\n"}, id="RST"),
    ],
)
def test_definition_in_place(make_project: Make, text: dict[str, str]) -> None:
    """One entry is printed where it stands; links still lead to the glossary page."""
    index = "# Home\n\n{ftterm}`probe`\n\n```{toctree}\nwords\n```\n"
    project = make_project(
        {"index.md": index, **text, "terms/own.toml": OWN}, ftgloss_terms=["terms/*.toml"]
    )
    build = project.build()
    page = BeautifulSoup(build.text("words.html"), "html.parser")

    assert names(build) == ["probe"]
    assert page.find(id="ftterm-probe") is None
    assert "A question that is asked of a model" in page.get_text()
    assert 'href="fine-tuning-glossary.html#ftterm-probe"' in build.text("index.html")


def test_definition_of_nothing(make_project: Make) -> None:
    """An unknown or ambiguous name is told with what is near."""
    text = "# Words\n\n```{ftdefinition} loar\n```\n\n```{ftdefinition} adapter\n```\n"
    build = make_project({"index.md": text}).build(
        warns=(
            r"index.md:3.*ftdefinition: 'loar' is no id.*did you mean 'lora",
            r"index.md:6.*ftdefinition: 'adapter' is no id or name of one term",
        )
    )

    assert names(build, "index.html") == []


def summary(build: Build, page: str = "index.html") -> dict[str, str]:
    found = BeautifulSoup(build.text(page), "html.parser").select_one(".ftgloss-summary dl")
    if found is None:
        return {}
    texts = [" ".join(part.get_text().split()) for part in found.select("dt, dd")]
    return dict(zip(texts[::2], texts[1::2], strict=True))


@pytest.mark.parametrize("myst", [True, False])
def test_terms_of_the_page(make_project: Make, *, myst: bool) -> None:
    """The list has each term of the page once, by name, also those that come after it."""
    text = (
        "# Home\n\n```{ftpageterms} Before you read\n```\n\n"
        "{ftterm}`qlora` {ftterm}`LoRAs` {term}`probe`\n"
        if myst
        else "Home\n====\n\n.. ftpageterms:: Before you read\n\n"
        ":ftterm:`qlora` :ftterm:`LoRAs` :term:`probe`\n"
    )
    project = make_project(
        {f"index.{'md' if myst else 'rst'}": text, "terms/own.toml": OWN},
        ftgloss_terms=["terms/*.toml"],
    )
    build = project.build()

    assert list(summary(build)) == ["LoRA", "probe", "QLoRA"]
    assert (
        summary(build)["probe"] == "A question that is asked of a model to see what it has learned."
    )
    assert "<strong>Before you read</strong>" in build.text("index.html")


def test_no_terms_on_the_page(make_project: Make) -> None:
    """A page without terms has no list, and no empty box."""
    build = make_project({"index.md": "# Home\n\n```{ftpageterms}\n```\n"}).build()

    assert "ftgloss-summary" not in build.text("index.html")


@pytest.mark.parametrize(
    "builder", ["text", "latex", "singlehtml", "man", "epub", "texinfo", "xml"]
)
def test_other_builders_print_them(make_project: Make, builder: str) -> None:
    """Each builder prints definitions in place and lists of terms without a warning."""
    index = "# Home\n\n```{ftpageterms}\n```\n\n{ftterm}`qlora`\n\n```{ftdefinition} rank\n```\n"
    build = make_project({"index.md": index}).build(builder)

    if builder == "text":
        text = " ".join(build.text("index.txt").split())
        assert "Terms on this page" in text
        assert text.count("in 4 bits") == 1


def test_list_of_a_page_follows_edits(make_project: Make) -> None:
    """A term that goes from the page goes from its list, and a new definition shows."""
    index = "# Home\n\n```{ftpageterms}\n```\n\n{ftterm}`probe` {ftterm}`rank`\n"
    project = make_project(
        {"index.md": index, "terms/own.toml": OWN}, ftgloss_terms=["terms/*.toml"]
    )
    assert list(summary(project.build())) == ["probe", "rank"]

    project.write("index.md", index.replace("{ftterm}`rank`", ""))
    assert list(summary(project.build())) == ["probe"]

    project.write("terms/own.toml", OWN.replace("A question that", "Something that"))
    assert summary(project.build())["probe"].startswith("Something that is asked")


def test_depth_of_a_site(make_project: Make) -> None:
    """A site in plain words has them on its cards, and its formulas and sources folded."""
    project = make_project(
        {"index.md": "# S\n\n{ftterm}`lora`\n", "a.md": "---\norphan: 1\n---\n# A\n"}
    )
    cards, folds = [], []
    for depth in ("deep", "plain"):
        build = project.build(ftgloss_depth=depth)
        page = BeautifulSoup(build.text("index.html"), "html.parser")
        cards.append(page.select("#ftcard-lora > p")[1].get_text())
        folds.append(entry(build, "lora").select("details.ftgloss-deep"))

    assert cards[0].startswith("A parameter-efficient fine-tuning method")
    assert cards[1].startswith("The model itself is left as it is.")
    summaries = ["Formula", "6 sources"]
    assert [fold.summary.get_text() for fold in folds[0]] == summaries
    assert all("open" in fold.attrs for fold in folds[0])
    assert not any("open" in fold.attrs for fold in folds[1])
    assert build.read == []
    assert set(build.written) >= {"fine-tuning-glossary", "index"}
    assert "a" not in build.written
