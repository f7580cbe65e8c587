"""The glossary as data: JSON beside the pages, and JSON-LD in them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from pyld import jsonld

from helpers import SEED_TERMS, unavailable

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Build

NPM = Path(__file__).parents[1] / ".venv" / "npm" / "node_modules"
PAGE = "fine-tuning-glossary.html"
START = {"index.md": "# Start\n\n{ftterm}`lora`\n"}
# The published context maps every name of the vocabulary to this address.
CONTEXT = {"@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"}}
SET = "https://schema.org/DefinedTermSet"


def described(build: Build, page: str = PAGE) -> list[Any]:
    """Return the JSON-LD of a page."""
    found = BeautifulSoup(build.text(page), "html.parser").select("[type='application/ld+json']")
    return [json.loads(script.string) for script in found]


def local(url: str, options: object) -> dict[str, Any]:
    assert url.rstrip("/") in {"https://schema.org", "http://schema.org"}
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT, "contentType": None}


def test_page_describes_its_terms(make_project: Make) -> None:
    """The glossary page is a set of defined terms with addresses; other pages are none."""
    build = make_project(START).build()
    [found] = described(build)
    [expanded] = jsonld.expand(
        found, {"base": f"https://example.org/{PAGE}", "documentLoader": local}
    )

    assert expanded["@type"] == [SET]
    terms = {term["@id"]: term for term in expanded["https://schema.org/hasDefinedTerm"]}
    lora = terms[f"https://example.org/{PAGE}#ftterm-lora"]
    assert len(terms) == len(SEED_TERMS)
    assert lora["@type"] == ["https://schema.org/DefinedTerm"]
    assert lora["https://schema.org/name"] == [{"@value": "LoRA"}]
    assert {"@value": "low-rank adaptation"} in lora["https://schema.org/alternateName"]
    assert "thin matrices" in lora["https://schema.org/description"][0]["@value"]
    assert described(build, "index.html") == []


def test_description_fits_schema_org(make_project: Make, tmp_path: Path) -> None:
    """What the page says has the types that schema.org gives its properties."""
    compiler = NPM / ".bin" / "tsc"
    if not compiler.exists():
        unavailable("needs TypeScript and schema-dts: sh tools/install-npm")
    [found] = described(make_project(START).build())
    for value, fits in ((found, True), (found | {"hasDefinedTerm": 3, "Name": "x"}, False)):
        script = tmp_path / "page.ts"
        script.write_text(
            'import type { DefinedTermSet, WithContext } from "schema-dts";\n'
            f"export const page: WithContext<DefinedTermSet> = {json.dumps(value)};\n",
            encoding="utf-8",
        )
        options = ["--noEmit", "--strict", "--moduleResolution", "node10", "--skipLibCheck"]
        (tmp_path / "node_modules").unlink(missing_ok=True)
        (tmp_path / "node_modules").symlink_to(NPM)
        done = subprocess.run(
            [compiler, *options, script], capture_output=True, text=True, check=False
        )
        assert (done.returncode == 0) is fits, done.stdout


def test_markup_cannot_leave_the_description(make_project: Make) -> None:
    """A definition with HTML in it ends no element."""
    record = (
        '[[term]]\nid = "probe"\nterm = "probe"\ncategory = "data-concepts"\n'
        'short = "A </script><script>alert(1)</script> question."\nsources = [{ title = "T" }]\n'
    )
    project = make_project({**START, "terms/own.toml": record}, ftgloss_terms=["terms/*.toml"])
    build = project.build()
    page = BeautifulSoup(build.text(PAGE), "html.parser")

    [found] = described(build)
    [probe] = [term for term in found["hasDefinedTerm"] if term["termCode"] == "probe"]
    assert probe["description"] == "A </script><script>alert(1)</script> question."
    assert not [script for script in page.find_all("script") if script.string == "alert(1)"]


def test_copy_of_entries_describes_nothing(make_project: Make) -> None:
    """A page that only repeats entries is not the place of their terms."""
    files = {"index.md": "# S\n\n```{ftglossary}\n:terms: lora\n```\n"}

    assert described(make_project(files).build(), "index.html") == []


def test_json_when_asked_for(make_project: Make) -> None:
    """`ftgloss_json` writes the records and the addresses of their entries."""
    project = make_project(START)
    name = "_static/ftgloss/glossary.json"
    assert not (project.build().out / name).exists()
    found = json.loads(project.build(ftgloss_json=True).text(name))

    assert found["pack"] == "fine-tuning"
    [lora] = [record for record in found["terms"] if record["id"] == "lora"]
    assert lora["expansion"] == "low-rank adaptation"
    assert found["links"]["lora"] == f"{PAGE}#ftterm-lora"
    assert len(found["terms"]) == len(found["links"]) == len(SEED_TERMS)
