"""A folder of Markdown files with front matter, one for each term, as Kubernetes has it."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from sphinx_ftgloss.command.importing.entries import Entry
from sphinx_ftgloss.command.importing.prose import describe
from sphinx_ftgloss.terms import markdown, termfile
from sphinx_ftgloss.terms.markdown import escape
from sphinx_ftgloss.terms.model import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_ftgloss.command.importing.entries import Find, Record, Report
    from sphinx_ftgloss.terms.glossary import Glossary

_KNOWN = {"title", "id", "aka", "short_description", "tags", "full_link"}
_SECTIONS = {"index.md", "_index.md"}
_MORE = re.compile(r"<!--\s*more\s*-->")
_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<name>[\w/.-]+)(?P<arguments>.*?)/?[>%]\}\}", re.DOTALL)
_LOST = {
    "heading": "a heading",
    "image": "an image",
    "html_block": "HTML",
    "html_inline": "HTML",
}


def read(source: Path, glossary: Glossary, report: Report) -> list[Entry]:
    """Return the entries of all Markdown files in a folder, in the order of their names."""
    entries = []
    unknown: set[str] = set()
    relative = 0
    for file in sorted(source.rglob("*.md")):
        if file.name not in _SECTIONS and (parts := _parts(file, report)):
            front, body, line = parts
            unknown |= front.keys() - _KNOWN
            relative += bool(front.get("full_link")) and not _address(front)
            if front.get("title"):
                entries.append(_entry(file, front, body, line, glossary, report))
            else:
                origin = Origin(file.as_posix(), 1)
                report.add(origin, "has no title; the entry is left out")
    folder = Origin(source.as_posix(), None)
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        report.remark(folder, f"no field holds what its files say of: {names}")
    if relative:
        message = f"full_link is no full address in {relative} files, so it is no source there"
        report.remark(folder, message)
    if not entries:
        report.add(folder, "holds no Markdown file with a title in its front matter")
    return entries


def _parts(file: Path, report: Report) -> tuple[dict[str, Any], str, int] | None:
    """Return the front matter of a file, the text below it, and the line where that begins."""
    name = file.as_posix()
    text = termfile.content(file, name, report)
    if text is None:
        return None
    tokens = MarkdownIt("commonmark").use(front_matter_plugin).parse(text)
    if not tokens or tokens[0].type != "front_matter" or not tokens[0].map:
        report.add(Origin(name, 1), "has no front matter; it is left out")
        return None
    end = tokens[0].map[1]
    try:
        front = yaml.safe_load(tokens[0].content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        origin = Origin(name, mark.line + 2 if mark else 1)
        what = getattr(error, "problem", None) or "cannot be read"
        report.add(origin, f"its front matter is not valid YAML: {what}; it is left out")
        return None
    if not isinstance(front, dict):
        report.add(Origin(name, 1), "its front matter has no fields")
        return None
    return front, "\n".join(text.splitlines()[end:]), end + 1


def _entry(
    file: Path, front: dict[str, Any], body: str, line: int, glossary: Glossary, report: Report
) -> Entry:
    origin = Origin(file.as_posix(), line)
    term_id, title = str(front.get("id") or file.stem), str(front["title"]).strip()
    fields: Record = {
        "id": term_id,
        "term": title,
        "aliases": _list(front.get("aka")),
        "tags": _list(front.get("tags")),
    }
    if link := _address(front):
        fields["sources"] = [{"title": title, "url": link, "kind": "docs"}]

    def texts(find: Find) -> Record:
        _remark(body, origin, line, report)
        above, _more, below = _MORE.sub("\0", body, count=1).partition("\0")
        short, before, after = (
            _COMMENT.sub("\n\n", _with_roles(part, find, origin, report)).strip()
            for part in (str(front.get("short_description") or ""), above, below)
        )
        # Many repeat the short description, with links; where they differ, both are kept.
        repeated = not short or _letters(short, glossary) == _letters(before, glossary)
        found = describe(before if repeated else short, glossary, origin, report, title)
        parts = [found.get("body", ""), "" if repeated else before, after]
        whole = "\n\n".join(part.strip() for part in parts if part.strip())
        return found | ({"body": f"{whole}\n"} if whole else {})

    return Entry(origin, fields, (term_id, title, *fields["aliases"]), texts=texts)


def _address(front: dict[str, Any]) -> str:
    link = str(front.get("full_link") or "")
    return link if re.fullmatch(r"https?://\S+", link) else ""


def _letters(text: str, glossary: Glossary) -> str:
    return "".join(markdown.to_text(text, glossary).casefold().split())


def _list(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(item).strip() for item in values if item is not None and str(item).strip()]


def _with_roles(text: str, find: Find, origin: Origin, report: Report) -> str:
    """Return a text with the shortcodes that point at terms as roles."""

    def role(match: re.Match[str]) -> str:
        try:
            words = shlex.split(match["arguments"])
        except ValueError:
            words = []
        given = dict(word.split("=", 1) for word in words if "=" in word)
        term_id, shown = given.get("term_id", ""), given.get("text", "")
        if match["name"] != "glossary_tooltip" or not term_id:
            report.remark(origin, f"the shortcode {match[0]} is kept as text")
            return escape(match[0])
        if target := find(term_id):
            same = not shown or shown == target.term
            return f"{{ftterm}}`{target.id if same else f'{shown} <{target.id}>'}`"
        report.remark(origin, f"there is no term '{term_id}'; '{shown or term_id}' is kept as text")
        return escape(shown or term_id)

    return _SHORTCODE.sub(role, text)


def _remark(text: str, origin: Origin, first: int, report: Report) -> None:
    """Report the Markdown that a term file shows as it is typed."""
    for token in MarkdownIt("commonmark").parse(_SHORTCODE.sub("", text)):
        at = origin
        if token.map:
            at = Origin(origin.file, first + token.map[0])
        for part in (token, *(token.children or ())):
            kind = part.type.removesuffix("_open")
            if kind in _LOST and not _COMMENT.fullmatch(part.content):
                report.remark(at, f"{_LOST[kind]} is kept as text")
            elif kind == "link" and not re.match("https?:|mailto:", str(part.attrs["href"])):
                report.remark(at, f"the link to '{part.attrs['href']}' shows as its text only")
