"""The JSON Schema that editors use says what the loader says."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest
import rtoml

from sphinx_ftgloss.loader import SHIPPED_PACK

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import schema as generator  # noqa: E402

VALIDATOR = jsonschema.Draft202012Validator(generator.schema())


def test_published_schema_is_fresh() -> None:
    """The file in the package is what its generator writes."""
    fresh = json.loads(json.dumps(generator.schema()))
    assert json.loads(generator.TARGET.read_text(encoding="utf-8")) == fresh


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
