package check

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/vpclens/vpclens/analysis/configured"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

var pathTargetUnreachable = &Check{
	ID:       "path-target-unreachable",
	Title:    "functions cannot reach what their own configuration names",
	Severity: High,
	Impact:   Broken,
	Family:   Placement,
	Why: "A host, queue or bucket in a function's environment is there because the code connects to it. Connections to it time out, in " +
		"the handler or already in the initialization.",
	When: "Only where the account was read with --targets: of the values of environment variables hosts, ports, ARNs, and names of queues and buckets are kept, " +
		"and nothing else. TCP to one of them is blocked from every subnet of the function (high) or from some (medium). Of a host without a port, for which none is usual, " +
		"nothing is said but that it is unknown.",
	Fix: "Open what blocks the way (`vpclens trace FUNCTION --to HOST:PORT` names it, and what would open it), or correct the variable.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html",
	},
	Run: func(p *Pass) {
		for _, place := range p.Places {
			if len(place.VpclensTargets) > 0 {
				p.targets(place)
			}
		}
	},
}

// targets reports what of the targets of a function it does not reach, and of which that is not known.
func (p *Pass) targets(place *reach.Place) {
	name := []string{place.FunctionName}
	found := Finding{Resource: place.FunctionName, Functions: name, Severity: Medium}
	var cut, open, missing []string
	variable := "" // that names the first of them, in JMESPath
	for _, a := range configured.Of(p.Index, p.Engine, p.RegionName(), place.Function) {
		text := a.Target.Text()
		switch {
		case a.Lacks != configured.LacksNothing:
			open, missing = append(open, text), append(missing, string(a.Lacks)+" of "+text)
		case a.Verdict == reach.Unknown:
			open, missing = append(open, text), append(missing, missingIn(a.Trace)...)
		case a.Verdict != reach.Reachable:
			if a.Verdict == reach.Blocked {
				found.Severity = High
			}
			cut = append(cut, text)
			variable = cmp.Or(variable, strconv.Quote(a.Target.Variable))
			found.Evidence = append(found.Evidence,
				Evidence{Resource: place.FunctionName, Rule: a.Target.Variable, Says: "names " + text})
			for _, hop := range blockersOf(a.Trace) {
				found.Evidence = append(found.Evidence,
					Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: "to " + text + ": " + hop.Says()})
			}
		}
	}
	if cut = uniqueTexts(cut); len(cut) > 0 {
		it := "it"
		if len(cut) > 1 {
			it = "them"
		}
		if found.Severity == High {
			found.Title = fmt.Sprintf("%s names %s and cannot reach %s", place.FunctionName, join(cut), it)
		} else {
			found.Title = fmt.Sprintf("%s names %s and does not reach %s from all its subnets", place.FunctionName,
				join(cut), it)
		}
		found.Fix.CLI = paste.Script{p.aws("lambda get-function-configuration").
			Opt("function-name", place.FunctionName).Opt("query", "Environment.Variables."+variable)}
		found.Evidence = found.Evidence[:min(len(found.Evidence), 4*shown)]
		p.Report(found)
	}
	if open = uniqueTexts(open); len(open) > 0 {
		slices.Sort(missing)
		p.Unknown(place.FunctionName, name,
			"Whether the function reaches "+join(open)+", which its configuration names, is unknown.",
			slices.Compact(missing)...)
	}
}
