package reach

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// traceName answers for a destination that is asked by name: where the name leads as asked from the function's VPC, and
// whether the function gets there. Where it may lead to more than one place, the same verdict for all is the verdict.
func (p *placement) traceName(q Query, terse bool) ([]SubnetTrace, Statement) {
	answer := p.region.names.Resolve(p.vpc, q.To)
	var out []SubnetTrace
	var note Statement
	private := false
	for i := range answer.Leads {
		l := &answer.Leads[i]
		private = private || l.Endpoint != nil
		to := p.leads(q.To, l)
		if len(answer.Servers) > 0 && len(answer.Leads) > 1 {
			saidByServers(to.hops, answer.Servers)
		}
		traced := p.traceTarget(to, q, terse)
		if out == nil {
			out, note = traced, to.note
			continue
		}
		for j := range out {
			out[j] = eitherWay(out[j], traced[j], p.doubt(q.To.Text, &answer))
		}
	}
	if answer.Doubt.Servers && q.To.Kind == names.KindHost && q.To.Resolved == "" {
		for j := range out { // whoever is asked, what it answers for a strange name is not known
			out[j].Verdict = max(out[j].Verdict, Unknown)
		}
	}
	if private && answer.Doubt.Private && len(answer.Leads) > 1 { // whether the endpoint holds the name is not known
		for j := range out {
			out[j].Hops = append([]Hop{{Component: ComponentName, Resource: q.To.Text, Verdict: Unknown,
				Reason: NameEitherWay, Missing: answer.Missing}}, out[j].Hops...)
			out[j].Verdict = Unknown
		}
	}
	if p.attached() && p.missing == "" {
		p.askServers(out, answer.Servers)
		p.mayAsk(out, answer.MayServers)
	}
	return out, note
}

// saidByServers makes conditional what the VPC's own DNS servers decide: whether they ask the Amazon resolver, which
// alone knows private names.
func saidByServers(hops []Hop, servers []netip.Addr) {
	for i := range hops {
		switch h := &hops[i]; h.Reason {
		case PrivateDNS, PrivateDNSOtherRegion, PrivateDNSExecuteAPI:
			h.Reason, h.Names = PrivateDNSByServers, texts(servers)
		case PublicName:
			h.Reason, h.Names = PublicNameByServers, texts(servers)
		}
	}
}

func texts(list []netip.Addr) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.String()
	}
	return out
}

// doubt is the hop of a name of which nobody can tell where it leads.
func (p *placement) doubt(name string, answer *names.Answer) Hop {
	h := Hop{Component: ComponentName, Resource: name, Verdict: Unknown, Reason: NameEitherWay, Missing: answer.Missing}
	if v := p.region.vpc(p.vpc); len(answer.Servers) > 0 && len(v.ranges) > 0 && v.known {
		resolver := v.ranges[0].Addr().Next().Next() // base + 2
		h.Reason, h.Names = ServersDecide, append([]string{resolver.String()}, texts(answer.Servers)...)
	}
	return h
}

// eitherWay joins two places of which a name leads to one, and nobody can tell which.
func eitherWay(a, b SubnetTrace, h Hop) SubnetTrace {
	if a.Verdict != b.Verdict {
		a.Hops = append([]Hop{h}, a.Hops...)
		a.Verdict = Unknown
	}
	for i := range b.Hops {
		if !containsHop(a.Hops, &b.Hops[i]) {
			a.Hops = append(a.Hops, b.Hops[i])
		}
	}
	return a
}

// askServers makes the VPC's own DNS servers a hop: if none can be asked, names lead nowhere.
func (p *placement) askServers(out []SubnetTrace, servers []netip.Addr) {
	if len(servers) == 0 {
		return
	}
	for i := range out {
		best, text, why := Blocked, make([]string, len(servers)), ""
		var missing []string
		for j, server := range servers {
			text[j] = server.String()
			asked := p.askServer(out[i].SubnetID, server)
			best = max(best, asked.Verdict)
			missing = append(missing, asked.missing()...)
			if blockers := asked.Blockers(); j == 0 && len(blockers) > 0 {
				why = blockers[0].Says()
			}
		}
		h := Hop{Component: ComponentName, Resource: p.vpc, Rule: Rule{Text: "domain-name-servers"}}
		switch best {
		case Blocked:
			h = h.because(Blocked, ServersNotReached, strings.Join(text, ", "), why)
		case Unknown:
			h = h.unknown(ServersNotKnown, "whether "+strings.Join(text, ", ")+" is reachable", text...)
			if len(missing) > 0 {
				h.Missing = missing
			}
		default:
			continue // partial ones are asked again, at the next of them
		}
		out[i].Hops = append([]Hop{h}, out[i].Hops...)
		out[i].Verdict = min(out[i].Verdict, best)
	}
}

// mayAsk makes the servers of all DHCP options a hop where nobody knows which are the VPC's: one that cannot be asked
// may be the one.
func (p *placement) mayAsk(out []SubnetTrace, servers []netip.Addr) {
	for i := range out {
		for _, server := range servers {
			if out[i].Verdict == Blocked || p.inOtherVPC(server) ||
				p.askServer(out[i].SubnetID, server).Verdict >= Partial {
				continue
			}
			h := Hop{Component: ComponentName, Resource: p.vpc, Rule: Rule{Text: "domain-name-servers"}}
			h = h.unknown(ServersNotKnown, "whether "+server.String()+" is asked, and reachable", server.String())
			out[i].Hops = append([]Hop{h}, out[i].Hops...)
			out[i].Verdict = Unknown
			break
		}
	}
}

// inOtherVPC reports whether an address lies in a subnet of another VPC, and of this one in none.
func (p *placement) inOtherVPC(a netip.Addr) bool {
	if _, own := p.region.vpc(p.vpc).subnets.Lookup(a); own {
		return false
	}
	return slices.ContainsFunc(p.region.all, func(r *region) bool {
		return slices.ContainsFunc(r.Region.Subnets, func(s awsdata.Subnet) bool {
			return anyContains(prefixesOf(s.CIDRs()), a)
		})
	})
}

// askServer is what becomes of asking a DNS server. Who answers at an address of the VPC that no interface of a
// complete list holds is in no document, so such a server counts as one that answers; whether one does is not known
// without that list.
func (p *placement) askServer(subnetID string, server netip.Addr) SubnetTrace {
	v := p.region.vpc(p.vpc)
	nobody := v.known && v.own.Contains(server, netset.UDP, 53) && v.interfaceAt(server) == nil
	missing := v.home.missing("describe-network-interfaces")
	if nobody && missing == "" {
		return SubnetTrace{SubnetID: subnetID, Verdict: Reachable}
	}
	out := p.askFrom(subnetID, question{to: server, protocol: netset.UDP, port: 53}, scope{})
	if nobody && out.Verdict != Reachable {
		out.Verdict = Unknown
	}
	return out
}

// leads is where one lead of a name ends.
func (p *placement) leads(d names.Destination, l *names.Lead) target {
	h := Hop{Component: ComponentName, Resource: destinationName(d)}
	switch l.Kind {
	case names.LeadEndpoint:
		return p.leadsToEndpoint(d, l)
	case names.LeadAddresses:
		var set netset.Set
		for _, a := range l.Addresses {
			set = set.Union(netset.FromAddr(a, carried()))
		}
		if l.Cause == names.CauseResolvedHere {
			h = h.because(Reachable, NameResolvedHere, destinationName(d), strings.ReplaceAll(d.Resolved, ",", ", "))
			return target{set: set, family: true, hops: []Hop{h},
				note: state(NoteResolvedHere, destinationName(d), strings.ReplaceAll(d.Resolved, ",", ", "))}
		}
		h.Resource, h.Rule.Text = l.Zone, l.Record
		return target{set: set, family: true,
			hops: []Hop{h.because(Reachable, NameInZone, destinationName(d), l.Record)}}
	case names.LeadPublic:
		return p.leadsOutside(d, l, h)
	case names.LeadStore:
		return p.leadsToStore(d, l, h)
	case names.LeadNothing:
		h = p.unanswered(l, h)
		return target{stop: &h}
	}
	h = h.unknown(NameNotKnown, "", destinationName(d))
	if h.Missing = l.Missing; l.Cause == names.CauseForwarded {
		h.Reason, h.Names = NameForwarded, []string{destinationName(d), l.Rule}
	}
	return target{unknown: &h}
}

// destinationName is a destination as its name hop says it.
func destinationName(d names.Destination) string {
	if d.Host != "" {
		return d.Host
	}
	if d.Kind == names.KindService {
		return d.ID
	}
	return d.Text
}

// unanswered is the hop of a name that is not answered.
func (p *placement) unanswered(l *names.Lead, h Hop) Hop {
	name := h.Resource
	switch l.Cause {
	case names.CauseNoRecord:
		h.Resource = l.Zone
		return h.because(Blocked, NameNotInZone, name, l.Zone)
	case names.CauseFirewall:
		h.Resource = l.Rule
		return h.because(Blocked, NameBlocked, name, l.Rule)
	case names.CauseSupportOff:
		h.Resource = p.vpc
		return h.because(Blocked, DNSSupportOff)
	}
	return h.because(Blocked, NameNotAnswered, name)
}

// leadsToEndpoint is a name that an interface endpoint holds. It never falls back to another way.
func (p *placement) leadsToEndpoint(d names.Destination, l *names.Lead) target {
	to := p.endpointTarget(p.region, l.Endpoint, l.Addresses)
	h := Hop{Component: ComponentName, Resource: l.Endpoint.VpcEndpointId, Rule: Rule{Text: "private DNS"}}
	switch {
	case l.Cause == names.CauseOwnName || l.Cause == names.CauseNamed:
		h = h.because(Reachable, EndpointOwnName)
	case d.ID == "execute-api":
		h = h.because(Reachable, PrivateDNSExecuteAPI)
	case d.Region != "" && d.Region != p.region.name():
		h = h.because(Reachable, PrivateDNSOtherRegion, d.Region)
	default:
		h = h.because(Reachable, PrivateDNS)
	}
	to.hops = append([]Hop{h}, to.hops...)
	if to.note.Reason == "" {
		to.note = state(NoteByEndpoint, l.Endpoint.VpcEndpointId)
	}
	return to
}

// leadsOutside is a name that leads to public addresses: those of AWS's list for the services that have one, else some
// of the internet's.
func (p *placement) leadsOutside(d names.Destination, l *names.Lead, h Hop) target {
	r := p.region
	if l.Service != "" && (l.Region == "" || l.Region == r.name()) && p.attached() {
		if list, missing := r.listOf(l.Service); missing != "" {
			h = h.unknown(ListNotCaptured, missing)
			return target{unknown: &h}
		} else if list != nil {
			compiled := r.prefixList(list.PrefixListId)
			if !compiled.known {
				h = h.unknown(ListNotCaptured, r.callOfEntries(list.PrefixListId))
				return target{unknown: &h}
			}
			h.Rule.Text = list.PrefixListId
			return target{set: compiled.set, family: true, scope: scope{service: true},
				hops: []Hop{h.because(Reachable, PublicList)}}
		}
	}
	to := p.internetTarget()
	to.set, to.shared = to.set.IPv4(), "internet by IPv4"
	to.except = (*subnet).notInternet
	to.public = h.Resource
	to.note = state(NotePublicAddresses, h.Resource)
	switch l.Cause {
	case names.CauseNotCovered, names.CauseMaybeCovered:
		h = h.because(Reachable, NotCovered, l.Endpoint.VpcEndpointId, l.Other)
	case names.CausePrivateDNSOff:
		h = h.because(Reachable, PrivateDNSIsOff, l.Endpoint.VpcEndpointId)
	case names.CauseHostnamesOff:
		h = h.because(Reachable, HostnamesOff, p.vpc)
	case names.CauseEndpointState:
		h = h.because(Reachable, EndpointHoldsNothing, l.Endpoint.VpcEndpointId, l.Endpoint.State)
	default:
		h = h.because(Reachable, PublicName)
	}
	to.hops = []Hop{h}
	return to
}

// leadsToStore is the name of a data store or load balancer: the interfaces that may answer for it.
func (p *placement) leadsToStore(d names.Destination, l *names.Lead, h Hop) target {
	store := l.Store
	if store == nil {
		h = h.unknown(NameNotKnown, "", destinationName(d))
		return target{unknown: &h}
	}
	home := p.region
	for _, r := range p.region.all {
		if slices.ContainsFunc(r.Stores(), func(s awsdata.Store) bool { return s == store }) {
			home = r
		}
	}
	list, exact, missing := home.StoreInterfaces(store)
	name := awsdata.NameOrID(store)
	if len(list) == 0 {
		if missing == "" {
			missing = "the interfaces of " + name
		}
		h = h.unknown(StoreInterfacesNotKnown, missing, name)
		return target{unknown: &h}
	}
	to := p.interfaceTarget(store.ID(), list, false)
	to.unsure = !exact
	h.Resource = store.ID()
	h = h.because(Reachable, NameOfStore, name, fmt.Sprint(len(list)))
	to.hops = append([]Hop{h}, to.hops...)
	return to
}

// listOf is AWS's list of the public addresses of a service that has gateway endpoints: s3, dynamodb, s3express.
// missing is the call without which it is not known whether there is one.
func (r *region) listOf(service string) (list *awsdata.ManagedPrefixList, missing string) {
	if service != "s3" && service != "dynamodb" && service != "s3express" {
		return nil, ""
	}
	if lists := r.Region.ServiceLists(names.EndpointServiceName(r.name(), service)); len(lists) > 0 {
		return lists[0], ""
	}
	if a, b := r.missing("describe-prefix-lists"), r.missing("describe-managed-prefix-lists"); a != "" && b != "" {
		return nil, b
	}
	return nil, ""
}

// missing are the calls and facts that the hops lack, each once.
func (t *SubnetTrace) missing() []string {
	var out []string
	for i := range t.Hops {
		for _, m := range t.Hops[i].Missing {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}
