package awsdata

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// HostedZoneSummary is one entry of route53 list-hosted-zones-by-vpc: a private zone that is associated with a VPC.
type HostedZoneSummary struct {
	HostedZoneId string          `must:"text"`
	Name         string          // with the dot at its end
	Owner        HostedZoneOwner `json:",omitzero"`
}

// HostedZoneOwner is the account, or the AWS service, that made a zone.
type HostedZoneOwner struct {
	OwningAccount string `json:",omitempty"`
	OwningService string `json:",omitempty"`
}

// ResourceRecordSet is one entry of route53 list-resource-record-sets. Values are kept of the types that lead to an
// address or another name; what a TXT record or the like says can be a secret, and is dropped where it is decoded.
type ResourceRecordSet struct {
	Name             string           // with the dot at its end; AWS writes * as \052
	Type             string           `must:"A AAAA CNAME NS SOA TXT MX NAPTR PTR SRV SPF CAA DS TLSA SSHFP SVCB HTTPS"`
	TTL              int64            `json:",omitempty"` // seconds
	ResourceRecords  []ResourceRecord `json:",omitempty"`
	AliasTarget      *AliasTarget     `json:",omitempty"`
	SetIdentifier    string           `json:",omitempty"` // of one of several record sets that share name and type
	Weight           *int64           `json:",omitempty"`
	Region           string           `json:",omitempty"`
	Failover         string           `json:",omitempty"` // PRIMARY or SECONDARY
	MultiValueAnswer *bool            `json:",omitempty"`
	HealthCheckId    string           `json:",omitempty"`
	GeoLocation      *GeoLocation     `json:",omitempty"`
}

// ResourceRecord is one value of a record set.
type ResourceRecord struct {
	Value string
}

// AliasTarget is the AWS resource whose addresses a record set answers with.
type AliasTarget struct {
	HostedZoneId         string `json:",omitempty"`
	DNSName              string
	EvaluateTargetHealth bool `json:",omitempty"`
}

// GeoLocation is where a question must come from to get a record set.
type GeoLocation struct {
	ContinentCode   string `json:",omitempty"`
	CountryCode     string `json:",omitempty"`
	SubdivisionCode string `json:",omitempty"`
}

// UnmarshalJSON implements [json.Unmarshaler].
func (s *ResourceRecordSet) UnmarshalJSON(data []byte) error {
	type plain ResourceRecordSet
	if err := json.Unmarshal(data, (*plain)(s)); err != nil {
		return err
	}
	switch s.Type {
	case "A", "AAAA", "CNAME", "NS":
	default:
		s.ResourceRecords = nil
	}
	return nil
}

// HostedZone is a private zone with the VPCs of a region that ask it, joined from list-hosted-zones-by-vpc and
// list-resource-record-sets.
type HostedZone struct {
	HostedZoneSummary
	VPCs         []string // ids, sorted
	Records      []ResourceRecordSet
	RecordsKnown bool // tells an empty zone from a gap
}

// printZone is list-hosted-zones-by-vpc about one zone.
func printZone(r Resource) any {
	var summaries []any
	if z, ok := r.(*HostedZone); ok {
		summaries = append(summaries, z.HostedZoneSummary)
	}
	return map[string]any{"HostedZoneSummaries": summaries}
}

// ID implements [Resource].
func (z *HostedZone) ID() string { return z.HostedZoneId }

// Name implements [Resource].
func (z *HostedZone) Name() string { return strings.TrimSuffix(z.HostedZoneSummary.Name, ".") }

// Facts implements [Resource].
func (z *HostedZone) Facts() []Fact {
	facts := []Fact{{Label: "Owner", Value: z.Owner.OwningAccount + z.Owner.OwningService}}
	facts = append(facts, refs("VPC", z.VPCs)...)
	if !z.RecordsKnown {
		facts = append(facts, Fact{Label: "Records", Value: "unknown: list-resource-record-sets was not collected"})
	}
	for i := range z.Records {
		facts = append(facts, Fact{Label: "Record", Value: z.Records[i].Text()})
	}
	return compact(facts)
}

// Text is the record set in one line: its name, type and values.
func (s *ResourceRecordSet) Text() string {
	var values []string
	for _, r := range s.ResourceRecords {
		values = append(values, r.Value)
	}
	if s.AliasTarget != nil {
		values = append(values, "alias of "+s.AliasTarget.DNSName)
	}
	text := strings.ReplaceAll(s.Name, `\052`, "*") + " " + s.Type
	if len(values) > 0 {
		text += " " + strings.Join(values, ", ")
	}
	if s.SetIdentifier != "" {
		text += " (" + s.SetIdentifier + ")"
	}
	return text
}

// PrivateZones are the zones associated with a VPC. known is false where no account of the snapshot was asked.
func (s *Snapshot) PrivateZones(vpcID string) (zones []HostedZoneSummary, known bool) {
	for _, a := range s.Accounts {
		if list, ok := a.HostedZonesByVPC[vpcID]; ok {
			zones, known = append(zones, list...), true
		}
	}
	return zones, known
}

// RecordSets are the records of a zone, which the account that owns it can list. known is false where none did.
func (s *Snapshot) RecordSets(zoneID string) (records []ResourceRecordSet, known bool) {
	for _, a := range s.Accounts {
		if list, ok := a.ResourceRecordSets[zoneID]; ok {
			return list, true
		}
	}
	return nil, false
}

// joinZones joins the private zones of the region's VPCs, which the accounts' documents hold. The region has them as by
// a call of its own where all of its VPCs were asked for.
func (r *Region) joinZones(s *Snapshot) {
	zones := make(map[string]*HostedZone)
	asked := r.Has("describe-vpcs")
	for i := range r.VPCs {
		vpc := r.VPCs[i].VpcId
		summaries, known := s.PrivateZones(vpc)
		asked = asked && known
		for _, summary := range summaries {
			z := zones[summary.HostedZoneId]
			if z == nil {
				z = &HostedZone{HostedZoneSummary: summary}
				z.Records, z.RecordsKnown = s.RecordSets(summary.HostedZoneId)
				zones[summary.HostedZoneId] = z
			}
			if !slices.Contains(z.VPCs, vpc) {
				z.VPCs = append(z.VPCs, vpc)
			}
		}
	}
	r.present["list-hosted-zones-by-vpc"] = asked
	r.HostedZones = nil
	for _, id := range slices.Sorted(maps.Keys(zones)) {
		slices.Sort(zones[id].VPCs)
		r.HostedZones = append(r.HostedZones, *zones[id])
	}
}

// ResolverRule is one entry of route53resolver list-resolver-rules: where the Amazon resolver sends questions about a
// domain.
type ResolverRule struct {
	Id         string
	Arn        string `json:",omitempty"`
	RuleName   string `json:"Name,omitempty"`
	DomainName string `json:",omitempty"`
	// FORWARD, SYSTEM, RECURSIVE or DELEGATE
	RuleType           string          `json:",omitempty" must:"? FORWARD SYSTEM RECURSIVE DELEGATE"`
	TargetIps          []TargetAddress `json:",omitempty"`
	ResolverEndpointId string          `json:",omitempty"`
	OwnerId            string          `json:",omitempty"`
	ShareStatus        string          `json:",omitempty"` // NOT_SHARED, SHARED_WITH_ME or SHARED_BY_ME
	Status             string          `json:",omitempty"` // COMPLETE, DELETING, UPDATING or FAILED
}

// TargetAddress is a server that a rule forwards to.
type TargetAddress struct {
	Ip       string `json:",omitempty"`
	Ipv6     string `json:",omitempty"`
	Port     int    `json:",omitempty"`
	Protocol string `json:",omitempty"` // DoH, Do53 or DoH-FIPS
}

// ARN is the rule's ARN.
func (r *ResolverRule) ARN() string { return r.Arn }

// ID implements [Resource].
func (r *ResolverRule) ID() string { return r.Id }

// Name implements [Resource].
func (r *ResolverRule) Name() string { return r.RuleName }

// Facts implements [Resource].
func (r *ResolverRule) Facts() []Fact {
	facts := []Fact{
		{Label: "Domain", Value: r.DomainName},
		{Label: "Type", Value: r.RuleType},
		{Label: "Status", Value: r.Status},
	}
	for _, t := range r.TargetIps {
		value := t.Ip + t.Ipv6
		if t.Port != 0 {
			value += fmt.Sprintf(" port %d", t.Port)
		}
		facts = append(facts, Fact{Label: "Target", Value: value})
	}
	return compact(append(facts,
		Fact{Label: "Resolver endpoint", Value: r.ResolverEndpointId},
		Fact{Label: "Owner", Value: r.OwnerId},
		Fact{Label: "Shared", Value: r.ShareStatus}))
}

// ResolverRuleAssociation is one entry of route53resolver list-resolver-rule-associations: a rule in force in a VPC.
type ResolverRuleAssociation struct {
	Id             string
	ResolverRuleId string `json:",omitempty"`
	VPCId          string `json:",omitempty"`
	Name           string `json:",omitempty"`
	// CREATING, COMPLETE, DELETING, FAILED or OVERRIDDEN
	Status string `json:",omitempty" must:"? CREATING COMPLETE DELETING FAILED OVERRIDDEN"`
}

// Live reports whether the association is in force, or about to be.
func (a *ResolverRuleAssociation) Live() bool {
	return a.Status != "DELETING" && a.Status != "FAILED" && a.Status != "OVERRIDDEN"
}

// ProfileAssociation is one entry of route53profiles list-profile-associations: a profile of zones, rules and firewall
// groups in force in a VPC.
type ProfileAssociation struct {
	Id         string
	Name       string `json:",omitempty"`
	OwnerId    string `json:",omitempty"`
	ProfileId  string `json:",omitempty"`
	ResourceId string `json:",omitempty"` // the VPC
	// COMPLETE, DELETING, UPDATING, CREATING, DELETED or FAILED
	Status   string `json:",omitempty" must:"? COMPLETE DELETING UPDATING CREATING DELETED FAILED"`
	Priority int    `json:",omitempty"`
}

// Live reports whether the association is in force, or about to be.
func (a *ProfileAssociation) Live() bool {
	return a.Status != "DELETING" && a.Status != "DELETED" && a.Status != "FAILED"
}

// ProfileResourceAssociation is one entry of route53profiles list-profile-resource-associations: what a profile
// carries.
type ProfileResourceAssociation struct {
	Id                 string `must:"text"`
	Name               string `json:",omitempty"`
	OwnerId            string `json:",omitempty"`
	ProfileId          string `json:",omitempty"`
	ResourceArn        string `json:",omitempty"`
	ResourceType       string `json:",omitempty"` // PRIVATE_HOSTED_ZONE, RESOLVER_RULE, FIREWALL_RULE_GROUP, ...
	ResourceProperties string `json:",omitempty"` // a JSON object in a string, such as {"priority":102}
	Status             string `json:",omitempty"`
}
