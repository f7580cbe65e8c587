"""The terms as TBX, version 2: what translation tools and Weblate read as a glossary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from sphinx_ftgloss.command.exporting.export import Export, Labels
    from sphinx_ftgloss.terms.model import Term

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def termbase(export: Export) -> str:
    """Return an entry for each term, with its names and definition in each language.

    It is the older version because Weblate and the Translate Toolkit read no other. A
    definition is all that an entry has beside its names, as these show everything else there
    as a part of it.
    """
    root = ET.Element("martif", {"type": "TBX", _LANG: "en"})
    header = ET.SubElement(root, "martifHeader")
    file = ET.SubElement(header, "fileDesc")
    _add(ET.SubElement(file, "titleStmt"), "title", "Fine-tuning glossary")
    _add(ET.SubElement(file, "sourceDesc"), "p", "sphinx-ftgloss")
    _add(ET.SubElement(header, "encodingDesc"), "p", "TBXXCSV02.xcs", type="XCSURI")
    body = ET.SubElement(ET.SubElement(root, "text"), "body")
    for term in export.terms:
        entry = ET.SubElement(body, "termEntry", id=f"ftterm-{term.id}")
        for labels in export.labels(term):
            _names(entry, term, labels)
    ET.indent(root)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{declaration}{ET.tostring(root, encoding='unicode')}\n"


def _names(entry: ET.Element, term: Term, labels: Labels) -> None:
    part = ET.SubElement(entry, "langSet", {_LANG: labels.language})
    if labels.definition:
        _add(part, "descrip", labels.definition, type="definition")
    for number, name in enumerate((labels.name, *labels.others)):
        group = ET.SubElement(part, "tig")
        _add(group, "term", name)
        status = "admitted" if number and term.status == "preferred" else term.status
        _add(group, "termNote", f"{status}Term-admn-sts", type="administrativeStatus")


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = _NO_XML.sub("", text)
