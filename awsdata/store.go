package awsdata

import (
	"cmp"
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

// indexStores enters who is a store. What is about interfaces is made when it is first asked for: an account has tens
// of thousands, and most questions are about other things.
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

// Stores are all stores of the region, in the order of [Kinds] and of their ids. A proxy stands for its default
// endpoint.
func (x *RegionIndex) Stores() []Store { return x.stores }

// StoresAt are the stores that an interface is certainly one of.
func (x *RegionIndex) StoresAt(n *NetworkInterface) []Store { return x.storesAt()[n] }
