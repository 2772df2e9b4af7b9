// Package letgo says of the interfaces that Lambda keeps in a subnet, a security group or by themselves what must
// happen before they go, how long that usually takes, and since when it has been taking.
//
// Source: AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC"; docs/SEMANTICS.md
// has the rule: usually 20 to 45 minutes after the last use. Each time that is told from it is an estimate.
package letgo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/event"
)

// How long Lambda usually takes after the last use.
const (
	Least = 20 * time.Minute
	Most  = 45 * time.Minute
)

// Must is what has to happen before an interface goes.
type Must string

// What has to happen.
const (
	Release  Must = "release"   // functions or versions have to let go of it
	GiveBack Must = "give-back" // the role has to be allowed to delete it again
	Renew    Must = "renew"     // the role is gone: who may delete it is needed
	ByHand   Must = "by-hand"   // it can be deleted by hand
	Wait     Must = "wait"      // nothing: Lambda deletes it by itself
	Ask      Must = "ask"       // who keeps it is not known
)

// Stay is an interface of Lambda that is there.
type Stay struct {
	ID       string
	Must     Must
	Holders  []ledger.Holder  // that use it
	Function string           // that it was made for, "" where nothing tells
	Leftover *ledger.Leftover // nil while somebody uses it
	Since    *event.Event     // with which the last use ended, nil where no event tells
}

// Of are Lambda's interfaces that keep a subnet or security group from being deleted, or the one of that id. Events are
// what CloudTrail told, newest first, and may be none.
func Of(book *ledger.Ledger, rx *awsdata.RegionIndex, roles *role.Index, id string, events []event.Event) []Stay {
	var out []Stay
	for _, n := range interfaces(rx, id) {
		if n.InterfaceType != "lambda" {
			continue
		}
		s := Stay{ID: n.NetworkInterfaceId, Must: Ask}
		s.Function, _ = ledger.Maker(n)
		if e := book.Entry(n.SubnetId, n.GroupIDs()); e != nil {
			s.Holders = e.Holders
			if len(e.Holders) == 0 {
				s.Holders = e.Owners
			}
		}
		s.Leftover = book.Leftover(n, roles)
		switch l := s.Leftover; {
		case len(s.Holders) > 0:
			s.Must = Release
		case l == nil || l.Doubtful:
		case l.Free:
			s.Must = ByHand
		case l.RoleGone():
			s.Must = Renew
		case l.Lacks():
			s.Must = GiveBack
		default:
			s.Must = Wait
		}
		if len(s.Holders) == 0 {
			s.Since = lastUse(s.Function, events)
		}
		out = append(out, s)
	}
	return out
}

func interfaces(rx *awsdata.RegionIndex, id string) []*awsdata.NetworkInterface {
	switch n := rx.NetworkInterface(id); {
	case n != nil:
		return []*awsdata.NetworkInterface{n}
	case rx.Subnet(id) != nil:
		return rx.InterfacesInSubnet(id)
	}
	return rx.InterfacesWithGroup(id)
}

// lastUse is the event with which a function let go of its interfaces: it was deleted, or its configuration changed.
func lastUse(function string, events []event.Event) *event.Event {
	for i := range events {
		e := &events[i]
		if e.Error == "" && (e.Name == "DeleteFunction" || e.Name == "UpdateFunctionConfiguration") &&
			function != "" && slices.ContainsFunc(e.Resources, func(name string) bool {
			return name == function || strings.HasSuffix(name, ":function:"+function)
		}) {
			return e
		}
	}
	return nil
}

// Functions are those whose changes tell since when the interfaces are left, each once.
func Functions(stays []Stay) []string {
	var out []string
	for i := range stays {
		if f := stays[i].Function; f != "" && len(stays[i].Holders) == 0 && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// Says is what must happen, in a sentence.
func (s *Stay) Says() string {
	switch s.Must {
	case Release:
		return s.release() + "; then Lambda deletes it, " + Usually()
	case GiveBack:
		return s.Leftover.Stays() + ": give it back for a while, and Lambda deletes the interface"
	case Renew:
		return s.Leftover.Stays() + ": Lambda has nothing to delete the interface with"
	case ByHand:
		return "nothing uses it: it can be deleted by hand"
	case Wait:
		return "nothing uses it any more: Lambda deletes it by itself, " + Usually()
	}
	if s.Leftover != nil { // a version may use it
		return s.Leftover.Says()
	}
	return "who keeps it is unknown"
}

// release is who must let go of it: a published version never changes, so that it has to be deleted.
func (s *Stay) release() string {
	var functions, versions, out []string
	for _, h := range s.Holders {
		if h.Version == "" {
			functions = append(functions, h.String())
		} else {
			versions = append(versions, h.String())
		}
	}
	if len(functions) > 0 {
		out = append(out, english.FirstOf(functions, 4)+" must lose the VPC configuration, or go")
	}
	if len(versions) > 0 {
		out = append(out, english.FirstOf(versions, 4)+" must be deleted")
	}
	return strings.Join(out, ", and ")
}

// Usually is how long it takes, in words.
func Usually() string {
	return fmt.Sprintf("usually %d to %d minutes after the last use", int(Least.Minutes()), int(Most.Minutes()))
}

// Counts reports whether the time runs: nothing keeps it but Lambda itself.
func (s *Stay) Counts() bool { return s.Must == Wait }

// Left is how much longer it usually takes at a time, as an estimate, or since when it takes; "" where somebody uses
// it.
func (s *Stay) Left(now time.Time) string {
	if len(s.Holders) > 0 || s.Must == Ask {
		return ""
	}
	if s.Since == nil {
		return "since when is unknown: no event that was read tells when it was used last"
	}
	gone := now.Sub(s.Since.Time)
	switch {
	case !s.Counts():
		return "the last use ended " + minutes(gone) + " ago"
	case gone < Least:
		return fmt.Sprintf("usually gone in %s to %s, an estimate", minutes(Least-gone), minutes(Most-gone))
	case gone < Most:
		return fmt.Sprintf("usually gone within %s, an estimate", minutes(Most-gone))
	}
	return "later than usual: the last use ended " + minutes(gone) + " ago"
}

// minutes are whole minutes, begun ones as well.
func minutes(d time.Duration) string {
	return english.Count(int((d+time.Minute-1)/time.Minute), "minute")
}
