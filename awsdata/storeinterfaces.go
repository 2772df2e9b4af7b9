package awsdata

import (
	"net/netip"
	"slices"
	"strings"
)

// StoreInterfaces are the interfaces that may answer for a store, by id. With exact each of them is the store's, told
// by ids or by a description that names the store; else they are candidates: of the same service, with exactly the
// store's set of groups, in its subnets. missing is the call without which it cannot be told whether these are all. No
// interface and nothing missing means that none of the region's interfaces can be the store's.
func (x *RegionIndex) StoreInterfaces(s Store) (list []*NetworkInterface, exact bool, missing string) {
	list, exact, missing = x.storeInterfaces(s)
	slices.SortFunc(list, func(a, b *NetworkInterface) int {
		return strings.Compare(a.NetworkInterfaceId, b.NetworkInterfaceId)
	})
	list = slices.Compact(list)
	if missing == "" && !x.Region.Has("describe-network-interfaces") {
		missing = "describe-network-interfaces"
	}
	return list, exact && len(list) > 0, missing
}

func (x *RegionIndex) storeInterfaces(s Store) (list []*NetworkInterface, exact bool, missing string) {
	switch s := s.(type) {
	case *DBInstance:
		return x.dbInterfaces(s), false, ""
	case *DBCluster:
		return x.clusterInterfaces(s)
	case *DBProxy:
		return x.proxyInterfaces(s.DBProxyName, s.VpcId, s.VpcSubnetIds, s.VpcSecurityGroupIds)
	case *DBProxyEndpoint:
		return x.proxyInterfaces(s.DBProxyName, s.VpcId, s.VpcSubnetIds, s.VpcSecurityGroupIds)
	case *CacheCluster:
		return x.describedOrCandidates(x.cacheInterfaces(s.CacheClusterId), s.vpcID, nil, s.SecurityGroupIDs(),
			"ElastiCache")
	case *ReplicationGroup:
		for _, id := range s.MemberClusters {
			list = append(list, x.cacheInterfaces(id)...)
		}
		return x.describedOrCandidates(list, s.vpcID, nil, s.groups, "ElastiCache")
	case *ServerlessCache:
		return x.candidates(s.vpcID, s.SubnetIds, s.SecurityGroupIds, isEndpointInterface), false, ""
	case *MemoryDBCluster:
		return x.describedOrCandidates(nil, s.vpcID, nil, s.SecurityGroupIDs(), "MemoryDB")
	case *RedshiftCluster:
		return x.redshiftInterfaces(s)
	case *RedshiftWorkgroup:
		return x.workgroupInterfaces(s)
	case *SearchDomain:
		v := s.VPCOptions
		if v == nil {
			return nil, false, "" // it has public addresses
		}
		return x.describedOrCandidates(x.described("ES "+s.DomainName), v.VPCId, v.SubnetIds, v.SecurityGroupIds, "ES ")
	case *KafkaCluster:
		return x.kafkaInterfaces(s)
	case *FileSystem:
		return x.mountInterfaces(s)
	case *FSxFileSystem:
		return x.withIDs(s.NetworkInterfaceIds), true, ""
	case *S3FileSystem:
		return x.s3MountInterfaces(s)
	case *Broker:
		return x.brokerInterfaces(s)
	case *LoadBalancer:
		return x.described("ELB " + loadBalancerPath(s.LoadBalancerArn)), true, ""
	}
	return nil, false, ""
}

// loadBalancerPath is TYPE/NAME/ID of a load balancer's ARN: what its interfaces are described by.
func loadBalancerPath(arn string) string {
	_, path, _ := strings.Cut(arn, ":loadbalancer/")
	return path
}

// described are the interfaces with one of these descriptions.
func (x *RegionIndex) described(descriptions ...string) []*NetworkInterface {
	var out []*NetworkInterface
	for _, d := range descriptions {
		out = append(out, x.byDescription()[d]...)
	}
	return out
}

// describedBy are the interfaces with a description that tells so.
func (x *RegionIndex) describedBy(tells func(description string) bool) []*NetworkInterface {
	var out []*NetworkInterface
	for d, list := range x.byDescription() {
		if tells(d) {
			out = append(out, list...)
		}
	}
	return out // StoreInterfaces sorts them
}

// withIDs are the interfaces with these ids that the snapshot holds.
func (x *RegionIndex) withIDs(ids []string) []*NetworkInterface {
	var out []*NetworkInterface
	for _, id := range ids {
		if n := x.NetworkInterface(id); n != nil {
			out = append(out, n)
		}
	}
	return out
}

// candidates are the interfaces of a VPC that have exactly these groups, are in one of these subnets (in any, if none
// are named), and are of the service.
func (x *RegionIndex) candidates(vpc string, subnets, groups []string,
	of func(*NetworkInterface) bool) []*NetworkInterface {
	var out []*NetworkInterface
	if len(groups) == 0 {
		return nil
	}
	set := GroupSet(groups)
	few := slices.MinFunc(groups, func(a, b string) int { return len(x.byGroup[a]) - len(x.byGroup[b]) })
	for _, n := range x.byGroup[few] {
		if (vpc == "" || n.VpcId == vpc) && (len(subnets) == 0 || slices.Contains(subnets, n.SubnetId)) &&
			of(n) && GroupSet(n.GroupIDs()) == set {
			out = append(out, n)
		}
	}
	return out
}

// describedOrCandidates are the interfaces that AWS describes as the store's, exactly; if there are none, those that
// may be the store's: with its groups, in its subnets, and of no other service. own is how the service begins its
// descriptions.
func (x *RegionIndex) describedOrCandidates(list []*NetworkInterface, vpc string, subnets, groups []string,
	own string) ([]*NetworkInterface, bool, string) {
	if len(list) > 0 {
		return list, true, ""
	}
	return x.candidates(vpc, subnets, groups, func(n *NetworkInterface) bool {
		return own != "" && strings.HasPrefix(n.Description, own) || unclaimed(n)
	}), false, ""
}

// unclaimed reports whether nothing tells that the interface is of some service or instance.
func unclaimed(n *NetworkInterface) bool {
	if n.InterfaceType != "" && n.InterfaceType != "interface" || n.Attachment != nil && n.Attachment.InstanceId != "" {
		return false
	}
	for _, prefix := range []string{"RDSNetworkInterface", "Network interface for DBProxy ", "RedshiftNetworkInterface",
		"ELB ", "ES ", "ElastiCache", "EFS mount target ", "VPC Endpoint Interface ", "Interface for NAT Gateway ",
		"AWS Lambda VPC ENI", "Network Interface for Transit Gateway ", "Amazon EKS ", "arn:aws:ecs:"} {
		if strings.HasPrefix(n.Description, prefix) {
			return false
		}
	}
	return true
}

// cacheInterfaces are those of the nodes of a cache cluster.
func (x *RegionIndex) cacheInterfaces(cluster string) []*NetworkInterface {
	return x.described("ElastiCache "+cluster, "ElastiCache+"+cluster)
}

func isEndpointInterface(n *NetworkInterface) bool { return n.InterfaceType == "vpc_endpoint" }

func isDescribed(description string) func(*NetworkInterface) bool {
	return func(n *NetworkInterface) bool { return n.Description == description }
}

// dbInterfaces are candidates for a database: its interface does not tell whose it is. An instance in one zone has its
// interface in a subnet of that zone.
func (x *RegionIndex) dbInterfaces(d *DBInstance) []*NetworkInterface {
	list := x.candidates(d.VPCID(), d.DBSubnetGroup.SubnetIDs(), d.SecurityGroupIDs(),
		isDescribed("RDSNetworkInterface"))
	if d.AvailabilityZone == "" || d.MultiAZ {
		return list
	}
	return slices.DeleteFunc(list, func(n *NetworkInterface) bool {
		zone := x.zoneName(n)
		return zone != "" && zone != d.AvailabilityZone
	})
}

// zoneName is the name of the zone that an interface is in, "" where nothing tells it.
func (x *RegionIndex) zoneName(n *NetworkInterface) string {
	if s := x.Subnet(n.SubnetId); s != nil && s.AvailabilityZone != "" {
		return s.AvailabilityZone
	}
	return n.AvailabilityZone
}

// clusterInterfaces are those of the cluster's instances; where these are not in the snapshot, all with the cluster's
// groups.
func (x *RegionIndex) clusterInterfaces(c *DBCluster) (list []*NetworkInterface, exact bool, missing string) {
	found := 0
	for i := range x.Region.DBInstances {
		if d := &x.Region.DBInstances[i]; d.DBClusterIdentifier == c.DBClusterIdentifier {
			found++
			list = append(list, x.dbInterfaces(d)...)
		}
	}
	if found < len(c.DBClusterMembers) || found == 0 {
		list = x.candidates(c.vpcID, c.subnets, c.SecurityGroupIDs(), isDescribed("RDSNetworkInterface"))
		if !x.Region.Has("describe-db-instances") {
			missing = "describe-db-instances"
		}
	}
	return list, false, missing
}

// proxyInterfaces are those whose description names the proxy: where that is possible only those in the subnets and
// with the groups of the endpoint, as a proxy can have several.
func (x *RegionIndex) proxyInterfaces(name, vpc string, subnets, groups []string) ([]*NetworkInterface, bool, string) {
	description := "Network interface for DBProxy " + name
	if list := x.candidates(vpc, subnets, groups, isDescribed(description)); len(list) > 0 {
		return list, true, ""
	}
	return slices.DeleteFunc(x.described(description), func(n *NetworkInterface) bool { return n.VpcId != vpc }),
		false, ""
}

// redshiftInterfaces are those that the cluster's endpoint names and that of its leader, told by the address; else
// candidates.
func (x *RegionIndex) redshiftInterfaces(c *RedshiftCluster) ([]*NetworkInterface, bool, string) {
	var ids []string
	if c.Endpoint != nil {
		for _, e := range c.Endpoint.VpcEndpoints {
			for _, n := range e.NetworkInterfaces {
				ids = append(ids, n.NetworkInterfaceId)
			}
		}
	}
	list := x.withIDs(ids)
	for _, node := range c.ClusterNodes {
		if node.NodeRole != "LEADER" && node.NodeRole != "SHARED" {
			continue
		}
		if n := x.holder(c.VpcId, node.PrivateIPAddress); n != nil {
			list = append(list, n)
		}
	}
	if len(list) > 0 {
		return list, true, ""
	}
	return x.candidates(c.VpcId, nil, c.SecurityGroupIDs(), isDescribed("RedshiftNetworkInterface")), false, ""
}

// holder is the interface that holds an address in a VPC, nil if none does.
func (x *RegionIndex) holder(vpc, ip string) *NetworkInterface {
	parsed, err := netip.ParseAddr(ip)
	if err != nil {
		return nil
	}
	return x.InterfaceAt(vpc, parsed)
}

func (x *RegionIndex) workgroupInterfaces(w *RedshiftWorkgroup) ([]*NetworkInterface, bool, string) {
	var ids []string
	if w.Endpoint != nil {
		for _, e := range w.Endpoint.VpcEndpoints {
			for _, n := range e.NetworkInterfaces {
				ids = append(ids, n.NetworkInterfaceId)
			}
		}
	}
	if list := x.withIDs(ids); len(list) > 0 {
		return list, true, ""
	}
	return x.candidates(w.VPCID(), w.SubnetIds, w.SecurityGroupIds, isEndpointInterface), false, ""
}

// kafkaInterfaces are those that list-nodes names, or that the cluster's ARN describes.
func (x *RegionIndex) kafkaInterfaces(c *KafkaCluster) ([]*NetworkInterface, bool, string) {
	if c.Serverless != nil {
		return x.candidates(c.vpcID, c.SubnetIDs(), c.SecurityGroupIDs(), isEndpointInterface), false, ""
	}
	var list []*NetworkInterface
	for i := range c.Nodes {
		b := c.Nodes[i].BrokerNodeInfo
		if b == nil {
			continue
		}
		n := x.NetworkInterface(b.AttachedENIId)
		if n == nil {
			n = x.holder(c.vpcID, b.ClientVpcIpAddress)
		}
		if n != nil {
			list = append(list, n)
		}
	}
	if len(list) > 0 {
		return list, true, ""
	}
	if c.ClusterArn != "" {
		if list = x.describedBy(func(d string) bool { return strings.Contains(d, c.ClusterArn) }); len(list) > 0 {
			return list, true, ""
		}
	}
	list, exact, _ := x.describedOrCandidates(nil, c.vpcID, c.SubnetIDs(), c.SecurityGroupIDs(), "")
	return list, exact, x.unread("list-nodes." + c.ClusterName)
}

// mountInterfaces are those of the file system's mount targets.
func (x *RegionIndex) mountInterfaces(f *FileSystem) ([]*NetworkInterface, bool, string) {
	var ids []string
	for _, m := range f.MountTargets {
		ids = append(ids, m.NetworkInterfaceId)
	}
	return x.mounted(f.FileSystemId, ids, f.MountTargetsKnown, "describe-mount-targets.")
}

func (x *RegionIndex) s3MountInterfaces(f *S3FileSystem) ([]*NetworkInterface, bool, string) {
	var ids []string
	for _, m := range f.MountTargets {
		ids = append(ids, m.NetworkInterfaceId)
	}
	return x.mounted(f.FileSystemId, ids, f.MountTargetsKnown, "list-mount-targets.")
}

// mounted are the interfaces of a file system: those that its mount targets name, or, where the call for them was not
// made, those that are described as its mount targets.
func (x *RegionIndex) mounted(id string, interfaces []string, known bool,
	call string) ([]*NetworkInterface, bool, string) {
	if known {
		return x.withIDs(interfaces), true, ""
	}
	list := x.describedBy(func(d string) bool {
		return strings.Contains(d, "mount target for "+id+" ") || strings.HasSuffix(d, "mount target for "+id)
	})
	if len(list) == 0 {
		return nil, false, x.unread(call + id)
	}
	return list, true, ""
}

// unread is the call, if the snapshot does not hold its answer.
func (x *RegionIndex) unread(call string) string {
	if x.Region.Has(call) {
		return ""
	}
	return call
}

// brokerInterfaces are those that hold the addresses of the broker's servers, else candidates: RabbitMQ does not tell
// its addresses, and is reached by an endpoint that Amazon MQ keeps. Source: Amazon MQ developer guide, accessing a
// broker without public accessibility.
func (x *RegionIndex) brokerInterfaces(b *Broker) ([]*NetworkInterface, bool, string) {
	if !b.described {
		return nil, false, "describe-broker." + b.BrokerId
	}
	var list []*NetworkInterface
	for _, i := range b.BrokerInstances {
		if n := x.holder(b.vpcID, i.IpAddress); n != nil {
			list = append(list, n)
		}
	}
	if len(list) == 0 && strings.EqualFold(b.EngineType, "RABBITMQ") {
		return x.candidates(b.vpcID, b.SubnetIds, b.SecurityGroups, isEndpointInterface), false, ""
	}
	return x.describedOrCandidates(list, b.vpcID, b.SubnetIds, b.SecurityGroups, "")
}
