"""Reference lists of the manual, made from the code so that they cannot drift from it."""

from __future__ import annotations

import argparse
import ast
import csv
import dataclasses
import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.languages import get_language
from docutils.parsers.rst import directives, roles
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import sphinx_ftgloss
from sphinx_ftgloss import arguments, loader, reviewing
