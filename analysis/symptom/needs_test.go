package symptom

import "testing"

// TestEveryShapeNeedsWords holds that no shape is tried on every line of a log.
func TestEveryShapeNeedsWords(t *testing.T) {
	for _, c := range table() {
		if len(c.needs) == 0 {
			t.Errorf("%s can be found in a text with any words", c.id)
		}
	}
}
