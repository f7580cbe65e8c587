"""The command ``sphinx-ftgloss``: look at terms, check, export and import them, without a build."""
