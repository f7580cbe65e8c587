"""The arguments of the command ``sphinx-ftgloss``.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sphinx_ftgloss import __version__
from sphinx_ftgloss.command import checking, exporting, importing
from sphinx_ftgloss.terms.languages import ORIGINAL
from sphinx_ftgloss.terms.model import SHIPPED, SHIPPED_PACK


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line; the manual prints its help."""
    command = argparse.ArgumentParser(
        prog="sphinx-ftgloss",
        description="Look at the terms of sphinx-ftgloss, check, export and import them.",
    )
    command.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = command.add_subparsers(required=True, metavar="COMMAND", dest="command")

    listing = commands.add_parser("list", help="list the terms with their short definitions")
    listing.add_argument("--category", help="the id of a category")
    listing.add_argument("--tag", help="a tag of the terms, such as memory")

    show = commands.add_parser("show", help="print what is known of a term")
    show.add_argument("term", help="the id, or any name that a role would accept")
    show.add_argument(
        "--origin", action="store_true", help="say for each field in which file it was read"
    )

    check = commands.add_parser("check", help="check how files use the terms, or a pack")
    _add_check_options(check)
    check.add_argument(
        "--pack",
        nargs="?",
        const=SHIPPED_PACK,
        type=Path,
        metavar="FOLDER",
        help="a folder with pack.toml and its term files; without FOLDER, the shipped pack",
    )

    export = commands.add_parser("export", help="print the terms, or their sources, for programs")
    export.add_argument("--format", choices=exporting.FORMATS, default="json")
    export.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="PATH",
        help="a file to write in place of printing; for vale, which needs it, a folder",
    )
    export.add_argument(
        "--base",
        default="",
        metavar="URL",
        help="the address of your glossary page, which json-ld names the terms by",
    )
    export.add_argument(
        "--used-in",
        type=Path,
        metavar="DOCTREES",
        help="only what a project uses: its doctree folder, such as _build/doctrees",
    )

    imports = commands.add_parser("import", help="make a term file of a glossary that you have")
    imports.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="SOURCE",
        help="a page with a glossary directive, a folder of Markdown terms, a CSV or SKOS file",
    )
    imports.add_argument(
        "--from",
        dest="kind",
        choices=importing.KINDS,
        default="",
        help="what the source is, where its name does not tell",
    )
    imports.add_argument("--category", default="", metavar="ID", help="of terms that have none")
    imports.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="a file to write in place of printing"
    )
    imports.add_argument("--force", action="store_true", help="overwrite the file")

    for subcommand in (listing, show, check, export):
        subcommand.add_argument(
            "--terms",
            nargs="+",
            default=[],
            type=Path,
            metavar="FILE",
            help="term files that are merged over the shipped terms, as ftgloss_terms does",
        )
        subcommand.add_argument(
            "--packs",
            nargs="+",
            default=[SHIPPED],
            metavar="NAME",
            help="the packs, in the order of ftgloss_packs; without it, the shipped one",
        )
        subcommand.add_argument(
            "--language", default=ORIGINAL, help="that the shipped terms are translated to: zh_CN"
        )
    return command


def _add_check_options(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="Markdown, reStructuredText and notebooks (.md, .rst, .ipynb), or folders with such",
    )
    check.add_argument("--fix", action="store_true", help="put in the roles that are missing")
    check.add_argument("--format", choices=checking.FORMATS, default="text")
    known = ", ".join(checking.RULES)
    check.add_argument(
        "--select",
        type=_rules,
        default=checking.DEFAULT_RULES,
        metavar="RULES",
        help=f"the rules that count, parted by commas: {known}, or all; "
        "without this option all but first-use",
    )
    check.add_argument(
        "--ignore", type=_rules, default=(), metavar="RULES", help="rules that do not count"
    )


def _rules(text: str) -> tuple[str, ...]:
    names = tuple(filter(None, map(str.strip, text.split(","))))
    if unknown := [name for name in names if name not in {*checking.RULES, "all"}]:
        message = f"there is no rule '{unknown[0]}'; there are {', '.join(checking.RULES)}"
        raise argparse.ArgumentTypeError(message)
    return tuple(checking.RULES) if "all" in names else names
