"""Tables and charts of the guides, made from ``data/measurements.csv`` when the manual is built."""

from __future__ import annotations

import csv
import dataclasses
import os
import re
import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.style
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.directives.patches import CSVTable, Figure
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

METHODS = {
    "full-fp32-master": "Full, fp32",
    "full-bf16": "Full, bf16",
    "lora-bf16": "LoRA",
    "qlora-nf4": "QLoRA",
}
HEADINGS = {
    "model": "Model",
    "method": "Method",
    "rank": "Rank",
    "seq_len": "Tokens",
    "base_params": "Parameters",
    "trainable_params": "Trainable",
    "weights_gib": "Weights, GiB",
    "peak_gib": "Peak, GiB",
    "step_s": "Step, s",
    "tokens_per_s": "Tokens/s",
}
# File formats of a chart, and the date that is left out so that two builds give the same file.
FORMATS = {"svg": "Date", "pdf": "CreationDate", "png": None}


@dataclasses.dataclass(frozen=True)
class Case:
    """One row of the file; ``None`` where a run was out of memory or has no rank."""

    model: str
    method: str
    rank: int | None
    seq_len: int
    base_params: int
    trainable_params: int
    weights_gib: float
    peak_gib: float | None

    @classmethod
    def from_row(cls, row: dict[str, str]) -> Case:
        return cls(
            model=row["model"],
            method=METHODS[row["method"]],
            rank=int(row["rank"]) if row["rank"] else None,
            seq_len=int(row["seq_len"]),
            base_params=int(row["base_params"]),
            trainable_params=int(row["trainable_params"]),
            weights_gib=float(row["weights_gib"]),
            peak_gib=float(row["peak_gib"]) if row["peak_gib"] else None,
        )


def read(env: BuildEnvironment) -> list[dict[str, str]]:
    """Return the rows as text, and have the current document read again when the file changes."""
    path = Path(env.srcdir, "data", "measurements.csv")
    env.note_dependency(str(path))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cell(column: str, text: str) -> str:
    if column == "method":
        return METHODS[text]
    if not text:
        return "\N{EN DASH}" if column == "rank" else "out of memory"
    if column.endswith("_gib"):
        return f"{float(text):.2f}"
    return f"{int(text):,}" if text.isdecimal() else text


class Measurements(CSVTable, SphinxDirective):
    """Rows and columns of the file as a table; an option named like a column keeps its values."""

    option_spec = {  # noqa: RUF012
        **dict.fromkeys(HEADINGS, directives.unchanged_required),
        "columns": directives.unchanged_required,
        "sort": directives.unchanged_required,
        "name": directives.unchanged,
    }
    has_content = False

    def run(self) -> list[nodes.Node]:
        columns = self.options.pop("columns").split()
        wanted = {name: self.options.pop(name).split() for name in HEADINGS if name in self.options}
        rows = read(self.env)
        if sort := self.options.pop("sort", ""):
            rows.sort(key=lambda row: int(row[sort] or 0))
        lines = [[HEADINGS[column] for column in columns]]
        lines += [
            [cell(column, row[column]) for column in columns]
            for row in rows
            if all((row[name] or "-") in values for name, values in wanted.items())
        ]
        quoted = [",".join(f'"{text}"' for text in line) for line in lines]
        self.content = StringList(quoted, self.get_source_info()[0])
        self.options["header-rows"] = 1
        result = super().run()
        for row in result[0].findall(nodes.row):
            for column, entry in zip(columns, row, strict=True):
                if column not in {"model", "method"}:
                    entry["classes"].append("text-right")
        return result


def make_valid(picture: Path) -> None:
    """Take out what EPUB forbids: a document type, and the path without a line that is a space."""
    text = picture.read_text(encoding="utf-8")
    text = re.sub(r"<!DOCTYPE[^>]*>\n?", "", text)
    text = re.sub(r'(<path id="[^"]*")( transform)', r'\1 d="M 0 0"\2', text)
    picture.write_text(text, encoding="utf-8")


class Chart(Figure, SphinxDirective):
    """A figure drawn by ``plots/<name>.py``, in a format for every builder."""

    def run(self) -> list[nodes.Node]:
        plots = Path(self.env.srcdir, "plots")
        script = plots / f"{self.arguments[0]}.py"
        style = plots / "chart.mplstyle"
        for path in (script, style):
            self.env.note_dependency(str(path))
        cases = [Case.from_row(row) for row in read(self.env)]
        folder = Path(self.env.doctreedir, "charts")
        folder.mkdir(parents=True, exist_ok=True)
        with matplotlib.style.context(style):
            figure = runpy.run_path(str(script))["draw"](cases)
            for ending, date in FORMATS.items():
                metadata = {date: None} if date else None
                figure.savefig(folder / f"{script.stem}.{ending}", metadata=metadata)
        make_valid(folder / f"{script.stem}.svg")
        document = Path(self.env.doc2path(self.env.docname))
        uri = Path(os.path.relpath(folder, document.parent), f"{script.stem}.*")
        self.arguments[0] = uri.as_posix()
        self.options.setdefault("figclass", []).append("chart")
        return super().run()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("measurements", Measurements)
    app.add_directive("chart", Chart)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
