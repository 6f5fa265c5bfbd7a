# Everything sets itself up: a virtual environment in .venv, made from the hashed lock files; `demo` installs only what runs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/runs
READY := $(VENV)/ready
TEST := TMPDIR=$$(.ci/scratch) $(BIN)/python -m pytest -n 4 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help install demo run test check docs figures bench crash fuzz machine peers abuse lock system security licences sbom dist

help:
	@echo "make demo    the main job on a sample department, in the browser"
	@echo "make test    all tests"
	@echo "make check   format, lint, types, contracts, security, tests"
	@echo "make run     the service (settings: NHACVIEC_*)"
	@echo "make bench   measurements;  make crash  kills;  make fuzz  broken input;  make abuse  idle connections;  make peers  beside other programs;  make machine  promises in any order;  make lock  renew the lock files"
	@echo "make docs    the picture of the tree and the list of commands;  make figures  how long functions, how full folders are"
	@echo "make security  weaknesses and licences;  make dist  sdist, wheel, SBOM (CycloneDX)"

$(RUNS): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@

$(READY): $(RUNS) pyproject.toml requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

install: $(READY)

demo: $(RUNS)
	$(BIN)/python -m nhacviec demo

run: $(READY)
	$(BIN)/nhacviec run

system:
	@.ci/system_packages

test: system $(READY)
	$(TEST)

security: $(READY)
	$(BIN)/bandit -c pyproject.toml --quiet --severity-level medium -r actions api bot documents domain nhacviec scheduler storage web
	@.ci/licences >/dev/null && echo "licences: all allowed (docs/licences.md)"
	@.ci/audit $(BIN)/pip-audit --no-deps --disable-pip --timeout 5 -r requirements.lock

licences: $(READY)
	@head -5 docs/licences.md > docs/licences.new && .ci/licences >> docs/licences.new && mv docs/licences.new docs/licences.md

sbom: $(READY)
	@mkdir -p dist
	PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application --output-reproducible -o dist/sbom.json

dist: sbom
	$(BIN)/python -m hatchling build -t sdist -t wheel -d dist
	@cd dist && sha256sum nhacviec-* sbom.json > SHA256SUMS

check: system $(READY) security
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(TEST)

crash: $(READY)
ifeq ($(ENGINE),postgres)
	ENGINES="$${ENGINES:-local procrastinate}" KILLS=$${KILLS:-60} HURRY=$${HURRY:-1} WORKERS=$${WORKERS:-2} $(BIN)/python -m pytest -m crash -s tests/flows/kills/test_kill_cluster.py
else
	KILLS=$${KILLS:-60} $(BIN)/python -m pytest -m crash -s tests/flows/kills/test_kill.py
endif

fuzz: $(READY)
	@$(BIN)/pip install --quiet --disable-pip-version-check "atheris>=3"
	@for each in $${TARGETS:-links packages replies requests sheets tables updates words}; do \
		echo "$$each for $${MINUTES:-10} minutes"; $(BIN)/python -m tests.fuzz $$each $${MINUTES:-10} || exit 1; done

peers: $(READY)
	$(BIN)/python -m pytest -m peers -q -rs tests/peers

abuse: $(READY)
	$(BIN)/python -m benchmarks.idle 1100 1024
	$(BIN)/python -m benchmarks.idle 4000 20000

machine: $(READY)
	MACHINE_EXAMPLES=$${EXAMPLES:-200} $(BIN)/python -m pytest --timeout=0 tests/flows/kills/test_machine.py

docs: $(READY)
	$(BIN)/python -m benchmarks.tree
	$(BIN)/python -m benchmarks.commands

figures: $(READY)
	@$(BIN)/python -m benchmarks.figures

bench: $(READY)
	$(BIN)/python -m benchmarks $(BENCH)

.venv/bench: $(READY)
	@$(PYTHON) -m venv $@
	@$@/bin/pip install --quiet --disable-pip-version-check "aiogram>=3.31" "openpyxl>=3.1.5" "python-calamine>=0.4"
	@touch $@

lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --quiet -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile --group build --universal --python-version 3.11 --generate-hashes --no-header --quiet -c requirements-dev.lock -o requirements-build.lock
