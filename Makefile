# What a developer can do here; `make help` lists it.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO       ?= go
SPEED    ?= 3x
SCENARIO ?= scenarios/factory.hcl
FUZZTIME ?= 5m
KAFKA    ?= 4.1.1
SOAK     ?= 10m
MINUTES  ?= 10
DEVICES  ?= 50000
COUNT    ?= 3
ROWS     ?= .
PART     ?= .*

LINTER_VERSION := v2.15.0
LINTER         := bin/golangci-lint-$(LINTER_VERSION)

# Python with what scripts outside iotsim compute with.
PYTHON := bin/venv/bin/python

# Packages whose suites talk to a Kafka when they are told to.
KAFKA_SUITES := ./internal/acceptance ./internal/kafka

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## compile bin/iotsim: of one commit the same bytes wherever and whenever
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=auto -o bin/iotsim ./cmd/iotsim

.PHONY: reproducible
reproducible: ## build the commit twice, in other folders, and compare the bytes
	.ci/reproducible

.PHONY: run
run: build ## play the factory at 3x on the embedded broker and verify what it holds (a minute)
	bin/iotsim apply $(SCENARIO) --speed $(SPEED) --verify -y

.PHONY: test
test: ## all tests that need nothing but Go
	$(GO) test -timeout=60m ./...

.PHONY: race
race: ## those of packages with goroutines, under the race detector
	$(GO) test -race -short -timeout=80m ./engine ./internal/kafka ./internal/output ./internal/runs ./internal/telemetry ./internal/verify ./cmd/...

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME, one after the other (5m each)
	@grep -rHo '^func Fuzz[A-Za-z0-9]*' --include='*_test.go' . | sort | while IFS=: read -r file name; do \
		echo "== $${name#func } in $$(dirname $$file)"; \
		$(GO) test -run '^$$' -fuzz "^$${name#func }$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5s $$(dirname $$file) || exit 1; \
	done

.PHONY: test-kafka
test-kafka: export IOTSIM_TEST_KAFKA := jars
test-kafka: export IOTSIM_REQUIRE_KAFKA := 1
test-kafka: export KAFKA_VERSION := $(KAFKA)
test-kafka: ## what needs a Kafka, on Kafka itself (KAFKA=4.1.1, 3.9.1 or 3.3.2) of one node and three, secured and not (java, mvn)
	$(GO) test -count=1 -timeout=60m -p=1 -v $(KAFKA_SUITES)

.PHONY: deployments
deployments: ## Dockerfile, Compose and manifests, read strictly by what defines them
	cd deployments/check && $(GO) mod tidy -diff && $(GO) test -count=1 ./...

.PHONY: images
images: ## the image built and run, and Compose's services together, on stand-ins (root, podman, buildah)
	testdata/outside/images.sh

.PHONY: soak
soak: export IOTSIM_TEST_KAFKA := jars
soak: export IOTSIM_REQUIRE_KAFKA := 1
soak: export UPDATE := 1
soak: ## a factory's day to null, SOAK at full rate to Kafka, 10^7 records verified: what it takes stays (java, mvn)
	$(GO) test -count=1 -timeout=6h -v -run 'TestSoak|TestVerifyTakesTheSameMemory' ./internal/acceptance -soak $(SOAK) -soak-devices $(DEVICES)

.PHONY: pace
pace: export IOTSIM_TEST_KAFKA := jars
pace: export IOTSIM_REQUIRE_KAFKA := 1
pace: export UPDATE := 1
pace: ## 100,000 records a second to three nodes for MINUTES (10), verify beside it: testdata/pace.svg of internal/acceptance (java, mvn)
	$(GO) test -count=1 -timeout=6h -v -run TestAHundredThousand ./internal/acceptance -pace $(MINUTES)

.PHONY: chaos
chaos: export IOTSIM_TEST_KAFKA := jars
chaos: export IOTSIM_REQUIRE_KAFKA := 1
chaos: export IOTSIM_CHAOS := $(COUNT)
chaos: export IOTSIM_CHAOS_TABLE := $(CURDIR)/internal/kafka/FAULTS.md
chaos: ## each fault to survive COUNT times (3), on three nodes of Kafka; all of them, or those that match ROWS (java, mvn, kcat)
	$(GO) test -count=1 -timeout=120m -v -run 'TestChaos/($(ROWS))' ./internal/acceptance

.PHONY: lint
lint: $(LINTER) ## gofmt, go vet, golangci-lint
	@unformatted=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	if [ -n "$$unformatted" ]; then printf 'not formatted (make fmt):\n%s\n' "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(LINTER) run ./...
	cd deployments/monitoring && $(GO) vet ./... && $(CURDIR)/$(LINTER) run ./...
	cd deployments/check && $(GO) vet ./... && $(CURDIR)/$(LINTER) run ./...
	cd testdata/bench && $(GO) vet ./... && $(CURDIR)/$(LINTER) run ./...
	cd testdata/clients && $(GO) vet ./... && $(CURDIR)/$(LINTER) run ./...

$(LINTER):
	GOBIN=$(CURDIR)/bin/linter $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINTER_VERSION)
	mv bin/linter/golangci-lint $@
	rmdir bin/linter

.PHONY: fmt
fmt: build ## Go files and scenarios in canonical layout
	gofmt -w $$(git ls-files '*.go')
	bin/iotsim fmt scenarios scenarios/lib/std

.PHONY: monitoring
monitoring: ## a run watched by Prometheus and Alertmanager; the dashboard's queries as bin/monitoring.svg (prometheus, promtool, amtool; two minutes)
	cd deployments/monitoring && IOTSIM_REQUIRE_MONITORING=1 $(GO) test -count=1 -v ./...

.PHONY: bench
bench: export IOTSIM_TEST_KAFKA := jars
bench: ## all figures and curves, or those of PART, side by side: testdata/bench/benchmark.md and charts (Linux; java and mvn for those on Kafka; 20 minutes)
	cd testdata/bench && $(GO) test -count=1 -v -timeout=60m -run 'TestMeasure/^($(PART))$$' . -args -write .

.PHONY: curves
curves: ## what fleets of 100 to 1,000,000 devices take, every 3, 5 and 10 s: testdata/bench/curves.svg (java, mvn; six minutes)
	$(MAKE) bench PART='curves-.*'

.PHONY: benches
benches: ## what make bench and make compare-clients rest on, without measuring
	cd testdata/bench && $(GO) mod tidy -diff && $(GO) test -count=1 ./...
	cd testdata/clients && $(GO) mod tidy -diff && $(GO) vet ./...

.PHONY: compare-clients
compare-clients: ## four Kafka clients at the same work, on one node and with a leader killed: testdata/clients/comparison.md (java, mvn)
	cd testdata/clients && IOTSIM_TEST_KAFKA=jars IOTSIM_REQUIRE_KAFKA=1 $(GO) test -count=1 -v -timeout=60m . -args -write .

.PHONY: compare-settings
compare-settings: export IOTSIM_TEST_KAFKA := jars
compare-settings: export IOTSIM_REQUIRE_KAFKA := 1
compare-settings: ## what each argument of sink "kafka" does, on one node and three: testdata/settings.md of internal/acceptance (java, mvn; six minutes)
	$(GO) test -count=1 -v -timeout=60m -run TestCompareSettings ./internal/acceptance -setting-rounds $(COUNT)

.PHONY: sizing
sizing: export IOTSIM_TEST_KAFKA := jars
sizing: export IOTSIM_REQUIRE_KAFKA := 1
sizing: ## what the needs of plans are made of, and real runs held against them: testdata/costs.md and sizing.md of internal/acceptance (java, mvn; three minutes)
	$(GO) test -count=1 -v -timeout=60m -run 'TestCosts|TestPlansNeedWhatTheySay' ./internal/acceptance -sizing

.PHONY: digest
digest: build ## content depends on the plan alone: workers, speed, processor (kcat, python3, qemu-aarch64-static)
	testdata/outside/digest.sh

.PHONY: stats
stats: build $(PYTHON) ## a million readings held against scipy's laws: the tables of internal/signal/LAWS.md (python3)
	testdata/outside/stats.sh $(PYTHON)

$(PYTHON): testdata/outside/requirements.txt
	python3 -m venv bin/venv
	$@ -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

.PHONY: truth
truth: build ## each effect's labels held against what it did, on every scenario (python3)
	testdata/outside/truth.py scenarios/*.hcl

.PHONY: recipe
recipe: $(PYTHON) ## the recipe: data and labels joined with DuckDB (python3)
	IOTSIM_PYTHON=$(CURDIR)/$(PYTHON) $(GO) test -count=1 -run TestRecipe ./internal/project

.PHONY: pictures
pictures: ## what every effect does to the same signal, testdata/effects/*.svg, and the page that shows them, scenarios/FAULTS.md
	UPDATE=1 $(GO) test -count=1 -run TestPicture ./cmd/iotsim

.PHONY: pages
pages: ## the pages that are printed from tables: schema/LANGUAGE.md, cmd/iotsim/TROUBLESHOOTING.md
	UPDATE=1 $(GO) test -count=1 -run TestPage ./cmd/iotsim

.PHONY: screen
screen: build ## the picture of make run that README shows, testdata/screen.svg (a minute)
	$(GO) test -count=1 -timeout=10m -run TestReadmePicture ./internal/project -update

.PHONY: clean
clean: ## remove what was built
	rm -rf bin .iotsim
