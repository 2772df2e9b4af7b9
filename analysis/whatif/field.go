package whatif

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Field is a member of an edit as a person fills it in.
type Field struct {
	Name  string // in the written form
	Text  string
	Hint  string // what it looks like
	Fixed bool   // what the edit is about
	List  bool   // several, parted by commas
}

// hints are what members look like, where a kind of edit does not say otherwise.
func hints() map[string]string {
	return map[string]string{
		"direction": "out or in", "protocol": "tcp, udp, icmp or -1 for all",
		"ports": "443, 1024-65535, empty: all",
		"peer":  "CIDR, security group, prefix list", "cidr": "CIDR", "destination": "CIDR or prefix list",
		"target": "id of a gateway, NAT gateway, endpoint, peering or interface",
		"number": "1 to 32766, lowest first",
		"allow":  "yes or no", "service": "s3, sqs, secretsmanager ...", "tables": "route tables, parted by commas",
		"subnets": "subnets, parted by commas", "groups": "security groups, parted by commas",
		"privateDns": "yes or no",
		"on":         "yes or no", "policy": "JSON, or empty for full access", "name": "any word",
		"like": "the table whose routes it gets", "except": "a destination whose route it does not get, or empty",
	}
}

// hidden are members that follow from others, or that nobody has to fill in.
func hidden(e Edit) []string {
	out := []string{"region", "replace"}
	switch e := e.(type) {
	case AddEndpoint:
		if len(e.Tables) > 0 {
			return append(out, "subnets", "groups", "privateDns")
		}
		return append(out, "tables")
	case AddNAT:
		return append(out, "id", "name")
	}
	return out
}

// Fields are the members of an edit, in their order; what it is about comes first and stays.
func Fields(e Edit) []Field {
	var fixed, out []Field
	v, about, hide := reflect.ValueOf(e), About(e), hidden(e)
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name == "-" || slices.Contains(hide, name) {
			continue
		}
		f := Field{Name: name, Hint: hints()[name]}
		switch m := v.Field(i).Interface().(type) {
		case []string:
			f.Text, f.List = strings.Join(m, ", "), true
		case bool:
			f.Text = map[bool]string{true: "yes", false: "no"}[m]
		case int:
			f.Text = strconv.Itoa(m)
		default:
			f.Text = v.Field(i).String()
		}
		if f.Text == about && about != "" {
			f.Fixed = true
			fixed = append(fixed, f)
			continue
		}
		out = append(out, f)
	}
	return append(fixed, out...)
}

// Fill is an edit with another text in one of its members.
func Fill(e Edit, name, text string) (Edit, error) {
	v := reflect.New(reflect.TypeOf(e)).Elem()
	v.Set(reflect.ValueOf(e))
	text = strings.TrimSpace(text)
	for i := range v.NumField() {
		if member, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); member != name {
			continue
		}
		switch m := v.Field(i); m.Interface().(type) {
		case []string:
			m.Set(reflect.ValueOf(strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })))
		case bool:
			if text != "yes" && text != "no" {
				return e, fmt.Errorf("%s is yes or no, not %q", name, text)
			}
			m.SetBool(text == "yes")
		case int:
			n, err := strconv.Atoi(text)
			if err != nil {
				return e, fmt.Errorf("%s is a number, not %q", name, text)
			}
			m.SetInt(int64(n))
		default:
			m.SetString(text)
		}
		return v.Interface().(Edit), nil
	}
	return e, fmt.Errorf("this edit has no %s", name)
}

// Problem is why an edit cannot be made in an account, nil where it can.
func Problem(s *awsdata.Snapshot, e Edit) error {
	if err := e.about().wrong; err != nil {
		return err
	}
	switch e := e.(type) {
	case AddRule:
		if err := checkProtocol(e.Protocol, e.Ports); err != nil {
			return err
		}
	case AddACLEntry:
		if err := checkProtocol(e.Protocol, e.Ports); err != nil {
			return err
		}
	case SetACLEntry:
		if err := checkProtocol(e.Protocol, e.Ports); err != nil {
			return err
		}
	}
	_, err := applyTo(s, e)
	return err
}

// checkProtocol refuses what AWS would: a word that is no protocol, and ports of one that has none.
func checkProtocol(protocol, ports string) error {
	known := []string{"tcp", "udp", "icmp", "icmpv6", "-1", "all"}
	if n, err := strconv.Atoi(protocol); !slices.Contains(known, protocol) && (err != nil || n < 0 || n > 255) {
		return fmt.Errorf("%q is no protocol: want tcp, udp, icmp, icmpv6, -1 for all, or a number up to 255", protocol)
	}
	if ports != "" && !slices.Contains([]string{"tcp", "udp", "6", "17"}, protocol) {
		return fmt.Errorf("%s has no ports: want tcp or udp, or no ports", protocol)
	}
	return nil
}

// Changed is the edit that puts something else in the place of what a removal takes, filled in as it is. with is true
// where the removal has to be made as well.
func Changed(s *awsdata.Snapshot, removal Edit) (as Edit, with, ok bool) {
	switch e := removal.(type) {
	case RemoveRule:
		return AddRule(e), true, true
	case RemoveRoute:
		was, ok := routeEdit(in(s, e), e.Region, e.Table, e.Destination)
		return was, false, ok
	case RemoveACLEntry:
		was, ok := entryEdit(in(s, e), e.Region, e.ACL, e.Direction, e.Number)
		return SetACLEntry(was), false, ok
	}
	return nil, false, false
}

// RuleRemoval is the edit that takes a peer of a permission of a security group away.
func RuleRemoval(region, group, direction string, p *awsdata.IpPermission, peer string) Edit {
	return RemoveRule{Region: region, Group: group, Direction: direction, Protocol: p.IpProtocol, Ports: editPorts(p),
		Peer: peer}
}
