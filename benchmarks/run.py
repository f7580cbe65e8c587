"""Build the same documentation with every candidate, and print one table of what it costs.

    python benchmarks/run.py                      # 300 pages, serial, clean; some minutes
    python benchmarks/run.py --steps all          # incremental builds too
    python benchmarks/run.py --full               # every axis; hours

Run it with the Python that has sphinx_ftgloss; plain Sphinx and the built-in glossary run in it
too. The other extensions get environments of their own below ``benchmarks/.cache``, with the same
versions of Sphinx, docutils and MyST-Parser.

CPU seconds, not seconds of the clock: user and system time of the build with its workers. All
candidates take turns within a round and the order changes from round to round; a ratio is taken
within a round, so that a busy machine slows both of its sides.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import venv
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from projects import CANDIDATES, REFERENCES, STEPS, Candidate, Project, Scenario, combinations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CACHE = Path(__file__).parent / ".cache"
SHARED_VERSIONS = ("sphinx", "docutils", "myst-parser")
MADE_ALWAYS = {"genindex.html", "search.html"}
BASE = "builtin"


class Build(NamedTuple):
    """What one build cost and did."""

    cpu: float
    memory: float
    """Megabytes of the largest of its processes at its largest."""
    warnings: int
    read: int
    written: int
    changed: int
    """Pages whose content is another one than before."""


class Weight(NamedTuple):
    """Bytes that a reader loads: per page, and once for all pages."""

    html: float
    page_script: float
    shared: int


class Subject:
    """One project of one candidate, to be built again and again."""

    def __init__(
        self, name: str, python: str, work: Path, scenario: Scenario, *, linked: bool = True
    ) -> None:
        self.name = name
        self.python = python
        self.scenario = scenario
        self.linked = linked
        self.folder = work / (name if linked else f"{name}-unlinked")
        self.source = self.folder / "source"
        self.project = Project(self.source, CANDIDATES[name], scenario, linked=linked)
        self.alive = True

    def build(self, step: str, timeout: float) -> Build | None:
        """Do one step; without a result if it failed or took too long."""
        out, doctrees = self.folder / "html", self.folder / "doctrees"
        if step == "clean":
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(doctrees, ignore_errors=True)
        self.project.write(STEPS[step])
        before, trees = _pages(out), _times(doctrees, "*.doctree")
        log = self.folder / "log.txt"
        command = [self.python, "-m", "sphinx", "-q", "-b", "html", "-d", str(doctrees)]
        command += ["-j", str(self.scenario.jobs), str(self.source), str(out)]
        with log.open("w", encoding="utf-8") as errors:
            process = subprocess.Popen(
                command,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                env=os.environ | {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
            )
            alarm = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
            alarm.start()
            _pid, status, usage = os.wait4(process.pid, 0)
            alarm.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            self.alive = False
            print(f"'{step}' ended with {process.returncode}; see {log}", file=sys.stderr)
            return None
        now, trees_now = _pages(out), _times(doctrees, "*.doctree")
        return Build(
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024,
            log.read_text(encoding="utf-8").count("WARNING"),
            sum(trees.get(name) != time for name, time in trees_now.items()),
            sum(before.get(name, (0, ""))[0] != page[0] for name, page in now.items()),
            sum(before.get(name, (0, ""))[1] != page[1] for name, page in now.items()),
        )

    def weigh(self) -> Weight:
        """Return the bytes of the pages, their own scripts, and what they share."""
        out = self.folder / "html"
        pages = list(out.glob("page-*.html"))
        scripts = [f for f in (out / "_static").rglob("*") if f.suffix in {".js", ".css"}]
        own = [f for f in scripts if f.name.startswith("page-")]
        return Weight(
            _size(pages) / len(pages),
            _size(own) / len(pages),
            _size(f for f in scripts if f not in own),
        )


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _times(folder: Path, pattern: str) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.glob(pattern)}


def _pages(out: Path) -> dict[str, tuple[int, str]]:
    """Return time and digest of the pages that stand for documents."""
    return {
        file.name: (file.stat().st_mtime_ns, hashlib.blake2b(file.read_bytes()).hexdigest())
        for file in out.glob("*.html")
        if file.name not in MADE_ALWAYS
    }


def python_for(candidate: Candidate) -> str:
    """Return the Python of a candidate; make its environment if there is none yet."""
    if not candidate.requirement:
        return sys.executable
    shared = [f"{name}=={version(name)}" for name in SHARED_VERSIONS]
    wanted = "\n".join([candidate.requirement, *shared])
    folder = CACHE / f"venv-{candidate.requirement.partition('=')[0]}"
    python, stamp = folder / "bin" / "python", folder / "installed.txt"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted.split()], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return str(python)


def measure(
    scenario: Scenario, names: list[str], steps: list[str], rounds: int, timeout: float
) -> Iterator[str]:
    """Yield the Markdown table of one scenario."""
    work = CACHE / "work"
    shutil.rmtree(work, ignore_errors=True)
    subjects = [
        Subject(name, python_for(CANDIDATES[name]), work, scenario, linked=linked)
        for name in names
        for linked in ((True, False) if CANDIDATES[name].role else (True,))
    ]
    builds: dict[tuple[str, bool, str], dict[int, Build]] = defaultdict(dict)
    weights: dict[str, Weight] = {}
    for number in range(rounds):
        for subject in subjects[:: 1 if number % 2 == 0 else -1]:
            for step in steps if subject.linked else ["clean"]:
                if subject.alive and (build := subject.build(step, timeout)):
                    builds[subject.name, subject.linked, step][number] = build
                    if subject.linked and step == "clean":
                        weights[subject.name] = subject.weigh()
            print(f"{scenario}: round {number + 1}, {subject.folder.name}", file=sys.stderr)
    yield f"\n### {scenario}\n"
    yield (
        "| candidate | build | CPU s, median (range) | ratio to built-in (range) | ms a reference "
        "| peak MB | read | written (other) | warnings | HTML kB a page | JS a page | shared kB |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    for step in steps:
        for name in names:
            if builds[name, True, step]:
                yield _row(name, step, builds, weights[name], scenario)
            else:
                yield f"| {CANDIDATES[name].label} | {step} | over {timeout:.0f} s, or failed |"
    if all(subject.alive for subject in subjects):
        shutil.rmtree(work)


def _row(
    name: str,
    step: str,
    builds: dict[tuple[str, bool, str], dict[int, Build]],
    weight: Weight,
    scenario: Scenario,
) -> str:
    found, base = builds[name, True, step], builds[BASE, True, step]
    last = list(found.values())[-1]
    ratios = [build.cpu / base[number].cpu for number, build in found.items() if number in base]
    cells = [
        CANDIDATES[name].label,
        step,
        _spread([build.cpu for build in found.values()]),
        _spread(ratios),
        "",
        f"{statistics.median(build.memory for build in found.values()):.0f}",
        f"{last.read}",
        f"{last.written} ({last.changed})",
        f"{last.warnings}",
        *("", "", ""),
    ]
    if step == "clean":
        bare = builds[name, False, step]
        extra = [build.cpu - bare[number].cpu for number, build in found.items() if number in bare]
        references = scenario.pages * REFERENCES
        cells[4] = _spread([1000 * seconds / references for seconds in extra])
        sizes = (weight.html, weight.page_script, weight.shared)
        cells[-3:] = [f"{size / 1000:.2f}" for size in sizes]
    return f"| {' | '.join(cells)} |"


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
        lines += measure(scenario, given.candidates, steps, given.rounds, given.timeout)
    table = "\n".join(lines) + "\n"
    print(table)
    if given.output:
        given.output.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
