package awstest

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// NewValue is a value that AWS may add to an enumeration tomorrow.
const NewValue = "brand-new-value"

// enumerated are the ends of names of members that hold a word of AWS's, of a list that AWS makes longer as it likes.
var enumerated = []string{"State", "Status", "Type", "Mode", "Origin", "Action", "Engine", "Family", "Protocol",
	"Support", "Code", "CurrentRole", "TargetRole", "NodeRole", "Scheme", "Lifecycle", "ApplyOn",
	"AutoProvisionZones", "BlockResponse", "Qtype", "ManagedBy", "ExclusionsAllowed", "State.Name", "Runtime",
	"ClientBroker", "InstanceTenancy"}

// notEnumerated are members that end like one and hold something else.
var notEnumerated = []string{"QuotaCode", "ServiceCode"}

// Enumeration is a member of a document that holds a word of AWS's.
type Enumeration struct {
	Document
	Member string // "NatGateways.State"
}

// Enumerations lists the enumerations of a packed snapshot, in a fixed order.
func (p *Packed) Enumerations(t testing.TB) []Enumeration {
	t.Helper()
	var out []Enumeration
	for _, d := range p.Documents() {
		members := make(map[string]bool)
		eachText(decode(t, d.in[d.Call]), "", func(member, _ string) string {
			if slices.ContainsFunc(enumerated, func(end string) bool { return endsIn(member, end) }) &&
				!slices.ContainsFunc(notEnumerated, func(end string) bool { return endsIn(member, end) }) {
				members[member] = true
			}
			return ""
		})
		for _, member := range slices.Sorted(maps.Keys(members)) {
			out = append(out, Enumeration{d, member})
		}
	}
	return out
}

// endsIn reports whether the name of a member ends so, in whatever capitals its service writes it.
func endsIn(member, end string) bool {
	at := len(member) - len(end)
	return at >= 0 && strings.EqualFold(member[at:], end) && (at == 0 || member[at] == end[0] || member[at-1] == '.')
}

// WithNewValue is the snapshot as it is read where an enumeration has a value that nobody knows: everywhere in the
// document, or only where its nth value is (or as many behind, where a document has fewer).
func (p *Packed) WithNewValue(t testing.TB, e Enumeration, everywhere bool, nth int) *awsdata.Snapshot {
	t.Helper()
	kept := e.in[e.Call]
	defer func() { e.in[e.Call] = kept }()
	value := decode(t, kept)
	all := 0
	eachText(value, "", func(member, _ string) string {
		if member == e.Member {
			all++
		}
		return ""
	})
	at := 0
	eachText(value, "", func(member, text string) string {
		if member != e.Member {
			return ""
		}
		if at++; everywhere || (at-1) == nth%all {
			return NewValue
		}
		return ""
	})
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	e.in[e.Call] = data
	return p.Snapshot(t)
}

func decode(t testing.TB, data json.RawMessage) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// eachText calls a function for each text of a value but those of policies and tags, in the order of names, and puts in
// its place what the function returns, if that is anything.
func eachText(value any, at string, change func(member, text string) string) {
	put := func(e any, member string, set func(string)) {
		if text, ok := e.(string); ok {
			if other := change(member, text); other != "" {
				set(other)
			}
			return
		}
		eachText(e, member, change)
	}
	switch v := value.(type) {
	case []any:
		for i, e := range v {
			put(e, at, func(s string) { v[i] = s })
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			switch name {
			case "Tags", "TagSet", "TagList", "tags", "PolicyDocument", "AssumeRolePolicyDocument", "Document":
				continue
			}
			put(v[name], strings.TrimPrefix(at+"."+name, "."), func(s string) { v[name] = s })
		}
	}
}
