package plan_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste/pastetest"
	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

var updateTemplates = flag.Bool("update-templates", false,
	"write the wants of the templates' fixtures anew, to be reviewed")

// templateFixture is a file of testdata/templates: a comment that tells its story, "options" with a line for each
// (stack NAME, region NAME, strict, NAME=VALUE for a parameter), "account", the files, and "want": the resources of the
// plan, what is left and assumed, and what functions gain and lose once it is applied. The first file is read, or the
// folder where it has a manifest.json. Templates are named *.yaml where cfn-lint takes them, *.yml where they are wrong
// on purpose or of a macro.
type templateFixture struct {
	path    string
	archive *txtar.Archive
	options plan.Options
	account *awsdata.Snapshot
	files   fstest.MapFS
	first   string
	want    string
}

func templateFixtures(t testing.TB) []templateFixture {
	t.Helper()
	paths, err := filepath.Glob("testdata/templates/*.txtar")
	if err != nil || len(paths) < 12 {
		t.Fatalf("%d fixtures of templates: this test looks in the wrong folder (%v)", len(paths), err)
	}
	out := make([]templateFixture, 0, len(paths))
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(strings.TrimSpace(string(archive.Comment))) == 0 {
			t.Errorf("%s: no comment tells its story", path)
		}
		f := templateFixture{path: path, archive: archive, files: fstest.MapFS{}, account: &awsdata.Snapshot{},
			options: plan.Options{Parameters: map[string]string{}}}
		for _, file := range archive.Files {
			switch file.Name {
			case "options":
				f.read(string(file.Data))
			case "account":
				f.account = awstest.Parse(t, string(file.Data))
			case "want":
				f.want = string(file.Data)
			default:
				f.files[file.Name] = &fstest.MapFile{Data: file.Data}
				if f.first == "" {
					f.first = file.Name
				}
			}
		}
		out = append(out, f)
	}
	return out
}

func (f *templateFixture) read(options string) {
	for _, line := range strings.Split(strings.TrimSpace(options), "\n") {
		word, rest, _ := strings.Cut(line, " ")
		name, value, isParameter := strings.Cut(line, "=")
		switch {
		case isParameter:
			f.options.Parameters[name] = value
		case word == "stack":
			f.options.Stack = rest
		case word == "region":
			f.options.Region = rest
		case word == "strict":
			f.options.Strict = true
		}
	}
}

func (f *templateFixture) plan(t testing.TB) (*plan.Plan, error) {
	t.Helper()
	if f.files["manifest.json"] != nil {
		return plan.ReadFolder(f.files, "cdk.out", f.account, f.options)
	}
	return plan.ReadFile(f.files, f.first, f.account, f.options)
}

// TestTemplates reads each fixture, applies what it says, and holds what comes of it.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, f := range templateFixtures(t) {
		t.Run(strings.TrimSuffix(filepath.Base(f.path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			got := ""
			p, err := f.plan(t)
			if err != nil {
				got = "error: " + err.Error() + "\n"
			} else {
				got = written(p) + followed(t, f.account, p, f.options)
			}
			if *updateTemplates {
				f.archive.Files = slices.DeleteFunc(f.archive.Files,
					func(x txtar.File) bool { return x.Name == "want" })
				f.archive.Files = append(f.archive.Files, txtar.File{Name: "want", Data: []byte(got)})
				writeFixture(t, f.path, txtar.Format(f.archive))
				return
			}
			if d := cmp.Diff(f.want, got); d != "" {
				t.Errorf("%s (-want +got):\n%s", f.path, d)
			}
		})
	}
}

// TestTemplatesInJSON reads the templates of the fixtures as the JSON that they are.
func TestTemplatesInJSON(t *testing.T) {
	t.Parallel()
	read := 0
	for _, f := range templateFixtures(t) {
		want, err := f.plan(t)
		if err != nil || !strings.HasSuffix(f.first, "ml") {
			continue
		}
		for name, file := range f.files {
			if strings.HasSuffix(name, "ml") {
				f.files[name] = &fstest.MapFile{Data: inJSON(t, file.Data)}
			}
		}
		got, err := f.plan(t)
		if err != nil {
			t.Errorf("%s as JSON: %v", f.path, err)
			continue
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s as JSON (-YAML +JSON):\n%s", f.path, d)
		}
		read++
	}
	if read < 8 {
		t.Errorf("%d templates were read as JSON: this test looks at the wrong files", read)
	}
}

// TestTemplatesAreValid has cfn-lint look at the templates of the fixtures.
func TestTemplatesAreValid(t *testing.T) {
	t.Parallel()
	templates := map[string]string{}
	for _, f := range templateFixtures(t) {
		for name, file := range f.files {
			if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".template.json") {
				templates[filepath.Base(f.path)+"/"+name] = string(file.Data)
			}
		}
	}
	pastetest.ValidateTemplates(t, templates)
}

// written is a plan, a line for each resource and property.
func written(p *plan.Plan) string {
	var b strings.Builder
	for _, r := range p.Resources {
		fmt.Fprintf(&b, "%s %s %s", r.Action, r.Address, r.Type)
		if r.Kind != r.Type {
			fmt.Fprintf(&b, " of %s", r.Kind)
		}
		for _, word := range []string{r.ID, r.Region} {
			if word != "" {
				fmt.Fprintf(&b, " %s", word)
			}
		}
		if r.Changed != nil {
			fmt.Fprintf(&b, " (%s)", strings.Join(r.Changed, ", "))
		}
		b.WriteString("\n")
		for _, name := range sorted(r.Values) {
			fmt.Fprintf(&b, "  %s: %s\n", name, shown(r.Values[name]))
		}
	}
	for _, l := range p.Left {
		fmt.Fprintf(&b, "left: %s\n", strings.Join(slices.DeleteFunc([]string{l.Address, l.Kind, string(l.Why), l.What},
			func(s string) bool { return s == "" }), " "))
	}
	for _, a := range p.Assumed {
		fmt.Fprintf(&b, "assumed: %s %s is @%s\n", a.Address, a.Attribute, a.Means)
	}
	return b.String()
}

// followed is what functions gain and lose once a plan is applied, and what could not be applied.
func followed(t *testing.T, before *awsdata.Snapshot, p *plan.Plan, o plan.Options) string {
	t.Helper()
	if len(before.Accounts) == 0 {
		return ""
	}
	applied, err := p.Apply(before, o)
	if err != nil {
		return "not applied: " + err.Error() + "\n"
	}
	var b strings.Builder
	for _, l := range applied.Left[len(p.Left):] {
		fmt.Fprintf(&b, "open: %s\n", strings.Join(slices.DeleteFunc([]string{l.Address, l.Kind, string(l.Why), l.What},
			func(s string) bool { return s == "" }), " "))
	}
	var results [2]*analysis.Result
	for i, s := range []*awsdata.Snapshot{before, applied.After} {
		if results[i], err = analysis.Run(context.Background(), s, analysis.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	changes, err := diff.Everywhere(context.Background(), results[0], results[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range changes.Functions {
		fmt.Fprintf(&b, "function %s: %s, internet %s -> %s\n", f.Name, f.Change, f.Before, f.After)
		for _, set := range []struct {
			word string
			set  netset.Set
		}{{"gains", f.Gained}, {"loses", f.Lost}, {"unclear", f.Unclear}, {"partly", f.Partly}, {"wholly", f.Wholly}} {
			if !set.set.IsEmpty() {
				fmt.Fprintf(&b, "  %s %s\n", set.word, set.set.Human(netset.MaxRanges(4)))
			}
		}
		for _, s := range f.Services {
			fmt.Fprintf(&b, "  %s %s -> %s\n", s.Name, s.Was, s.Is)
		}
	}
	return b.String()
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// FuzzRead holds that no file makes the reader panic, or take long, and that what it makes can be applied.
func FuzzRead(f *testing.F) {
	for _, x := range templateFixtures(f) {
		f.Add(x.archive.Files[len(x.archive.Files)-2].Data)
		f.Add([]byte(x.files[x.first].Data))
	}
	f.Add([]byte(preamble + "!Sub '${Vpc}'"))
	for _, c := range intrinsics {
		f.Add([]byte("Resources: {A: {Type: 'A::B::C', Properties: {V: " + c.value + "}}}"))
	}
	before := awstest.Parse(f, "account 111122223333\nregion eu-west-1\nvpc main 10.0.0.0/16\n"+
		"subnet one zone=a cidr=10.0.1.0/24\n")
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 || strings.Contains(string(data), "format_version") { // Terraform's has its own reader
			return
		}
		p, err := plan.Read(data, "fuzz", before, plan.Options{Stack: "s"})
		if err != nil {
			return
		}
		if _, err := json.Marshal(p.Left); err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Resources {
			for _, text := range []string{r.Address, r.Kind, r.ID, shown(r.Values)} {
				if text != awsdata.Clean(text) {
					t.Errorf("%q is not harmless", text)
				}
			}
		}
	})
}

func writeFixture(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
