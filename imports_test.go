package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/vpclens/vpclens"

// layer is a row of the table of who may import whom within the module. The first row whose pattern matches a package
// is its row; a package that no row matches is an error, so that a new folder has to find its place.
type layer struct {
	packages string   // the folder, with /... for everything below it
	may      []string // folders that it may import, with /... for everything below
	why      string
}

var layers = []layer{
	{".", []string{"ui/cli"}, "main.go only calls it: the program is a function that tests can call"},

	{"awsdata/bucket/...", []string{"awsdata", "awsdata/collect"}, "a bucket keeps parts of snapshots, whatever is in them, and is reached as AWS is for collecting"},
	{"awsdata/config/...", []string{"awsdata", "awsdata/collect"}, "what AWS Config has recorded becomes the same snapshot, and is reached as AWS is for collecting"},
	{"awsdata/event", []string{"awsdata"}, "what CloudTrail tells is plain values, whether AWS or a file told it"},
	{"awsdata/metric", []string{"awsdata"}, "what is measured is plain values, whoever told it"},
	{"awsdata/runlog", []string{"awsdata"}, "what a log says of runs is plain values, whoever told it"},
	{"awsdata/insights", []string{"awsdata", "awsdata/collect", "awsdata/runlog"}, "CloudWatch Logs is reached as AWS is for collecting, and asked the one query once a person has agreed to its cost, and for lines of flow logs, which it hands on unread"},
	{"awsdata/signals", []string{"awsdata", "awsdata/collect", "awsdata/metric"}, "CloudWatch is reached as AWS is for collecting, and asked for the metrics that somebody names"},
	{"awsdata/trail", []string{"awsdata", "awsdata/collect", "awsdata/event"}, "CloudTrail is reached as AWS is for collecting, and what it tells becomes the same values as a file's"},
	{"awsdata/collect/...", []string{"analysis/english", "analysis/paste", "awsdata/..."}, "collecting knows no meaning and no screen: live, file and demo become the same snapshot; what it says to type is quoted where all of it is, and times are said as everywhere"},
	{"awsdata/analyzer", []string{"awsdata"}, "what Reachability Analyzer has found is read from files; an analysis costs money, and nothing here asks for one"},
	{"awsdata/flowrecords", []string{"awsdata"}, "what is recorded of packets is read from files, whatever it means"},
	{"awsdata/history", []string{"awsdata"}, "what is kept are snapshots like any other, in a folder: no AWS, no meaning, no screen"},
	{"awsdata/demo", []string{"awsdata"}, "the demo account is a snapshot like any other"},
	{"awsdata/awstest/onlyreads", nil, "what a package may ask of AWS is seen in its source"},
	{"awsdata/awstest/venv", nil, "where Python is has nothing to do with what it runs"},
	{"awsdata/awstest/platform", nil, "what a system cannot do has nothing to do with what is asked of it"},
	{"awsdata/awstest", []string{"awsdata"}, "accounts for tests are snapshots like any other"},
	{"awsdata", nil, "what is there depends on nothing of ours: no meaning, no screen, no AWS SDK"},

	{"analysis/netset", nil, "sets of addresses are mathematics"},
	{"analysis/paste", nil, "what is pasted is quoted in one place, which knows shells and formats and no account"},
	{"analysis/paste/pastetest", []string{"analysis/paste", "awsdata/awstest/venv"}, "what is pasted is held against what reads it, whoever printed it"},
	{"analysis/parquet", nil, "how rows are written knows nothing of what is in them"},
	{"analysis/english", nil, "how numbers and lists are said in English knows nothing of AWS"},
	{"analysis/names", []string{"awsdata"}, "what a name means is asked before any packet is sent: it needs no sets and no paths"},
	{"analysis/reach/...", []string{"analysis/names", "analysis/netset", "analysis/policy", "analysis/role", "awsdata"},
		"a verdict is computed from facts, the policies of endpoints and roles among them, not from findings"},
	{"analysis/policy", []string{"awsdata"}, "a policy's language is the same wherever the policy is attached"},
	{"analysis/role", []string{"analysis/names", "analysis/policy", "awsdata"}, "what a role may do has nothing to do with the network but the services' names"},
	{"analysis/ledger", []string{"analysis/netset", "analysis/role", "awsdata"}, "the ledger compares what is expected with what is there, asks roles who may delete what is left, and judges no path"},
	{"analysis/configured", []string{"analysis/names", "analysis/netset", "analysis/reach", "awsdata"}, "what a configuration names is asked like any other destination, and judged by whoever asks"},
	{"analysis/check/...", []string{"analysis/names", "analysis/configured",
		"analysis/reach", "analysis/ledger", "analysis/netset",
		"analysis/paste", "analysis/role", "analysis/policy", "analysis/english", "awsdata"},
		"checks ask the engine; the engine knows no checks"},
	{"analysis/find", []string{"analysis/names", "awsdata"}, "what has a name, an address or a tag is found in the snapshot alone: nothing needs to be computed first"},
	{"analysis/needle", nil, "what a regular expression needs is told by the expression"},
	{"analysis/symptom", []string{"analysis/check", "analysis/names", "analysis/needle"}, "what an error says is read without any account: names of services and the reason codes of states are words"},
	{"analysis/uses", []string{"analysis", "analysis/check", "analysis/ledger", "analysis/reach", "analysis/role",
		"analysis/whatif", "awsdata"},
		"who belongs to whom is told by who refers to whom; what follows if something goes is impact's business"},
	{"analysis/why", []string{"analysis", "analysis/check", "analysis/configured", "analysis/english", "analysis/fix",
		"analysis/ledger", "analysis/names", "analysis/netset", "analysis/paste", "analysis/reach", "analysis/role",
		"analysis/symptom", "analysis/uses", "awsdata"},
		"what a symptom comes from is told from what was computed, and from no text that was pasted"},
	{"analysis/compare",
		[]string{"analysis", "analysis/check", "analysis/names", "analysis/netset", "analysis/reach", "awsdata"},
		"two functions are compared in what was computed of each, and in no words"},
	{"analysis/plan", []string{"analysis", "analysis/check", "analysis/diff", "analysis/whatif", "awsdata"}, "a plan is documents that change; what follows is asked like anything else"},
	{"analysis/diff", []string{"analysis", "analysis/names", "analysis/check", "analysis/reach", "analysis/netset", "awsdata"}, "a difference compares what was computed"},
	{"analysis/analyzer", []string{"analysis/reach", "awsdata", "awsdata/analyzer"}, "another's answers are laid beside ours, and change none"},
	{"analysis/flow", []string{"analysis/names", "analysis/netset", "analysis/reach", "awsdata", "awsdata/flowrecords"},
		"what was recorded is laid on what is computed, as it comes out of the files"},
	{"analysis/timeline", []string{"analysis/diff", "analysis/reach", "analysis/whatif", "awsdata", "awsdata/event"}, "a time line asks the engine about copies of the snapshot; it knows what happened and not who told it"},
	{"analysis/gate", []string{"analysis/check", "analysis/diff", "analysis/names", "analysis/netset", "analysis/plan", "analysis/reach"}, "a gate judges what a comparison has told, and looks at no account"},
	{"analysis/prior", []string{"analysis/check", "analysis/names", "awsdata"}, "what was known before is a list of findings, whoever found them"},
	{"analysis/assert", []string{"analysis/names", "analysis/netset", "analysis/reach", "awsdata"}, "an assertion is a question whose answer somebody wrote down before, and what became of it plain values"},
	{"analysis/verify", []string{"analysis/ask", "analysis/assert", "analysis/names", "analysis/netset", "analysis/reach", "awsdata"}, "assertions are asked like any other question"},
	{"analysis/letgo", []string{"analysis/english", "analysis/ledger", "analysis/role", "awsdata", "awsdata/event"}, "when an interface goes is told by who keeps it and by what happened; nothing is asked here"},
	{"analysis/spark", nil, "numbers drawn as text know nothing of what they count"},
	{"analysis/ask", []string{"analysis", "analysis/...", "awsdata"}, "what somebody asks is understood and answered in one place, whoever asks: a person at the command line or an agent"},
	{"analysis/report", []string{"analysis/...", "awsdata", "awsdata/flowrecords", "awsdata/metric", "awsdata/runlog"}, "a report shows what was computed and computes nothing"},
	{"analysis/...", []string{"analysis/...", "awsdata"}, "meaning is a pure function of the snapshot: no network, no terminal"},

	{"docs/docstest", nil, "what stands in documents is read without the program"},
	{"docs", nil, "a document is a text"},
	{"ui/mcp", []string{"analysis", "analysis/...", "awsdata", "docs"}, "agents are answered from a result that somebody else read: the server knows no AWS, no file and no terminal"},
	{"ui/cli/...", []string{"ui", "ui/...", "analysis", "analysis/...", "awsdata", "awsdata/..."}, "the command line ties everything together, and nobody but main imports it"},
	{"ui/theme", nil, "a theme is a table of tokens"},
	{"ui/settings", nil, "the form of a file is known without the names in it: who reads it hands them in, so that a test can too"},
	{"ui/statefile", nil, "what is remembered between runs is plain values, so that a test can say which bytes are written"},
	{"ui/widget", []string{"ui/theme"}, "widgets know strings and numbers only, so that any screen can use them"},
	{"ui/screen", []string{"ui/widget", "ui/theme", "analysis", "analysis/...", "awsdata"}, "the contract between screens and who shows them knows neither"},
	{"ui/say", []string{"ui/screen", "ui/widget", "ui/theme", "analysis", "analysis/...", "awsdata"}, "what things are called, in words and marks, is the same on every screen"},
	{"ui/query", []string{"analysis/check", "analysis/needle"}, "filters are pure: they know texts, numbers and severities"},
	{"ui/screens", []string{"ui/screen", "ui/say", "ui/query", "ui/widget", "ui/theme", "analysis", "analysis/...", "awsdata"}, "screens send intents up and never import the program that shows them"},
	{"ui/host", []string{"ui/screen", "analysis", "analysis/english", "analysis/whatif"}, "the explorer and the plain mode walk from screen to screen alike, and each shows it in its way"},
	{"ui/plain", []string{"ui/host", "ui/screen", "ui/say", "ui/query", "ui/screens", "ui/widget", "ui/theme",
		"analysis", "analysis/...", "awsdata"}, "the screens as text know neither the program that draws them nor AWS"},
	{"ui/svg", nil, "a picture of cells knows nothing of what is in them"},
	{"ui/stories", nil, "stories are texts and keys: tests, pictures and documents play them"},
	{"ui/uitest", []string{"ui/theme"}, "the emulated terminal tests any program"},
	{"ui", []string{"ui/host", "ui/statefile", "ui/screen", "ui/say", "ui/query", "ui/screens", "ui/widget", "ui/theme",
		"ui/svg", "analysis", "analysis/...", "awsdata", "awsdata/history"},
		"the explorer shows a result and never reads AWS by itself; what it has shown it keeps"},

	{"screenshots/...", []string{"screenshots/...", "ui", "ui/...", "analysis", "analysis/timeline", "awsdata/event", "awsdata", "awsdata/demo"}, "pictures are made of the real screens on the demo account, without AWS"},
}

// ban is a row of the table of imports from outside the module: who alone may have them, and why.
type ban struct {
	imports string   // an import path and everything below it
	only    []string // folders that may import it, with /... for everything below
	why     string
}

var bans = []ban{
	{"github.com/aws", []string{"awsdata/collect/...", "awsdata/bucket", "awsdata/config", "awsdata/insights", "awsdata/signals", "awsdata/trail"}, "one package reads AWS, so that one test can show that it only reads; another has the one call that writes, to the bucket that a person names; the others have a client each, which is asked when a person wants it, and a test that it only reads"},
	{"charm.land", []string{"ui", "ui/...", "screenshots/..."}, "nothing below the user interface knows a terminal"},
	{"github.com/charmbracelet", []string{"ui", "ui/...", "screenshots/..."}, "nothing below the user interface knows a terminal"},
	{"github.com/modelcontextprotocol", []string{"ui/mcp"}, "what agents speak is one package's business"},
	{"github.com/google/jsonschema-go", []string{"ui/mcp"}, "arguments are described for agents only: whoever types is told by a flag's help"},
	{"github.com/spf13", []string{"ui/cli"}, "commands and flags are the command line's business"},
	{"github.com/yuin/goldmark", []string{"docs/docstest"}, "documents are read by tests only"},
	{"net/http", []string{"awsdata/collect/...", "awsdata/bucket/buckettest", "awsdata/config/configtest"}, "nothing but the collection uses the network: verdicts are computed offline"},
	{"net", []string{"awsdata/collect/...", "awsdata/bucket/buckettest", "awsdata/config/configtest", "ui/cli"}, "nothing but the collection uses the network, and --resolve this machine's resolver (net/netip is not net)"},
	{"os/exec", []string{"awsdata/awstest/onlyreads", "awsdata/collect/credprocess", "awsdata/collect/mototest/...",
		"analysis/paste/pastetest", "ui", "ui/..."},
		"fixes and commands are shown, never run; a profile's credential_process is what the SDK would run"},
	{"log", nil, "the default logger writes to the terminal, which belongs to the screen: use a slog.Logger that was handed down"},
	{"golang.org/x/sync", []string{"awsdata", "screenshots"}, "what runs side by side runs in an awsdata.Group: a panic elsewhere leaves the terminal broken"},
	{"unsafe", nil, "nothing here is worth it"},
	{"testing", []string{"awsdata/awstest/...", "awsdata/bucket/buckettest", "awsdata/config/configtest",
		"awsdata/collect/awsreplay", "awsdata/collect/mototest/...",
		"awsdata/collect/signin/signintest", "analysis/paste/pastetest", "docs/docstest", "ui/uitest"},
		"test code stays out of the binary"},
}

// exactBans are import paths that a row bans without those below them.
var exactBans = map[string]bool{"net": true, "log": true, "testing": true}

func TestImports(t *testing.T) {
	for folder, imports := range importsByFolder(t) {
		i := slices.IndexFunc(layers, func(l layer) bool { return matches(l.packages, folder) })
		if i < 0 {
			t.Errorf("package %s is in no row of the table of layers: decide where it belongs", folder)
			continue
		}
		row := layers[i]
		for _, imported := range slices.Sorted(maps.Keys(imports)) {
			file := imports[imported]
			if own, ok := strings.CutPrefix(imported, module+"/"); ok {
				if !slices.ContainsFunc(row.may, func(p string) bool { return matches(p, own) }) {
					t.Errorf("%s: %s must not import %s: %s", file, folder, own, row.why)
				}
				continue
			}
			for _, b := range bans {
				covers := imported == b.imports || !exactBans[b.imports] && strings.HasPrefix(imported, b.imports+"/")
				if covers && !slices.ContainsFunc(b.only, func(p string) bool { return matches(p, folder) }) {
					t.Errorf("%s: %s must not import %s: %s", file, folder, imported, b.why)
				}
			}
		}
	}
}

// TestOnlyTheCommandLineCollects holds a row that the table of layers cannot say: others may import awsdata, but only
// ui/cli, and what else it reads AWS with, the parts of it that have the AWS SDK behind them.
func TestOnlyTheCommandLineCollects(t *testing.T) {
	clients := []string{"awsdata/bucket", "awsdata/config", "awsdata/insights", "awsdata/signals",
		"awsdata/trail"}
	found := false
	for folder, imports := range importsByFolder(t) {
		for imported, file := range imports {
			own, ok := strings.CutPrefix(imported, module+"/")
			if !ok || !matches("awsdata/collect/...", own) && !slices.Contains(clients, own) {
				continue
			}
			if folder != "ui/cli" && !slices.Contains(clients, folder) && !matches("awsdata/collect/...", folder) {
				t.Errorf("%s: %s must not import %s: every input but the live one works without the AWS SDK", file,
					folder, imported)
			}
			found = found || folder == "ui/cli"
		}
	}
	if !found {
		t.Error("ui/cli does not import awsdata/collect: this test looks at the wrong folders")
	}
}

// TestPlainKnowsNoTerminal holds that the explorer as text cannot draw: nothing of what drives a terminal is in it.
func TestPlainKnowsNoTerminal(t *testing.T) {
	imports := importsByFolder(t)["ui/plain"]
	if len(imports) == 0 {
		t.Fatal("ui/plain imports nothing: this test looks at the wrong folder")
	}
	for imported, file := range imports {
		if strings.HasPrefix(imported, "charm.land/") || strings.HasPrefix(imported, "github.com/charmbracelet/") {
			t.Errorf("%s: ui/plain must not import %s: it writes lines of text and nothing else", file, imported)
		}
	}
}

// matches reports whether a folder is the pattern's folder, or lies below it where the pattern ends in /....
func matches(pattern, folder string) bool {
	base, below := strings.CutSuffix(pattern, "/...")
	return folder == base || below && strings.HasPrefix(folder, base+"/")
}

// importsByFolder reads the imports of every package of the module, without its tests: for each folder, the import
// paths and a file that has each.
func importsByFolder(t *testing.T) map[string]map[string]string {
	t.Helper()
	out := make(map[string]map[string]string)
	for folder, files := range goFiles(t) {
		out[folder] = make(map[string]string)
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range parsed.Imports {
				imported, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				out[folder][imported] = file
			}
		}
	}
	return out
}

// goFiles are the files of the module by folder, without its tests.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	out := make(map[string][]string)
	for _, file := range everyGoFile(t) {
		if !strings.HasSuffix(file, "_test.go") {
			folder := path.Dir(filepath.ToSlash(file))
			out[folder] = append(out[folder], file)
		}
	}
	return out
}

// everyGoFile is every Go file of the module, tests too.
func everyGoFile(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if file != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "dist") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") {
			out = append(out, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
