package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var functionPublic = &Check{
	ID:       "function-public",
	Title:    "everyone can call functions",
	Severity: High,
	Impact:   Exposed,
	Family:   Identity,
	Why: "Anyone on the internet can make the function run, with any input. Where it reaches a private network, it is a door into that: what " +
		"security groups and routes keep out comes in as an event.",
	When: "The function's resource policy lets everyone invoke it without a condition on account, organization or source; or it has a URL without " +
		"authentication, and its policy lets everyone use that by both permissions that this needs: lambda:InvokeFunctionUrl and " +
		"lambda:InvokeFunction. With one of them alone callers get 403: see function-url-forbidden. Medium where a statement denies it under " +
		"conditions on the request.",
	Fix: "Set the URL's authentication to AWS_IAM, and name in the policy who may invoke the function, with a condition on account or source.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
		"https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html",
	},
	Compliance: []string{"Security Hub Lambda.1", "AWS Config lambda-function-public-access-prohibited"},
	Run: func(p *Pass) {
		var open unknowns
		for _, place := range p.Places {
			entry := p.publicEntry(place)
			switch {
			case entry.open():
				p.reportPublic(place, &entry)
			case len(entry.missing) > 0:
				open.add(p.RegionName(), []string{place.FunctionName}, entry.missing)
			}
		}
		open.report(p, func(string) string {
			return "Whether everyone can call these functions depends on their policies and URLs, which were not collected."
		})
	},
}

// publicEntry is how everyone can call a function. The zero value is that nobody can.
type publicEntry struct {
	proof   []Evidence // nil where nobody is let in
	byURL   bool       // its URL without authentication is the way
	lacks   string     // the permission that everyone lacks for the URL, "" for none
	denied  *Evidence  // the statement that denies that permission to everyone, nil where none gives it
	doubts  []Evidence // statements that deny it under conditions
	missing []string   // the calls that would tell
	noURL   bool       // it certainly has no URL without authentication
}

func (d *publicEntry) open() bool { return d.proof != nil && d.lacks == "" }

// The two permissions that everyone needs for a URL without authentication.
const (
	invokeFunction = "lambda:InvokeFunction"
	invokeURL      = "lambda:InvokeFunctionUrl"
)

// publicEntry finds how everyone can call a function.
// Source: AWS Lambda developer guide, "Control access to Lambda function URLs": since October 2025 a URL needs both
// permissions, and those that are older since 1 November 2026.
func (p *Pass) publicEntry(place *reach.Place) publicEntry {
	name := place.FunctionName
	// The calls are named without the function: the finding names the functions, and there may be thousands.
	const urlCall, policyCall = "list-function-url-configs", "get-policy"
	urlsUnread := p.Gap(urlCall+"."+name) != ""
	noURL := !urlsUnread && p.openURL(name) == nil
	if p.Gap(policyCall+"."+name) != "" {
		missing := []string{policyCall}
		if urlsUnread {
			missing = append(missing, urlCall)
		}
		return publicEntry{missing: missing, noURL: noURL}
	}
	document := p.Region.Region.FunctionPolicies[name].Policy
	if document == "" {
		return publicEntry{}
	}
	read, err := policy.Parse(string(document))
	if err != nil {
		return publicEntry{missing: []string{policyCall}, noURL: noURL}
	}
	invoke, use := letsIn(read, name, invokeFunction), letsIn(read, name, invokeURL)
	if invoke.direct != nil && invoke.denied == nil {
		return publicEntry{proof: []Evidence{*invoke.direct}, doubts: invoke.doubts}
	}
	if invoke.open() == nil && use.open() == nil {
		return publicEntry{}
	}
	url := p.openURL(name)
	switch {
	case url == nil && urlsUnread:
		return publicEntry{missing: []string{urlCall}}
	case url == nil:
		return publicEntry{}
	}
	entry := publicEntry{byURL: true, doubts: append(use.doubts, invoke.doubts...), proof: []Evidence{{Resource: name,
		Rule: "AuthType NONE", Says: "its URL asks for no authentication: " + url.FunctionUrl}}}
	for _, e := range []*Evidence{use.open(), invoke.open()} {
		if e != nil && !containsEvidence(entry.proof, *e) {
			entry.proof = append(entry.proof, *e)
		}
	}
	switch {
	case use.open() == nil:
		entry.lacks, entry.denied = invokeURL, use.deniedURL()
	case invoke.open() == nil:
		entry.lacks, entry.denied = invokeFunction, invoke.deniedURL()
	}
	return entry
}

// openURL is the URL of a function that asks for no authentication, nil if there is none that was read.
func (p *Pass) openURL(name string) *awsdata.FunctionURL {
	for i := range p.Region.Region.FunctionURLs[name] {
		if u := &p.Region.Region.FunctionURLs[name][i]; u.AuthType == "NONE" {
			return u
		}
	}
	return nil
}

// letting is what a function's policy says of everyone and an action: the statement that allows it in any way, and in
// the way by the function's URL; the one that denies it in any way, and by the URL; and those that deny it under
// conditions on the request, which nobody can decide here.
type letting struct {
	direct, byURL     *Evidence
	denied, urlDenied *Evidence
	doubts            []Evidence
}

// open is the statement that lets everyone in by the URL, nil if there is none or another denies it.
func (l *letting) open() *Evidence {
	switch {
	case l.deniedURL() != nil:
		return nil
	case l.direct != nil:
		return l.direct
	}
	return l.byURL
}

func (l *letting) deniedURL() *Evidence {
	if l.denied != nil {
		return l.denied
	}
	return l.urlDenied
}

func letsIn(read *policy.Policy, name, action string) letting {
	var out letting
	for i := range read.Statements {
		s := &read.Statements[i]
		if !s.Everyone() || s.Action(action) == policy.None {
			continue
		}
		e := &Evidence{Resource: name, Rule: strings.TrimSpace("resource policy " + s.Sid),
			Says: s.Text() + ", whoever calls"}
		anyWay := len(s.Conditions) == 0
		switch byURL := urlConditions(s); {
		case s.Deny && anyWay:
			out.denied = e
		case s.Deny && byURL:
			out.urlDenied = e
		case s.Deny:
			out.doubts = append(out.doubts, *e)
		case anyWay && action == invokeFunction:
			out.direct = e
		case byURL:
			out.byURL = e
		}
	}
	return out
}

// urlConditions reports whether a statement's only conditions are that the call comes by the function's URL without
// authentication, so that everyone who knows the URL passes.
func urlConditions(s *policy.Statement) bool {
	for _, c := range s.Conditions {
		only := len(c.Values) == 1
		switch {
		case strings.EqualFold(c.Key, "lambda:FunctionUrlAuthType") && only && c.Values[0] == "NONE":
		case strings.EqualFold(c.Key, "lambda:InvokedViaFunctionUrl") && only && strings.EqualFold(c.Values[0], "true"):
		default:
			return false
		}
	}
	return true
}

func (p *Pass) reportPublic(place *reach.Place, entry *publicEntry) {
	name := place.FunctionName
	f := Finding{Resource: name, Functions: []string{name}, Evidence: entry.proof,
		Title: fmt.Sprintf("everyone can call %s", name)}
	if len(entry.doubts) > 0 {
		f.Severity = Medium
		f.Title += ", under conditions"
		f.Evidence = append(f.Evidence, entry.doubts...)
	}
	if inside := p.privateReach(place); inside != "" {
		f.Title += ", and it reaches a private network"
		f.Evidence = append(f.Evidence,
			Evidence{Resource: place.VPCID, Rule: "reach", Says: "from there it reaches " + inside})
	}
	f.Fix = p.closeFunction(name, entry.byURL)
	p.Report(f)
}

// privateReach says what a function reaches within its VPC and beyond peerings, "" if nothing is known to.
func (p *Pass) privateReach(place *reach.Place) string {
	if !place.Attached() {
		return ""
	}
	for _, at := range p.placements() {
		if at.Key != place.Key {
			continue
		}
		var inside []string
		for _, part := range p.reach(at).Parts {
			local := part.Way.Kind == reach.WayLocal || part.Way.Kind == reach.WayPeering
			if local && part.Verdict != reach.Unknown {
				inside = append(inside, part.Set.Human())
			}
		}
		return join(inside)
	}
	return ""
}

// closeFunction is the fix that takes away what lets everyone call a function.
func (p *Pass) closeFunction(name string, byURL bool) Fix {
	var fix Fix
	if byURL {
		fix.CLI = paste.Script{p.aws("lambda update-function-url-config").Opt("function-name", name).
			Opt("auth-type", "AWS_IAM")}
		fix.declare(paste.Resource("aws_lambda_function_url", paste.Name(name),
			paste.F("function_name", paste.Str(name)), paste.F("authorization_type", paste.Str("AWS_IAM"))),
			paste.Resource("AWS::Lambda::Url", paste.LogicalID(name+" url"),
				paste.F("TargetFunctionArn", paste.Str(name)), paste.F("AuthType", paste.Str("AWS_IAM"))))
	}
	for _, id := range p.openStatements(name) {
		fix.CLI = append(fix.CLI, p.aws("lambda remove-permission").Opt("function-name", name).Opt("statement-id", id))
	}
	fix.remark("remove the permission of %s that names everyone", name)
	return fix
}

// openStatements are the statements of a function's policy that allow everyone something.
func (p *Pass) openStatements(name string) []string {
	read, err := policy.Parse(string(p.Region.Region.FunctionPolicies[name].Policy))
	if err != nil {
		return nil
	}
	var ids []string
	for i := range read.Statements {
		if s := &read.Statements[i]; !s.Deny && s.Everyone() && s.Sid != "" {
			ids = append(ids, s.Sid)
		}
	}
	return uniqueTexts(ids)
}
