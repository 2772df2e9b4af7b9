// Package statefile is what the explorer remembers between runs: which columns
// lists show, the look, which regions were looked at. It holds names of columns,
// themes, profiles and regions, and nothing of what is in an account.
package statefile

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// State is what is remembered.
type State struct {
	Theme   string              `json:"theme,omitempty"`   // "" is auto
	Lists   map[string]List     `json:"lists,omitempty"`   // by the name of the list
	Regions map[string][]string `json:"regions,omitempty"` // by profile, of live accounts
}

// List is how a list is shown. Its order is not kept, nor whether it is wide, which hides what is wrong: whoever comes
// back wants the worst first.
type List struct {
	// Columns are those that were chosen, from left to right; none is the usual ones.
	Columns []string `json:"columns,omitempty"`
}

// Profile is under which name the regions of a profile are kept; "" is the profile
// that AWS takes where none is named.
func Profile(name string) string { return cmp.Or(name, "default") }

// Load reads the state from a file. A file that is not there is an empty state;
// one that is damaged is an empty state and an error.
func Load(path string) (State, error) {
	data, err := readSmall(path)
	if errors.Is(err, fs.ErrNotExist) {
		return State{}, nil
	}
	var s State
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	if err != nil {
		return State{}, fmt.Errorf("read what was kept: %w", err)
	}
	return s, nil
}

// most is how many bytes a state may have: a hundred times what anybody has.
const most = 1 << 20

// readSmall reads a regular file of at most that size: what somebody put in its place must not hold up the start.
func readSmall(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	case info.Size() > most:
		return nil, fmt.Errorf("it is bigger than %d MB", most>>20)
	}
	return os.ReadFile(path)
}

// Save writes the state to a file that only its owner can read. The file is
// replaced at once: whoever reads it sees the old state or the new one.
func Save(path string, s State) error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("keep the state: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keep the state: %w", err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".state-*") // made for its owner only
	if err != nil {
		return fmt.Errorf("keep the state: %w", err)
	}
	_, err = file.Write(append(data, '\n'))
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name()) // the error is the one that matters
		return fmt.Errorf("keep the state: %w", err)
	}
	return nil
}
