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
	ACLAssociation   Kind = "acl-association"
	EndpointTable    Kind = "endpoint-table"
	EndpointSubnet   Kind = "endpoint-subnet"
	EndpointGroup    Kind = "endpoint-group"
	EndpointPolicy   Kind = "endpoint-policy"
	PrivateDNS       Kind = "private-dns"
	DNSSupport       Kind = "dns-support"
	DNSHostnames     Kind = "dns-hostnames"
	SourceDestCheck  Kind = "source-dest-check"
)

// forms are the types of edits: a value of each. An edit is written as {action: add, kind: rule, ...} with the members
// of its type.
func forms() []Edit {
	out := []Edit{
		AddRule{}, RemoveRule{}, SetRoute{}, RemoveRoute{}, AddACLEntry{}, RemoveACLEntry{}, SetACLEntry{},
		AddEndpoint{}, RemoveEndpoint{}, AddNAT{}, RemoveNAT{},
		AddSubnet{}, RemoveSubnet{}, AddGroup{}, RemoveGroup{}, AllowIPv6{}, ForbidIPv6{}, SetSubnets{},
		AddRouteTable{}, Associate{}, Dissociate{}, AssociateACL{},
		AddEndpointTable{}, RemoveEndpointTable{}, AddEndpointSubnet{}, RemoveEndpointSubnet{},
		AddEndpointGroup{}, RemoveEndpointGroup{}, SetEndpointPolicy{}, PrivateDNSOn{}, PrivateDNSOff{},
		SetDNSSupport{}, SetDNSHostnames{}, SetSourceDestCheck{},
	}
	for _, m := range removals() {
		out = append(out, Delete{What: m.kind})
	}
	return out
}

// Kinds are the kinds of edits, each once.
func Kinds() []Kind {
	var out []Kind
	for _, e := range forms() {
		if kind := e.about().kind; !slices.Contains(out, kind) {
			out = append(out, kind)
		}
	}
	return out
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
	a := e.about()
	head := fmt.Appendf(nil, `{"action":%q,"kind":%q`, a.action, a.kind)
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
	for _, e := range forms() {
		a := e.about()
		action, kind := a.action, a.kind
		if kind == head.Kind {
			if action == head.Action {
				return readMembers(node, e)
			}
			actions = append(actions, action)
		}
		if !slices.Contains(kinds, string(kind)) {
			kinds = append(kinds, string(kind))
		}
	}
	switch {
	case head.Action != Add && head.Action != Remove && head.Action != Set:
		return nil, fmt.Errorf("unknown action %q: want add, remove or set", head.Action)
	case actions == nil:
		return nil, fmt.Errorf("unknown kind of edit %q: want %s", head.Kind, strings.Join(kinds, ", "))
	case len(actions) == 1 && actions[0] == Remove:
		return nil, fmt.Errorf("%s can be removed only", head.Kind.one())
	}
	return nil, fmt.Errorf("%s %s: want one of the actions %v", head.Action, head.Kind, actions)
}

// readMembers reads the members of an edit by their names in its JSON form, or with dashes (private-dns).
func readMembers(node *yaml.Node, of Edit) (Edit, error) {
	v := reflect.New(reflect.TypeOf(of)).Elem()
	v.Set(reflect.ValueOf(of))
	known := map[string]reflect.Value{}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		known[name] = v.Field(i)
	}
	delete(known, "-")
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i].Value
		if key == "action" || key == "kind" {
			continue
		}
		member, ok := known[camel(key)]
		if !ok {
			return nil, fmt.Errorf("line %d: field %s not found in this kind of edit", node.Content[i].Line, key)
		}
		if err := node.Content[i+1].Decode(member.Addr().Interface()); err != nil {
			return nil, err
		}
	}
	return v.Interface().(Edit), nil
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
