"""The snippets of the manual and of the README: all of them are built, loaded or run."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import subprocess
import sys
import tomllib
import zlib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from bs4 import BeautifulSoup
from docutils import nodes
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from sphinx.config import Config

from helpers import Project
from sphinx_ftgloss.command.main import main
from sphinx_ftgloss.config import Options
from sphinx_ftgloss.terms import loader
from test_moving import GLOSSARY
from test_packs import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Make
    from helpers import Build

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "example_docs"
PACK = ROOT / "examples" / "pack" / "src"
PAGES = [ROOT / "README.md", *sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)]
MARKDOWN = MarkdownIt("commonmark").use(colon_fence_plugin)
WITH_CONTENT = {"container", "ftgloss-role", "ftgloss-directive"}


class Snippet(NamedTuple):
    """A block of code on a page."""

    page: str
    line: int
    language: str
    code: str
    caption: str
    group: int
    """The line of the block that it stands in beside others."""

    @property
    def name(self) -> str:
        return f"{self.page}-{self.line}"


def snippets(page: str, text: str, start: int = 0) -> Iterator[Snippet]:
    """Yield the blocks of code of a page, also those within directives."""
    for token in MARKDOWN.parse(text):
        if token.type not in {"fence", "colon_fence"}:
            continue
        assert token.map
        line = start + token.map[0] + 1
        directive = re.fullmatch(r"\{([\w:-]+)\} ?(.*)", token.info.strip())
        if not directive:
            yield Snippet(page, line, token.info.strip(), token.content, "", start)
        elif directive[1] in WITH_CONTENT:
            yield from snippets(page, token.content, line)
        elif directive[1] == "code-block":
            caption = re.match(r":caption: (.+)\n", token.content)
            code = token.content.removeprefix(caption[0] if caption else "")
            yield Snippet(page, line, directive[2], code, caption[1] if caption else "", start)


ALL = [found for page in PAGES for found in snippets(page.stem, page.read_text(encoding="utf-8"))]
# What is not tried here, by page and language, with the reason.
UNTRIED = {
    ("cost", "python"): "trains a model on a graphics card",
    ("quick-start", "sh"): "test_quick_start, and an installation from the network",
    ("warnings", "sh"): "the same command as in the quick start",
    ("packs", "sh"): "an installation; test_packaging has one",
    ("moving", "sh"): "test_moving",
    ("styling", "css"): "browser/test_restyle",
    ("exporting", "ini"): "test_export",
    ("README", "console"): "these tests are started so",
}
# What of the Python is no setting: the first is tried by test_programs; the table for the second is
# read by test_export, since the tests have no pandas.
PROGRAMS = {
    each.name: each for each in ALL if each.code.startswith(("import rdflib", "import pandas"))
}
# Settings of other extensions, which are not there.
FOREIGN = ("tippy_",)


def of(language: str) -> list[Any]:
    """Return the snippets of a language, each code once."""
    found = {
        each.code: pytest.param(each, id=each.name)
        for each in ALL
        if each.language == language and (each.page, language) not in UNTRIED
    }
    return list(found.values())


def one(page: str, language: str, number: int = 0) -> Snippet:
    found = [each for each in ALL if (each.page, each.language) == (page, language)]
    return found[number]


def test_languages_are_known() -> None:
    """A snippet of a new kind must be tried too, and what is not tried must be there."""
    tried = {"markdown", "rst", "python", "toml", "console", "text", "yaml", "json", "po", "diff"}
    kinds = {(each.page, each.language) for each in ALL}

    assert {kind for kind in kinds if kind[1] not in tried} <= UNTRIED.keys()
    assert UNTRIED.keys() <= kinds
    assert len(PROGRAMS) == 2
    assert len(ALL) > 70


# Pages


def twins() -> Iterator[tuple[Snippet, Snippet]]:
    """Yield what stands side by side, Markdown and reStructuredText."""
    for first, second in pairwise(ALL):
        if (
            first.group
            and (first.page, first.group) == (second.page, second.group)
            and (
                first.language,
                second.language,
            )
            == ("markdown", "rst")
        ):
            yield first, second


def table_of_readme() -> list[tuple[str, str, str]]:
    """Return Markdown, reStructuredText and what they print."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^\| ``(\{ft.*?) ?`` \| ``(:ft.*?) ?`` \| (.+) \|$", text, re.MULTILINE)


PAIRS = list(twins())
ROWS = table_of_readme()
OURS = one("own-terms", "toml")


def built(folder: Path, pages: dict[str, str]) -> Build:
    """Build pages with the settings of the quick start, and what the manual lets them need."""
    project = Project(
        folder / "source",
        {
            "extensions": ["myst_parser", "sphinx_ftgloss"],
            "ftgloss_packs": ["fine-tuning", "our-evals"],
            "ftgloss_terms": ["terms/*.toml"],
            "nitpicky": True,
            "show_warning_types": True,
        },
    )
    for name, text in ({"conf.py": "", "terms/ours.toml": OURS.code} | pages).items():
        project.write(name, text)
    return project.build("dummy")


def unlisted(code: str, ending: str) -> str:
    """Return a page that no toctree has to name."""
    if ending == "rst":
        return f":orphan:\n{code}" if re.match(r":[\w-]+: ", code) else f":orphan:\n\n{code}"
    head = "---\norphan: true\n"
    return head + (code.removeprefix("---\n") if code.startswith("---\n") else f"---\n{code}")


def docname(snippet: Snippet) -> str:
    """Return the name of a page; all terms are where the generated page would be."""
    return "fine-tuning-glossary" if ":group: category" in snippet.code else snippet.name


@pytest.fixture
def built_pages(tmp_path: Path) -> dict[str, Build]:
    """Build the snippets that are pages, those of each markup as a project without a warning."""
    folder = tmp_path
    pairs = {each: docname(pair[0]) for pair in PAIRS for each in pair}
    pages: dict[str, dict[str, str]] = {
        ending: {
            f"index.{ending}": unlisted("Start\n=====\n", ending),
            f"guide.{ending}": unlisted("Guide\n=====\n", ending),
        }
        for ending in ("md", "rst")
    }
    for each in ALL:
        ending = {"markdown": "md", "rst": "rst"}.get(each.language)
        if ending:
            name = pairs.get(each, each.name)
            pages[ending][f"{name}.{ending}"] = unlisted(each.code, ending)
    for number, (markdown, rest, _printed) in enumerate(ROWS):
        pages["md"][f"readme-{number}.md"] = unlisted(markdown, "md")
        pages["rst"][f"readme-{number}.rst"] = unlisted(rest, "rst")
    with pytest.MonkeyPatch.context() as patch:
        site = folder / "site"
        site.mkdir()
        patch.syspath_prepend(str(PACK))
        patch.syspath_prepend(str(site))
        Site(site).offer("our-evals", "our_evals")
        return {ending: built(folder / ending, pages[ending]) for ending in pages}


def shape(tree: nodes.document) -> str:
    """Return a tree without what only says where and how it was written, or who uses a term."""
    copy = tree.deepcopy()
    for field in list(copy.findall(nodes.field)):
        if field[0].astext() in {"Explained in", "Used in"}:
            facts = field.parent
            facts.remove(field)
            if not facts.children:
                facts.parent.remove(facts)
    for node in copy.findall(nodes.Element):
        for name, value in list(node.attributes.items()):
            if name in {"source", "docname", "slug"} or value in ([], "", None):
                del node[name]
    return " ".join(copy.pformat().split())


def test_pages(built_pages: dict[str, Build]) -> None:
    """Each snippet builds, with no other setting of MyST than the quick start has.

    What stands side by side is the same page, and a role prints what the README says.
    """
    trees = [built_pages[ending].doctrees for ending in ("md", "rst")]
    for markdown, _rest in PAIRS:
        first, second = (shape(each[docname(markdown)]) for each in trees)
        assert first == second, markdown.name
    for number, (_markdown, _rest, printed) in enumerate(ROWS):
        for each in trees:
            assert each[f"readme-{number}"].astext().strip() == printed.strip("`")
    assert len(ROWS) == 5


def test_there_are_twins() -> None:
    """Snippets do stand side by side."""
    assert {first.page for first, _second in PAIRS} == {"quick-start", "glossary-page", "own-terms"}


def test_examples_of_roles() -> None:
    """What the manual says to write is what it prints beside it."""
    text = (DOCS / "manual" / "roles.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `` (.+?) `` \| (.+?) \|$", text, re.MULTILINE)

    assert len(rows) == 10
    assert [row for row in rows if row[0] != row[1]] == []


def test_switching_links_off(make_project: Make) -> None:
    """A page, a block and a word can be left out, as the manual shows."""
    parts = [one("autolink", "markdown", n).code for n in range(2)]
    rest = one("autolink", "rst").code
    project = make_project(
        {
            "index.md": "# S\n\nWith LoRA.\n",
            "page.md": unlisted(f"{parts[0]}\n# P\n\nWith LoRA.\n", "md"),
            "block.md": unlisted(f"# B\n\n{parts[1]}", "md"),
            "rest.rst": unlisted(f"{rest}\nR\n=\n\nWith LoRA.\n", "rst"),
        },
        ftgloss_autolink="page",
    )
    build = project.build()

    links = {
        name: bool(
            BeautifulSoup(build.text(f"{name}.html"), "html.parser").select("a.ftgloss-term")
        )
        for name in ("index", "page", "block", "rest")
    }
    assert links == {"index": True, "page": False, "block": False, "rest": False}


# Settings


def settings_of(snippet: Snippet) -> tuple[str, dict[str, Any]]:
    """Return a ``conf.py``, which may be the outcome of a difference, and its values."""
    code = snippet.code
    if snippet.language == "diff":
        code = "\n".join(line[1:] for line in code.splitlines() if line[0] != "-")
    values: dict[str, Any] = {}
    exec(code, values)
    del values["__builtins__"]
    return code, values


@pytest.mark.parametrize(
    "snippet", [each for each in (*of("python"), *of("diff")) if each.id not in PROGRAMS]
)
def test_settings(make_project: Make, snippet: Snippet) -> None:
    """A project with these settings builds without a warning; none of them is unknown."""
    code, values = settings_of(snippet)
    ours = {f"ftgloss_{field.name}" for field in dataclasses.fields(Options)}
    known = {*Config.config_values, *ours, "extensions", "intersphinx_mapping"}
    assert {name for name in values if not name.startswith(FOREIGN)} <= known

    markdown = "myst_parser" in values.get("extensions", ["myst_parser"])
    start = {"index.md": "# S\n"} if markdown else {"index.rst": "S\n=\n"}
    files = {
        "guides/lora.md": "---\norphan: true\n---\n# L\n",
        "guides/data.md": "---\norphan: true\n---\n# D\n",
        "inventories/handbook.json": '{"terms": [], "links": {}}',
        "terms/ours.toml": OURS.code,
        "locale/it/LC_MESSAGES/sphinx_ftgloss.po": one("languages", "po").code,
    }
    project = make_project(start | files)
    project.write("conf.py", code)
    project.conf["ftgloss_page"] = ""
    for name in values:
        project.conf.pop(name, None)
    if snippet.language == "diff":
        # The project has what else it needs.
        project.conf["extensions"] = ["myst_parser", *values["extensions"]]
    if {"intersphinx_mapping", "ftgloss_external"} & values.keys():
        # The inventory of the other project, as if it had been fetched.
        project.conf["extensions"] = settings_of(one("other-projects", "python"))[1]["extensions"]
        mapping = {"handbook": ("https://example.org/handbook/", "objects.inv")}
        project.conf["intersphinx_mapping"] = mapping
        head = b"# Sphinx inventory version 2\n# Project: H\n# Version: 1\n# zlib\n"
        (project.source / "objects.inv").write_bytes(head + zlib.compress(b""))
    if "ftgloss_packs" in values:
        # Installed in test_pages_without_a_warning, and in test_packaging.
        project.conf["ftgloss_packs"] = ["fine-tuning"]
    project.build("dummy")


# Term files and catalogs


@pytest.mark.parametrize("snippet", of("toml"))
def test_term_file(tmp_path: Path, snippet: Snippet) -> None:
    """It loads over the shipped terms without a fault, and each of its fields is there."""
    file = tmp_path / "ours.toml"
    file.write_text(snippet.code, encoding="utf-8")
    glossary, problems = loader.load([file])

    assert [str(problem) for problem in problems] == []
    for record in tomllib.loads(snippet.code).get("term", []):
        term = glossary.terms.get(record["id"])
        assert (term is None) == record.get("hide", False)
        for name, value in record.items() if term else ():
            if isinstance(value, str):
                assert getattr(term, name) == value


def test_own_term_from_beginning_to_end(make_project: Make) -> None:
    """File, setting and page, as the manual numbers them, make a link with a card and an entry."""
    code, _values = settings_of(
        next(e for e in ALL if e.page == "own-terms" and e.caption == "conf.py")
    )
    use = one("own-terms", "markdown", 1)
    project = make_project({OURS.caption: OURS.code, "conf.py": code, "index.md": use.code})
    page = BeautifulSoup(project.build().text("index.html"), "html.parser")

    link = page.select_one("a.ftgloss-term")
    assert link.get_text() == "nightly runs"
    assert link["href"] == "fine-tuning-glossary.html#ftterm-nightly-run"
    assert "starts by itself each night" in page.find(id=link["aria-describedby"]).get_text()


def test_language_from_beginning_to_end(make_project: Make) -> None:
    """Catalog, settings and terms of the manual's example speak Italian."""
    files = {each.caption: each.code for each in ALL if each.page == "languages" and each.caption}
    assert len(files) == 3
    project = make_project(files | {"index.md": "# I\n\nIl {ftterm}`learning-rate`.\n"})
    project.conf["ftgloss_terms"] = ["terms/*.toml"]
    build = project.build()

    assert "tasso di apprendimento" in build.text("index.html")
    entry = BeautifulSoup(build.text("fine-tuning-glossary.html"), "html.parser")
    text = entry.find(id="ftterm-learning-rate").find_next("dd").get_text(" ")
    assert "Il numero che fissa" in text
    assert "In parole semplici." in text


# The quick start


@pytest.mark.parametrize("language", ["markdown", "rst"])
def test_quick_start(make_project: Make, language: str) -> None:
    """The two files that it names build, and a misspelt id gives the warning that it shows."""
    conf, page = one("quick-start", "python"), one("quick-start", language)
    name = page.caption.rpartition("/")[2]
    project = make_project({"conf.py": conf.code, name: page.code}, nitpicky=True)
    del project.conf["extensions"]
    shown = BeautifulSoup(project.build().text("index.html"), "html.parser")
    assert [link.get_text() for link in shown.select("p a.ftgloss-term")] == [
        "LoRA",
        "learning rate",
    ]

    project.write(name, page.code.replace("`lora`", "`lorra`"))
    build = project.build(warns=None)
    (warning,) = unwrapped(one("quick-start", "text").code)
    expected = warning.replace("docs/index.md:3", f"{name}:{3 if language == 'markdown' else 4}")
    assert build.warnings == [expected]


@pytest.mark.slow
def test_command_of_quick_start(tmp_path: Path) -> None:
    """The command that it names writes the file that it says to open."""
    for snippet in (one("quick-start", "python"), one("quick-start", "markdown")):
        file = tmp_path / snippet.caption
        file.parent.mkdir(exist_ok=True)
        file.write_text(snippet.code, encoding="utf-8")
    command = shlex.split(one("quick-start", "sh", 1).code)
    assert command[0] == "sphinx-build"
    subprocess.run([sys.executable, "-m", "sphinx", *command[1:]], cwd=tmp_path, check=True)

    assert "ftgloss-term" in (tmp_path / "docs/_build/html/index.html").read_text("utf-8")


def unwrapped(text: str) -> list[str]:
    """Return messages that the manual breaks into lines."""
    return re.sub(r"\n(?!\S+:\d)", " ", text.strip()).splitlines()


def test_faults_of_term_files(make_project: Make) -> None:
    """Faults are reported in the words that the manual shows, all at once."""
    shown = unwrapped(one("warnings", "text").code)
    wrong = """[[term]]
id = "gold-set"
term = "gold set"
categroy = "data-concepts"
category = "data-concepts"
short = "A set."

[[term]]
id = "dpo"
related = ["reward-model"]
"""
    project = make_project({"terms/ours.toml": wrong, "index.md": "# S\n"})
    build = project.build(warns=None, ftgloss_terms=["terms/*.toml"])
    said = [f"docs/{line}" for line in build.warnings]

    assert [line for line in shown if line not in said] == []


# The command

START = """# Start

A text.


A text.


A text.


We use LoRA.

















Finetuning is cheap.










They speak of {ftterm}`loar`.
"""


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with what the commands of the manual are given, as the current one."""
    terms = tmp_path / "content/en/docs/reference/glossary"
    for place in (terms, tmp_path / "docs", tmp_path / "terms"):
        place.mkdir(parents=True)
    (tmp_path / "docs/start.md").write_text(START, encoding="utf-8")
    (tmp_path / "docs/glossary.rst").write_text(GLOSSARY, encoding="utf-8")
    (terms / "pod.md").write_text("---\ntitle: Pod\nid: pod\n---\nA group.\n", encoding="utf-8")
    (tmp_path / "terms/ours.toml").write_text(OURS.code, encoding="utf-8")
    (tmp_path / "src").symlink_to(PACK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sessions() -> Iterator[Any]:
    """Yield each command of a console, and what is printed below it."""
    for each in ALL:
        if each.language == "console" and each.page != "README":
            for number, part in enumerate(re.split(r"^\$ ", each.code, flags=re.MULTILINE)[1:]):
                command, _line, output = part.partition("\n")
                marks = () if output else pytest.mark.slow
                yield pytest.param(command, output, id=f"{each.name}-{number}", marks=marks)


@pytest.mark.parametrize(("command", "output"), list(sessions()))
def test_console(
    workplace: Path,
    make_project: Make,
    capsys: pytest.CaptureFixture[str],
    command: str,
    output: str,
) -> None:
    """The command does its work, and prints what is shown, if that is."""
    # What follows in a pipe or afterwards are programs of others.
    arguments = re.split(r" (?:\||&&|>) ", command)[0].split()
    assert arguments.pop(0) == "sphinx-ftgloss"
    expanded = [
        name
        for argument in arguments
        for name in (sorted(map(str, Path().glob(argument))) if "*" in argument else [argument])
    ]
    if "_build/doctrees" in command:
        project = make_project({"index.md": "# S\n\n{ftterm}`lora`\n"})
        (workplace / "_build").symlink_to(project.build("dummy").out.parents[1])
    code = main(expanded)
    printed = capsys.readouterr()

    assert code == (1 if "remarks" in output else 0)
    if output:
        assert printed.out + printed.err == output


@pytest.mark.slow
def test_programs(workplace: Path) -> None:
    """The example that reads a thesaurus finds the concepts that the command wrote."""
    (example,) = [each for each in PROGRAMS.values() if "rdflib" in each.code]
    assert main(["export", "--format", "json-ld", "-o", "terms.jsonld"]) == 0
    values: dict[str, Any] = {}
    exec(example.code, values)

    assert len(values["graph"]) > 1000


def test_files_of_others() -> None:
    """Settings of an editor and of hooks are well formed, and there are such hooks."""
    assert json.loads(one("exporting", "json").code)
    (repository,) = yaml.safe_load(one("checking", "yaml").code)["repos"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    known = {hook["id"]: hook["entry"] for hook in hooks}

    (hook,) = repository["hooks"]
    assert known[hook["id"]] == "sphinx-ftgloss check"


# Links


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "examples/pack/README.md"]
)
def test_links_lead_somewhere(name: str) -> None:
    """Files that links and pictures name are there."""
    file = ROOT / name
    targets = re.findall(r"\]\(([^)#]+)", file.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]

    assert [target for target in local if not (file.parent / target).exists()] == []
