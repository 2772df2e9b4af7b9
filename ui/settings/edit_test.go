package settings

import (
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"
)

const savedViews = `# Views of the night shift.
views:
  # first of all
  broken-now: # worst first
    filter: "impact:broken" # everything
    sort: function
  mine: {list: functions, filter: "vpc:shop"}
# the end
`

// What is written is what is read, and nothing else in the file is another one than before.
func TestWithView(t *testing.T) {
	known := known()
	view := View{Name: "new", List: "functions", Filter: `vpc:shop "a # b: c" !x`, Sort: "out", Descending: true,
		Columns: []string{"wrong", "function"}}
	for name, file := range map[string]string{
		"nothing": "", "comments": "# mine\n# and mine\n",
		"an empty section": "views:\n", "an empty flow": "views: {}\n",
		"views with comments": savedViews, "in one line": `{views: {mine: {filter: "x"}}}`,
		"another section": "columns:\n  functions: [wrong] # that is enough\n", "an empty document": "---\n"} {
		before, problems := Parse([]byte(file), known)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", name, problems)
		}
		data, err := WithView([]byte(file), &view, false, known)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		after, problems := Parse(data, known)
		if len(problems) > 0 || len(after.Views) != len(before.Views)+1 {
			t.Errorf("%s: %v, %+v in\n%s", name, problems, after.Views, data)
			continue
		}
		got := after.Views[len(after.Views)-1]
		if got.Line = 0; !reflect.DeepEqual(got, view) {
			t.Errorf("%s: wrote %+v, read %+v", name, view, got)
		}
		for line := range strings.Lines(file) {
			if _, comment, ok := strings.Cut(line, "# "); ok && !strings.Contains(string(data), "# "+comment) {
				t.Errorf("%s: the comment %q is gone:\n%s", name, comment, data)
			}
		}

		if _, err := WithView(data, &view, false, known); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: once more it is %v", name, err)
		}
		view := view
		view.Filter = "other"
		again, err := WithView(data, &view, true, known)
		if err != nil || !strings.Contains(string(again), "filter: other") || strings.Contains(string(again), "a # b") {
			t.Errorf("%s: replaced, it is %v\n%s", name, err, again)
		}
		back, err := WithoutView(again, "new", known)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		left, problems := Parse(back, known)
		if len(problems) > 0 || !reflect.DeepEqual(others(&before, ""), others(&left, "")) {
			t.Errorf("%s: without it again it is\n%s", name, back)
		}
		if _, err := WithoutView(back, "new", known); !errors.Is(err, ErrNoView) {
			t.Errorf("%s: what is gone can be removed: %v", name, err)
		}
	}
}

// A file that is not understood in whole is not changed, and the line that is wrong is said.
func TestWithViewRefuses(t *testing.T) {
	known := known()
	good := View{Name: "new", List: "functions"}
	for file, want := range map[string]string{
		"views:\n  mine: {list: functoins}\n":              "line 2",
		"views:\n  mine:\n   - x\n":                        "line 3",
		"- a list\n":                                       "line 1",
		"views: [\n":                                       "no YAML",
		"views: {}\n---\nviews: {}\n":                      "several documents",
		"vews: {}\n":                                       "line 1",
		"columns: &c {}\nviews: *c\n":                      "somewhere else",
		"views:\n  new: {filter: a}\n  new: {filter: b}\n": "line 3",
		"views:\n  mine: {filter: " + strings.Repeat("x", MostBytes) + "}\n": "bigger",
	} {
		if data, err := WithView([]byte(file), &good, true, known); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q became %.80q, %v; want an error with %q", file, data, err, want)
		}
	}
	for _, name := range []string{"", "Two", "two words", "-x", "a/b", strings.Repeat("x", 41)} {
		bad := good
		if bad.Name = name; func() bool { _, err := WithView(nil, &bad, true, known); return err == nil }() {
			t.Errorf("%q can be the name of a view", name)
		}
	}
	// One view is what another one is made of: it cannot go without it.
	shared := "views:\n  new: &n {filter: a}\n  mine: *n\n"
	if data, err := WithoutView([]byte(shared), "new", known); err == nil {
		t.Errorf("what another view is made of is gone: %s", data)
	}
}
