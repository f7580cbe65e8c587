"""Terms of other projects: cards for the links of intersphinx, from a ``glossary.json`` at hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.formats.builders import writes_cards
from sphinx_ftgloss.nodes import term_reference
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms import digests, exchange

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_ftgloss.domain import FtDomain


def load(app: Sphinx) -> None:
    """Read the files that ``ftgloss_external`` names; one that cannot be used is reported."""
    domain = get_domain(app.env)
    domain.externals = {}
    read: list[tuple[str, str, str]] = []
    for name, file in domain.options.external.items():
        try:
            address = _address(app.config, name)
            content = (Path(app.confdir) / file).read_bytes()
            domain.externals[name] = exchange.from_json(name, address, content)
        except (OSError, LookupError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error.args[0]
            warn(
                Subtype.EXTERNAL,
                f"conf.py: ftgloss_external: the terms of '{name}' have no cards, "
                f"because of '{file}': {reason}",
            )
            continue
        read.append((name, address, content.decode()))
    domain.external_stamp = digests.digest(read)


def _address(config: Config, name: str) -> str:
    """Return the address of a project in ``intersphinx_mapping``."""
    mapping: dict[str, Any] = getattr(config, "intersphinx_mapping", None) or {}
    if name not in mapping:
        message = f"intersphinx_mapping has no '{name}', so there is no address to link to"
        raise LookupError(message)
    first, second = mapping[name]
    # Sphinx has put the name before it.
    address = second[0] if isinstance(second, (tuple, list)) and first == name else first
    return str(address).rstrip("/") + "/"


class ExternalTransform(SphinxPostTransform):
    """Make a use with a card of each reference to a term that another project has."""

    # Before intersphinx resolves its own roles (9) and what is left (10).
    default_priority = 8

    def run(self, **_kwargs: object) -> None:
        """Do so where cards are written; elsewhere intersphinx makes plain links of them."""
        domain = get_domain(self.env)
        if not domain.externals or not writes_cards(domain.builder):
            return
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("refdomain") == "ft" and (use := _use(domain, node)):
                node.replace_self(use)
                self.document["ftgloss-external"] = "yes"


def _use(domain: FtDomain, node: Element) -> term_reference | None:
    inventory = node.get("inventory") if node.get("intersphinx") else None
    text = node["reftarget"]
    for external in domain.externals.values():
        term_id = external.glossary.certain(text)
        if inventory in {None, external.name} and term_id:
            term = external.glossary.terms[term_id]
            words = node.astext()
            if not node.get("refexplicit") and node["reftype"] != "param":
                words = external.glossary.printed(node["reftype"], text)
            use = term_reference("", nodes.Text(words), termid=external.key(term.id))
            if link := external.links.get(term.id):
                use["refuri"] = external.address + link
            use["external"] = "yes"
            domain.note_external(external, term)
            return use
    return None
