"""Which packs there are: ours, and those of other Python packages.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_ftgloss.terms.model import PACK_FILE, SHIPPED, SHIPPED_PACK, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_ftgloss.terms.problems import Problems

GROUP = "sphinx_ftgloss.packs"
"""The entry points that offer a pack: its name, and the module whose folder holds it."""


def folders(names: Iterable[str], problems: Problems, shipped: Path = SHIPPED_PACK) -> list[Path]:
    """Return the folders of packs, in the order of their names; report those that are not there.

    :param shipped: where the pack is that comes with this package.
    """
    offered = _offered()
    found: list[Path] = []
    for name in dict.fromkeys(names):
        if name == SHIPPED:
            found.append(shipped)
        elif name in offered:
            found += _folder(name, offered[name], problems)
        else:
            known = ", ".join([SHIPPED, *sorted(offered)])
            message = f"no pack '{name}' is installed; there are {known}"
            problems.add(_SETTING, message, kind="pack")
    return found


_SETTING = Origin("conf.py: ftgloss_packs", None)


def _offered() -> dict[str, list[EntryPoint]]:
    offered = defaultdict(list)
    for entry in entry_points(group=GROUP):
        offered[entry.name].append(entry)
    return dict(offered)


def _folder(name: str, entries: list[EntryPoint], problems: Problems) -> Iterator[Path]:
    """Yield the folder of a pack, unless it cannot be used."""
    # By the names of the packages, since they are found in no order that one could rely on.
    first, *others = sorted(entries, key=_package)
    if others:
        packages = " and ".join(f"'{_package(entry)}'" for entry in [first, *others])
        message = f"the packages {packages} both offer a pack '{name}'; that of the first is used"
        problems.add(_SETTING, f"{message}; uninstall one of them", kind="pack")
    where = f"the pack '{name}' of the package '{_package(first)}'"
    try:
        # Finds the module without running it, but runs those that it lies in.
        spec = find_spec(first.module)
    except Exception as error:  # noqa: BLE001 - what another package does at import is its own
        problems.add(_SETTING, f"{where} cannot be imported: {error!r}", kind="pack")
        return
    places = list((spec.submodule_search_locations if spec else None) or ())
    folder = next((Path(p) for p in places if (Path(p) / PACK_FILE).is_file()), None)
    if folder is None:
        message = f"{where} has no {PACK_FILE} in the folder of its module '{first.module}'"
        problems.add(_SETTING, message, kind="pack")
        return
    yield folder


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else ""
