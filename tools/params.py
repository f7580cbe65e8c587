"""Check the names in code of the shipped terms against the libraries themselves.

    python tools/params.py            # report what is missing or has another default
    python tools/params.py --record   # and write versions and date into pack.toml

Downloads the wheel of each library, in the version that the records name, without its
dependencies, and reads it as text: nothing is installed, imported or run.
"""

from __future__ import annotations

import argparse
import ast
import datetime as dt
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_ftgloss.terms.loader import load_pack
from sphinx_ftgloss.terms.model import SHIPPED_PACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.terms.model import Param

CACHE = Path(__file__).parent.parent / "build" / "wheels"


@dataclass
class Definition:
    """A class or function of a library: what it is made of, and the defaults as written."""

    bases: list[str] = field(default_factory=list)
    members: dict[str, str | None] = field(default_factory=dict)


class Library:
    """What the source files of a wheel define, by name."""

    def __init__(self, wheel: Path) -> None:
        self.definitions: dict[str, list[Definition]] = defaultdict(list)
        self.exported: set[str] = set()
        self.files: set[str] = set()
        self.keys: set[str] = set()
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(".py"):
                    self._read(name, archive.read(name).decode("utf-8"))
                elif name.endswith((".yaml", ".yml")):
                    text = archive.read(name).decode("utf-8")
                    self.keys |= set(re.findall(r"^\s*([a-z]\w*):", text, re.MULTILINE))

    def _read(self, name: str, text: str) -> None:
        self.files.add(name.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2])
        if name.endswith("__init__.py"):
            self.exported |= set(re.findall(r"\w+", text))
        tree = ast.parse(text)
        for statement in tree.body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    self.definitions[ast.unparse(target)].append(Definition())
                    if ast.unparse(target) == "__all__":
                        self.exported |= set(re.findall(r"\w+", ast.unparse(statement.value)))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                self.definitions[node.name].append(_class(node))
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found = Definition(members=dict(_arguments(node)))
                self.definitions[node.name].append(found)

    def missing(self, param: Param) -> str:
        """Return what is wrong with a parameter: an empty string if it is as recorded."""
        if param.until and param.until != param.checked:
            return "" if self._missing(param) else f"is there, and not gone after {param.until}"
        return self._missing(param)

    def _missing(self, param: Param) -> str:
        parts = param.name.split(".")
        if len(parts) == 1 or self.keys.issuperset(parts):
            return self._missing_key(param)
        # A class with a member or a function with an argument; else a class or function alone.
        wrong = "not found"
        for start in (len(parts) - 2, len(parts) - 1):
            found = self.definitions.get(parts[start]) if start else None
            if not found:
                continue
            if start == 1 and parts[1] not in self.exported:
                return f"{parts[1]} is not exported by {parts[0]}"
            if start == len(parts) - 1:
                return ""
            if defaults := [x for d in found for x in self._member(d, parts[-1])]:
                return _other_default(param, defaults)
            wrong = f"no {parts[-1]} there"
        return wrong

    def _missing_key(self, param: Param) -> str:
        """Look up the key of a configuration file, or the name of a recipe."""
        places = [d for found in self.definitions.values() for d in found]
        defaults = [d.members[param.name] for d in places if param.name in d.members]
        if defaults or self.keys | self.files >= set(param.name.split(".")):
            return _other_default(param, defaults)
        return "not found"

    def _member(self, definition: Definition, name: str) -> Iterator[str | None]:
        if name in definition.members:
            yield definition.members[name]
            return
        for base in definition.bases:
            for found in self.definitions.get(base, []):
                if found is not definition:
                    yield from self._member(found, name)


def _class(node: ast.ClassDef) -> Definition:
    found = Definition(bases=[ast.unparse(base).rpartition(".")[2] for base in node.bases])
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found.members[statement.target.id] = _default(statement.value)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    found.members[target.id] = _default(statement.value)
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.members.setdefault(statement.name, None)
            if statement.name == "__init__":
                found.members |= dict(_arguments(statement))
    return found


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, str | None]]:
    given = [*node.args.posonlyargs, *node.args.args]
    values = [None] * (len(given) - len(node.args.defaults)) + list(node.args.defaults)
    given += node.args.kwonlyargs
    for argument, value in zip(given, [*values, *node.args.kw_defaults], strict=True):
        yield argument.arg, _default(value)


def _default(value: ast.expr | None) -> str | None:
    """Return a default as written; that of a dataclass or pydantic field is its ``default``."""
    if isinstance(value, ast.Call):
        for keyword in value.keywords:
            if keyword.arg == "default":
                return _default(keyword.value)
            if keyword.arg == "default_factory":
                return ast.unparse(keyword.value).removeprefix("lambda: ")
        if ast.unparse(value.func).endswith("Field") and value.args:
            return _default(value.args[0])
    return ast.unparse(value) if value else None


def _other_default(param: Param, defaults: list[str | None]) -> str:
    if not param.default or any(_same(param.default, value) for value in defaults):
        return ""
    if all(value is None or value == "None" or value.isidentifier() for value in defaults):
        # Set when the program runs, which only running it could show.
        return ""
    return f"default {' or '.join(sorted(set(map(str, defaults))))}, not {param.default}"


def _same(recorded: str, found: str | None) -> bool:
    try:
        return found is not None and bool(ast.literal_eval(recorded) == ast.literal_eval(found))
    except (ValueError, SyntaxError):
        return found is not None and recorded.strip("\"'") in {
            found.strip("\"'"),
            found.rpartition(".")[2],
        }


def wheel(library: str, version: str) -> Path:
    """Return the wheel of a library, downloaded if it is not there yet."""
    name = library.replace("-", "_")
    if not list(CACHE.glob(f"{name}-{version}-*.whl")):
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        options = ["--only-binary", ":all:", "--dest", str(CACHE), f"{library}=={version}"]
        subprocess.run([*command, *options], check=True)
    return next(CACHE.glob(f"{name}-{version}-*.whl"))


def record(versions: dict[str, str]) -> None:
    """Write what was checked, and when, into ``pack.toml``."""
    pack = SHIPPED_PACK / "pack.toml"
    kept = re.sub(r"\n\[checked\].*", "", pack.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [f'{library} = "{version}"' for library, version in sorted(versions.items())]
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    text = f'{kept.rstrip()}\n\n[checked]\ndate = "{today}"\n\n[checked.libraries]\n'
    with tempfile.NamedTemporaryFile("w", dir=SHIPPED_PACK, delete=False) as file:
        file.write(text + "\n".join(lines) + "\n")
    Path(file.name).replace(pack)


def main() -> int:
    """Check, report, and record; return 1 if something was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--record", action="store_true", help="write the result into pack.toml")
    given = parser.parse_args()
    glossary, _problems = load_pack()
    wanted: dict[tuple[str, str], list[tuple[str, Param]]] = defaultdict(list)
    for term in glossary.terms.values():
        for param in term.params:
            wanted[param.library, param.checked].append((term.id, param))
    versions: dict[str, str] = {}
    faults = 0
    for (library, version), params in sorted(wanted.items()):
        known = Library(wheel(library, version))
        found = [(i, p.name, what) for i, p in params if (what := known.missing(p))]
        versions[library] = version
        faults += len(found)
        print(f"{library} {version}: {len(params)} names, {len(found)} wrong")
        for term_id, name, what in found:
            print(f"  {term_id}: {name}: {what}")
    if given.record and not faults:
        record(versions)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
