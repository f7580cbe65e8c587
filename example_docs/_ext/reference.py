"""Reference lists of the manual, made from the code so that they cannot drift from it."""

from __future__ import annotations

import argparse
import ast
import csv
import dataclasses
import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.languages import get_language
from docutils.parsers.rst import directives, roles
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import sphinx_ftgloss
from sphinx_ftgloss.command import arguments, reviewing
from sphinx_ftgloss.config import Options
from sphinx_ftgloss.reporting import Subtype
from sphinx_ftgloss.terms import loader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

TESTS = Path(__file__).parents[2] / "tests"
CRITERION = re.compile(
    r"(?P<number>[1-4]\.\d+\.\d+) (?P<name>[^(]+) \((?P<level>A+)\): (?P<text>.+)"
)
PROJECT = Path(__file__).parents[2] / "pyproject.toml"
SESSIONS = Path(__file__).parents[2] / "noxfile.py"
TRIED = Path(__file__).parents[1] / "data" / "dependencies.csv"
SCHEMA = Path(sphinx_ftgloss.__file__).with_name("term-file.schema.json")
# One dependency, or the one of an extra: "name>=1.2,<3",  # the reason
DEPENDENCY = re.compile(
    r'^(?:  |(?P<extra>\w+) = \[)"(?P<name>[\w.-]+)>=(?P<lowest>[\w.]+)(?:,<(?P<below>[\w.]+))?"'
    r"[],]+ +# (?P<reason>.+)$",
    re.MULTILINE,
)


class FromCode(SphinxDirective):
    """Parse lines of Markdown as if they stood in the document."""

    def lines(self) -> Iterator[str]:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        holder = nodes.Element()
        text = StringList(list(self.lines()), self.get_source_info()[0])
        self.state.nested_parse(text, self.content_offset, holder)
        return holder.children


class OptionList(FromCode):
    """``ftgloss-options``: every ``ftgloss_…`` value as a ``confval``."""

    def lines(self) -> Iterator[str]:
        defaults = Options()
        for field in dataclasses.fields(Options):
            default = getattr(defaults, field.name)
            yield from (
                f"````{{confval}} ftgloss_{field.name}",
                f":type: {field.metadata['check']}",
                f":default: `{default!r}`",
                "",
                field.metadata["doc"],
                "````",
                "",
            )


class WarningList(FromCode):
    """``ftgloss-warnings``: every kind of warning, as an object that ``ftwarning`` links to."""

    def lines(self) -> Iterator[str]:
        for subtype in Subtype:
            yield from (
                f"````{{ftwarning}} ftgloss.{subtype.value}",
                subtype.doc,
                "````",
                "",
            )


class RoleEntry(FromCode):
    """``ftgloss-role``: what the class of a role says of it; the content goes on."""

    required_arguments = 1
    has_content = True

    def lines(self) -> Iterator[str]:
        name = self.arguments[0]
        domain, _colon, form = name.rpartition(":")
        if domain:
            role = self.env.get_domain(domain).roles[form]
            text = role.doc
        else:
            role, _m = roles.role(name, get_language("en"), self.lineno, self.state.reporter)
            text = f"The short name of {{rst:role}}`ft:{role.form}`. {role.doc}"
        yield from (f"`````{{rst:role}} {name}", text, "", *self.content, "`````")


class DirectiveEntry(FromCode):
    """``ftgloss-directive``: a directive with its options; the content goes on."""

    required_arguments = 1
    has_content = True

    def lines(self) -> Iterator[str]:
        name = self.arguments[0]
        directive, _messages = directives.directive(name, get_language("en"), self.state.document)
        argument = getattr(directive, "argument", "")
        if argument and not directive.required_arguments:
            argument = f"[{argument}]"
        yield f"``````````{{rst:directive}} .. {name}:: {argument}"
        yield from ((directive.__doc__ or "").splitlines()[0], "")
        for option, (_convert, value, text) in getattr(directive, "takes", {}).items():
            signature = f"{option}: {value}" if value else option
            yield from (f"`````{{rst:directive:option}} {signature}", text, "`````", "")
        yield from (*self.content, "``````````")


class FieldList(FromCode):
    """``ftgloss-fields``: what the schema says of fields of a record.

    The argument is the record; the names of fields may follow, else all of them are printed.
    """

    required_arguments = 1
    final_argument_whitespace = True

    def lines(self) -> Iterator[str]:
        self.env.note_dependency(str(SCHEMA))
        records = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
        name, *wanted = self.arguments[0].split()
        fields = records[name]["properties"]
        yield "```{table}"
        yield ":widths: 18 22 60"
        yield ""
        yield "| field | type | |"
        yield "| --- | --- | --- |"
        for field in wanted or fields:
            yield f"| `{field}` | {self.type_of(fields[field])} | {fields[field]['description']} |"
        yield "```"

    def type_of(self, field: dict[str, Any]) -> str:
        """Return in words what a field holds."""
        if choices := [f"`{each}`" for each in field.get("enum", ()) if each]:
            return ", ".join(choices)
        if "items" in field:
            item = field["items"]
            kinds = "ids" if "pattern" in item else "texts" if "type" in item else "tables"
            return f"list of {kinds}"
        if "$ref" in field:
            return "table"
        if "contentMediaType" in field:
            return {"markdown": "Markdown", "x-tex": "TeX"}[field["contentMediaType"].split("/")[1]]
        kind = field.get("type") or next(each["type"] for each in field["anyOf"])
        return {"string": "text", "integer": "number", "boolean": "`true`"}[kind]


class ChoiceList(FromCode):
    """``ftgloss-choices``: the categories and tags that an option of ``ftglossary`` may name."""

    def lines(self) -> Iterator[str]:
        glossary, _problems = loader.load_pack()
        tags = {tag for term in glossary.terms.values() for tag in term.tags}
        for label, ids in (("Categories", glossary.categories), ("Tags", sorted(tags))):
            yield f"* {label}: {', '.join(f'`{name}`' for name in ids)}"


class CommandHelp(SphinxDirective):
    """``ftgloss-command``: what ``sphinx-ftgloss`` and its commands print for ``--help``."""

    def run(self) -> list[nodes.Node]:
        whole = arguments.parser()
        (commands,) = (
            action for action in whole._actions if isinstance(action, argparse._SubParsersAction)
        )
        return [self._help(parser) for parser in (whole, *commands.choices.values())]

    def _help(self, parser: argparse.ArgumentParser) -> nodes.Node:
        # The width of a terminal must not decide what the manual says.
        parser.formatter_class = partial(argparse.HelpFormatter, width=80)  # type: ignore[assignment]
        text = parser.format_help()
        return nodes.literal_block(text, text, language="none")


class RuleList(FromCode):
    """``ftgloss-rules``: what ``sphinx-ftgloss check --pack`` holds a pack against."""

    def lines(self) -> Iterator[str]:
        for rule in (*reviewing.RULES, *reviewing.COMPARISONS):
            first, _blank, _rest = (rule.__doc__ or "").partition("\n")
            yield f"* {first}"


class DependencyList(FromCode):
    """``ftgloss-dependencies``: a table of ``pyproject.toml`` and of what the tests ran with."""

    def lines(self) -> Iterator[str]:
        for path in (PROJECT, TRIED):
            self.env.note_dependency(str(path))
        with TRIED.open(encoding="utf-8", newline="") as file:
            tried = {row["package"]: row for row in csv.DictReader(file)}
        yield "| package | lowest | newest tried | licence | what it is for |"
        yield "| --- | --- | --- | --- | --- |"
        text = PROJECT.read_text(encoding="utf-8").partition("\ndependencies = [")[2]
        for match in DEPENDENCY.finditer(text.partition("\n[project.scripts]")[0]):
            name, reason, row = match["name"], match["reason"], tried[match["name"].lower()]
            if match["extra"]:
                reason += f": `sphinx-ftgloss[{match['extra']}]`"
            newest = row["tried"] + (f" (below {match['below']})" if match["below"] else "")
            licence = row["licence"].replace("|", "or")
            cells = (f"[{name}](https://pypi.org/project/{name}/)", match["lowest"], newest)
            yield f"| {' | '.join((*cells, licence, reason))} |"


class MatrixList(FromCode):
    """``ftgloss-matrix``: what the table of ``noxfile.py`` tries together."""

    def lines(self) -> Iterator[str]:
        self.env.note_dependency(str(SESSIONS))
        (matrix,) = (
            ast.literal_eval(node.value)
            for node in ast.parse(SESSIONS.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MATRIX"
        )
        yield "| Sphinx | myst-parser | Python |"
        yield "| --- | --- | --- |"
        words = {"lowest": "the lowest, and so all others", "9": "the newest"}
        for sphinx, myst, pythons in matrix:
            yield f"| {words.get(sphinx, sphinx)} | {myst} | {', '.join(pythons)} |"


class CriterionList(SphinxDirective):
    """``ftgloss-criteria``: success criteria, what meets each, and the tests that name it.

    The content has a line for each: ``1.4.13 Content on Hover or Focus (AA): What meets it.``
    """

    has_content = True

    def run(self) -> list[nodes.Node]:
        tests = self.tests()
        lines = ["| criterion | level | what meets it | tests |", "| --- | --- | --- | --- |"]
        for line in filter(None, self.content):
            match = CRITERION.fullmatch(line)
            if not match:
                raise self.error(f"no criterion: {line}")
            named = tests.pop(match["number"], [])
            if not named:
                raise self.error(f"no test names [{match['number']}]")
            cells = (f"{match['number']} {match['name']}", match["level"], match["text"])
            lines.append(f"| {' | '.join(cells)} | {', '.join(named)} |")
        if tests:
            raise self.error(f"tests name what is not listed: {tests}")
        holder = nodes.Element()
        self.state.nested_parse(
            StringList(lines, self.get_source_info()[0]), self.content_offset, holder
        )
        return holder.children

    def tests(self) -> dict[str, list[str]]:
        """Return the names of the tests by the numbers in brackets of their docstrings."""
        found: dict[str, list[str]] = {}
        for file in sorted(TESTS.rglob("test_*.py")):
            self.env.note_dependency(str(file))
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    promise = (ast.get_docstring(node) or "").partition("\n")[0]
                    for numbers in re.findall(r"\[((?:\d\.\d+\.\d+(?:, )?)+)\]", promise):
                        for number in numbers.split(", "):
                            found.setdefault(number, []).append(
                                f"`{file.stem.removeprefix('test_')}`: "
                                f"{node.name.removeprefix('test_').replace('_', ' ')}"
                            )
        return found


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("ftgloss-options", OptionList)
    app.add_directive("ftgloss-warnings", WarningList)
    app.add_directive("ftgloss-role", RoleEntry)
    app.add_directive("ftgloss-directive", DirectiveEntry)
    app.add_directive("ftgloss-fields", FieldList)
    app.add_directive("ftgloss-choices", ChoiceList)
    app.add_directive("ftgloss-command", CommandHelp)
    app.add_directive("ftgloss-rules", RuleList)
    app.add_directive("ftgloss-criteria", CriterionList)
    app.add_directive("ftgloss-dependencies", DependencyList)
    app.add_directive("ftgloss-matrix", MatrixList)
    app.add_object_type("ftwarning", "ftwarning", "pair: %s; warning", objname="warning")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
