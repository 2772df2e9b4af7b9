package report

import (
	"bytes"
	"fmt"
	"regexp"

	"go.yaml.in/yaml/v3"
)

// YAML is a JSON document as YAML, its members in their order.
func YAML(document []byte) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil { // JSON is YAML
		return nil, fmt.Errorf("read the document: %w", err)
	}
	inBlocks(&root)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(&root); err != nil {
		return nil, fmt.Errorf("write YAML: %w", err)
	}
	return b.Bytes(), nil
}

// other is a text that programs with an older YAML take for a truth value or a number of base 60.
var other = regexp.MustCompile(`^(?i:y|n|yes|no|on|off)$|^[-+]?[0-9][0-9_]*(:[0-9_.]+)+$`)

// inBlocks takes a node out of the form of JSON. A text keeps its quotes where it would be read as something else.
func inBlocks(n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!str" && !other.MatchString(n.Value) {
		n.Style = 0
	}
	for _, child := range n.Content {
		inBlocks(child)
	}
}
