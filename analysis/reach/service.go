package reach

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// service resolves an AWS service's default name as it is resolved in the function's VPC: an interface endpoint with
// private DNS captures the name for the whole VPC, and a captured name never falls back to NAT. Otherwise it means public
// addresses: for S3 and DynamoDB those of the service's prefix list, else some of the internet's.
func (p *placement) service(name string) (addressed, Statement, error) {
	r := p.region
	vpcID := r.FunctionVPC(p.fn)
	hop := Hop{Component: ComponentName, Resource: name}
	if vpcID != "" {
		endpoint, settled := r.privateName(vpcID, name)
		switch {
		case settled != nil:
			return addressed{unknown: settled}, Statement{}, nil
		case endpoint != nil:
			return p.privateEndpoint(endpoint, hop)
		}
	}
	if list := r.servicePrefixList(name); list != nil && vpcID != "" {
		compiled := r.prefixList(list.PrefixListId)
		if !compiled.known {
			h := hop.unknown(ListNotCaptured, "get-managed-prefix-list-entries."+list.PrefixListId)
			return addressed{unknown: &h}, Statement{}, nil
		}
		hop.Rule.Text = list.PrefixListId
		hop = hop.because(Reachable, PublicList)
		return addressed{set: p.usable(compiled.set), hop: &hop}, Statement{}, nil
	}
	hop = hop.because(Reachable, PublicName)
	return addressed{set: r.publicServices.get("", r.findPublicServices), hop: &hop}, state(NotePublicAddresses, name), nil
}

// findPublicServices are the addresses that services without a prefix list of their own may have: which of them a service
// has is not in a snapshot, but those of S3 and DynamoDB belong to these alone.
func (r *region) findPublicServices() netset.Set {
	set := netset.InternetIPv4().RestrictPorts(carried())
	for _, other := range []string{"s3", "dynamodb"} {
		if list := r.servicePrefixList(other); list != nil {
			set = set.Minus(r.prefixList(list.PrefixListId).set)
		}
	}
	return set
}

// privateEndpoint answers for a name that an interface endpoint has captured.
func (p *placement) privateEndpoint(e *awsdata.VPCEndpoint, hop Hop) (addressed, Statement, error) {
	r := p.region
	hop.Resource = e.VpcEndpointId
	hop.Rule.Text = "private DNS"
	hop = hop.because(Reachable, PrivateDNS)
	if !e.Available() {
		hop = hop.because(Blocked, EndpointHoldsNameUnavailable, e.State)
	}
	var set netset.Set
	for _, id := range e.NetworkInterfaceIds {
		if n := r.NetworkInterface(id); n != nil {
			set = set.Union(addressSet(n.Addresses()))
		}
	}
	if set.IsEmpty() {
		h := hop.unknown(EndpointInterfacesNotCaptured, "describe-network-interfaces")
		return addressed{unknown: &h}, Statement{}, nil
	}
	return addressed{set: p.usable(set), hop: &hop}, state(NoteByEndpoint, e.VpcEndpointId), nil
}

// privateName is the interface endpoint that captures a service's default name in a VPC, nil if none does. Private DNS
// takes effect only while both DNS attributes of the VPC are on. The hop is set where it cannot be told.
// Source: Amazon VPC user guide, "DNS attributes"; AWS PrivateLink guide, "Private DNS".
func (r *region) privateName(vpcID, service string) (*awsdata.VPCEndpoint, *Hop) {
	hop := Hop{Component: ComponentName, Resource: service}
	if missing := r.missing("describe-vpc-endpoints"); missing != "" {
		h := hop.unknown(EndpointsNotCaptured, missing)
		return nil, &h
	}
	for _, e := range r.VPCEndpoints(vpcID) {
		if e.Type() != "Interface" || e.Service() != service || !e.PrivateDnsEnabled || gone(e) {
			continue
		}
		if e.DnsOptions != nil && e.DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint {
			continue // inside the VPC the name keeps leading to the gateway endpoint
		}
		for _, attribute := range []string{"enableDnsSupport", "enableDnsHostnames"} {
			on, known := r.VPCAttribute(vpcID, attribute)
			if !known {
				h := hop.unknown(DNSAttributeNotKnown, "describe-vpc-attribute."+vpcID+"."+attribute,
					e.VpcEndpointId, attribute, vpcID)
				return nil, &h
			}
			if !on {
				return nil, nil
			}
		}
		return e, nil
	}
	return nil, nil
}

// gone reports whether an endpoint is on its way out or was never let in, so that it captures no name.
func gone(e *awsdata.VPCEndpoint) bool {
	switch strings.ToLower(e.State) {
	case "deleting", "deleted", "rejected", "expired", "pendingacceptance":
		return true
	}
	return false
}

// servicePrefixList is AWS's list of the public addresses of a service with gateway endpoints, nil for other services.
func (r *region) servicePrefixList(service string) *awsdata.ManagedPrefixList {
	if service != "s3" && service != "dynamodb" {
		return nil
	}
	want := fmt.Sprintf("com.amazonaws.%s.%s", r.name(), service)
	for i := range r.Region.ManagedPrefixLists {
		if p := &r.Region.ManagedPrefixLists[i]; strings.TrimPrefix(p.PrefixListName, "cn.") == want {
			return p
		}
	}
	return nil
}
