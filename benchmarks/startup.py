"""Print what the package costs before it does anything: import, ``setup()``, loading the pack.

    python benchmarks/startup.py

Medians of CPU time over fresh processes. The import must not bring in Sphinx; ``setup()`` and the
pack are measured where Sphinx runs already, once with MyST-Parser loaded (which most projects do)
and once without.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys

IMPORT = """
import json, sys, time
before = len(sys.modules)
start = time.process_time()
import sphinx_ftgloss
took = time.process_time() - start
bad = [name for name in ("sphinx", "docutils", "msgspec", "rtoml") if name in sys.modules]
print(json.dumps({"import": took, "unwanted": bad, "modules": len(sys.modules) - before}))
"""
SETUP = """
import json, sys, tempfile, time
from pathlib import Path
from sphinx.application import Sphinx
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "conf.py").write_text("")
    app = Sphinx(folder, folder, folder / "out", folder / "trees", "html", status=None,
                 confoverrides={"extensions": EXTENSIONS})
    start = time.process_time()
    app.setup_extension("sphinx_ftgloss")
    middle = time.process_time()
    from sphinx_ftgloss.terms import loader
    _glossary, problems = loader.load_pack()
    end = time.process_time()
print(json.dumps({"setup": middle - start, "pack": end - middle, "problems": len(problems)}))
"""


def _ask(code: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    rows: dict[str, list[float]] = {}
    for _run in range(runs):
        answer = _ask(IMPORT)
        if answer["unwanted"]:
            sys.exit(f"import sphinx_ftgloss imports {answer['unwanted']}")
        rows.setdefault("`import sphinx_ftgloss`", []).append(answer["import"])
        for label, extensions in (("Sphinx", []), ("Sphinx and MyST-Parser", ["myst_parser"])):
            answer = _ask(SETUP.replace("EXTENSIONS", repr(extensions)))
            rows.setdefault(f"`setup()` beside {label}", []).append(answer["setup"])
            rows.setdefault(f"shipped pack beside {label}", []).append(answer["pack"])
    print(f"| {runs} fresh processes | median CPU ms | range |\n|---|---|---|")
    for label, seconds in rows.items():
        low, high = 1000 * min(seconds), 1000 * max(seconds)
        print(f"| {label} | {1000 * statistics.median(seconds):.1f} | {low:.1f}-{high:.1f} |")


if __name__ == "__main__":
    main()
