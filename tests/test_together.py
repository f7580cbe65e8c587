"""With other extensions: no warning, the card is there, and the other one does its work."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from sphinx.util.inventory import InventoryFile

from sphinx_ftgloss.command.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import Tag

    from conftest import Make
    from helpers import Build

OURS = ("myst_parser", "sphinx_ftgloss")


def page(build: Build, name: str = "index.html") -> BeautifulSoup:
    return BeautifulSoup(build.text(name), "html.parser")


def link_to_lora(place: BeautifulSoup | Tag) -> Tag:
    """Return the one link to LoRA in a place, whose card must be on the page."""
    (link,) = place.select("a.ftgloss-term[href$='#ftterm-lora']")
    (top,) = (parent for parent in link.parents if parent.name == "[document]")
    assert "freezes the pre-trained weights" in top.select_one("#ftcard-lora").get_text()
    return link


@pytest.mark.parametrize("order", [1, -1], ids=["ours last", "ours first"])
def test_sphinx_design(order: int, make_project: Make) -> None:
    """Terms are links in tabs, drop-downs and cards, and badges and grids are made."""
    text = """\
# Start

`````{tab-set}
````{tab-item} One
{ftterm}`lora`
````
````{tab-item} Two
{ftterm}`rank`
````
`````

:::{dropdown} More on {ftterm}`dpo`
{ftterm}`sft` {bdg-primary}`new`
:::

````{grid} 2
```{grid-item-card} Title
:link: https://example.org
{ftterm}`epoch`
```
````
"""
    extensions = [*OURS, "sphinx_design"][::order]
    conf = {"myst_enable_extensions": ["colon_fence"]}
    start = page(make_project({"index.md": text}, extensions=extensions, **conf).build())

    link_to_lora(start.select_one(".sd-tab-set"))
    assert start.select_one("details.sd-dropdown .ftgloss-term[href$='#ftterm-sft']")
    assert start.select_one("summary .ftgloss-term[href$='#ftterm-dpo']")
    assert start.select_one(".sd-card .ftgloss-term[href$='#ftterm-epoch']")
    assert start.select_one(".sd-badge").get_text() == "new"


def notebook() -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Start\n\n{ftterm}`lora`\n"},
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": "loss 0.25\n"}],
            "source": "train()",
        },
    ]
    about = {"language_info": {"name": "python", "pygments_lexer": "python"}}
    return json.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 4})


def test_myst_nb(make_project: Make) -> None:
    """Terms are links in the cells of a notebook, whose output is shown; our page is made."""
    project = make_project(
        {"index.ipynb": notebook(), "other.md": "---\norphan: true\n---\n# T\n\n{ftterm}`rank`\n"},
        extensions=["myst_nb", "sphinx_ftgloss"],
        nb_execution_mode="off",
        # As the extension sets it, were Sphinx's default not the same dict for all tests.
        source_suffix={".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"},
    )
    build = project.build()

    link_to_lora(page(build).select_one("div.body"))
    assert page(build).select_one(".cell_output").get_text().strip() == "loss 0.25"
    assert page(build, "other.html").select_one("#ftcard-rank")
    entries = page(build, "fine-tuning-glossary.html")
    assert entries.select_one(".ftgloss-uses a[href^='index.html#']").get_text() == "Start"


def test_sphinx_copybutton(make_project: Make) -> None:
    """Code gets its button, and nothing of ours looks like code that wants one."""
    text = "# Start\n\n{ftterm}`lora`\n\n```python\ntrain()\n```\n"
    extensions = [*OURS, "sphinx_copybutton"]
    build = make_project({"index.md": text}, extensions=extensions).build()
    start = page(build)

    link_to_lora(start)
    scripts = [script["src"].partition("?")[0] for script in start.select("script[src]")]
    assert "_static/copybutton.js" in scripts
    assert "_static/ftgloss.js" in scripts
    # What the extension puts its button on, unless a project says otherwise.
    assert "div.highlight pre" in build.text("_static/copybutton.js")
    assert len(start.select("div.highlight pre")) == 1
    assert not page(build, "fine-tuning-glossary.html").select("div.highlight pre")


def test_sphinxcontrib_bibtex(make_project: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """Papers that we export can be cited beside a term."""
    assert main(["export", "--format", "bibtex"]) == 0
    papers = capsys.readouterr().out
    text = "# Start\n\n{ftterm}`lora` {cite:p}`hu2021lora`\n\n```{bibliography}\n```\n"
    extensions = [*OURS, "sphinxcontrib.bibtex"]
    files = {"index.md": text, "papers.bib": papers}
    start = page(make_project(files, extensions=extensions, bibtex_bibfiles=["papers.bib"]).build())

    link_to_lora(start)
    cited = start.select_one("div.body p a.reference.internal[href^='#id']")
    assert "LoRA: Low-Rank Adaptation" in start.select_one(cited["href"]).get_text()


def test_sphinx_intl(make_project: Make) -> None:
    """Its catalogs, made from what the gettext builder writes, translate pages and entries."""
    project = make_project({"index.md": "# Start\n\nTrain with {ftterm}`lora` today.\n"})
    project.build("gettext")
    root = project.source.parent
    templates = root / "build" / "gettext"
    command = [sys.executable, "-m", "sphinx_intl", "update", "-l", "de", "-p", str(templates)]
    subprocess.run([*command, "-d", str(project.source / "locale")], check=True, cwd=root)
    catalogs = project.source / "locale" / "de" / "LC_MESSAGES"
    fill(catalogs / "index.po", "Train with {ftterm}`lora` today.", "Heute mit {ftterm}`lora`.")
    assert {path.name for path in catalogs.iterdir()} == {"index.po", "fine-tuning-glossary.po"}
    build = project.build("html", language="de", locale_dirs=["locale"])

    paragraph = link_to_lora(page(build)).parent
    assert paragraph.get_text() == "Heute mit LoRA."


def fill(catalog: Path, message: str, translation: str) -> None:
    """Write a translation as a translator would."""
    text = catalog.read_text(encoding="utf-8")
    empty = f'msgid "{message}"\nmsgstr ""'
    assert empty in text
    filled = empty.replace('msgstr ""', f'msgstr "{translation}"')
    catalog.write_text(text.replace(empty, filled), encoding="utf-8")


MODULE = '''\
"""Trains."""


def train(rank: int) -> None:
    """Train :ftterm:`adapters <lora>`.

    :param rank: the :ftterm:`rank`, see :ftterm:`{unknown}`.
    """
'''


def test_autodoc(make_project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms are links in docstrings; one that is not known is reported with its docstring."""
    text = "Start\n=====\n\n.. autofunction:: trainer_with_terms.train\n"
    files = {"index.rst": text, "code/trainer_with_terms.py": MODULE.format(unknown="lroa")}
    project = make_project(files, extensions=[*OURS, "sphinx.ext.autodoc"])
    monkeypatch.syspath_prepend(project.source / "code")
    build = project.build(
        warns=(r"trainer_with_terms.py:docstring of trainer_with_terms.train:\d+: .*'lroa'",)
    )
    described = page(build).select_one("dl.py.function")

    assert link_to_lora(described).get_text() == "adapters"
    assert described.select_one(".field-list .ftgloss-term[href$='#ftterm-rank']")
    assert described.select_one("dt")["id"] == "trainer_with_terms.train"


def test_intersphinx(make_project: Make) -> None:
    """What another project has is linked there, and what only we have is linked here."""
    other = make_project(
        {"index.rst": "S\n=\n\n.. py:class:: Trainer\n\n.. glossary::\n\n   epoch\n      Once.\n"},
        extensions=["sphinx_ftgloss"],
        ftgloss_page="",
    )
    inventory = other.build().out / "objects.inv"
    mapping = {"other": ("https://example.org/", str(inventory))}
    text = "# Start\n\n{py:class}`Trainer` {term}`epoch` {term}`lora`\n"
    build = make_project(
        {"index.md": text, "conf.py": f"intersphinx_mapping = {mapping!r}\n"},
        extensions=[*OURS, "sphinx.ext.intersphinx"],
    ).build()
    body = page(build).select_one("div.body")

    link_to_lora(body)
    there = [link["href"] for link in body.select("a.reference.external")]
    assert there == [
        "https://example.org/index.html#Trainer",
        "https://example.org/index.html#term-epoch",
    ]
    with (build.out / "objects.inv").open("rb") as ours:
        assert "lora" in InventoryFile.load(ours, "", lambda *parts: "/".join(parts))["ft:term"]


def test_sphinx_tabs(make_project: Make) -> None:
    """Terms are links in tabs."""
    text = """\
Start
=====

.. tabs::

   .. tab:: One

      With :ftterm:`lora`.

   .. tab:: Two

      With :ftterm:`rank`.
"""
    extensions = [*OURS, "sphinx_tabs.tabs"]
    start = page(make_project({"index.rst": text}, extensions=extensions).build())

    link_to_lora(start.select_one(".sphinx-tabs-panel"))
    assert len(start.select(".sphinx-tabs-tab")) == 2
    assert start.select_one("#ftcard-rank")


def test_autosectionlabel(make_project: Make) -> None:
    """Labels are the project's, also where a heading of our page has the same words."""
    text = (
        "# Start\n\n{ref}`Fine-tuning glossary` {ref}`data concepts`\n\n## Why {ftterm}`lora`\n\n"
        "## Data concepts\n\n## Fine-tuning glossary\n"
    )
    extensions = [*OURS, "sphinx.ext.autosectionlabel"]
    start = page(make_project({"index.md": text}, extensions=extensions).build())

    first, second = start.select("div.body p a.reference.internal")
    assert (first["href"], second["href"]) == ("#fine-tuning-glossary", "#data-concepts")
    link_to_lora(start.select_one("h2"))
