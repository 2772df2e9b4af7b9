// Package analyzer reads what Reachability Analyzer has found, as `aws ec2 describe-network-insights-analyses` prints
// it. Nothing is asked of AWS: an analysis costs money, and who has one has its result.
package analyzer

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// Analysis is one result.
type Analysis struct {
	ID       string
	Started  time.Time // zero where it is not said
	Status   string    // running, failed or succeeded
	Found    *bool     // whether there is a path; nil where the analysis does not say
	Forward  []Component
	Return   []Component
	Blockers []Blocker
}

// Done reports whether the analysis came to an answer.
func (a *Analysis) Done() bool { return a.Status == "succeeded" && a.Found != nil }

// Component is a station on the path that was found, or on that part of it to which packets get.
type Component struct {
	ID       string // of the resource, "" where it has none that is one of EC2's
	Subnet   string
	Egress   *bool // of an ACL's rule: whether it is one for what leaves the subnet
	Outbound Header
}

// Header is what a packet may have in its header behind a component. Empty lists say nothing.
type Header struct {
	Protocol     string // "tcp", as AWS writes it
	Destinations []netip.Prefix
	Ports        []PortRange
}

// PortRange is a range of ports, both ends included.
type PortRange struct{ From, To int }

// Blocker is what an explanation holds against the path.
type Blocker struct {
	Code      string // ENI_SG_RULES_MISMATCH
	Resources []string
	Direction string // ingress, egress or ""
}

// most is how many results a file may have.
const most = 1000

var (
	idForm   = regexp.MustCompile(`^[a-z]{1,12}(?:-[a-z]{1,12}){0,3}-[0-9a-zA-Z-]{1,40}$`)
	codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]{1,80}$`)
)

// The answer of AWS, as far as it is looked at.
// Source: Amazon EC2 API reference, NetworkInsightsAnalysis, PathComponent and Explanation.
type (
	answer struct {
		NetworkInsightsAnalyses *[]analysis
	}
	analysis struct {
		NetworkInsightsAnalysisID string `json:"NetworkInsightsAnalysisId"`
		StartDate                 string
		Status                    string
		NetworkPathFound          *bool
		ForwardPathComponents     []component
		ReturnPathComponents      []component
		Explanations              []explanation
	}
	thing struct {
		ID string `json:"Id"`
	}
	component struct {
		SequenceNumber    int
		Component         thing
		Subnet            thing
		AclRule           *struct{ Egress *bool }
		SecurityGroupRule *struct {
			SecurityGroupID string `json:"SecurityGroupId"`
		}
		OutboundHeader header
	}
	header struct {
		Protocol              string
		DestinationAddresses  []string
		DestinationPortRanges []PortRange
	}
	explanation struct {
		ExplanationCode, Direction                                                 string
		Acl, Component, CustomerGateway, IngressRouteTable, InternetGateway        thing
		NatGateway, NetworkInterface, PrefixList, RouteTable, SecurityGroup        thing
		SubnetRouteTable, TransitGateway, TransitGatewayAttachment                 thing
		TransitGatewayRouteTable, VpcEndpoint, VpcPeeringConnection, VpnConnection thing
		VpnGateway                                                                 thing
		SecurityGroups                                                             []thing
	}
)

// Parse reads the answer to the call. What has no form of an id or a code is left out.
func Parse(data []byte) ([]Analysis, error) {
	var in answer
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("damaged JSON: %w", err)
	}
	if in.NetworkInsightsAnalyses == nil {
		return nil, errors.New(`no member "NetworkInsightsAnalyses": ` +
			`want what aws ec2 describe-network-insights-analyses prints`)
	}
	if n := len(*in.NetworkInsightsAnalyses); n > most {
		return nil, fmt.Errorf("it has %d analyses, more than %d", n, most)
	}
	var out []Analysis
	for _, one := range *in.NetworkInsightsAnalyses {
		a := Analysis{ID: id(one.NetworkInsightsAnalysisID), Status: awsdata.Clean(one.Status),
			Found: one.NetworkPathFound, Forward: components(one.ForwardPathComponents),
			Return: components(one.ReturnPathComponents)}
		if at, err := time.Parse(time.RFC3339, one.StartDate); err == nil {
			a.Started = at.UTC()
		}
		for i := range one.Explanations {
			if b := one.Explanations[i].blocker(); b.Code != "" {
				a.Blockers = append(a.Blockers, b)
			}
		}
		out = append(out, a)
	}
	return out, nil
}

// id is a text that has the form of an id of EC2's, "" for another.
func id(text string) string {
	if idForm.MatchString(text) {
		return text
	}
	return ""
}

// components are in the order of their numbers.
func components(list []component) []Component {
	slices.SortStableFunc(list, func(a, b component) int { return a.SequenceNumber - b.SequenceNumber })
	var out []Component
	for _, c := range list {
		one := Component{ID: id(c.Component.ID), Subnet: id(c.Subnet.ID), Outbound: c.OutboundHeader.header()}
		if c.AclRule != nil {
			one.Egress = c.AclRule.Egress
		}
		if c.SecurityGroupRule != nil && id(c.SecurityGroupRule.SecurityGroupID) != "" {
			one.ID = c.SecurityGroupRule.SecurityGroupID
		}
		out = append(out, one)
	}
	return out
}

func (h header) header() Header {
	out := Header{Protocol: h.Protocol, Ports: h.DestinationPortRanges}
	if !slices.Contains([]string{"tcp", "udp", "6", "17"}, h.Protocol) {
		out.Protocol = ""
	}
	for _, text := range h.DestinationAddresses {
		if p, err := netip.ParsePrefix(text); err == nil {
			out.Destinations = append(out.Destinations, p.Masked())
		} else if a, err := netip.ParseAddr(text); err == nil {
			out.Destinations = append(out.Destinations, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return out
}

func (e *explanation) blocker() Blocker {
	b := Blocker{Code: e.ExplanationCode}
	if !codeForm.MatchString(b.Code) {
		return Blocker{}
	}
	if e.Direction == "ingress" || e.Direction == "egress" {
		b.Direction = e.Direction
	}
	for _, t := range append([]thing{e.Acl, e.Component, e.CustomerGateway, e.IngressRouteTable, e.InternetGateway,
		e.NatGateway, e.PrefixList, e.RouteTable, e.SecurityGroup, e.SubnetRouteTable, e.TransitGateway,
		e.TransitGatewayAttachment, e.TransitGatewayRouteTable, e.VpcEndpoint, e.VpcPeeringConnection, e.VpnConnection,
		e.VpnGateway, e.NetworkInterface}, e.SecurityGroups...) {
		if name := id(t.ID); name != "" && !slices.Contains(b.Resources, name) {
			b.Resources = append(b.Resources, name)
		}
	}
	return b
}
