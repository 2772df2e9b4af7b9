package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/names"
)

// table are the kinds of gates, in the order in which they are told.
var table = []Kind{NewInternet, LostPath, WiderEgress, NewFinding, Unknown}

// Names are all gates as they can be written.
func Names() []string {
	var out []string
	for _, k := range table {
		out = append(out, string(k))
		if k == NewFinding {
			for s := check.High; s > check.Info; s-- {
				out = append(out, Gate{k, s}.String())
			}
		}
	}
	return out
}

// Parse reads names of gates. The error about a word that is none names the nearest. Of a gate that is named twice the
// stricter one holds.
func Parse(words []string) ([]Gate, error) {
	var out []Gate
	for _, word := range words {
		word = strings.TrimSpace(word)
		name, severity, limited := strings.Cut(word, ":")
		g := Gate{Kind: Kind(name)}
		switch {
		case word == "":
			return nil, fmt.Errorf("a name is empty: want names separated by commas, such as %s,%s", NewInternet,
				Unknown)
		case !slices.Contains(table, g.Kind):
			return nil, unknown(word, name)
		case limited && g.Kind != NewFinding:
			return nil, fmt.Errorf("%q: %s has no severity, which %s alone takes", word, name, NewFinding)
		case limited:
			var err error
			if g.Severity, err = check.ParseSeverity(severity); err != nil {
				return nil, fmt.Errorf("%s: %w", word, err)
			}
		case g.Kind == NewFinding:
			g.Severity = check.Info
		}
		i := slices.IndexFunc(out, func(o Gate) bool { return o.Kind == g.Kind })
		if i < 0 {
			out = append(out, g)
		} else {
			out[i].Severity = min(out[i].Severity, g.Severity)
		}
	}
	return out, nil
}

// unknown is the error about a word that is no gate.
func unknown(word, name string) error {
	var kinds []string
	for _, k := range table {
		kinds = append(kinds, string(k))
	}
	if near := names.Nearest(name, kinds); len(near) > 0 {
		return fmt.Errorf("there is no gate %q: did you mean %s?", word, strings.Join(near, " or "))
	}
	return fmt.Errorf("there is no gate %q: want %s", word, strings.Join(kinds, ", "))
}
