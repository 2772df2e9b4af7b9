package check_test

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/check"
)

func TestEveryCheckHasExamples(t *testing.T) {
	for _, c := range check.Catalogue() {
		fires, nearMiss := c.Examples()
		if !strings.Contains(fires, "function ") || !strings.Contains(nearMiss, "function ") || fires == nearMiss {
			t.Errorf("%s: an example that fires and one that does not are wanted, got %q and %q", c.ID, fires, nearMiss)
		}
	}
}
