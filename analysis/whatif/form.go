package whatif

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Action is what an edit does, in its written form.
type Action string

// The actions.
const (
	Add    Action = "add"
	Remove Action = "remove"
	Set    Action = "set"
)

// Kind is what an edit adds, removes or sets, in its written form.
type Kind string

// The kinds of edits beside those of parts that are deleted whole.
const (
	Rule     Kind = "rule"
	Route    Kind = "route"
	ACLEntry Kind = "acl-entry"
	Endpoint Kind = "endpoint"
	NAT      Kind = "nat"
	Subnet   Kind = "subnet"
	Group    Kind = "group"
	IPv6     Kind = "ipv6"
	Subnets  Kind = "subnets"

	TableAssociation Kind = "table-association"
	EndpointTable    Kind = "endpoint-table"
	EndpointSubnet   Kind = "endpoint-subnet"
	EndpointGroup    Kind = "endpoint-group"
	EndpointPolicy   Kind = "endpoint-policy"
	PrivateDNS       Kind = "private-dns"
	DNSSupport       Kind = "dns-support"
	DNSHostnames     Kind = "dns-hostnames"
	SourceDestCheck  Kind = "source-dest-check"
)

// form is how one type of edits is written: {action: add, kind: rule, ...} with the members of the type.
type form struct {
	action Action
	kind   Kind
	read   func(*yaml.Node) (Edit, error)
}

// forms is the table of the types of edits.
func forms() []form {
	out := []form{
		written[AddRule](), written[RemoveRule](), written[SetRoute](), written[RemoveRoute](),
		written[AddACLEntry](), written[RemoveACLEntry](), written[SetACLEntry](),
		written[AddEndpoint](), written[RemoveEndpoint](), written[AddNAT](), written[RemoveNAT](),
		written[AddSubnet](), written[RemoveSubnet](), written[AddGroup](), written[RemoveGroup](), written[AllowIPv6](), written[ForbidIPv6](),
		written[SetSubnets](), written[AddRouteTable](), written[Associate](), written[Dissociate](),
		written[AddEndpointTable](), written[RemoveEndpointTable](), written[AddEndpointSubnet](), written[RemoveEndpointSubnet](),
		written[AddEndpointGroup](), written[RemoveEndpointGroup](), written[SetEndpointPolicy](),
		written[PrivateDNSOn](), written[PrivateDNSOff](),
		written[SetDNSSupport](), written[SetDNSHostnames](), written[SetSourceDestCheck](),
	}
	for _, m := range removals() {
		out = append(out, form{Remove, m.kind, func(n *yaml.Node) (Edit, error) {
			e := Delete{What: m.kind}
			return e, readMembers(n, &e)
		}})
	}
	return out
}

// written is the form of a type of edits.
func written[E Edit]() form {
	var zero E
	action, kind := zero.form()
	return form{action, kind, func(n *yaml.Node) (Edit, error) {
		e := zero
		err := readMembers(n, &e)
		return e, err
	}}
}

// Edits is a list of edits in its written form: [{action: add, kind: rule, ...}, ...], as YAML and as JSON.
type Edits []Edit

// UnmarshalYAML implements [yaml.Unmarshaler]. Members that an edit does not have are refused: a misspelt one must not
// make another question of it.
func (l *Edits) UnmarshalYAML(node *yaml.Node) error {
	var nodes []yaml.Node
	if err := node.Decode(&nodes); err != nil {
		return err
	}
	*l = nil
	for i := range nodes {
		e, err := read(&nodes[i])
		if err != nil {
			return fmt.Errorf("edit %d: %w", i+1, err)
		}
		*l = append(*l, e)
	}
	return nil
}

// UnmarshalJSON implements [json.Unmarshaler]: JSON is YAML.
func (l *Edits) UnmarshalJSON(text []byte) error { return yaml.Unmarshal(text, l) }

// MarshalJSON implements [json.Marshaler].
func (l Edits) MarshalJSON() ([]byte, error) {
	parts := make([][]byte, len(l))
	for i, e := range l {
		var err error
		if parts[i], err = JSON(e); err != nil {
			return nil, err
		}
	}
	return slices.Concat([]byte("["), bytes.Join(parts, []byte(",")), []byte("]")), nil
}

// JSON is one edit in its written form.
func JSON(e Edit) ([]byte, error) {
	action, kind := e.form()
	head := fmt.Appendf(nil, `{"action":%q,"kind":%q`, action, kind)
	members, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("write an edit: %w", err)
	}
	if string(members) != "{}" {
		head = append(head, ',')
	}
	return append(head, members[1:]...), nil
}

// read reads one edit.
func read(node *yaml.Node) (Edit, error) {
	var head struct {
		Action Action `yaml:"action"`
		Kind   Kind   `yaml:"kind"`
	}
	if err := node.Decode(&head); err != nil {
		return nil, err
	}
	var kinds []string
	var actions []Action
	for _, f := range forms() {
		if f.kind == head.Kind {
			if f.action == head.Action {
				return f.read(node)
			}
			actions = append(actions, f.action)
		}
		if !slices.Contains(kinds, string(f.kind)) {
			kinds = append(kinds, string(f.kind))
		}
	}
	switch {
	case head.Action != Add && head.Action != Remove && head.Action != Set:
		return nil, fmt.Errorf("unknown action %q: want add, remove or set", head.Action)
	case actions == nil:
		return nil, fmt.Errorf("unknown kind of edit %q: want %s", head.Kind, strings.Join(kinds, ", "))
	case len(actions) == 1 && actions[0] == Remove:
		return nil, fmt.Errorf("a %s can be removed only", head.Kind)
	}
	return nil, fmt.Errorf("%s %s: want one of the actions %v", head.Action, head.Kind, actions)
}

// readMembers reads the members of an edit by their names in its JSON form, or with dashes (private-dns).
func readMembers(node *yaml.Node, into any) error {
	known := map[string]int{}
	v := reflect.ValueOf(into).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		known[name] = i
	}
	delete(known, "-")
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i].Value
		if key == "action" || key == "kind" {
			continue
		}
		at, ok := known[camel(key)]
		if !ok {
			return fmt.Errorf("line %d: field %s not found in this kind of edit", node.Content[i].Line, key)
		}
		if err := node.Content[i+1].Decode(v.Field(at).Addr().Interface()); err != nil {
			return err
		}
	}
	return nil
}

// camel is a word with dashes as JSON spells it: private-dns is privateDns.
func camel(word string) string {
	parts := strings.Split(word, "-")
	for i, p := range parts {
		if i > 0 && p != "" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "")
}
