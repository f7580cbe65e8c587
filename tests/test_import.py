"""``sphinx-ftgloss import``: what other programs hold becomes a term file that loads."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
import rtoml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyld import jsonld

from sphinx_ftgloss.command.exporting import FORMATS
from sphinx_ftgloss.command.exporting.export import Export
from sphinx_ftgloss.command.importing import term_file, toml
from sphinx_ftgloss.command.main import main
from sphinx_ftgloss.terms import markdown
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.loader import load, load_pack
from sphinx_ftgloss.terms.markdown import escape
from sphinx_ftgloss.terms.model import Term

CATEGORY = ["--category", "data-concepts"]
SHIPPED, _PROBLEMS = load_pack()
CONCEPT = {
    "@context": {"skos": "http://www.w3.org/2004/02/skos/core#"},
    "@id": "https://example.org/words#batch-probe",
    "@type": "skos:Concept",
    "skos:prefLabel": {"@language": "en", "@value": "batch probe"},
    "skos:definition": {"@language": "en", "@value": "A probe of a batch."},
}


@dataclass
class Done:
    """What an import left: its exit code, its records by id, and the lines of its messages."""

    code: int
    text: str
    messages: list[str]

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        return {record["id"]: record for record in rtoml.loads(self.text).get("term", [])}

    def says(self, *parts: str) -> bool:
        return any(all(part in line for part in parts) for line in self.messages)


class Import:
    """Runs the command in a folder of its own, on files that it writes there."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, files: dict[str, str | bytes], *arguments: str) -> Done:
        for name, content in files.items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        code = main(["import", *(arguments or (*files, *CATEGORY))])
        printed = self._capsys.readouterr()
        if printed.out:
            result = self.folder / "imported.toml"
            result.write_text(printed.out, encoding="utf-8", newline="")
            assert not load([result])[1]
        return Done(code, printed.out, printed.err.splitlines())


@pytest.fixture
def imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Import:
    monkeypatch.chdir(tmp_path)
    return Import(tmp_path, capsys)


def rst(entries: str) -> str:
    lines = "".join(f"   {line}\n" if line else "\n" for line in entries.splitlines())
    return f"Words\n=====\n\n.. glossary::\n\n{lines}"


# The glossary of Sphinx


def test_sphinx_glossary(imported: Import) -> None:
    """Names, first sentence and the rest of an entry have their fields; the file is the source."""
    done = imported(
        {
            "words.rst": rst(
                "gizmo\ngadget\n"
                "  A thing that is *small*, e.g. A toy. It has ``two`` parts:\n\n"
                "  - a **lever**\n  - a `site <https://example.org/a>`_\n\n"
                "  .. code-block:: python\n\n     turn(1)\n\n"
                "  Its size is :math:`x_1`.\n"
            )
        }
    )

    assert (done.code, done.messages) == (0, [])
    assert done.records["gizmo"] == {
        "id": "gizmo",
        "term": "gizmo",
        "category": "data-concepts",
        "short": "A thing that is *small*, e.g. A toy.",
        "aliases": ["gadget"],
        "body": "It has `two` parts:\n\n- a **lever**\n- a [site](https://example.org/a)\n\n"
        "```python\nturn(1)\n```\n\nIts size is $x_1$.\n",
        "sources": [{"title": "words.rst", "kind": "docs"}],
    }


def test_kinds_of_blocks(imported: Import) -> None:
    """Lists in lists, formulas, quotations, code and lines look in Markdown as they did."""
    done = imported(
        {
            "words.rst": rst(
                "gizmo\n  A thing.\n\n"
                "  3. one::\n\n       a = ``b``\n\n  4. two\n\n     * three\n     * four\n\n"
                "  .. math:: a_b\n\n"
                "  Said:\n\n    *Quoted*\n\n    twice, `to <https://example.org>`__.\n\n"
                "  .. hlist::\n\n     * five\n"
            )
        }
    )

    assert done.records["gizmo"]["body"] == (
        "3. one:\n\n   ```\n   a = ``b``\n   ```\n\n4. two\n\n   - three\n   - four\n\n"
        "$$\na_b\n$$\n\nSaid:\n\n> *Quoted*\n>\n> twice, [to](https://example.org).\n\nfive\n"
    )
    assert len(done.messages) == 1


def test_myst_glossary(imported: Import) -> None:
    """A fence in Markdown is read as the directive is; prices are no formula."""
    done = imported(
        {
            "words.md": "# Words\n\n```{glossary}\ngizmo\n  A [thing](https://example.org) of"
            " $y_2$ for $5 to $6. See {term}`gizmo`.\n```\n\nOther text.\n"
        }
    )

    assert (done.code, done.messages) == (0, [])
    record = done.records["gizmo"]
    assert record["short"] == r"A [thing](https://example.org) of $y_2$ for \$5 to \$6."
    assert record["body"] == "See {ftterm}`gizmo`.\n"


UNREADABLE = {
    "page.rst": ".. glossary::\n\n   probe\n      Before.\n\n      .. nothing:: x\n",
    "page.md": "````{glossary}\nprobe\n  Before.\n\n  ```{nothing} x\n  ```\n````\n",
}


@pytest.mark.parametrize("name", list(UNREADABLE))
def test_part_that_cannot_be_read(name: str, imported: Import) -> None:
    """It is left out, and that is said with its line."""
    done = imported({name: UNREADABLE[name]})

    assert done.records["probe"]["short"] == "Before."
    assert done.says(f"{name}:", "cannot be read: ", "nothing")


def test_references_between_entries(imported: Import) -> None:
    """References lead to entries, imported from whichever file or shipped; others are text."""
    done = imported(
        {
            "one.rst": rst("gizmo\n  A part of a :term:`Big thing`, or of :term:`two <widget>`.\n"),
            "two.rst": rst(
                "Big thing\nwidget\n  An owner of a :term:`LoRA`, :term:`nothing` and :doc:`x`.\n"
            ),
        }
    )

    assert done.code == 0
    assert done.records["gizmo"]["short"] == (
        "A part of a {ftterm}`big-thing`, or of {ftterm}`two <big-thing>`."
    )
    assert done.records["big-thing"]["short"] == "An owner of a {ftterm}`lora`, nothing and x."
    assert done.says("two.rst:8: the reference 'nothing' is kept as text")
    assert done.says("two.rst:8: the reference 'x' is kept as text")


def test_what_has_no_field_is_said(imported: Import) -> None:
    """Index keys, unknown roles, tables and images are named with file and line."""
    done = imported(
        {
            "words.rst": rst(
                "gizmo : g\n"
                "  A thing of :kbd:`Ctrl` and :strange:`markup`. More.\n\n"
                "  .. note:: Mind *this*.\n\n"
                "  ==  ==\n  a   b\n  ==  ==\n\n"
                "  .. image:: picture.png\n"
            )
        }
    )

    assert done.code == 1
    assert done.records["gizmo"]["body"].endswith("More.\n\nMind *this*.\n\na | b\n")
    assert done.says("words.rst:6: record 'gizmo': the index key 'g' is left out")
    assert done.says("words.rst:7: 'problematic' is kept as text: :strange:`markup`")
    assert done.says("words.rst:9: 'note' is kept as text")
    assert done.says("'table' is kept as text: a b")
    assert done.says("'image' has no text and is left out")


def test_long_first_sentence(imported: Import) -> None:
    """Nothing is shortened silently: the whole is the body, and a message asks for another."""
    sentence = "A thing " + "and a thing " * 20 + "at last."
    done = imported({"words.rst": rst(f"gizmo\n  {sentence} More.\n")})
    record = done.records["gizmo"]

    assert done.code == 0
    assert record["body"] == f"{sentence} More.\n"
    assert record["short"].startswith("A thing and a thing")
    assert record["short"].endswith(" …")
    assert len(record["short"]) <= 200
    assert done.says("words.rst:6: 'gizmo' does not begin with a sentence of at most 200")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("A thing, i.e. A toy. More.", "A thing, i.e. A toy."),
        ("A thing (see *Doe et al. Two*). More.", "A thing (see *Doe et al. Two*)."),
        ("Of version 1.5 and v. small. More.", "Of version 1.5 and v. small."),
        ("Is it ``a. B``? Yes.", "Is it `a. B`?"),
        ("*One. Two.* Three.", "*One. Two.*"),
        ("一种方法。另一句。", "一种方法。"),
        ("No full stop", "No full stop"),
    ],
)
def test_first_sentence(text: str, short: str, imported: Import) -> None:
    """A sentence ends where a reader would end it, and never within markup."""
    assert imported({"words.rst": rst(f"gizmo\n  {text}\n")}).records["gizmo"]["short"] == short


def test_entry_for_a_shipped_term(imported: Import) -> None:
    """An own definition of a shipped term replaces only the definition, and new names are added."""
    done = imported({"words.rst": rst("Low-rank adaptation\nLoRA\nlo-ra-la\n  Our words.\n")})
    record = done.records["lora"]
    merged = load([imported.folder / "imported.toml"])[0].terms["lora"]
    shipped = load_pack()[0].terms["lora"]

    assert record.keys() == {"id", "short", "aliases"}
    assert merged.short == "Our words."
    assert merged.aliases == (*shipped.aliases, "lo-ra-la")
    assert (merged.term, merged.sources) == (shipped.term, shipped.sources)
    assert done.says("words.rst:6: record 'lora': is a shipped term; your definition replaces")


def test_two_entries_of_one_name(imported: Import) -> None:
    """Both are kept, each with its own id, and neither is linked by luck."""
    done = imported(
        {"a.rst": rst("gizmo\n  One thing.\n"), "b.rst": rst("Gizmo\n  Another thing.\n")}
    )
    found = load([imported.folder / "imported.toml"])[0].find("gizmos")

    assert done.code == 0
    assert [record["short"] for record in done.records.values()] == ["One thing.", "Another thing."]
    assert done.says("b.rst:6: the id 'gizmo' is taken by the entry at a.rst:6; this one is")
    assert (found.ids, found.ambiguous) == (("gizmo", "gizmo-2"), True)


@pytest.mark.parametrize(
    ("term", "term_id"), [("C++", "c-plus-plus"), ("Größe", "grosse"), ("梯度", "term")]
)
def test_ids(term: str, term_id: str, imported: Import) -> None:
    """An id is made of the letters of a name."""
    assert list(imported({"a.rst": rst(f"{term}\n  A thing.\n")}).records) == [term_id]


# A folder of Markdown files

POD = """\
---
title: Probe rack
id: rack
date: 2020-01-01
aka: [rack of probes]
short_description: >
  A rack
  that holds probes.
tags: [hardware]
---
  A rack. It holds {{< glossary_tooltip text="probes" term_id="probe-x" >}} and
{{< glossary_tooltip term_id="lora" >}}.

<!--more-->

## Use

See [this](/docs/x) and {{< other >}}.
"""
PROBE = "---\ntitle: Probe X\nid: probe-x\nfull_link: https://example.org/p\naka:\n---\nA probe.\n"


def test_folder(imported: Import) -> None:
    """Front matter and text become fields, shortcodes become roles, both descriptions are kept."""
    done = imported(
        {"terms/rack.md": POD, "terms/sub/probe.md": PROBE, "terms/_index.md": "---\nt: 1\n---\n"},
        "terms",
        *CATEGORY,
    )
    rack = done.records["rack"]

    assert done.code == 0
    assert (rack["term"], rack["short"]) == ("Probe rack", "A rack that holds probes.")
    assert (rack["aliases"], rack["tags"]) == (["rack of probes"], ["hardware"])
    assert rack["body"] == (
        "A rack. It holds {ftterm}`probes <probe-x>` and\n{ftterm}`lora`.\n\n"
        "## Use\n\nSee [this](/docs/x) and {{\\< other >}}.\n".replace("\\<", "<")
    )
    assert done.records["probe-x"]["sources"] == [
        {"title": "Probe X", "url": "https://example.org/p", "kind": "docs"}
    ]
    assert done.says("terms:", "no field holds what its files say of: date")
    assert done.says("terms/rack.md:16: a heading is kept as text")
    assert done.says("terms/rack.md:18: the link to '/docs/x' shows as its text only")
    assert done.says("the shortcode {{< other >}} is kept as text")


def test_folder_without_short_description(imported: Import) -> None:
    """What stands above ``<!--more-->`` is the definition."""
    text = "---\ntitle: Rack\n---\nA rack. It holds.\n\n<!--more-->\n\nMore.\n"
    done = imported({"terms/rack.md": text}, "terms", *CATEGORY)

    assert done.records["rack"]["short"] == "A rack."
    assert done.records["rack"]["body"] == "It holds.\n\nMore.\n"


def test_repeated_description(imported: Import) -> None:
    """A text that repeats the short description is taken once, with its links."""
    tooltip = '{{< glossary_tooltip text="probes" term_id="probe-x" >}}'
    text = (
        "---\ntitle: Rack\nfull_link: /docs/\nshort_description: >\n  A rack of probes.\n---\n"
        f" A rack of {tooltip}.\n\n<!--more-->\n\nMore.\n"
    )
    other = f"---\ntitle: Stand\nshort_description: >\n  Holds {tooltip}.\n---\n<!-- x -->\n"
    files = {"terms/probe.md": PROBE, "terms/rack.md": text, "terms/stand.md": other}
    done = imported(files, "terms", *CATEGORY)

    assert done.code == 0
    assert done.records["rack"]["short"] == "A rack of {ftterm}`probes <probe-x>`."
    assert done.records["rack"]["body"] == "More.\n"
    assert done.records["stand"]["short"] == "Holds {ftterm}`probes <probe-x>`."
    assert "body" not in done.records["stand"]
    assert done.messages == [
        "terms:: full_link is no full address in 1 files, so it is no source there"
    ]


def test_folder_with_bad_files(imported: Import) -> None:
    """Files that are no terms are named, each with its line; the others are imported."""
    done = imported(
        {
            "terms/good.md": PROBE,
            "terms/a.md": "no front matter\n",
            "terms/b.md": "---\ntitle: [x\n---\nText.\n",
            "terms/c.md": b"---\ntitle: x\n---\n\xff\n",
            "terms/d.md": "---\nid: x\n---\nText.\n",
            "terms/e.md": "---\n- x\n---\nText.\n",
            "terms/f.md": "---\ntitle: Empty\n---\n",
        },
        "terms",
        *CATEGORY,
    )

    assert done.code == 1
    assert list(done.records) == ["probe-x"]
    assert done.says("terms/a.md:1: has no front matter")
    assert done.says("terms/b.md:2: its front matter is not valid YAML: ")
    assert done.says("terms/c.md:4: is not UTF-8")
    assert done.says("terms/d.md:1: has no title")
    assert done.says("terms/e.md:1: its front matter has no fields")
    assert done.says("terms/f.md:", "record 'f', field 'short': is missing")


# CSV


def exported(name: str, glossary: Glossary) -> str:
    made = FORMATS[name](
        Export(list(glossary.terms.values()), glossary, base="https://example.org/g.html")
    )
    assert isinstance(made, str)
    return made


def terms(done: Done) -> list[Term]:
    return [msgspec.convert(record, Term) for record in done.records.values()]


def test_csv_round_trip(imported: Import) -> None:
    """All fields of the shipped terms come back from CSV as they were."""
    glossary, _problems = load_pack()
    done = imported({"t.csv": exported("csv", glossary)}, "t.csv")

    assert (done.code, done.messages) == (0, [])
    assert terms(done) == list(glossary.terms.values())


def test_edited_csv(imported: Import) -> None:
    """A cell that was emptied in the table removes what the shipped term has there."""
    glossary, _problems = load_pack()
    shipped = glossary.terms["lora"]
    changed = msgspec.structs.replace(shipped, aliases=(), plain="", autolink="never")
    made = FORMATS["csv"](Export([changed], glossary))
    assert isinstance(made, str)
    imported({"t.csv": made}, "t.csv")
    merged = load([imported.folder / "imported.toml"])[0].terms["lora"]

    assert shipped.aliases
    assert shipped.autolink != "never"
    assert merged == changed


def test_other_csv(imported: Import) -> None:
    """A table of names and definitions is enough; its text is plain; other columns are named."""
    done = imported(
        {
            "t.csv": "Name;Definition;Synonyms;Owner\n"
            'gizmo;"A thing for $5, *really*. More; and\nmore.";gadget, thingy;me\n'
            ";;;\n"
            "'-n flag;A [flag](x).;;you\n"
        }
    )
    record = done.records["gizmo"]

    assert done.code == 0
    assert record["short"] == r"A thing for \$5, \*really\*."
    assert record["body"] == "More; and\nmore.\n"
    assert record["aliases"] == ["gadget", "thingy"]
    assert done.records["n-flag"]["term"] == "-n flag"
    assert done.messages == ["t.csv:1: no field holds these columns: Owner"]


def test_broken_csv(imported: Import) -> None:
    """What is wrong in a table is said with its line, and the rows above are imported."""
    done = imported(
        {"t.csv": 'term,definition\ngizmo,A thing.,more\n,Nameless.\nempty,\nwidget,"A thing\n'}
    )

    assert done.code == 1
    assert list(done.records) == ["gizmo"]
    assert done.says("t.csv:2: has more cells than the table has columns: more")
    assert done.says("t.csv:3: has no term")
    assert done.says("t.csv:4: record 'empty', field 'short': is missing")
    assert done.says("t.csv:5: is not valid CSV from here on: ")


def test_bad_cells_of_an_export(imported: Import) -> None:
    """A cell that no longer holds what its field needs is left out and named."""
    done = imported(
        {
            "t.csv": "id,term,category,short,first_seen,numbers,level\n"
            "gizmo,gizmo,data-concepts,A thing.,soon,[{,high\n"
        }
    )

    assert done.code == 1
    assert done.records["gizmo"].keys() == {"id", "term", "category", "short", "sources"}
    assert done.says("t.csv:2: record 'gizmo', field 'first_seen': cannot be read: soon")
    assert done.says("t.csv:2: record 'gizmo', field 'numbers': cannot be read: [{")
    assert done.says("t.csv:2: record 'gizmo', field 'level': ")


# SKOS


def test_skos_round_trip(imported: Import) -> None:
    """Names, definitions, relations and categories of the shipped terms come back from SKOS."""
    glossary, _problems = load_pack()
    done = imported({"t.jsonld": exported("json-ld", glossary)}, "t.jsonld")
    back = {term.id: term for term in terms(done)}
    again = Glossary(back, glossary.categories, {}, {})

    assert (done.code, done.messages) == (0, [])
    assert back.keys() == glossary.terms.keys()
    for old in glossary.terms.values():
        new = back[old.id]
        [said], [says] = (
            list(Export([], g).labels(term)) for g, term in ((glossary, old), (again, new))
        )
        assert (says.name, says.definition) == (said.name, said.definition)
        assert set(says.others) == set(said.others)
        assert set(says.hidden) == set(said.hidden)
        assert new.category == old.category
        assert set(new.broader) == set(old.broader)
        near = {*glossary.related(old.id), *(i for i, _how in glossary.contrasts(old.id))}
        assert set(new.related) <= near
        assert [s.link for s in new.sources] == [s.link for s in old.sources if s.link]
    assert jsonld.normalize(relations(exported("json-ld", again))) == jsonld.normalize(
        relations(exported("json-ld", glossary))
    )


def relations(text: str) -> dict[str, Any]:
    """Return a document with nothing but the relations of its concepts."""
    document = json.loads(text)
    kept = ("id", "broader", "narrower", "related")
    document["@graph"] = [
        {name: node[name] for name in kept if name in node} for node in document["@graph"]
    ]
    return document


def test_skos_of_others(imported: Import) -> None:
    """Full names, several languages, and relations that only one side tells are understood."""
    other = CONCEPT | {
        "@id": "https://example.org/words#probe",
        "skos:prefLabel": [
            {"@language": "de", "@value": "Sonde"},
            {"@language": "en", "@value": "probing"},
        ],
        "skos:altLabel": [{"@language": "en", "@value": "sounding"}],
        "skos:narrower": {"@id": CONCEPT["@id"]},
        "skos:related": {"@id": "https://elsewhere.example/x"},
    }
    done = imported({"t.json": json.dumps([CONCEPT, other])})

    assert done.code == 1
    assert done.records["batch-probe"]["broader"] == ["probe"]
    assert done.records["probe"]["term"] == "probing"
    assert done.records["probe"]["aliases"] == ["sounding"]
    assert done.says("'probing' has a relation to https://elsewhere.example/x")
    assert done.says("what it says in other languages is left out: de")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{\n]", "t.json:2: is not valid JSON: "),
        ("{}", "t.json:: holds nothing that JSON-LD describes"),
        (json.dumps(CONCEPT | {"@type": "skos:Thing"}), "t.json:: holds no concept of SKOS"),
        (
            json.dumps(CONCEPT | {"@context": "https://example.org/context"}),
            "t.json:: names a context at https://example.org/context, which is not fetched",
        ),
        (json.dumps(CONCEPT | {"@context": 5}), "t.json:: is not valid JSON-LD: "),
        ("[" * 100_000, "t.json:"),
    ],
)
def test_bad_skos(text: str, message: str, imported: Import) -> None:
    """What is no SKOS is said so, and nothing is fetched."""
    done = imported({"t.json": text})

    assert done.code == 2
    assert done.messages[0].startswith(message)
    assert done.messages[1:] == ["sphinx-ftgloss: nothing could be imported"]


def test_skos_without_pyld(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library that reads it, the message says what to install."""
    monkeypatch.setitem(sys.modules, "pyld", None)
    done = imported({"t.json": json.dumps(CONCEPT)})

    assert done.code == 2
    assert done.messages == [
        "sphinx-ftgloss: SKOS is read by PyLD; install it with: pip install 'sphinx-ftgloss[skos]'"
    ]


# The command


def test_output_is_not_overwritten(imported: Import) -> None:
    """A file that exists is overwritten only with ``--force``."""
    words = {"words.rst": rst("gizmo\n  A thing.\n")}
    arguments = ["words.rst", *CATEGORY, "-o", "terms/words.toml"]
    file = imported.folder / "terms" / "words.toml"

    assert imported(words, *arguments).code == 0
    written = file.read_text(encoding="utf-8")
    assert written.startswith('[[term]]\nid = "gizmo"\n')
    file.write_text("mine", encoding="utf-8")
    done = imported(words, *arguments)
    assert (done.code, file.read_text(encoding="utf-8")) == (2, "mine")
    assert done.messages == ["sphinx-ftgloss: terms/words.toml exists; --force overwrites it"]
    assert imported(words, *arguments, "--force").code == 0
    assert file.read_text(encoding="utf-8") == written


@pytest.mark.parametrize(
    ("files", "arguments", "message"),
    [
        ({}, ["nowhere.rst"], "sphinx-ftgloss: there is no file nowhere.rst"),
        ({"a.xyz": ""}, ["a.xyz"], "sphinx-ftgloss: a.xyz does not tell what it is; say it with"),
        ({"a.rst": "Text.\n"}, ["a.rst"], "a.rst:: holds no glossary directive"),
        ({"a.rst": b"\n\xff\n"}, ["a.rst"], "a.rst:2: is not UTF-8; save it as UTF-8"),
        ({"a.rst": rst("x\n  A.\n")}, ["a.rst", "--category", "y"], "sphinx-ftgloss: there is no"),
        (
            {"a.rst": rst("x\n  A.\n")},
            ["a.rst"],
            "sphinx-ftgloss: a.rst:6 does not say the category of its term; name it with "
            "--category: training-fundamentals, ",
        ),
        ({"a.csv": ""}, ["a.csv"], "a.csv:1: needs a header with columns for the term"),
        ({"a.csv": "term,definition\n"}, ["a.csv"], "a.csv:: holds no row with a term"),
        ({"d/a.txt": ""}, ["d"], "d:: holds no Markdown file with a title in its front matter"),
        ({"d/a.txt": ""}, ["d", "--from", "csv"], "d:: cannot be read: "),
        ({"d/a.txt": ""}, ["d", "--from", "sphinx"], "d:: cannot be read: "),
        ({"a.csv": "x"}, ["a.csv", "--from", "folder"], "a.csv:: holds no Markdown file"),
    ],
)
def test_nothing_to_import(
    files: dict[str, str | bytes], arguments: list[str], message: str, imported: Import
) -> None:
    """Where nothing can be read, a line says why, and the exit code is 2."""
    done = imported(files, *arguments)

    assert (done.code, done.text) == (2, "")
    assert done.messages[0].startswith(message)


def test_page_among_many_folders(imported: Import) -> None:
    """A page is read with what it includes, and without what lies in the folders beside it."""
    done = imported(
        {
            "[docs]/words.rst": "Words\n=====\n\n.. include:: parts/more.txt\n",
            "[docs]/parts/more.txt": ".. glossary::\n\n   gizmo : g\n     A thing.\n",
            "[docs]/parts/words.rst": rst("widget\n  Not asked for.\n"),
        },
        "[docs]/words.rst",
        *CATEGORY,
    )

    assert (done.code, list(done.records)) == (0, ["gizmo"])
    assert done.says("[docs]/parts/more.txt:3: record 'gizmo': the index key 'g' is left out")


def test_lines_in_markdown(imported: Import) -> None:
    """Messages name the line of an entry in Markdown too."""
    done = imported({"a.md": "# A\n\n```{glossary}\nx\n  A.\n\ny : k\nz\n  A.\n  [b](c.md)\n```\n"})

    assert done.says("a.md:7: record 'y': the index key 'k' is left out")
    assert done.says("a.md:9: the reference 'c.md' is kept as text")


# Odd texts

ODD = st.text(st.sampled_from("ab Z,;|\\\"'=+-@\n\r\t#*_`$[](){}<>&.!é中\x85\u2028\U0001f600"))


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@example([("a\rb", "=\r"), ("+", "+1"), ("'''", '"""')])
@given(st.lists(st.tuples(ODD, ODD), min_size=1, max_size=3))
def test_any_text_survives_csv_and_toml(texts: list[tuple[str, str]]) -> None:
    """Whatever stands in a field comes back from a table, and from the term file."""
    odd = [
        Term(
            id=f"odd-{number}",
            term=f"odd {number}",
            category="data-concepts",
            short="Odd.",
            body=body,
            tags=tuple(filter(None, (alias, "x"))),
            mistake=alias,
            characteristics={"memory": body},
            sources=({"title": f"s{alias}"},),
        )
        for number, (body, alias) in enumerate(texts)
    ]
    odd = msgspec.convert(msgspec.to_builtins(odd), list[Term])
    made = FORMATS["csv"](Export(odd, SHIPPED))
    assert isinstance(made, str)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "odd.csv"
        file.write_text(made, encoding="utf-8", newline="")
        text, report = term_file([file], SHIPPED)
        file.write_text(text, encoding="utf-8", newline="")
        read = load([file])[0].terms

    assert not list(report)
    assert [read[term.id] for term in odd] == odd


@settings(deadline=None)
@given(ODD | st.just("be\x07ll"))
def test_toml_holds_any_text(text: str) -> None:
    """A term file gives back the text that was written into it."""
    record = {"id": "x", "body": text, "aliases": [text], "numbers": [{"text": text}]}

    assert rtoml.loads(toml.term_file([record]))["term"] == [record]


@settings(deadline=None)
@given(st.text(st.sampled_from("ab1 .*_`$[](){}<>&!#+-~=|\\:;/中é")))
def test_escaped_text_reads_the_same(text: str) -> None:
    """Plain text has no markup after it was made Markdown."""

    assert markdown.to_text(escape(text), SHIPPED).split() == text.split()
