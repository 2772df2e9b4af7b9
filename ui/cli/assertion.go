package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/reach"
)

// assertion is one line of an assertions file: these functions reach that destination, or do not.
type assertion struct {
	name      string
	functions string // a name, an ARN or a glob
	asked     ask.Question
	expect    reach.Verdict
	line      int
}

// writtenAssertion is an assertion as it stands in YAML.
type writtenAssertion struct {
	Name      string `yaml:"name"`
	Functions string `yaml:"functions"`
	To        string `yaml:"to"`
	Protocol  string `yaml:"protocol"`
	Port      *int   `yaml:"port"`
	Expect    string `yaml:"expect"`

	line int
}

// UnmarshalYAML notes the line, for messages.
func (w *writtenAssertion) UnmarshalYAML(node *yaml.Node) error {
	type plain writtenAssertion // without this method
	var p plain
	if err := strictly(node, &p); err != nil {
		return err
	}
	*w = writtenAssertion(p)
	w.line = node.Line
	return nil
}

// strictly decodes a mapping and refuses members that it does not know: a misspelt one must not make an assertion hold.
func strictly(node *yaml.Node, into any) error {
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: want an assertion such as {name, functions, to, protocol, port, expect}", node.Line)
	}
	known := map[string]bool{"name": true, "functions": true, "to": true, "protocol": true, "port": true,
		"expect": true}
	for i := 0; i < len(node.Content); i += 2 {
		if key := node.Content[i]; !known[key.Value] {
			return fmt.Errorf("line %d: an assertion has no %q: want name, functions, to, protocol, port and expect",
				key.Line, key.Value)
		}
	}
	return node.Decode(into)
}

// parseAssertions reads an assertions file. Its errors name the line; an empty file is an error, because a file that
// asserts nothing would pass.
func parseAssertions(data []byte) ([]assertion, error) {
	var document yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := onlyAssertions(&document); err != nil {
		return nil, err
	}
	var file struct {
		Assertions []writtenAssertion `yaml:"assertions"`
	}
	if err := document.Decode(&file); err != nil {
		return nil, err
	}
	if len(file.Assertions) == 0 {
		return nil, errors.New("no assertions: want a list under `assertions:`")
	}
	out := make([]assertion, 0, len(file.Assertions))
	for i := range file.Assertions {
		a, err := file.Assertions[i].parse()
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", file.Assertions[i].line, err)
		}
		out = append(out, a)
	}
	return out, nil
}

// onlyAssertions finds a file that is about something else, before the decoder tells that in its own words.
func onlyAssertions(document *yaml.Node) error {
	if len(document.Content) == 0 {
		return nil
	}
	const want = "want a list under `assertions:`"
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: this is no file of assertions: %s", root.Line, want)
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		switch {
		case key.Value != "assertions":
			return fmt.Errorf("line %d: a file of assertions has no \"%s\": %s", key.Line, key.Value, want)
		case value.Kind != yaml.SequenceNode && value.Tag != "!!null":
			return fmt.Errorf("line %d: `assertions:` holds no list: %s", value.Line, want)
		}
	}
	return nil
}

func (w *writtenAssertion) parse() (assertion, error) {
	a := assertion{name: w.Name, functions: w.Functions, asked: ask.Question{To: w.To}, line: w.line}
	if w.Functions == "" {
		return a, errors.New("functions is missing: a name, an ARN or a glob")
	}
	if w.To == "" {
		return a, errors.New("to is missing: a destination such as 203.0.114.9, sg-1, s3 or internet")
	}
	if a.name == "" {
		a.name = w.Functions + " to " + w.To
	}
	if w.Protocol == "" {
		w.Protocol = "tcp"
	}
	var ok bool
	if a.asked.Protocol, ok = ask.ParseProtocol(w.Protocol); !ok {
		return a, fmt.Errorf("protocol %q: functions send tcp and udp only", w.Protocol)
	}
	switch {
	case w.Port == nil:
		// the destination may name one itself
	case *w.Port < 1 || *w.Port > 65535:
		return a, fmt.Errorf("port %d: want 1 to 65535", *w.Port)
	default:
		a.asked.Port = uint16(*w.Port)
	}
	var err error
	if a.expect, err = reach.ParseVerdict(w.Expect); err != nil {
		return a, fmt.Errorf("expect: %w", err)
	}
	return a, nil
}
