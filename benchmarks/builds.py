"""One build: what it costs, and what it reads and writes."""

from __future__ import annotations

import functools
import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import venv
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from projects import CANDIDATES, STEPS, Candidate, Project, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable

CACHE = Path(__file__).parent / ".cache"
SHARED_VERSIONS = ("sphinx", "docutils", "myst-parser")
MADE_ALWAYS = {"genindex.html", "search.html"}
PERF = ("perf", "stat", "-x,", "-e", "instructions:u")
COUNT_CALLS = """
import cProfile, pstats, sys
from sphinx.cmd.build import main
profile = cProfile.Profile()
status = profile.runcall(main, sys.argv[2:])
open(sys.argv[1], "w").write(str(pstats.Stats(profile).total_calls))
sys.exit(status)
"""


@functools.cache
def counts_instructions() -> bool:
    """Tell whether ``perf`` is there and the machine lets it count; many virtual ones do not."""
    if not shutil.which(PERF[0]):
        return False
    done = subprocess.run([*PERF, "true"], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stderr[:1].isdigit()


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


class Build(NamedTuple):
    """What one build cost and did."""

    cpu: float
    work: float
    """Million instructions or function calls, where they were counted."""
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
    packed: float
    """The same, compressed as most servers send it."""
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

    def build(self, step: str, timeout: float, *, count: bool = False) -> Build | None:
        """Do one step; without a result if it failed or took too long."""
        out, doctrees = self.folder / "html", self.folder / "doctrees"
        if step == "clean":
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(doctrees, ignore_errors=True)
        self.project.write(STEPS[step])
        before, trees = _pages(out), _times(doctrees, "*.doctree")
        log = self.folder / "log.txt"
        counted = self.folder / "counted.txt"
        counted.unlink(missing_ok=True)
        command = ["-q", "-b", "html", "-d", str(doctrees), "-j", str(self.scenario.jobs)]
        command += [str(self.source), str(out)]
        if count and not counts_instructions():
            command = [self.python, "-c", COUNT_CALLS, str(counted), *command]
        else:
            command = [self.python, "-m", "sphinx", *command]
            if count:
                command = [*PERF, "-o", str(counted), *command]
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
            _counted(counted) / 1e6,
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
            sum(len(gzip.compress(page.read_bytes())) for page in pages) / len(pages),
            _size(own) / len(pages),
            _size(f for f in scripts if f not in own),
        )


def _counted(file: Path) -> float:
    """Return the number in the file of `COUNT_CALLS`, or in that of `PERF`."""
    if not file.is_file():
        return 0
    lines = file.read_text(encoding="utf-8").splitlines()
    fields = next((line.split(",") for line in lines if line and line[0] != "#"), ["0"])
    return float(fields[0])


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
