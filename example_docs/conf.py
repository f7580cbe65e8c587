"""The settings of this manual."""

import sys
from importlib.metadata import version as installed
from pathlib import Path

# The folder is in the source tree: import its modules, and leave no compiled files in it.
sys.path.insert(0, str(Path(__file__).parent / "_ext"))
sys.dont_write_bytecode = True

project = "sphinx-ftgloss"
author = "The sphinx-ftgloss authors"
copyright = "the sphinx-ftgloss authors"  # noqa: A001
version = release = installed("sphinx-ftgloss")
language = "en"

extensions = [
    "myst_parser",
    "sphinx_ftgloss",
    # Local to this manual, in the folder _ext:
    "mathml",
    "measurements",
    "reference",
]
exclude_patterns = ["_build", "data"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
numfig = True

ftgloss_terms = ["terms/*.toml"]

html_theme = "furo"
html_title = "sphinx-ftgloss"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_math_renderer = "mathml"

epub_show_urls = "no"
man_pages = [("index", "sphinx-ftgloss", "a fine-tuning glossary for Sphinx", [author], 7)]
# With a font for the example in Chinese, and the quotes of this font for no other.
latex_engine = "xelatex"
latex_use_xindy = False
latex_elements = {
    "preamble": r"""
\usepackage{xeCJK}
\setCJKmainfont{FandolSong-Regular.otf}
\setCJKmonofont{FandolFang-Regular.otf}
\xeCJKDeclareCharClass{Default}{"2010 -> "2027, "2190 -> "22FF}
"""
}
latex_documents = [("index", "sphinx-ftgloss.tex", "sphinx-ftgloss", author, "howto")]
