"""The JSON Schema that editors use says what the loader says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import rtoml

from sphinx_ftgloss.terms.loader import SHIPPED_PACK

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import schema as generator  # noqa: E402

VALIDATOR = jsonschema.Draft202012Validator(generator.schema())


def test_published_schema_is_fresh() -> None:
    """The file in the package is what its generator writes."""
    fresh = json.loads(json.dumps(generator.schema()))
    published = json.loads(generator.TARGET.read_text(encoding="utf-8"))
    assert published == fresh, "run `make schema`"


@pytest.mark.parametrize("file", sorted(SHIPPED_PACK.glob("*-*.toml")), ids=lambda file: file.stem)
def test_shipped_files_fit(file: Path) -> None:
    """Every shipped file passes, and names the schema where editors look for it."""
    VALIDATOR.validate(rtoml.load(file))
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    assert (file.parent / first.removeprefix("#:schema ")).resolve() == generator.TARGET


@pytest.mark.parametrize(
    "record",
    [
        {"id": "No Slug"},
        {"id": "x", "shrot": "A typo."},
        {"id": "x", "short": "x" * 201},
        {"id": "x", "autolink": "always"},
        {"id": "x", "sources": [{"year": 2020}]},
        {"term": "no id"},
    ],
    ids=str,
)
def test_faults_are_marked(record: dict) -> None:
    """What the loader reports, an editor marks."""
    assert list(VALIDATOR.iter_errors({"term": [record]}))


def test_override_and_hiding_fit() -> None:
    """A record may change one field of a shipped term, or hide it."""
    VALIDATOR.validate({"term": [{"id": "lora", "short": "Ours."}, {"id": "dpo", "hide": True}]})


def test_fields_have_help() -> None:
    """An editor shows what each field of each record is for."""
    records = generator.schema()["$defs"]
    fields = {
        f"{name}.{field}": about.get("description", "")
        for name, record in records.items()
        for field, about in record["properties"].items()
    }

    assert [name for name, text in fields.items() if not text.endswith(".")] == []
    assert fields["Term.short"].startswith("The definition: one sentence")
    assert fields["Contrast.how"] == "What the *other* term does differently."


def test_items_may_be_added_to_relations() -> None:
    """The mark of items that are put at the end of a list is no fault."""
    VALIDATOR.validate({"term": [{"id": "lora", "related": ["+rank"], "aliases": ["+ours"]}]})


def lint(file: Path) -> tuple[int, str]:
    """Run the check that editors run, of a file that names its schema."""
    program = Path(sys.executable).with_name("taplo")
    command = [program, "lint", "--no-auto-config", "--colors", "never", file.name]
    done = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_editor_marks_faults(tmp_path: Path) -> None:
    """A TOML language server follows the first line of a file and marks each fault in its place."""
    shutil.copy(generator.TARGET, tmp_path)
    file = tmp_path / "own.toml"
    head = f"#:schema {generator.TARGET.name}\n[[term]]\nid = 'lora'\n"
    file.write_text(head + "short = 'Ours.'\naliases = ['+ours']\n")
    assert lint(file)[0] == 0

    file.write_text(head + "level = 'high'\nyear = 3\n")
    code, said = lint(file)
    assert code == 1
    assert "own.toml:4:9" in said
    assert '"high" is not one of' in said
    assert "'year' was unexpected" in said


def test_editor_finds_nothing_in_shipped_files() -> None:
    """The shipped files are right for an editor too."""
    for file in SHIPPED_PACK.glob("*-*.toml"):
        assert lint(file)[0] == 0
