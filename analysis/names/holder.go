package names

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// question is a name that is asked, with what the table of services says of it.
type question struct {
	host    string
	service string // "" for a host of no AWS service
	region  string // "" for a global service
	covered Coverage
	bare    bool // a service was named, and not a host: its default name is meant, whatever it is
	bucket  bool
	depth   int
}

func (v *view) question(host string) question {
	q := question{host: host}
	if h, ok := readServiceHost(host); ok {
		q.service, q.region, q.covered, q.bucket = h.service.Name, h.region, h.covered, h.bucket
	}
	return q
}

// claim is what an endpoint has to do with a name.
type claim struct {
	endpoint *awsdata.VPCEndpoint
	covered  Coverage
	base     string // the domain that private DNS takes
	cause    Cause  // why it does not hold the name, "" if it does
	pending  bool   // may hold it
}

// claims are what the interface endpoints of the VPC have to do with a name: the one that holds it first. Sources: AWS
// PrivateLink guide, "Access an AWS service using an interface VPC endpoint", private DNS; Amazon S3 guide, "Private
// DNS" for the inbound endpoint option.
func (v *view) claims(q question) []claim {
	if v.home == nil {
		return nil
	}
	var out []claim
	for _, e := range v.home.VPCEndpoints(v.vpcID) {
		if e.Type() == "Gateway" || e.Type() == "GatewayLoadBalancer" {
			continue
		}
		c := claim{endpoint: e}
		var related bool
		if c.covered, c.base, related = covers(e, q); !related {
			continue
		}
		switch state := strings.ToLower(e.State); {
		case state != "available" && state != "partial" && state != "pending" && state != "":
			c.cause = CauseEndpointState
		case !e.PrivateDnsEnabled:
			c.cause = CausePrivateDNSOff
		case e.DnsOptions != nil && e.DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint:
			c.cause = CauseInboundOnly
		case c.covered == NotCovered:
			c.cause = CauseNotCovered
		default:
			c.pending = state == "pending"
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b claim) int { return a.rank() - b.rank() })
	return out
}

// rank orders claims: who holds the name, before who may, before who does not.
func (c claim) rank() int {
	switch {
	case c.cause == CauseNotCovered:
		return 5
	case c.cause != "":
		return 6
	case c.covered == MaybeCovered:
		return 4
	case c.pending:
		return 3
	case !c.endpoint.Available():
		return 2
	}
	return 1
}

// covers tells whether private DNS of an endpoint covers a name, and the domain that it takes for it. The names that
// AWS lists with the endpoint tell it; where it lists none, the table of services does. related is false for an
// endpoint that has nothing to do with the name.
func covers(e *awsdata.VPCEndpoint, q question) (covered Coverage, base string, related bool) {
	region, service, ok := EndpointIdentity(e)
	same := ok && service == q.service && (region == q.region || region == "")
	listed := false
	for _, entry := range e.DnsEntries {
		name := canonical(entry.DnsName)
		if name == "" || isEndpointName(name) {
			continue
		}
		listed = true
		if matchesName(name, q.host) {
			return Covered, strings.TrimPrefix(name, "*."), true
		}
	}
	switch {
	case !same:
		return NotCovered, "", false
	case q.bare:
		return Covered, q.host, true
	case listed:
		return NotCovered, "", true
	}
	return q.covered, q.host, true
}

// coveredName is the name that private DNS of an endpoint does cover: what to ask instead of one that it does not.
func coveredName(e *awsdata.VPCEndpoint) string {
	for _, entry := range e.DnsEntries {
		if name := canonical(entry.DnsName); name != "" && !isEndpointName(name) && !strings.HasPrefix(name, "*.") {
			return name
		}
	}
	if region, service, ok := EndpointIdentity(e); ok {
		if s := vocabulary().byName[service]; s != nil {
			return s.Host(region)
		}
	}
	return ""
}

// ownEndpoint is the endpoint that has the name for its own, in any region of the snapshot, nil if none has. Where the
// name is of one zone, VPCE-ID-HASH-ZONE, list are the addresses of its interface there, and known is false without
// one.
func (v *view) ownEndpoint(host string) (e *awsdata.VPCEndpoint, list []netip.Addr, known bool) {
	if !isEndpointName(host) {
		return nil, nil, false
	}
	for _, r := range v.regions() {
		for i := range r.Region.VPCEndpoints {
			e := &r.Region.VPCEndpoints[i]
			if !ownName(e, host) {
				continue
			}
			if z := zoneIn(host, e.VpcEndpointId); z != "" {
				list = inZone(r, e, z)
				return e, list, list != nil
			}
			return e, nil, true
		}
	}
	return nil, nil, false
}

// zoneIn is the zone in an endpoint's name of one zone, "" in its other names.
func zoneIn(host, endpoint string) string {
	for label := range strings.SplitSeq(host, ".") {
		if rest, ok := strings.CutPrefix(label, endpoint+"-"); ok {
			_, zone, _ := strings.Cut(rest, "-")
			return zone
		}
	}
	return ""
}

// inZone are the addresses of an endpoint's interfaces in a zone.
func inZone(r *awsdata.RegionIndex, e *awsdata.VPCEndpoint, zone string) []netip.Addr {
	var out []netip.Addr
	for _, id := range e.NetworkInterfaceIds {
		n := r.NetworkInterface(id)
		if n == nil {
			continue
		}
		at := n.AvailabilityZone
		if s := r.Subnet(n.SubnetId); s != nil && s.AvailabilityZone != "" {
			at = s.AvailabilityZone
		}
		if at != zone {
			continue
		}
		for _, text := range n.Addresses() {
			if a, err := netip.ParseAddr(text); err == nil {
				out = append(out, a)
			}
		}
	}
	return out
}
