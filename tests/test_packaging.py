"""The wheel holds what runs and nothing else, and whoever builds it gets the same bytes."""

from __future__ import annotations

import gettext
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

import sphinx_ftgloss
from helpers import hatch

ROOT = Path(__file__).parent.parent


# What the package is made of. A new kind of file must be wanted there, and be named here.
KINDS = {".css", ".js", ".mo", ".py", ".sty", ".toml"}
SINGLE = {"py.typed", "term-file.schema.json", "stubs/page.md", "stubs/page.rst"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the wheel and the source distribution of this working tree."""
    folder = tmp_path_factory.mktemp("built")
    # A date of the machine that runs the tests must not decide.
    hatch(ROOT, folder, env={k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"})
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob("*.whl")))


@pytest.fixture
def unpacked(built: Path, tmp_path: Path) -> Path:
    """Return the folder of the source distribution, unpacked where no Git is."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    (folder,) = (tmp_path / "unpacked").iterdir()
    return folder


def kept(*folders: str) -> set[str]:
    """Return the files of the working tree that Git does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return set(done.stdout.splitlines())


def test_wheel_holds_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """Code, terms, labels, scripts and styles are in it; tests and caches are not."""
    package = {name.removeprefix("src/") for name in kept("src")}
    # Catalogs are compiled when the wheel is built, and nobody reads their sources.
    compiled = {name.removesuffix(".po") + ".mo" for name in package if name.endswith(".po")}
    sources = {name for name in package if name.endswith(".po")}
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert inside == package - sources | compiled
    assert "sphinx_ftgloss/packs/fine_tuning/pack.toml" in inside
    assert "sphinx_ftgloss/packs/fine_tuning/zh_CN/pack.toml" in inside
    assert "sphinx_ftgloss/locale/zh_CN/LC_MESSAGES/sphinx_ftgloss.mo" in inside
    others = {name for name in inside if Path(name).suffix not in KINDS}
    assert others == {f"sphinx_ftgloss/{name}" for name in SINGLE}


def test_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    """Beside the package are its metadata, its command and its licence."""
    folder = f"sphinx_ftgloss-{sphinx_ftgloss.__version__}.dist-info/"
    beside = {name.removeprefix(folder) for name in wheel.namelist() if ".dist-info/" in name}

    assert beside == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    assert wheel.read(f"{folder}licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    commands = wheel.read(f"{folder}entry_points.txt").decode()
    assert "sphinx-ftgloss = sphinx_ftgloss.command.main:main" in commands


def test_sdist_is_a_checkout(unpacked: Path) -> None:
    """Who has the source distribution can test it, print its manual and build it."""
    inside = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}

    assert inside == kept() | {"PKG-INFO"}
    assert {"SECURITY.md", "LICENSE", "tests/conftest.py", "tools/params.py"} <= inside


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.*")}


def test_sdist_builds_the_same(built: Path, unpacked: Path, tmp_path: Path) -> None:
    """What others build from the source distribution, elsewhere and later, has our bytes."""
    for path in unpacked.rglob("*"):
        os.utime(path, (0, 0))
        path.chmod(path.stat().st_mode & 0o700)
    environment = os.environ | {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    environment.pop("SOURCE_DATE_EPOCH", None)
    hatch(unpacked, tmp_path / "dist", env=environment, umask=0o077)

    assert len(digests(built)) == 2
    assert digests(tmp_path / "dist") == digests(built)


def test_a_given_date_decides(unpacked: Path, tmp_path: Path) -> None:
    """With SOURCE_DATE_EPOCH two builds have the same bytes too, and this date."""
    dated = os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}
    hatch(ROOT, tmp_path / "ours", env=dated)
    hatch(unpacked, tmp_path / "theirs", env=dated | {"TZ": "Asia/Kathmandu"}, umask=0o077)

    assert digests(tmp_path / "ours") == digests(tmp_path / "theirs")
    with zipfile.ZipFile(next((tmp_path / "ours").glob("*.whl"))) as packed:
        assert {entry.date_time[:3] for entry in packed.infolist()} == {(2023, 11, 14)}


def test_catalogs_have_no_date_of_the_build(wheel: zipfile.ZipFile) -> None:
    """A compiled catalog has the dates of its source, so that tomorrow gives the same bytes."""
    catalogs = [name for name in wheel.namelist() if name.endswith(".mo")]

    assert len(catalogs) >= 5
    for name in catalogs:
        said = gettext.GNUTranslations(io.BytesIO(wheel.read(name))).info()
        source = (ROOT / "src" / name).with_suffix(".po").read_text(encoding="utf-8")
        for date in ("POT-Creation-Date", "PO-Revision-Date"):
            assert f'"{date}: {said[date.lower()]}\\n"' in source


def rendered(text: str) -> BeautifulSoup:
    html = MarkdownIt().enable("table").render(text)
    return BeautifulSoup(html, "html.parser")


def test_description_stands_alone(wheel: zipfile.ZipFile) -> None:
    """On an index, with no file beside it, the README says the same, and no link is broken."""
    folder = f"sphinx_ftgloss-{sphinx_ftgloss.__version__}.dist-info/"
    metadata = message_from_bytes(wheel.read(f"{folder}METADATA"))
    description = rendered(metadata.get_payload(decode=True).decode())
    readme = rendered((ROOT / "README.md").read_text(encoding="utf-8"))

    assert metadata["Description-Content-Type"] == "text/markdown"
    addresses = [link["href"] for link in description("a")] + [i["src"] for i in description("img")]
    assert [address for address in addresses if not address.startswith("https:")] == []
    assert description.get_text().split() == readme.get_text().split()
    assert len(description("table")) == len(readme("table"))


def test_links_of_the_readme_lead_to_files() -> None:
    """In a checkout, the README's links and pictures are there."""
    readme = rendered((ROOT / "README.md").read_text(encoding="utf-8"))
    addresses = [link["href"] for link in readme("a")] + [image["src"] for image in readme("img")]

    assert len(addresses) > 10
    missing = [a for a in addresses if not (a.startswith("https:") or (ROOT / a).exists())]
    assert missing == []


def test_changelog_is_of_this_version() -> None:
    """The newest version in the changelog is that of the package; what is above has none yet."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    if sections[0] == "Unreleased":
        del sections[0]
    version, _dash, date = sections[0].partition(" - ")

    assert version == sphinx_ftgloss.__version__, (
        "give CHANGELOG.md and __version__ in src/sphinx_ftgloss/__init__.py the same version"
    )
    # Only what is on top waits for its day.
    dates = [section.partition(" - ")[2] for section in sections[1:]]
    assert date == "unreleased" or re.fullmatch(r"\d{4}-\d\d-\d\d", date)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", each) for each in dates)


def test_version_is_the_packages(wheel: zipfile.ZipFile) -> None:
    """The version stands in one place."""
    assert f"sphinx_ftgloss-{sphinx_ftgloss.__version__}.dist-info/METADATA" in wheel.namelist()


@pytest.fixture(scope="module")
def environment(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fresh environment with our wheel, that of the template pack, and what they need."""
    folder = tmp_path_factory.mktemp("environment")
    source = folder / "pack"
    shutil.copytree(ROOT / "examples" / "pack", source)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    # What ours depends on is here already, and nothing is fetched; ours is found nowhere else, as
    # editable installs of this environment are not followed.
    (site / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    for name in (wheel.filename, next(folder.glob("our_evals-*.whl"))):
        with zipfile.ZipFile(str(name)) as packed:
            packed.extractall(site)
    return folder / "venv" / "bin" / "python"


def test_template_pack_works_from_its_wheel(environment: Path, tmp_path: Path) -> None:
    """A project finds the terms of the installed template, with its translation."""
    (tmp_path / "conf.py").write_text(
        "extensions = ['sphinx_ftgloss']\nlanguage = 'de'\n"
        "ftgloss_packs = ['fine-tuning', 'our-evals']\n",
        encoding="utf-8",
    )
    text = "S\n=\n\n:ftterm:`gold sets` :ftterm:`answer-rate` :ftterm:`lora`\n"
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    command = [environment, "-m", "sphinx", "-W", "-n", "-q", "-b", "html", ".", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "Ein kleiner Testsatz" in page
    assert "ftcard-answer-rate" in page
    assert "ftcard-lora" in page


def test_template_pack_is_a_good_one() -> None:
    """The template has no fault that `check` would name."""
    folder = "examples/pack/src/our_evals"
    command = [sys.executable, "-m", "sphinx_ftgloss", "check", "--pack", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stdout == ""
    assert done.stderr == "2 terms, 0 problems\n"
