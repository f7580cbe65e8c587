"""Run the command: ``python -m sphinx_ftgloss``."""

import sys

from sphinx_ftgloss.command.main import main

if __name__ == "__main__":
    sys.exit(main())
