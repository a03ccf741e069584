# `make run` and `make test` do everything on a machine with python3 (3.11 or later), pip and make.
# A stamp is written only when its step is done: a killed run is repaired by running the command again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := -c constraints.txt
export PYTHONUNBUFFERED := 1

.PHONY: run install test check bench train-reader calibrate clean

run: install
	@echo "== weights" && $(BIN)/vigie models pull
	@echo "== index" && $(BIN)/vigie index
	@echo "== service" && $(BIN)/vigie serve

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Vigie needs Python 3.11 or later: set PYTHON=python3.11" >&2; exit 1; }
	@echo "== virtual environment and packages (about 2 GB, once)"
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(PIP) install --progress-bar on $(LOCK) -e .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	@echo "== packages for tests"
	$(PIP) install --progress-bar on $(LOCK) -e '.[test]'
	@touch $@

test: $(VENV)/tested
	@sh tools/system-packages.sh
	@echo "== weights" && $(BIN)/vigie models pull && $(BIN)/vigie models pull qwen2.5-coder-0.5b-instruct
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/bench: $(VENV)/tested
	$(PIP) install $(LOCK) bm25s==0.3.16 onnx==1.23.2 onnxruntime==1.32.0 onnxscript==0.7.2 openvino==2026.4.1
	$(PYTHON) -m venv $(VENV)-peers && $(VENV)-peers/bin/pip install -r bench/peers.txt
	@touch $@

# make bench ONLY=search|embedding|answers EVAL=folder with documents.jsonl and questions.jsonl (default: the bundled
# corpus and its questions); ONLY=reading|generation EVAL=folder, put to the index of VIGIE_HOME;
# ONLY=lexical|scale SIZES="1000 100000 1000000"; ONLY=api
ONLY ?= scale
SIZES ?= 1000 100000
bench: EVAL ?= tests/data
bench: E5 := $(or $(VIGIE_HOME),var)/models/multilingual-e5-small
bench: $(VENV)/bench
	@echo "== weights" && $(BIN)/vigie models pull multilingual-e5-small
ifeq ($(ONLY),search)
	$(BIN)/python -m bench.search $(EVAL) $(E5) --peers $(VENV)-peers/bin/python $(ARGS)
else ifeq ($(ONLY),embedding)
	$(BIN)/python -m bench.embedding $(EVAL) $(E5) $(ARGS)
else ifneq ($(filter reading generation,$(ONLY)),)
	$(BIN)/python -m bench.$(ONLY) $(EVAL) $(ARGS)
else ifeq ($(ONLY),api)
	$(BIN)/python -m bench.api $(ARGS)
else ifeq ($(ONLY),answers)
	$(BIN)/python -m bench.answers $(VENV)-peers/bin/python $(EVAL) $(ARGS)
else
	$(BIN)/python -m bench.$(ONLY) $(SIZES)
endif

$(VENV)/train: $(VENV)/tested
	$(PIP) install $(LOCK) -e '.[test,train]'
	@touch $@

# make train-reader EVAL=folder with piaf, piaf_openset, afriqa_fr and spf: four hours on two cores (ARGS=--further, from
# the shipped weights: an hour and a half); run it again to go on after the last checkpoint. make calibrate fits both
# readers' few weights and thresholds again.
train-reader: $(VENV)/train
	@echo "== weights" && $(BIN)/vigie models pull multilingual-e5-small
	$(BIN)/python -m tools.train_reader $(EVAL) $(or $(VIGIE_HOME),var)/training $(ARGS)
	$(MAKE) calibrate EVAL=$(EVAL)

calibrate: $(VENV)/train
	$(BIN)/python -m tools.calibrate $(EVAL) untrained
	$(BIN)/python -m tools.calibrate $(EVAL) trained

clean:
	rm -rf $(VENV) build *.egg-info
