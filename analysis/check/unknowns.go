package check

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// unknowns gather what a check could not answer, one question a resource: the functions it is open for and the calls
// that would tell.
type unknowns struct {
	order []string
	of    map[string]*question
}

type question struct{ functions, missing []string }

// add notes that the question about a resource is open for the functions.
func (u *unknowns) add(resource string, functions, missing []string) {
	if u.of == nil {
		u.of = make(map[string]*question)
	}
	q := u.of[resource]
	if q == nil {
		q = &question{}
		u.of[resource] = q
		u.order = append(u.order, resource)
	}
	q.functions = append(q.functions, functions...)
	for _, call := range missing {
		if !slices.Contains(q.missing, call) {
			q.missing = append(q.missing, call)
		}
	}
}

// report reports the open questions; why says of a resource what is not known.
func (u *unknowns) report(p *Pass, why func(resource string) string) {
	for _, resource := range u.order {
		p.Unknown(resource, u.of[resource].functions, why(resource), u.of[resource].missing...)
	}
}

// notRead reports that lists which most accounts can do without were not read: what hangs on them is open, and there is
// nothing that says that it is broken.
func (p *Pass) notRead(resource string, functions, missing []string, why string) {
	f := Finding{Status: Unknown, Severity: Low, Impact: Tighter, Resource: resource, Functions: functions,
		Missing: missing, Title: p.check.NotKnown(), Why: why, Fix: Fix{Summary: p.settle(missing)}}
	for _, call := range missing {
		f.Evidence = append(f.Evidence, p.lack(call))
	}
	p.Report(f)
}

// hiddenOf is the call that would tell something of a subnet's network: in a subnet that another account shares, only
// the owner's tells.
func (p *Pass) hiddenOf(s *reach.SubnetPlace, call string) []string {
	missing := awsdata.MissingCall{Call: call}
	if own := p.Index.Snapshot.AccountID; s.Subnet != nil && s.Subnet.OwnerId != own && own != "" {
		missing.Account = s.Subnet.OwnerId
	}
	return []string{missing.String()}
}
