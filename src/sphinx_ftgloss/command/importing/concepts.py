"""Concept schemes of SKOS in JSON-LD."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sphinx_ftgloss.command.importing.entries import CannotImportError, Entry
from sphinx_ftgloss.command.importing.prose import describe
from sphinx_ftgloss.terms import termfile
from sphinx_ftgloss.terms.markdown import escape
from sphinx_ftgloss.terms.model import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_ftgloss.command.importing.entries import Find, Record, Report
    from sphinx_ftgloss.terms.glossary import Glossary

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SOURCE = "http://purl.org/dc/terms/source"
_REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
_DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"
_CATEGORY = "#category-"

Node = dict[str, Any]


def read(source: Path, glossary: Glossary, report: Report) -> list[Entry]:
    """Return an entry for each concept of a file."""
    name = source.as_posix()
    origin = Origin(name, None)
    text = termfile.content(source, name, report)
    nodes = [] if text is None else _nodes(text, origin, report)
    concepts = [node for node in nodes if f"{_SKOS}Concept" in node.get("@type", [])]
    if nodes and not concepts:
        report.add(origin, "holds no concept of SKOS")
    scheme = _Scheme(nodes, origin, glossary, report)
    entries = [entry for node in concepts for entry in scheme.entry(node)]
    if scheme.left_out:
        languages = ", ".join(sorted(scheme.left_out))
        report.remark(origin, f"what it says in other languages is left out: {languages}")
    return entries


def _nodes(text: str, origin: Origin, report: Report) -> list[Node]:
    """Return the nodes of a document, with full names and in no order of their own."""
    try:
        from pyld import jsonld  # noqa: PLC0415
    except ImportError:
        message = "SKOS is read by PyLD; install it with: pip install 'sphinx-ftgloss[skos]'"
        raise CannotImportError(message) from None

    def refuse(address: str, _options: object) -> Node:
        raise LookupError(address)

    try:
        data = json.loads(text)
        found: list[Node] = jsonld.flatten(data, None, {"base": "", "documentLoader": refuse})
    except json.JSONDecodeError as error:
        at = Origin(origin.file, error.lineno)
        report.add(at, f"is not valid JSON: {error.msg}")
    except RecursionError:
        report.add(origin, "is nested too deeply")
    except jsonld.JsonLdError as error:
        cause: BaseException = error
        while cause.__cause__:
            cause = cause.__cause__
        if isinstance(cause, LookupError):
            message = f"names a context at {cause}, which is not fetched; write it into the file"
        else:
            message = f"is not valid JSON-LD: {cause.args[0]}"
        report.add(origin, message)
    else:
        if not found:
            report.add(origin, "holds nothing that JSON-LD describes")
        return found
    return []


class _Scheme:
    """The concepts of a document, in one language."""

    def __init__(
        self, nodes: list[Node], origin: Origin, glossary: Glossary, report: Report
    ) -> None:
        self._origin = origin
        self._glossary = glossary
        self._report = report
        self.left_out: set[str] = set()
        self._categories = {
            member: node["@id"].rpartition(_CATEGORY)[2]
            for node in nodes
            if _CATEGORY in node["@id"]
            for member in _addresses(node, f"{_SKOS}member")
        }
        # What one side says of narrower concepts, the other says of broader ones.
        self._broader: dict[str, list[str]] = {}
        for node in nodes:
            for narrower in _addresses(node, f"{_SKOS}narrower"):
                self._broader.setdefault(narrower, []).append(node["@id"])

    def entry(self, node: Node) -> Iterator[Entry]:
        """Yield the entry of a concept, if it has a name."""
        address = node["@id"]
        term_id = unquote(re.split(r"[#/:]", address.rstrip("#/"))[-1]).removeprefix("ftterm-")
        labels = self._texts(node, "prefLabel")
        if not labels:
            message = f"the concept {address} has no preferred label and is left out"
            self._report.add(self._origin, message)
            return
        term = labels[0]
        fields: Record = {
            "id": term_id,
            "term": term,
            "aliases": [*labels[1:], *self._texts(node, "altLabel")],
            "hidden": self._texts(node, "hiddenLabel"),
        }
        if category := self._categories.get(address):
            fields["category"] = category
        if links := [link for link in _addresses(node, _SOURCE) if link.startswith("http")]:
            fields["sources"] = [{"title": link, "url": link, "kind": "docs"} for link in links]
        if any(value.get("@value") in {True, "true"} for value in node.get(_DEPRECATED, ())):
            fields["status"] = "deprecated"

        def texts(find: Find) -> Record:
            definition = "\n\n".join(map(escape, self._texts(node, "definition")))
            described = describe(definition, self._glossary, self._origin, self._report, term)
            broader = [*_addresses(node, f"{_SKOS}broader"), *self._broader.get(address, ())]
            related = _addresses(node, f"{_SKOS}related")
            use = self._ids(_addresses(node, _REPLACED_BY), find, term)
            return described | {
                "broader": self._ids(broader, find, term),
                "related": self._ids(related, find, term),
                "use": use[0] if use else "",
            }

        yield Entry(self._origin, fields, (address,), complete="category" in fields, texts=texts)

    def _ids(self, addresses: list[str], find: Find, term: str) -> list[str]:
        found = []
        for address in dict.fromkeys(addresses):
            if target := find(address):
                found.append(target.id)
            else:
                message = f"'{term}' has a relation to {address}, which is no concept here"
                self._report.add(self._origin, message)
        return found

    def _texts(self, node: Node, name: str) -> list[str]:
        """Return what a concept says in English, else in no language, else in its first one."""
        by_language: dict[str, list[str]] = {}
        for value in node.get(f"{_SKOS}{name}", ()):
            if text := str(value.get("@value", "")).strip():
                by_language.setdefault(value.get("@language", ""), []).append(text)
        if not by_language:
            return []
        english = sorted(tag for tag in by_language if tag.lower().split("-")[0] == "en")
        chosen = next(tag for tag in (*english, "", *by_language) if tag in by_language)
        self.left_out |= by_language.keys() - {chosen}
        return by_language[chosen]


def _addresses(node: Node, name: str) -> list[str]:
    return [str(value.get("@id") or value.get("@value")) for value in node.get(name, ())]
