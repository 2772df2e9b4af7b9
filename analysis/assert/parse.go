package assert

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// members are what an item of the file may have: those of every item, and those of its body, which stand in the item
// itself where it expects a verdict.
var (
	kinds       = []string{string(Allow), string(Deny), string(Only), string(Isolated)}
	ofItem      = []string{"name", "waived"}
	ofBody      = []string{"functions", "to", "protocol", "port"}
	ofExpect    = slices.Concat([]string{"name"}, ofBody, []string{"expect", "waived"})
	ofWaiver    = []string{"until", "expires", "reason", "owner"}
	protocolsOf = map[string][]netset.Protocol{"tcp": {netset.TCP}, "udp": {netset.UDP},
		"any": {netset.TCP, netset.UDP}}
)

// Parse reads a file of assertions. Its errors name the line and the nearest word; an empty file is an error, because a
// file that asserts nothing would pass.
func Parse(data []byte) ([]Assertion, error) {
	var document yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	list, err := listOf(&document)
	if err != nil {
		return nil, err
	}
	if list == nil || len(list.Content) == 0 {
		return nil, errors.New("no assertions: want a list under `assertions:`")
	}
	out := make([]Assertion, 0, len(list.Content))
	for _, node := range list.Content {
		a, err := parseItem(followed(node))
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// at is an error about a place in the file.
func at(node *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("line %d: %w", node.Line, fmt.Errorf(format, args...))
}

// followed is what an alias stands for.
func followed(node *yaml.Node) *yaml.Node {
	for range 100 { // an alias of itself has no end
		if node.Kind != yaml.AliasNode || node.Alias == nil {
			break
		}
		node = node.Alias
	}
	return node
}

// listOf finds the list, or says that the file is about something else.
func listOf(document *yaml.Node) (*yaml.Node, error) {
	if len(document.Content) == 0 {
		return nil, nil
	}
	const want = "want a list under `assertions:`"
	root := followed(document.Content[0])
	if root.Kind != yaml.MappingNode {
		return nil, at(root, "this is no file of assertions: %s", want)
	}
	var list *yaml.Node
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], followed(root.Content[i+1])
		switch {
		case key.Value != "assertions":
			return nil, at(key, "a file of assertions has no %q: %s", key.Value, want)
		case list != nil:
			return nil, at(key, "`assertions:` stands here twice")
		case value.Tag == "!!null":
		case value.Kind != yaml.SequenceNode:
			return nil, at(value, "`assertions:` holds no list: %s", want)
		default:
			list = value
		}
	}
	return list, nil
}

// entries are the members of a mapping, each once, and none that is not known: a misspelt one must not make an
// assertion hold.
func entries(node *yaml.Node, what string, known []string) (map[string]*yaml.Node, error) {
	out := make(map[string]*yaml.Node, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := followed(node.Content[i])
		if !slices.Contains(known, key.Value) {
			if near := names.Nearest(key.Value, known); len(near) > 0 {
				return nil, at(key, "%s has no %q: did you mean %s?", what, key.Value, strings.Join(near, " or "))
			}
			return nil, at(key, "%s has no %q: want %s", what, key.Value, strings.Join(known, ", "))
		}
		if out[key.Value] != nil {
			return nil, at(key, "%s has %q twice", what, key.Value)
		}
		out[key.Value] = followed(node.Content[i+1])
	}
	return out, nil
}

// parseItem reads one assertion.
func parseItem(node *yaml.Node) (Assertion, error) {
	a := Assertion{Line: node.Line}
	if node.Kind != yaml.MappingNode {
		return a, at(node, "want an assertion such as {name, functions, to, protocol, port, expect}, or {deny: ...}")
	}
	known, what := ofExpect, "an assertion"
	for i := 0; i+1 < len(node.Content); i += 2 {
		if key := node.Content[i].Value; slices.Contains(kinds, key) {
			if a.Kind != "" && a.Kind != Kind(key) {
				return a, at(node.Content[i], "an assertion has %q or %q, not both", a.Kind, key)
			}
			a.Kind, what = Kind(key), "an assertion with "+key
			known = append([]string{key}, ofItem...)
		}
	}
	if a.Kind == "" {
		known = append(slices.Clone(known), kinds...)
	}
	members, err := entries(node, what, known)
	if err != nil {
		return a, err
	}
	if a.Name, err = textOf(members["name"], "name"); err != nil {
		return a, err
	}
	if w := members["waived"]; w != nil {
		if a.Waiver, err = parseWaiver(w); err != nil {
			return a, err
		}
	}
	if a.Kind == "" {
		a.Kind = Expect
		if err := a.parseBody(node, members); err != nil {
			return a, err
		}
		text, err := textOf(members["expect"], "expect")
		if err != nil {
			return a, err
		}
		if a.Want, err = reach.ParseVerdict(text); err != nil {
			return a, at(node, "expect: %w", err)
		}
	} else if err := a.parseKind(members[string(a.Kind)]); err != nil {
		return a, err
	}
	if a.Name == "" {
		a.Name = a.usualName()
	}
	return a, nil
}

// parseKind reads what stands behind allow, deny, only or isolated: a mapping, or the same in one line.
func (a *Assertion) parseKind(node *yaml.Node) error {
	switch {
	case node.Kind == yaml.ScalarNode && node.Tag != "!!null":
		if err := a.parseShort(node); err != nil {
			return err
		}
	case node.Kind == yaml.SequenceNode && a.Kind == Isolated:
		list, err := textsOf(node, "isolated")
		if err != nil {
			return err
		}
		a.Functions = list
	case node.Kind == yaml.MappingNode:
		known := ofBody
		if a.Kind == Isolated {
			known = []string{"functions"}
		}
		members, err := entries(node, string(a.Kind), known)
		if err != nil {
			return err
		}
		if a.Kind == Isolated {
			members["to"] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "internet", Line: node.Line}
		}
		return a.parseBody(node, members)
	default:
		return at(node, "%s: want {functions, to}, or %s", a.Kind, a.example())
	}
	if a.Kind == Isolated {
		a.To = []Destination{{Text: "internet", Line: node.Line}}
	}
	return a.checkSelectors(node)
}

// example is the short form of the kind.
func (a *Assertion) example() string {
	switch a.Kind {
	case Isolated:
		return `"tag:pci=yes"`
	case Deny:
		return `"tag:pci=yes -> internet"`
	}
	return `"orders-* -> rds:5432"`
}

// parseShort reads an assertion in one line: FUNCTIONS -> DEST, DEST.
func (a *Assertion) parseShort(node *yaml.Node) error {
	who, to, arrow := strings.Cut(node.Value, "->")
	switch {
	case a.Kind == Isolated && arrow:
		return at(node, "isolated is about functions alone: want %s", a.example())
	case a.Kind != Isolated && !arrow:
		return at(node, "%s: %q has no \"->\": want %s", a.Kind, node.Value, a.example())
	}
	for text := range strings.SplitSeq(who, ",") {
		if text = strings.TrimSpace(text); text == "" {
			return at(node, "%s: functions are missing: want %s", a.Kind, a.example())
		}
		a.Functions = append(a.Functions, text)
	}
	if !arrow {
		return nil
	}
	for text := range strings.SplitSeq(to, ",") {
		if text = strings.TrimSpace(text); text == "" {
			return at(node, "%s: a destination is missing: want %s", a.Kind, a.example())
		}
		d, err := destination(text, node)
		if err != nil {
			return err
		}
		a.To = append(a.To, d)
	}
	return nil
}

// destination reads one destination. A range of ports behind it is taken off; a single port is the destination's own
// business, for what has colons in it may be an IPv6 address.
func destination(text string, node *yaml.Node) (Destination, error) {
	d := Destination{Text: text, Line: node.Line}
	i := strings.LastIndex(text, ":")
	if i < 0 || !strings.Contains(text[i:], "-") || strings.Trim(text[i+1:], "0123456789-") != "" || i+1 == len(text) {
		return d, nil
	}
	r, err := portRange(text[i+1:])
	if err != nil {
		return d, at(node, "to: %w", err)
	}
	d.Text, d.Ports = text[:i], []netset.PortRange{r}
	return d, nil
}

// parseBody reads functions, to, protocol and port.
func (a *Assertion) parseBody(node *yaml.Node, members map[string]*yaml.Node) error {
	var err error
	if members["functions"] == nil {
		return at(node, "functions is missing: a name, an ARN or a glob, tag:KEY=VALUE, vpc-…, subnet-… or sg-…")
	}
	if a.Functions, err = textsOf(members["functions"], "functions"); err != nil {
		return err
	}
	if members["to"] == nil {
		return at(node, "to is missing: a destination such as 203.0.114.9, sg-1, s3 or internet")
	}
	list, err := textsOf(members["to"], "to")
	if err != nil {
		return err
	}
	if a.Kind == Expect && len(list) > 1 {
		return at(members["to"], "to: want one destination, or `allow`, `deny` or `only` for several")
	}
	for _, text := range list {
		d, err := destination(text, members["to"])
		if err != nil {
			return err
		}
		a.To = append(a.To, d)
	}
	if p := members["protocol"]; p != nil {
		text, err := textOf(p, "protocol")
		if err != nil {
			return err
		}
		if a.Protocols = protocolsOf[strings.ToLower(text)]; a.Protocols == nil {
			return at(p, "protocol %q: functions send tcp and udp only; any is both", text)
		}
	}
	if p := members["port"]; p != nil && p.Tag != "!!null" {
		if a.Ports, err = ports(p); err != nil {
			return err
		}
	}
	return a.checkSelectors(node)
}

// checkSelectors finds a word before a colon that is none.
func (a *Assertion) checkSelectors(node *yaml.Node) error {
	for _, text := range a.Functions {
		if err := checkSelector(text); err != nil {
			return at(node, "functions: %w", err)
		}
	}
	return nil
}

// ports reads a number, a range, or a list of them.
func ports(node *yaml.Node) ([]netset.PortRange, error) {
	list := []*yaml.Node{node}
	if node.Kind == yaml.SequenceNode {
		if list = node.Content; len(list) == 0 {
			return nil, at(node, "port: the list is empty: leave it out, or name ports")
		}
	}
	var out []netset.PortRange
	for _, n := range list {
		if n = followed(n); n.Kind != yaml.ScalarNode {
			return nil, at(n, "port: want a number, a range such as 1024-65535, or a list of them")
		}
		for text := range strings.SplitSeq(n.Value, ",") {
			r, err := portRange(strings.TrimSpace(text))
			if err != nil {
				return nil, at(n, "%w", err)
			}
			out = append(out, r)
		}
	}
	return out, nil
}

// portRange reads "443" or "1024-65535".
func portRange(text string) (netset.PortRange, error) {
	low, high, ranged := strings.Cut(text, "-")
	if !ranged {
		high = low
	}
	from, err := strconv.Atoi(strings.TrimSpace(low))
	to, errTo := strconv.Atoi(strings.TrimSpace(high))
	switch {
	case err != nil || errTo != nil:
		return netset.PortRange{}, fmt.Errorf("port %q: want a number, or a range such as 1024-65535", text)
	case from < 1 || from > 65535:
		return netset.PortRange{}, fmt.Errorf("port %d: want 1 to 65535", from)
	case to < 1 || to > 65535:
		return netset.PortRange{}, fmt.Errorf("port %d: want 1 to 65535", to)
	case from > to:
		return netset.PortRange{}, fmt.Errorf("port %q: the range ends before it begins", text)
	}
	return netset.PortRange{From: uint16(from), To: uint16(to)}, nil
}

func parseWaiver(node *yaml.Node) (*Waiver, error) {
	if node.Kind != yaml.MappingNode {
		return nil, at(node, "waived: want {until: 2027-01-31, reason: ...}")
	}
	members, err := entries(node, "waived", ofWaiver)
	if err != nil {
		return nil, err
	}
	w := &Waiver{}
	if members["until"] != nil && members["expires"] != nil {
		return nil, at(node, "waived: until and expires are the same: want one of them")
	}
	day := members["until"]
	if day == nil {
		day = members["expires"]
	}
	if day == nil {
		return nil, at(node, "waived: until is missing: a waiver has an end")
	}
	if w.Until, err = time.Parse(time.DateOnly, day.Value); err != nil {
		return nil, at(day, "waived: until %q is no date: want 2027-01-31", day.Value)
	}
	if w.Reason, err = textOf(members["reason"], "reason"); err != nil {
		return nil, err
	}
	if strings.TrimSpace(w.Reason) == "" {
		return nil, at(node, "waived: reason is missing: say why this is accepted")
	}
	w.Owner, err = textOf(members["owner"], "owner")
	return w, err
}

// textOf is a text, "" where there is none.
func textOf(node *yaml.Node, what string) (string, error) {
	switch {
	case node == nil || node.Tag == "!!null":
		return "", nil
	case node.Kind != yaml.ScalarNode:
		return "", at(node, "%s: want a text", what)
	}
	return node.Value, nil
}

// textsOf is a text or a list of texts, none of them empty.
func textsOf(node *yaml.Node, what string) ([]string, error) {
	list := []*yaml.Node{node}
	if node.Kind == yaml.SequenceNode {
		list = node.Content
	}
	var out []string
	for _, n := range list {
		text, err := textOf(followed(n), what)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(text) == "" {
			return nil, at(n, "%s is empty", what)
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return nil, at(node, "%s: the list is empty", what)
	}
	return out, nil
}

// usualName is what an assertion is called that has no name.
func (a *Assertion) usualName() string {
	who := strings.Join(a.Functions, ", ")
	var to []string
	for _, d := range a.To {
		text := d.Text
		for _, r := range d.Ports {
			text += ":" + r.String()
		}
		to = append(to, text)
	}
	switch where := strings.Join(to, ", "); a.Kind {
	case Expect:
		return who + " to " + where
	case Isolated:
		return who + " isolated"
	case Only:
		return who + " to nothing but " + where
	default:
		return string(a.Kind) + " " + who + " to " + where
	}
}
