package names

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Resolve tells where a destination's name leads when it is asked from a VPC, "" for a function in no VPC. Destinations
// that have no name are themselves.
func (x *Resolver) Resolve(vpcID string, d Destination) Answer {
	v := x.view(vpcID)
	if d.Host == "" && d.Kind != KindService {
		return Answer{Leads: []Lead{v.itself(d)}}
	}
	q := v.questionOf(d)
	a := Answer{Host: q.host}
	if vpcID == "" {
		a.Leads = resolvedHere(d, v.public(q, CauseOutside))
		return a
	}
	a.Notes = slices.Clone(v.notes)
	a.Doubt = Doubt{Servers: v.servers.missing != "", Private: v.private == forceUnknown}
	switch s := v.servers; {
	case s.missing != "":
		a.Leads = append(v.byAmazon(q), v.byOwn(q)...)
		a.MayServers, a.Missing = s.may, append(a.Missing, s.missing)
		if s.missing == "describe-dhcp-options" { // there may be servers that cannot be asked
			a.Leads = append(a.Leads, Lead{Kind: LeadNothing, Cause: CauseServers, Missing: []string{s.missing}})
		}
	case !s.amazon:
		a.Leads, a.Servers = v.byOwn(q), s.own
	case s.own != nil:
		a.Leads = append(v.byAmazon(q), v.byOwn(q)...)
	default:
		a.Leads = v.byAmazon(q)
	}
	a.Leads = distinct(resolvedHere(d, a.Leads))
	a.settle(v)
	return a
}

// resolvedHere puts what this machine's resolver answered in the place of the leads that the snapshot leaves unknown.
func resolvedHere(d Destination, leads []Lead) []Lead {
	list := d.resolved()
	if list == nil {
		return leads
	}
	for i := range leads {
		if leads[i].Kind == LeadUnknown {
			leads[i] = Lead{Kind: LeadAddresses, Addresses: list, Cause: CauseResolvedHere}
		}
	}
	return leads
}

// Open reports whether the snapshot leaves open where the name leads.
func (a *Answer) Open() bool {
	return slices.ContainsFunc(a.Leads, func(l Lead) bool { return l.Kind == LeadUnknown })
}

// itself is the lead of a destination that is named by an id or address.
func (v *view) itself(d Destination) Lead {
	switch d.Kind {
	case KindEndpoint:
		for _, r := range v.regions() {
			if e := r.VPCEndpoint(d.ID); e != nil {
				return Lead{Kind: LeadEndpoint, Endpoint: e, Cause: CauseNamed}
			}
		}
		return Lead{Cause: CauseNamed, Missing: []string{"describe-vpc-endpoints"}}
	case KindStore:
		if s := StoreWith(v.all, v.region, d); s != nil {
			return Lead{Kind: LeadStore, Store: s, Cause: CauseNamed}
		}
	case KindAddress:
		if a, ok := d.Address(); ok {
			return Lead{Kind: LeadAddresses, Addresses: []netip.Addr{a}, Cause: CauseNamed}
		}
	}
	return Lead{Cause: CauseNamed}
}

// questionOf is the name that is asked for a destination: for a service that is named by a word, the default host name.
func (v *view) questionOf(d Destination) question {
	if d.Host != "" {
		q := v.question(d.Host)
		if q.service == "" && d.Kind == KindService { // only its endpoint tells that it is one
			q.service, q.region = d.ID, d.Region
			if q.region == "" {
				q.region = v.regionName()
			}
		}
		return q
	}
	region := d.Region
	if region == "" {
		region = v.regionName()
	}
	q := question{service: d.ID, region: region, covered: Covered, bare: true}
	s := vocabulary().byName[d.ID]
	if s == nil {
		q.host = d.ID + "." + region + "." + partitionOf(region).suffix
		return q
	}
	q.host = s.Host(region)
	switch {
	case s.Global:
		q.region = ""
	case s.Home != "" && partitionOf(region) == &partitions[0]:
		q.region = s.Home
	}
	return q
}

func (v *view) regionName() string { return (&parser{region: v.region}).regionName() }

// byAmazon is where Amazon's resolver leads a name.
func (v *view) byAmazon(q question) []Lead {
	if v.support.off() {
		return []Lead{{Kind: LeadNothing, Cause: CauseSupportOff}}
	}
	ruling := v.firewall.judge(q.host)
	if ruling.blockedBy != "" {
		return []Lead{{Kind: LeadNothing, Cause: CauseFirewall, Rule: ruling.blockedBy}}
	}
	leads := v.inWorlds(q, ruling.trust)
	if len(ruling.missing) > 0 {
		leads = append(leads, Lead{Kind: LeadNothing, Cause: CauseFirewall, Missing: ruling.missing})
	}
	if len(v.missing) > 0 {
		leads = append(leads, Lead{Cause: CauseNotCollected, Missing: v.missing})
	}
	if !v.support.known && !v.assumed {
		leads = append(leads, Lead{Kind: LeadNothing, Cause: CauseSupportOff, Missing: []string{v.support.call}})
	}
	return leads
}

// byOwn is where DNS servers of the VPC's own may lead a name: where it leads inside the VPC, if they ask Amazon's
// resolver, and where it leads in public.
func (v *view) byOwn(q question) []Lead {
	var leads []Lead
	if v.private != forceOff {
		z, c := v.zoneOf(q), v.holderOf(q)
		switch {
		case z != nil && len(z.name) >= len(baseOf(c)):
			leads = append(v.fromZone(z, q, false), v.unreadBelow(z, q)...)
		case c != nil:
			leads = []Lead{held(c)}
		}
		leads = append(leads, v.unreadEndpoints(q)...)
		if len(v.missing) > 0 {
			leads = append(leads, Lead{Cause: CauseNotCollected, Missing: v.missing})
		}
	}
	return append(leads, v.public(q, "")...)
}

// inWorlds is where a name leads with private names in force and without, whichever may be.
func (v *view) inWorlds(q question, trust bool) []Lead {
	switch v.private {
	case forceOff:
		return v.lookup(q, false, trust)
	case forceOn:
		return v.lookup(q, true, trust)
	}
	leads := append(v.lookup(q, true, trust), v.lookup(q, false, trust)...)
	return leads
}

// lookup is where Amazon's resolver leads a name: the longest domain wins, and at the same length a Resolver rule, then
// a private hosted zone, then an endpoint. Source: Route 53 Resolver guide, "Using rules to specify domains for
// forwarding"; Route 53 guide, "Considerations when working with a private hosted zone".
func (v *view) lookup(q question, private, trust bool) []Lead {
	if q.depth > 8 {
		return []Lead{{Cause: CauseLoop}}
	}
	var z *zone
	var c *claim
	if private {
		z, c = v.zoneOf(q), v.holderOf(q)
	}
	zoneLength, claimLength := -1, -1
	if z != nil {
		zoneLength = len(z.name)
	}
	if c != nil {
		claimLength = len(c.base)
	}
	if rule, length := v.ruleOf(q.host); rule != nil && length >= zoneLength && length >= claimLength {
		return []Lead{v.forwarded(rule, q)}
	}
	switch {
	case z != nil && zoneLength >= claimLength:
		return append(v.fromZone(z, q, trust), v.unreadBelow(z, q)...)
	case c != nil && (c.pending || c.covered == MaybeCovered):
		return append([]Lead{held(c)}, v.public(q, "")...)
	case c != nil:
		return []Lead{held(c)}
	}
	leads := v.public(q, "")
	if private {
		leads = append(leads, v.unreadEndpoints(q)...)
	}
	return leads
}

// ruleOf is the Resolver rule in force for a name that hands it to other servers, and the length of its domain; nil
// where a rule for a longer domain keeps it.
func (v *view) ruleOf(host string) (*awsdata.ResolverRule, int) {
	var best *awsdata.ResolverRule
	length := -1
	for _, r := range v.rules {
		if domain := canonical(r.DomainName); within(host, domain) && len(domain) > length {
			best, length = r, len(domain)
		}
	}
	if best == nil || best.RuleType == "SYSTEM" || best.RuleType == "RECURSIVE" {
		return nil, -1
	}
	return best, length
}

func (v *view) forwarded(rule *awsdata.ResolverRule, q question) Lead {
	var targets []string
	for _, t := range rule.TargetIps {
		targets = append(targets, t.Ip+t.Ipv6)
	}
	to := strings.Join(targets, ", ")
	return Lead{Cause: CauseForwarded, Rule: rule.Id, Other: to,
		Missing: []string{fmt.Sprintf("what %s answers for %s", orText(to, rule.Id), q.host)}}
}

func orText(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// zoneOf is the private hosted zone with the longest name that the name is in, nil if it is in none.
func (v *view) zoneOf(q question) *zone {
	var best *zone
	for _, z := range v.zones {
		if z.name != "" && within(q.host, z.name) && (best == nil || len(z.name) > len(best.name)) {
			best = z
		}
	}
	return best
}

// holderOf is the endpoint that holds a name or may, nil if none does.
func (v *view) holderOf(q question) *claim {
	claims := v.claims(q)
	if len(claims) == 0 || claims[0].cause != "" {
		return nil
	}
	return &claims[0]
}

func baseOf(c *claim) string {
	if c == nil {
		return ""
	}
	return c.base
}

// held is the lead of a name that an endpoint holds.
func held(c *claim) Lead {
	out := Lead{Kind: LeadEndpoint, Endpoint: c.endpoint, Cause: CausePrivateDNS}
	if c.covered == MaybeCovered {
		out.Cause, out.Other = CauseMaybeCovered, coveredName(c.endpoint)
	}
	return out
}

// unreadEndpoints is the lead of a service's name where the endpoints of the VPC are not in the snapshot.
func (v *view) unreadEndpoints(q question) []Lead {
	if q.service == "" {
		return nil
	}
	return v.unread()
}

// unreadBelow is the lead of a name in a zone where the endpoints of the VPC are not in the snapshot: one of them may
// hold a longer domain than the zone's.
func (v *view) unreadBelow(z *zone, q question) []Lead {
	if z.name == q.host {
		return nil
	}
	return v.unread()
}

func (v *view) unread() []Lead {
	call := "describe-vpc-endpoints"
	switch {
	case v.owner != "":
		call = awsdata.MissingCall{Call: call, Account: v.owner}.String()
	case v.home.Region.Has(call):
		return nil
	}
	return []Lead{{Cause: CauseNotCollected, Missing: []string{call}}}
}

// fromZone is what the records of a private hosted zone lead a name to.
func (v *view) fromZone(z *zone, q question, trust bool) []Lead {
	lead := Lead{Cause: CausePrivateZone, Zone: z.id, Record: q.host}
	if !z.known {
		lead.Missing = []string{"list-resource-record-sets." + z.id}
		if z.owner != v.home.Account {
			lead.Other = z.owner
		}
		return []Lead{lead}
	}
	sets, exists, delegated := z.sets(q.host)
	switch {
	case delegated:
		lead.Missing = []string{"what the servers that " + z.name + " delegates to answer for " + q.host}
		return []Lead{lead}
	case !exists:
		lead.Kind, lead.Cause, lead.Record = LeadNothing, CauseNoRecord, ""
		return []Lead{lead}
	}
	var out []Lead
	for _, one := range answers(sets) {
		if list := addresses(one); list != nil {
			out = append(out, Lead{Kind: LeadAddresses, Addresses: list, Cause: CausePrivateZone, Zone: z.id,
				Record: canonical(one[0].Name)})
		}
		for _, set := range one {
			for _, l := range v.followed(z, set, q, trust) {
				if l.Zone == "" {
					l.Zone, l.Record = z.id, canonical(set.Name)
				}
				out = append(out, l)
			}
		}
	}
	if out == nil { // there are records of other types only
		lead.Kind, lead.Cause = LeadNothing, CauseNoRecord
		return []Lead{lead}
	}
	return out
}

// followed is where a CNAME record or an alias leads on to.
func (v *view) followed(z *zone, set *awsdata.ResourceRecordSet, q question, trust bool) []Lead {
	var targets []string
	switch {
	case set.AliasTarget != nil:
		targets = []string{set.AliasTarget.DNSName}
	case set.Type == "CNAME":
		for _, r := range set.ResourceRecords {
			targets = append(targets, r.Value)
		}
	}
	var out []Lead
	for _, t := range targets {
		next := v.question(canonical(t))
		next.depth = q.depth + 1
		if next.depth > 8 {
			return []Lead{{Cause: CauseLoop}}
		}
		if !trust && set.AliasTarget == nil {
			if ruling := v.firewall.judge(next.host); ruling.blockedBy != "" {
				out = append(out,
					Lead{Kind: LeadNothing, Cause: CauseFirewall, Rule: ruling.blockedBy, Other: next.host})
				continue
			} else if len(ruling.missing) > 0 {
				out = append(out,
					Lead{Kind: LeadNothing, Cause: CauseFirewall, Missing: ruling.missing, Other: next.host})
			}
		}
		switch {
		case set.AliasTarget != nil && bareID(set.AliasTarget.HostedZoneId) == z.id:
			out = append(out, v.fromZone(z, next, trust)...)
		case set.AliasTarget != nil: // Route 53 itself knows the addresses of what it is an alias of
			out = append(out, v.public(next, "")...)
		default:
			out = append(out, v.lookup(next, true, trust)...)
		}
	}
	return out
}

func bareID(zone string) string { return strings.TrimPrefix(zone, "/hostedzone/") }

// settle says what was assumed and what is missing of all leads.
func (a *Answer) settle(v *view) {
	for _, l := range a.Leads {
		a.Missing = append(a.Missing, l.Missing...)
		if l.Kind != LeadEndpoint || l.Cause == CauseOwnName {
			continue
		}
		region, service, _ := EndpointIdentity(l.Endpoint)
		if service == "execute-api" {
			a.Notes = append(a.Notes, NoteCapturesAll)
		}
		if region != "" && region != v.regionName() {
			a.Notes = append(a.Notes, NoteCrossRegion)
		}
	}
	if a.Servers != nil && len(a.Leads) > 1 {
		a.Missing = append(a.Missing, fmt.Sprintf("what %s answers for %s", a.Servers[0], a.Host))
	}
	if v.assumed {
		a.Notes = append(a.Notes, NoteSupportAssumed)
	}
	slices.Sort(a.Notes)
	a.Notes = slices.Compact(a.Notes)
	slices.Sort(a.Missing)
	a.Missing = slices.Compact(a.Missing)
}

// distinct leaves out leads that are there already.
func distinct(leads []Lead) []Lead {
	var out []Lead
	for _, l := range leads {
		if !slices.ContainsFunc(out, l.same) {
			out = append(out, l)
		}
	}
	return out
}

func (l Lead) same(o Lead) bool {
	return l.Kind == o.Kind && l.Endpoint == o.Endpoint && l.Store == o.Store && l.Service == o.Service &&
		l.Region == o.Region && l.Cause == o.Cause && l.Zone == o.Zone && l.Record == o.Record && l.Rule == o.Rule &&
		l.Other == o.Other && slices.Equal(l.Addresses, o.Addresses) && slices.Equal(l.Missing, o.Missing)
}
