package analysis_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste/pastetest"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// TestEverythingPrintedCanBePasted holds the fixes of all findings against the shell, the AWS CLI's own models, cfn-lint and
// Terraform: of every story of the checks, of the demo, and of the accounts in VPCLENS_CASES; and what traces of the demo offer.
func TestEverythingPrintedCanBePasted(t *testing.T) {
	var printed []pastetest.Printed
	with := make(map[string]bool) // checks with commands
	for name, snapshot := range accounts(t) {
		for _, f := range findings(t, name, snapshot) {
			if len(f.Fix.CLI) > 0 {
				with[f.Check] = true
			}
			printed = append(printed, pastetest.Printed{Where: name + ": " + f.Check + " of " + f.Resource,
				CLI: f.Fix.CLI, Terraform: f.Fix.Terraform, CloudFormation: f.Fix.CloudFormation})
		}
	}
	printed = append(printed, ofTraces(t)...)
	for _, c := range check.Catalogue() {
		if !with[c.ID] {
			t.Errorf("no finding of %s has a command", c.ID)
		}
	}
	t.Logf("%d fixes: %+v", len(printed), pastetest.Validate(t, printed))
}

// ofTraces are the changes that a trace offers in the demo, for each function and what it may be asked for.
func ofTraces(t *testing.T) []pastetest.Printed {
	t.Helper()
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	index := awsdata.NewIndex(snapshot)
	var out []pastetest.Printed
	for _, name := range snapshot.RegionNames() {
		region := index.Region(name)
		for _, function := range region.Functions() {
			for _, word := range []string{"internet", "s3", "secretsmanager", "10.0.40.10", "172.20.1.1", "2001:4860:4860::8888"} {
				to, err := names.Parse(region, word)
				if err != nil {
					t.Fatal(err)
				}
				q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
				open, err := fix.Open(snapshot, name, function, q)
				if err != nil {
					t.Fatalf("%s to %s: %v", function.FunctionName, word, err)
				}
				ways, err := fix.Close(snapshot, name, function, q)
				if err != nil {
					t.Fatalf("%s to %s: %v", function.FunctionName, word, err)
				}
				if open != nil {
					ways = append(ways, *open)
				}
				for _, f := range ways {
					written, err := whatif.Write(snapshot, f.Edits)
					if err != nil {
						t.Fatalf("%s to %s: %v", function.FunctionName, word, err)
					}
					p := pastetest.Printed{Where: "trace " + function.FunctionName + " to " + word}
					for _, w := range written {
						p.CLI = append(p.CLI, w.CLI...)
					}
					out = append(out, p)
				}
			}
		}
	}
	return out
}

func findings(t *testing.T, name string, snapshot *awsdata.Snapshot) []check.Finding {
	t.Helper()
	result, err := analysis.Run(context.Background(), snapshot, analysis.Options{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return result.Findings
}

// accounts are the demo, the accounts of all stories of the checks, and those in VPCLENS_CASES, by name.
func accounts(t *testing.T) map[string]*awsdata.Snapshot {
	t.Helper()
	out := make(map[string]*awsdata.Snapshot)
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	out["demo"] = snapshot
	for name, story := range stories(t) {
		if out[name], err = awstest.Build(story); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	cases := os.Getenv("VPCLENS_CASES")
	if cases == "" {
		return out
	}
	folders, err := filepath.Glob(filepath.Join(cases, "*", "account"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("no account in %s: %v", cases, err)
	}
	for _, folder := range folders {
		name := filepath.Base(filepath.Dir(folder))
		if out["case "+name], err = awsdata.Load(folder); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return out
}

// stories are the accounts of the checks' fixtures, by fixture and story.
func stories(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("check", "testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	out := make(map[string]string)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		shared := ""
		if i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "account" }); i >= 0 {
			shared = string(archive.Files[i].Data)
		}
		for _, f := range archive.Files {
			if f.Name != "account" && f.Name != "want" {
				out[filepath.Base(file)+" "+f.Name] = shared + string(f.Data)
			}
		}
	}
	return out
}
