# What people do with this repository. Needs Go; `make test` also needs Python 3 and, the first time, the network; with Node
# it also has Mermaid and Graphviz read drawings.

GO ?= go

# Accounts with assertions that every verdict is held against, besides the copies in ui/cli/testdata/accounts.
VPCLENS_ACCOUNTS ?= $(abspath ../shared/accounts)
# Accounts of which it is known what AWS does, and accounts under the law with its amendments.
VPCLENS_CASES ?= $(abspath ../shared/cases)
VPCLENS_AMENDED ?= $(abspath ../shared/accounts-amended)

# A folder that is not there is not named to the tests: $(wildcard) of it is empty.
.PHONY: help test open-cases plans reworded fit moto browser vet cross lint race fuzz removals samples vulnerabilities bench demo pictures docs release-check reproducible

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

test: vet cross moto reworded ## set up the AWS emulator and run all tests; a second run takes seconds
	@for folder in "$(VPCLENS_ACCOUNTS)" "$(VPCLENS_CASES)" "$(VPCLENS_AMENDED)"; do \
	if [ -d "$$folder" ]; then echo "accounts: $$folder"; \
	else echo "NOTE: no folder $$folder: what is expected of its accounts is not tested"; fi; done
	$(seldom) VPCLENS_REQUIRE_MOTO=1 \
	VPCLENS_ACCOUNTS="$(wildcard $(VPCLENS_ACCOUNTS))" VPCLENS_ACCOUNTS_SUM="$$($(call sum,$(VPCLENS_ACCOUNTS)))" \
	VPCLENS_CASES="$(wildcard $(VPCLENS_CASES))" VPCLENS_CASES_SUM="$$($(call sum,$(VPCLENS_CASES)))" \
	VPCLENS_AMENDED="$(wildcard $(VPCLENS_AMENDED))" VPCLENS_AMENDED_SUM="$$($(call sum,$(VPCLENS_AMENDED)))" \
	$(GO) test -vet=off -timeout 30m ./...

# Tests make many small accounts and throw them away: to collect garbage less often takes a third of the time off, and
# some hundred megabytes more, within a limit.
seldom = GOGC=1600 GOMEMLIMIT=1GiB

# The Go test cache does not see files outside the module; their checksum in the environment makes it notice a change.
sum = find "$(1)" -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 cat 2>/dev/null | cksum | tr ' ' '-'

open-cases: ## take what holds by now out of the lists of open expectations in ui/cli/testdata
	VPCLENS_CASES="$(wildcard $(VPCLENS_CASES))" VPCLENS_AMENDED="$(wildcard $(VPCLENS_AMENDED))" $(GO) test ./ui/cli -count=1 -run TestCases -update

# What a sentence could decide shows in findings, comparisons, fixes, verdicts and screens. The rest of the tests asks again what
# these ask, or what is said, which is another thing here.
reworded: ## show that nothing is decided by the letters of a sentence: word all reasons differently and test again
	$(seldom) $(GO) test -vet=off $(differently) ./analysis/check ./analysis/compare ./analysis/diff ./analysis/find ./analysis/impact \
	./analysis/ledger ./analysis/report ./analysis/uses ./ui/say ./ui/host ./ui/screens ./ui/plain \
	-skip 'TestNoFindingVanishesUnsaid|TestANewValueTurnsNoFinding|TestAnAnonymizedAccountHasTheSameFindings|TestPoliciesOfFixesAdmit|TestCatalogue|TestAWhatIfTellsWhoLoses|TestThePathScreenOffersWhatTraceOffers'
	$(seldom) VPCLENS_REWORDED=1 $(GO) test -vet=off $(differently) ./analysis/fix ./analysis/reach ./analysis/reach/law ./ui/cli \
	-run '^(TestReworded|TestOpen|TestClose|TestHopsTellTheVerdict|TestWhy|TestShapes|TestTransitGateway|TestACLs|TestCases|TestCasesOfTheAmendedLaw)$$'

# The linker sets it in packages that are compiled already, see reach: nothing is compiled or vetted a second time. TestReworded
# fails if it is not set.
differently = -ldflags='-X github.com/vpclens/vpclens/analysis/reach.rewording=differently'

plans: ## make the Terraform plans of the tests anew; needs terraform
	cd analysis/plan/testdata/terraformtest && $(GO) build -o ../../../../dist/terraform-provider-aws .
	dist/terraform-provider-aws analysis/plan/testdata/terraform/*/

moto: ## set up what tests run against under the user's cache directory: moto, the AWS emulator, zsh, fish, Mermaid, Graphviz, the inspector of agents
	sh awsdata/collect/mototest/setup.sh
	sh awsdata/collect/mototest/zsh.sh
	sh ui/cli/testdata/shells.sh
	sh analysis/report/testdata/drawn.sh
	sh ui/mcp/testdata/inspector.sh

fit: ## paint every screen at every size from 20x5 to 220x70; takes some minutes
	$(GO) test ./ui -run TestEveryScreenFitsEverySize -every-size -timeout 30m

browser: moto ## open, search and print the page of a scan, and draw Mermaid, in Chromium, which must be there
	VPCLENS_REQUIRE_CHROMIUM=1 VPCLENS_REQUIRE_DRAWN=1 $(GO) test ./analysis/report -count=1 -run Chromium

vet: ## look for suspicious code; go test does not look again
	$(GO) vet ./...

# Compiling the AWS SDK for a system takes some minutes of a processor; reading what it declares, some seconds. `make
# release-check` compiles and links all of it.
cross: ## see that everything compiles on Windows and macOS, tests included; takes 15 seconds of a processor
	$(GO) test -vet=off . -count=1 -run '^TestItCompilesElsewhere$$' -elsewhere

lint: ## run golangci-lint
	@command -v golangci-lint >/dev/null || { \
	echo "golangci-lint v2 is not installed:"; \
	echo "  go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0"; exit 1; }
	golangci-lint run

# Without $(seldom): within its limit the compiler does not end within twenty minutes for the EC2 client with the race detector, and
# takes a minute and a half without.
race: ## run the tests of what runs side by side under the race detector; takes many minutes
	$(GO) test -race -timeout 60m ./analysis ./analysis/check ./analysis/diff ./analysis/impact ./awsdata ./awsdata/collect ./ui/...

removals: ## take every document out of every account, and put a new value into every enumeration; takes many minutes
	VPCLENS_CASES="$(wildcard $(VPCLENS_CASES))" $(GO) test -timeout 90m ./analysis/check ./analysis/reach \
	-run 'TestNoFindingVanishesUnsaid|TestRemovalTurnsNoVerdict|TestANewValue' -all-removals

samples: ## hold the engine against its oracle, and fixes against accounts, with ten times the random accounts; takes many minutes
	$(GO) test -timeout 90m ./analysis/reach -run TestOracle -accounts 1000
	$(GO) test -timeout 90m ./analysis/reach/law -run 'TestRandom$$' -accounts 600
	VPCLENS_CASES="$(wildcard $(VPCLENS_CASES))" $(GO) test -timeout 90m ./analysis/fix -run Safe -more-fixes 10
	VPCLENS_CASES="$(wildcard $(VPCLENS_CASES))" $(GO) test -timeout 90m ./analysis/fix -run OnlyWhatTheySay -more-fixes 10
	$(GO) test -timeout 90m ./ui/cli -run TestWhatIsSaidEarlyStands -early-seeds 20
	$(GO) test -timeout 90m ./ui/cli -run TestEveryCallMeetsEveryFault -all-cells
	$(GO) test -timeout 90m . -run TestInterrupts -interrupts 200

# How long each fuzz target runs.
FUZZTIME ?= 2m

fuzz: ## run every fuzz target for FUZZTIME (2m), one after another
	@set -e; $(GO) list ./... | while read -r package; do \
	for target in $$($(GO) test -list '^Fuzz' "$$package" | grep '^Fuzz' || true); do \
	echo "== $$package $$target"; \
	$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package" </dev/null; \
	done; done

vulnerabilities: ## look for known vulnerabilities in what the program calls; needs the network
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...

bench: ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./analysis/... ./awsdata/... ./ui/...

demo: ## open the explorer on the demo account
	$(GO) run . --demo

pictures: ## draw the pictures in screenshots/ from the demo account and the stories
	$(GO) run ./screenshots

docs: ## write what is generated in the documentation: keys, marks, commands, permissions, schemas, stories, tables, the drawing of the packages
	VPCLENS_UPDATE=1 $(GO) test . ./ui/cli ./ui/stories ./analysis/report -run 'TestReadme|TestDocument|TestImportsAreDrawn'

# What of a release is left out: it is neither published nor signed. Where there is no syft, add sbom.
SKIP ?= publish,sign

release-check: ## check the release configuration and make everything once, publishing nothing; needs goreleaser, syft and jq
	@command -v goreleaser >/dev/null || { \
	echo "goreleaser v2 is not installed:"; \
	echo "  go install github.com/goreleaser/goreleaser/v2@v2.15.1"; exit 1; }
	@case "$(SKIP)" in *sbom*) echo "NOTE: what archives are made of is NOT listed" ;; *) command -v syft >/dev/null || { \
	echo "syft is not installed:"; \
	echo "  go install github.com/anchore/syft/cmd/syft@v1.57.1"; exit 1; } ;; esac
	goreleaser check
	goreleaser release --snapshot --clean --skip=$(SKIP)

reproducible: ## make the release of this commit twice, in clean clones, and compare byte for byte
	MAKE="$(MAKE)" SKIP="$(SKIP)" sh packaging/reproducible.sh
