// Package verify holds assertions against an account, or against what a plan makes of one.
package verify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/assert"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Options say how assertions are held.
type Options struct {
	Today time.Time // the day by which waivers end
	Proof bool      // keep the proof of what holds, too
	// Resolve gives a destination the addresses of its host name that somebody else knows. Nil for nobody.
	Resolve func(context.Context, ask.Function, names.Destination) (names.Destination, error)
}

// DestinationError is a word that is no destination, with its line. It ends everything before anything is judged: a
// misspelt one must not pass for a service.
type DestinationError struct {
	Line int
	Err  error
}

// Error implements error.
func (e *DestinationError) Error() string { return fmt.Sprintf("line %d: to: %v", e.Line, e.Err) }

// Unwrap is for [errors.Is].
func (e *DestinationError) Unwrap() error { return e.Err }

type verifier struct {
	Options
	index     *awsdata.Index // of the account that is asked about
	functions *ask.Functions
	known     map[string]chosen
}

// Assertions holds assertions against an account, or a plan of one: every function that is named, to every destination.
// The error is a [DestinationError], or the context's.
func Assertions(ctx context.Context, index *awsdata.Index, functions *ask.Functions, list []assert.Assertion, o Options,
) ([]assert.Result, error) {
	v := &verifier{Options: o, index: index, functions: functions}
	for i := range list {
		if err := v.refuse(&list[i]); err != nil {
			return nil, err
		}
	}
	out := []assert.Result{}
	for i := range list {
		a := &list[i]
		for _, r := range v.assertion(ctx, a) {
			if r.Waiver = a.Waiver; r.Waiver != nil {
				r.Over = r.Waiver.Over(v.Today)
				r.Waived = !r.OK && !r.Over
			}
			out = append(out, r)
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("verify assertions: %w", err)
		}
	}
	return out, nil
}

// refuse reads the destinations of an assertion.
func (v *verifier) refuse(a *assert.Assertion) error {
	for _, d := range a.To {
		q := ask.Question{To: d.Text, Protocol: netset.TCP, Port: names.HTTPS}
		if a.Kind == assert.Expect || a.Kind == assert.Allow {
			q.Port = firstPort(portsOf(a, d))
		}
		var functions []ask.Function
		for _, selector := range a.Functions {
			if c, err := v.choose(selector); err == nil {
				functions = append(functions, append(slices.Clip(c.certain), c.perhaps...)...)
			}
		}
		err := error(nil)
		if len(functions) == 0 {
			err = q.Nowhere(v.index) // whoever is meant, the destination is read all the same
		}
		for i := range functions {
			if _, err = q.Of(&functions[i]); err != nil {
				break
			}
		}
		if err != nil {
			return &DestinationError{d.Line, err}
		}
	}
	return nil
}

// protocolsOf are those that are asked about.
func protocolsOf(a *assert.Assertion) []netset.Protocol {
	switch {
	case len(a.Protocols) > 0:
		return a.Protocols
	case a.Kind == assert.Expect, a.Kind == assert.Allow:
		return []netset.Protocol{netset.TCP}
	}
	return []netset.Protocol{netset.TCP, netset.UDP}
}

// allPorts are the ports that a connection can be opened to.
var allPorts = []netset.PortRange{{From: 1, To: 65535}}

// portsOf are the ports that the assertion names for a destination, none where it does not.
func portsOf(a *assert.Assertion, d assert.Destination) []netset.PortRange {
	if len(d.Ports) > 0 {
		return d.Ports
	}
	return a.Ports
}

// firstPort is the first of some ports, 0 for none.
func firstPort(list []netset.PortRange) uint16 {
	if len(list) == 0 {
		return 0
	}
	return list[0].From
}

// assertion holds one assertion.
func (v *verifier) assertion(ctx context.Context, a *assert.Assertion) []assert.Result {
	var out []assert.Result
	for _, selector := range a.Functions {
		base := assert.Result{Name: awsdata.Clean(a.Name), Kind: a.Kind, Line: a.Line,
			Function: awsdata.Clean(selector), Expect: a.Expects(), Question: awsdata.Clean(question(a))}
		fails := func(problem string) {
			r := base
			r.Problem = awsdata.Clean(problem)
			out = append(out, r)
		}
		c, err := v.choose(selector)
		if err != nil {
			fails(err.Error())
			continue
		}
		if unread := v.unread(selector); len(unread) > 0 {
			fails("functions of " + strings.Join(unread, ", ") + " were not read, and it may mean some of them")
		}
		for i := range c.certain {
			out = append(out, v.function(ctx, a, c.certain[i], base)...)
		}
		for _, f := range c.perhaps {
			r := base
			r.Function, r.Region, r.Index = f.FunctionName, f.Region, f.Index
			r.Problem = awsdata.Clean(fmt.Sprintf("unknown: the "+c.missing+", and %s may mean it", f.FunctionName,
				selector))
			out = append(out, r)
		}
	}
	return out
}

// question is what an assertion asks before its destination is understood.
func question(a *assert.Assertion) string {
	if len(a.To) != 1 {
		return ""
	}
	port := strconv.Itoa(names.HTTPS)
	switch list := portsOf(a, a.To[0]); {
	case len(list) > 0:
		port = portsText(list)
	case a.Kind != assert.Expect && a.Kind != assert.Allow:
		port = "all ports"
	}
	return a.To[0].Text + " " + protocolsText(protocolsOf(a)) + " " + port
}

func portsText(list []netset.PortRange) string {
	var out []string
	for _, r := range list {
		out = append(out, r.String())
	}
	return strings.Join(out, ",")
}

func protocolsText(list []netset.Protocol) string {
	var out []string
	for _, p := range list {
		out = append(out, p.String())
	}
	return strings.Join(out, "/")
}

// function holds an assertion for one function.
func (v *verifier) function(ctx context.Context, a *assert.Assertion, f ask.Function,
	base assert.Result) []assert.Result {
	base.Function, base.Region, base.Index = f.FunctionName, f.Region, f.Index
	if a.Kind == assert.Only {
		return []assert.Result{v.only(ctx, a, f, base)}
	}
	var out []assert.Result
	for _, d := range a.To {
		r := base
		if err := v.reaches(ctx, a, d, &f, &r); err != nil {
			r.Problem = awsdata.Clean(err.Error())
		}
		out = append(out, r)
	}
	return out
}

// destinationOf reads a destination for a function, and the ports that are asked about there.
func (v *verifier) destinationOf(ctx context.Context, a *assert.Assertion, d assert.Destination, f *ask.Function,
) (names.Destination, []netset.PortRange, error) {
	list := portsOf(a, d)
	q, err := ask.Question{To: d.Text, Protocol: netset.TCP, Port: cmp.Or(firstPort(list), names.HTTPS)}.Of(f)
	if err != nil {
		return q.To, nil, err
	}
	to := q.To
	if v.Resolve != nil {
		if to, err = v.Resolve(ctx, *f, to); err != nil {
			return to, nil, err
		}
	}
	if len(list) > 0 {
		return to, list, nil
	}
	if a.Kind == assert.Expect || a.Kind == assert.Allow {
		port, err := to.UsualPort()
		return to, []netset.PortRange{{From: port, To: port}}, err
	}
	if writesPort(to) {
		return to, []netset.PortRange{{From: to.Port, To: to.Port}}, nil
	}
	return to, allPorts, nil
}

// writesPort reports whether a port stands in the destination as it was written.
func writesPort(to names.Destination) bool {
	return to.Port != 0 &&
		(strings.HasSuffix(to.Text, ":"+strconv.Itoa(int(to.Port))) || strings.Contains(to.Text, "://"))
}

// reaches asks for one destination: one question where there is one port, else one of each class of ports that fare
// alike.
func (v *verifier) reaches(ctx context.Context, a *assert.Assertion, d assert.Destination, f *ask.Function,
	r *assert.Result) error {
	to, ports, err := v.destinationOf(ctx, a, d, f)
	if err != nil {
		return err
	}
	r.To = to
	protocols := protocolsOf(a)
	r.Question = awsdata.Clean(to.Name()) + " " + protocolsText(protocols) + " " + portsText(ports)
	if len(ports) == 1 && ports[0] == allPorts[0] {
		r.Question = awsdata.Clean(to.Name()) + " " + protocolsText(protocols) + " all ports"
	}
	if len(protocols) == 1 && len(ports) == 1 && ports[0].From == ports[0].To {
		q := reach.Query{To: to, Protocol: protocols[0], Port: ports[0].From}
		t, err := f.Engine.Trace(f.Region, f.Function, q)
		if err != nil {
			return err
		}
		r.Verdict, r.OK = t.Verdict, t.Verdict == r.Expect
		if v.Proof || !r.OK {
			r.Trace = t
		}
		return nil
	}
	return v.classes(f, to, protocols, ports, r)
}

// classes asks one question of each class of ports.
func (v *verifier) classes(f *ask.Function, to names.Destination, protocols []netset.Protocol,
	ports []netset.PortRange, r *assert.Result) error {
	var asked netset.PortSet
	for _, p := range protocols {
		asked = asked.Union(netset.Ports(p, ports...))
	}
	byVerdict := map[reach.Verdict]netset.PortSet{}
	samples := map[reach.Verdict]reach.Query{}
	var seen []reach.Verdict
	for _, class := range f.Engine.PortClasses(f.Region, f.Function, asked) {
		q := reach.Query{To: to}
		if tcp := class.TCP(); len(tcp) > 0 {
			q.Protocol, q.Port = netset.TCP, tcp[0].From
		} else {
			q.Protocol, q.Port = netset.UDP, class.UDP()[0].From
		}
		verdict, err := f.Engine.Verdict(f.Region, f.Function, q)
		if err != nil {
			return err
		}
		if _, ok := samples[verdict]; !ok {
			samples[verdict] = q
			seen = append(seen, verdict)
		}
		byVerdict[verdict] = byVerdict[verdict].Union(class)
	}
	r.Verdict = reach.Join(seen...)
	r.OK = r.Verdict == r.Expect
	slices.Sort(seen)
	// The proof is that of what is farthest from what was wanted: seen is sorted, worst first.
	sample := seen[0]
	if r.Expect == reach.Blocked {
		sample = seen[len(seen)-1]
	}
	for _, verdict := range seen {
		if len(seen) > 1 {
			r.Ports = append(r.Ports, assert.PortVerdict{Ports: byVerdict[verdict], Verdict: verdict})
		}
	}
	if v.Proof || !r.OK {
		var err error
		r.Trace, err = f.Engine.Trace(f.Region, f.Function, samples[sample])
		return err
	}
	return nil
}

// only asks what a function reaches besides what is listed.
func (v *verifier) only(ctx context.Context, a *assert.Assertion, f ask.Function, r assert.Result) assert.Result {
	var certain, perhaps netset.Set
	var listed []string
	for _, d := range a.To {
		to, ports, err := v.destinationOf(ctx, a, d, &f)
		if err != nil {
			r.Problem = awsdata.Clean(err.Error())
			return r
		}
		sure, maybe, err := f.Engine.Means(f.Region, f.Function, to)
		if err != nil {
			r.Problem = awsdata.Clean(err.Error())
			return r
		}
		var set netset.PortSet
		for _, p := range protocolsOf(a) {
			set = set.Union(netset.Ports(p, ports...))
		}
		certain, perhaps = certain.Union(sure.RestrictPorts(set)), perhaps.Union(maybe.RestrictPorts(set))
		text := awsdata.Clean(to.Name())
		if ports[0] != allPorts[0] {
			text += ":" + portsText(ports)
		}
		listed = append(listed, text)
	}
	r.Question = "anything but " + strings.Join(listed, ", ")
	can, may := f.Engine.Beyond(f.Region, f.Function, certain)
	r.Beyond, r.Perhaps = can.Minus(perhaps), may.Union(can.Intersect(perhaps))
	switch {
	case !r.Beyond.IsEmpty():
		r.Verdict = reach.Reachable
	case !r.Perhaps.IsEmpty():
		r.Verdict = reach.Unknown
	default:
		r.Verdict = reach.Blocked
	}
	r.OK = r.Verdict == reach.Blocked
	return r
}
