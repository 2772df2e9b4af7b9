package screens

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// tally counts findings: those that count by severity, and beside them those
// that could not be decided and those that the team has accepted.
type tally struct {
	by              [check.High + 1]int
	unknown, waived int
	worst           string // title of the first that counts; findings come worst first
}

func (t *tally) add(f *check.Finding) {
	switch {
	case f.Waived != nil:
		t.waived++
	case f.Status == check.Unknown:
		t.unknown++
	default:
		t.by[f.Severity]++
		if t.worst == "" {
			t.worst = f.Title
		}
	}
}

// counted is how many are facts that nobody has accepted.
func (t *tally) counted() int {
	n := 0
	for _, k := range t.by {
		n += k
	}
	return n
}

// tallyBy counts the findings by whatever key says.
func tallyBy[K comparable](results []*analysis.Result, key func(*check.Finding) K) map[K]*tally {
	out := map[K]*tally{}
	for _, res := range results {
		for i := range res.Findings {
			f := &res.Findings[i]
			k := key(f)
			if out[k] == nil {
				out[k] = &tally{}
			}
			out[k].add(f)
		}
	}
	return out
}

// gapGroup is one call that failed in one way, wherever it did.
type gapGroup struct {
	call      string // without what it was about
	cause     awsdata.Cause
	regions   []string // regions, each once
	n         int      // answers that are missing
	undecided int      // findings that wait for it
}

// groupGaps joins the gaps of one call and cause; those that most waits for come first.
func groupGaps(env *screen.Env) []*gapGroup {
	type key struct {
		call  string
		cause awsdata.Cause
	}
	at := map[key]*gapGroup{}
	var out []*gapGroup
	for _, g := range env.Gaps() {
		call, _, _ := strings.Cut(g.Call, ".")
		k := key{call, g.Cause}
		if at[k] == nil {
			at[k] = &gapGroup{call: call, cause: g.Cause}
			out = append(out, at[k])
		}
		at[k].n++
		if where := gapPlace(g); !slices.Contains(at[k].regions, where) {
			at[k].regions = append(at[k].regions, where)
		}
	}
	for _, res := range env.Results() {
		for i := range res.Findings {
			calls := missingCalls(&res.Findings[i])
			for _, g := range out {
				if slices.ContainsFunc(calls, func(c string) bool { return strings.Contains(c, g.call) }) {
					g.undecided++
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *gapGroup) int { return b.undecided - a.undecided })
	return out
}

// gapPlace is where a call left a gap: the region, with the account before it where
// there are several.
func gapPlace(g awsdata.Gap) string {
	return strings.TrimSpace(g.Account + " " + cmp.Or(g.Region, "account"))
}

// freeSubnet is a subnet of functions and how many addresses it has left.
type freeSubnet struct {
	*awsdata.Subnet             // nil where the snapshot does not hold it
	env             *screen.Env // of its account
	id, region      string
	free            int
	functions       []string
}

// word is what it is called, with its account where there are several.
func (s *freeSubnet) word() string {
	return strings.TrimSpace(say.AccountName(s.env) + " " + cmp.Or(s.Name(), s.id))
}

// shortSubnets are the subnets of functions, those with the fewest free
// addresses first, and apart from them those of which the snapshot does not tell.
func shortSubnets(accounts []*screen.Env) (out, unread []*freeSubnet) {
	type key struct{ region, id string } // shared with another account, it is the same one
	at := map[key]*freeSubnet{}
	for _, env := range accounts {
		for _, f := range env.Result.Functions {
			for i := range f.Subnets {
				k := key{f.Place.Region, f.Subnets[i].ID}
				s := at[k]
				if s == nil {
					s = &freeSubnet{Subnet: f.Subnets[i].Subnet, env: env, id: k.id, region: k.region}
					at[k] = s
					if s.Subnet == nil || s.AvailableIpAddressCount == nil {
						unread = append(unread, s)
					} else {
						s.free = *s.AvailableIpAddressCount
						out = append(out, s)
					}
				}
				s.functions = append(s.functions, f.FunctionName)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *freeSubnet) int {
		return cmp.Or(a.free-b.free, len(b.functions)-len(a.functions), cmp.Compare(a.Name(), b.Name()),
			cmp.Compare(a.id, b.id))
	})
	return out, unread
}
