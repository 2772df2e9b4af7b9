package reach

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// Query is the question that a trace answers.
type Query struct {
	To       names.Destination
	Protocol netset.Protocol // TCP or UDP
	Port     uint16
}

// Trace answers whether a function can open the connection, hop by hop from each of its subnets. Every hop is judged,
// so all blockers are named. It fails on a destination that the snapshot does not know and on a protocol that Lambda
// does not carry.
func (e *Engine) Trace(regionName string, f *awsdata.Function, q Query) (*Trace, error) {
	return e.trace(regionName, f, q, false)
}

func (e *Engine) trace(regionName string, f *awsdata.Function, q Query, terse bool) (*Trace, error) {
	if err := checkProtocol(q.Protocol); err != nil {
		return nil, err
	}
	if e.in(regionName, f) == nil {
		return nil, noRegion(regionName)
	}
	p := e.placement(regionName, f)
	t := &Trace{Function: f.FunctionName, Region: regionName, To: q.To, Protocol: q.Protocol, Port: q.Port}
	switch q.To.Kind {
	case names.KindAddress:
		a, _ := q.To.Address()
		t.Subnets = p.ask(question{to: a, protocol: q.Protocol, port: q.Port}, scope{})
	case names.KindService, names.KindHost, names.KindStore, names.KindEndpoint:
		if q.To.Kind == names.KindEndpoint && q.To.Host == "" { // by its id: no name is asked
			to, err := p.endpointByID(q.To.ID)
			if err != nil {
				return nil, err
			}
			t.Subnets, t.Note = p.traceTarget(to, q, terse), to.note
			break
		}
		t.Subnets, t.Note = p.traceName(q, terse)
	default:
		to, err := p.targetOf(q.To)
		if err != nil {
			return nil, err
		}
		t.Subnets, t.Note = p.traceTarget(to, q, terse), to.note
	}
	var over tally
	for i := range t.Subnets {
		over.add(t.Subnets[i].Verdict)
	}
	t.Verdict = over.verdict()
	return t, nil
}

// Verdict is Trace's verdict alone, which costs less than its hops, and nothing where a function of the same placement
// was asked the same before.
func (e *Engine) Verdict(regionName string, f *awsdata.Function, q Query) (Verdict, error) {
	r := e.in(regionName, f)
	if r == nil {
		return Unknown, noRegion(regionName)
	}
	answer := r.verdicts.get(verdictKey{e.placement(regionName, f).key, e.roleKey(f), q}, func() verdictOrError {
		t, err := e.trace(regionName, f, q, true)
		if err != nil {
			return verdictOrError{Unknown, err}
		}
		return verdictOrError{t.Verdict, nil}
	})
	return answer.verdict, answer.err
}

type verdictOrError struct {
	verdict Verdict
	err     error
}

// verdictKey is everything that a verdict depends on.
type verdictKey struct {
	placement string
	role      string
	query     Query
}

func noRegion(name string) error { return fmt.Errorf("the snapshot has no region %s", name) }
