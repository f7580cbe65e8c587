"""Write the manual's table of behaviours in three browser engines from a run of their tests.

    python tools/engines.py                  # run the tests and write the table
    python tools/engines.py --check REPORT   # hold the table against a run's JUnit file

What is checked are behaviours and results; newer versions of the engines are no fault.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests" / "browser" / "test_engines.py"
TABLE = ROOT / "example_docs" / "data" / "engines.md"
NAMES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKitGTK"}


def behaviours() -> dict[str, str]:
    """Return what each test promises, by its name."""
    return {
        node.name: (ast.get_docstring(node) or "").partition("\n")[0]
        for node in ast.parse(TESTS.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def read(report: Path) -> tuple[dict[str, str], dict[str, dict[str, set[str]]]]:
    """Return the engines' versions, and what came out of each test in each engine."""
    versions: dict[str, str] = {}
    results: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 (our own file)
        if not case.get("classname", "").endswith("test_engines"):
            continue
        said = [(p.get("name", ""), p.get("value", "")) for p in case.iter("property")]
        properties = dict(said)
        if "engine" not in properties:  # it is not installed
            continue
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


def lines(report: Path) -> list[str]:
    """Return the table: versions in the head, then a row for each behaviour."""
    versions, results = read(report)
    heads = [f"{name} {versions.get(engine, '')}".strip() for engine, name in NAMES.items()]
    rows = [["behaviour", *heads], ["---"] * (len(NAMES) + 1)]
    for test, promise in behaviours().items():
        cells = ["; ".join(sorted(results[test][engine])) for engine in NAMES]
        rows.append([promise, *cells])
    return [f"| {' | '.join(row)} |" for row in rows]


def differences(old: list[str], new: list[str]) -> list[str]:
    """Return rows of the run that are not in the table; a cell that was not run fits any."""
    found = [] if len(old) == len(new) else ["the table has other rows than the tests"]
    for before, now in zip(old[1:], new[1:], strict=False):
        cells = zip(before.split("|"), now.split("|"), strict=False)
        if any(b.strip() and a != b for a, b in cells):
            found.append(f"table: {before}\nrun:   {now}")
    return found


def main() -> int:
    """Write the table, or check it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", type=Path, metavar="REPORT")
    report = parser.parse_args().check
    if report:
        wrong = differences(TABLE.read_text(encoding="utf-8").splitlines(), lines(report))
        if wrong:
            print(*wrong, "Run: make engines", sep="\n")
        return bool(wrong)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "engines.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-o", "junit_family=xunit1"]
        status = subprocess.run(
            [*command, f"--junitxml={report}", str(TESTS)], cwd=ROOT, check=False
        ).returncode
        TABLE.write_text("\n".join(lines(report)) + "\n", encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
