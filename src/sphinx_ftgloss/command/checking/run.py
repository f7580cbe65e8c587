"""``sphinx-ftgloss check``: go over files, say how far it is, and print what is found."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_ftgloss.command.checking.checker import SUFFIXES, Checker, UnreadableError
from sphinx_ftgloss.command.checking.report import report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_ftgloss.command.checking.report import Finding
    from sphinx_ftgloss.terms.glossary import Glossary

_PASSED_FOLDERS = frozenset(["_build", "node_modules"])
_LONG_RUN = 20
"""From how many files on a terminal shows how far it is."""


def run(
    paths: Iterable[Path], glossary: Glossary, rules: Iterable[str], form: str, *, fix: bool
) -> bool:
    """Check files and those of folders, print a report, and tell whether something was found.

    :param form: how the report is written: ``text``, ``json`` or ``sarif``.
    :param fix: put in the roles that are missing, and report only what is left.
    """
    checker = Checker(glossary, rules)
    found: list[Finding] = []
    mended = 0
    every = list(dict.fromkeys(_files(paths)))
    for path in every:
        checker.note_definitions(path)
    for path in _shown(every):
        try:
            if fix:
                count, findings = checker.mend(path)
                mended += count
            else:
                findings = checker.check(path)
        except UnreadableError as error:
            print(f"{path}: passed over: {error}", file=sys.stderr)
        else:
            found += findings
    for line in report(found, form):
        print(line)
    made = f", {mended} roles put in" if fix else ""
    print(f"{len(every)} files, {len(found)} remarks{made}", file=sys.stderr)
    return bool(found)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files, and those of folders that can be checked, in the order of their names."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(f for f in folders if f[0] != "." and f not in _PASSED_FOLDERS)
            for name in sorted(names):
                if name.endswith(SUFFIXES) and (file := Path(folder, name)).is_file():
                    yield file


def _shown(paths: Sequence[Path]) -> Iterable[Path]:
    """Return some files; on a terminal, going over them moves a bar."""
    if len(paths) < _LONG_RUN or not sys.stderr.isatty():
        return paths
    # Imported late because only people look at it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    return track(paths, "Checking", console=Console(stderr=True), transient=True)
