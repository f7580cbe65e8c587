"""The terms as files for other programs, each read by what it is made for."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import re2
import yaml
from lxml import etree
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from translate.storage.tbx import tbxfile

from helpers import unavailable
from sphinx_ftgloss.command.exporting import FORMATS
from sphinx_ftgloss.command.exporting.export import Export
from sphinx_ftgloss.command.main import main
from sphinx_ftgloss.terms.forms import written_forms
from sphinx_ftgloss.terms.loader import load, load_pack
from sphinx_ftgloss.terms.model import Term

if TYPE_CHECKING:
    from collections.abc import Sequence

NPM = Path(__file__).parents[1] / ".venv" / "npm" / "node_modules"
PAGE = "https://docs.example.org/glossary.html"
# A record with each kind of character that some format might take for its own.
AWKWARD = r"""
[[term]]
id = "probe"
term = "=1+1"
category = "data-concepts"
short = "A <b>\"question\"</b> & $x_1$ with {ftterm}`rank`, costs 5 | 6."
aliases = ["a | b", 'c\d', "ProBe"]
hidden = ["ProBe", "a | b"]
broader = ["qlora"]
related = ["lora", "rank"]
ambiguous = ["prob"]
plain = "@one"
body = "\nlate"
mistake = "'=two"
sources = [{ title = "Handbook", url = "https://example.org/a?b=1&c=2" }]
numbers = [{ text = "one | two", source = "https://example.org/a?b=1&c=2" }]

[[term]]
id = "old-probe"
term = "old probe"
aliases = ["oldprobe"]
status = "deprecated"
use = "lora"
"""


@pytest.fixture
def awkward(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(AWKWARD, encoding="utf-8")
    return file


def export(files: Sequence[Path] = (), language: str = "en") -> Export:
    glossary, problems = load(files, language=language)
    assert not problems
    return Export(list(glossary.terms.values()), glossary, language, PAGE)


def exported(name: str, files: Sequence[Path] = (), language: str = "en") -> str:
    made = FORMATS[name](export(files, language))
    assert isinstance(made, str)
    return made


# The command


def test_output_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--output`` writes what is printed without it, folders included."""
    file = tmp_path / "new" / "terms.csv"
    assert main(["export", "--format", "csv"]) == 0
    printed = capsys.readouterr().out
    assert main(["export", "--format", "csv", "-o", str(file)]) == 0

    assert capsys.readouterr().out == ""
    assert file.read_text(encoding="utf-8") == printed


def test_several_files_need_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be printed says how to get it; what cannot be written says why."""
    (tmp_path / "file").touch()

    assert main(["export", "--format", "vale"]) == 2
    assert capsys.readouterr().err.endswith(
        "vale is several files; name their folder with --output\n"
    )
    assert main(["export", "-o", str(tmp_path / "file" / "terms.json")]) == 2
    assert "cannot be written: " in capsys.readouterr().err


def test_unknown_language(capsys: pytest.CaptureFixture[str]) -> None:
    """A language without a translation is not passed off as English."""
    assert main(["export", "--language", "xx"]) == 2
    assert "no translation to 'xx'; there are zh_CN" in capsys.readouterr().err


# JSON and CSV


def test_json_is_read_back_unchanged(awkward: Path) -> None:
    """The records of the JSON are those of the glossary, own ones included."""
    glossary, _problems = load([awkward])
    read = msgspec.convert(json.loads(exported("json", [awkward]))["terms"], list[Term])

    assert read == list(glossary.terms.values())


def read_row(row: dict[str, str]) -> Term:
    """Read a row as the manual says that it is read."""
    values: dict[str, Any] = {}
    fields = {field.name: field for field in msgspec.structs.fields(Term)}
    for column, cell in row.items():
        text = re.sub(r"^'('*[=+\-@\t\r\n])", r"\1", cell)
        name, _dot, part = column.partition(".")
        if part:
            values.setdefault(name, {})[part] = text
        elif not text:
            continue
        elif fields[name].type == int | None:
            values[name] = int(text)
        elif isinstance(fields[name].default, tuple):
            if text.startswith("[{"):
                values[name] = json.loads(text)
            else:
                items = re.split(r" (?<!\\)\| ", text)
                values[name] = [re.sub(r"\\(.)", r"\1", item) for item in items]
        else:
            values[name] = text
    return msgspec.convert(values, Term)


def test_csv_is_read_back_unchanged(awkward: Path) -> None:
    """No field is lost in the table, whatever stands in it."""
    glossary, _problems = load([awkward])
    rows = csv.DictReader(StringIO(exported("csv", [awkward]), newline=""))

    assert [read_row(row) for row in rows] == list(glossary.terms.values())


def test_csv_cells(awkward: Path) -> None:
    """The columns are the fields; lists are readable; nothing is a formula."""
    rows = list(csv.DictReader(StringIO(exported("csv", [awkward]), newline="")))
    by_id = {row["id"]: row for row in rows}

    assert set(rows[0]) - {f.name for f in msgspec.structs.fields(Term)} == {
        f"characteristics.{part}" for part in ("trained", "memory", "data", "when")
    }
    assert by_id["lora"]["aliases"].startswith("low-rank adapter | LoRA adapter | ")
    assert by_id["probe"]["term"] == "'=1+1"
    assert by_id["probe"]["plain"] == "'@one"
    assert not [c for row in rows for c in row.values() if c.startswith(("=", "+", "-", "@"))]


# SKOS


def graph(files: Sequence[Path] = (), language: str = "en") -> Graph:
    return Graph().parse(data=exported("json-ld", files, language), format="json-ld")


def concept(term_id: str) -> URIRef:
    return URIRef(f"{PAGE}#ftterm-{term_id}")


def test_skos_concept(awkward: Path) -> None:
    """A term is a concept of the scheme, with labels, definition and relations."""
    found = graph([awkward])
    said = {
        str(name).rpartition("#")[2]: {str(o) for o in found.objects(concept("lora"), name)}
        for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.notation, SKOS.broader, SKOS.narrower)
    }

    assert said["prefLabel"] == {"LoRA"}
    assert {"low-rank adaptation", "LoRA adapter"} <= said["altLabel"]
    assert said["notation"] == {"lora"}
    assert said["broader"] == {str(concept("peft"))}
    assert str(concept("qlora")) in said["narrower"]
    [definition] = found.objects(concept("probe"), SKOS.definition)
    assert str(definition) == "A <b>“question”</b> & x_1 with rank, costs 5 | 6."
    assert definition.language == "en"


def test_skos_is_consistent() -> None:
    """The conditions of the SKOS reference hold: one label each, trees and relations apart."""
    found = graph(language="zh_CN")
    concepts = set(found.subjects(RDF.type, SKOS.Concept))
    [scheme] = found.subjects(RDF.type, SKOS.ConceptScheme)
    tops = set(found.objects(scheme, SKOS.hasTopConcept))
    members = set(found.objects(None, SKOS.member))

    assert len(concepts) == len(load_pack()[0].terms)
    assert members == concepts
    assert tops == {each for each in concepts if not list(found.objects(each, SKOS.broader))}
    for each in concepts:
        labels = [
            list(found.objects(each, kind))
            for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
        ]
        assert sorted(label.language for label in labels[0]) == ["en", "zh-CN"]
        assert len({*labels[0], *labels[1], *labels[2]}) == sum(map(len, labels))
        above = set(found.transitive_objects(each, SKOS.broader)) - {each}
        assert not above & set(found.objects(each, SKOS.related))
        for kind, back in ((SKOS.broader, SKOS.narrower), (SKOS.related, SKOS.related)):
            for other in found.objects(each, kind):
                assert (other, back, each) in found
                assert other in concepts


def test_skos_keeps_trees_and_relations_apart(awkward: Path) -> None:
    """A term related to what is above it is only below it, and a form is a label only once."""
    found = graph([awkward])
    probe = concept("probe")

    assert set(found.objects(probe, SKOS.broader)) == {concept("qlora")}
    assert set(found.objects(probe, SKOS.related)) == {concept("rank")}
    assert list(found.objects(probe, SKOS.hiddenLabel)) == []


def test_untranslated_definition_is_english_only() -> None:
    """A definition that nobody has translated is not called Chinese."""
    glossary, _problems = load([], language="zh_CN")
    chosen = Export([], glossary, "zh_CN")
    translated = list(chosen.labels(glossary.terms["lora"]))
    untranslated = list(chosen.labels(glossary.originals["lora"]))

    assert [w.language for w in translated] == [w.language for w in untranslated] == ["en", "zh-CN"]
    assert translated[1].definition.startswith("一种参数高效微调方法")
    assert untranslated[1].definition == ""


def test_skos_names_only_what_is_exported() -> None:
    """A part of the terms has no relation to a term that is not in it."""
    glossary, _problems = load_pack()
    made = FORMATS["json-ld"](Export([glossary.terms["lora"]], glossary))

    assert "ftterm-lora" in made
    assert "ftterm-qlora" not in made


def test_skos_of_a_deprecated_term(awkward: Path) -> None:
    """What replaces a term is said."""
    found = graph([awkward])
    replaced = URIRef("http://purl.org/dc/terms/isReplacedBy")

    assert (concept("old-probe"), replaced, concept("lora")) in found


# TBX

# What ISO 30042:2008 allows an entry to consist of, as far as we write it.
CORE = """
<!ELEMENT martif (martifHeader, text)>
<!ATTLIST martif type CDATA #REQUIRED xml:lang CDATA #REQUIRED>
<!ELEMENT martifHeader (fileDesc, encodingDesc?, revisionDesc?)>
<!ELEMENT fileDesc (titleStmt?, publicationStmt?, sourceDesc+)>
<!ELEMENT titleStmt (title, note*)> <!ELEMENT title (#PCDATA)>
<!ELEMENT sourceDesc (p+)> <!ELEMENT encodingDesc (p+)>
<!ELEMENT p (#PCDATA)> <!ATTLIST p type CDATA #IMPLIED>
<!ELEMENT text (body)> <!ELEMENT body (termEntry+)>
<!ELEMENT termEntry ((descrip | note)*, langSet+)> <!ATTLIST termEntry id ID #IMPLIED>
<!ELEMENT langSet ((descrip | note)*, tig+)> <!ATTLIST langSet xml:lang CDATA #REQUIRED>
<!ELEMENT tig (term, termNote*, (descrip | note)*)> <!ELEMENT term (#PCDATA)>
<!ELEMENT termNote (#PCDATA)> <!ATTLIST termNote type CDATA #REQUIRED>
<!ELEMENT descrip (#PCDATA)> <!ATTLIST descrip type CDATA #REQUIRED>
"""


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_tbx_has_the_structure_of_the_standard(awkward: Path, language: str) -> None:
    """Elements stand where the standard has them, and ids are unique."""
    dtd = etree.DTD(StringIO(CORE))
    document = etree.parse(BytesIO(exported("tbx", [awkward], language).encode()))

    assert dtd.validate(document), dtd.error_log


def test_tbx_is_read_by_the_translate_toolkit(awkward: Path) -> None:
    """English and Chinese names, definitions and forbidden names arrive where Weblate has them."""
    text = exported("tbx", [awkward], "zh_CN")
    store = tbxfile.parsestring(text.encode(), sourcelanguage="en", targetlanguage="zh-CN")
    units = {unit.getid(): unit for unit in store.units}
    lora = units["ftterm-lora"]

    assert len(store.units) == len(load([awkward])[0].terms)
    assert [term.text for term in lora.get_source_terms()][:2] == ["LoRA", "low-rank adaptation"]
    assert "低秩适配" in [term.text for term in lora.get_target_terms("zh-CN")]
    english, chinese = lora.getnotes(origin="definition").split("\n")
    assert english.startswith("A parameter-efficient fine-tuning method that freezes")
    assert chinese.startswith("一种参数高效微调方法")
    assert units["ftterm-old-probe"].isobsolete()
    assert not lora.isobsolete()


# Vale


def vale(files: Sequence[Path] = ()) -> tuple[list[str], dict[str, Any]]:
    made = FORMATS["vale"](export(files))
    assert isinstance(made, dict)
    words = made["config/vocabularies/fine-tuning/accept.txt"].splitlines()
    return words, yaml.safe_load(made["FineTuning/Names.yml"])


def alerts(rule: dict[str, Any], text: str) -> list[tuple[str, str]]:
    """Return what is found wrong and what is proposed, as Vale does with a rule."""
    swap = list(rule["swap"].items())
    pattern = re2.compile(r"\b(?:" + "|".join(f"({wrong})" for wrong, _right in swap) + r")\b")
    found = []
    for match in pattern.finditer(text):
        right = swap[match.lastindex - 1][1]
        if match[0] != right:
            found.append((match[0], right))
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We use lora, LoRa and LORA.", [("lora", "LoRA"), ("LoRa", "LoRA"), ("LORA", "LoRA")]),
        ("LoRA, QLoRA and DoRA adapters.", []),
        (
            "After finetuning, pre training.",
            [("finetuning", "fine-tuning"), ("pre training", "pre-training")],
        ),
        ("Finetuned models", [("Finetuned", "fine-tuned")]),
        ("Fine-tuned and Pre-trained", []),
        ("zero moe cot learning-rate learning rate dropout logprobs mixed precision", []),
        ("An oldprobe, an Old probe.", [("oldprobe", "LoRA"), ("Old probe", "LoRA")]),
    ],
)
def test_vale_rule(text: str, found: list[tuple[str, str]], awkward: Path) -> None:
    """Wrong spellings of names are found; right ones and ordinary words are not."""
    assert alerts(vale([awkward])[1], text) == found


def test_vale_rule_is_well_formed() -> None:
    """The rule has what Vale asks of a substitution, and no name of the glossary breaks it."""
    _words, rule = vale()

    assert rule["extends"] == "substitution"
    assert rule["message"].count("%s") == 2
    assert rule["level"] in {"suggestion", "warning", "error"}
    # Vale counts groups to know which pattern has matched.
    assert all(wrong.count("(") == wrong.count("(?") for wrong in rule["swap"])
    for term in load_pack()[0].terms.values():
        for form in (term.term, term.full_form, *written_forms(term)):
            assert not [a for a in alerts(rule, form) if a[0] == form], form


def test_vale_vocabulary() -> None:
    """The words of the glossary are accepted, also where a sentence begins and in the plural."""
    words, _rule = vale()
    accepted = re2.compile(r"\b(?:" + "|".join(words) + r")\b")

    for word in ("LoRA", "RLHF", "logits", "Logits", "hyperparameters", "Safetensors"):
        assert accepted.fullmatch(word), word
    for word in ("loar", "Hyper", "perplexitys", "weightss"):
        assert not accepted.fullmatch(word), word


# Snippets


def test_snippets_are_read_by_the_editor(awkward: Path, tmp_path: Path) -> None:
    """The parser of Visual Studio Code makes of each snippet just the role."""
    parser = NPM / "monaco-editor-core/esm/vs/editor/contrib/snippet/browser/snippetParser.js"
    if not parser.exists():
        unavailable("needs monaco-editor-core: sh tools/install-npm")
    file = tmp_path / "fine-tuning.code-snippets"
    file.write_text(exported("vscode", [awkward]), encoding="utf-8")
    script = tmp_path / "parse.mjs"
    script.write_text(
        f"import {{ SnippetParser }} from {json.dumps(parser.as_uri())};\n"
        "import { readFileSync } from 'node:fs';\n"
        f"const read = JSON.parse(readFileSync({json.dumps(str(file))}, 'utf8'));\n"
        "const parsed = Object.values(read).map(s => {\n"
        "  const snippet = new SnippetParser().parse(s.body);\n"
        "  return [s.scope, snippet.toString(), snippet.placeholders.length];\n"
        "});\n"
        "console.log(JSON.stringify(parsed));\n"
    )
    done = subprocess.run(["node", script], capture_output=True, text=True, check=True)
    parsed = [tuple(each) for each in json.loads(done.stdout)]

    assert ("markdown", "{ftterm}`lora`", 0) in parsed
    assert ("restructuredtext", ":ftterm:`lora`", 0) in parsed
    assert len(set(parsed)) == 2 * len(load([awkward])[0].terms)


def test_snippets_have_the_documented_form() -> None:
    """Each has a name of its own, a scope, prefixes that can be typed, a body and a description."""
    found = json.loads(exported("vscode"))

    assert len(found) == 2 * len(load_pack()[0].terms)
    for snippet in found.values():
        assert snippet.keys() == {"scope", "prefix", "body", "description"}
        assert snippet["prefix"]
        assert not [prefix for prefix in snippet["prefix"] if re.search(r"\s", prefix)]
    [lora] = [s for s in found.values() if s["body"] == "{ftterm}`lora`"]
    assert lora["prefix"] == ["lora", "LoRA"]
    assert lora["description"].startswith("A parameter-efficient fine-tuning method")
