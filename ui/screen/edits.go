package screen

import (
	"encoding/json"
	"fmt"

	"github.com/vpclens/vpclens/analysis/whatif"
)

// editsText writes edits down, so that a place can be opened with them.
func editsText(edits []whatif.Edit) string {
	text, err := json.Marshal(edits)
	if err != nil {
		panic(err) // an edit is made of strings, numbers and lists of strings
	}
	return string(text)
}

// readEdits reads edits that were written down; nothing is no edits.
func readEdits(text string) ([]whatif.Edit, error) {
	if text == "" {
		return nil, nil
	}
	var edits []whatif.Edit
	if err := json.Unmarshal([]byte(text), &edits); err != nil {
		return nil, fmt.Errorf("read the edits: %w", err)
	}
	return edits, nil
}
