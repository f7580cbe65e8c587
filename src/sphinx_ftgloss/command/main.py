"""The command ``sphinx-ftgloss``: look at terms, check, export and import them."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sphinx_ftgloss.command import exporting, importing
from sphinx_ftgloss.command.arguments import parser
from sphinx_ftgloss.command.exporting.export import Export
from sphinx_ftgloss.command.reviewing import review
from sphinx_ftgloss.terms import installed, loader
from sphinx_ftgloss.terms.forms import sort_key
from sphinx_ftgloss.terms.languages import is_original, translation, translations
from sphinx_ftgloss.terms.model import SHIPPED_PACK
from sphinx_ftgloss.terms.problems import Problems

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.problems import Problem

FOUND = 1
"""The exit code when a check has found something, as of other checkers."""
WRONG_USE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 0, 1 if a check found something, 2 if misused."""
    given = parser().parse_args(arguments)
    try:
        return COMMANDS[given.command](given)
    except (_MisuseError, importing.CannotImportError) as error:
        print(f"sphinx-ftgloss: {error}", file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:
        # The reader, such as `head`, has enough; Python must not flush into the pipe once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class _MisuseError(Exception):
    """What the user asked for cannot be done; the message says what can."""


def _list(given: Namespace) -> int:
    # Imported late, here and below, because only these two need what draws on terminals.
    from sphinx_ftgloss.command import terminal  # noqa: PLC0415

    glossary = _glossary(given)
    tags = sorted({tag for term in glossary.terms.values() for tag in term.tags})
    for kind, name, known in (
        ("category", given.category, glossary.categories),
        ("tag", given.tag, tags),
    ):
        if name and name not in known:
            message = f"there is no {kind} '{name}'; there are {', '.join(known)}"
            raise _MisuseError(message)
    terms = [
        term
        for term in sorted(glossary.terms.values(), key=sort_key)
        if given.category in {None, term.category} and {given.tag} <= {None, *term.tags}
    ]
    terminal.print_list(terms, glossary)
    return 0


def _show(given: Namespace) -> int:
    glossary = _glossary(given)
    match = glossary.find(given.term)
    if not match.ids:
        message = f"there is no term '{given.term}'{glossary.hint(given.term)}"
        raise _MisuseError(message)
    if match.ambiguous:
        message = f"'{given.term}' can mean {', '.join(match.ids)}; name one of these"
        raise _MisuseError(message)
    term = glossary.current(match.ids[0])
    if given.origin:
        packs = installed.folders(given.packs, Problems())
        origins = loader.field_origins(term.id, given.terms, packs, given.language)
        for field, places in origins.items():
            lines = ", ".join(f"{place.file}:{place.line or ''}" for place in places)
            print(f"{field}\t{lines}")
        return 0
    from sphinx_ftgloss.command import terminal  # noqa: PLC0415

    terminal.print_entry(term, glossary)
    return 0


def _check(given: Namespace) -> int:
    if bool(given.paths) == bool(given.pack):
        message = "name files or folders to check, or a pack with --pack"
        raise _MisuseError(message)
    return _check_pack(given) if given.pack else _check_usage(given)


def _check_usage(given: Namespace) -> int:
    # Imported late: it needs parsers that nothing else here does.
    from sphinx_ftgloss.command.checking.run import run  # noqa: PLC0415

    for path in given.paths:
        if not path.exists():
            message = f"there is no file or folder {path}"
            raise _MisuseError(message)
    rules = [rule for rule in given.select if rule not in given.ignore]
    glossary = _glossary(given)
    found = run(given.paths, glossary, rules, given.format, fix=given.fix)
    return FOUND if found else 0


def _check_pack(given: Namespace) -> int:
    if not (given.pack / "pack.toml").is_file():
        message = f"{given.pack} holds no pack.toml; name the folder of a pack"
        raise _MisuseError(message)
    # Another pack may build on ours.
    packs = dict.fromkeys([SHIPPED_PACK, given.pack])
    glossary, problems = loader.load([], packs=packs)
    shipped = given.pack == SHIPPED_PACK
    found: list[Problem] = [
        problem
        for problem in (*problems, *review(glossary))
        if shipped or Path(problem.file).is_relative_to(given.pack)
    ]
    _tell(found, sys.stdout)
    own = [o for o in glossary.origins.values() if Path(o.file).is_relative_to(given.pack)]
    count = len(glossary.terms if shipped else own)
    print(f"{count} terms, {len(found)} problems", file=sys.stderr)
    return FOUND if found else 0


def _export(given: Namespace) -> int:
    glossary = _glossary(given)
    terms = list(glossary.terms.values())
    if given.used_in:
        used = _used(given.used_in)
        terms = [term for term in terms if term.id in used]
    made = exporting.FORMATS[given.format](Export(terms, glossary, given.language, given.base))
    if isinstance(made, str) and not given.output:
        print(made, end="")
    elif given.output:
        _write(made, given.output)
    else:
        message = f"{given.format} is several files; name their folder with --output"
        raise _MisuseError(message)
    return 0


def _import(given: Namespace) -> int:
    for source in given.sources:
        if not source.exists():
            message = f"there is no file {source}"
            raise _MisuseError(message)
    if given.output and given.output.exists() and not given.force:
        message = f"{given.output} exists; --force overwrites it"
        raise _MisuseError(message)
    glossary, _problems = loader.load_pack()
    if given.category and given.category not in glossary.categories:
        known = ", ".join(glossary.categories)
        message = f"there is no category '{given.category}'; there are {known}"
        raise _MisuseError(message)
    text, report = importing.term_file(given.sources, glossary, given.kind, given.category)
    _tell(sorted(report, key=lambda each: (each.file, each.line or 0)), sys.stderr)
    if not text:
        raise _MisuseError("nothing could be imported")
    if given.output:
        _write(text, given.output)
    else:
        print(text, end="")
    return 0 if report.complete else FOUND


def _write(made: str | dict[str, str], output: Path) -> None:
    files = {output: made} if isinstance(made, str) else {output / p: t for p, t in made.items()}
    try:
        for file, text in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        message = f"{error.filename} cannot be written: {error.strerror}"
        raise _MisuseError(message) from error


def _used(doctrees: Path) -> set[str]:
    """Return the ids of the terms that a project used when it was last built."""
    file = doctrees / "environment.pickle"
    if not file.is_file():
        message = f"{doctrees} holds no environment.pickle; build the project first"
        raise _MisuseError(message)
    with file.open("rb") as stream:
        environment = pickle.load(stream)  # noqa: S301 - the user's own build
    data = environment.domaindata.get("ft")
    if data is None:
        message = f"the project of {doctrees} does not use sphinx_ftgloss"
        raise _MisuseError(message)
    found: set[str] = set()
    for page in data["pages"].values():
        found.update(page.uses, (term_id for term_id, _uses in page.fallbacks.values()))
    return found


def _glossary(given: Namespace) -> Glossary:
    """Load the shipped terms and those of some files; what is wrong with them goes to stderr."""
    for file in given.terms:
        if not file.is_file():
            message = f"there is no file {file}"
            raise _MisuseError(message)
    if not is_original(given.language) and not translation(SHIPPED_PACK, given.language):
        known = ", ".join(translations(SHIPPED_PACK))
        message = f"there is no translation to '{given.language}'; there are {known}"
        raise _MisuseError(message)
    problems = Problems()
    packs = installed.folders(given.packs, problems)
    glossary, found = loader.load(given.terms, packs=packs, language=given.language)
    _tell((*problems, *found), sys.stderr)
    return glossary


def _tell(problems: Iterable[Problem], stream: TextIO) -> None:
    for problem in problems:
        print(f"{problem.file}:{problem.line or ''}: {problem}", file=stream)


COMMANDS: Mapping[str, Callable[[Namespace], int]] = {
    "list": _list,
    "show": _show,
    "check": _check,
    "export": _export,
    "import": _import,
}
"""What runs each command that `parser` knows."""
