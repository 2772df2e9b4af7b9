package analysis

import "github.com/vpclens/vpclens/analysis/reach"

// Exit is what a function's access to the internet comes to.
type Exit struct {
	Kind   ExitKind
	OK, Of int // subnets from which there is a way out, of how many
	AZs    int // that these subnets are in, as far as they are known
}

// ExitKind is a word for a function's access to the internet.
type ExitKind string

// The kinds of exits.
const (
	ExitLambda     ExitKind = "lambda"     // not in a VPC: Lambda's own network
	ExitOpen       ExitKind = "open"       // all of the internet
	ExitRestricted ExitKind = "restricted" // a part of it
	ExitSome       ExitKind = "some"       // from some subnets only
	ExitClosed     ExitKind = "closed"     // none: groups or ACLs close it
	ExitPrivate    ExitKind = "private"    // none by design: nothing leads out
	ExitBroken     ExitKind = "broken"     // none, where one was meant
	ExitRouted     ExitKind = "routed"     // not known: its routes lead elsewhere
	ExitUnknown    ExitKind = "unknown"
	ExitPending    ExitKind = "pending" // the facts are still being read
)

// Exit is the function's access to the internet.
func (f *Function) Exit() Exit {
	e := Exit{Of: len(f.Subnets)}
	zones := make(map[string]bool, len(f.Subnets))
	for i := range f.Subnets {
		if zone := f.Subnets[i].Zone; zone != "" && !zones[zone] {
			zones[zone] = true
			e.AZs++
		}
		if v := f.Subnets[i].Internet; v == reach.Reachable || v == reach.Partial {
			e.OK++
		}
	}
	in := &f.Internet
	switch {
	case f.ExitPending:
		e.Kind = ExitPending
	case f.Class == reach.ClassNotAttached:
		e.Kind = ExitLambda
	case in.Posture == reach.PostureUnknown, in.Verdict == reach.Unknown && in.Posture == reach.PostureNone:
		e.Kind = ExitUnknown
		if f.Class == reach.ClassElsewhere {
			e.Kind = ExitRouted
		}
	case in.Posture == reach.PostureNone:
		switch f.Class {
		case reach.ClassPublic, reach.ClassBroken, reach.ClassMixed:
			e.Kind = ExitBroken
		case reach.ClassIsolated, reach.ClassEndpointOnly:
			e.Kind = ExitPrivate
		default:
			e.Kind = ExitClosed
		}
	case e.OK < e.Of:
		e.Kind = ExitSome
	case in.Posture == reach.PostureRestricted:
		e.Kind = ExitRestricted
	default:
		e.Kind = ExitOpen
	}
	return e
}
