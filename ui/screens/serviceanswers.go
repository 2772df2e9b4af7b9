package screens

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/compare"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/theme"
)

// serviceAnswers hold one row for each distinct placement: functions that sit
// alike reach alike. What they call their roles tell.
type serviceAnswers struct {
	rows  map[string][]serviceAnswer
	needs map[*analysis.Function]role.Needs
}

// serviceAnswer is how one service is reached from one placement.
type serviceAnswer struct {
	verdict theme.Verdict
	letter  string
	short   string // the way in a word, for a cell that has room
	way     string // in words
	why     string // what stands in the way, "" when nothing does
}

// words say whether and how it is reached.
func (a *serviceAnswer) words() string {
	words := map[theme.Verdict]string{theme.VerdictFine: "reached", theme.VerdictPartial: "reached in part",
		theme.VerdictBlocked: "not reached", theme.VerdictUnknown: "unknown"}[a.verdict]
	if a.way != "" {
		words += " by " + a.way
	}
	return words
}

// answerServices traces every placement to every service, side by side; nil when
// it was cut short.
func answerServices(ctx context.Context, res *analysis.Result, placements map[string]*analysis.Function,
	services []string, done *atomic.Int64) *serviceAnswers {
	keys := make([]string, 0, len(placements))
	for key := range placements {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	rows := make([][]serviceAnswer, len(keys))
	group, ctx := awsdata.NewGroup(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, key := range keys {
		f := placements[key]
		of := res.Of(f.Account)
		group.Go(func() error {
			for _, service := range services {
				if err := ctx.Err(); err != nil {
					return err
				}
				rows[i] = append(rows[i], answerService(of.Engine, of.Index, f, service))
			}
			done.Add(1)
			return nil
		})
	}
	if group.Wait() != nil {
		return nil
	}
	out := &serviceAnswers{rows: map[string][]serviceAnswer{}, needs: needsOf(res)}
	for i, key := range keys {
		out.rows[key] = rows[i]
	}
	return out
}

// needsOf are what the functions of all accounts call; each role is asked once.
func needsOf(res *analysis.Result) map[*analysis.Function]role.Needs {
	out := make(map[*analysis.Function]role.Needs)
	for _, res := range res.Accounts {
		roles, asked := role.NewIndex(res.Index), make(map[string]role.Needs)
		for _, f := range res.Functions {
			needs, known := asked[f.Role]
			if !known {
				needs = roles.Of(f.Role).Needs()
				asked[f.Role] = needs
			}
			out[f] = needs
		}
	}
	return out
}

func answerService(engine *reach.Engine, x *awsdata.Index, f *analysis.Function, service string) serviceAnswer {
	answer := compare.Serve(engine, x, f, service)
	return serviceWords(x.Region(f.Place.Region), &answer)
}

// serviceWords are how a service is reached, with names.
func serviceWords(rx *awsdata.RegionIndex, s *compare.Served) serviceAnswer {
	if s.Problem != nil {
		return serviceAnswer{verdict: theme.VerdictUnknown, letter: "?", why: rx.Named(s.Problem.Error())}
	}
	out := serviceAnswer{verdict: say.VerdictMark(s.Verdict)}
	if s.Cause != nil {
		out.why = rx.Named(s.Cause.Why())
	}
	out.letter, out.short, out.way = serviceWay(rx, s.Way)
	return out
}

// serviceWay is the way to a service in a letter, in a word and in words.
func serviceWay(rx *awsdata.RegionIndex, w reach.Way) (letter, short, words string) {
	name := rx.Named(w.Resource)
	switch w.Kind {
	case reach.WayInterfaceEndpoint:
		return "i", "endpoint", "interface endpoint " + name
	case reach.WayGatewayEndpoint:
		return "g", "gateway", "gateway endpoint " + name
	case reach.WayNAT:
		return "n", "NAT", "NAT gateway " + name
	case reach.WayInternetGateway, reach.WayEgressOnly:
		return "w", "internet", "internet gateway " + name
	case reach.WayLambda:
		return "l", "Lambda", "Lambda's own network"
	case reach.WayTransitGateway:
		return "h", "TGW", "transit gateway " + name
	case reach.WayHandedOver, reach.WayPeering:
		return "h", "routed", strings.TrimSpace("routed to " + name)
	}
	return "", "", ""
}
