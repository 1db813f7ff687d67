# Two commands do everything on a fresh machine: `make videos` and `make test`.
VENV ?= .venv
PY := $(VENV)/bin/python
JOBS ?= 2

.PHONY: videos test exhaust quick lint mutate audit bench clean help setup

help:            ## Show what there is to make
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  +##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:           ## Install what rendering and testing need
	@./setup.sh --dev

videos:          ## Install what is missing, then render the fifteen scenes to MP4 and GIF in media/
	@./setup.sh
	$(PY) render.py render all --format mp4,gif

test:            ## Install what is missing, then run the test suite
	@./setup.sh --dev
	$(PY) -m pytest -n $(JOBS) --dist worksteal -m "not exhaustive"

exhaust: setup   ## Run what repeats the suite's tests many times, for every scene and at the extremes
	$(PY) -m pytest -n $(JOBS) --dist worksteal -m exhaustive

quick: setup     ## Run the tests that take no real rendering
	$(PY) -m pytest -n $(JOBS) --dist worksteal -m "not slow and not exhaustive"

lint: setup      ## Check style and types
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

mutate: setup    ## Plant small faults in convmath and count those that its tests notice; takes hours
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement constraints-mutate.txt
	$(PY) -m benchmarks.mutation --jobs $(JOBS) $(MODULES)

audit: setup     ## Ask for known vulnerabilities of all that is pinned; needs the network
	@$(PY) -m venv --clear $(VENV)/audit && $(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	@for pins in constraints*.txt; do $(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip --requirement $$pins || exit 1; done

bench:           ## Time our renders against Manim's own at 1080p60; takes a while
	@./setup.sh
	$(PY) render.py bench -q h

clean:           ## Remove what was rendered
	$(PY) render.py clean
