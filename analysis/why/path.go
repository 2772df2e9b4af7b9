package why

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/awsdata"
)

// byBlockers are what drops packets on the way, each thing once, that from the most subnets first.
func (e *explainer) byBlockers() {
	if e.unreachableByNature() {
		return
	}
	all := len(e.Trace.Subnets)
	var found []Cause
	for i := range e.Trace.Subnets {
		sub := &e.Trace.Subnets[i]
		for _, h := range sub.Hops {
			if h.Verdict != reach.Blocked && h.Verdict != reach.Partial {
				continue
			}
			at := slices.IndexFunc(found, func(c Cause) bool { return alike(&c.Hops[0], &h) })
			if at < 0 {
				at = len(found)
				found = append(found, Cause{Point: Point{Code: PathBlocked}, Sure: Certain, Region: e.region,
					Resource: h.Resource, Hops: []reach.Hop{h}})
			}
			if !slices.Contains(found[at].Subnets, sub.SubnetID) {
				found[at].Subnets = append(found[at].Subnets, sub.SubnetID)
			}
		}
	}
	for i := range found {
		c := &found[i]
		e.foundToo(c)
		switch {
		case e.Assumed:
			c.Sure = IfPublic
		case e.AnyPort && slices.Contains(byPort, c.Hops[0].Component):
			c.Point, c.Sure = point(PortAsked, strconv.Itoa(int(e.Query.Port))), Possible
			continue
		case len(c.Subnets) < all && e.Trace.Verdict == reach.Partial, c.Hops[0].Verdict == reach.Partial:
			c.Sure = Partly
		}
		if len(c.Subnets) < all || c.Hops[0].Verdict == reach.Partial {
			c.Code = PathPartly
		}
	}
	slices.SortStableFunc(found, func(a, b Cause) int {
		return cmp.Or(len(b.Subnets)-len(a.Subnets), known(b)-known(a))
	})
	e.bypassed()
	e.wrongPort(Certain) // to open a port on which nothing listens would help nobody
	e.Causes = append(e.Causes, found...)
	e.unknownHops(false)
	e.whichPort()
}

// byPort are the parts of a path that let one port through and another not.
var byPort = []reach.Component{reach.ComponentGroupOut, reach.ComponentACLOut, reach.ComponentACLBack,
	reach.ComponentTargetACLIn, reach.ComponentTargetACLBack, reach.ComponentTargetGroup, reach.ComponentNATACLIn,
	reach.ComponentNATACLOut, reach.ComponentListener, reach.ComponentTransitGatewayACL, reach.ComponentApplianceACL,
	reach.ComponentApplianceGroup}

// whichPort tells that the port that was asked about is the usual one, and not that of the text.
func (e *explainer) whichPort() {
	if e.AnyPort {
		e.Open = append(e.Open, Open{Point: point(WhichPort, e.there(), strconv.Itoa(int(e.Query.Port)))})
	}
}

// bypassing are the reasons for which a name does not lead to the endpoint that is there for its service.
var bypassing = []reach.Reason{reach.PrivateDNSIsOff, reach.HostnamesOff, reach.NotCovered, reach.EndpointHoldsNothing}

// bypassed tells that a name passes by the endpoint that is there for its service, where what it leads to is blocked.
func (e *explainer) bypassed() {
	for i := range e.Trace.Subnets {
		for _, h := range e.Trace.Subnets[i].Hops {
			if slices.Contains(bypassing, h.Reason) && len(e.Trace.Subnets[i].Blockers()) > 0 {
				resource := h.Resource
				if len(h.Names) > 0 && h.Reason != reach.HostnamesOff {
					resource = h.Names[0]
				}
				e.Causes = append(e.Causes, Cause{Point: Point{Code: EndpointBypassed}, Sure: Certain, Region: e.region,
					Resource: resource, Hops: []reach.Hop{h}})
				return
			}
		}
	}
}

// known is 1 for what a check has found too: it stands in the way of more than this one question.
func known(c Cause) int {
	if c.Finding != nil {
		return 1
	}
	return 0
}

// foundToo gives a hop the finding about what it is about: a check says what to change, where a hop says what it met
// there.
func (e *explainer) foundToo(c *Cause) {
	h := &c.Hops[0]
	things := []string{h.Resource, h.Rule.Target}
	switch h.Component {
	case reach.ComponentNAT, reach.ComponentNATRoute, reach.ComponentNATACLIn, reach.ComponentNATACLOut:
		things = append(things, e.waysOf(reach.WayNAT)...)
	}
	for _, f := range e.Function.Findings {
		if f.Status != check.Fail || f.Waived != nil || !slices.Contains(shows[f.Check], symptom.NoAnswer) ||
			!slices.Contains(things, f.Cause) || f.Resource != f.Cause || felt(f) {
			continue
		}
		c.Finding, c.Resource = f, f.Cause
		return
	}
}

// alike reports whether two hops block for the same thing, from whichever subnet.
func alike(a, b *reach.Hop) bool {
	return a.Component == b.Component && a.Leg == b.Leg && a.Resource == b.Resource && a.Reason == b.Reason &&
		a.Rule.Text == b.Rule.Text
}

// byUnknowns are what leaves the path open.
func (e *explainer) byUnknowns() {
	if e.unreachableByNature() {
		return
	}
	e.unknownHops(true)
	e.whichPort()
	e.wrongPort(Certain)
	e.byInterfaces()
}

// byInterfaces asks about the interfaces that a name of AWS's may lead to: those whose description has its first label,
// or, of databases, which say no name, all of them.
func (e *explainer) byInterfaces() {
	host := e.Query.To.Host
	label, rest, _ := strings.Cut(host, ".")
	if !ofAWS(host) || len(label) < 3 || len(e.Causes) > 0 {
		return
	}
	var texts []string
	for i := range e.index.Region.NetworkInterfaces {
		n := &e.index.Region.NetworkInterfaces[i]
		if n.VpcId == e.Function.VPCID && !n.OfLambda() && strings.Contains(n.Description, label) {
			texts = append(texts, n.NetworkInterfaceId)
		}
	}
	if len(texts) == 0 && strings.Contains("."+rest, ".rds.") {
		texts = []string{"rds"}
	}
	for _, text := range texts[:min(len(texts), mostStores)] {
		q, ok := e.query(text)
		if !ok {
			continue
		}
		q.Port = e.Query.Port
		if t, err := e.trace(q); err == nil && t.Verdict != reach.Reachable {
			if c, ok := e.ifCalled(t, host+", which may be "+text); ok {
				e.Causes = append(e.Causes, c)
			}
		}
	}
}

// unknownHops tells what would settle the path. What no call tells, such as what the servers of a team's own answer,
// is a cause that fits.
func (e *explainer) unknownHops(causes bool) {
	var seen []reach.Hop
	for i := range e.Trace.Subnets {
		for _, h := range e.Trace.Subnets[i].Unknowns() {
			if slices.ContainsFunc(seen, func(o reach.Hop) bool { return alike(&o, &h) }) {
				continue
			}
			seen = append(seen, h)
			if causes && h.Reason != reach.NameNotKnown && !slices.ContainsFunc(h.Missing, isCall) {
				e.Causes = append(e.Causes, Cause{Point: Point{Code: PathUnknown}, Sure: Possible, Region: e.region,
					Resource: h.Resource, Hops: []reach.Hop{h}})
				continue
			}
			e.Open = append(e.Open, Open{Point: Point{Code: HopUnknown, Hop: &h}, Missing: h.Missing})
		}
	}
}

func isCall(missing string) bool {
	_, ok := awsdata.ParseMissing(missing)
	return ok
}

// unreachableByNature tells of the destinations that no network leads to.
func (e *explainer) unreachableByNature() bool {
	if a, ok := e.Query.To.Address(); ok && a == metadata {
		e.Causes = append(e.Causes, Cause{Point: Point{Code: NoMetadata}, Sure: Certain})
		return true
	}
	return false
}

// ownLoopback tells that a function calls itself, where the symptom's destination is its own environment.
func (e *explainer) ownLoopback() bool {
	if !local(e.Symptom.Destination) {
		return false
	}
	e.Causes = append(e.Causes, Cause{Point: point(OwnLoopback, e.Symptom.Destination), Sure: Certain})
	e.exclude(NoNetwork)
	return true
}

// openPath is for silence on a path that is open: the network is excluded, and what else shows as silence is told.
func (e *explainer) openPath() {
	if e.unreachableByNature() {
		return
	}
	e.excludePath()
	e.whichPort()
	e.wrongPort(Certain)
	for _, nat := range e.natsOnTheWay() {
		e.Open = append(e.Open, Open{Point: point(NATPortsMaybe, nat), Command: e.natMetric(nat)})
	}
	if e.Assumed {
		e.Open = append(e.Open, Open{Point: point(NameOpen, e.Symptom.Destination),
			Missing: []string{"the address of " + e.Symptom.Destination}})
	}
	e.Open = append(e.Open, Open{Point: point(SilentThere, e.there())}, Open{Point: point(ChangedSince)})
}

// there is what the destination is called.
func (e *explainer) there() string {
	return cmp.Or(e.Symptom.Destination, e.Asked.Destination, e.Query.To.Name(), "the destination")
}

func (e *explainer) exclude(c Code, names ...string) {
	e.Excluded = append(e.Excluded, point(c, names...))
}

// excludePath tells that the network lets the connection through, from all subnets or as far as it is known.
func (e *explainer) excludePath() {
	switch {
	case e.Trace == nil || e.Trace.Verdict != reach.Reachable:
	case e.Assumed:
		e.exclude(InternetOpen, e.fnName(), strconv.Itoa(int(e.Query.Port)), e.there())
	case e.AnyPort: // what one port says is nothing about another
	default:
		e.exclude(PathOpen, e.fnName(), e.there(), strconv.Itoa(int(e.Query.Port)))
	}
}

// natsOnTheWay are the NAT gateways that the path takes.
func (e *explainer) natsOnTheWay() []string { return e.waysOf(reach.WayNAT) }

func (e *explainer) waysOf(kinds ...reach.WayKind) []string {
	var out []string
	if e.Trace == nil {
		return nil
	}
	for i := range e.Trace.Subnets {
		if w := e.Trace.Subnets[i].Way; slices.Contains(kinds, w.Kind) && w.Resource != "" &&
			!slices.Contains(out, w.Resource) {
			out = append(out, w.Resource)
		}
	}
	return out
}

// natMetric asks CloudWatch whether a NAT gateway ran out of ports.
func (e *explainer) natMetric(nat string) paste.Script { return natMetricIn(e.region, nat) }

func natMetricIn(region, nat string) paste.Script {
	return paste.Script{paste.AWS(region, "cloudwatch get-metric-statistics").Opt("namespace", "AWS/NATGateway").
		Opt("metric-name", "ErrorPortAllocation").
		Short("dimensions", paste.Struct("Name", "NatGatewayId", "Value", nat)).
		Opt("statistics", "Sum").Opt("period", "300").
		Opt("start-time", paste.Placeholder("start, as 2026-10-05T07:00:00Z")).
		Opt("end-time", paste.Placeholder("to"))}
}

// wrongPort tells that a store takes connections on another port than the one that was called.
func (e *explainer) wrongPort(sure Sure) {
	if e.Trace == nil || e.Symptom.Port == 0 {
		return
	}
	for _, s := range e.storesAt(e.Query.To) {
		takes := portsOf(s)
		if len(takes) == 0 || slices.Contains(takes, int(e.Symptom.Port)) {
			continue
		}
		e.Causes = append(e.Causes, Cause{Point: point(WrongPort, cmp.Or(s.Name(), s.ID()), strconv.Itoa(takes[0]),
			strconv.Itoa(int(e.Symptom.Port))), Sure: sure, Region: e.region, Resource: s.ID()})
		return
	}
}

// portsOf are the ports on which a store takes connections, nil where they are unknown.
func portsOf(s awsdata.Store) []int {
	var out []int
	if p := s.DefaultPort(); p > 0 {
		out = append(out, p)
	}
	for _, endpoint := range s.Endpoints() {
		if endpoint.Port > 0 {
			out = append(out, endpoint.Port)
		}
	}
	return out
}

// refused is for a refusal: a packet came back, so the network let it through both ways.
func (e *explainer) refused() {
	if e.ownLoopback() {
		return
	}
	e.exclude(AnswerCame, e.there())
	e.excludePath()
	e.wrongPort(Certain)
	refusal := point(RefusedByIt, e.there())
	if e.Symptom.Port != 0 {
		refusal = point(RefusedThere, e.there(), strconv.Itoa(int(e.Symptom.Port)))
	}
	e.Causes = append(e.Causes, Cause{Point: refusal, Sure: Possible})
}

// answeredThoughBlocked is for an answer on a path that is blocked: drops do not answer.
func (e *explainer) answeredThoughBlocked() {
	if e.AnyPort { // the port that answered is open, whatever is blocked
		switch e.Symptom.Kind {
		case symptom.Refused:
			e.refused()
		case symptom.Reset:
			e.reset()
		case symptom.TLS:
			e.tls()
		}
		return
	}
	// but a load balancer answers for ports on which it has no listener
	for i := range e.Trace.Subnets {
		if h := firstWith(e.Trace.Subnets[i].Blockers(), reach.NoListener); h != nil {
			e.byBlockers()
			return
		}
	}
	e.exclude(AnswerCame, e.there())
	e.wrongPort(Likely)
	var proof []reach.Hop
	for i := range e.Trace.Subnets {
		for _, h := range e.Trace.Subnets[i].Blockers() {
			if !slices.ContainsFunc(proof, func(o reach.Hop) bool { return alike(&o, &h) }) {
				proof = append(proof, h)
			}
		}
	}
	e.Causes = append(e.Causes, Cause{Point: point(AnotherAddress, e.there()), Sure: Possible, Region: e.region,
		Hops: proof})
	e.Open = append(e.Open, Open{Point: point(ChangedSince)})
}

func firstWith(hops []reach.Hop, r reach.Reason) *reach.Hop {
	for i := range hops {
		if hops[i].Reason == r {
			return &hops[i]
		}
	}
	return nil
}

// reset is for a connection that was established and cut.
func (e *explainer) reset() {
	if e.ownLoopback() {
		return
	}
	e.exclude(AnswerCame, e.there())
	e.excludePath()
	for _, way := range e.waysOf(reach.WayNAT, reach.WayInterfaceEndpoint) {
		e.Causes = append(e.Causes, Cause{Point: point(IdleConnection, way), Sure: Possible, Region: e.region,
			Resource: way})
	}
	e.Causes = append(e.Causes, Cause{Point: point(CutThere, e.there()), Sure: Possible})
}

// tls is for a connection without an agreement on encryption: it was established.
func (e *explainer) tls() {
	e.exclude(AnswerCame, e.there())
	e.excludePath()
	if e.Trace != nil {
		for i := range e.Trace.Subnets {
			if h := firstWith(e.Trace.Subnets[i].Hops, reach.PrivateDNS); h != nil {
				e.Causes = append(e.Causes, Cause{Point: point(TLSAtEndpoint, e.there(), h.Resource), Sure: Possible,
					Region: e.region, Resource: h.Resource, Hops: []reach.Hop{*h}})
				break
			}
		}
	}
	e.Causes = append(e.Causes, Cause{Point: point(TLSThere, e.there()), Sure: Possible})
}

// name is for a host name that gave no address.
func (e *explainer) name() {
	if e.Function == nil {
		return
	}
	host := e.Symptom.Destination
	if e.Function.Class == reach.ClassNotAttached {
		e.exclude(NotInVPC, e.fnName())
	}
	resolves := false
	if e.Trace != nil {
		for i := range e.Trace.Subnets {
			sub := &e.Trace.Subnets[i]
			for _, h := range sub.Hops {
				if h.Component != reach.ComponentName && h.Component != reach.ComponentResolver {
					continue
				}
				resolves = resolves || h.Verdict == reach.Reachable
				if h.Verdict != reach.Blocked {
					continue
				}
				at := slices.IndexFunc(e.Causes, func(c Cause) bool { return len(c.Hops) > 0 && alike(&c.Hops[0], &h) })
				if at < 0 {
					at = len(e.Causes)
					e.Causes = append(e.Causes, Cause{Point: Point{Code: NameBlocked}, Sure: Certain, Region: e.region,
						Resource: h.Resource, Hops: []reach.Hop{h}})
				}
				if c := &e.Causes[at]; !slices.Contains(c.Subnets, sub.SubnetID) {
					c.Subnets = append(c.Subnets, sub.SubnetID)
				}
			}
		}
		e.unknownNames()
	}
	if len(e.Causes) == 0 {
		e.findings(Certain)
	}
	if near := e.nearHosts(host); host != "" && len(near) > 0 && !resolves {
		e.Causes = append(e.Causes, Cause{Point: point(NameMisspelt, host, near[0]), Sure: Likely, Region: e.region})
	}
	if resolves && len(e.Causes) == 0 {
		e.exclude(NameResolves, host)
		if v := e.Trace.Verdict; v == reach.Blocked || v == reach.Partial {
			e.byBlockers() // a client that cannot connect may say that it cannot resolve
		}
	}
	if len(e.Causes) == 0 && e.Function.VPCID != "" {
		e.Open = append(e.Open, Open{Point: point(NameElsewhere, cmp.Or(host, "the name")),
			Command: paste.Script{paste.AWS(e.region, "route53 list-hosted-zones-by-vpc").
				Opt("vpc-id", e.Function.VPCID).Opt("vpc-region", e.region)}})
	}
}

// unknownNames are the hops about the name that lack a fact.
func (e *explainer) unknownNames() {
	for i := range e.Trace.Subnets {
		for _, h := range e.Trace.Subnets[i].Unknowns() {
			if h.Component != reach.ComponentName && h.Component != reach.ComponentResolver ||
				h.Reason == reach.NameNotKnown ||
				slices.ContainsFunc(e.Open, func(o Open) bool { return o.Hop != nil && alike(o.Hop, &h) }) {
				continue
			}
			e.Open = append(e.Open, Open{Point: Point{Code: HopUnknown, Hop: &h}, Missing: h.Missing})
		}
	}
}

// nearHosts are host names of the account that one may be a misspelling of.
func (e *explainer) nearHosts(host string) []string {
	if _, ok := e.query(host); ok && e.Trace != nil && e.Query.To.Kind == names.KindStore {
		return nil // it is one of them
	}
	var hosts []string
	for _, s := range e.index.Stores() {
		for _, endpoint := range s.Endpoints() {
			hosts = append(hosts, endpoint.Host)
		}
	}
	return nearest(host, hosts)
}
