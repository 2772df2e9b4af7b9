package stories

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// docs/stories.md tells what the table tells. `make docs` writes it.
func TestDocument(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "stories.md")
	want := Document()
	if os.Getenv("VPCLENS_UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/stories.md is not what the stories tell: run make docs")
	}
}

// Every picture that a story shows is there, and belongs to one step.
func TestPictures(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range All() {
		for _, step := range s.Steps {
			if step.Picture == "" {
				continue
			}
			if seen[step.Picture] {
				t.Errorf("%s: two steps have the picture %s", s.Name, step.Picture)
			}
			seen[step.Picture] = true
			if _, err := os.Stat(filepath.Join("..", "..", "screenshots", step.Picture)); err != nil {
				t.Errorf("%s: %v: run make pictures", s.Name, err)
			}
		}
	}
}

// A step that looks for nothing proves nothing.
func TestEveryStepLooks(t *testing.T) {
	for _, s := range All() {
		for i, step := range s.Steps {
			if step.Say == "" || len(step.Sees) == 0 || len(step.Keys) == 0 && step.Row == "" && step.Paste == "" {
				t.Errorf("%s: step %d says, does or sees nothing", s.Name, i+1)
			}
		}
	}
}

// walls is a program with three rows, of which the cursor can be on the first two.
type walls struct{ at int }

func (w *walls) Press(key string) {
	if key == "down" {
		w.at = min(w.at+1, 1)
	}
}

func (w *walls) Paste(string) { w.at = 2 }

func (w *walls) Screen() string {
	rows := []string{"  one", "  two", "  three"}
	rows[w.at] = strings.Replace(rows[w.at], " ", cursor, 1)
	return strings.Join(rows, "\n")
}

func TestPlay(t *testing.T) {
	for _, c := range []struct {
		step Step
		want string
	}{
		{Step{Row: "two", Sees: []string{"▌ two", "three"}, SeesNot: []string{"four"}}, ""},
		{Step{Paste: "x", Sees: []string{"▌ three"}}, ""},
		{Step{Row: "three"}, `there is no row with "three"`},
		{Step{Sees: []string{"four"}}, `"four" is not on the screen`},
		{Step{SeesNot: []string{"one"}}, `"one" is on the screen`},
	} {
		err := c.step.Play(&walls{})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c.step, err, c.want)
		}
	}
}
