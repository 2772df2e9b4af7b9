package plan

import (
	"encoding/base64"
	"math/big"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// call computes an intrinsic function.
// Source: CloudFormation template reference, "Intrinsic function reference".
func (s *stack) call(name string, argument any) any {
	switch name {
	case "Ref":
		if text, ok := argument.(string); ok {
			return s.ref(text)
		}
		if text, ok := s.value(argument).(string); ok { // with AWS::LanguageExtensions
			return s.ref(text)
		}
	case "Condition", "Fn::Condition":
		if text, ok := argument.(string); ok {
			return s.condition(text)
		}
	case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not":
		return s.logic(name, argument)
	case "Fn::If":
		return s.choose(argument)
	case "Fn::GetAtt":
		return s.getAttOf(argument)
	case "Fn::Sub":
		return s.sub(argument)
	case "Fn::FindInMap":
		return s.findInMap(argument)
	case "Fn::Join":
		return s.join(argument)
	case "Fn::Select":
		return s.pick(argument)
	case "Fn::Split":
		return s.split(argument)
	case "Fn::GetAZs":
		return s.zones(argument)
	case "Fn::Cidr":
		return s.cidr(argument)
	case "Fn::ImportValue":
		return s.imported(argument)
	case "Fn::Base64":
		text, l := s.asText(s.value(argument))
		if l != nil {
			return *l
		}
		return base64.StdEncoding.EncodeToString([]byte(text))
	case "Fn::Length":
		switch list := s.value(argument).(type) {
		case []any:
			return float64(len(list))
		case later:
			return list
		}
	case "Fn::ToJsonString":
		v := s.value(argument)
		if l := s.open(v); l != nil {
			return *l
		}
		if text, err := asJSON(v); err == nil {
			return text
		}
	}
	return malformed(name)
}

// open says why a value cannot be written as a text, nil where all of it is known.
func (s *stack) open(v any) *later {
	switch v := v.(type) {
	case later:
		return &v
	case Reference:
		return &later{why: KnownAfter}
	case []any:
		for _, e := range v {
			if l := s.open(e); l != nil {
				return l
			}
		}
	case map[string]any:
		for _, e := range v {
			if l := s.open(e); l != nil {
				return l
			}
		}
	}
	return nil
}

// arguments are the arguments of a function that takes so many of them, uncomputed.
func arguments(v any, least, most int) ([]any, bool) {
	list, ok := v.([]any)
	return list, ok && len(list) >= least && len(list) <= most
}

func (s *stack) getAttOf(argument any) any {
	if text, ok := argument.(string); ok {
		resource, attribute, _ := strings.Cut(text, ".")
		return s.getAtt(resource, attribute)
	}
	list, ok := arguments(argument, 2, 2)
	if !ok {
		return malformed("Fn::GetAtt")
	}
	resource, l := s.asText(s.value(list[0]))
	if l != nil {
		return *l
	}
	attribute, l := s.asText(s.value(list[1]))
	if l != nil {
		return *l
	}
	return s.getAtt(resource, attribute)
}

// sub puts values into a text. A text that is one value and nothing else is that value.
func (s *stack) sub(argument any) any {
	text, isText := argument.(string)
	own := map[string]any{}
	if list, ok := arguments(argument, 2, 2); ok && !isText {
		text, isText = list[0].(string)
		if own, ok = list[1].(map[string]any); !ok {
			isText = false
		}
	}
	if !isText {
		return malformed("Fn::Sub")
	}
	if strings.Contains(text, "{{resolve:") {
		return later{why: KnownAfter}
	}
	var out strings.Builder
	for rest := text; ; {
		before, inside, found := strings.Cut(rest, "${")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(inside, "}")
		switch {
		case !closed:
			out.WriteString("${" + inside)
			return out.String()
		case strings.HasPrefix(name, "!"):
			out.WriteString("${" + name[1:] + "}")
			rest = after
			continue
		}
		v := s.variable(strings.TrimSpace(name), own)
		if rest == text && before == "" && after == "" {
			if _, l := s.asText(v); l != nil {
				return v
			}
		}
		part, l := s.asText(v)
		if l != nil {
			return *l
		}
		if out.Len()+len(part) > mostText {
			return malformed("Fn::Sub")
		}
		out.WriteString(part)
		rest = after
	}
}

// variable is the value of what stands in ${} of a text.
func (s *stack) variable(name string, own map[string]any) any {
	if v, ok := own[name]; ok {
		return s.value(v)
	}
	if resource, attribute, ok := strings.Cut(name, "."); ok {
		return s.getAtt(resource, attribute)
	}
	return s.ref(name)
}

func (s *stack) findInMap(argument any) any {
	list, ok := arguments(argument, 3, 4)
	if !ok {
		return malformed("Fn::FindInMap")
	}
	var at any = s.mappings
	for _, key := range list[:3] {
		text, l := s.asText(s.value(key))
		if l != nil {
			return *l
		}
		m, _ := at.(map[string]any)
		if at, ok = m[text]; !ok {
			break
		}
	}
	if ok {
		return s.value(at)
	}
	if len(list) == 4 {
		if options, isMap := list[3].(map[string]any); isMap && options["DefaultValue"] != nil {
			return s.value(options["DefaultValue"])
		}
	}
	return malformed("Fn::FindInMap")
}

func (s *stack) join(argument any) any {
	list, ok := arguments(argument, 2, 2)
	if !ok {
		return malformed("Fn::Join")
	}
	between, l := s.asText(s.value(list[0]))
	if l != nil {
		return *l
	}
	elements := s.value(list[1])
	if l, unknown := elements.(later); unknown {
		return l
	}
	values, ok := elements.([]any)
	if !ok {
		return later{why: KnownAfter} // an attribute that is a list
	}
	if len(values) == 1 {
		if ref, ok := values[0].(Reference); ok {
			return ref
		}
	}
	parts := make([]string, len(values))
	size := len(between) * len(values)
	for i, v := range values {
		if parts[i], l = s.asText(v); l != nil {
			return *l
		}
		if size += len(parts[i]); size > mostText {
			return malformed("Fn::Join")
		}
	}
	return strings.Join(parts, between)
}

func (s *stack) pick(argument any) any {
	list, ok := arguments(argument, 2, 2)
	if !ok {
		return malformed("Fn::Select")
	}
	text, l := s.asText(s.value(list[0]))
	if l != nil {
		return *l
	}
	at, err := strconv.Atoi(text)
	if err != nil || at < 0 {
		return malformed("Fn::Select")
	}
	if m, isMap := list[1].(map[string]any); isMap {
		if zones, ok := m["Fn::GetAZs"]; ok && len(m) == 1 {
			return s.zone(zones, at)
		}
	}
	switch values := s.value(list[1]).(type) {
	case []any:
		if at < len(values) {
			return values[at]
		}
	case later:
		return values
	case Reference:
		return later{why: KnownAfter}
	}
	return malformed("Fn::Select")
}

func (s *stack) split(argument any) any {
	list, ok := arguments(argument, 2, 2)
	if !ok {
		return malformed("Fn::Split")
	}
	between, l := s.asText(s.value(list[0]))
	if l != nil {
		return *l
	}
	text, l := s.asText(s.value(list[1]))
	if l != nil {
		return *l
	}
	if between == "" {
		return malformed("Fn::Split")
	}
	out := []any{}
	for part := range strings.SplitSeq(text, between) {
		out = append(out, part)
	}
	return out
}

// zones are the zones of a region. AWS gives those with a default subnet, where there are any: an account with default
// subnets tells all of them. Of another one only the first are known, see [stack.zone].
func (s *stack) zones(argument any) any {
	list, all := s.knownZones(argument)
	if !all {
		return later{why: KnownAfter}
	}
	out := make([]any, len(list))
	for i, z := range list {
		out[i] = z
	}
	return out
}

// zone is one of the zones of a region, in the order of their names. The account's subnets tell the first ones, up to
// the first letter that they lack.
func (s *stack) zone(argument any, at int) any {
	list, all := s.knownZones(argument)
	if at < len(list) {
		return list[at]
	}
	if all {
		return malformed("Fn::Select")
	}
	return later{why: KnownAfter}
}

func (s *stack) knownZones(argument any) (list []string, all bool) {
	region, l := s.asText(s.value(argument))
	if l != nil {
		return nil, false
	}
	if region == "" {
		region = s.region
	}
	r := s.reader.before.Region(region)
	if r == nil {
		return nil, false
	}
	var seen, standard []string
	for i := range r.Subnets {
		zone := r.Subnets[i].AvailabilityZone
		if r.Subnets[i].DefaultForAz {
			standard = append(standard, zone)
		}
		seen = append(seen, zone)
	}
	if len(standard) > 0 {
		slices.Sort(standard)
		return slices.Compact(standard), true
	}
	slices.Sort(seen)
	seen = slices.Compact(seen)
	for i, zone := range seen {
		if zone != region+string(rune('a'+i)) {
			return seen[:i], false
		}
	}
	return seen, false
}

// mostBlocks is how many blocks Fn::Cidr may make.
const mostBlocks = 256

// cidr cuts a block into smaller ones: Fn::Cidr of a block, how many, and how many bits each leaves to its hosts.
func (s *stack) cidr(argument any) any {
	list, ok := arguments(argument, 2, 3)
	if !ok {
		return malformed("Fn::Cidr")
	}
	if len(list) == 2 { // AWS's own default
		list = append(slices.Clone(list), "8")
	}
	var texts [3]string
	for i, v := range list {
		text, l := s.asText(s.value(v))
		if l != nil {
			return *l
		}
		texts[i] = text
	}
	block, err := netip.ParsePrefix(texts[0])
	count, badCount := strconv.Atoi(texts[1])
	bits, badBits := strconv.Atoi(texts[2])
	if err != nil || badCount != nil || badBits != nil || count < 1 || count > mostBlocks {
		return malformed("Fn::Cidr")
	}
	length := block.Addr().BitLen() - bits
	if bits < 0 || length < block.Bits() || length-block.Bits() < 8 && count > 1<<(length-block.Bits()) {
		return malformed("Fn::Cidr")
	}
	first := new(big.Int).SetBytes(block.Masked().Addr().AsSlice())
	step := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	out := make([]any, count)
	for i := range count {
		address, _ := netip.AddrFromSlice(first.FillBytes(make([]byte, block.Addr().BitLen()/8)))
		out[i] = netip.PrefixFrom(address, length).String()
		first.Add(first, step)
	}
	return out
}

// imported is what another stack exports. Stacks of the same folder are seen; others are not.
func (s *stack) imported(argument any) any {
	name, l := s.asText(s.value(argument))
	if l != nil {
		return *l
	}
	for _, other := range s.reader.stacks {
		if output, ok := other.exports()[name]; ok {
			return other.output(output)
		}
	}
	return later{OtherStack, name}
}
