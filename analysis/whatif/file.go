package whatif

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// file is a list of edits as --what-if takes it.
type file struct {
	Edits Edits `yaml:"edits"`
}

// ReadFile reads a file of edits: YAML (or JSON, which is YAML), a list under "edits". Members that no edit has are
// refused: a misspelt one must not make another question of it.
func ReadFile(data []byte) ([]Edit, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err == nil && len(root.Content) > 0 &&
		root.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("it is no file of edits: want a list under \"edits\"")
	}
	var f file
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(f.Edits) == 0 {
		return nil, errors.New("it holds no edits: want a list under \"edits\"")
	}
	return f.Edits, nil
}

// WriteFile writes edits as [ReadFile] reads them, each beneath the other, for people to read and change.
func WriteFile(edits []Edit) ([]byte, error) {
	list := yaml.Node{Kind: yaml.SequenceNode}
	for _, e := range edits {
		text, err := JSON(e)
		if err != nil {
			return nil, err
		}
		var document yaml.Node
		if err := yaml.Unmarshal(text, &document); err != nil {
			return nil, fmt.Errorf("write an edit: %w", err)
		}
		node := document.Content[0]
		unquote(node)
		list.Content = append(list.Content, node)
	}
	root := yaml.Node{Kind: yaml.MappingNode,
		Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: "edits"}, &list}}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(&root); err != nil {
		return nil, fmt.Errorf("write the edits: %w", err)
	}
	return b.Bytes(), encoder.Close()
}

// unquote leaves the quotes of JSON only where YAML needs them too.
func unquote(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		unquote(c)
	}
}
