# Every command a person or CI types. `make` alone lists them.
SHELL := bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
BUS ?= postgres
# two processes, each with its own PostgreSQL; tests/lanes.py says which tests stay together
SIDE_BY_SIDE := -n 2 --dist loadscope --no-loadscope-reorder
HIVE := tests/verification/hive/node_modules/.ok

.PHONY: help run kafka test quick check format bench oracle prove lock images sbom audit-dependencies contracts supergraph release-graph clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

.venv/.ok: tools.lock requirements.lock pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r tools.lock
	.venv/bin/uv pip sync -q --compile-bytecode --require-hashes -p .venv requirements.lock
	.venv/bin/uv pip install -q --no-deps --no-build-isolation -p .venv -e .
	@touch $@

$(HIVE): tests/verification/hive/package-lock.json
	npm ci --prefix tests/verification/hive --silent --no-audit --no-fund --ignore-scripts
	@touch $@

run: .venv/.ok ## everything on this machine: servers, demonstration programme, figures; Ctrl-C stops it
	@exec .venv/bin/dolen run --bus $(BUS)

kafka: .venv/.ok ## three Kafka brokers on this machine; Ctrl-C stops them
	@exec .venv/bin/dolen kafka

test: .venv/.ok ## every test, against real PostgreSQL and real processes
	$(PY) -m pytest $(SIDE_BY_SIDE)

quick: .venv/.ok ## rules, services on a real PostgreSQL, gateway: no Kafka, nothing killed, no whole platform
	$(PY) -m pytest $(SIDE_BY_SIDE) -m quick

check: .venv/.ok ## format, lint, types, layers, contracts, drift of generated documents
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/mypy
	$(PY) -m tests.lints
	$(PY) -m shared.contracts.publish --check
	$(PY) -m deploy.graph --check
	.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

format: .venv/.ok ## put the code in order
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

oracle: .venv/.ok $(HIVE) ## a thousand questions to our gateway and to Hive Gateway: no difference (needs Node)
	$(PY) -m tests.verification.differential

prove: .venv/.ok ## the fault harness with its controls, over BUS=postgres or kafka
	$(PY) -m tests.verification.fault_injection --bus $(BUS) --keep

bench: .venv/.ok $(if $(shell command -v npm),$(HIVE)) ## figures, each with its ratio to the limit measured in the same run
	$(PY) -m tests.verification.bench

contracts: .venv/.ok ## write the JSON Schema of every fact, and who may do what on the brokers
	$(PY) -m shared.contracts.publish
	$(PY) -m deploy.kafka.access

supergraph: .venv/.ok ## compose the four services' parts of the graph (needs Node)
	npm ci --prefix gateway/composition --silent --no-audit --no-fund
	$(PY) -m deploy.graph

release-graph: .venv/.ok ## keep the graph as that of the version that is tagged: from then on nothing of it is taken away
	$(PY) -m deploy.graph --release

images: ## look up the digest of every image that the deployment starts from, into images.env (needs Docker)
	@while IFS='=' read -r name image; do \
		digest=$$(docker buildx imagetools inspect "$$image" --format '{{.Manifest.Digest}}') || exit 1; \
		echo "$$name=$$digest"; \
	done < deploy/images.txt > images.env.new && mv images.env.new images.env

sbom: .venv/.ok ## the bill of materials of what the image installs (CycloneDX): dist/sbom.json
	@mkdir -p dist
	.venv/bin/cyclonedx-py requirements runtime.lock --pyproject pyproject.toml --output-reproducible -o dist/sbom.json

audit-dependencies: .venv/.ok ## look for known vulnerabilities in what the image installs; fails where no database answers
	$(PY) -m tests.verification.dependency_audit runtime.lock

lock: .venv/.ok ## pin what requirements.in and dev.in ask for
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 dev.in -o requirements.lock
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 -c requirements.lock requirements.in -o runtime.lock

clean: ## forget the environment and the local run
	rm -rf .venv .dolen
