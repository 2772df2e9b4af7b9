package compare

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Question is what both functions are asked.
type Question string

// The questions, in their order.
const (
	VPC       Question = "vpc"
	Internet  Question = "internet"
	Zone      Question = "zone" // which subnet in it, and how that leads out; once for each zone
	Group     Question = "group"
	LetsOut   Question = "lets-out" // the outbound rules of the groups
	CanReach  Question = "can-reach"
	Unknown   Question = "unknown" // what nobody knows whether it can reach
	Service   Question = "service" // how an AWS service is reached; once for each
	Finding   Question = "finding"
	Role      Question = "role"
	Policy    Question = "policy" // of the role
	Runtime   Question = "runtime"
	Processor Question = "processor"
	Memory    Question = "memory"
	Timeout   Question = "timeout"
	State     Question = "state"
	Region    Question = "region"
)

// Row is one question with the answer of both.
type Row struct {
	Question Question
	Of       string // the zone or the service
	Sides    [2]Side
}

// Differs reports whether the two answers are not the same.
func (r *Row) Differs() bool { return r.Sides[0].Same != r.Sides[1].Same }

// Side is one function's answer: one of its members, by the question. A question with several answers has a row for
// each; where one function has fewer, a side of it is None.
type Side struct {
	Same    string // equal for answers that are the same, whatever they are called
	None    bool
	ID      string // of the resource or finding that it is about, "" for the function itself
	Missing string // the call that would tell, where nobody knows

	Text    string // a setting, a policy's name
	Exit    analysis.Exit
	Subnet  *reach.SubnetPlace
	Rule    *Rule
	Alone   *Alone
	Service *Served
	Finding *check.Finding
}

// Rule is an outbound rule of a group: what it lets out to whom.
type Rule struct {
	Group string
	Ports string // "tcp 443"
	Peer  awsdata.Peer
}

// Alone is what one of the two can reach and the other cannot.
type Alone struct {
	Set     netset.Set // only here; empty where there is nothing
	Both    bool       // the sets of both are equal
	Settled bool       // or differ in nothing but what nobody knows of the other
}

// Served is how an AWS service is reached from a function.
type Served struct {
	Name    string
	Verdict reach.Verdict
	Way     reach.Way
	Cause   *reach.Hop // what stands in the way, nil where nothing does
	Problem error      // the question could not be asked
}

// Serve asks how a service is reached.
func Serve(engine *reach.Engine, x *awsdata.Index, f *analysis.Function, service string) Served {
	rx, out := x.Region(f.Place.Region), Served{Name: service, Verdict: reach.Unknown}
	q, err := reach.ParseQuery(x, rx, service)
	if err != nil {
		out.Problem = err
		return out
	}
	t, err := engine.Trace(f.Place.Region, f.Function, q)
	if err != nil {
		out.Problem = err
		return out
	}
	out.Verdict, out.Way, out.Cause = t.Verdict, t.By(rx), t.Cause()
	return out
}

// comparer asks the questions.
type comparer struct {
	res  *analysis.Result
	fns  [2]*analysis.Function
	rows []Row
}

// Functions compares two functions of a result, or of two accounts that it leads to, in all that they are asked. The
// only error is the context's.
func Functions(ctx context.Context, res *analysis.Result, a, b *analysis.Function) ([]Row, error) {
	c := &comparer{res: res, fns: [2]*analysis.Function{a, b}}
	c.wayOut()
	c.groups()
	if err := c.reach(ctx); err != nil {
		return nil, err
	}
	c.findings()
	c.settings()
	return c.rows, nil
}

// ask adds a question with one answer on each side.
func (c *comparer) ask(q Question, of string, answer func(i int, f *analysis.Function) Side) {
	r := Row{Question: q, Of: of}
	for i, f := range c.fns {
		r.Sides[i] = answer(i, f)
	}
	c.rows = append(c.rows, r)
}

// each adds a row for each thing that both have, and then those that one of them has, beside each other.
func (c *comparer) each(q Question, of string, list func(f *analysis.Function) []Side) {
	left, right := list(c.fns[0]), list(c.fns[1])
	in := func(list []Side, v Side) int {
		return slices.IndexFunc(list, func(o Side) bool { return o.Same == v.Same })
	}
	add := func(l, r Side) { c.rows = append(c.rows, Row{Question: q, Of: of, Sides: [2]Side{l, r}}) }
	var only [2][]Side
	for _, v := range left {
		if i := in(right, v); i >= 0 {
			add(v, right[i])
		} else {
			only[0] = append(only[0], v)
		}
	}
	for _, v := range right {
		if in(left, v) < 0 {
			only[1] = append(only[1], v)
		}
	}
	for n := range max(len(only[0]), len(only[1])) {
		sides := [2]Side{{None: true, Same: "none on the left"}, {None: true, Same: "none on the right"}}
		for i := range sides {
			if n < len(only[i]) {
				sides[i] = only[i][n]
			}
		}
		add(sides[0], sides[1])
	}
	if len(left)+len(right) == 0 {
		none := Side{None: true, Same: "none"}
		add(none, none)
	}
}

// of is an answer that is a resource: the same for both only if it is the same one.
func (c *comparer) of(f *analysis.Function, id string) Side {
	return Side{Same: c.home(f, id) + "/" + id, ID: id}
}

// home is the account and the region that hold a resource of a function: its own, or others that know the id, as for
// the far side of a peering.
func (c *comparer) home(f *analysis.Function, id string) string {
	own, index := f.Account+"/"+f.Place.Region, c.in(f).Index
	if rx := index.Region(f.Place.Region); rx != nil {
		if _, ok := rx.Lookup(id); ok {
			return own
		}
	}
	rx := index.VPCHome(id)
	if rx == nil || index.Role(id) != nil {
		return own
	}
	home := c.res
	if of := c.res.Of(rx.Region.AccountID); of != nil {
		home = of
	}
	return home.Account() + "/" + rx.Region.RegionName
}

// in is the result of the account that a function is in.
func (c *comparer) in(f *analysis.Function) *analysis.Result { return c.res.Of(f.Account) }

// wayOut asks where they sit, and how they lead out from each zone.
func (c *comparer) wayOut() {
	c.ask(VPC, "", func(_ int, f *analysis.Function) Side {
		if f.VPCID == "" {
			return Side{None: true, Same: "none"}
		}
		return c.of(f, f.VPCID)
	})
	c.ask(Internet, "", func(_ int, f *analysis.Function) Side {
		e, open := f.Exit(), f.Internet.Sets.Can()
		kind := e.Kind
		if kind == analysis.ExitLambda {
			kind = analysis.ExitOpen
		}
		if kind == analysis.ExitBroken {
			kind = analysis.ExitClosed // either way there is none
		}
		return Side{Exit: e, Same: fmt.Sprint(kind, share(e), open.Human())}
	})
	var zones []string
	for _, f := range c.fns {
		for i := range f.Subnets {
			if z := zone(&f.Subnets[i]); !slices.Contains(zones, z) {
				zones = append(zones, z)
			}
		}
	}
	slices.Sort(zones)
	for _, z := range zones {
		c.each(Zone, z, func(f *analysis.Function) []Side { return c.inZone(f, z) })
	}
}

// share is in how many subnets there is a way out, where that is not in all.
func share(e analysis.Exit) string {
	if e.Kind != analysis.ExitSome {
		return " "
	}
	return fmt.Sprintf(" %d/%d ", e.OK, e.Of)
}

// zone is the letter of a subnet's zone, "?" where that is not known.
func zone(s *reach.SubnetPlace) string {
	if s.Zone == "" {
		return "?"
	}
	return s.Zone[len(s.Zone)-1:]
}

// inZone are a function's subnets of a zone.
func (c *comparer) inZone(f *analysis.Function, z string) []Side {
	var out []Side
	for i := range f.Subnets {
		s := &f.Subnets[i]
		if zone(s) != z {
			continue
		}
		v := c.of(f, s.ID)
		v.Subnet = s
		v.Same = fmt.Sprintf("%s %s %s %q", v.Same, s.Internet, s.Why.Reason, s.Why.Names)
		out = append(out, v)
	}
	return out
}

// groups asks for the security groups, and what they let out together.
func (c *comparer) groups() {
	c.each(Group, "", func(f *analysis.Function) []Side {
		var out []Side
		for _, id := range f.Groups {
			out = append(out, c.of(f, id))
		}
		return out
	})
	c.each(LetsOut, "", func(f *analysis.Function) []Side {
		var out []Side
		rx := c.in(f).Index.Region(f.Place.Region)
		for _, id := range f.Groups {
			g := rx.SecurityGroup(id)
			if g == nil {
				v := c.of(f, id)
				v.Missing = "describe-security-groups"
				out = append(out, v)
				continue
			}
			out = append(out, rules(f, g)...)
		}
		return out
	})
}

// rules are the outbound rules of a group. One that names the same peer on the same ports is the same, whichever group
// it is in.
func rules(f *analysis.Function, g *awsdata.SecurityGroup) []Side {
	var out []Side
	for i := range g.IpPermissionsEgress {
		p := &g.IpPermissionsEgress[i]
		for _, peer := range p.Peers() {
			to := peer.Value
			if peer.Ref != "" {
				to = f.Account + "/" + f.Place.Region + "/" + peer.Ref
			}
			out = append(out,
				Side{ID: g.GroupId, Same: p.PortText() + " " + to, Rule: &Rule{g.GroupId, p.PortText(), peer}})
		}
	}
	return out
}

// services are those that functions call most, and those that one of the two VPCs has an endpoint for.
func (c *comparer) services() []string {
	out := names.CommonServices()
	for _, f := range c.fns {
		rx := c.in(f).Index.Region(f.Place.Region)
		for _, e := range rx.VPCEndpoints(f.VPCID) {
			if s := names.ServiceOf(rx, e); s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// reach asks what only one of the two can reach, and how each service is reached.
func (c *comparer) reach(ctx context.Context) error {
	var can, unknown [2]netset.Set
	for i, f := range c.fns {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("compare functions: %w", err)
		}
		sets := c.in(f).Engine.Reach(f.Place.Region, f.Function).Sets
		can[i], unknown[i] = sets.Can(), sets.Unknown
	}
	c.alone(CanReach, can, unknown)
	c.alone(Unknown, unknown, [2]netset.Set{})
	for _, service := range c.services() {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("compare functions: %w", err)
		}
		c.ask(Service, service, func(_ int, f *analysis.Function) Side {
			s := Serve(c.in(f).Engine, c.in(f).Index, f, service)
			return Side{Service: &s, Same: s.same(c.in(f).Index.Region(f.Place.Region))}
		})
	}
	return nil
}

// same is equal for the same answer by things of the same names: two VPCs that are built alike are compared as one
// would.
func (s *Served) same(rx *awsdata.RegionIndex) string {
	if s.Problem != nil {
		return fmt.Sprint(s.Verdict, " ", s.Problem)
	}
	way := fmt.Sprint(s.Way.Kind, " ", rx.Named(s.Way.Resource))
	if s.Cause == nil {
		return fmt.Sprint(s.Verdict, " ", way)
	}
	if s.Verdict == reach.Blocked {
		way = "" // what is in the way says all
	}
	return fmt.Sprint(s.Verdict, " ", way, " ", rx.Named(s.Cause.Why()))
}

// alone asks what is in the set of one and not in that of the other, nor where nobody knows about the other.
func (c *comparer) alone(q Question, sets, unknown [2]netset.Set) {
	if sets[0].IsEmpty() && sets[1].IsEmpty() {
		return
	}
	only := [2]netset.Set{sets[0].Minus(sets[1]).Minus(unknown[1]), sets[1].Minus(sets[0]).Minus(unknown[0])}
	both := sets[0].Equal(sets[1])
	settled := only[0].IsEmpty() && only[1].IsEmpty()
	c.ask(q, "", func(i int, _ *analysis.Function) Side {
		v := Side{Alone: &Alone{Set: only[i], Both: both, Settled: settled}}
		if !both && !settled {
			v.Same = fmt.Sprint(i)
		}
		return v
	})
}

// findings asks what is wrong with each.
func (c *comparer) findings() {
	c.each(Finding, "", func(f *analysis.Function) []Side {
		var out []Side
		for _, x := range f.Findings {
			out = append(out, Side{Same: x.Region + "/" + x.ID, ID: x.ID, Finding: x})
		}
		return out
	})
}

// settings asks for the role and for the function's own settings.
func (c *comparer) settings() {
	c.ask(Role, "", func(_ int, f *analysis.Function) Side {
		if f.Role == "" {
			return Side{None: true}
		}
		return c.of(f, f.Role)
	})
	c.each(Policy, "", c.policies)
	for _, q := range []struct {
		question Question
		of       func(*analysis.Function) string
	}{
		{Runtime, func(f *analysis.Function) string { return f.RuntimeText() }},
		{Processor, func(f *analysis.Function) string { return strings.Join(f.Architectures, "+") }},
		{Memory, func(f *analysis.Function) string { return fmt.Sprintf("%d MB", f.MemorySize) }},
		{Timeout, func(f *analysis.Function) string { return fmt.Sprintf("%d s", f.Timeout) }},
		{State, state},
		{Region, func(f *analysis.Function) string { return f.Place.Region }},
	} {
		c.ask(q.question, "", func(_ int, f *analysis.Function) Side {
			text := q.of(f)
			return Side{Text: text, Same: text, None: text == ""}
		})
	}
}

func state(f *analysis.Function) string {
	if f.State != "" && f.StateReason != "" {
		return f.State + ", " + f.StateReason
	}
	return f.State + f.StateReason
}

// policies are those of the function's role. An inline policy is the same if it says the same under the same name.
func (c *comparer) policies(f *analysis.Function) []Side {
	role := c.in(f).Index.Role(f.Role)
	if role == nil {
		return []Side{{ID: f.Role, Same: "unknown of " + f.Role, Missing: "get-account-authorization-details"}}
	}
	var out []Side
	for _, p := range role.AttachedManagedPolicies {
		out = append(out, Side{ID: f.Role, Same: p.PolicyArn, Text: p.PolicyName})
	}
	for _, p := range role.RolePolicyList {
		out = append(out, Side{ID: f.Role, Same: p.PolicyName + " " + string(p.PolicyDocument), Text: p.PolicyName})
	}
	return out
}
