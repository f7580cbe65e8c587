"""Write the JSON Schema of term files from the records that the loader checks them against.

Editors with a TOML language server use it to complete fields and to mark faults.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec.json

from sphinx_ftgloss.model import Term

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src" / "sphinx_ftgloss" / "term-file.schema.json"
MANUAL = ROOT / "example_docs" / "manual" / "term-files.md"


def descriptions() -> dict[str, str]:
    """Return what the manual says of each field, for the help of editors."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (.+?) \|$", MANUAL.read_text("utf-8"), re.MULTILINE)
    return {name: re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text) for name, text in rows}


def schema() -> dict[str, Any]:
    """Return the schema of a term file: an array of ``[[term]]`` tables."""
    made = msgspec.json.schema(Term)
    definitions = made["$defs"]
    term = definitions["Term"]
    # A record that is merged over a shipped one needs only its id and what it changes.
    term["required"] = ["id"]
    for name, text in descriptions().items():
        term["properties"][name]["description"] = text
    for field in term["properties"].values():
        items = field.get("items", {})
        if items.get("type") == "string" and "pattern" in items:
            # A plus puts the item at the end of a shipped list.
            items["pattern"] = items["pattern"].replace("^", r"^\+?", 1)
    term["properties"]["hide"] = {
        "type": "boolean",
        "description": "True removes the shipped term with this id.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Term file of sphinx-ftgloss",
        "type": "object",
        "properties": {"term": {"type": "array", "items": {"$ref": "#/$defs/Term"}}},
        "additionalProperties": False,
        "$defs": definitions,
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
