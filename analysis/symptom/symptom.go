// Package symptom reads what a failing function leaves behind: an error of a runtime, a line of a log, a JSON log
// event, an alarm. It knows shapes and no account. Of a text it keeps names, hosts, ports and times, and nothing else:
// what people paste may hold passwords and tokens.
package symptom

import (
	"cmp"
	"slices"
	"time"
)

// Kind is what went wrong, as far as the text tells it.
type Kind string

// The kinds.
const (
	NoAnswer       Kind = "no-answer"       // a connection or a call that timed out
	Refused        Kind = "refused"         // the answer was that nothing listens
	Reset          Kind = "reset"           // an established connection was cut
	NameNotFound   Kind = "name-not-found"  // a host name gave no address
	TLS            Kind = "tls"             // connected, and no agreement on encryption
	EndpointPolicy Kind = "endpoint-policy" // the policy of a VPC endpoint denied it
	AccessDenied   Kind = "access-denied"   // something else denied it
	Mount          Kind = "mount"           // a file system could not be mounted
	Throttled      Kind = "throttled"       // EC2 throttled Lambda
	InterfaceLimit Kind = "interface-limit" // the quota of network interfaces
	State          Kind = "state"           // a reason code of the function's state, see [Symptom.Code]
	InUse          Kind = "in-use"          // something cannot be deleted
	NATPorts       Kind = "nat-ports"       // a NAT gateway had no port left
	Timeout        Kind = "timeout"         // the function ran into its timeout, and nothing says at what
	Failing        Kind = "failing"         // the function fails, and nothing says how
)

// Kinds are all kinds.
func Kinds() []Kind {
	return []Kind{NoAnswer, Refused, Reset, NameNotFound, TLS, EndpointPolicy, AccessDenied, Mount, Throttled,
		InterfaceLimit, State, InUse, NATPorts, Timeout, Failing}
}

// Vague reports whether a symptom tells that a function fails and not what at.
func (k Kind) Vague() bool { return k == Timeout || k == Failing }

// Phase is when in a function's life it happened.
type Phase string

// The phases; "" where the text does not tell.
const (
	Init   Phase = "init"   // the code outside the handler
	Invoke Phase = "invoke" // the handler
)

// Symptom is one thing that a text tells. Every member is a name, a number or a word of a closed list: no other text of
// what was pasted is kept.
type Symptom struct {
	Kind  Kind
	Shape string // id of the row that read it: "node-connect"
	Code  string // AWS's own word: a reason code of a function's state, or the name of an error

	Function    string // name, or ARN without a qualifier; "" where the text names none
	Destination string // host name, address, or name of an AWS service; "" where the text names none
	Address     string // of Destination, where the text has the address of the name too
	Port        uint16
	Protocol    string // "tcp" or "udp"
	Resource    string // id of what cannot be deleted, cannot be mounted or is short of something
	Action      string // that was denied: "sqs:SendMessage"

	Phase Phase
	After time.Duration // how long it waited
	Line  int           // of the text, from 1
	Count int           // how often the text has it
}

// Read is what a text tells, what says most of the cause first, and of those the commonest. A text in which no shape is
// found gives nothing.
func Read(text string) []Symptom {
	var out []Symptom
	last := "" // the function that was named last: a log names it once
	all := eventsOf(text)
	for i := range all {
		e := &all[i]
		e.index()
		function := e.function()
		if function != "" {
			last = function
		}
		for _, s := range e.symptoms() {
			s.Function = cmp.Or(s.Function, function, last)
			out = count(out, s)
		}
	}
	if only := onlyFunction(out); only != "" { // named below the first error
		for i := range out {
			out[i].Function = cmp.Or(out[i].Function, only)
		}
	}
	out = merged(out)
	slices.SortStableFunc(out, func(a, b Symptom) int {
		return cmp.Or(rank(a.Kind)-rank(b.Kind), b.Count-a.Count)
	})
	return out
}

// rank orders kinds by how much they tell.
func rank(k Kind) int {
	if k.Vague() {
		return 1
	}
	return 0
}

func onlyFunction(list []Symptom) string {
	only := ""
	for i := range list {
		if f := list[i].Function; f != "" && only != "" && f != only {
			return ""
		}
		only = cmp.Or(list[i].Function, only)
	}
	return only
}

// merged counts what became alike.
func merged(list []Symptom) []Symptom {
	var out []Symptom
	for _, s := range list {
		out = count(out, s)
	}
	return out
}

// count adds a symptom to those that are there, where it says the same as one of them to that.
func count(list []Symptom, s Symptom) []Symptom {
	s.Count = max(s.Count, 1)
	for i := range list {
		if had := &list[i]; had.same(&s) {
			had.Count += s.Count
			had.Phase = cmp.Or(had.Phase, s.Phase)
			had.After = max(had.After, s.After)
			return list
		}
	}
	return append(list, s)
}

func (s *Symptom) same(o *Symptom) bool {
	return s.Kind == o.Kind && s.Code == o.Code && s.Function == o.Function && s.Destination == o.Destination &&
		s.Port == o.Port && s.Resource == o.Resource && s.Action == o.Action && s.Address == o.Address
}
