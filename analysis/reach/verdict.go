package reach

import "fmt"

// Verdict is the answer to "can it get there?". The values are ordered from worst to best, so that the verdict of hops
// in a row is the smallest of theirs.
type Verdict uint8

// The verdicts, worst first.
const (
	Blocked   Verdict = iota // some hop certainly drops it
	Unknown                  // no hop certainly drops it, but a fact is missing
	Partial                  // it depends on the source address, the ephemeral port or the subnet
	Reachable                // it gets there
)

var verdictNames = [...]string{"blocked", "unknown", "partial", "reachable"}

// String is the verdict's name as assertions and reports write it.
func (v Verdict) String() string { return verdictNames[v] }

// MarshalText implements [encoding.TextMarshaler].
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (v *Verdict) UnmarshalText(text []byte) error {
	parsed, err := ParseVerdict(string(text))
	*v = parsed
	return err
}

// ParseVerdict reads a verdict's name.
func ParseVerdict(s string) (Verdict, error) {
	for i, name := range verdictNames {
		if name == s {
			return Verdict(i), nil
		}
	}
	return 0, fmt.Errorf("unknown verdict %q: want blocked, unknown, partial or reachable", s)
}

// tally joins verdicts over things that may each be used: source addresses, subnets.
type tally struct {
	seen   [4]bool
	unsure bool // only one of the things will be used, and which is not known: where they differ, the answer is unknown
}

func (t *tally) add(v Verdict) { t.seen[v] = true }

// kinds is how many different verdicts there are.
func (t *tally) kinds() int {
	kinds := 0
	for _, seen := range t.seen {
		if seen {
			kinds++
		}
	}
	return kinds
}

// verdict is partial if the known verdicts differ or one is partial; else unknown if one is unknown; else the one they
// share. Nothing at all joins to unknown.
func (t *tally) verdict() Verdict {
	switch {
	case t.unsure && t.kinds() > 1:
		return Unknown
	case t.seen[Partial], t.seen[Blocked] && t.seen[Reachable]:
		return Partial
	case t.seen[Unknown]:
		return Unknown
	case t.seen[Reachable]:
		return Reachable
	case t.seen[Blocked]:
		return Blocked
	}
	return Unknown
}
