package demo

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

// The answer key has one line for every function, under its region, and none for anything else.
func TestReadmeNamesEveryFunction(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^(?:## ([a-z]+-[a-z]+-\d)|\| ([a-z][a-z0-9-]*) \|.*)$`)
	got := map[string][]string{}
	region := ""
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		if m[1] != "" {
			region = m[1]
			continue
		}
		got[region] = append(got[region], m[2])
	}
	want := map[string][]string{}
	s := load(t)
	x := awsdata.NewIndex(s)
	for _, name := range s.RegionNames() {
		for _, f := range x.Region(name).Functions() {
			want[name] = append(want[name], f.FunctionName)
		}
		slices.Sort(got[name])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("functions in README.md (-account +readme):\n%s", diff)
	}
}
