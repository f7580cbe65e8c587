"""Write the manual's tables of what was seen in browsers, each from a run of its tests.

    python tools/tables.py engines          # run the tests and write the table
    python tools/tables.py --check REPORT   # hold all tables against a run's JUnit file

What is checked are results; newer versions of the engines are no fault, and the colors of another
version of a theme are not held against its row.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
DATA = ROOT / "example_docs" / "data"
NAMES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKitGTK"}


def tests(name: str) -> Path:
    """Return the file with these tests."""
    return ROOT / "tests" / "browser" / f"test_{name}.py"


def behaviours() -> dict[str, str]:
    """Return what each test promises, by its name."""
    return {
        node.name: (ast.get_docstring(node) or "").partition("\n")[0]
        for node in ast.parse(tests("engines").read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def cases(report: Path, name: str) -> Iterator[tuple[ET.Element, list[tuple[str, str]]]]:
    """Return each run of a test of this file that was possible, and what it recorded."""
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 (our own file)
        said = [(p.get("name", ""), p.get("value", "")) for p in case.iter("property")]
        if case.get("classname", "").endswith(f"test_{name}") and said:
            yield case, said


def read(report: Path) -> tuple[dict[str, str], dict[str, dict[str, set[str]]]]:
    """Return the engines' versions, and what came out of each test in each engine."""
    versions: dict[str, str] = {}
    results: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for case, said in cases(report, "engines"):
        properties = dict(said)
        engine = properties["engine"]
        versions[engine] = properties["version"]
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            result = {"**no**"}
        elif skipped is not None:
            result = {f"not tried: {skipped.get('message')}"}
        else:
            result = {f"as if: {value}" for name, value in said if name == "as-if"} or {"yes"}
        results[case.get("name", "").partition("[")[0]][engine] |= result
    return versions, results


def as_table(rows: list[list[str]]) -> list[str]:
    """Return rows, of which the first is the head, as Markdown."""
    head, *body = rows
    return [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *body]]


def engines(report: Path) -> list[str]:
    """Return the table: versions in the head, then a row for each behaviour."""
    versions, results = read(report)
    heads = [f"{name} {versions.get(engine, '')}".strip() for engine, name in NAMES.items()]
    rows = [["behaviour", *heads]]
    for test, promise in behaviours().items():
        cells = ["; ".join(sorted(results[test][engine])) for engine in NAMES]
        rows.append([promise, *cells])
    return as_table(rows)


def contrast(report: Path) -> list[str]:
    """Return the table: a row for each theme and mode."""
    rows = [["theme", "mode", "text (4.5 or more)", "marks and edges (3 or more)"]]
    for _, said in cases(report, "themes"):
        found = dict(said)
        theme = f"{found.pop('theme')} {found.pop('version')}"
        rows += [
            [theme, mode, found[f"text {mode}"], found[f"mark {mode}"]]
            for mode in ("light", "dark")
            if f"text {mode}" in found
        ]
    return as_table(rows)


def other_behaviours(old: list[str], new: list[str]) -> list[str]:
    """Return rows of the run that are not in the table; a cell that was not run fits any."""
    found = [] if len(old) == len(new) else ["the table has other rows than the tests"]
    for before, now in zip(old[1:], new[1:], strict=False):
        cells = zip(before.split("|"), now.split("|"), strict=False)
        if any(b.strip() and a != b for a, b in cells):
            found.append(f"table: {before}\nrun:   {now}")
    return found


def other_contrasts(old: list[str], new: list[str]) -> list[str]:
    """Return rows of the run that the table has otherwise for the same version of the theme."""
    known = {tuple(row.split("|")[1:3]): row for row in old}
    found = [] if len(new) in {2, len(old)} else ["the table has other rows than the tests"]
    for now in new:
        before = known.get(tuple(now.split("|")[1:3]), now)
        if before != now:
            found.append(f"table: {before}\nrun:   {now}")
    return found


TABLES = {
    "engines": ("engines", engines, other_behaviours),
    "contrast": ("themes", contrast, other_contrasts),
}


def run(name: str) -> int:
    """Run the tests of a table, write it, and return what the tests returned."""
    file, lines, _ = TABLES[name]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-o", "junit_family=xunit1"]
        status = subprocess.run(
            [*command, f"--junitxml={report}", str(tests(file))], cwd=ROOT, check=False
        ).returncode
        (DATA / f"{name}.md").write_text("\n".join(lines(report)) + "\n", encoding="utf-8")
    return status


def check(report: Path) -> int:
    """Say where a table differs from a run."""
    wrong = False
    for name, (_, lines, differences) in TABLES.items():
        old = (DATA / f"{name}.md").read_text(encoding="utf-8").splitlines()
        if found := differences(old, lines(report)):
            print(*found, f"Run: make {name}", sep="\n")
            wrong = True
    return wrong


def main() -> int:
    """Write a table, or check all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("table", nargs="?", choices=TABLES)
    choice.add_argument("--check", type=Path, metavar="REPORT")
    given = parser.parse_args()
    return check(given.check) if given.check else run(given.table)


if __name__ == "__main__":
    sys.exit(main())
