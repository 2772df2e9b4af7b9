package awsdata

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Store is a resource that takes connections at interfaces in a VPC: a database, cache, search domain, broker, file
// system, load balancer.
type Store interface {
	Known
	Kind() string               // the code of its row in [Kinds]
	Endpoints() []StoreEndpoint // the most general first
	DefaultPort() int           // 0 where it is not known
	VPCID() string              // "" where it is not known, and for what is not in a VPC
}

// StoreEndpoint is a host name under which a store takes connections.
type StoreEndpoint struct {
	Host string
	Port int    // 0 where it is not known
	Role string // writer, reader, proxy, primary, configuration, node, broker, or ""
}

// What is a store.
var (
	_ Store = (*DBInstance)(nil)
	_ Store = (*DBCluster)(nil)
	_ Store = (*DBProxy)(nil)
	_ Store = (*DBProxyEndpoint)(nil)
	_ Store = (*CacheCluster)(nil)
	_ Store = (*ReplicationGroup)(nil)
	_ Store = (*ServerlessCache)(nil)
	_ Store = (*MemoryDBCluster)(nil)
	_ Store = (*RedshiftCluster)(nil)
	_ Store = (*RedshiftWorkgroup)(nil)
	_ Store = (*SearchDomain)(nil)
	_ Store = (*KafkaCluster)(nil)
	_ Store = (*FileSystem)(nil)
	_ Store = (*FSxFileSystem)(nil)
	_ Store = (*S3FileSystem)(nil)
	_ Store = (*Broker)(nil)
	_ Store = (*LoadBalancer)(nil)
)

// storeEndpoints drops endpoints without a host, and all but the first of one host and port.
func storeEndpoints(list ...StoreEndpoint) []StoreEndpoint {
	var out []StoreEndpoint
	for _, e := range list {
		known := func(o StoreEndpoint) bool { return strings.EqualFold(o.Host, e.Host) && o.Port == e.Port }
		if e.Host != "" && !slices.ContainsFunc(out, known) {
			out = append(out, e)
		}
	}
	return out
}

// endpointFacts are the host names of a store with their ports.
func endpointFacts(s Store) []Fact {
	var facts []Fact
	for _, e := range s.Endpoints() {
		label := "Endpoint"
		if e.Role != "" {
			label = strings.ToUpper(e.Role[:1]) + e.Role[1:] + " endpoint"
		}
		facts = append(facts, Fact{Label: label, Value: hostPort(e)})
	}
	return facts
}

// hostPort is an endpoint as people paste it.
func hostPort(e StoreEndpoint) string {
	if e.Port == 0 {
		return e.Host
	}
	return e.Host + ":" + strconv.Itoa(e.Port)
}

func refs(label string, ids []string) []Fact {
	var facts []Fact
	for _, id := range ids {
		facts = append(facts, Fact{Label: label, Value: id, Ref: id})
	}
	return facts
}

// joinStores joins what several calls tell about one store. r is the region as it was decoded.
func (f *Region) joinStores(r *Region) {
	vpcOfGroup := make(map[string]string)
	vpcOfSubnet := make(map[string]string)
	if len(r.CacheClusters)+len(r.ReplicationGroups)+len(r.ServerlessCaches)+len(r.MemoryDBClusters)+len(r.DBClusters)+
		len(r.RedshiftWorkgroups)+len(r.KafkaClusters)+len(r.Brokers) > 0 {
		for i := range r.SecurityGroups {
			vpcOfGroup[r.SecurityGroups[i].GroupId] = r.SecurityGroups[i].VpcId
		}
		for i := range r.Subnets {
			vpcOfSubnet[r.Subnets[i].SubnetId] = r.Subnets[i].VpcId
		}
	}
	vpcOf := func(subnets, groups []string) string {
		for _, id := range subnets {
			if vpc := vpcOfSubnet[id]; vpc != "" {
				return vpc
			}
		}
		for _, id := range groups {
			if vpc := vpcOfGroup[id]; vpc != "" {
				return vpc
			}
		}
		return ""
	}

	f.DBInstances = slices.Clone(r.DBInstances)
	f.DBClusters = slices.Clone(r.DBClusters)
	for i := range f.DBClusters {
		c := &f.DBClusters[i]
		c.members = make(map[string]string)
		for j := range f.DBInstances {
			d := &f.DBInstances[j]
			if d.DBClusterIdentifier != c.DBClusterIdentifier {
				continue
			}
			d.clusterID, c.members[d.DBInstanceIdentifier] = c.ID(), d.ID()
			if d.DBSubnetGroup != nil {
				c.vpcID, c.subnets = d.VPCID(), d.DBSubnetGroup.SubnetIDs()
			}
		}
		c.vpcID = cmp.Or(c.vpcID, vpcOf(nil, c.SecurityGroupIDs()))
	}
	f.DBProxyEndpoints = slices.Clone(r.DBProxyEndpoints)
	for i := range f.DBProxyEndpoints {
		e := &f.DBProxyEndpoints[i]
		for j := range r.DBProxies {
			if r.DBProxies[j].DBProxyName == e.DBProxyName {
				e.engineFamily, e.proxyID = r.DBProxies[j].EngineFamily, r.DBProxies[j].ID()
			}
		}
	}

	f.CacheClusters = slices.Clone(r.CacheClusters)
	f.ReplicationGroups = slices.Clone(r.ReplicationGroups)
	for i := range f.CacheClusters {
		f.CacheClusters[i].vpcID = vpcOf(nil, f.CacheClusters[i].SecurityGroupIDs())
	}
	for i := range f.ReplicationGroups {
		g := &f.ReplicationGroups[i]
		g.members = make(map[string]string)
		for j := range f.CacheClusters {
			if c := &f.CacheClusters[j]; c.ReplicationGroupId == g.ReplicationGroupId {
				c.groupID, g.members[c.CacheClusterId] = g.ID(), c.ID()
				g.vpcID, g.groups = c.vpcID, c.SecurityGroupIDs()
			}
		}
	}
	f.ServerlessCaches = slices.Clone(r.ServerlessCaches)
	for i := range f.ServerlessCaches {
		c := &f.ServerlessCaches[i]
		c.vpcID = vpcOf(c.SubnetIds, c.SecurityGroupIds)
	}
	f.MemoryDBClusters = slices.Clone(r.MemoryDBClusters)
	for i := range f.MemoryDBClusters {
		f.MemoryDBClusters[i].vpcID = vpcOf(nil, f.MemoryDBClusters[i].SecurityGroupIDs())
	}
	f.RedshiftWorkgroups = slices.Clone(r.RedshiftWorkgroups)
	for i := range f.RedshiftWorkgroups {
		w := &f.RedshiftWorkgroups[i]
		w.vpcID = vpcOf(w.SubnetIds, w.SecurityGroupIds)
	}
	f.KafkaClusters = slices.Clone(r.KafkaClusters)
	for i := range f.KafkaClusters {
		c := &f.KafkaClusters[i]
		if b, ok := r.BootstrapBrokers[c.ClusterName]; ok {
			c.Bootstrap = &b
		}
		c.Nodes, c.NodesKnown = r.KafkaNodes[c.ClusterName]
		c.vpcID = vpcOf(c.SubnetIDs(), c.SecurityGroupIDs())
	}
	f.FileSystems = slices.Clone(r.FileSystems)
	domain := "amazonaws.com"
	if strings.HasPrefix(r.RegionName, "cn-") {
		domain += ".cn"
	}
	for i := range f.FileSystems {
		s := &f.FileSystems[i]
		s.MountTargets, s.MountTargetsKnown = r.MountTargets[s.FileSystemId]
		s.region, s.domain = r.RegionName, domain
	}
	f.S3FileSystems = slices.Clone(r.S3FileSystems)
	for i := range f.S3FileSystems {
		s := &f.S3FileSystems[i]
		s.MountTargets, s.MountTargetsKnown = r.S3MountTargets[s.FileSystemId]
	}
	f.Brokers = slices.Clone(r.Brokers)
	for i := range f.Brokers {
		b := &f.Brokers[i]
		if d, ok := r.BrokerByID[b.BrokerId]; ok {
			*b = d
			b.described = true
		}
		b.vpcID = vpcOf(b.SubnetIds, b.SecurityGroups)
	}
	f.LoadBalancers = slices.Clone(r.LoadBalancers)
	for i := range f.LoadBalancers {
		b := &f.LoadBalancers[i]
		b.Listeners, b.ListenersKnown = r.Listeners[b.LoadBalancerName]
	}
	f.TargetGroups = slices.Clone(r.TargetGroups)
	for i := range f.TargetGroups {
		g := &f.TargetGroups[i]
		g.Targets, g.TargetsKnown = r.TargetHealth[g.TargetGroupName]
	}
}

// indexStores enters who is a store. What is about interfaces is made when it is first asked for: an account has tens of
// thousands, and most questions are about other things.
func (x *RegionIndex) indexStores(r *Region) {
	for i := range kindTable {
		if !kindTable[i].isStore {
			continue
		}
		for _, resource := range kindTable[i].List(r) {
			s, ok := resource.(Store)
			if e, proxied := resource.(*DBProxyEndpoint); ok && (!proxied || !e.IsDefault) {
				x.stores = append(x.stores, s)
			}
		}
	}
	x.byDescription = sync.OnceValue(func() map[string][]*NetworkInterface {
		m := make(map[string][]*NetworkInterface)
		for i := range r.NetworkInterfaces {
			if n := &r.NetworkInterfaces[i]; n.Description != "" && n.InterfaceType != "lambda" {
				m[n.Description] = append(m[n.Description], n)
			}
		}
		return m
	})
	x.storesAt = sync.OnceValue(func() map[*NetworkInterface][]Store {
		m := make(map[*NetworkInterface][]Store)
		for _, s := range x.Stores() {
			if list, exact, _ := x.StoreInterfaces(s); exact {
				for _, n := range list {
					m[n] = append(m[n], s)
				}
			}
		}
		return m
	})
}

// Stores are all stores of the region, in the order of [Kinds] and of their ids. A proxy stands for its default endpoint.
func (x *RegionIndex) Stores() []Store { return x.stores }

// StoresAt are the stores that an interface is certainly one of.
func (x *RegionIndex) StoresAt(n *NetworkInterface) []Store { return x.storesAt()[n] }

// StoreInterfaces are the interfaces that may answer for a store, by id. With exact each of them is the store's, told by
// ids or by a description that names the store; else they are candidates: of the same service, with exactly the store's
// set of groups, in its subnets. missing is the call without which it cannot be told whether these are all. No interface
// and nothing missing means that none of the region's interfaces can be the store's.
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
		return x.told(x.cacheInterfaces(s.CacheClusterId), s.vpcID, nil, s.SecurityGroupIDs(), "ElastiCache")
	case *ReplicationGroup:
		for _, id := range s.MemberClusters {
			list = append(list, x.cacheInterfaces(id)...)
		}
		return x.told(list, s.vpcID, nil, s.groups, "ElastiCache")
	case *ServerlessCache:
		return x.candidates(s.vpcID, s.SubnetIds, s.SecurityGroupIds, isEndpointInterface), false, ""
	case *MemoryDBCluster:
		return x.told(nil, s.vpcID, nil, s.SecurityGroupIDs(), "MemoryDB")
	case *RedshiftCluster:
		return x.redshiftInterfaces(s)
	case *RedshiftWorkgroup:
		return x.workgroupInterfaces(s)
	case *SearchDomain:
		v := s.VPCOptions
		if v == nil {
			return nil, false, "" // it has public addresses
		}
		return x.told(x.described("ES "+s.DomainName), v.VPCId, v.SubnetIds, v.SecurityGroupIds, "ES ")
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

// candidates are the interfaces of a VPC that have exactly these groups, are in one of these subnets (in any, if none are
// named), and are of the service.
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

// told are the interfaces that were told, exactly; if none were, those that may be the store's: with its groups, in its
// subnets, and of no other service. own is how the service begins its descriptions.
func (x *RegionIndex) told(list []*NetworkInterface, vpc string, subnets, groups []string,
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
	list := x.candidates(d.VPCID(), d.DBSubnetGroup.SubnetIDs(), d.SecurityGroupIDs(), isDescribed("RDSNetworkInterface"))
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

// proxyInterfaces are those whose description names the proxy: where that is possible only those in the subnets and with
// the groups of the endpoint, as a proxy can have several.
func (x *RegionIndex) proxyInterfaces(name, vpc string, subnets, groups []string) ([]*NetworkInterface, bool, string) {
	description := "Network interface for DBProxy " + name
	if list := x.candidates(vpc, subnets, groups, isDescribed(description)); len(list) > 0 {
		return list, true, ""
	}
	return slices.DeleteFunc(x.described(description), func(n *NetworkInterface) bool { return n.VpcId != vpc }), false, ""
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
	list, exact, _ := x.told(nil, c.vpcID, c.SubnetIDs(), c.SecurityGroupIDs(), "")
	return list, exact, x.unread("list-nodes." + c.ClusterName)
}

// mountInterfaces are those of the file system's mount targets.
func (x *RegionIndex) mountInterfaces(f *FileSystem) ([]*NetworkInterface, bool, string) {
	if f.MountTargetsKnown {
		var ids []string
		for _, m := range f.MountTargets {
			ids = append(ids, m.NetworkInterfaceId)
		}
		return x.withIDs(ids), true, ""
	}
	list := x.mountDescribed(f.FileSystemId)
	if len(list) == 0 {
		return nil, false, x.unread("describe-mount-targets." + f.FileSystemId)
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

// mountDescribed are the interfaces described as mount targets of the file system.
func (x *RegionIndex) mountDescribed(id string) []*NetworkInterface {
	return x.describedBy(func(d string) bool {
		return strings.Contains(d, "mount target for "+id+" ") || strings.HasSuffix(d, "mount target for "+id)
	})
}

func (x *RegionIndex) s3MountInterfaces(f *S3FileSystem) ([]*NetworkInterface, bool, string) {
	if f.MountTargetsKnown {
		var ids []string
		for _, m := range f.MountTargets {
			ids = append(ids, m.NetworkInterfaceId)
		}
		return x.withIDs(ids), true, ""
	}
	list := x.mountDescribed(f.FileSystemId)
	if len(list) == 0 {
		return nil, false, x.unread("list-mount-targets." + f.FileSystemId)
	}
	return list, true, ""
}

// brokerInterfaces are those that hold the addresses of the broker's servers, else candidates: RabbitMQ does not tell its
// addresses, and is reached by an endpoint that Amazon MQ keeps.
// Source: Amazon MQ developer guide, accessing a broker without public accessibility.
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
	return x.told(list, b.vpcID, b.SubnetIds, b.SecurityGroups, "")
}
