# Two commands do everything on a fresh machine: `make videos` and `make test`.
VENV ?= .venv
PY := $(VENV)/bin/python
JOBS ?= 3
SCENES ?= fc-explosion connectivity locality three-insights kernel-sliding receptive-field-growth sobel-edge equivariance

.PHONY: videos chapter lecture test exhaust quick lint mutate audit corpus bench clean help setup

help:            ## Show what there is to make
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  +##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:           ## Install what rendering and testing need
	@./setup.sh --dev

videos:          ## Install what is missing, then render a scene of each part of the chapter to MP4 and GIF in media/
	@./setup.sh
	$(PY) render.py render $(SCENES) --format mp4,gif

chapter:         ## The same for all scenes; takes twenty minutes
	@./setup.sh
	$(PY) render.py render all --format mp4,gif

lecture:         ## Install what is missing, then make one film of the whole chapter in media/lecture/
	@./setup.sh
	$(PY) render.py lecture

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

corpus: setup     ## Compare our frames of all examples in the docstrings of Manim with its own; takes half an hour
	$(PY) -m benchmarks.docstring_corpus

bench:           ## Time our renders against Manim's own at 1080p60; takes a while
	@./setup.sh
	$(PY) render.py bench -q h

clean:           ## Remove what was rendered
	$(PY) render.py clean
