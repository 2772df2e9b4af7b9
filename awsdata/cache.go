package awsdata

import (
	"cmp"
	"strings"
)

// CacheCluster is one entry of elasticache describe-cache-clusters with its nodes: a Memcached cluster, or one node of
// a replication group. The AWS CLI lists nodes with --show-cache-node-info only.
type CacheCluster struct {
	CacheClusterId            string
	Arn                       string                    `json:"ARN,omitempty"`
	CacheClusterStatus        string                    `json:",omitempty"`
	Engine                    string                    `json:",omitempty"` // memcached, redis or valkey
	EngineVersion             string                    `json:",omitempty"`
	ConfigurationEndpoint     *Endpoint                 `json:",omitempty"`
	CacheNodes                []CacheNode               `json:",omitempty"`
	NumCacheNodes             int                       `json:",omitempty"`
	PreferredAvailabilityZone string                    `json:",omitempty"`
	CacheSubnetGroupName      string                    `json:",omitempty"`
	SecurityGroups            []SecurityGroupMembership `json:",omitempty"`
	ReplicationGroupId        string                    `json:",omitempty"`
	TransitEncryptionEnabled  bool                      `json:",omitempty"`
	NetworkType               string                    `json:",omitempty"` // ipv4, ipv6 or dual_stack

	vpcID   string // of its security groups, joined
	groupID string // [ReplicationGroup.ID] of its group, joined
}

// CacheNode is a node of a cache cluster.
type CacheNode struct {
	CacheNodeId              string
	CacheNodeStatus          string    `json:",omitempty"`
	Endpoint                 *Endpoint `json:",omitempty"`
	CustomerAvailabilityZone string    `json:",omitempty"`
}

// SecurityGroupMembership names a security group of a cache.
type SecurityGroupMembership struct {
	SecurityGroupId string
	Status          string `json:",omitempty"`
}

func memberGroups(list []SecurityGroupMembership) []string {
	var out []string
	for _, g := range list {
		out = append(out, g.SecurityGroupId)
	}
	return out
}

// cachePort is the port of an engine where nobody chose another.
// Source: ElastiCache user guide, Getting started; Memcached 11211, Redis and Valkey 6379.
func cachePort(engine string) int {
	switch strings.ToLower(engine) {
	case "memcached":
		return 11211
	case "redis", "valkey", "":
		return 6379
	}
	return 0
}

func (e *Endpoint) as(role string) StoreEndpoint {
	if e == nil {
		return StoreEndpoint{}
	}
	return StoreEndpoint{e.Address, e.Port, role}
}

// firstPort is the port of the first endpoint that tells one.
func firstPort(endpoints []StoreEndpoint, otherwise int) int {
	for _, e := range endpoints {
		if e.Port != 0 {
			return e.Port
		}
	}
	return otherwise
}

// ID implements [Resource].
func (c *CacheCluster) ID() string { return cmp.Or(c.Arn, c.CacheClusterId) }

// Name implements [Resource].
func (c *CacheCluster) Name() string { return c.CacheClusterId }

// ARN implements [Store].
func (c *CacheCluster) ARN() string { return c.Arn }

// Kind implements [Store].
func (c *CacheCluster) Kind() string { return "cache" }

// VPCID implements [Store].
func (c *CacheCluster) VPCID() string { return c.vpcID }

// Endpoints implements [Store].
func (c *CacheCluster) Endpoints() []StoreEndpoint {
	list := []StoreEndpoint{c.ConfigurationEndpoint.as("configuration")}
	for _, n := range c.CacheNodes {
		list = append(list, n.Endpoint.as("node"))
	}
	return storeEndpoints(list...)
}

// DefaultPort implements [Store].
func (c *CacheCluster) DefaultPort() int { return firstPort(c.Endpoints(), cachePort(c.Engine)) }

// SecurityGroupIDs are the groups of the cluster's interfaces.
func (c *CacheCluster) SecurityGroupIDs() []string { return memberGroups(c.SecurityGroups) }

// Facts implements [Resource].
func (c *CacheCluster) Facts() []Fact {
	facts := []Fact{
		{Label: "Engine", Value: strings.TrimSpace(c.Engine + " " + c.EngineVersion)},
		{Label: "State", Value: c.CacheClusterStatus},
	}
	facts = append(facts, endpointFacts(c)...)
	facts = append(facts,
		Fact{Label: "VPC", Value: c.vpcID, Ref: c.vpcID},
		Fact{Label: "Replication group", Value: c.ReplicationGroupId, Ref: c.groupID},
		Fact{Label: "Availability Zone", Value: c.PreferredAvailabilityZone},
		Fact{Label: "Encryption in transit", Value: yesNo(c.TransitEncryptionEnabled)},
		Fact{Label: "Subnet group", Value: c.CacheSubnetGroupName})
	facts = append(facts, refs("Security group", c.SecurityGroupIDs())...)
	return compact(append(facts, Fact{Label: "ARN", Value: c.Arn}))
}

// ReplicationGroup is one entry of elasticache describe-replication-groups: a Redis or Valkey cache.
type ReplicationGroup struct {
	ReplicationGroupId       string
	Arn                      string      `json:"ARN,omitempty"`
	Description              string      `json:",omitempty"`
	Status                   string      `json:",omitempty"`
	Engine                   string      `json:",omitempty"`
	ClusterEnabled           bool        `json:",omitempty"`
	ConfigurationEndpoint    *Endpoint   `json:",omitempty"`
	NodeGroups               []NodeGroup `json:",omitempty"`
	MemberClusters           []string    `json:",omitempty"`
	TransitEncryptionEnabled bool        `json:",omitempty"`
	NetworkType              string      `json:",omitempty"`

	// Joined from the member clusters, which carry them.
	vpcID   string
	groups  []string
	members map[string]string // [CacheCluster.ID] by name
}

// NodeGroup is a shard.
type NodeGroup struct {
	NodeGroupId      string            `json:",omitempty"`
	Status           string            `json:",omitempty"`
	PrimaryEndpoint  *Endpoint         `json:",omitempty"`
	ReaderEndpoint   *Endpoint         `json:",omitempty"`
	NodeGroupMembers []NodeGroupMember `json:",omitempty"`
}

// NodeGroupMember is a node of a shard.
type NodeGroupMember struct {
	CacheClusterId            string    `json:",omitempty"`
	CacheNodeId               string    `json:",omitempty"`
	ReadEndpoint              *Endpoint `json:",omitempty"`
	PreferredAvailabilityZone string    `json:",omitempty"`
	CurrentRole               string    `json:",omitempty"` // primary or replica
}

// ID implements [Resource].
func (g *ReplicationGroup) ID() string { return cmp.Or(g.Arn, g.ReplicationGroupId) }

// Name implements [Resource].
func (g *ReplicationGroup) Name() string { return g.ReplicationGroupId }

// ARN implements [Store].
func (g *ReplicationGroup) ARN() string { return g.Arn }

// Kind implements [Store].
func (g *ReplicationGroup) Kind() string { return "rg" }

// VPCID implements [Store].
func (g *ReplicationGroup) VPCID() string { return g.vpcID }

// Endpoints implements [Store].
func (g *ReplicationGroup) Endpoints() []StoreEndpoint {
	list := []StoreEndpoint{g.ConfigurationEndpoint.as("configuration")}
	for _, n := range g.NodeGroups {
		list = append(list, n.PrimaryEndpoint.as("primary"), n.ReaderEndpoint.as("reader"))
		for _, m := range n.NodeGroupMembers {
			list = append(list, m.ReadEndpoint.as("node"))
		}
	}
	return storeEndpoints(list...)
}

// DefaultPort implements [Store].
func (g *ReplicationGroup) DefaultPort() int { return firstPort(g.Endpoints(), cachePort(g.Engine)) }

// SecurityGroupIDs are the groups of the member clusters, nil where those are not in the snapshot.
func (g *ReplicationGroup) SecurityGroupIDs() []string { return g.groups }

// Facts implements [Resource].
func (g *ReplicationGroup) Facts() []Fact {
	facts := append([]Fact{{Label: "Engine", Value: g.Engine}, {Label: "State", Value: g.Status}}, endpointFacts(g)...)
	facts = append(facts,
		Fact{Label: "VPC", Value: g.vpcID, Ref: g.vpcID},
		Fact{Label: "Cluster mode", Value: yesNo(g.ClusterEnabled)},
		Fact{Label: "Encryption in transit", Value: yesNo(g.TransitEncryptionEnabled)})
	facts = append(facts, refs("Security group", g.groups)...)
	for _, id := range g.MemberClusters {
		facts = append(facts, Fact{Label: "Member", Value: id, Ref: g.members[id]})
	}
	return compact(append(facts, Fact{Label: "Description", Value: g.Description}, Fact{Label: "ARN", Value: g.Arn}))
}

// ServerlessCache is one entry of elasticache describe-serverless-caches.
type ServerlessCache struct {
	ServerlessCacheName string
	Arn                 string    `json:"ARN,omitempty"`
	Description         string    `json:",omitempty"`
	Status              string    `json:",omitempty"`
	Engine              string    `json:",omitempty"`
	FullEngineVersion   string    `json:",omitempty"`
	Endpoint            *Endpoint `json:",omitempty"`
	ReaderEndpoint      *Endpoint `json:",omitempty"`
	SubnetIds           []string  `json:",omitempty"`
	SecurityGroupIds    []string  `json:",omitempty"`
	NetworkType         string    `json:",omitempty"`

	vpcID string // of its subnets or security groups, joined
}

// ID implements [Resource].
func (c *ServerlessCache) ID() string { return cmp.Or(c.Arn, c.ServerlessCacheName) }

// Name implements [Resource].
func (c *ServerlessCache) Name() string { return c.ServerlessCacheName }

// ARN implements [Store].
func (c *ServerlessCache) ARN() string { return c.Arn }

// Kind implements [Store].
func (c *ServerlessCache) Kind() string { return "scache" }

// VPCID implements [Store].
func (c *ServerlessCache) VPCID() string { return c.vpcID }

// Endpoints implements [Store].
func (c *ServerlessCache) Endpoints() []StoreEndpoint {
	return storeEndpoints(c.Endpoint.as("primary"), c.ReaderEndpoint.as("reader"))
}

// DefaultPort implements [Store].
func (c *ServerlessCache) DefaultPort() int { return firstPort(c.Endpoints(), cachePort(c.Engine)) }

// Facts implements [Resource].
func (c *ServerlessCache) Facts() []Fact {
	facts := []Fact{
		{Label: "Engine", Value: strings.TrimSpace(c.Engine + " " + c.FullEngineVersion)},
		{Label: "State", Value: c.Status},
	}
	facts = append(facts, endpointFacts(c)...)
	facts = append(facts, Fact{Label: "VPC", Value: c.vpcID, Ref: c.vpcID})
	facts = append(facts, refs("Security group", c.SecurityGroupIds)...)
	facts = append(facts, refs("Subnet", c.SubnetIds)...)
	return compact(append(facts, Fact{Label: "Description", Value: c.Description}, Fact{Label: "ARN", Value: c.Arn}))
}

// MemoryDBCluster is one entry of memorydb describe-clusters.
type MemoryDBCluster struct {
	ClusterName     string                    `json:"Name"`
	Arn             string                    `json:"ARN,omitempty"`
	Description     string                    `json:",omitempty"`
	Status          string                    `json:",omitempty"`
	Engine          string                    `json:",omitempty"`
	EngineVersion   string                    `json:",omitempty"`
	ClusterEndpoint *Endpoint                 `json:",omitempty"`
	Shards          []MemoryDBShard           `json:",omitempty"`
	SecurityGroups  []SecurityGroupMembership `json:",omitempty"`
	SubnetGroupName string                    `json:",omitempty"`
	TLSEnabled      bool                      `json:",omitempty"`
	NetworkType     string                    `json:",omitempty"`

	vpcID string // of its security groups, joined
}

// MemoryDBShard is a shard of a cluster; the AWS CLI lists them with --show-shard-details only.
type MemoryDBShard struct {
	Name  string
	Nodes []MemoryDBNode `json:",omitempty"`
}

// MemoryDBNode is a node of a shard.
type MemoryDBNode struct {
	Name             string
	AvailabilityZone string    `json:",omitempty"`
	Endpoint         *Endpoint `json:",omitempty"`
}

// ID implements [Resource].
func (c *MemoryDBCluster) ID() string { return cmp.Or(c.Arn, c.ClusterName) }

// Name implements [Resource].
func (c *MemoryDBCluster) Name() string { return c.ClusterName }

// ARN implements [Store].
func (c *MemoryDBCluster) ARN() string { return c.Arn }

// Kind implements [Store].
func (c *MemoryDBCluster) Kind() string { return "memorydb" }

// VPCID implements [Store].
func (c *MemoryDBCluster) VPCID() string { return c.vpcID }

// Endpoints implements [Store].
func (c *MemoryDBCluster) Endpoints() []StoreEndpoint {
	list := []StoreEndpoint{c.ClusterEndpoint.as("configuration")}
	for _, s := range c.Shards {
		for _, n := range s.Nodes {
			list = append(list, n.Endpoint.as("node"))
		}
	}
	return storeEndpoints(list...)
}

// DefaultPort implements [Store].
func (c *MemoryDBCluster) DefaultPort() int { return firstPort(c.Endpoints(), cachePort(c.Engine)) }

// SecurityGroupIDs are the groups of the cluster's interfaces.
func (c *MemoryDBCluster) SecurityGroupIDs() []string { return memberGroups(c.SecurityGroups) }

// Facts implements [Resource].
func (c *MemoryDBCluster) Facts() []Fact {
	facts := []Fact{
		{Label: "Engine", Value: strings.TrimSpace(c.Engine + " " + c.EngineVersion)},
		{Label: "State", Value: c.Status},
	}
	facts = append(facts, endpointFacts(c)...)
	facts = append(facts,
		Fact{Label: "VPC", Value: c.vpcID, Ref: c.vpcID},
		Fact{Label: "TLS", Value: yesNo(c.TLSEnabled)},
		Fact{Label: "Subnet group", Value: c.SubnetGroupName})
	facts = append(facts, refs("Security group", c.SecurityGroupIDs())...)
	return compact(append(facts, Fact{Label: "Description", Value: c.Description}, Fact{Label: "ARN", Value: c.Arn}))
}
