package check

import "cmp"

// Impact is what a finding means for the functions that it is about. The values are ordered: what does not work now
// comes before what may go wrong one day, however severe that would be.
type Impact uint8

// The impacts, least first.
const (
	Tighter Impact = iota + 1 // it works, and could be tighter, cheaper or faster
	Exposed                   // it works, and so does more than should
	Soon                      // it works until a quota, addresses or an idle function's interfaces run out
	Partly                    // it works from some subnets or now and then only
	Broken                    // it does not work
)

var impactNames = [...]string{"none", "tighter", "exposed", "soon", "partly", "broken"}

// String is the impact's name, "none" for the zero value.
func (i Impact) String() string { return impactNames[i] }

// MarshalText implements [encoding.TextMarshaler].
func (i Impact) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// Heading is the impact as the heading of a list.
func (i Impact) Heading() string {
	return [...]string{"", "Could be tighter", "Exposed", "About to break", "Broken from some subnets", "Broken now"}[i]
}

// Outage reports whether functions fail of it, now or soon.
func (i Impact) Outage() bool { return i >= Soon }

// Rank is the place of a finding in the order in which people should read them, from 0: what is broken comes first,
// then what may be and could not be checked, then what will break, what is exposed, what could be tighter, each with
// what could not be checked behind it, and what the team has accepted last.
func (f *Finding) Rank() int {
	if f.Waived != nil {
		return int(Broken) * 2
	}
	switch known := f.Status == Fail; {
	case f.Impact == Broken && known:
		return 0
	case f.Impact == Partly && known:
		return 1
	case f.Impact >= Partly:
		return 2
	case f.Impact == Soon && known:
		return 3
	case f.Impact == Exposed && known:
		return 4
	case f.Impact >= Exposed:
		return 5
	case known:
		return 6
	}
	return 7
}

// Compare orders findings by rank, then worst first.
func Compare(a, b *Finding) int {
	return cmp.Or(a.Rank()-b.Rank(), int(b.Severity)-int(a.Severity))
}
