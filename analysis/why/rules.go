package why

import (
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/symptom"
)

// rule is a row of the table: what follows from a kind of symptom and the verdict of the path.
type rule struct {
	kinds   []symptom.Kind
	verdict verdicts
	say     func(*explainer)
}

// verdicts are the verdicts that a rule is for.
type verdicts uint8

const (
	noPath  verdicts = 1 << iota // no destination is known, so there is no path to ask about
	blocked                      //
	partial
	unknown
	reachable
	any = noPath | blocked | partial | unknown | reachable
)

func (v verdicts) fits(t *reach.Trace) bool {
	if t == nil {
		return v&noPath != 0
	}
	return v&map[reach.Verdict]verdicts{reach.Blocked: blocked, reach.Partial: partial, reach.Unknown: unknown,
		reach.Reachable: reachable}[t.Verdict] != 0
}

// rules is the table; the first row that fits counts.
//
// A packet that security groups, network ACLs, routes or gateways drop is dropped in silence: it shows as no answer. A
// refusal, a reset and an error of TLS are answers: something got there and back.
var rules = []rule{
	{[]symptom.Kind{symptom.NoAnswer}, noPath, (*explainer).byFindings},
	{[]symptom.Kind{symptom.NoAnswer}, blocked | partial, (*explainer).byBlockers},
	{[]symptom.Kind{symptom.NoAnswer}, unknown, (*explainer).byUnknowns},
	{[]symptom.Kind{symptom.NoAnswer}, reachable, (*explainer).openPath},

	{[]symptom.Kind{symptom.Refused}, noPath | reachable | partial | unknown, (*explainer).refused},
	{[]symptom.Kind{symptom.Refused}, blocked, (*explainer).answeredThoughBlocked},
	{[]symptom.Kind{symptom.Reset}, noPath | reachable | partial | unknown, (*explainer).reset},
	{[]symptom.Kind{symptom.Reset}, blocked, (*explainer).answeredThoughBlocked},
	{[]symptom.Kind{symptom.TLS}, noPath | reachable | partial | unknown, (*explainer).tls},
	{[]symptom.Kind{symptom.TLS}, blocked, (*explainer).answeredThoughBlocked},

	{[]symptom.Kind{symptom.NameNotFound}, any, (*explainer).name},
	{[]symptom.Kind{symptom.EndpointPolicy}, any, (*explainer).endpointPolicy},
	{[]symptom.Kind{symptom.AccessDenied}, any, (*explainer).denied},

	{[]symptom.Kind{symptom.Mount}, any, (*explainer).mount},
	{[]symptom.Kind{symptom.State}, any, (*explainer).state},
	{[]symptom.Kind{symptom.InterfaceLimit}, any, (*explainer).interfaceLimit},
	{[]symptom.Kind{symptom.Throttled}, any, (*explainer).throttled},
	{[]symptom.Kind{symptom.InUse}, any, (*explainer).inUse},
	{[]symptom.Kind{symptom.NATPorts}, any, (*explainer).natPorts},

	// a function that only runs out of time may have waited for what the person names
	{[]symptom.Kind{symptom.Timeout, symptom.Failing}, blocked | partial, (*explainer).byBlockers},
	{[]symptom.Kind{symptom.Timeout, symptom.Failing}, unknown, (*explainer).byUnknowns},
	{[]symptom.Kind{symptom.Timeout, symptom.Failing}, any, (*explainer).byFindings},
}

// shows are the kinds of symptoms that the findings of a check show as; a check that is not listed shows as none. What
// is exposed, or could be tighter, fails nothing.
var shows = map[string][]symptom.Kind{
	"path-public-subnet":       silence,
	"path-mixed-subnets":       silence,
	"path-nat-broken":          silence,
	"path-nat-instance":        silence,
	"path-blackhole":           silence,
	"path-nacl-return":         silence,
	"path-nacl-blocks":         silence,
	"path-public-access-block": silence,
	"path-encryption-control":  append([]symptom.Kind{symptom.State}, silence...),
	"path-tgw-zone":            silence,
	"path-differs-by-subnet":   silence,
	ownTargets:                 silence,
	"endpoint-blocked":         silence,
	"endpoint-not-routed":      silence,
	"endpoint-private-dns-off": silence,
	"endpoint-zone-missing":    silence,
	"service-unreachable":      silence,
	"durable-no-lambda-api":    silence,
	"eni-ipv6-no-path":         silence,
	"dns-off":                  append([]symptom.Kind{symptom.NameNotFound}, silence...),
	"dns-custom-unreachable":   append([]symptom.Kind{symptom.NameNotFound}, silence...),
	"dns-name-blocked":         append([]symptom.Kind{symptom.NameNotFound}, silence...),

	"cold-start-init-dependency": silence,

	"efs-unreachable": append([]symptom.Kind{symptom.Mount}, silence...),

	"endpoint-policy-blocks": {symptom.EndpointPolicy, symptom.AccessDenied, symptom.Failing},
	"endpoint-captures-apis": {symptom.AccessDenied, symptom.Failing},
	"function-url-forbidden": {symptom.AccessDenied, symptom.Failing},
	"role-not-assumable":     {symptom.AccessDenied, symptom.State, symptom.Failing},

	"eni-state":            {symptom.State, symptom.InterfaceLimit, symptom.Throttled, symptom.Failing},
	"eni-role-permissions": {symptom.State, symptom.Failing},
	"eni-role-not-denied":  {},
	"eni-subnet-addresses": {symptom.State, symptom.Failing},
	"eni-quota":            {symptom.InterfaceLimit, symptom.State},
	"path-dangling":        {symptom.State, symptom.Failing},
	"event-source-path":    {symptom.Failing},
	"cold-start-idle":      {symptom.State, symptom.Failing},
}

// silence is what a dropped packet shows as.
var silence = []symptom.Kind{symptom.NoAnswer, symptom.Timeout, symptom.Failing}

// ofCode are the checks that explain a reason code of a function's state, the likeliest first.
var ofCode = map[string][]string{
	"SubnetOutOfIPAddresses":           {"eni-state", "eni-subnet-addresses"},
	"InvalidSubnet":                    {"eni-state", "path-dangling"},
	"InvalidSecurityGroup":             {"eni-state", "path-dangling"},
	"InsufficientRolePermissions":      {"eni-role-permissions", "role-not-assumable", "eni-state"},
	"EniLimitExceeded":                 {"eni-quota", "eni-state"},
	"EFSMountConnectivityError":        {"efs-unreachable"},
	"EFSMountTimeout":                  {"efs-unreachable"},
	"EFSMountFailure":                  {"efs-unreachable"},
	"EFSIOError":                       {"efs-unreachable"},
	"Idle":                             {"eni-state", "cold-start-idle", "eni-role-permissions"},
	"DisallowedByVpcEncryptionControl": {"path-encryption-control", "eni-state"},
}
