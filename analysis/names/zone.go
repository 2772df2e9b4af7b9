package names

import (
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/awsdata"
)

// canonical is a name as it is compared: lower case, without the last dot, with AWS's octal escapes read (\052 is *).
func canonical(name string) string {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if !strings.Contains(name, `\`) {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		if name[i] == '\\' && i+3 < len(name) && isOctal(name[i+1]) && isOctal(name[i+2]) && isOctal(name[i+3]) {
			b.WriteByte((name[i+1]-'0')<<6 | (name[i+2]-'0')<<3 | (name[i+3] - '0'))
			i += 3
			continue
		}
		b.WriteByte(name[i])
	}
	return b.String()
}

func isOctal(c byte) bool { return c >= '0' && c <= '7' }

// within reports whether a name is a domain or below it. Everything is within the root, "".
func within(name, domain string) bool {
	return domain == "" || name == domain || strings.HasSuffix(name, "."+domain)
}

// zone is a private hosted zone with its records by name.
type zone struct {
	id      string
	name    string
	owner   string // the account, where the records are not known
	known   bool   // the records are
	records func() map[string][]*awsdata.ResourceRecordSet
}

func newZone(z *awsdata.HostedZone) *zone {
	records := z.Records
	return &zone{id: z.HostedZoneId, name: canonical(z.Name()), owner: z.Owner.OwningAccount, known: z.RecordsKnown,
		records: sync.OnceValue(func() map[string][]*awsdata.ResourceRecordSet {
			out := make(map[string][]*awsdata.ResourceRecordSet)
			for i := range records {
				name := canonical(records[i].Name)
				out[name] = append(out[name], &records[i])
			}
			return out
		})}
}

// sets are the record sets that answer for a name: its own, else those of the wildcard next to the closest name there
// is. exists is false for a name that the zone answers with NXDOMAIN; delegated is true below a name that other servers
// answer for. Source: RFC 4592, section 3.3; Amazon Route 53 guide, "Supported DNS record types", wildcards.
func (z *zone) sets(name string) (sets []*awsdata.ResourceRecordSet, exists, delegated bool) {
	records := z.records()
	for up := name; within(up, z.name) && up != z.name; up = parent(up) {
		if slices.ContainsFunc(records[up], func(s *awsdata.ResourceRecordSet) bool { return s.Type == "NS" }) {
			return nil, true, true
		}
	}
	if z.has(name) {
		return records[name], true, false
	}
	for up := parent(name); within(up, z.name); up = parent(up) {
		if wild := records["*."+up]; wild != nil {
			return wild, true, false
		}
		if z.has(up) || up == "" {
			break
		}
	}
	return nil, false, false
}

// has reports whether a name exists in the zone: it has records, or something below it has.
func (z *zone) has(name string) bool {
	records := z.records()
	if name == z.name || records[name] != nil {
		return true
	}
	for other := range records {
		if strings.HasSuffix(other, "."+name) {
			return true
		}
	}
	return false
}

func parent(name string) string {
	_, rest, _ := strings.Cut(name, ".")
	return rest
}

// alternatives of the record sets of one name: what a client may be answered. Sets with a policy of their own
// (weighted, latency, failover and the like) are alternatives; those of weight 0 beside others are never answered.
func answers(sets []*awsdata.ResourceRecordSet) [][]*awsdata.ResourceRecordSet {
	weighs := slices.ContainsFunc(sets, func(s *awsdata.ResourceRecordSet) bool {
		return s.Weight != nil && *s.Weight > 0
	})
	var plain []*awsdata.ResourceRecordSet
	var out [][]*awsdata.ResourceRecordSet
	for _, s := range sets {
		switch {
		case s.Type != "A" && s.Type != "AAAA" && s.Type != "CNAME":
		case s.SetIdentifier == "" || s.AliasTarget == nil && s.MultiValueAnswer != nil && *s.MultiValueAnswer:
			plain = append(plain, s)
		case weighs && s.Weight != nil && *s.Weight == 0:
		default:
			out = append(out, []*awsdata.ResourceRecordSet{s})
		}
	}
	if plain != nil {
		out = append(out, plain)
	}
	return out
}

// addresses are the addresses of record sets.
func addresses(sets []*awsdata.ResourceRecordSet) []netip.Addr {
	var out []netip.Addr
	for _, s := range sets {
		for _, r := range s.ResourceRecords {
			if a, err := netip.ParseAddr(strings.TrimSpace(r.Value)); err == nil && !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}
