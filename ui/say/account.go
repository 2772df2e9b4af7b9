package say

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/screen"
)

// AccountWords are what people call an account of a result, and its id.
func AccountWords(res *analysis.Result, id string) string {
	if name := res.Snapshot.AccountName(id); name != "" {
		return name + " (" + id + ")"
	}
	return id
}

// AccountName is what people call the account of a list's rows, its id where it has
// no name, and "" where there is one account only.
func AccountName(env *screen.Env) string {
	id := env.AccountID()
	return cmp.Or(env.Result.Snapshot.AccountName(id), id)
}

// In is a region, with its account before it where there are several.
func In(env *screen.Env, region string) string {
	return strings.TrimSpace(AccountName(env) + " " + region)
}

// Regions are the names of the regions of all accounts that are looked at, each once.
func Regions(env *screen.Env) []string {
	var names []string
	for _, env := range env.Accounts() {
		names = append(names, env.Result.Snapshot.RegionNames()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
