"""Build the same documentation with every candidate, and print one table of what it costs.

    python benchmarks/run.py                      # 300 pages, serial, clean; some minutes
    python benchmarks/run.py --steps all          # incremental builds too
    python benchmarks/run.py --full               # every axis; hours

Run it with the Python that has sphinx_ftgloss; plain Sphinx and the built-in glossary run in it
too. The other extensions get environments of their own below ``benchmarks/.cache``, with the same
versions of Sphinx, docutils and MyST-Parser.

CPU seconds, not seconds of the clock: user and system time of the build with its workers. All
candidates take turns within a round and the order changes from round to round; a ratio is taken
within a round, so that a busy machine slows both of its sides. A first round, whose time is not
used, counts the work of each build: instructions where ``perf stat`` can, else function calls,
which say less but come out the same on every machine, however busy.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from builds import (
    CACHE,
    SHARED_VERSIONS,
    Build,
    Subject,
    Weight,
    counts_instructions,
    python_for,
)
from projects import CANDIDATES, REFERENCES, STEPS, Scenario, combinations

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "builtin"


Results = dict[tuple[str, bool, str], dict[int, Build]]
"""Candidate, whether pages refer to terms, step: the builds of each round, round 0 for counting."""


def _is_linked(name: str) -> bool:
    """Tell whether a candidate marks the words that are references."""
    return bool(CANDIDATES[name].role or CANDIDATES[name].mark)


def measure(
    scenario: Scenario,
    names: list[str],
    steps: list[str],
    rounds: int,
    timeout: float,
    *,
    marginal: bool,
) -> Iterator[str]:
    """Yield the Markdown tables of one scenario; Ctrl-C ends it with the rounds there are.

    :param marginal: count the work too, and build without references, for the cost of one.
    """
    work = CACHE / "work"
    shutil.rmtree(work, ignore_errors=True)
    subjects = [
        Subject(name, python_for(CANDIDATES[name]), work, scenario, linked=linked)
        for name in names
        for linked in ((True, False) if marginal and _is_linked(name) else (True,))
    ]
    results: Results = defaultdict(dict)
    weights: dict[str, Weight] = {}
    try:
        for number in range(0 if marginal else 1, rounds + 1):
            for subject in subjects[:: 1 if number % 2 else -1]:
                _round(subject, number, steps, timeout, results)
                if subject.alive and subject.linked and subject.name not in weights:
                    weights[subject.name] = subject.weigh()
    except KeyboardInterrupt:
        print("stopped; the table shows what there is", file=sys.stderr)
    yield f"\n### {scenario}\n"
    yield from _builds(names, steps, results, timeout)
    yield from _references(names, results, weights, scenario)
    if all(subject.alive for subject in subjects):
        shutil.rmtree(work)


def _builds(names: list[str], steps: list[str], results: Results, timeout: float) -> Iterator[str]:
    """Yield the table of builds."""
    yield (
        "| candidate | build | CPU s, median (range) | ratio to built-in (range) "
        f"| ratio by {_counted_as()} | peak MB | pages read | written (other than before) "
        "| warnings |"
    )
    yield "|---" * 9 + "|"
    for step in steps:
        for name in names:
            if results[name, True, step]:
                yield _build_row(name, step, results)
            else:
                yield f"| {CANDIDATES[name].label} | {step} | over {timeout:.0f} s, or failed |"


def _references(
    names: list[str], results: Results, weights: dict[str, Weight], scenario: Scenario
) -> Iterator[str]:
    """Yield the table of what references cost builds and readers."""
    yield (
        "\n| candidate | ms a reference | ratio to built-in "
        f"| ratio by {_counted_as()} | kB a page (gzip) | kB of scripts in a page "
        "| kB of files for all pages |"
    )
    yield "|---" * 7 + "|"
    for name in names:
        if name in weights:
            yield _reference_row(name, results, weights[name], scenario)


def _round(
    subject: Subject, number: int, steps: list[str], timeout: float, results: Results
) -> None:
    """Build a subject in all steps. Round 0 counts and warms the caches: its time says nothing."""
    # Workers of a parallel build cannot be seen by Python's profiler.
    count = number == 0 and (counts_instructions() or subject.scenario.jobs == 1)
    for step in steps if subject.linked else ["clean"]:
        if subject.alive and (build := subject.build(step, timeout, count=count)):
            results[subject.name, subject.linked, step][number] = build
    print(f"{subject.scenario}: round {number}, {subject.folder.name}", file=sys.stderr)


def _counted_as() -> str:
    return "instructions" if counts_instructions() else "function calls"


def _build_row(name: str, step: str, results: Results) -> str:
    found, base = results[name, True, step], results[BASE, True, step]
    timed = [build for number, build in found.items() if number]
    ratios = [found[number].cpu / base[number].cpu for number in found if number and number in base]
    last = list(found.values())[-1]
    cells = [
        CANDIDATES[name].label,
        step,
        _spread([build.cpu for build in timed]),
        _spread(ratios),
        _ratio(found[0].work, base[0].work) if 0 in found and 0 in base else "",
        f"{statistics.median(build.memory for build in timed or found.values()):.0f}",
        f"{last.read}",
        f"{last.written} ({last.changed})",
        f"{last.warnings}",
    ]
    return f"| {' | '.join(cells)} |"


def _reference_row(name: str, results: Results, weight: Weight, scenario: Scenario) -> str:
    """Return what a reference costs: a build with references less one without.

    Each by its fastest round, because noise only ever adds, and a difference of two noisy values
    says nothing.
    """
    cost, work = _marginal(results, name)
    base_cost, base_work = _marginal(results, BASE)
    cells = [
        CANDIDATES[name].label,
        f"{1000 * cost / (scenario.pages * REFERENCES):.2f}" if cost else "",
        _ratio(cost, base_cost),
        _ratio(work, base_work),
        f"{weight.html / 1000:.2f} ({weight.packed / 1000:.2f})",
        *(f"{size / 1000:.2f}" for size in (weight.page_script, weight.shared)),
    ]
    return f"| {' | '.join(cells)} |"


def _marginal(results: Results, name: str) -> tuple[float, float]:
    """Return CPU seconds and counted work of all references; zeros where they are not known."""
    linked, bare = results[name, True, "clean"], results[name, False, "clean"]
    if not bare:
        return 0.0, 0.0
    fastest = [min((build[n].cpu for n in build if n), default=0.0) for build in (linked, bare)]
    works = [build[0].work if 0 in build else 0.0 for build in (linked, bare)]
    return fastest[0] - fastest[1], works[0] - works[1]


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}" if one and other else ""


def _spread(values: list[float]) -> str:
    if not values:
        return ""
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def _machine(names: list[str], rounds: int) -> Iterator[str]:
    """Yield what the numbers depend on."""
    cpu = platform.processor() or platform.machine()
    if (info := Path("/proc/cpuinfo")).is_file():
        lines = info.read_text(encoding="utf-8").splitlines()
        cpu = next((x.partition(": ")[2] for x in lines if x.startswith("model name")), cpu)
    packages = [*SHARED_VERSIONS, *(["sphinx-ftgloss"] if "ftgloss" in names else [])]
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    yield f"Machine: {cpu}, {os.cpu_count()} cores, {platform.system()} {platform.release()};"
    yield f"load before {load}. Python {platform.python_version()}, {versions}; commit"
    yield f"{commit.stdout.strip() or 'unknown'}. Rounds: {rounds}. Theme `basic` without sidebar;"
    yield f"{REFERENCES} references a page; the shipped glossary page is part of ftgloss."


def main() -> None:
    """Read the command line, measure, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--candidates", nargs="+", choices=CANDIDATES, default=list(CANDIDATES))
    parser.add_argument("--pages", nargs="+", type=int, default=[300])
    parser.add_argument("--terms", nargs="+", type=int, default=[60])
    parser.add_argument("--markup", nargs="+", choices=["mixed", "myst", "rst"], default=["mixed"])
    parser.add_argument("--jobs", nargs="+", type=int, default=[1])
    parser.add_argument("--steps", nargs="+", choices=[*STEPS, "all"], default=["clean"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--timeout", type=float, default=1800, help="seconds for one build")
    parser.add_argument("--full", action="store_true", help="each axis in turn, all steps")
    parser.add_argument(
        "--no-marginal", action="store_true", help="time only; no counts, no cost of a reference"
    )
    parser.add_argument("--output", type=Path, help="a file that gets the table too")
    given = parser.parse_args()
    axes = {axis: getattr(given, axis) for axis in Scenario._fields}
    if given.full:
        axes = {
            "pages": [300, 3000],
            "terms": [60, 240, 5000],
            "markup": ["mixed", "myst", "rst"],
            "jobs": [1, 2],
        }
    wanted = STEPS if given.full or "all" in given.steps else given.steps
    # A build of the last step needs those before it: edits add up, and the first one is clean.
    steps = [step for step in STEPS if step in wanted or step == "clean"]
    lines = [*_machine(given.candidates, given.rounds)]
    for scenario in combinations(axes, full=given.full):
        lines += measure(
            scenario,
            given.candidates,
            steps,
            given.rounds,
            given.timeout,
            marginal=not given.no_marginal,
        )
    table = "\n".join(lines) + "\n"
    print(table)
    if given.output:
        given.output.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
