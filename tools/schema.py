"""Write the JSON Schema of term files from the records that the loader checks them against.

Editors with a TOML language server use it to complete fields and to mark faults.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec.json

from sphinx_ftgloss.model import Term

TARGET = Path(__file__).parent.parent / "src" / "sphinx_ftgloss" / "term-file.schema.json"


def schema() -> dict[str, Any]:
    """Return the schema of a term file: an array of ``[[term]]`` tables."""
    made = msgspec.json.schema(Term)
    definitions = made["$defs"]
    term = definitions["Term"]
    # A record that is merged over a shipped one needs only its id and what it changes.
    term["required"] = ["id"]
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
