package analysis_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/fix"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/paste/pastetest"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// TestEverythingPrintedCanBePasted holds the fixes of all findings against the shell, the AWS CLI's own models,
// cfn-lint and Terraform: of every story of the checks, of the demo, and of the accounts in VPCLENS_CASES; and what
// traces of the demo offer.
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
	finder, twice := fix.New(index, reach.New(index)), 0
	var out []pastetest.Printed
	for _, name := range snapshot.RegionNames() {
		region := index.Region(name)
		for _, function := range region.Functions() {
			for _, word := range []string{"internet", "s3", "secretsmanager"} {
				where := "trace " + function.FunctionName + " to " + word
				to, err := names.Parse(region, word)
				if err != nil {
					t.Fatal(err)
				}
				answer, err := finder.Find(t.Context(), name, function,
					reach.Query{To: to, Protocol: netset.TCP, Port: 443})
				if err != nil {
					t.Fatalf("%s: %v", where, err)
				}
				for _, f := range append(answer.Opens, answer.Closes...) {
					p := ofEdits(t, snapshot, where, f.Edits)
					if declaresTwice(p.Terraform) {
						twice++
						p.Terraform, p.CloudFormation = nil, nil
					}
					out = append(out, p)
				}
			}
		}
	}
	if twice != openTwice {
		t.Errorf("%d offers declare a thing twice, want %d: the number may only shrink", twice, openTwice)
	}
	return out
}

// openTwice is how many offers declare something twice, which their templates should not: a route of a new table that
// is made as a copy, and then with another target.
const openTwice = 0

func declaresTwice(list paste.Terraform) bool {
	seen := make(map[string]bool)
	for _, d := range list {
		if d.Kind == "" || d.Part {
			continue
		}
		if seen[d.Kind+"."+d.Name] {
			return true
		}
		seen[d.Kind+"."+d.Name] = true
	}
	return false
}

// ofEdits is what is printed of edits that belong together: one may refer to what another declares.
func ofEdits(t *testing.T, snapshot *awsdata.Snapshot, where string, edits []whatif.Edit) pastetest.Printed {
	t.Helper()
	written, err := whatif.Write(snapshot, edits)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	p := pastetest.Printed{Where: where}
	for _, w := range written {
		p.CLI = append(p.CLI, w.CLI...)
		p.Terraform, p.CloudFormation = append(p.Terraform, w.Terraform...),
			append(p.CloudFormation, w.CloudFormation...)
	}
	return p
}

// TestHostileNamesChangeNoCommand gives functions, roles, policies and everything with a Name tag names that do
// something in a shell, in the AWS CLI's short form, in Terraform and in CloudFormation, and holds that they are names
// all the same.
func TestHostileNamesChangeNoCommand(t *testing.T) {
	var printed []pastetest.Printed
	hostile := []string{"$(touch owned)", "`touch owned`", "a;touch owned", "a b", "${path.module}", "%{if true}",
		"a,b=c]", "{x}", "*", "a|b", "a&b", "<x>", "~", "!x", "#x", "a@b"}
	for name, snapshot := range accounts(t) {
		if strings.HasPrefix(name, "case ") {
			continue // their commands are the others'
		}
		rename(snapshot, hostile)
		for _, f := range findings(t, name, snapshot) {
			printed = append(printed, pastetest.Printed{Where: name + ": " + f.Check + " of " + f.Resource,
				CLI: f.Fix.CLI, Terraform: f.Fix.Terraform, CloudFormation: f.Fix.CloudFormation})
		}
	}
	n := pastetest.KeepsNames(t, printed, hostile)
	if n < 100 {
		t.Errorf("only %d commands hold a hostile name", n)
	}
	t.Logf("%d commands with hostile names", n)
}

// rename puts hostile text before the names of functions and roles, and into Name tags.
func rename(s *awsdata.Snapshot, hostile []string) {
	n := 0
	next := func(name string) string {
		n++
		return hostile[n%len(hostile)] + name
	}
	roles := make(map[string]string)
	for i := range s.Account.Roles {
		r := &s.Account.Roles[i]
		old := r.RoleName
		r.RoleName = next(old)
		arn := strings.Replace(r.Arn, "/"+old, "/"+r.RoleName, 1)
		roles[r.Arn], r.Arn = arn, arn
		for j := range r.RolePolicyList {
			r.RolePolicyList[j].PolicyName = next(r.RolePolicyList[j].PolicyName)
		}
	}
	for _, region := range s.Regions {
		for i := range region.Functions {
			f := &region.Functions[i]
			old := f.FunctionName
			f.FunctionName = next(old)
			f.FunctionArn = strings.Replace(f.FunctionArn, ":"+old, ":"+f.FunctionName, 1)
			if arn, ok := roles[f.Role]; ok {
				f.Role = arn
			}
			if policy, ok := region.FunctionPolicies[old]; ok {
				region.FunctionPolicies[f.FunctionName] = policy
			}
			if urls, ok := region.FunctionURLs[old]; ok {
				region.FunctionURLs[f.FunctionName] = urls
			}
		}
		for i := range region.Subnets {
			for j := range region.Subnets[i].Tags {
				region.Subnets[i].Tags[j].Value = next(region.Subnets[i].Tags[j].Value)
			}
		}
		for i := range region.RouteTables {
			for j := range region.RouteTables[i].Tags {
				region.RouteTables[i].Tags[j].Value = next(region.RouteTables[i].Tags[j].Value)
			}
		}
	}
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
		if out["case "+name], err = awsdata.Load(t.Context(), folder); err != nil {
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
