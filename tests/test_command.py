"""The command ``sphinx-ftgloss``, as a user types it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest
from pybtex.database import parse_string

from sphinx_ftgloss.command.exporting.bibtex import bibliography
from sphinx_ftgloss.command.main import main
from sphinx_ftgloss.terms.loader import load_pack
from sphinx_ftgloss.terms.model import Source, Term

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Make

OWN = """
[[term]]
id = "probe"
term = "probe"
category = "data-concepts"
short = "A question to a model."
sources = [{ title = "Handbook" }]
"""


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def own(tmp_path: Path) -> str:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    return str(file)


def test_as_a_module() -> None:
    """``python -m sphinx_ftgloss`` is the command."""
    command = [sys.executable, "-m", "sphinx_ftgloss", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.startswith("sphinx-ftgloss ")


def test_reader_that_stops_early() -> None:
    """A pipe into ``head`` ends without a traceback."""
    script = f'"{sys.executable}" -m sphinx_ftgloss export | head -1'
    done = subprocess.run(script, shell=True, capture_output=True, text=True, check=True)

    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_list(own: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each term is a line of id, name and short definition; own terms are among them."""
    code, out, err = run("list", "--terms", own, capsys=capsys)
    rows = [line.split("\t") for line in out.splitlines()]

    assert (code, err) == (0, "")
    assert ["probe", "probe", "A question to a model."] in rows
    assert ["lora", "low-rank adaptation (LoRA)"] in [row[:2] for row in rows]


def test_list_of_a_category(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the terms of the category are listed."""
    _code, out, _err = run("list", "--category", "parameter-efficient-methods", capsys=capsys)
    listed = {line.split("\t")[0] for line in out.splitlines()}

    assert "lora" in listed
    assert "dpo" not in listed


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    """Any name of a term prints its entry as plain text."""
    code, out, _err = run("show", "LoRA adapters", capsys=capsys)

    assert code == 0
    assert out.startswith("low-rank adaptation (LoRA) [lora]\n\nA parameter-efficient")
    assert "Hu et al., 2021: LoRA: Low-Rank Adaptation of Large Language Models" in out
    assert "{ftterm}" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "loar"], "there is no term 'loar'; did you mean 'lora"),
        (["show", "adapter"], "'adapter' can mean "),
        (["list", "--category", "x"], "there is no category 'x'; there are training-fundamentals"),
        (["list", "--tag", "x"], "there is no tag 'x'; there are beginner, data, distributed, "),
        (["list", "--terms", "nowhere.toml"], "there is no file nowhere.toml"),
        (["check", "--pack", "nowhere"], "nowhere holds no pack.toml"),
        (["export", "--used-in", "nowhere"], "nowhere holds no environment.pickle; build the"),
    ],
)
def test_misuse(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be done is said in one line, with what can, and the exit code is 2."""
    code, out, err = run(*arguments, capsys=capsys)

    assert (code, out) == (2, "")
    assert err.startswith(f"sphinx-ftgloss: {message}")
    assert err.count("\n") == 1


def test_check_of_the_shipped_pack(capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped pack keeps all rules."""
    code, out, err = run("check", "--pack", capsys=capsys)

    assert (code, out) == (0, "")
    assert err.endswith(" terms, 0 problems\n")


def test_check_of_another_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Problems are lines of file, line, record and field, and the exit code is 1."""
    (tmp_path / "pack.toml").write_text(
        'name = "ours"\ntitle = "Ours"\nversion = "1"\nlicence = "MIT"\n'
        'categories = [{ id = "data-concepts", title = "Data" }]\n'
    )
    (tmp_path / "data-concepts.toml").write_text(OWN + "[[term]]\nid = 'bad'\n")
    code, out, err = run("check", "--pack", str(tmp_path), capsys=capsys)
    lines = out.splitlines()

    assert code == 1
    assert err == f"1 terms, {len(lines)} problems\n"
    assert f"{tmp_path}/data-concepts.toml:2: record 'probe', field 'plain': is missing" in lines
    assert any("record 'bad', field 'short': is required and missing" in line for line in lines)


def test_export_json(own: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Records come with the field names of term files, and can be read back."""
    _code, out, _err = run("export", "--terms", own, capsys=capsys)
    exported = json.loads(out)
    terms = {term.id: term for term in msgspec.convert(exported["terms"], list[Term])}

    assert exported["pack"] == "fine-tuning"
    assert terms["lora"] == load_pack()[0].terms["lora"]
    assert terms["probe"].short == "A question to a model."


def test_export_of_what_a_project_uses(
    make_project: Make, own: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the sources of the terms on the project's pages are exported, ``:term:`` included."""
    project = make_project({"index.md": "# Home\n\n{ftterm}`LoRAs` and {term}`qlora`\n"})
    project.build()
    doctrees = str(project.source.parent / "doctrees")
    code, out, err = run("export", "--format", "bibtex", "--used-in", doctrees, capsys=capsys)
    entries = parse_string(out, "bibtex").entries

    assert (code, err) == (0, "")
    assert entries["hu2021lora"].fields["eprint"] == "2106.09685"
    assert entries["dettmers2023qlora"].fields["note"] == "On: LoRA, QLoRA"
    assert not any(key.startswith("rafailov") for key in entries)
    assert main(["export", "--used-in", doctrees]) == 0
    assert {t["id"] for t in json.loads(capsys.readouterr().out)["terms"]} == {"lora", "qlora"}


def test_whole_bibliography_is_read_by_a_bibtex_parser() -> None:
    """Each source of the pack is one entry, with its title as it is written."""
    terms = load_pack()[0].terms.values()
    entries = parse_string(bibliography(terms), "bibtex").entries
    titles = {entry.fields["title"].strip("{}").replace("\\", "") for entry in entries.values()}

    assert len(entries) == len({s.identifier for term in terms for s in term.sources})
    assert titles == {source.title for term in terms for source in term.sources}


@pytest.mark.parametrize(
    ("authors", "people"),
    [
        ("Hu et al.", ["Hu", "others"]),
        ("Bradley and Terry", ["Bradley", "Terry"]),
        ("Senter, Smith & Jones", ["Senter", "Smith", "Jones"]),
        ("Hugging Face", ["Hugging Face"]),
        ("AI & Friends Ltd", ["AI", "Friends Ltd"]),
    ],
)
def test_bibtex_authors(authors: str, people: list[str]) -> None:
    """People are separated; the name of an institution stays whole."""
    entry = one_entry(Source(title="A Study", authors=authors, year=2021))

    assert [str(person).strip("{}") for person in entry.persons["author"]] == people


def test_bibtex_keys_and_special_characters() -> None:
    """Two works that would get one key get two, and no character of a title is lost."""
    term = Term(
        id="a",
        term="50% off & more_of it",
        sources=(
            Source(title="The Rank of {A}", authors="Müller", year=2020, doi="10.1000/1"),
            Source(title="On Rank", authors="Müller", year=2020, url="https://a.org/x_y"),
        ),
    )
    entries = parse_string(bibliography([term]), "bibtex").entries

    assert sorted(entries) == ["muller2020rank", "muller2020ranka"]
    assert entries["muller2020rank"].fields["title"] == r"{On Rank}"
    assert entries["muller2020ranka"].fields["title"] == r"{The Rank of \{A\}}"
    assert entries["muller2020rank"].fields["note"] == r"On: 50\% off \& more\_of it"


def one_entry(source: Source):  # type: ignore[no-untyped-def] # noqa: ANN201
    text = bibliography([Term(id="a", term="a", sources=(source,))])
    return next(iter(parse_string(text, "bibtex").entries.values()))


def test_origin_of_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each field is followed by the file and line that it was read at, and by those added to it."""
    file = tmp_path / "own.toml"
    file.write_text('[[term]]\nid = "lora"\nshort = "Ours."\naliases = ["+our way"]\n')
    _code, out, _err = run("show", "LoRA", "--terms", str(file), "--origin", capsys=capsys)
    origins = dict(line.split("\t") for line in out.splitlines())

    assert origins["short"] == f"{file}:1"
    shipped, own = origins["aliases"].split(", ")
    assert shipped == origins["term"]
    assert re.fullmatch(r"sphinx_ftgloss/packs/fine_tuning/parameter-.*\.toml:\d+", shipped)
    assert own == f"{file}:1"


def test_pack_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """A pack that is not installed is named, and the command goes on with the others."""
    code, out, err = run("list", "--packs", "fine-tuning", "nosuch", capsys=capsys)

    assert code == 0
    assert "lora\t" in out
    assert "no pack 'nosuch' is installed; there are fine-tuning" in err
