package why

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/awsdata"
)

// explainer makes one answer.
type explainer struct {
	*Answer
	ctx    context.Context
	region string
	index  *awsdata.RegionIndex // of the function's region; nil where there is no function

	internet *reach.Trace // of the function, once it was asked for
}

func (e *explainer) fnName() string {
	if e.Function == nil {
		return ""
	}
	return e.Function.FunctionName
}

// ask follows the path to the destination of the symptom, if it names one.
func (e *explainer) ask() error {
	if e.Function == nil || !aboutPath(e.Symptom.Kind) && e.Asked.Destination == "" {
		return nil
	}
	for _, text := range []string{e.Asked.Destination, e.Symptom.Destination, e.Symptom.Address} {
		if text == "" || local(text) {
			continue
		}
		q, ok := e.query(text)
		if !ok {
			continue
		}
		t, err := e.trace(q)
		if err != nil {
			return err
		}
		e.Trace, e.Query = t, q
		_, guessed := e.portOf(q.To)
		e.AnyPort = guessed && e.Symptom.Port == 0
		if nameUnknown(t) == nil {
			return nil // the name leads somewhere, or the address does
		}
	}
	if e.Trace != nil && public(e.Query.To.Host) {
		return e.askInternet()
	}
	return nil
}

func aboutPath(k symptom.Kind) bool {
	switch k {
	case symptom.NoAnswer, symptom.Refused, symptom.Reset, symptom.TLS, symptom.NameNotFound, symptom.EndpointPolicy,
		symptom.AccessDenied:
		return true
	}
	return false
}

// query is the question about what a text names; ok is false for what the account does not know.
func (e *explainer) query(text string) (q reach.Query, ok bool) {
	to, err := names.ParseIn(e.Result.Index, e.index, text)
	if err != nil {
		return q, false
	}
	q = reach.Query{To: to, Protocol: Protocol(&e.Symptom), Port: cmp.Or(e.Symptom.Port, to.Port)}
	if q.Port == 0 {
		q.Port, _ = e.portOf(to)
	}
	return q, true
}

// portOf is the port that is asked about where nobody names one: that of what has the address. It is guessed where the
// account does not tell: an address or a host may be called on any.
func (e *explainer) portOf(to names.Destination) (port uint16, guessed bool) {
	for _, s := range e.storesAt(to) {
		if p := s.DefaultPort(); p > 0 && p <= 65535 {
			return uint16(p), false
		}
	}
	if port, err := to.UsualPort(); err == nil {
		return port, to.Port == 0 && to.Kind != names.KindService && to.Kind != names.KindInternet
	}
	return names.HTTPS, true
}

// Protocol is what a symptom is about: what is open for TCP may be shut for UDP.
func Protocol(s *symptom.Symptom) netset.Protocol {
	if s.Protocol == "udp" {
		return netset.UDP
	}
	return netset.TCP
}

func (e *explainer) trace(q reach.Query) (*reach.Trace, error) {
	return e.Result.Engine.Trace(e.region, e.Function.Place.Function, q)
}

// askInternet asks about the internet in the place of a host name whose addresses are unknown.
func (e *explainer) askInternet() error {
	to, err := names.Parse(e.index, "internet")
	if err != nil {
		return err
	}
	q := reach.Query{To: to, Protocol: Protocol(&e.Symptom), Port: e.Query.Port}
	t, err := e.trace(q)
	if err != nil {
		return err
	}
	if e.Symptom.Kind == symptom.NameNotFound {
		return nil // where a name leads does not matter where it leads nowhere
	}
	e.Trace, e.Query, e.Assumed = t, q, true
	return nil
}

// nameUnknown is the hop that says that the addresses of the name are in no snapshot, nil if there is none.
func nameUnknown(t *reach.Trace) *reach.Hop {
	for i := range t.Subnets {
		for j := range t.Subnets[i].Hops {
			if h := &t.Subnets[i].Hops[j]; h.Reason == reach.NameNotKnown && h.Verdict == reach.Unknown &&
				len(t.Subnets[i].Blockers()) == 0 {
				return h
			}
		}
	}
	return nil
}

// privateSuffixes end the names that are in nobody's public DNS.
var privateSuffixes = []string{".internal", ".local", ".lan", ".corp", ".intra", ".home", ".private", ".localdomain"}

// awsSuffixes end the names of databases, caches and load balancers, which lead to private addresses as a rule: where
// the account does not show where one leads, it is not taken for a name of the internet.
var awsSuffixes = []string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws"}

// ofAWS reports whether a host name is one of AWS's.
func ofAWS(host string) bool {
	return slices.ContainsFunc(awsSuffixes, func(s string) bool { return strings.HasSuffix(host, s) })
}

// public reports whether a host name may be one of the internet.
func public(host string) bool {
	return strings.Contains(host, ".") && !ofAWS(host) &&
		!slices.ContainsFunc(privateSuffixes, func(s string) bool { return strings.HasSuffix(host, s) })
}

// local reports whether a destination is the function's own environment.
func local(text string) bool {
	a, err := netip.ParseAddr(text)
	return strings.EqualFold(text, "localhost") || err == nil && (a.IsLoopback() || a.IsUnspecified())
}

// metadata is the address of EC2's instance metadata, which functions do not have.
var metadata = netip.AddrFrom4([4]byte{169, 254, 169, 254})

// storesAt are the stores that a destination names or whose interface has its address.
func (e *explainer) storesAt(to names.Destination) []awsdata.Store {
	if to.Kind == names.KindStore {
		if s := names.StoreWith(e.Result.Index, e.index, to); s != nil {
			return []awsdata.Store{s}
		}
	}
	a, ok := to.Address()
	if !ok {
		return nil
	}
	for i := range e.index.Region.NetworkInterfaces {
		n := &e.index.Region.NetworkInterfaces[i]
		if n.VpcId == e.Function.VPCID && slices.Contains(n.Addresses(), a.String()) {
			return e.index.StoresAt(n)
		}
	}
	return nil
}
