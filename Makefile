# Onus. `make help` lists what there is.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

GO ?= go
CACHE := $(CURDIR)/.cache
GOLANGCI := $(CACHE)/bin/golangci-lint
PGTEST := $(CACHE)/bin/pgtest
TEST_ENV = set -a; . $(CACHE)/test.env; set +a
# The browser tests leave their pictures here.
export ONUS_TEST_SCREENSHOTS ?= $(CACHE)/screenshots

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Build and start Onus with the demonstration case; prints the address
	@exec bin/onus --demo

.PHONY: build
build: ## Build bin/onus
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/onus ./cmd/web

.PHONY: generate
generate: ## Write the *_templ.go files from the templates
	$(GO) tool templ generate

.PHONY: fmt
fmt: ## Format Go files and templates
	git ls-files -coz --exclude-standard -- '*.go' ':!*_templ.go' | xargs -0r gofmt -w
	$(GO) tool templ fmt .

.PHONY: check
check: $(GOLANGCI) ## Formatting, vet, linters, generated code, length of files
	tools/check.sh
	$(GO) vet ./...
	$(GOLANGCI) run ./...

.PHONY: test
test: setup-tests $(PGTEST) ## Everything on SQLite, PostgreSQL and in the browser; installs what it needs
	$(TEST_ENV); $(PGTEST) -- tools/run-tests.sh $${ONUS_TEST_RACE:-} -shuffle=on -timeout=25m $(TESTFLAGS)

.PHONY: test-short
test-short: $(PGTEST) ## The quick tests, without a browser; installs nothing
	$(PGTEST) -- $(GO) test -short -shuffle=on $(TESTFLAGS) $$($(GO) list ./... | grep -v '/e2e$$')

.PHONY: screenshots
screenshots: setup-tests $(PGTEST) ## Run the browser tests and say where their pictures are
	$(TEST_ENV); $(PGTEST) -- $(GO) test -count=1 ./e2e
	@echo "Pictures: $(ONUS_TEST_SCREENSHOTS)"

.PHONY: bench
bench: ## Measure, and print a table with the baseline of the same run
	$(GO) run ./bench

.PHONY: setup-tests
setup-tests: ## Install what the tests need, and nothing if it is there
	@tools/setup-tests.sh

.PHONY: clean
clean: ## Remove what was built and downloaded; not the data
	rm -rf bin .cache

# Built once; its first line of output is long in coming.
$(GOLANGCI): tools/lint/go.mod
	@echo "building golangci-lint (some minutes, the first time)"
	cd tools/lint && $(GO) build -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

$(PGTEST): $(wildcard tools/pgtest/*.go db/dbtest/postgres.go) go.mod
	$(GO) build -o $@ ./tools/pgtest
