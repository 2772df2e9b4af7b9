package say

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/widget"
)

// Every component has words that fit the first column of the ladder, and no two that can stand side by side share them.
func TestComponentWords(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "..", "analysis", "reach", "trace.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`Component\w+ +Component = "([a-z0-9-]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(found) < 30 {
		t.Fatalf("only %d components in the source: this test looks at the wrong place", len(found))
	}
	said := map[string]string{}
	for _, match := range found {
		words := ComponentWords(reach.Component(match[1]))
		if widget.Width(words) > 12 {
			t.Errorf("%s is called %q, which is wider than the column", match[1], words)
		}
		if other, ok := said[words]; ok {
			t.Errorf("%s and %s are both called %q", match[1], other, words)
		}
		said[words] = match[1]
	}
}
