package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/awsdata"
)

// mostLevels is how deep values may be nested, in a file and in what is computed of it.
const mostLevels = 100

var errTooDeep = fmt.Errorf("more than %d values within each other", mostLevels)

// parseTemplate is a template as plain values: text, bool, float64, []any, map[string]any and nil. YAML's short tags
// become the functions that they stand for. It is nil for what is no template.
func parseTemplate(data []byte) (map[string]any, error) {
	if len(data) > mostTemplateBytes {
		return nil, fmt.Errorf("it is too big: more than %d MB", mostTemplateBytes>>20)
	}
	var value any
	var err error
	if isJSON(data) {
		if err = checkParts(data, mostParts); err != nil {
			return nil, err
		}
		if err = unmarshal(data, &value); err == nil {
			err = checkLevels(value, 0)
		}
	} else {
		value, err = parseYAML(data)
	}
	if err != nil {
		return nil, err
	}
	tree, _ := value.(map[string]any)
	if body, ok := tree["TemplateBody"]; ok { // what get-template prints: JSON as it is, YAML as a text
		if text, ok := body.(string); ok {
			return parseTemplate([]byte(text))
		}
		tree, _ = body.(map[string]any)
	}
	if _, ok := tree["Resources"].(map[string]any); !ok {
		return nil, nil
	}
	return tree, nil
}

// checkLevels refuses what is nested too deep.
func checkLevels(v any, level int) error {
	if level > mostLevels {
		return errTooDeep
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if err := checkLevels(e, level+1); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, e := range v {
			if err := checkLevels(e, level+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func parseYAML(data []byte) (any, error) {
	var document yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, errors.New(awsdata.Clean(strings.TrimPrefix(err.Error(), "yaml: ")))
	}
	if len(document.Content) != 1 {
		return nil, nil
	}
	y := yamlReader{}
	return y.value(document.Content[0], 0)
}

// yamlReader counts what a document becomes: aliases of aliases make much of little.
type yamlReader struct{ parts int }

func (y *yamlReader) value(n *yaml.Node, level int) (any, error) {
	if y.parts++; y.parts > mostParts {
		return nil, fmt.Errorf("line %d: it is too big: more than %d values", n.Line, mostParts)
	}
	if level > mostLevels {
		return nil, fmt.Errorf("line %d: %w", n.Line, errTooDeep)
	}
	if n.Kind == yaml.AliasNode {
		return y.value(n.Alias, level+1)
	}
	v, err := y.plain(n, level)
	if function, ok := functionOfTag(n.Tag); ok && err == nil {
		if text, ok := v.(string); ok && function == "Fn::GetAtt" {
			resource, attribute, _ := strings.Cut(text, ".")
			v = []any{resource, attribute}
		}
		return map[string]any{function: v}, nil
	}
	return v, err
}

// functionOfTag is the function that a short tag stands for.
func functionOfTag(tag string) (string, bool) {
	name, ok := strings.CutPrefix(tag, "!")
	if !ok || name == "" || strings.HasPrefix(name, "!") {
		return "", false
	}
	if name == "Ref" || name == "Condition" {
		return name, true
	}
	return "Fn::" + name, true
}

// plain is a node without its short tag.
func (y *yamlReader) plain(n *yaml.Node, level int) (any, error) {
	switch n.Kind {
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, e := range n.Content {
			v, err := y.value(e, level+1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	case yaml.MappingNode:
		out := make(map[string]any, len(n.Content)/2)
		var merged []any
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			v, err := y.value(n.Content[i+1], level+1)
			if err != nil {
				return nil, err
			}
			if key.Kind == yaml.AliasNode {
				key = key.Alias
			}
			switch _, twice := out[key.Value]; {
			case key.Kind != yaml.ScalarNode:
				return nil, fmt.Errorf("line %d: the name of a member is no text", key.Line)
			case key.Tag == "!!merge":
				merged = append(merged, v)
			case twice:
				return nil, fmt.Errorf("line %d: %q is there twice", key.Line, awsdata.Clean(key.Value))
			default:
				out[key.Value] = v
			}
		}
		for _, m := range merged {
			merge(out, m)
		}
		return out, nil
	}
	return scalar(n), nil
}

// merge adds the members of a map, or of several, that are not there.
func merge(into map[string]any, from any) {
	switch from := from.(type) {
	case []any:
		for _, e := range from {
			merge(into, e)
		}
	case map[string]any:
		for name, v := range from {
			if _, ok := into[name]; !ok {
				into[name] = v
			}
		}
	}
}

// scalar is a value as CloudFormation reads it, which is by YAML 1.1: yes is true, and dates are texts. What looks like
// a number and would not be written so again, such as an account's id that begins with 0, is a text.
// Source: CloudFormation user guide, "Template formats".
func scalar(n *yaml.Node) any {
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 ||
		n.Style&yaml.TaggedStyle != 0 && n.Tag == "!!str" {
		return n.Value
	}
	if _, function := functionOfTag(n.Tag); function {
		return n.Value
	}
	switch tag := n.ShortTag(); tag {
	case "!!null":
		return nil
	case "!!int", "!!float":
		f, err := strconv.ParseFloat(n.Value, 64)
		same := written(f) == strings.TrimPrefix(n.Value, "+")
		decimal := strings.Count(n.Value, ".") == 1 && strings.Trim(n.Value, "0123456789.") == ""
		if err == nil && (same || decimal) {
			return f
		}
		return n.Value
	case "!!str", "!!bool":
		switch n.Value {
		case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON":
			return true
		case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF":
			return false
		}
	}
	return n.Value
}

// written is a number as a text has it.
func written(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// asJSON is a value as CloudFormation's Fn::ToJsonString writes it.
func asJSON(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
