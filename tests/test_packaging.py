"""The wheel holds what runs, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import sphinx_ftgloss

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_wheel_holds_all_files_of_the_package(wheel: zipfile.ZipFile) -> None:
    """Code, terms, script, style and marker are in it; tests and documentation are not."""
    tracked = subprocess.run(
        ["git", "ls-files", "src"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    package = {name.removeprefix("src/") for name in tracked}
    # Catalogs are compiled when the wheel is built.
    package |= {name.removesuffix(".po") + ".mo" for name in package if name.endswith(".po")}
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert inside == package
    assert "sphinx_ftgloss/py.typed" in inside
    assert "sphinx_ftgloss/packs/fine_tuning/pack.toml" in inside
    assert "sphinx_ftgloss/packs/fine_tuning/zh_CN/pack.toml" in inside
    assert "sphinx_ftgloss/locale/zh_CN/LC_MESSAGES/sphinx_ftgloss.mo" in inside


def test_wheel_carries_the_licence(wheel: zipfile.ZipFile) -> None:
    """The licence comes with it."""
    assert [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]


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
