package why

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/symptom"
)

// Code says what a line of an answer is, for programs.
type Code string

// The codes of causes.
const (
	PathBlocked      Code = "path-blocked"      // a hop blocks from every subnet
	PathPartly       Code = "path-partly"       // from some, or some of the connections
	PathUnknown      Code = "path-unknown"      // a hop that no call settles
	EndpointBypassed Code = "endpoint-bypassed" // the name does not lead to the endpoint of its service
	IfCalled         Code = "if-called"         // what the path to something that it may have called says
	Found            Code = "finding"           // a check has found it
	OwnLoopback      Code = "own-loopback"
	NoMetadata       Code = "no-metadata"
	WrongPort        Code = "wrong-port"
	RefusedThere     Code = "refused-there"
	RefusedByIt      Code = "refused-by-it"
	PortAsked        Code = "port-asked"
	AnotherAddress   Code = "another-address"
	IdleConnection   Code = "idle-connection"
	CutThere         Code = "cut-there"
	TLSThere         Code = "tls-there"
	TLSAtEndpoint    Code = "tls-at-endpoint"
	NameBlocked      Code = "name-blocked"
	NameMisspelt     Code = "name-misspelt"
	PolicyDenies     Code = "policy-denies"
	PolicyNotHere    Code = "policy-not-here"
	APICaptured      Code = "api-captured"
	RoleDenies       Code = "role-denies"
	DeniedThere      Code = "denied-there"
	AboveRole        Code = "above-role"
	CodeSays         Code = "code-says"
	QuotaFull        Code = "quota-full"
	QuotaNotFull     Code = "quota-not-full"
	ThrottledByEC2   Code = "throttled-by-ec2"
	NATPortsUsed     Code = "nat-ports-used"
	Held             Code = "held"
	Named            Code = "named"
)

// The codes of what is excluded.
const (
	PathOpen        Code = "path-open"
	AnswerCame      Code = "answer-came"
	InternetOpen    Code = "internet-open"
	NoNetwork       Code = "no-network"
	NotInVPC        Code = "not-in-vpc"
	NothingBroken   Code = "nothing-broken"
	ServicesReached Code = "services-reached"
	NameResolves    Code = "name-resolves"
	RoleAllows      Code = "role-allows"
	NotThePath      Code = "not-the-path"
	HeldByNothing   Code = "held-by-nothing"
)

// The codes of what is unknown.
const (
	HopUnknown          Code = "hop-unknown"
	NATPortsMaybe       Code = "nat-ports-maybe"
	NATPortsWhen        Code = "nat-ports-when"
	WhichPort           Code = "which-port"
	NameOpen            Code = "name-open"
	NameElsewhere       Code = "name-elsewhere"
	SilentThere         Code = "silent-there"
	ChangedSince        Code = "changed-since"
	DestinationUnknown  Code = "destination-unknown"
	WhatItCalled        Code = "what-it-called"
	FileSystemState     Code = "file-system-state"
	StateNow            Code = "state-now"
	InterfacesUncounted Code = "interfaces-uncounted"
	QuotaUnread         Code = "quota-unread"
	WhoCallsEC2         Code = "who-calls-ec2"
	NotHere             Code = "not-here"
	KeepersUnread       Code = "keepers-unread"
	LambdaTakesMinutes  Code = "lambda-takes-minutes"
	VersionsUnread      Code = "versions-unread"
	PolicyText          Code = "policy-text"
	RoleUnknown         Code = "role-unknown"
)

// Point is a line of an answer as a value: a row of the table, and what its sentence names.
type Point struct {
	Code  Code
	Names []string
	Hop   *reach.Hop // whose sentence it is, where a hop says it
}

func point(c Code, names ...string) Point { return Point{Code: c, Names: names} }

// sentences are the codes in words. Between braces stands what the sentence names: {1} to {3}, and {rest} for all from
// the second on. Sentences of hops, findings and keepers are their own.
// Sources of the numbers: VPC user guide, "NAT gateway basics" and "Troubleshoot NAT gateways" (55,000 connections to
// one destination for each address, idle timeout 350 seconds); AWS PrivateLink guide (350 seconds); Lambda developer
// guide, "Giving Lambda functions access to resources in an Amazon VPC" (up to 20 minutes until an interface is
// deleted).
var sentences = map[Code]string{
	OwnLoopback: "{1} is the function's own environment, in which nothing listens: the host of the destination is not configured",
	NoMetadata:  "169.254.169.254 is EC2 instance metadata, which Lambda functions do not have: credentials come from the environment",
	WrongPort:   "{1} accepts connections on port {2}, not on {3}",
	RefusedThere: "{1} answered that nothing listens on port {2}: the process is down or restarting, listens on another port, " +
		"or only on its own loopback address",
	RefusedByIt: "{1} answered that nothing listens there: the process is down or restarting, listens on another " +
		"port, or only on its own loopback address",
	AnotherAddress: "what answered is not {1} as the snapshot has it, whose path is blocked: the name resolves to another " +
		"address, or something has changed since",
	IdleConnection: "{1} drops connections that are idle for 350 seconds, and resets what is sent on them afterwards: " +
		"use TCP keep-alive, or make a new connection after a pause (a frozen environment sends no keep-alive)",
	CutThere:      "{1} closed the connection: a restart, an idle timeout of its own, a limit on connections, or a proxy on the way",
	TLSThere:      "{1} answered, and both sides do not agree on TLS: look at the certificate's names and authority, and the versions",
	TLSAtEndpoint: "private DNS resolves {1} to {2}, whose certificate answers",
	NameMisspelt:  "{1} is the name of nothing here; {2} is: a misspelling",
	PolicyNotHere: "the policy of {1} is what AWS names, and it allows some of what the role uses in this snapshot: " +
		"it may not allow this action or this resource",
	RoleDenies:     "{1} does not allow {2}",
	DeniedThere:    "{1} answered and denied it: a resource policy, a permission or a key, not the network",
	AboveRole:      "the policies of {1} allow it, so something above the role denies it: a service control policy or a permissions boundary",
	QuotaFull:      "{1} has {2} of {3} interfaces",
	QuotaNotFull:   "{1} has {2} of {3} interfaces in this snapshot: the quota was used up when it failed, and is not any more",
	ThrottledByEC2: "EC2 throttled Lambda: too many calls of its API in this account and Region. Lambda tries again",
	NATPortsUsed: "{1} had no port left: an address of a NAT gateway has 55,000 connections to one destination. Add addresses, " +
		"reuse connections, or use VPC endpoints; used by {rest}",

	PathOpen:        "the network is fine: {1} reaches {2} on port {3} from all of its subnets, and replies come back",
	InternetOpen:    "{1} reaches the internet on port {2} from all of its subnets: the network is fine if {3} is an address of it",
	AnswerCame:      "not a dropped packet: an answer came back, so security groups, network ACLs and routes let it through ({1})",
	NoNetwork:       "no network is involved: traffic to a loopback address does not leave the function's environment",
	NotInVPC:        "{1} is not attached to a VPC: no security group, network ACL or route of this account is on its path",
	NothingBroken:   "no check has found anything broken in the network of {1}",
	ServicesReached: "reached: {names}",
	NameResolves:    "{1} resolves in this VPC, as far as the snapshot shows it",
	RoleAllows:      "{1} allows {2}",
	NotThePath:      "no path of {1}: Lambda could not make its interface in time",
	HeldByNothing:   "nothing in this snapshot keeps {1}: try again",

	NATPortsMaybe: "whether {1} ran out of ports: its metric ErrorPortAllocation is above 0 then",
	WhichPort:     "on which port {1} was called: the text names none, and {2} was asked about",
	NATPortsWhen:  "when {1} ran out of ports",
	NameOpen:      "what {1} resolves to: the internet was asked about in its place",
	NameElsewhere: "whether {1} exists: no private hosted zone of this VPC in the snapshot has it, so public DNS or a Resolver rule answers",
	SilentThere: "whether {1} answers at all: a firewall on the host, a full backlog and an answer that takes longer than the " +
		"client waits show as a timeout too",
	ChangedSince:        "whether something has changed between the error and the snapshot",
	DestinationUnknown:  "what {1} is: nothing in this account has that name",
	WhatItCalled:        "what {1} was waiting for: its log says more than the timeout does",
	FileSystemState:     "whether the access point and its file system are available, and allow the role",
	StateNow:            "what {1} is in now, and AWS's reason",
	InterfacesUncounted: "how many interfaces {1} has",
	QuotaUnread:         "the quota of this account: {1} is AWS's default",
	WhoCallsEC2:         "who calls EC2 that often",
	NotHere:             "{1} is not in this snapshot: it is gone, or of another account or Region",
	KeepersUnread:       "whether more keeps {1}",
	LambdaTakesMinutes:  "how long it takes: Lambda deletes an interface usually 20 to 45 minutes after its last use",
	VersionsUnread:      "whether published versions use the interfaces",
	PolicyText:          "the policy of {1}",
	RoleUnknown:         "whether {1} allows {2}",
}

// String is the sentence that people read, "" where a finding or a keeper has it. Nothing is decided by it.
func (p Point) String() string {
	if p.Hop != nil {
		return p.Hop.Says()
	}
	rest := p.Names[min(1, len(p.Names)):]
	var b strings.Builder
	text := sentences[p.Code]
	for {
		before, after, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var name string
		name, text, _ = strings.Cut(after, "}")
		switch name {
		case "names":
			b.WriteString(english.FirstOf(p.Names, mostNamed))
		case "rest":
			if len(rest) == 0 {
				b.WriteString("no function")
			}
			b.WriteString(english.FirstOf(rest, mostNamed))
		default:
			if n := int(name[0] - '1'); n < len(p.Names) {
				b.WriteString(p.Names[n])
			}
		}
	}
}

// mostNamed is how many names a sentence has.
const mostNamed = 8

// Says is the cause in a sentence.
func (c *Cause) Says() string {
	switch {
	case c.Code == CodeSays:
		return c.Names[0] + ": " + check.StateReason(c.Names[0])
	case c.Finding != nil:
		return c.Finding.Title
	case c.Code == IfCalled:
		return "if it called " + c.Names[0] + ": " + c.Hops[0].Says()
	case c.Code == PortAsked:
		return "if it called port " + c.Names[0] + ": " + c.Hops[0].Says()
	case c.Keeper != nil && c.Code == Named:
		return c.Keeper.ID + " names it, and Lambda makes its interfaces again"
	case c.Keeper != nil:
		return keeperWords[c.Keeper.Kind] + " " + c.Keeper.ID + ": " + c.Keeper.Says
	case sentences[c.Code] == "" && len(c.Hops) > 0:
		return c.Hops[0].Says()
	}
	return c.Point.String()
}

// keeperWords are what keeps a subnet or group, in words before its id.
var keeperWords = map[ledger.KeeperKind]string{ledger.KeeperInterface: "interface",
	ledger.KeeperLambda: "Lambda interface", ledger.KeeperRule: "security group",
	ledger.KeeperAssociation: "association with", ledger.KeeperFunction: "function"}

// KindText is what happened, in words that go on after a function's name.
func KindText(k symptom.Kind) string {
	return map[symptom.Kind]string{
		symptom.NoAnswer:       "got no answer",
		symptom.Refused:        "was refused",
		symptom.Reset:          "lost an established connection",
		symptom.NameNotFound:   "could not resolve a name",
		symptom.TLS:            "did not agree on TLS",
		symptom.EndpointPolicy: "was denied by a VPC endpoint policy",
		symptom.AccessDenied:   "was denied",
		symptom.Mount:          "could not mount a file system",
		symptom.Throttled:      "waited for EC2, which throttled Lambda",
		symptom.InterfaceLimit: "got no network interface: the quota is used up",
		symptom.State:          "has the reason code",
		symptom.InUse:          "cannot be deleted",
		symptom.NATPorts:       "ran out of ports",
		symptom.Timeout:        "ran into its timeout",
		symptom.Failing:        "fails",
	}[k]
}

// SureText is how surely a cause makes the symptom, in words before it.
func SureText(s Sure) string {
	return map[Sure]string{Certain: "", Partly: "partly", Likely: "likely",
		IfPublic: "if the name has internet addresses", Possible: "possibly"}[s]
}
