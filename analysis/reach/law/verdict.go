package law

// Verdict is an answer. The order is the law's, worst first.
type Verdict int

// The verdicts.
const (
	Blocked Verdict = iota
	Unknown
	Partial
	Reachable
)

// String is the word of the law.
func (v Verdict) String() string { return [...]string{"blocked", "unknown", "partial", "reachable"}[v] }

// all is the verdict of a path whose hops have these verdicts: the worst.
func all(hops ...Verdict) Verdict {
	worst := Reachable
	for _, v := range hops {
		worst = min(worst, v)
	}
	return worst
}

// Join is the verdict over several source addresses, subnets or destinations: if the known verdicts differ, or one is
// partial, partial; else if one is unknown, unknown; else the one they share. There must be one at least.
func Join(verdicts ...Verdict) Verdict {
	var count [4]int
	for _, v := range verdicts {
		count[v]++
	}
	switch {
	case count[Partial] > 0, count[Blocked] > 0 && count[Reachable] > 0:
		return Partial
	case count[Unknown] > 0:
		return Unknown
	case count[Blocked] > 0:
		return Blocked
	}
	return Reachable
}

// agreed is the verdict where it is not known which of several ways is the true one: the one they share, else
// unknown.
func agreed(ways ...Verdict) Verdict {
	for _, v := range ways {
		if v != ways[0] {
			return Unknown
		}
	}
	return ways[0]
}

// when is Reachable if the condition holds, else Blocked.
func when(open bool) Verdict {
	if open {
		return Reachable
	}
	return Blocked
}

// perhaps is Unknown if the condition holds, else Reachable.
func perhaps(doubt bool) Verdict {
	if doubt {
		return Unknown
	}
	return Reachable
}
