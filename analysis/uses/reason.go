package uses

import (
	"fmt"
	"strings"
)

// Reason is why something is as it is told: a row of the table of sentences.
type Reason string

// Why a thing has no owner that can be shown.
const (
	AboutTheAccount         Reason = "about-the-account"
	FunctionInNoVPC         Reason = "function-in-no-vpc"
	VPCNotKnown             Reason = "vpc-not-told"
	InNoVPC                 Reason = "in-no-vpc"
	AttachedToNone          Reason = "attached-to-none"
	PeersNotKnown           Reason = "peers-not-told"
	NoVPCUsesIt             Reason = "no-vpc-uses-it"
	NoVPCAsksIt             Reason = "no-vpc-asks-it"
	NoFunctionOnIt          Reason = "no-function-on-it"
	NoFunctionAsIt          Reason = "no-function-as-it"
	NoFunctionHasIt         Reason = "no-function-has-it"
	VPCOfAccount            Reason = "vpc-of-account"
	TransitGatewayOfAccount Reason = "transit-gateway-of-account"
	PrefixListOfAccount     Reason = "prefix-list-of-account"
	OfSomebodyElse          Reason = "of-somebody-else"
	OwnerNotKnown           Reason = "owner-not-told"
	BelongsToNothing        Reason = "belongs-to-nothing"
)

// Why nothing can use a thing.
const (
	FunctionNotUsed Reason = "function-not-used"
	NoWayThrough    Reason = "no-way-through"
)

// How something uses a part of the network.
const (
	HasIt             Reason = "has-it"
	HasItAsMain       Reason = "has-it-as-main"
	MainTable         Reason = "main-table"
	DefaultACL        Reason = "default-acl"
	IsIn              Reason = "is-in"
	InterfaceIn       Reason = "interface-in"
	IsAttached        Reason = "is-attached"
	HasRange          Reason = "has-range"
	HasState          Reason = "has-state"
	PeersWith         Reason = "peers-with"
	Attaches          Reason = "attaches"
	AttachedTo        Reason = "attached-to"
	RoutesTo          Reason = "routes-to"
	RuleNamesIt       Reason = "rule-names-it"
	HasPublicAddress  Reason = "has-public-address"
	KeptByLambda      Reason = "kept-by-lambda"
	KeptByInterface   Reason = "kept-by-interface"
	KeptByRule        Reason = "kept-by-rule"
	KeptByAssociation Reason = "kept-by-association"
	LeftOver          Reason = "left-over"
)

// sentences is the table of what reasons say; %s are the names of a statement.
var sentences = map[Reason]string{
	AboutTheAccount:         "this finding is about the account, not about one resource",
	FunctionInNoVPC:         "%s is not in a VPC: it belongs to no network",
	VPCNotKnown:             "the snapshot does not say which VPC it is in",
	InNoVPC:                 "it is in no VPC",
	AttachedToNone:          "it is attached to no VPC",
	PeersNotKnown:           "the snapshot does not say which VPCs it connects",
	NoVPCUsesIt:             "no VPC uses it",
	NoVPCAsksIt:             "no VPC asks it",
	NoFunctionOnIt:          "no function runs on it",
	NoFunctionAsIt:          "no function runs as it",
	NoFunctionHasIt:         "no function, and no published version in the snapshot, has its subnet and exactly its security groups",
	VPCOfAccount:            "a VPC belongs to an account: %s",
	TransitGatewayOfAccount: "a transit gateway belongs to an account: %s",
	PrefixListOfAccount:     "a prefix list belongs to an account: %s",
	OfSomebodyElse:          "it belongs to %s, which vpclens does not read",
	OwnerNotKnown:           "nothing in the snapshot says what it belongs to",
	BelongsToNothing:        "it belongs to nothing that vpclens reads",

	FunctionNotUsed: "nothing depends on a function; ask it of a subnet, security group, gateway or endpoint",
	NoWayThrough:    "no function's traffic goes through a %s",

	HasIt:             "has it",
	HasItAsMain:       "has it as the VPC's main table",
	MainTable:         "it is its main table",
	DefaultACL:        "it is its default network ACL",
	IsIn:              "is in it",
	InterfaceIn:       "has an interface in it",
	IsAttached:        "is attached to it",
	HasRange:          "%s",
	HasState:          "%s",
	PeersWith:         "with %s",
	Attaches:          "%s %s",
	AttachedTo:        "to %s",
	RoutesTo:          "routes %s to %s",
	RuleNamesIt:       "%s, %s, names it",
	HasPublicAddress:  "%s has the public address %s",
	KeptByLambda:      "%s",
	KeptByInterface:   "%s",
	KeptByRule:        "%s",
	KeptByAssociation: "%s",
	LeftOver:          "%s",
}

// Statement is a reason with what its sentence names.
type Statement struct {
	Reason Reason
	Names  []string
}

func state(r Reason, names ...string) Statement { return Statement{r, names} }

// String is the sentence, "" for no reason. Resources are in it by their ids.
func (s Statement) String() string {
	if s.Reason == "" {
		return ""
	}
	names := make([]any, len(s.Names))
	for i, name := range s.Names {
		names[i] = name
	}
	switch s.Reason {
	case VPCOfAccount, TransitGatewayOfAccount, PrefixListOfAccount:
		if s.Names[0] == "" {
			names[0] = "which one the snapshot does not say"
		}
	case RoutesTo: // the third is the state of a route that is not active
		text := fmt.Sprintf(sentences[s.Reason], names[:2]...)
		if s.Names[2] != "" {
			text += ", " + s.Names[2]
		}
		return text
	}
	return strings.TrimSpace(fmt.Sprintf(sentences[s.Reason], names...))
}
