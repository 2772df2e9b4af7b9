package waiver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"go.yaml.in/yaml/v3"
)

// Add is the content of a file with one more waiver at its end. What stands in the file stays, its comments too; name
// is the file's, for errors. The result is read again before it is returned: what was written is what will hold.
func Add(data []byte, name string, w Waiver) ([]byte, error) {
	if _, err := Parse(data, name); err != nil {
		return nil, err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var out bytes.Buffer
	if len(document.Content) == 0 { // nothing but comments, which belong to no node
		document = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
		out.Write(bytes.TrimRight(data, "\n"))
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode { // null: a file of comments
		*root = yaml.Node{Kind: yaml.MappingNode, HeadComment: root.HeadComment, FootComment: root.FootComment}
	}
	var list *yaml.Node
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "waivers" {
			list = root.Content[i+1]
		}
	}
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode}
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "waivers"}, list)
	}
	if list.Kind != yaml.SequenceNode { // waivers: with nothing behind it
		*list = yaml.Node{Kind: yaml.SequenceNode}
	}
	list.Style &^= yaml.FlowStyle
	list.Content = append(list.Content, w.node())
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(&document); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if _, err := Parse(out.Bytes(), name); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// node is the waiver as it stands in a file: one line.
func (w *Waiver) node() *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	expires := ""
	if !w.Expires.IsZero() {
		expires = w.Expires.Format(time.DateOnly)
	}
	for _, member := range [][2]string{{"check", w.Check}, {"resource", w.Resource}, {"function", w.Function},
		{"account", w.Account},
		{"reason", w.Reason}, {"owner", w.Owner}, {"expires", expires}} {
		if member[1] == "" {
			continue
		}
		value := &yaml.Node{}
		value.SetString(member[1])
		node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: member[0]}, value)
	}
	return node
}
