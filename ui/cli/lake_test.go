package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

// lake is the folder "lake" in a new working directory, and who asks about it: DuckDB, in the words of docs/fleet.md.
type lake struct {
	python, script string
	questions      []byte // JSON
}

// newLake makes the working directory, with waivers.
func newLake(t *testing.T) *lake {
	t.Helper()
	l := lake{python: filepath.Join(venv.Folder(t), "bin", "python")}
	document := readText(t, filepath.Join("..", "..", "docs", "fleet.md"))
	var err error
	if l.script, err = filepath.Abs("testdata/fleet/ask.py"); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	write(t, "waivers.yaml", "waivers:\n- {check: path-public-subnet, resource: '*', reason: it only listens, owner: web team, expires: 2027-01-31}\n")
	type question struct {
		Title string `json:"title"`
		SQL   string `json:"sql"`
	}
	var questions []question
	title := ""
	for _, m := range regexp.MustCompile("(?ms)^### ([^\n]*)$|^```sql\n(.*?)```$").FindAllStringSubmatch(document, -1) {
		if m[1] != "" {
			title = m[1]
			continue
		}
		q := question{title, m[2]}
		if strings.HasPrefix(m[2], "CREATE") {
			q.Title = ""
		}
		questions = append(questions, q)
	}
	if l.questions, err = json.Marshal(questions); err != nil {
		t.Fatal(err)
	}
	return &l
}

// ask wants these rows for the questions, and none for all others.
func (l *lake) ask(t *testing.T, want map[string][]string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), l.python, l.script, "lake")
	c.Stdin = bytes.NewReader(l.questions)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	var got map[string][]map[string]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for title := range want {
		if _, asked := got[title]; !asked {
			t.Errorf("%q is not asked", title)
		}
	}
	for title, rows := range got {
		if want[title] == nil && len(rows) == 0 {
			continue
		}
		var lines []string
		for _, row := range rows {
			lines = append(lines, line(row))
		}
		slices.Sort(lines)
		if diff := gocmp.Diff(want[title], lines); diff != "" {
			t.Errorf("%s (-scan +DuckDB):\n%s", title, diff)
		}
	}
}

// line is a row of an answer: its columns by name.
func line(row map[string]any) string {
	var out []string
	for name, value := range row {
		out = append(out, fmt.Sprintf("%s=%v", name, value))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
