package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// readEdits reads a --what-if file: YAML (or JSON, which is YAML), a list of edits under "edits". Members that no edit
// has are refused: a misspelt one must not make another question of it.
func readEdits(path string) ([]whatif.Edit, error) {
	data, err := readInput(path)
	if err != nil {
		return nil, fmt.Errorf("read edits: %w", err)
	}
	var file struct {
		Edits whatif.Edits `yaml:"edits"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read edits: %s: %w", path, err)
	}
	if len(file.Edits) == 0 {
		return nil, fmt.Errorf("read edits: %s holds no edits: want a list under \"edits\"", path)
	}
	return file.Edits, nil
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
	return &account{index: index, functions: newFunctions(index, reach.New(index))}, nil
}
