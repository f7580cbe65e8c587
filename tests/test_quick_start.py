"""The quick start of the manual, followed word for word with the package as it is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from helpers import hatch

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "example_docs" / "manual" / "quick-start.md"
SHELL = ("sh", "bash", "console", "shell")
SUFFIXES = {"markdown": "md", "md": "md", "rst": "rst", "rest": "rst"}
TITLES = {"md": "# Title\n\n", "rst": "Title\n=====\n\n"}
TITLED = {"md": re.compile("# "), "rst": re.compile(".+\n==")}
ROLES = {"md": re.compile(r"\{ftterm\}`([^`]+)`"), "rst": re.compile(r":ftterm:`([^`]+)`")}
MESSAGE = re.compile(r"(?P<place>(?P<file>\S+)\.md:\d+:) WARNING: .*'(?P<wrong>\w+)';")
GENERATED = "fine-tuning-glossary"


class Block(NamedTuple):
    """A block of code on the page."""

    language: str
    text: str
    file: str
    """What it is to be written to, if its caption says so."""


@dataclass
class Page:
    """What the page tells a reader to do, sorted by what it is."""

    install: str
    """What is typed to install it."""
    build: str
    """What is typed to build."""
    conf: str
    """What goes into `conf.py`."""
    written: dict[str, str]
    """What goes into a page, in each markup."""
    listed: dict[str, str]
    """What goes into a table of contents, in each markup."""
    message: str
    """What is printed for a misspelt term."""
    files: set[str]
    """What the page says is written."""

    def titled(self, suffix: str) -> str:
        """Return the page that a reader writes, with a title if it has none."""
        text = self.written[suffix]
        return text if TITLED[suffix].match(text) else TITLES[suffix] + text


def blocks(text: str) -> list[Block]:
    """Return the blocks of code of a page, also those in other directives."""
    found = []
    for token in MarkdownIt().parse(text):
        if token.type != "fence":
            continue
        directive = re.fullmatch(r"\{([\w-]+)\}\s*(.*)", token.info.strip())
        if directive and directive[1] not in {"code-block", "code", "sourcecode"}:
            found += blocks(token.content)
            continue
        language = directive[2] if directive else token.info.strip()
        options = re.match(r"(:[\w-]+:.*\n)*\n*" if directive else "", token.content)
        assert options
        file = re.search(r":caption: .*?(\S+\.(py|md|rst))$", options[0], re.MULTILINE)
        found.append(Block(language, token.content[options.end() :], file[1] if file else ""))
    return found


def read_page() -> Page:
    """Return what the page says; fail if it shows what this test would not follow."""
    commands, confs, messages = [], [], []
    written: dict[str, str] = {}
    listed: dict[str, str] = {}
    found = blocks(PAGE.read_text(encoding="utf-8"))
    for block in found:
        if block.language in SHELL:
            commands += [line.removeprefix("$ ") for line in block.text.splitlines()]
        elif block.language == "python":
            confs.append(block.text)
        elif block.language == "text":
            messages.append(" ".join(block.text.split()))
        elif suffix := SUFFIXES.get(block.language):
            place = listed if "toctree" in block.text else written
            place[suffix] = place.get(suffix, "") + block.text + "\n"
        else:
            pytest.fail(f"{PAGE.name}: nobody follows this block, teach {__file__}: {block}")
    installs = [line for line in commands if line.startswith("pip install ")]
    builds = [line for line in commands if line.startswith("sphinx-build ")]
    for what, lines in (
        ("command", set(commands) - {*installs, *builds}),
        ("`pip install`", installs[1:]),
        ("`sphinx-build`", builds[1:]),
        ("Python block", confs[1:]),
        ("text block", messages[1:]),
    ):
        assert not lines, f"{PAGE.name}: nobody follows this {what}, teach {__file__}: {lines}"
    assert installs, f"{PAGE.name}: no line begins with `pip install`"
    assert builds, f"{PAGE.name}: no line begins with `sphinx-build`"
    assert confs, f"{PAGE.name}: no Python block for conf.py"
    assert messages, f"{PAGE.name}: no text block with the message for a misspelt term"
    assert written.keys() == {"md", "rst"}, f"{PAGE.name}: a page in one markup only: {written}"
    assert not listed or listed.keys() == {"md", "rst"}, f"{PAGE.name}: as above: {listed}"
    files = {block.file for block in found if block.file}
    return Page(installs[0], builds[0], confs[0], written, listed, messages[0], files)


@dataclass
class Reader:
    """Somebody with an environment, who types what the page says."""

    bin: Path
    """Where the commands of the environment are."""

    def type(self, line: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a line in a shell, in a folder."""
        # The reader has no other copy of the package.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        # Sphinx colors what it prints where it runs in CI.
        environment["NO_COLOR"] = "1"
        environment["PATH"] = f"{self.bin}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "-c", line],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Install the wheel; and the source distribution too, where nox has made both."""
    second = "*.tar.gz" if metafunc.config.getoption("--packed") else "*.whl"
    pairs = (("*.whl", "md"), (second, "rst"))
    metafunc.parametrize("reader,suffix", pairs, indirect=["reader"], scope="module")


@pytest.fixture(scope="module")
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Return a reader who has installed the package as the page says, but from a file.

    With ``--packed`` everything else comes from a package index. Without, nothing is fetched: what
    the package needs is that of the environment of the tests, and pip looks whether it is enough.
    """
    folder = tmp_path_factory.mktemp("reader")
    given = request.config.getoption("--packed")
    dist = Path(given).resolve() if given else folder / "dist"
    venv = [sys.executable, "-m", "venv", folder / "venv"]
    subprocess.run(venv if given else [*venv, "--without-pip"], check=True)
    reader = Reader(folder / "venv" / "bin")
    if not given:
        hatch(ROOT, dist)
        (site,) = (folder / "venv").glob("lib/python*/site-packages")
        (site / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
        for name, module in (("pip", "pip --no-input"), ("sphinx-build", "sphinx")):
            script = reader.bin / name
            script.write_text(f'#!/bin/sh\nexec "{reader.bin}/python" -m {module} "$@"\n')
            script.chmod(0o755)
    (file,) = dist.glob(request.param)
    line = read_page().install
    assert " sphinx-ftgloss" in line
    if not given:
        line = line.replace("install", "install --no-index", 1)
    done = reader.type(line.replace("sphinx-ftgloss", f"'{file}'"), folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return reader


def test_quick_start(reader: Reader, suffix: str, tmp_path: Path) -> None:
    """Who types what the page says gets the cards, the message and the navigation that it names."""
    page = read_page()
    source, out = (tmp_path / name for name in page.build.split()[-2:])
    message = MESSAGE.match(page.message)
    assert message, f"{PAGE.name}: not the message for a misspelt term: {page.message}"
    first = tmp_path / f"{message['file']}.{suffix}"
    source.mkdir(parents=True)
    (source / "conf.py").write_text(page.conf, encoding="utf-8")
    text = page.titled(suffix)

    # The page with its first term: every role is a link to an entry, and has a card.
    first.write_text(text, encoding="utf-8")
    made = {str(file.relative_to(tmp_path)) for file in source.iterdir()}
    assert {name for name in page.files if not name.endswith((".md", ".rst"))} <= made
    assert {name for name in page.files if name.endswith(f".{suffix}")} <= made
    done = reader.type(page.build, tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    looks_right(out / f"{first.stem}.html", ROLES[suffix].findall(text))

    # A misspelt term: the message is what the page prints, word for word.
    right = ROLES[suffix].search(text)
    assert right
    before, after = text[: right.start(1)], text[right.end(1) :]
    first.write_text(before + message["wrong"] + after, encoding="utf-8")
    done = reader.type(page.build, tmp_path)
    said = " ".join(done.stderr.split()).replace(f"{tmp_path}/", "")
    line = before.count("\n") + 1
    place = f"{message['file']}.{suffix}:{line}:"
    assert said == page.message.replace(message["place"], place)
    assert suffix == "rst" or place == message["place"]
    assert done.returncode == 1
    if not page.listed:
        return

    # The table of contents: the glossary is in it, without a file of its own.
    first.unlink()
    listed = re.findall(r"^ *([\w-]+)$", page.listed[suffix], re.MULTILINE)
    assert GENERATED in listed
    for name in set(listed) - {GENERATED}:
        (source / f"{name}.{suffix}").write_text(text, encoding="utf-8")
    index = source / f"index.{suffix}"
    index.write_text(TITLES[suffix] + page.listed[suffix], encoding="utf-8")
    done = reader.type(page.build, tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    html = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    entries = [link["href"] for link in html.select("[role=main] .toctree-l1 > a")]
    assert entries == [f"{name}.html" for name in listed]


def looks_right(file: Path, roles: list[str]) -> None:
    """Hold what a reader sees of some terms against what the glossary says of them."""
    html = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    links = html.select("a.ftgloss-term")
    assert [link.get_text().lower() for link in links] == [role.lower() for role in roles]
    for link in links:
        target, _hash, anchor = str(link["href"]).partition("#")
        glossary = (file.parent / target).read_text(encoding="utf-8")
        entry = BeautifulSoup(glossary, "html.parser").find(id=anchor)
        card = html.find(id=str(link["aria-describedby"]))
        assert target == f"{GENERATED}.html"
        assert entry
        assert card
        assert SHORT[anchor.removeprefix("ftterm-")] in " ".join(card.get_text().split())


SHORT = {
    record["id"]: record["short"]
    for file in (ROOT / "src/sphinx_ftgloss/packs/fine_tuning").glob("*-*.toml")
    for record in tomllib.loads(file.read_text(encoding="utf-8"))["term"]
}
