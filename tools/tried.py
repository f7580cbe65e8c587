"""Record which version of each dependency is installed here, and its licence, for the manual.

``nox -s tried`` runs it where all tests have passed with the newest versions.
"""

from __future__ import annotations

import csv
import re
from importlib.metadata import PackageMetadata, metadata, requires
from pathlib import Path

FILE = Path(__file__).parent.parent / "example_docs/data/dependencies.csv"


def main() -> None:
    """Write a row for each package that ours names, those of extras too."""
    named = {re.split(r"[^\w.-]", each)[0].lower() for each in requires("sphinx-ftgloss") or ()}
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("package", "tried", "licence"))
        for name in sorted(named):
            about = metadata(name)
            writer.writerow((name, about["Version"], licence(about)))


def licence(about: PackageMetadata) -> str:
    """Return the licence that a package names in one of three ways."""
    short = about.get("License-Expression") or about.get("License") or ""
    if short and "\n" not in short:
        return str(short)
    named = [each for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    return " or ".join(each.rpartition(" :: ")[2] for each in named)


if __name__ == "__main__":
    main()
