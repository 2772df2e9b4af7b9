package check

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/ledger"
)

// holderNames are holders of interfaces as people write them: "orders", "orders:3".
func holderNames(holders []ledger.Holder) []string {
	names := make([]string, len(holders))
	for i, h := range holders {
		names[i] = h.String()
	}
	return names
}

// holderFunctions are the names of the functions whose unpublished versions hold an interface.
func holderFunctions(holders []ledger.Holder) []string {
	var out []string
	for _, h := range holders {
		if h.Version == "" {
			out = append(out, h.Function)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
