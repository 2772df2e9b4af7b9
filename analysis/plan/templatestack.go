package plan

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// The tags that CloudFormation gives to what it makes.
// Source: CloudFormation user guide, "Resource tag".
const (
	stackTag   = "aws:cloudformation:stack-name"
	stackIDTag = "aws:cloudformation:stack-id"
	logicalTag = "aws:cloudformation:logical-id"
)

// typesOfKinds are CloudFormation's types of the kinds of a snapshot, by their codes; where there are several, the
// usual one first.
var typesOfKinds = map[string][]string{
	"fn":         {"AWS::Lambda::Function"},
	"role":       {"AWS::IAM::Role"},
	"vpc":        {"AWS::EC2::VPC"},
	"subnet":     {"AWS::EC2::Subnet"},
	"rtb":        {"AWS::EC2::RouteTable"},
	"sg":         {"AWS::EC2::SecurityGroup"},
	"acl":        {"AWS::EC2::NetworkAcl"},
	"nat":        {"AWS::EC2::NatGateway"},
	"igw":        {"AWS::EC2::InternetGateway"},
	"eigw":       {"AWS::EC2::EgressOnlyInternetGateway"},
	"vpce":       {"AWS::EC2::VPCEndpoint"},
	"pl":         {"AWS::EC2::PrefixList"},
	"eni":        {"AWS::EC2::NetworkInterface"},
	"pcx":        {"AWS::EC2::VPCPeeringConnection"},
	"tgw":        {"AWS::EC2::TransitGateway"},
	"tgw-attach": {"AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"},
	"tgw-rtb":    {"AWS::EC2::TransitGatewayRouteTable"},
	"fl":         {"AWS::EC2::FlowLog"},
	"dopt":       {"AWS::EC2::DHCPOptions"},
	"instance":   {"AWS::EC2::Instance"},
	"cp":         {"AWS::Lambda::CapacityProvider"},
	"db":         {"AWS::RDS::DBInstance"},
	"db-cluster": {"AWS::RDS::DBCluster"},
	"db-proxy":   {"AWS::RDS::DBProxy"},
	"db-ep":      {"AWS::RDS::DBProxyEndpoint"},
	"cache":      {"AWS::ElastiCache::CacheCluster"},
	"rg":         {"AWS::ElastiCache::ReplicationGroup"},
	"scache":     {"AWS::ElastiCache::ServerlessCache"},
	"memorydb":   {"AWS::MemoryDB::Cluster"},
	"redshift":   {"AWS::Redshift::Cluster"},
	"workgroup":  {"AWS::RedshiftServerless::Workgroup"},
	"opensearch": {"AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"},
	"kafka":      {"AWS::MSK::Cluster"},
	"efs":        {"AWS::EFS::FileSystem"},
	"fsx":        {"AWS::FSx::FileSystem"},
	"mq":         {"AWS::AmazonMQ::Broker"},
	"lb":         {"AWS::ElasticLoadBalancingV2::LoadBalancer"},
	"tg":         {"AWS::ElasticLoadBalancingV2::TargetGroup"},
	"esm":        {"AWS::Lambda::EventSourceMapping"},
	"zone":       {"AWS::Route53::HostedZone"},
}

// namedKinds are the kinds that CloudFormation knows by a name where a snapshot has an ARN.
var namedKinds = map[string]bool{"role": true, "db": true, "db-cluster": true, "db-proxy": true, "db-ep": true,
	"cache": true, "rg": true, "scache": true, "memorydb": true, "redshift": true, "workgroup": true,
	"opensearch": true}

// member is a resource of a snapshot that the tags say is of a stack.
type member struct {
	stack, region, logical string
	id                     string
	kind                   string // its type as CloudFormation calls it
}

// members are the resources of a snapshot that stacks have made. They are looked for once.
func (s *stack) members() []member {
	if s.reader.members != nil {
		return *s.reader.members
	}
	found := []member{}
	s.reader.each("", func(region, code string, r awsdata.Resource) {
		tags, known := awsdata.TagsIn(s.account, r)
		of, tagged := tags.Has(stackTag)
		logical, hasLogical := tags.Has(logicalTag)
		types := typesOfKinds[code]
		if !known || !tagged || !hasLogical || len(types) == 0 || !logicalID.MatchString(logical) {
			return
		}
		if arn, ok := tags.Has(stackIDTag); ok { // arn:partition:cloudformation:region:account:stack/name/id
			if parts := strings.Split(arn, ":"); len(parts) == 6 {
				region = parts[3] // a role's, too
			}
		}
		found = append(found, member{of, region, logical, physicalID(code, r), types[0]})
	})
	s.reader.members = &found
	return found
}

// each goes over the resources of the account, of one region where that is named.
func (r *templateReader) each(region string, visit func(region, code string, resource awsdata.Resource)) {
	kinds := awsdata.Kinds()
	for _, in := range r.before.MainRegions() {
		if region != "" && in.RegionName != region {
			continue
		}
		for i := range kinds {
			for _, resource := range kinds[i].List(in) {
				if f, ok := resource.(*awsdata.Function); ok && f.Published() {
					continue
				}
				visit(in.RegionName, kinds[i].Code, resource)
			}
		}
	}
	if r.before.Account != nil {
		for i := range r.before.Account.Roles {
			visit("", "role", &r.before.Account.Roles[i])
		}
	}
}

// physicalID is the id by which CloudFormation knows a resource.
func physicalID(code string, r awsdata.Resource) string {
	if name := r.Name(); namedKinds[code] && name != "" {
		return name
	}
	return r.ID()
}

// match finds the resources that the account has of the stack already.
func (s *stack) match() {
	if s.name == "" {
		return
	}
	regions := map[string]bool{}
	for _, m := range s.members() {
		if m.stack == s.name && m.region != "" && (s.region == "" || s.region == m.region) {
			regions[m.region] = true
		}
	}
	if len(regions) > 1 {
		s.reader.fail(fmt.Errorf("the stack %q is in several regions, %s: name one with --region",
			awsdata.Clean(s.name), strings.Join(slices.Sorted(maps.Keys(regions)), ", ")))
		return
	}
	for region := range regions {
		s.region, s.inPlace = region, true
	}
	for _, m := range s.members() {
		if m.stack == s.name && (m.region == "" || m.region == s.region) {
			s.ids[m.logical], s.was[m.logical] = m.id, m.kind
		}
	}
	if len(s.ids) == 0 && s.asked {
		s.leave("", "AWS::CloudFormation::Stack", later{NotInAccount, s.name})
	}
}

// nestedSuffix is what CloudFormation puts behind the names of a stack and of a resource to make a name.
var nestedSuffix = regexp.MustCompile(`^[A-Z0-9]{10,14}$`)

// nestedName is the name of a stack that a resource has made: STACK-RESOURCE-LETTERS. It is "" where there is none, or
// several.
func (s *stack) nestedName(id string) string {
	found := ""
	for _, m := range s.members() {
		rest, ok := strings.CutPrefix(m.stack, s.name+"-"+id+"-")
		if ok && s.name != "" && nestedSuffix.MatchString(rest) {
			if found != "" && found != m.stack {
				return ""
			}
			found = m.stack
		}
	}
	return found
}

// idOf is by what AWS knows a resource already, "" for one that is to be made. The tags of its stack tell, and of what
// has a name, the name: there can be only one of it.
func (s *stack) idOf(id, kind string, values map[string]any) string {
	if s.ids[id] != "" && slices.Contains(s.typesOf(id), kind) {
		return s.ids[id]
	}
	named := namedTypes[kind]
	name, ok := values[named.property].(string)
	found := ""
	s.reader.each(s.region, func(_, code string, r awsdata.Resource) {
		switch {
		case code != named.code || code == "":
		case ok && (r.Name() == name || r.ID() == name):
			found = physicalID(code, r)
		case !ok && code == "fn" && s.name != "" && s.isMadeName(id, r):
			found = r.ID()
		}
	})
	return found
}

// isMadeName reports whether a function whose tags are not known has the name that CloudFormation makes for a resource
// of the stack.
func (s *stack) isMadeName(id string, r awsdata.Resource) bool {
	if _, known := awsdata.TagsIn(s.account, r); known || s.reader.options.Strict {
		return false
	}
	rest, ok := strings.CutPrefix(r.ID(), s.name+"-"+id+"-")
	return ok && madeSuffix.MatchString(rest)
}

var madeSuffix = regexp.MustCompile(`^[A-Za-z0-9]{10,14}$`)

// typesOf are the types that a resource of the account may have in a template.
func (s *stack) typesOf(id string) []string {
	for _, types := range typesOfKinds {
		if types[0] == s.was[id] {
			return types
		}
	}
	return nil
}

// gone adds what the account has of the stack and the template has not: CloudFormation deletes it. here are the logical
// ids that the template has.
func (s *stack) gone(here map[string]bool) {
	for _, id := range slices.Sorted(maps.Keys(s.ids)) {
		if !here[id] {
			s.remove(s.prefix+id, s.was[id], s.ids[id])
			delete(s.ids, id)
		}
	}
	if s.name == "" {
		return
	}
	for _, m := range s.members() { // of nested stacks that are no longer named
		rest, ok := strings.CutPrefix(m.stack, s.name+"-")
		nested, suffix, _ := strings.Cut(rest, "-")
		if ok && (m.region == "" || m.region == s.region) && logicalID.MatchString(nested) &&
			nestedSuffix.MatchString(suffix) && !here[nested] {
			s.remove(s.prefix+nested+"/"+m.logical, m.kind, m.id)
		}
	}
	s.untagged()
}

func (s *stack) remove(address, kind, id string) {
	r := Resource{Address: address, Kind: kind, Type: kind, Action: Delete, ID: id}
	if s.inPlace {
		r.Region = s.region
	}
	s.reader.plan.Resources = append(s.reader.plan.Resources, r)
}
