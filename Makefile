# What people do with minigrad. `make` alone lists it. Without make (Windows), run the same
# lines by hand: python tools/environment.py tools/lab.py
.DEFAULT_GOAL := help
.PHONY: help lab test notebooks variants figures lint format types bench parity browser site docs classroom clean

PYTHON ?= $(shell command -v python3 2>/dev/null || command -v python 2>/dev/null)
NONE := No Python was found. Install Python 3.11 or newer (Linux: sudo apt install python3 python3-venv; macOS: brew install python; or python.org), then run the same command again
IN = $(if $(PYTHON),"$(PYTHON)" -E,$(error $(NONE))) tools/environment.py
# The recipes use IN lazily, so that `make help` works without a Python. -E: PYTHONHOME or PYTHONPATH
# may be another program's.

help:       ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
lab:        ## start JupyterLab on the course's first page (PORT=8890, ARGS=--no-browser; ARGS=--stored)
	@$(IN) tools/lab.py $(if $(PORT),--port=$(PORT)) $(ARGS)
test:       ## every test: units, docstrings, notebooks; one summary (ARGS="-k graph"; ARGS="-n 0")
	@$(IN) --with test -m pytest --cov=minigrad -n auto --maxprocesses=8 --max-worker-restart=0 $(ARGS)
notebooks:  ## run all notebooks again and store their outputs (ARGS=--check only compares)
	@$(IN) --with test tools/notebooks.py $(ARGS)
variants:   ## for instructors: ARGS="pdf without-solutions 03"; solved, slides, html (into variants/)
	@$(IN) --with test tools/variants.py $(ARGS)
figures:    ## draw the figures in _attachments/ again
	@$(IN) -m minigrad.drawing.figures $(ARGS)
lint:       ## report style and likely bugs
	@$(IN) --with dev tools/lint.py
format:     ## mend the style
	@$(IN) --with dev tools/lint.py --fix
types:      ## check the type hints
	@$(IN) --with dev -m mypy $(ARGS)
bench:      ## speed and memory, beside NumPy by hand and PyTorch
	@$(IN) --with parity,bench benchmarks/run.py $(ARGS)
parity:     ## run the parity programs on PyTorch too, and compare
	@$(IN) --with test,parity -m pytest -m live tests/parity $(ARGS)
browser:    ## drive the notebooks in JupyterLab with a real Chromium
	@$(IN) --with test,dev,hub -m pytest -m browser tests/browser $(ARGS)
site:       ## the course as a static site in build/site (OFFLINE=1 self-contained; or URL=https://...)
	@$(IN) --with docs tools/makesite.py $(if $(OFFLINE),--offline) $(if $(URL),--url=$(URL)) $(ARGS)
docs:       ## the documentation site, API and all, into build/docs
	@$(IN) --with docs tools/makedocs.py $(ARGS)
classroom:  ## a JupyterHub with the course on this machine (ARGS="--students ana,ben")
	@$(IN) --with hub tools/classroom.py $(ARGS)
clean:      ## remove the environment and everything that was generated
	@$(firstword $(IN)) tools/clean.py
