package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// readEdits reads a --what-if file.
func readEdits(path string) ([]whatif.Edit, error) {
	data, err := readInput(path)
	if err != nil {
		return nil, fmt.Errorf("read edits: %w", err)
	}
	edits, err := whatif.ReadFile(data)
	if err != nil {
		return nil, fmt.Errorf("read edits: %s: %w", path, err)
	}
	return edits, nil
}

// editsOf reads edits: those of a file, then those of the command line, each in the written form with or without its
// braces.
func editsOf(args []string, file string) ([]whatif.Edit, error) {
	var out []whatif.Edit
	if file != "" {
		var err error
		if out, err = readEdits(file); err != nil {
			return nil, err
		}
	}
	for _, arg := range args {
		text := strings.TrimSpace(arg)
		if !strings.HasPrefix(text, "{") {
			text = "{" + text + "}"
		}
		var one whatif.Edits
		if err := yaml.Unmarshal([]byte("["+text+"]"), &one); err != nil {
			return nil, usagef("%q is no edit: %v", arg, err)
		}
		out = append(out, one...)
	}
	if len(out) == 0 {
		return nil, usagef("what if what? name an edit, such as 'action: remove, kind: nat, id: nat-0e3afd2e58b553083', or a file with --what-if")
	}
	return out, nil
}

// changed is the account as it would be after the edits. Nothing outside this process changes.
func (a *account) changed(edits []whatif.Edit) (*account, error) {
	snapshot, err := whatif.Apply(a.index.Snapshot, edits)
	if err != nil {
		return nil, err
	}
	index := awsdata.NewIndex(snapshot)
	return &account{index: index, functions: ask.NewFunctions(index, reach.New(index))}, nil
}

// writeEdits writes a file of edits for the explorer. One that is there is overwritten only where that was said.
func writeEdits(path string, data []byte, over bool) error {
	if over {
		return replaceFile(path, data)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write edits: %w", err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// readEditsFile reads a file of edits for the explorer, which does not wait for one that is a pipe.
func readEditsFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", path)
	}
	return readInput(path)
}
