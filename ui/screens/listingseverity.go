package screens

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/screen"
)

// isAtLeast says whether a row is as bad as that; where rows have no severity, whether anything is wrong with it.
func (l *listing[T]) isAtLeast(row T, least check.Severity) bool {
	switch {
	case least == 0:
		return true
	case l.severity != nil:
		return l.severity(row) >= least
	}
	return l.fault(row)
}

// nextSeverity goes on: what is high, that and medium, all. Where rows have no severity there are two steps.
func (l *listing[T]) nextSeverity() screen.Intent {
	switch {
	case l.least == 0:
		l.least = check.High
	case l.least == check.High && l.severity != nil:
		l.least = check.Medium
	default:
		l.least = 0
	}
	l.refilter()
	if l.least == 0 {
		return screen.Status{Text: "all " + l.many}
	}
	return screen.Status{Text: "only " + l.many + " " + l.badWords()}
}

// leastWord says in the line of the path which rows are left.
func (l *listing[T]) leastWord() string {
	if l.severity == nil {
		return "faults only"
	}
	return ratings(l.least) + " only"
}

// badWords say the same at length.
func (l *listing[T]) badWords() string {
	if l.severity == nil {
		return "with something wrong"
	}
	return "rated " + ratings(l.least)
}

// noneSoBad says that no row is left, and what goes on.
func (l *listing[T]) noneSoBad(again string) string {
	switch {
	case l.severity == nil:
		return fmt.Sprintf("Nothing is wrong with any of the %d %s. %s again shows all.", l.table.Total(), l.many,
			again)
	case l.least == check.High:
		return fmt.Sprintf("None of the %d %s is rated H. %s again adds those rated M.", l.table.Total(), l.many, again)
	}
	return fmt.Sprintf("None of the %d %s is rated H or M. %s again shows all.", l.table.Total(), l.many, again)
}

// ratings are the letters from a severity up.
func ratings(least check.Severity) string {
	if least == check.High {
		return "H"
	}
	return "H or M"
}
