package cli_test

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var (
	update     = flag.Bool("update", false, "take what holds by now out of the lists of open expectations in testdata")
	updateOpen = flag.String("update-open", "", `with -update: "force" adds what fails to the lists as well`)
)

// openList is a list of expectations that do not hold yet, in a file: what fails must be in it, and what is in it must
// fail, so that it shrinks. Several expectations may have the same line; then it stands there as often as they fail.
type openList struct {
	file string
	head string         // the comments above the lines
	open map[string]int // how often each line stands there
}

func readOpen(t *testing.T, file string) *openList {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	l := &openList{file: file, open: map[string]int{}}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			l.head += line
		} else if line = strings.TrimSpace(line); line != "" {
			l.open[line]++
		}
	}
	return l
}

// expectation is one that was tried: its line in a list, and what to say where it does not hold.
type expectation struct {
	line string
	fail string // "" where it holds
}

// compare tells where the list is wrong about what was tried: what fails and is not in it, and the lines of it that
// have nothing left that fails. Lines about what was not tried are left alone.
func (l *openList) compare(tried []expectation) (failing []expectation, holding []string) {
	left := map[string]int{}
	for _, e := range tried {
		left[e.line] = l.open[e.line]
	}
	for _, e := range tried {
		if e.fail == "" {
			continue
		}
		if left[e.line]--; left[e.line] < 0 {
			failing = append(failing, e)
		}
	}
	for line, n := range left {
		for range n {
			holding = append(holding, line)
		}
	}
	slices.Sort(holding)
	return failing, holding
}

// hold fails the test where the list is wrong. With -update it takes lines out of it instead, and adds none unless
// forced.
func (l *openList) hold(t *testing.T, tried []expectation) {
	t.Helper()
	if len(tried) == 0 {
		t.Fatal("nothing was tried: this test looks at the wrong place")
	}
	failing, holding := l.compare(tried)
	if *update {
		for _, line := range holding {
			l.open[line]--
		}
		if *updateOpen == "force" {
			for _, e := range failing {
				l.open[e.line]++
			}
			failing = nil
		}
		holding = nil
		l.write(t)
	}
	for _, e := range failing {
		t.Errorf("does not hold:\n%s: %s", e.line, e.fail)
	}
	for _, line := range holding {
		t.Errorf("holds by now, so it has to go from %s (go test ./ui/cli -run TestCases -update):\n%s", l.file, line)
	}
	open := 0
	for _, n := range l.open {
		open += n
	}
	t.Logf("%s has %d open", l.file, open)
}

func (l *openList) write(t *testing.T) {
	t.Helper()
	var b strings.Builder
	b.WriteString(l.head)
	for _, line := range slices.Sorted(maps.Keys(l.open)) {
		for range l.open[line] {
			fmt.Fprintln(&b, line)
		}
	}
	if err := os.WriteFile(l.file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// sharedFolder is a folder of accounts beside the repository, which a variable of the environment may name. Where it is
// not there the test is left out, and says so.
func sharedFolder(t *testing.T, variable, usual string) string {
	t.Helper()
	// The test cache does not look at files outside the module. `make test` puts their checksum here, and reading it
	// makes the cache depend on it.
	_ = os.Getenv(variable + "_SUM")
	folder := cmp.Or(os.Getenv(variable), usual)
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("LEFT OUT: what is expected of the accounts of %s, because it is not there; %s names another folder",
			folder, variable)
	}
	return folder
}

func TestOpenListMayOnlyShrink(t *testing.T) {
	l := &openList{open: map[string]int{"a": 1, "twice": 2, "elsewhere": 1}}
	for _, c := range []struct {
		name    string
		tried   []expectation
		failing int
		holding []string
	}{
		{"as listed", []expectation{{"a", "no"}, {"twice", "no"}, {"twice", "no"}, {"b", ""}}, 0, nil},
		{"a new failure", []expectation{{"a", "no"}, {"b", "no"}}, 1, nil},
		{"one more of a line", []expectation{{"twice", "no"}, {"twice", "no"}, {"twice", "no"}}, 1, nil},
		{"one holds by now", []expectation{{"a", ""}, {"b", ""}}, 0, []string{"a"}},
		{"one of two holds by now", []expectation{{"twice", "no"}, {"twice", ""}}, 0, []string{"twice"}},
	} {
		failing, holding := l.compare(c.tried)
		if len(failing) != c.failing || !slices.Equal(holding, c.holding) {
			t.Errorf("%s: failing %v, holding %v; want %d and %v", c.name, failing, holding, c.failing, c.holding)
		}
	}
}
