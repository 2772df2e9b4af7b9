package symptom

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/analysis/check"
)

// nearby find a destination that stands beside an error, in the same event.
var nearby = sync.OnceValue(func() []compiled { return compile(places) })

var places = []shape{
	{id: "node-fields", expr: `\b(?:address|hostname|host|remoteaddress)["']?\s*[:=]\s*["']?{host}`},
	{id: "broker", expr: `\bbroker["']?\s*[:=]\s*["']?{at}`},
	{id: "url-field", expr: `(?:url|uri|endpoint)["']?\s*[:=(]\s*["'(]?(?P<at>[a-z][a-z0-9+.-]*://[a-z0-9_.:\[\]-]+)`},
	{id: "url", expr: `(?P<at>[a-z][a-z0-9+.:-]*://[a-z0-9_.\[][a-z0-9_.:\[\]-]*)`},
	{id: "pool", expr: `connectionpool\(host=["']{host}["'], port={port}`},
	{id: "at-server", expr: `\bserver at ["']{host}["']`},
	{id: "aws-host", expr: `\b(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws))\b(?::{port})?`},
	{id: "operation", expr: `operation error (?P<svc>[a-z0-9 ]+): [a-z]`},
	{id: "sdk-java-service", expr: `\(service: (?:amazon|aws)?(?P<svc>[a-z0-9 ]+?)(?:v2)?[,;]`},
	{id: "client", expr: `\b(?P<svc>[a-z0-9]+)client\b`},
}

var nearPorts = regexp.MustCompile(`(?i)\bport["']?\s*[:= ]\s*["']?(\d{1,5})\b`)

// udpField is a protocol that stands beside a host and a port.
var udpField = regexp.MustCompile(`(?i)\bprotocol["']?\s*[:=]\s*["']?udp\b`)

// fileSystems are ids of what functions mount, and gateways those of NAT gateways.
var nearResources = regexp.MustCompile(`\b(?:fsap|fs|nat)-[0-9a-f]{8,17}\b`)

// nearIn is the destination that an event names besides.
func nearIn(text string) place {
	var p place
	list := nearby()
	for i := range list {
		c := &list[i]
		for _, m := range c.find.FindAllStringSubmatchIndex(text, most) {
			var s Symptom
			for j, group := range c.find.SubexpNames() {
				if group != "" && m[2*j] >= 0 {
					s.take(group, text[m[2*j]:m[2*j+1]])
				}
			}
			if s.Destination == "" || ownHost(s.Destination) || toRead.MatchString(text[:m[0]]) ||
				slices.Contains(manuals, s.Destination) {
				continue
			}
			p.Destination, p.Address, p.Port = s.Destination, s.Address, s.Port
			break
		}
		if p.Destination != "" {
			break
		}
	}
	if m := nearPorts.FindStringSubmatch(text); m != nil && p.Destination != "" {
		p.Port = cmp.Or(p.Port, portOf(m[1]))
	}
	p.Resource = nearResources.FindString(text)
	return p
}

// manuals are the hosts of the pages that errors name for people to read.
var manuals = []string{"curl.haxx.se", "curl.se", "docs.aws.amazon.com", "www.mongodb.com", "docs.mongodb.com",
	"mongoosejs.com", "github.com", "nodejs.org", "pris.ly", "aka.ms", "go.microsoft.com", "docs.microsoft.com",
	"learn.microsoft.com", "stackoverflow.com", "urllib3.readthedocs.io", "docs.python.org", "docs.oracle.com"}

// toRead are the words before the address of a page to read.
var toRead = regexp.MustCompile(`(?i)(?:\bsee|\bvisit|\brefer to|\bread|\blearn more|` +
	`more (?:info|information|details)|documentation|\bdocs)(?: at| in| here| about it)?:? ?\(?["'<]?$`)

// ownNames are what a function's own environment is called: loggers such as pino write it into every line.
var ownNames = regexp.MustCompile(`^(?:169\.254\.\d+\.\d+|ip-\d+-\d+-\d+-\d+(?:\..*)?)$`)

func ownHost(host string) bool { return ownNames.MatchString(host) && host != "169.254.169.254" }

// functionNames find the function that an event is about, the surest first.
var functionNames = []*regexp.Regexp{
	regexp.MustCompile(`/aws/lambda/([A-Za-z0-9-_]{1,64})`),
	// Lambda's session of a role has the function's name: who is denied is the function, and what it is denied may be
	// another
	regexp.MustCompile(`assumed-role/[A-Za-z0-9+=,.@_-]{1,64}/([A-Za-z0-9-_]{1,64}) is not authorized`),
	regexp.MustCompile(`(?i)function_?arn["']?\s*[:=]\s*["']?(arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]{1,64})`),
	regexp.MustCompile(`(arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]{1,64})`),
	regexp.MustCompile(`(?i)\bfunction_?name["']?\s*[:=]\s*["']?([A-Za-z0-9-_]{1,64})\b`),
	regexp.MustCompile(`(?i)\bAWS_LAMBDA_FUNCTION_NAME["']?\s*[:=]\s*["']?([A-Za-z0-9-_]{1,64})`),
	regexp.MustCompile(`\bLambda Function \(([A-Za-z0-9-_]{1,64})\)`),
	regexp.MustCompile(`(?i)\bdimensions? \[?FunctionName[ =]+([A-Za-z0-9-_]{1,64})`),
	regexp.MustCompile(`assumed-role/[A-Za-z0-9+=,.@_-]{1,64}/([A-Za-z0-9-_]{1,64})\b`),
}

// function is the function that the event names, "" for none.
func (e *event) function() string {
	if !e.words.any([]string{"lambda", "function", "assumed-role"}) {
		return ""
	}
	e.scrub()
	for _, f := range functionNames {
		if m := f.FindStringSubmatch(e.text); m != nil {
			return m[1]
		}
	}
	return ""
}

// ShortName is the name of a function of which the name or the ARN is known; "" of "".
func ShortName(function string) string { return function[strings.LastIndexByte(function, ':')+1:] }

// Mentioned are those of some names that a text has as words of their own, in the order of the names: an error says
// "checkout-api: Task timed out" in nobody's shape.
func Mentioned(text string, known []string) []string {
	text = text[:min(len(text), mostText)]
	words := make(map[string]bool)
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	}) {
		words[word] = true
	}
	var out []string
	for _, name := range known {
		if words[name] {
			out = append(out, name)
		}
	}
	return out
}

var initPhase = regexp.MustCompile(`(?i)\bINIT_REPORT\b|\bphase["']?\s*[:=]\s*["']?init\b|platform\.init|` +
	`\binit(?:ialization)? (?:phase|error|timed out)|Extension\.InitError|Runtime\.InitError`)
var invokePhase = regexp.MustCompile(`(?i)\bREPORT RequestId\b|\bphase["']?\s*[:=]\s*["']?invoke\b|` +
	`platform\.report|Task timed out after`)

func phaseIn(text string) Phase {
	switch {
	case initPhase.MatchString(text):
		return Init
	case invokePhase.MatchString(text):
		return Invoke
	}
	return ""
}

// exceptions are the errors of Lambda's API that say the same as a reason code of a function's state.
// Source: Lambda API, Invoke; Lambda developer guide, "Troubleshoot networking issues in Lambda".
var exceptions = map[string]string{
	"subnetipaddresslimitreached": "SubnetOutOfIPAddresses",
	"invalidsubnetid":             "InvalidSubnet",
	"invalidsecuritygroupid":      "InvalidSecurityGroup",
	"ec2accessdenied":             "InsufficientRolePermissions",
	"eninotready":                 "Creating",
	"efsmountconnectivity":        "EFSMountConnectivityError",
	"efsmounttimeout":             "EFSMountTimeout",
	"efsmountfailure":             "EFSMountFailure",
	"efsio":                       "EFSIOError",
}

// codeNamed is a reason code as AWS spells it, "" for any other word.
func codeNamed(word string) string {
	low := strings.TrimSuffix(strings.ToLower(word), "exception")
	if code := exceptions[low]; code != "" {
		return code
	}
	for _, code := range check.StateReasonCodes() {
		if strings.EqualFold(code, word) {
			return code
		}
	}
	return ""
}
