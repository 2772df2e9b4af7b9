package awsdata

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// What an element of an answer must have to mean anything is said by tags, must:"...", on the fields of its type:
//
//	text      a text that is not empty
//	some      a list, object or number that is there, a list with something in it
//	list      a list that is there, be it empty
//	cidr      a range of addresses; cidr4 and cidr6 of one family. An empty one is missing
//	addr      an address
//	a b c     one of these words, whatever their capitals: what AWS calls an enumeration
//	? a b c   the same, or nothing at all
//
// What a field alone cannot tell, a method lacks says. An element that lacks something is left out where a document is
// decoded, and the document counts as cut: taken with zero values it would be a wrong fact, and as "not there" as well.

// lacker is a part of an element that says what it lacks, "" for nothing.
type lacker interface{ lacks() string }

// lacksOf says what an element lacks that AWS always sends, or holds that AWS does not send: "" for nothing. v is the
// element itself, which can be addressed.
func lacksOf(v reflect.Value) string { return planOf(v.Type()).lacks(v) }

// plan is what there is to look at in a type, nil for nothing.
type plan struct {
	fields []fieldPlan // of a struct
	elem   *plan       // of a list, map or pointer
	own    bool        // it is a lacker
	masks  bool        // it, or something below it, has texts to mask: see [plan.mask]
}

type fieldPlan struct {
	index int
	name  string
	must  string
	mask  bool
	below *plan
}

// plans holds the plan of each type, which is made once.
var plans sync.Map

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p := makePlan(t, nil)
	plans.Store(t, p)
	return p
}

func makePlan(t reflect.Type, above []reflect.Type) *plan {
	if slices.Contains(above, t) {
		return nil
	}
	above = append(above, t)
	p := &plan{own: t.Kind() == reflect.Struct && reflect.PointerTo(t).Implements(reflect.TypeFor[lacker]())}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() {
				continue
			}
			must, mask, below := f.Tag.Get("must"), f.Tag.Get("mask") != "", makePlan(f.Type, above)
			if must != "" || mask || below != nil {
				p.fields = append(p.fields, fieldPlan{i, f.Name, must, mask, below})
				p.masks = p.masks || mask || below != nil && below.masks
			}
		}
	case reflect.Slice, reflect.Pointer, reflect.Map:
		p.elem = makePlan(t.Elem(), above)
		p.masks = p.elem != nil && p.elem.masks
	}
	if p.fields == nil && p.elem == nil && !p.own {
		return nil
	}
	return p
}

func (p *plan) lacks(v reflect.Value) string {
	if p == nil {
		return ""
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return p.elem.lacks(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if text := p.elem.lacks(v.Index(i)); text != "" {
				return text
			}
		}
		return ""
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(it.Value())
			if text := p.elem.lacks(value); text != "" {
				return text
			}
		}
		return ""
	}
	for _, f := range p.fields {
		field := v.Field(f.index)
		if text := lacksField(field, f.must); text != "" {
			return text + " " + f.name
		}
		if text := f.below.lacks(field); text != "" {
			return text
		}
	}
	if p.own {
		return v.Addr().Interface().(lacker).lacks()
	}
	return ""
}

// lacksField says what is wrong with a field, "" if nothing is: its name follows.
func lacksField(v reflect.Value, must string) string {
	ok, text := true, ""
	if v.Kind() == reflect.String {
		text = v.String()
	}
	switch must {
	case "":
	case "text":
		ok = text != ""
	case "some":
		ok = !v.IsZero() && (v.Kind() != reflect.Slice || v.Len() > 0)
	case "list":
		ok = !v.IsNil()
	case "cidr", "cidr4", "cidr6":
		ok = isRange(text, must)
	case "addr":
		_, err := netip.ParseAddr(text)
		ok = err == nil
	default:
		ok = slices.ContainsFunc(strings.Fields(must), func(word string) bool {
			return strings.EqualFold(word, text) || word == "?" && text == ""
		})
	}
	switch {
	case ok:
		return ""
	case text == "":
		return "no"
	}
	return "an unknown"
}

// isRange reports whether a text is a range of addresses, in AWS's way of writing them: of a family, and without a
// zone.
func isRange(text, family string) bool {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return false
	}
	switch family {
	case "cidr4":
		return prefix.Addr().Is4()
	case "cidr6":
		return prefix.Addr().Is6()
	}
	return true
}

// sound takes the elements out that lack something, and says of the first one what.
func sound[E any](list []E) (kept []E, flaw string) {
	if planOf(reflect.TypeFor[E]()) == nil {
		return list, ""
	}
	bad := 0
	for i := range list {
		text := lacksOf(reflect.ValueOf(&list[i]).Elem())
		if text == "" {
			continue
		}
		if bad++; flaw == "" {
			flaw = text
			if r, ok := any(&list[i]).(Resource); ok && r.ID() != "" {
				flaw = r.ID() + " has " + text
			} else {
				flaw = "an element has " + text
			}
		}
	}
	if bad == 0 {
		return list, ""
	}
	if bad > 1 {
		flaw += fmt.Sprintf(", and %d more like it", bad-1)
	}
	return slices.DeleteFunc(slices.Clone(list), func(e E) bool { return lacksOf(reflect.ValueOf(&e).Elem()) != "" }),
		flaw
}

// soundByID is sound for a list that is sorted by an id, which every element must have. What is there twice is kept
// once: AWS lists a thing again on the next page if another was made meanwhile. If it changed meanwhile, nobody knows
// which of the two holds, and neither is kept.
func soundByID[E any](list []E, id func(*E) string) (kept []E, flaw string) {
	list, flaw = sound(list)
	drop, says := twins(len(list), func(i int) string { return id(&list[i]) },
		func(i, j int) bool { return reflect.DeepEqual(list[i], list[j]) })
	if drop == nil {
		return list, flaw
	}
	for i := range list {
		if !drop[i] {
			kept = append(kept, list[i])
		}
	}
	return orEmpty(kept), cmp.Or(flaw, says)
}

// twins finds which of n elements, sorted by id, are not to be kept, nil for none, and says why if one is lost by it.
func twins(n int, id func(int) string, same func(i, j int) bool) (drop map[int]bool, flaw string) {
	lose := func(from, to int, text string) {
		if drop == nil {
			drop = make(map[int]bool)
		}
		for i := from; i < to; i++ {
			drop[i] = true
		}
		flaw = cmp.Or(flaw, text)
	}
	for from, to := 0, 0; from < n; from = to {
		alike := true
		for to = from + 1; to < n && id(to) == id(from); to++ {
			alike = alike && same(from, to)
		}
		switch {
		case id(from) == "":
			lose(from, to, "an element has no id")
		case to == from+1:
		case alike:
			lose(from+1, to, "")
		default:
			lose(from, to, id(from)+" is there twice, and differs")
		}
	}
	return drop, flaw
}

// single takes out of a sorted list what is there again.
func single[E any](list []E) []E {
	v, n := reflect.ValueOf(list), 0
	for i := range list {
		if n > 0 && compareValues(v.Index(n-1), v.Index(i)) == 0 && reflect.DeepEqual(list[n-1], list[i]) {
			continue
		}
		list[n] = list[i]
		n++
	}
	return list[:n]
}

// lacks implements [lacker]: a route leads somewhere from one destination, or its target is gone.
func (r *Route) lacks() string {
	switch {
	case r.DestinationCidrBlock != "":
		if !isRange(r.DestinationCidrBlock, "cidr4") {
			return "an unknown DestinationCidrBlock"
		}
	case r.DestinationIpv6CidrBlock != "":
		if !isRange(r.DestinationIpv6CidrBlock, "cidr6") {
			return "an unknown DestinationIpv6CidrBlock"
		}
	case r.DestinationPrefixListId == "":
		return "a route without a destination"
	}
	if r.Target() == "" && r.State == "active" {
		return "a route without a target"
	}
	return ""
}

// lacks implements [lacker]: an association that is not the main one is of a subnet or a gateway.
func (a *RouteTableAssociation) lacks() string {
	if !a.Main && a.SubnetId == "" && a.GatewayId == "" {
		return "an association with nothing"
	}
	return ""
}

// lacks implements [lacker].
func (s *Subnet) lacks() string {
	switch {
	case s.CidrBlock == "" && (!s.Ipv6Native || len(s.Ipv6CidrBlockAssociationSet) == 0):
		return "no CidrBlock"
	case s.CidrBlock != "" && !isRange(s.CidrBlock, "cidr4"):
		return "an unknown CidrBlock"
	}
	return ""
}

// lacks implements [lacker]. A zonal gateway is in a subnet; a regional one has a route table of its own.
func (n *NatGateway) lacks() string {
	public := slices.ContainsFunc(n.NatGatewayAddresses, func(a NatGatewayAddress) bool { return a.PublicIp != "" })
	switch {
	case n.SubnetId == "" && !n.Regional():
		return "no SubnetId"
	case n.ConnectivityType == "" && !public: // older answers do not say it, and a public address does
		return "no ConnectivityType"
	case n.ConnectivityType != "" && n.ConnectivityType != "public" && n.ConnectivityType != "private":
		return "an unknown ConnectivityType"
	}
	for i := range n.NatGatewayAddresses {
		a := &n.NatGatewayAddresses[i]
		for _, text := range []string{a.PrivateIp, a.PublicIp} {
			if _, err := netip.ParseAddr(text); text != "" && err != nil {
				return "an unknown address"
			}
		}
	}
	return ""
}

// lacks implements [lacker]. An interface of a type that nobody knows is one of which nothing is known but its place.
// One that may be Lambda's is missed where functions send from, so that the list counts as cut; services say in the
// description whose it is.
func (n *NetworkInterface) lacks() string {
	if !n.KnownType() && (n.Description == "" || strings.HasPrefix(n.Description, "AWS Lambda")) {
		return "an unknown InterfaceType"
	}
	if n.PrivateIpAddress != "" {
		if _, err := netip.ParseAddr(n.PrivateIpAddress); err != nil {
			return "an unknown PrivateIpAddress"
		}
	}
	return ""
}

// lacks implements [lacker]. Both ports are there or neither is, which means all.
func (p *IpPermission) lacks() string {
	number, known := protocolNumber(p.IpProtocol)
	switch {
	case len(p.IpRanges)+len(p.Ipv6Ranges)+len(p.PrefixListIds)+len(p.UserIdGroupPairs) == 0:
		return "a rule that names nobody"
	case p.IpProtocol == "":
		return "no IpProtocol"
	case !known:
		return "an unknown IpProtocol"
	case (p.FromPort == nil) != (p.ToPort == nil):
		return "one port of two"
	case p.FromPort == nil:
		return ""
	}
	return lacksPorts(*p.FromPort, *p.ToPort, number == 6 || number == 17)
}

// lacksPorts judges a range of ports, or of ICMP types where -1 stands for all. TCP and UDP have -1 for all as well.
func lacksPorts(from, to int, ports bool) string {
	switch {
	case from < -1 || to < -1 || from > 65535 || to > 65535:
		return "an unknown port"
	case ports && from > to && to != -1:
		return "ports in the wrong order"
	}
	return ""
}

// protocolNumber reads a protocol as AWS writes it: a name or a number, -1 for all.
func protocolNumber(text string) (number int, known bool) {
	switch strings.ToLower(text) {
	case "tcp":
		return 6, true
	case "udp":
		return 17, true
	case "icmp":
		return 1, true
	case "icmpv6":
		return 58, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= -1 && n <= 255
}

// UnmarshalJSON implements [json.Unmarshaler]: an entry of which it is not said which way it holds is not an inbound
// one.
func (e *NetworkACLEntry) UnmarshalJSON(data []byte) error {
	type plain NetworkACLEntry
	shape := struct {
		*plain
		Egress *bool
	}{plain: (*plain)(e)}
	if err := json.Unmarshal(data, &shape); err != nil {
		return err
	}
	e.noWay = shape.Egress == nil
	e.Egress = shape.Egress != nil && *shape.Egress
	return nil
}

// lacks implements [lacker]. The numbers of entries begin at 1, and the last one, which denies everything, is 32767
// (32768 for IPv6).
// Source: Amazon VPC user guide, "Network ACL rules".
func (e *NetworkACLEntry) lacks() string {
	number, known := protocolNumber(e.Protocol)
	switch {
	case e.noWay:
		return "no Egress"
	case e.RuleNumber < 1 || e.RuleNumber > 32768:
		return "an unknown RuleNumber"
	case !known:
		return "an unknown Protocol"
	case e.CidrBlock == "" && e.Ipv6CidrBlock == "":
		return "no CidrBlock"
	case e.CidrBlock != "" && !isRange(e.CidrBlock, "cidr4"), e.CidrBlock == "" && !isRange(e.Ipv6CidrBlock, "cidr6"):
		return "an unknown CidrBlock"
	case e.PortRange == nil:
		return ""
	}
	return lacksPorts(e.PortRange.From, e.PortRange.To, number == 6 || number == 17)
}

// UnmarshalJSON implements [json.Unmarshaler]: an attribute without its value is not off.
func (v *AttributeValue) UnmarshalJSON(data []byte) error {
	var shape struct{ Value *bool }
	if err := json.Unmarshal(data, &shape); err != nil {
		return err
	}
	v.unset, v.Value = shape.Value == nil, shape.Value != nil && *shape.Value
	return nil
}

// lacks implements [lacker].
func (v *AttributeValue) lacks() string {
	if v.unset {
		return "no Value"
	}
	return ""
}

// lacks implements [lacker].
func (a *VPCAttribute) lacks() string {
	if a.EnableDnsSupport == nil && a.EnableDnsHostnames == nil {
		return "no attribute"
	}
	return ""
}

// lacks implements [lacker]: only those of gateway load balancers have no port.
// Source: Elastic Load Balancing API reference (2015-12-01), Listener.
func (l *Listener) lacks() string {
	if l.Port == 0 && !strings.Contains(l.ListenerArn, ":listener/gwy/") {
		return "no Port"
	}
	return ""
}

// lacks implements [lacker]: AWS names a gateway that routes lead to, or a blackhole.
func (r *TransitGatewayRoute) lacks() string {
	if r.DestinationCidrBlock == "" {
		if r.PrefixListId == "" {
			return "a route without a destination"
		}
		return ""
	}
	if !isRange(r.DestinationCidrBlock, "cidr") {
		return "an unknown DestinationCidrBlock"
	}
	return ""
}

// lacks implements [lacker]: a cluster that answers has at least one name.
// Source: Amazon MSK API reference, GetBootstrapBrokers.
func (b *BootstrapBrokers) lacks() string {
	if *b == (BootstrapBrokers{}) {
		return "no names of brokers"
	}
	return ""
}

// lacks implements [lacker]: a node is a broker or a controller. Nothing is known of what is neither.
func (n *KafkaNode) lacks() string {
	if n.NodeType == "" && n.BrokerNodeInfo == nil && n.ControllerNodeInfo == nil {
		return "no NodeType"
	}
	return ""
}
