package awsdata

import "cmp"

// SearchDomain is one entry of opensearch describe-domains. A domain without VPCOptions has public addresses.
type SearchDomain struct {
	DomainName             string
	Arn                    string                 `json:"ARN,omitempty"`
	DomainId               string                 `json:",omitempty"`
	DomainProcessingStatus string                 `json:",omitempty"` // Active, Modifying, Deleting, ...
	EngineVersion          string                 `json:",omitempty"`
	Endpoint               string                 `json:",omitempty"`          // of a public domain
	VPCEndpoints           *SearchEndpoints       `json:"Endpoints,omitempty"` // of a domain in a VPC
	VPCOptions             *SearchVPCOptions      `json:",omitempty"`
	DomainEndpointOptions  *SearchEndpointOptions `json:",omitempty"`
}

// SearchEndpoints are the host names of a domain in a VPC; the second is of dual stack.
type SearchEndpoints struct {
	Vpc   string `json:"vpc,omitempty"`
	VpcV2 string `json:"vpcv2,omitempty"`
}

// SearchVPCOptions is where a domain's interfaces are.
type SearchVPCOptions struct {
	VPCId             string   `json:",omitempty"`
	SubnetIds         []string `json:",omitempty"`
	AvailabilityZones []string `json:",omitempty"`
	SecurityGroupIds  []string `json:",omitempty"`
}

// SearchEndpointOptions are the settings of a domain's host names.
type SearchEndpointOptions struct {
	EnforceHTTPS          bool   `json:",omitempty"`
	CustomEndpointEnabled bool   `json:",omitempty"`
	CustomEndpoint        string `json:",omitempty"`
}

// ID implements [Resource].
func (d *SearchDomain) ID() string { return cmp.Or(d.Arn, d.DomainName) }

// Name implements [Resource].
func (d *SearchDomain) Name() string { return d.DomainName }

// ARN implements [Store].
func (d *SearchDomain) ARN() string { return d.Arn }

// Kind implements [Store].
func (d *SearchDomain) Kind() string { return "opensearch" }

// VPCID implements [Store].
func (d *SearchDomain) VPCID() string {
	if d.VPCOptions == nil {
		return ""
	}
	return d.VPCOptions.VPCId
}

// Endpoints implements [Store].
func (d *SearchDomain) Endpoints() []StoreEndpoint {
	list := []StoreEndpoint{{d.Endpoint, d.DefaultPort(), ""}}
	if e := d.VPCEndpoints; e != nil {
		list = append(list, StoreEndpoint{e.Vpc, d.DefaultPort(), ""}, StoreEndpoint{e.VpcV2, d.DefaultPort(), ""})
	}
	if o := d.DomainEndpointOptions; o != nil && o.CustomEndpointEnabled {
		list = append(list, StoreEndpoint{o.CustomEndpoint, d.DefaultPort(), ""})
	}
	return storeEndpoints(list...)
}

// DefaultPort implements [Store]: domains answer HTTPS on 443 (and HTTP on 80 where that is not forbidden).
func (d *SearchDomain) DefaultPort() int { return 443 }

// Facts implements [Resource].
func (d *SearchDomain) Facts() []Fact {
	facts := []Fact{{Label: "Engine", Value: d.EngineVersion}, {Label: "State", Value: d.DomainProcessingStatus}}
	facts = append(facts, endpointFacts(d)...)
	if o := d.VPCOptions; o != nil {
		facts = append(facts, Fact{Label: "VPC", Value: o.VPCId, Ref: o.VPCId})
		facts = append(facts, refs("Security group", o.SecurityGroupIds)...)
		facts = append(facts, refs("Subnet", o.SubnetIds)...)
	} else {
		facts = append(facts, Fact{Label: "Network", Value: "public addresses"})
	}
	return compact(append(facts, Fact{Label: "ARN", Value: d.Arn}))
}
