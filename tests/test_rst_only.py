"""A project of reStructuredText pages with one extension, which loads no MyST."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from pathlib import Path

CONF = """
import sys

sys.modules["myst_parser"] = None  # to import it would fail from here on
extensions = ["sphinx_ftgloss"]
html_theme = "basic"
ftgloss_autolink = "page"
ftgloss_terms = ["own.toml"]
"""
OWN = """
[[term]]
id = "answer-rate"
term = "answer rate"
category = "data-concepts"
short = "A *share* of answers, $a / n$, as {ftterm}`lora` has it."
sources = [{ title = "Handbook" }]
"""
INDEX = """
Start
=====

Train :ftterm:`LoRAs` with :ft:full:`dpo`, and :ft:param:`peft.LoraConfig.r`; we call this
:ftterm:`gold probing <gold-probe>`. RLHF comes later. See :term:`epoch` and :any:`rank`.

.. ftterm-define:: gold probe

   Our *thing* with :math:`x^2`.

.. ftdefinition:: answer-rate

.. ftcompare:: lora qlora

.. ftmap::
   :terms: lora

.. ftpageterms::

.. ftglossary::
   :terms: overfitting
   :no-index:

.. toctree::

   fine-tuning-glossary
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a build that had nothing to warn of."""
    source = tmp_path_factory.mktemp("rst")
    for name, text in {"conf.py": CONF, "own.toml": OWN, "index.rst": INDEX}.items():
        (source / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "-q", str(source), str(source / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return source / "out"


def page(out: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((out / name).read_text(encoding="utf-8"), "html.parser")


def test_roles_and_mentions_link_to_entries(out: Path) -> None:
    """Each way to name a term links, and a mention without a role too."""
    links = page(out, "index.html").select_one("p").select("a[href]")

    assert [(link.get_text(), link["href"].partition("#")[2]) for link in links] == [
        ("LoRAs", "ftterm-lora"),
        ("direct preference optimization (DPO)", "ftterm-dpo"),
        ("peft.LoraConfig.r", "ftterm-rank"),
        ("gold probing", "ftterm-gold-probe"),
        ("RLHF", "ftterm-rlhf"),
        ("epoch", "ftterm-epoch"),
        ("rank", "ftterm-rank"),
    ]


def test_directives_print_what_they_promise(out: Path) -> None:
    """The definition of the page, an entry, a comparison, a map and lists are on it."""
    found = page(out, "index.html")

    assert found.select_one(".ftgloss-defined dd em").get_text() == "thing"
    compared = found.select(".ftgloss-comparison thead a")
    assert [link.get_text() for link in compared] == ["LoRA", "QLoRA"]
    assert found.select_one("svg a[href$='#ftterm-lora']")
    names = [name.get_text() for name in found.select("dt.ftgloss-name")]
    assert names == ["gold probe", "answer rate", "overfitting"]
    assert "gold probe" in found.select_one(".ftgloss-summary").get_text()


def test_hover(out: Path) -> None:
    """A link has its card on the page, with formula, and the page has script and style for it."""
    found = page(out, "index.html")
    link = found.find("a", string="LoRAs")

    assert found.find(id=link["aria-describedby"]).get_text().strip().startswith("LoRA")
    assert found.find(id="ftcard-gold-probe").find("math")
    for tag, name in (("script", "src"), ("link", "href")):
        addresses = [each[name].partition("?")[0] for each in found.select(f"{tag}[{name}]")]
        (ours,) = [a for a in addresses if a.endswith(("/ftgloss.js", "/ftgloss.css"))]
        assert (out / ours).is_file()


def test_page(out: Path) -> None:
    """The glossary page has our terms and theirs, with formulas and links between them."""
    found = page(out, "fine-tuning-glossary.html")

    ids = {name["id"] for name in found.select("dt.ftgloss-name[id]")}
    assert {"ftterm-lora", "ftterm-gold-probe", "ftterm-answer-rate"} <= ids
    entry = found.find(id="ftterm-answer-rate").find_next("dd")
    assert entry.select_one(".ftgloss-short em").get_text() == "share"
    assert entry.select_one("a[href='#ftterm-lora']")
    assert entry.select_one(".math, math")
