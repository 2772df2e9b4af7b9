package report

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/vpclens/vpclens/analysis/reach"
)

// Every component has words of its own, which fit their column.
func TestComponentText(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "reach", "trace.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`Component\w+ +Component = "([a-z0-9-]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(found) < 30 {
		t.Fatalf("only %d components in the source: this test looks at the wrong place", len(found))
	}
	said := map[string]string{}
	for _, match := range found {
		text := componentText(reach.Component(match[1]))
		if utf8.RuneCountInString(text) >= hopWidth {
			t.Errorf("%s is called %q, which is wider than the column", match[1], text)
		}
		if other, ok := said[text]; ok {
			t.Errorf("%s and %s are both called %q", match[1], other, text)
		}
		said[text] = match[1]
	}
}
