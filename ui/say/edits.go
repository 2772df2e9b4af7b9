package say

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// EditNumber counts an edit.
func EditNumber(i int) widget.Cell {
	n := fmt.Sprint(i + 1)
	return widget.Cell{Text: n, Token: theme.Key, Linear: "edit " + n}
}

// EditsText writes edits down, so that a place can be opened with them.
func EditsText(edits []whatif.Edit) string {
	text, err := json.Marshal(whatif.Edits(edits))
	if err != nil {
		panic(err) // an edit is made of strings, numbers and lists of strings
	}
	return string(text)
}

// CopyEdits writes edits for the clipboard.
func CopyEdits(s *awsdata.Snapshot, edits []whatif.Edit, form func(*whatif.Written) string) (string, error) {
	written, err := whatif.Write(s, edits)
	if err != nil {
		return "", fmt.Errorf("write the edits: %w", err)
	}
	lines := make([]string, len(written))
	for i := range written {
		lines[i] = form(&written[i])
	}
	return strings.Join(lines, "\n"), nil
}

// ReadEdits reads edits that were written down; nothing is no edits.
func ReadEdits(text string) ([]whatif.Edit, error) {
	if text == "" {
		return nil, nil
	}
	var edits whatif.Edits
	if err := json.Unmarshal([]byte(text), &edits); err != nil {
		return nil, fmt.Errorf("read the edits: %w", err)
	}
	return edits, nil
}
