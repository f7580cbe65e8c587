# Two commands do everything on a machine with Python, git and make:
#   make docs    build the manual and print the file to open
#   make test    run the tests, in a real browser too
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: help docs pdf test test-slow coverage engines contrast pictures lint fuzz bench mutants matrix tried audit schema check-params catalogs pinyin picture clean

help:
	@sed -n 's/^#   //p' Makefile

CATALOGS := $(wildcard src/sphinx_ftgloss/locale/*/LC_MESSAGES/*.po)

$(READY): pyproject.toml hatch_build.py $(CATALOGS)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $(READY)

#   make lint    check format, style and types
lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	sh tools/check-script

docs: $(READY)
	$(BIN)/python -m sphinx -E -n -W --keep-going -q -b html example_docs example_docs/_build/html
	@echo "Open example_docs/_build/html/index.html"

#   make pdf     print the manual, with XeLaTeX
pdf: $(READY)
	$(BIN)/python -m sphinx -M latexpdf example_docs example_docs/_build

test: $(READY)
	sh tools/install-browser
	sh tools/install-checkers
	sh tools/install-npm
	$(BIN)/python -m pytest -n auto -m "not slow"

#   make test-slow  run the tests that take long: each engine and theme, PDF, EPUB, made-up input
test-slow: $(READY)
	sh tools/install-browser
	sh tools/install-checkers
	sh tools/install-npm
	sh tools/install-tex
	$(BIN)/python -m pytest -n auto -m slow -o junit_family=xunit1 --junitxml=build/tests.xml
	$(BIN)/python tools/tables.py --check build/tests.xml

#   make coverage  tell how much of the code the tests run that need no browser
coverage: $(READY)
	$(BIN)/python -m pytest -n auto -m "not browser and not slow" --cov=sphinx_ftgloss --cov-report=term --cov-fail-under=95

#   make engines try the card in three browser engines, and write the manual's table
engines: $(READY)
	sh tools/install-browser
	$(BIN)/python tools/tables.py engines

#   make contrast measure the colors in seven themes, and write the manual's table
contrast: $(READY)
	sh tools/install-browser
	$(BIN)/python tools/tables.py contrast

#   make pictures take the pictures that cards and entries are compared with
pictures: $(READY)
	sh tools/install-browser
	$(BIN)/python -m pytest -q tests/browser/test_pictures.py::test_pictures --force-regen

#   make matrix  run the tests with the oldest, a middle and the newest Sphinx
matrix: $(READY)
	$(BIN)/nox

#   make fuzz    feed made-up term files to the loader for ten minutes
fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group fuzz
	mkdir -p build/fuzz
	cd build/fuzz && ../../$(BIN)/python ../../tools/fuzz_loader.py -max_len=3000 -max_total_time=600 .

#   make tried   run the tests with the newest of each dependency, and record which these are
tried: $(READY)
	$(BIN)/nox -s tried

#   make audit   ask for known vulnerabilities in dependencies (needs the network)
audit: $(READY)
	$(BIN)/nox -s audit

#   make bench   compare build times with the alternatives
bench: $(READY)
	$(BIN)/python benchmarks/run.py

#   make mutants count which small changes of the loader, the look-up and the matcher tests notice
mutants: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group mutation
	$(BIN)/python tools/mutants.py

#   make schema  write the JSON Schema of term files
schema: $(READY)
	$(BIN)/python tools/schema.py

#   make check-params  check the names in code of all terms against the libraries
check-params: $(READY)
	$(BIN)/python tools/params.py --record

#   make catalogs  put new words to translate into the message catalogs
catalogs: $(READY)
	mkdir -p build
	$(BIN)/pybabel -q extract --no-location -k _ -k filled:1 -o build/sphinx_ftgloss.pot src/sphinx_ftgloss
	$(BIN)/pybabel update -D sphinx_ftgloss -N -i build/sphinx_ftgloss.pot -d src/sphinx_ftgloss/locale

#   make pinyin  write what new Chinese names are sorted by
pinyin: $(READY)
	$(BIN)/python tools/pinyin.py

#   make picture make the picture of the README from a real build
picture: $(READY)
	$(BIN)/python tools/picture.py

clean:
	rm -rf .venv .nox example_docs/_build build dist
