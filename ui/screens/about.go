package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// about is a screen on which the person stands on something that can be asked
// about: a function, or a part of the network. The places come in the order in
// which they are meant.
type about interface {
	about(env *screen.Env) []screen.Place
}

func functionPlace(f *analysis.Function) screen.Place {
	return screen.Place{Screen: "function", Account: f.Account, Region: f.Place.Region, ID: f.FunctionName}
}

func findingPlace(f *check.Finding) screen.Place {
	return screen.Place{Screen: "finding", Account: f.Account, Region: f.Region, ID: f.ID}
}

// About is what a command about a function or a part of the network does where
// the person stands, nil and why where nothing can be asked that.
func About(s screen.Screen, c screen.Command, env *screen.Env) (screen.Intent, string) {
	switch c {
	case screen.GoUsedBy, screen.GoWho, screen.GoOwner, screen.GoRaw, screen.CopyMenu, screen.Console,
		screen.OpenPager, screen.OpenEditor:
		return aboutSubject(s, c, env)
	}
	edits := screen.Push{To: screen.Place{Screen: "whatif"}} // of nothing that is asked about
	stands, ok := s.(about)
	if !ok {
		if c == screen.GoWhatIf && env.Draft != nil {
			return edits, ""
		}
		return nil, standOn(c)
	}
	places := stands.about(env)
	for _, p := range places {
		env := env.In(p.Account)
		if p.Screen == "function" && say.FunctionOf(env.Result, p.Region, p.ID) != nil {
			if i := aboutFunction(c, p, env); i != nil {
				return i, ""
			}
			continue
		}
		if i := aboutResource(c, p, env); i != nil {
			return i, ""
		}
	}
	if c == screen.GoWhatIf && env.Draft != nil {
		return edits, ""
	}
	return nil, standOn(c)
}

// standOn says what the person has to stand on to ask something.
func standOn(c screen.Command) string {
	switch c {
	case screen.GoWhatIf:
		return "go to a function, security group, route table, network ACL or NAT gateway first"
	case screen.GoSignals:
		return "go to a function, NAT gateway, endpoint or transit gateway first"
	}
	return "go to a function first"
}

func aboutFunction(c screen.Command, p screen.Place, env *screen.Env) screen.Intent {
	screens := map[screen.Command]string{screen.GoReach: "reach", screen.GoDiagram: "diagram",
		screen.GoWhatIf: "whatif", screen.GoSignals: "signals",
		screen.GoFlows: "flows"}
	switch c {
	case screen.GoTrace:
		return askDestination(p, env)
	case screen.AddPart:
		return askEdit(p, env)
	}
	return screen.Push{To: screen.Place{Screen: screens[c], Account: p.Account, Region: p.Region, ID: p.ID}}
}

// aboutResource asks about a part of the network: traces lead to an interface,
// subnet or group; what can be switched off has a what-if of its own.
func aboutResource(c screen.Command, p screen.Place, env *screen.Env) screen.Intent {
	switch {
	case p.Screen != "resource":
	case c == screen.AddPart:
		return askEdit(p, env)
	case c == screen.GoDiagram && p.Kind == vpcKind:
		p.Screen = "diagram"
		return screen.Push{To: p}
	case c == screen.GoDiagram && p.Kind == "subnet":
		if s, ok := say.Find(env.Result, p.Region, p.ID).(*awsdata.Subnet); ok {
			return screen.Push{To: screen.Place{Screen: "diagram", Account: p.Account, Kind: vpcKind, Region: p.Region,
				ID: s.VpcId}}
		}
	case c == screen.GoSignals && slices.Contains([]string{"nat", "vpce", "tgw"}, p.Kind):
		p.Screen = "signals"
		return screen.Push{To: p}
	case c == screen.GoTrace && slices.Contains([]string{"eni", "subnet", "sg"}, p.Kind):
		return askSource(p, env)
	case c == screen.GoWhatIf && slices.Contains([]string{"sg", "rtb", "acl", "nat", "vpce", "igw", "eigw", "pcx",
		"tgw", "pl", "subnet", "eni", "vpc"}, p.Kind):
		return screen.Push{To: screen.Place{Screen: "whatif", Account: p.Account, Kind: p.Kind, Region: p.Region,
			ID: p.ID}}
	}
	return nil
}

// vpcKind is the code of VPCs in the table of kinds.
const vpcKind = "vpc"

// askSource asks for the function that a trace to a resource starts at.
func askSource(to screen.Place, env *screen.Env) screen.Intent {
	res := env.Result
	suggest := func(text string) []screen.Suggestion {
		text = strings.ToLower(strings.TrimSpace(text))
		var out []screen.Suggestion
		for _, f := range res.Functions {
			if f.Place.Region == to.Region && strings.Contains(strings.ToLower(f.FunctionName), text) &&
				len(out) < most {
				what := "not in a VPC"
				if f.VPCID != "" {
					what = "in " + say.NameOf(res, to.Region, f.VPCID)
				}
				out = append(out, screen.Suggestion{Word: f.FunctionName, What: what, To: screen.Push{
					To: screen.Place{Screen: "path", Account: to.Account, Region: to.Region, ID: f.FunctionName,
						To: to.ID}}})
			}
		}
		return out
	}
	return screen.Ask{
		Title:   "trace to " + say.NameOf(res, to.Region, to.ID) + " from which function?",
		Suggest: suggest,
		Parse: func(text string) (screen.Intent, error) {
			return nil, fmt.Errorf("no function in %s has %q in its name", to.Region, text)
		},
	}
}

// most is how many functions and resources are offered.
const most = 50
