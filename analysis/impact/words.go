package impact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
)

// outcomes is the table of what outcomes are called in reports, and what they say behind a number of functions.
var outcomes = [...]struct{ code, many, one string }{
	Stranded:          {"stranded", "would stop working altogether", ""},
	Offline:           {"offline", "would lose the internet altogether", ""},
	SomeZones:         {"some-zones", "would lose the internet from some AZs", ""},
	OtherDestinations: {"elsewhere", "would lose other destinations", ""},
	Maybe:             {"maybe", "may lose something: what they reach behind it is unknown", "may lose something: what it reaches behind it is unknown"},
	FewerZones:        {"fewer-zones", "would run in fewer AZs, and reach the same", ""},
	Rerouted:          {"rerouted", "would reach the same by another way", ""},
	Gains:             {"gains", "would reach more than now", ""},
	Unaffected:        {"unaffected", "would not notice", ""},
}

// Outcomes are all outcomes, worst first.
func Outcomes() []Outcome {
	out := make([]Outcome, len(outcomes))
	for i := range outcomes {
		out[i] = Outcome(i)
	}
	return out
}

// String is the outcome's name as reports write it.
func (o Outcome) String() string { return outcomes[o].code }

// MarshalText implements [encoding.TextMarshaler].
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Says is the outcome behind a number of functions: "would stop working altogether".
func (o Outcome) Says(functions int) string {
	if row := outcomes[o]; functions == 1 && row.one != "" {
		return row.one
	}
	return outcomes[o].many
}

// OutcomeText says in words what becomes of a function.
func (p Describer) OutcomeText(f *Function) string {
	switch f.Outcome {
	case Stranded:
		return stops(f)
	case Unaffected:
		return unaffected(f)
	case FewerZones:
		return "runs without AZ " + zones(f.Dropped)
	case Gains:
		if service := p.service(f); service != "" {
			return "gains " + service + "; it is not reached now"
		}
		return "gains " + p.words(f, f.Gained)
	}
	var out []string
	service := p.service(f)
	if service != "" {
		out = append(out, service)
	}
	if what := p.words(f, f.Lost); what != "" {
		text := "loses " + what
		if !f.Everywhere && f.Outcome == OtherDestinations {
			text += ", from some of its subnets"
		}
		out = append(out, text)
	}
	if len(f.UnclearFrom) > 0 {
		out = append(out, "internet from AZ "+zones(f.UnclearFrom)+" unknown then")
	}
	if f.Outcome == Maybe && !f.Unclear.IsEmpty() {
		out = append(out, "unknown: "+p.words(f, f.Unclear))
	}
	if f.Outcome == Rerouted && !f.Moved.IsEmpty() && service == "" {
		out = append(out, p.words(f, f.Moved)+" "+p.ways(f.Ways))
	}
	if len(f.Dropped) > 0 {
		out = append(out, "runs without AZ "+zones(f.Dropped))
	}
	return strings.Join(out, "; ")
}

func stops(f *Function) string {
	switch n := len(f.Subnets); {
	case len(f.Dropped) == 0: // its network is as it was
		return "nothing runs without its role"
	case n == 1:
		return "it has no other subnet"
	default:
		return fmt.Sprintf("none of its %d subnets is left", n)
	}
}

// unaffected says why a function that uses the part does not miss it.
func unaffected(f *Function) string {
	if s := f.Service; s != nil && s.Now == reach.Blocked {
		return "does not reach " + s.Name + " now either"
	}
	return "reaches the same without it"
}

// service says how the service of an endpoint is reached then.
func (p Describer) service(f *Function) string {
	s := f.Service
	if s == nil || s.Then == s.Now && (s.SameStation || s.Now == reach.Blocked) {
		return ""
	}
	var ways []reach.Way
	part := "in part only, " // of the service's addresses
	for i := range s.Is.Subnets {
		if t := &s.Is.Subnets[i]; t.Verdict != reach.Blocked {
			ways = append(ways, t.Way)
		} else {
			part = "from some subnets only, "
		}
	}
	switch {
	case s.Then == reach.Blocked && s.Now == reach.Unknown:
		return s.Name + " not reached then; whether it is now is unknown"
	case s.Then == reach.Blocked:
		return s.Name + " no longer reached"
	case s.Then == reach.Unknown && s.Now != reach.Unknown:
		return s.Name + " unknown then"
	case s.Then == reach.Partial && s.Now != reach.Partial:
		return s.Name + " " + part + p.ways(ways)
	}
	return s.Name + " " + p.ways(ways)
}

func (p Describer) ways(list []reach.Way) string {
	var out []string
	for _, w := range list {
		if name := p.rx.Named(w.Resource); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if out == nil {
		return "by another way"
	}
	names := strings.Join(out, ", ")
	if len(out) > 2 {
		names = fmt.Sprintf("%s, %s and %d more", out[0], out[1], len(out)-2)
	}
	if list[0].Kind == reach.WayNAT {
		return "by NAT " + names
	}
	return "by " + names
}

// words is a set of destinations in words, "" for none.
func (p Describer) words(f *Function, set netset.Set) string {
	var out []string
	for _, w := range p.Segments(f, set) {
		out = append(out, w.String())
	}
	if n := len(out); n > 4 {
		out = append(out[:3], fmt.Sprintf("%d more destinations", n-3))
	}
	return strings.Join(out, ", ")
}

// String is the part in words: "the internet tcp 443".
func (w Segment) String() string {
	switch w.Kind {
	case OutsideVPC:
		return "everything outside its VPC" + ports(w.Set)
	case Internet:
		return "the internet" + ports(w.Set)
	case Networks:
		return strings.ReplaceAll(w.Set.Human(netset.MaxRanges(2)), "all tcp and all udp", "all ports")
	}
	return w.Name + ports(w.Set)
}

// ports are the ports of a set behind its name, nothing where they are all.
func ports(set netset.Set) string {
	if set.Ports().Equal(netset.TCPAndUDP()) {
		return ""
	}
	return " " + set.Ports().Human()
}

// zones are the letters of the zones of subnets.
func zones(list []reach.SubnetPlace) string {
	var out []string
	for i := range list {
		zone := list[i].Zone
		if zone == "" {
			zone = "?"
		}
		out = append(out, zone)
	}
	return strings.Join(out, ", ")
}
