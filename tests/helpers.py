"""A project in a folder, built by Sphinx through `sphinx_testing`, and what the build left."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from jinja2 import FileSystemBytecodeCache
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import translators
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import docutils_namespace
from sphinx_testing import TestApp

import sphinx_ftgloss

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes

# It is a class of Sphinx's, not a test.
TestApp.__test__ = False
TEMPLATES = FileSystemBytecodeCache()

SEED_TERMS = [
    "fine-tuning",
    "pre-training",
    "transfer-learning",
    "full-fine-tuning",
    "epoch",
    "lora",
    "qlora",
    "adapter-layers",
    "peft",
    "rank",
    "rlhf",
    "dpo",
    "sft",
    "instruction-tuning",
    "constitutional-ai",
    "catastrophic-forgetting",
    "overfitting",
    "distribution-shift",
    "data-contamination",
    "training-set",
    "validation-set",
    "test-set",
    "synthetic-data",
    "data-deduplication",
    "learning-rate",
    "warmup",
    "gradient-accumulation",
    "checkpointing",
]
"""The first terms, whose ids never change."""


PACKAGE = Path(sphinx_ftgloss.__file__).parent
MODULES = [
    ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for file in sorted(PACKAGE.rglob("*.py"))
]
"""The names of all our modules."""


def unavailable(reason: str) -> NoReturn:
    """Skip a test that needs what is not installed; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def hatch(source: Path, target: Path, **how: Any) -> None:
    """Build a wheel and a source distribution in a process of its own."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, **how)


@dataclass
class Build:
    """What one run of Sphinx left behind."""

    out: Path
    warnings: list[str]
    status: str
    read: list[str]
    written: list[str]
    doctrees: Mapping[str, nodes.document] = field(repr=False)

    def text(self, name: str) -> str:
        return (self.out / name).read_text(encoding="utf-8")


@dataclass
class Project:
    """A project's source folder; `build` runs Sphinx on it as a user would."""

    source: Path
    conf: dict[str, Any]

    def write(self, name: str, text: str) -> Path:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(
        self,
        builder: str = "html",
        *,
        warns: tuple[str, ...] | None = (),
        parallel: int = 1,
        out: Path | None = None,
        **conf: Any,
    ) -> Build:
        """Build, and hold each warning against a pattern; any other warning fails the test.

        :param warns: the patterns; ``None`` lets all warnings pass.
        """
        root = self.source.parent
        out = out or root / "build" / builder
        # Sphinx refuses to share a doctree folder with the gettext builder.
        doctrees = root / ("doctrees-gettext" if builder == "gettext" else "doctrees")
        for folder in (out, doctrees):
            folder.mkdir(parents=True, exist_ok=True)
        status, warning = StringIO(), StringIO()
        seen: dict[str, nodes.document] = {}
        read: list[str] = []
        with docutils_namespace():
            app = TestApp(
                srcdir=str(self.source),
                outdir=str(out),
                doctreedir=str(doctrees),
                buildername=builder,
                confoverrides={**self.conf, **conf},
                status=status,
                warning=warning,
                parallel=parallel,
            )
            if isinstance(app.builder, StandaloneHTMLBuilder):
                # A third of a small build would else go into compiling the theme's templates.
                app.builder.templates.environment.bytecode_cache = TEMPLATES
            try:
                app.connect("source-read", lambda _app, name, _content: read.append(name))
                app.connect("doctree-resolved", lambda _app, tree, name: seen.update({name: tree}))
                app.build()
            finally:
                app.cleanup()
                # Sphinx keeps catalogs for the process, which for it is one build.
                translators.clear()
        written = re.findall(
            r"writing output\.\.\. \[\s*\d+%\] (\S+)", strip_escape_sequences(status.getvalue())
        )
        warnings = [
            line.replace(f"{self.source}/", "")
            for line in strip_escape_sequences(warning.getvalue()).splitlines()
            if line.strip()
        ]
        expected = list(warns or ())
        for line in warnings if warns is not None else ():
            match = next((pattern for pattern in expected if re.search(pattern, line)), None)
            assert match is not None, f"unexpected warning: {line}"
            expected.remove(match)
        assert not expected, f"no such warning: {expected}"
        return Build(out, warnings, status.getvalue(), read, written, seen)
