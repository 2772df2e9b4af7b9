package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/paste"
)

var functionURLForbidden = &Check{
	ID:       "function-url-forbidden",
	Title:    "a function's URL without authentication answers 403",
	Severity: Low,
	Impact:   Broken,
	Family:   Identity,
	Why: "A URL with AuthType NONE needs two permissions for everyone in the function's policy, lambda:InvokeFunctionUrl and " +
		"lambda:InvokeFunction. With only one of them every call answers 403 Forbidden. One permission was enough until " +
		"October 2025, so that what old templates create no longer works.",
	When: "The function has a URL with AuthType NONE, and its policy gives everyone one of the two permissions and not the other, or denies it.",
	Fix: "If everyone is to call the function, add the permission that is missing, with the condition lambda:InvokedViaFunctionUrl. If not, " +
		"set the URL's authentication to AWS_IAM, or delete the URL.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
	},
	Run: func(p *Pass) {
		var open unknowns
		for _, place := range p.Places {
			switch entry := p.publicEntry(place); {
			case entry.lacks != "":
				p.reportForbidden(place.FunctionName, entry)
			case len(entry.missing) > 0 && !entry.noURL:
				open.add(p.RegionName(), []string{place.FunctionName}, entry.missing)
			}
		}
		open.report(p, func(string) string {
			return "Whether these functions have URLs that answer 403 depends on their policies and URLs, which were not collected."
		})
	},
}

func (p *Pass) reportForbidden(name string, entry publicEntry) {
	f := Finding{Resource: name, Functions: []string{name},
		Title: fmt.Sprintf("the URL of %s answers 403: everyone lacks %s", name, entry.lacks)}
	if entry.denied != nil { // an allow beside it would change nothing
		text := fmt.Sprintf("take %s out of what its %s denies", entry.lacks, entry.denied.Rule)
		f.Title = fmt.Sprintf("the URL of %s answers 403: its policy denies everyone %s", name, entry.lacks)
		f.Evidence = append(entry.proof, *entry.denied)
		f.Fix.Summary = "If everyone is to call the function, " + text +
			". If not, set the URL's authentication to AWS_IAM, or delete the URL."
		f.Fix.remark("%s, if everyone is to call %s", text, name)
		p.Report(f)
		return
	}
	f.Evidence = append(entry.proof,
		Evidence{Resource: name, Rule: "resource policy", Says: "no statement gives everyone " + entry.lacks})
	command := p.aws("lambda add-permission").Opt("function-name", name).Opt("statement-id", "url-everyone").
		Opt("action", entry.lacks).Opt("principal", "*")
	terraform := []paste.Field{paste.F("function_name", paste.Str(name)), paste.F("action", paste.Str(entry.lacks)),
		paste.F("principal", paste.Str("*"))}
	cloudFormation := []paste.Field{paste.F("FunctionName", paste.Str(name)), paste.F("Action", paste.Str(entry.lacks)),
		paste.F("Principal", paste.Str("*"))}
	if entry.lacks == invokeURL {
		command = command.Opt("function-url-auth-type", "NONE")
		terraform = append(terraform, paste.F("function_url_auth_type", paste.Str("NONE")))
		cloudFormation = append(cloudFormation, paste.F("FunctionUrlAuthType", paste.Str("NONE")))
	} else {
		command = command.Opt("invoked-via-function-url")
		terraform = append(terraform, paste.F("invoked_via_function_url", paste.Bool(true)))
		cloudFormation = append(cloudFormation, paste.F("InvokedViaFunctionUrl", paste.Bool(true)))
	}
	f.Fix.CLI = paste.Script{command.Saying("everyone on the internet can then call %s", name)}
	f.Fix.declare(paste.Resource("aws_lambda_permission", paste.Name(name+" url"), terraform...),
		paste.Resource("AWS::Lambda::Permission", paste.LogicalID(name+" url permission"), cloudFormation...))
	p.Report(f)
}
