package names

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// idKind is a kind of ids that can be destinations.
type idKind struct {
	prefix string
	kind   Kind
	call   string // that lists them
	known  func(*awsdata.RegionIndex, string) bool
}

// idKinds is the table of ids that can be destinations. Known asks all that a snapshot can tell of the id: a group is
// known by the interfaces that carry it, too.
func idKinds() []idKind {
	return []idKind{
		{"eni-", KindInterface, "describe-network-interfaces", func(r *awsdata.RegionIndex, id string) bool {
			return r.NetworkInterface(id) != nil
		}},
		{"subnet-", KindSubnet, "describe-subnets", func(r *awsdata.RegionIndex, id string) bool {
			return r.Subnet(id) != nil || len(r.InterfacesInSubnet(id)) > 0
		}},
		{"sg-", KindSecurityGroup, "describe-security-groups", func(r *awsdata.RegionIndex, id string) bool {
			return r.SecurityGroup(id) != nil || len(r.InterfacesWithGroup(id)) > 0
		}},
		{"pl-", KindPrefixList, "describe-managed-prefix-lists", func(r *awsdata.RegionIndex, id string) bool {
			return r.PrefixList(id) != nil
		}},
		{"vpce-", KindEndpoint, "describe-vpc-endpoints", func(r *awsdata.RegionIndex, id string) bool {
			return r.VPCEndpoint(id) != nil
		}},
		{"i-", KindInstance, "describe-network-interfaces", hasInstance},
		{"nat-", KindNatGateway, "describe-nat-gateways", func(r *awsdata.RegionIndex, id string) bool {
			return r.NatGateway(id) != nil
		}},
	}
}

func hasInstance(r *awsdata.RegionIndex, id string) bool {
	for i := range r.Region.Instances {
		if r.Region.Instances[i].InstanceId == id {
			return true
		}
	}
	for i := range r.Region.NetworkInterfaces {
		if a := r.Region.NetworkInterfaces[i].Attachment; a != nil && a.InstanceId == id {
			return true
		}
	}
	return false
}

// refused is the table of ids of what takes no connections: what to name instead.
var refused = []struct{ prefix, what, instead string }{
	{"tgw-attach-", "a transit gateway attachment", "name an address behind it"},
	{"tgw-rtb-", "a transit gateway route table", "name an address that it routes to"},
	{"tgw-", "a transit gateway", "name an address behind it"},
	{"igw-", "an internet gateway", "name internet"},
	{"eigw-", "an egress-only internet gateway", "name internet"},
	{"rtb-", "a route table", "name an address that it routes to"},
	{"vpc-", "a VPC", "name a subnet of it, its CIDR block or an address in it"},
	{"acl-", "a network ACL", "name a subnet that uses it"},
	{"pcx-", "a peering connection", "name an address in the peer VPC"},
	{"vgw-", "a virtual private gateway", "name an address behind it"},
	{"lgw-", "a local gateway", "name an address behind it"},
	{"cagw-", "a carrier gateway", "name internet"},
	{"dopt-", "a set of DHCP options", "name the address of a DNS server"},
	{"fl-", "a flow log", "name an address"},
	{"eipalloc-", "an allocation of a public address", "name the address"},
}

// id reads an id by its prefix. The error says what else to name, or that the snapshot certainly lacks the thing.
func (p *parser) id(text string) (Destination, bool, error) {
	id := strings.ToLower(text)
	for _, r := range refused {
		if strings.HasPrefix(id, r.prefix) && (isID(id[len(r.prefix):]) || p.has(id)) {
			return Destination{}, false,
				fmt.Errorf("%q is no destination: it is %s, which accepts no connections: %s", text, r.what, r.instead)
		}
	}
	for _, k := range idKinds() {
		rest, ok := strings.CutPrefix(id, k.prefix)
		if !ok {
			continue
		}
		// AWS writes ids in lower case; those of accounts for tests have any case.
		for _, spelt := range []string{text, id} {
			if slices.ContainsFunc(p.regions(), func(r *awsdata.RegionIndex) bool { return k.known(r, spelt) }) {
				return Destination{Kind: k.kind, ID: spelt, Port: p.portOf(k.kind, spelt)}, true, nil
			}
		}
		if d, ok, err := p.named(text); ok || err != nil { // a name may begin so
			return d, ok, err
		}
		unread := slices.ContainsFunc(p.regions(), func(r *awsdata.RegionIndex) bool { return !r.Region.Has(k.call) })
		switch {
		case isID(rest) && (p.region == nil || unread), unread && isHostName(rest) && !strings.Contains(rest, "."):
			return Destination{Kind: k.kind, ID: id}, true, nil // whether it is there, its verdict will say
		case isID(rest):
			return Destination{}, false, fmt.Errorf("%q is no destination: the snapshot has no such %s", text,
				strings.ReplaceAll(string(k.kind), "-", " "))
		}
		return Destination{}, false, nil
	}
	return Destination{}, false, nil
}

// has reports whether a resource of any kind has the id.
func (p *parser) has(id string) bool {
	return slices.ContainsFunc(p.regions(), func(r *awsdata.RegionIndex) bool {
		_, ok := r.Lookup(id)
		return ok
	})
}

// portOf is the default port of a resource, 0 if it has none.
func (p *parser) portOf(kind Kind, id string) uint16 {
	if kind != KindEndpoint {
		return 0
	}
	for _, r := range p.regions() {
		if e := r.VPCEndpoint(id); e != nil {
			return endpointPort(e)
		}
	}
	return 0
}

// isID reports whether the text has the form of what follows the prefix of an id: 8 or more hexadecimal digits.
func isID(rest string) bool {
	if len(rest) < 8 {
		return false
	}
	for _, c := range rest {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// regions are the regions whose resources can be named, the asked one first.
func (p *parser) regions() []*awsdata.RegionIndex {
	if p.region == nil {
		return nil
	}
	out := []*awsdata.RegionIndex{p.region}
	if p.all == nil {
		return out
	}
	for _, r := range p.all.AllRegions() {
		if r != p.region {
			out = append(out, r)
		}
	}
	return out
}

// arn reads the ARN of a captured resource, or of one of an AWS service, whose API is then meant. Functions are no
// destinations.
func (p *parser) arn(text string) (Destination, error) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) < 6 || parts[2] == "" || parts[5] == "" {
		return Destination{},
			fmt.Errorf("%q is no destination: an ARN has six parts, arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE", text)
	}
	service, region, resource := parts[2], parts[3], parts[5]
	if s := p.storeWith(text); s != nil {
		return Destination{Kind: KindStore, ID: storeID(s), Port: storePort(s, nil)}, nil
	}
	switch service {
	case "ec2":
		_, id, _ := strings.Cut(resource, "/")
		if d, ok, err := p.id(id); ok || err != nil {
			return d, err
		}
		return Destination{}, fmt.Errorf("%q is no destination: nothing takes connections at it", text)
	case "lambda":
		if strings.HasPrefix(resource, "function:") {
			return Destination{}, functionError(text)
		}
	}
	if stores := storeServices[service]; stores != "" {
		if p.region != nil && region == p.regionName() && !p.region.Region.Has(stores) {
			return Destination{Kind: KindStore, ID: text}, nil
		}
		return Destination{},
			fmt.Errorf("%q is no destination: the snapshot has no such resource; name its host name or address", text)
	}
	if list := ServicesOf(service); list != nil {
		d := Destination{Kind: KindService, ID: list[0].Name, Port: list[0].Port}
		if region != "" && region != p.regionName() && isRegion(region) {
			d.Region = region
		}
		return d, nil
	}
	return Destination{}, fmt.Errorf("%q is no destination: no AWS service is called %q in ARNs", text, service)
}

// storeServices are the services of which a resource is in a VPC, so that its ARN means the resource and not the API:
// with the call that lists what has such ARNs.
var storeServices = map[string]string{
	"rds": "describe-db-instances", "elasticache": "describe-cache-clusters", "memorydb": "memorydb-describe-clusters",
	"es": "describe-domains", "kafka": "list-clusters-v2", "redshift": "redshift-describe-clusters",
	"redshift-serverless": "list-workgroups", "elasticfilesystem": "efs-describe-file-systems",
	"fsx": "fsx-describe-file-systems", "mq": "list-brokers", "elasticloadbalancing": "describe-load-balancers",
}

func functionError(text string) error {
	return fmt.Errorf("%q is no destination: it is a function, and nothing opens a connection to one; lambda names the API that invokes it", text)
}
