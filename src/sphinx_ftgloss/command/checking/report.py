"""Print what a check of usage has found: for people, for programs, and for code scanners.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import msgspec

from sphinx_ftgloss import __version__
from sphinx_ftgloss.command.checking import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SARIF = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


class Finding(NamedTuple):
    """A remark with the lines and columns that editors count, from 1."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    reason: str


def report(findings: Sequence[Finding], form: str) -> Iterator[str]:
    """Yield the lines of a report in one of the formats."""
    if form == "text":
        for found in findings:
            yield f"{found.file}:{found.line}:{found.column}: {found.rule} {found.reason}"
        return
    content = [each._asdict() for each in findings] if form == "json" else _sarif(findings)
    yield msgspec.json.format(msgspec.json.encode(content), indent=2).decode()


def _sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    rules = [
        {"id": rule, "shortDescription": {"text": f"{asked[0].upper()}{asked[1:]}."}}
        for rule, asked in RULES.items()
    ]
    driver = {"name": "sphinx-ftgloss", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found) for found in findings],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _result(found: Finding) -> dict[str, Any]:
    region = {
        "startLine": found.line,
        "startColumn": found.column,
        "endLine": found.end_line,
        "endColumn": found.end_column,
    }
    location = {"artifactLocation": {"uri": _uri(found.file)}, "region": region}
    return {
        "ruleId": found.rule,
        "level": "error" if found.rule == "unknown" else "warning",
        "message": {"text": found.reason},
        "locations": [{"physicalLocation": location}],
    }


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
