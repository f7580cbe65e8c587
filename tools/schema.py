"""Write the JSON Schema of term files from the records that the loader checks them against.

Editors with a TOML language server use it to complete fields and to mark faults.
"""

from __future__ import annotations

import ast
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec.json

from sphinx_ftgloss.terms.model import Term

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src" / "sphinx_ftgloss" / "term-file.schema.json"
MODEL = ROOT / "src" / "sphinx_ftgloss" / "terms" / "model.py"


def descriptions() -> dict[str, dict[str, str]]:
    """Return the text that stands behind each field, by the names of the record and the field."""
    return {
        record.name: {
            ast.unparse(field.target): " ".join(ast.literal_eval(text.value).split())
            for field, text in pairwise(record.body)
            if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr)
        }
        for record in ast.parse(MODEL.read_text("utf-8")).body
        if isinstance(record, ast.ClassDef)
    }


def schema() -> dict[str, Any]:
    """Return the schema of a term file: an array of ``[[term]]`` tables."""
    made = msgspec.json.schema(Term)
    definitions = made["$defs"]
    term = definitions["Term"]
    # A record that is merged over a shipped one needs only its id and what it changes.
    term["required"] = ["id"]
    for record, texts in descriptions().items():
        for field, text in texts.items() if record in definitions else ():
            definitions[record]["properties"][field]["description"] = text
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
