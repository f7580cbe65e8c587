"""Change the loader, the look-up and the matcher in small ways, and count what the tests notice.

    python tools/mutants.py             # try all mutants anew, and print the figures
    python tools/mutants.py --more      # try only those that were not tried yet
    python tools/mutants.py --survivors # print the changes that no test noticed in the last run

What is tried, and with which tests, is in ``pyproject.toml``. Code outside functions is not
changed.
"""

from __future__ import annotations

import argparse
import ast
import json
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The tool writes beside the files that it changes, so it gets a copy.
PLACE = ROOT / "build" / "mutants"
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
# What mutmut keeps is the exit code of pytest, or of its own.
NAMES = {1: "killed", 3: "killed", 0: "survived", 33: "not covered", None: "not tried"}
TIMEOUTS = (36, 24, 152, 255, -24, -9)


def undecorated(source: str) -> str:
    """Return a module whose properties are set by assignments.

    Functions with a decorator are left alone by mutmut, and much of the look-up is in such.
    """
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                name = ast.unparse(decorator)
                if name in {"property", "cached_property"}:
                    lines[decorator.lineno - 1] = "\n"
                    indent = " " * node.col_offset
                    lines[(node.end_lineno or 0) - 1] += (
                        f"{indent}{node.name} = {name}({node.name})\n"
                    )
    return "".join(lines)


def modules() -> list[Path]:
    """Return the files that are changed, the smallest first."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [Path(name) for name in config["tool"]["mutmut"]["only_mutate"]]


def copy() -> None:
    """Put what the tool needs into its folder."""
    PLACE.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "pyproject.toml", PLACE)
    for name in ("src", "tests"):
        shutil.rmtree(PLACE / name, ignore_errors=True)
        shutil.copytree(ROOT / name, PLACE / name, ignore=shutil.ignore_patterns("__pycache__"))
    for module in modules():
        (PLACE / module).write_text(undecorated((ROOT / module).read_text("utf-8")), "utf-8")


def outcomes(module: Path) -> dict[str, str]:
    """Return how each mutant of a module fared in the last run."""
    file = PLACE / "mutants" / f"{module}.meta"
    codes = json.loads(file.read_text("utf-8"))["exit_code_by_key"]
    return {
        name: "timeout" if code in TIMEOUTS else NAMES.get(code, f"exit code {code}")
        for name, code in codes.items()
    }


def print_figures() -> None:
    """Print a line for each module and one for all."""
    total: Counter[str] = Counter()
    for module in modules():
        counts = Counter(outcomes(module).values())
        total += counts
        print_line(module.name, counts)
    print_line("all", total)


def print_line(name: str, counts: Counter[str]) -> None:
    """Print how many mutants there are, which part of them was killed, and how the others fared."""
    share = 100 * counts["killed"] / counts.total()
    rest = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    print(f"{name:12} {counts.total():5} {share:6.1f} % killed ({rest})")


def print_survivors() -> None:
    """Print each mutant that was not killed, as a diff."""
    for module in modules():
        for name, outcome in outcomes(module).items():
            if outcome != "killed":
                shown = subprocess.run(
                    [MUTMUT, "show", name], cwd=PLACE, capture_output=True, text=True, check=True
                ).stdout
                print(
                    *(line for line in shown.splitlines() if line[:3] not in {"---", "+++"}),
                    sep="\n",
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--more", action="store_true")
    parser.add_argument("--survivors", action="store_true")
    arguments = parser.parse_args()
    if arguments.survivors:
        print_survivors()
        sys.exit()
    if not arguments.more:
        shutil.rmtree(PLACE, ignore_errors=True)
    copy()
    begin = time.monotonic()
    subprocess.run([MUTMUT, "run", "--max-children", "1"], cwd=PLACE, check=True)
    print(f"\nin {(time.monotonic() - begin) / 60:.0f} minutes")
    print_figures()
