"""Change the loader, the look-up and the matcher in small ways, and count what the tests notice.

    python tools/mutants.py                     # all modules
    python tools/mutants.py loader matcher      # some
    python tools/mutants.py --again             # what was not noticed in the last run
    python tools/mutants.py --show              # print what was not noticed, and try nothing

The changes are those of mutmut, in functions, and in properties and constants, which mutmut itself
leaves alone. Each is tried in a process of its own that begins where all tests are collected, and
runs those that call the changed function, until one fails.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import functools
import gc
import importlib
import json
import mmap
import os
import resource
import shutil
import sys
import textwrap
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import libcst as cst
import pytest
from mutmut.mutation.file_mutation import create_mutations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "build" / "mutants"
RESULTS = PLACE / "results.json"
MODULES = ("loader", "layers", "termfile", "forbidden", "matcher", "names", "glossary")
# Tests that call these modules and build nothing; without made-up input, which takes long, and
# without the corpus, whose thousand rows would notice much by what the shipped terms happen to be.
TESTS = (
    "tests/test_merging.py",
    "tests/test_loader.py",
    "tests/test_glossary.py",
    "tests/test_matcher.py",
    "tests/test_hostile.py::test_field_that_does_more_than_show_text",
    "tests/test_hostile.py::test_field_that_only_looks_so",
    "--deselect=tests/test_glossary.py::test_lookup_corpus",
    "--deselect=tests/test_glossary.py::test_suggestion_for_misspelling",
)
OPTIONS = (
    *("-q", "-s", "-m", "not hypothesis", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-o", "tmp_path_retention_policy=failed", f"--basetemp={PLACE / 'tmp'}"),
)
SECONDS = 30
"""The time of a processor after which a change has made a loop that does not end."""
MEMORY = 4 << 30
CANNOT = 70
"""The exit code of a process that cannot make its change."""
QUICK = 0.03
STEP = 50
CONSTANT = "(constant)"
OUTCOMES = ("killed", "survived", "timeout", "not covered")


class Mutant(NamedTuple):
    """One small change of one function, or of a constant."""

    module: str
    name: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """Return the place and the change, as it is shown."""
        lines = (self.before.splitlines(), self.after.splitlines())
        diff = list(difflib.unified_diff(*lines, n=1, lineterm=""))[2:]
        return "\n".join([f"{self.module}: {self.name}", *diff])


def undecorated(source: str) -> str:
    """Return a module without decorators; mutmut changes nothing that has one."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                lines[decorator.lineno - 1] = "\n"
    return "".join(lines)


def mutants(module: str) -> Iterator[Mutant]:
    """Yield the changes of a module."""
    file = f"{module}.py"
    source = (ROOT / "src" / "sphinx_ftgloss" / "terms" / file).read_text("utf-8")
    tree, mutations, _classes, _functions = create_mutations(file, undecorated(source))
    names = {
        id(function): f"{node.name.value}.{function.name.value}"
        for node in tree.body
        if isinstance(node, cst.ClassDef)
        for function in node.body.body
        if isinstance(function, cst.FunctionDef)
    }
    constants = {id(part): line for line in tree.body if is_constant(line) for part in parts(line)}
    for change in mutations:
        # The defaults of fields stay as they are: they are neither in a function nor in a module.
        whole = change.contained_by_top_level_function or constants.get(id(change.original_node))
        if isinstance(whole, cst.FunctionDef):
            name = names.get(id(whole), whole.name.value)
        elif whole in tree.body:
            name = CONSTANT
        else:
            continue
        changed = whole.deep_replace(change.original_node, change.mutated_node)
        codes = (tree.code_for_node(node) for node in (whole, changed))
        yield Mutant(module, name, *(textwrap.dedent(code).strip() for code in codes))


def is_constant(node: cst.CSTNode) -> bool:
    """Tell whether a statement sets a name; variables of types do nothing at run time."""
    if not isinstance(node, cst.SimpleStatementLine):
        return False
    (statement,) = node.body
    return isinstance(statement, cst.Assign | cst.AnnAssign) and not (
        isinstance(statement.value, cst.Call)
        and isinstance(statement.value.func, cst.Name)
        and statement.value.func.value == "TypeVar"
    )


def parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a node and all that is in it."""
    yield node
    for child in node.children:
        yield from parts(child)


def original(mutant: Mutant) -> Any:
    """Return the function that is changed, also that of a property."""
    found: Any = importlib.import_module(f"sphinx_ftgloss.terms.{mutant.module}")
    for part in mutant.name.split("."):
        found = vars(found)[part]
    if isinstance(found, functools.cached_property):
        return found.func
    return getattr(found, "fget", None) or getattr(found, "__func__", found)


def apply(mutant: Mutant) -> None:
    """Put the changed code into the function itself, wherever it was imported."""
    function = original(mutant)
    scope: dict[str, Any] = {}
    late = annotations.compiler_flag
    exec(compile(mutant.after, mutant.name, "exec", late), function.__globals__, scope)  # noqa: S102
    (changed,) = scope.values()
    function.__code__ = changed.__code__
    function.__defaults__ = changed.__defaults__
    function.__kwdefaults__ = changed.__kwdefaults__


def set_constant(mutant: Mutant) -> None:
    """Set a constant anew, wherever it was imported."""
    module = sys.modules[f"sphinx_ftgloss.terms.{mutant.module}"]
    before = dict(vars(module))
    exec(mutant.after, vars(module))  # noqa: S102
    others = [m for name, m in sys.modules.items() if name.startswith("sphinx_ftgloss.")]
    for name, value in vars(module).items():
        for other in others:
            if name in before and vars(other).get(name) is before[name]:
                setattr(other, name, value)


class Trial:
    """A plugin of pytest that runs collected tests again and again."""

    def __init__(self, chosen: list[Mutant], results: dict[str, str]) -> None:
        self._mutants = chosen
        self._results = results
        self._failed = False
        self._tried = mmap.mmap(-1, 4)
        """How many tests a process has run before the one that it runs; parent and child see it."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test fails."""
        self._failed |= report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests once, and then for each change those that it may break."""
        items = session.items
        calls, times = self._run_once(items)
        if self._failed:
            raise session.Failed("a test fails without any change")
        # What is quick comes first; the others in their order, so that they share fixtures.
        order = sorted(range(len(items)), key=lambda i: (times[i] > QUICK, i))
        gc.freeze()
        unchanged = {(m.module, m.name): m._replace(after=m.before) for m in self._mutants}
        if self._outcome([*unchanged.values()], [items[i] for i in order]) != "survived":
            raise session.Failed("a test fails when functions are put in as they are")
        for number, mutant in enumerate(self._mutants, start=1):
            reached = order
            if mutant.name != CONSTANT:
                code = original(mutant).__code__
                reached = [i for i in order if code in calls[i]]
            outcome = "not covered"
            if reached:
                outcome = self._outcome([mutant], [items[i] for i in reached])
            if outcome == "killed":
                # What notices one change notices others like it.
                index = reached[int.from_bytes(self._tried[:])]
                order.remove(index)
                order.insert(0, index)
            self._results[mutant.key] = outcome
            if not number % STEP:
                print(number, "of", len(self._mutants), flush=True)
                write(self._results)
        return True

    def _run_once(self, items: list[pytest.Item]) -> tuple[list[set[CodeType]], list[float]]:
        """Run all tests as they are; return which functions each calls, and how long it takes."""
        calls: list[set[CodeType]] = []
        times = []
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            called: set[CodeType] = set()
            calls.append(called)
            begin = time.process_time()
            sys.setprofile(noting(called))
            # Behind the last comes the first, so that fixtures of the session stay.
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            sys.setprofile(None)
            times.append(time.process_time() - begin)
        return calls, times

    def _outcome(self, changes: list[Mutant], items: list[pytest.Item]) -> str:
        process = os.fork()
        if not process:
            self._try(changes, items)
        _process, status = os.waitpid(process, 0)
        if os.WIFSIGNALED(status):
            return "timeout"
        if os.WEXITSTATUS(status) == CANNOT:
            raise pytest.Session.Failed("a change cannot be applied")
        return "killed" if os.WEXITSTATUS(status) else "survived"

    def _try(self, changes: list[Mutant], items: list[pytest.Item]) -> None:
        """Run tests with changes until one fails, and end the process."""
        try:
            for change in changes:
                if change.name != CONSTANT:
                    apply(change)
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            os._exit(CANNOT)
        for file in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), file)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        try:
            for change in changes:
                if change.name == CONSTANT:
                    set_constant(change)
            for number, (item, following) in enumerate(zip(items, [*items[1:], None], strict=True)):
                self._tried[:] = number.to_bytes(4)
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if self._failed:
                    break
            os._exit(int(self._failed))
        except BaseException:  # noqa: BLE001
            os._exit(1)


def noting(called: set[CodeType]) -> Callable[[FrameType, str, Any], None]:
    """Return a profiler that notes what is called."""

    def note(frame: FrameType, event: str, _value: Any) -> None:
        if event == "call":
            called.add(frame.f_code)

    return note


def read() -> dict[str, str]:
    """Return how each change fared in the last run."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}


def write(results: dict[str, str]) -> None:
    """Keep how each change fared."""
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")


def print_figures(results: dict[str, str]) -> None:
    """Print a line for each module and one for all."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for key, outcome in results.items():
        counts[key.partition(":")[0]][outcome] += 1
        counts["all"][outcome] += 1
    print(f"{'':10}{'mutants':>10}", *(f"{outcome:>12}" for outcome in OUTCOMES))
    for name in (*MODULES, "all"):
        if count := counts[name]:
            share = f"{100 * count['killed'] / count.total():10.1f} %"
            numbers = (f"{count[outcome]:12}" for outcome in OUTCOMES)
            print(f"{name:10}{count.total():10}", *numbers, share)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    modules = given.modules or MODULES
    kept = read()
    if given.show:
        for key, outcome in kept.items():
            if outcome != "killed" and key.partition(":")[0] in modules:
                print(f"--- {outcome}: {key}\n")
        sys.exit()
    os.chdir(ROOT)
    shutil.rmtree(PLACE / "tmp", ignore_errors=True)
    PLACE.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    chosen = [mutant for module in modules for mutant in mutants(module)]
    known = {mutant.key for mutant in chosen if given.again and kept.get(mutant.key) == "killed"}
    chosen = [mutant for mutant in chosen if mutant.key not in known]
    results = {k: v for k, v in kept.items() if k in known or k.partition(":")[0] not in modules}
    code = pytest.main([*OPTIONS, *TESTS], plugins=[Trial(chosen, results)])
    write(results)
    print_figures(results)
    print(f"{len(chosen)} tried in {(time.monotonic() - begin) / 60:.0f} minutes")
    sys.exit(code)
