"""The wheel holds what runs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
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
