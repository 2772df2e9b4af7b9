package awsdata

import (
	"cmp"
	"strings"
)

// DBInstance is one entry of rds describe-db-instances; instances of DocumentDB and Neptune are among them.
type DBInstance struct {
	DBInstanceIdentifier string
	DBInstanceArn        string `json:",omitempty"`
	DBInstanceStatus     string `json:",omitempty"` // available, stopped, ...
	// mysql, aurora-postgresql, docdb, neptune, ...
	Engine                    string                       `json:",omitempty"`
	EngineVersion             string                       `json:",omitempty"`
	Endpoint                  *Endpoint                    `json:",omitempty"`
	DbInstancePort            int                          `json:",omitempty"`
	DBClusterIdentifier       string                       `json:",omitempty"`
	DBSubnetGroup             *DBSubnetGroup               `json:",omitempty"`
	VpcSecurityGroups         []VpcSecurityGroupMembership `json:",omitempty"`
	AvailabilityZone          string                       `json:",omitempty"`
	SecondaryAvailabilityZone string                       `json:",omitempty"`
	MultiAZ                   bool                         `json:",omitempty"`
	PubliclyAccessible        bool                         `json:",omitempty"`
	NetworkType               string                       `json:",omitempty"` // IPV4 or DUAL
	TagList                   Tags                         `json:",omitempty"`

	clusterID string // [DBCluster.ID] of its cluster, joined
}

// Endpoint is a host name and a port under which a data store takes connections.
type Endpoint struct {
	Address string `json:",omitempty"`
	Port    int    `json:",omitempty"`
}

// DBSubnetGroup is where the instances of a database may be.
type DBSubnetGroup struct {
	DBSubnetGroupName string     `json:",omitempty"`
	VpcId             string     `json:",omitempty"`
	Subnets           []DBSubnet `json:",omitempty"`
}

// DBSubnet is a subnet of a subnet group.
type DBSubnet struct {
	SubnetIdentifier       string
	SubnetAvailabilityZone DBZone `json:",omitzero"`
}

// DBZone names an availability zone.
type DBZone struct {
	Name string `json:",omitempty"`
}

// VpcSecurityGroupMembership names a security group of a database.
type VpcSecurityGroupMembership struct {
	VpcSecurityGroupId string
	Status             string `json:",omitempty"` // active, adding, removing, ...
}

func vpcGroups(list []VpcSecurityGroupMembership) []string {
	var out []string
	for _, g := range list {
		if g.Status != "removing" {
			out = append(out, g.VpcSecurityGroupId)
		}
	}
	return out
}

// SubnetIDs are the subnets that the database's interface may be in.
func (g *DBSubnetGroup) SubnetIDs() []string {
	if g == nil {
		return nil
	}
	var out []string
	for _, s := range g.Subnets {
		out = append(out, s.SubnetIdentifier)
	}
	return out
}

// ResourceTags implements [Tagged].
func (d *DBInstance) ResourceTags() Tags { return d.TagList }

// ID implements [Resource].
func (d *DBInstance) ID() string { return cmp.Or(d.DBInstanceArn, d.DBInstanceIdentifier) }

// Name implements [Resource].
func (d *DBInstance) Name() string { return d.DBInstanceIdentifier }

// ARN implements [Store].
func (d *DBInstance) ARN() string { return d.DBInstanceArn }

// Kind implements [Store].
func (d *DBInstance) Kind() string { return "db" }

// VPCID implements [Store].
func (d *DBInstance) VPCID() string {
	if d.DBSubnetGroup == nil {
		return ""
	}
	return d.DBSubnetGroup.VpcId
}

// Endpoints implements [Store].
func (d *DBInstance) Endpoints() []StoreEndpoint {
	if d.Endpoint == nil {
		return nil
	}
	return storeEndpoints(StoreEndpoint{d.Endpoint.Address, cmp.Or(d.Endpoint.Port, d.DefaultPort()), ""})
}

// DefaultPort implements [Store].
func (d *DBInstance) DefaultPort() int {
	if d.Endpoint != nil && d.Endpoint.Port != 0 {
		return d.Endpoint.Port
	}
	return cmp.Or(d.DbInstancePort, enginePort(d.Engine))
}

// SecurityGroupIDs are the groups of the database's interfaces.
func (d *DBInstance) SecurityGroupIDs() []string { return vpcGroups(d.VpcSecurityGroups) }

// Facts implements [Resource].
func (d *DBInstance) Facts() []Fact {
	facts := []Fact{
		{Label: "Engine", Value: strings.TrimSpace(d.Engine + " " + d.EngineVersion)},
		{Label: "State", Value: d.DBInstanceStatus},
	}
	facts = append(facts, endpointFacts(d)...)
	facts = append(facts,
		Fact{Label: "VPC", Value: d.VPCID(), Ref: d.VPCID()},
		Fact{Label: "Cluster", Value: d.DBClusterIdentifier, Ref: d.clusterID},
		Fact{Label: "Availability Zone", Value: d.AvailabilityZone},
		Fact{Label: "Standby AZ", Value: d.SecondaryAvailabilityZone},
		Fact{Label: "Publicly accessible", Value: yesNo(d.PubliclyAccessible)})
	facts = append(facts, refs("Security group", d.SecurityGroupIDs())...)
	facts = append(facts, refs("Subnet", d.DBSubnetGroup.SubnetIDs())...)
	return compact(append(facts, Fact{Label: "ARN", Value: d.DBInstanceArn}))
}

// enginePort is the port that an engine takes where nobody chose another, 0 for an engine that is not known.
// Source: RDS, DocumentDB and Neptune user guides, default ports.
func enginePort(engine string) int {
	engine = strings.ToLower(engine)
	for _, e := range []struct {
		part string
		port int
	}{
		{"postgres", 5432}, {"mysql", 3306}, {"mariadb", 3306}, {"oracle", 1521}, {"sqlserver", 1433}, {"db2", 50000},
		{"docdb", 27017}, {"neptune", 8182}, {"aurora", 3306},
	} {
		if strings.Contains(engine, e.part) {
			return e.port
		}
	}
	return 0
}

// DBCluster is one entry of rds describe-db-clusters: Aurora, Multi-AZ clusters, DocumentDB and Neptune.
type DBCluster struct {
	DBClusterIdentifier string
	DBClusterArn        string                       `json:",omitempty"`
	Status              string                       `json:",omitempty"`
	Engine              string                       `json:",omitempty"`
	EngineVersion       string                       `json:",omitempty"`
	Endpoint            string                       `json:",omitempty"`
	ReaderEndpoint      string                       `json:",omitempty"`
	CustomEndpoints     []string                     `json:",omitempty"`
	Port                int                          `json:",omitempty"`
	DBSubnetGroup       string                       `json:",omitempty"` // its name
	DBClusterMembers    []DBClusterMember            `json:",omitempty"`
	VpcSecurityGroups   []VpcSecurityGroupMembership `json:",omitempty"`
	AvailabilityZones   []string                     `json:",omitempty"`
	MultiAZ             bool                         `json:",omitempty"`
	NetworkType         string                       `json:",omitempty"`
	TagList             Tags                         `json:",omitempty"`

	// Joined from the members, and where those are not in the snapshot the VPC from the security groups.
	vpcID   string
	subnets []string
	members map[string]string // [DBInstance.ID] by name
}

// DBClusterMember is an instance of a cluster.
type DBClusterMember struct {
	DBInstanceIdentifier string
	IsClusterWriter      bool `json:",omitempty"`
}

// ResourceTags implements [Tagged].
func (c *DBCluster) ResourceTags() Tags { return c.TagList }

// ID implements [Resource].
func (c *DBCluster) ID() string { return cmp.Or(c.DBClusterArn, c.DBClusterIdentifier) }

// Name implements [Resource].
func (c *DBCluster) Name() string { return c.DBClusterIdentifier }

// ARN implements [Store].
func (c *DBCluster) ARN() string { return c.DBClusterArn }

// Kind implements [Store].
func (c *DBCluster) Kind() string { return "db-cluster" }

// VPCID implements [Store].
func (c *DBCluster) VPCID() string { return c.vpcID }

// Endpoints implements [Store].
func (c *DBCluster) Endpoints() []StoreEndpoint {
	port := c.DefaultPort()
	list := []StoreEndpoint{{c.Endpoint, port, "writer"}, {c.ReaderEndpoint, port, "reader"}}
	for _, host := range c.CustomEndpoints {
		list = append(list, StoreEndpoint{host, port, ""})
	}
	return storeEndpoints(list...)
}

// DefaultPort implements [Store].
func (c *DBCluster) DefaultPort() int { return cmp.Or(c.Port, enginePort(c.Engine)) }

// SecurityGroupIDs are the groups of the cluster's interfaces.
func (c *DBCluster) SecurityGroupIDs() []string { return vpcGroups(c.VpcSecurityGroups) }

// Facts implements [Resource].
func (c *DBCluster) Facts() []Fact {
	facts := []Fact{
		{Label: "Engine", Value: strings.TrimSpace(c.Engine + " " + c.EngineVersion)},
		{Label: "State", Value: c.Status},
	}
	facts = append(facts, endpointFacts(c)...)
	facts = append(facts, Fact{Label: "VPC", Value: c.vpcID, Ref: c.vpcID})
	for _, m := range c.DBClusterMembers {
		role := "reader"
		if m.IsClusterWriter {
			role = "writer"
		}
		facts = append(facts, Fact{Label: "Instance", Value: m.DBInstanceIdentifier + " (" + role + ")",
			Ref: c.members[m.DBInstanceIdentifier]})
	}
	facts = append(facts, refs("Security group", c.SecurityGroupIDs())...)
	return compact(append(facts, Fact{Label: "ARN", Value: c.DBClusterArn}))
}

// DBProxy is one entry of rds describe-db-proxies. Who logs in, and with which secret, is not read.
type DBProxy struct {
	DBProxyName         string
	DBProxyArn          string   `json:",omitempty"`
	Status              string   `json:",omitempty"`
	EngineFamily        string   `json:",omitempty"` // MYSQL, POSTGRESQL or SQLSERVER
	VpcId               string   `json:",omitempty"`
	VpcSecurityGroupIds []string `json:",omitempty"`
	VpcSubnetIds        []string `json:",omitempty"`
	Endpoint            string   `json:",omitempty"`
	RequireTLS          bool     `json:",omitempty"`
}

// ID implements [Resource].
func (p *DBProxy) ID() string { return cmp.Or(p.DBProxyArn, p.DBProxyName) }

// Name implements [Resource].
func (p *DBProxy) Name() string { return p.DBProxyName }

// ARN implements [Store].
func (p *DBProxy) ARN() string { return p.DBProxyArn }

// Kind implements [Store].
func (p *DBProxy) Kind() string { return "db-proxy" }

// VPCID implements [Store].
func (p *DBProxy) VPCID() string { return p.VpcId }

// Endpoints implements [Store].
func (p *DBProxy) Endpoints() []StoreEndpoint {
	return storeEndpoints(StoreEndpoint{p.Endpoint, p.DefaultPort(), "proxy"})
}

// DefaultPort implements [Store]: a proxy listens on its engine's own port, whatever its databases do.
// Source: RDS user guide, limitations of RDS Proxy.
func (p *DBProxy) DefaultPort() int { return enginePort(p.EngineFamily) }

// Facts implements [Resource].
func (p *DBProxy) Facts() []Fact {
	facts := append([]Fact{{Label: "Engine", Value: p.EngineFamily}, {Label: "State", Value: p.Status}},
		endpointFacts(p)...)
	facts = append(facts,
		Fact{Label: "VPC", Value: p.VpcId, Ref: p.VpcId},
		Fact{Label: "TLS required", Value: yesNo(p.RequireTLS)})
	facts = append(facts, refs("Security group", p.VpcSecurityGroupIds)...)
	facts = append(facts, refs("Subnet", p.VpcSubnetIds)...)
	return compact(append(facts, Fact{Label: "ARN", Value: p.DBProxyArn}))
}

// DBProxyEndpoint is one entry of rds describe-db-proxy-endpoints: a further host name of a proxy, with subnets and
// groups of its own. The proxy's own endpoint is among them, marked as the default.
type DBProxyEndpoint struct {
	DBProxyEndpointName string
	DBProxyEndpointArn  string   `json:",omitempty"`
	DBProxyName         string   `json:",omitempty"`
	Status              string   `json:",omitempty"`
	VpcId               string   `json:",omitempty"`
	VpcSecurityGroupIds []string `json:",omitempty"`
	VpcSubnetIds        []string `json:",omitempty"`
	Endpoint            string   `json:",omitempty"`
	TargetRole          string   `json:",omitempty"` // READ_WRITE or READ_ONLY
	IsDefault           bool     `json:",omitempty"`

	engineFamily, proxyID string // of its proxy, joined
}

// ID implements [Resource].
func (e *DBProxyEndpoint) ID() string { return cmp.Or(e.DBProxyEndpointArn, e.DBProxyEndpointName) }

// Name implements [Resource].
func (e *DBProxyEndpoint) Name() string { return e.DBProxyEndpointName }

// ARN implements [Store].
func (e *DBProxyEndpoint) ARN() string { return e.DBProxyEndpointArn }

// Kind implements [Store].
func (e *DBProxyEndpoint) Kind() string { return "db-ep" }

// VPCID implements [Store].
func (e *DBProxyEndpoint) VPCID() string { return e.VpcId }

// Endpoints implements [Store].
func (e *DBProxyEndpoint) Endpoints() []StoreEndpoint {
	return storeEndpoints(StoreEndpoint{e.Endpoint, e.DefaultPort(), "proxy"})
}

// DefaultPort implements [Store].
func (e *DBProxyEndpoint) DefaultPort() int { return enginePort(e.engineFamily) }

// Facts implements [Resource].
func (e *DBProxyEndpoint) Facts() []Fact {
	facts := []Fact{{Label: "Proxy", Value: e.DBProxyName, Ref: e.proxyID}, {Label: "State", Value: e.Status}}
	facts = append(facts, endpointFacts(e)...)
	facts = append(facts, Fact{Label: "Role", Value: e.TargetRole}, Fact{Label: "VPC", Value: e.VpcId, Ref: e.VpcId})
	facts = append(facts, refs("Security group", e.VpcSecurityGroupIds)...)
	facts = append(facts, refs("Subnet", e.VpcSubnetIds)...)
	return compact(append(facts, Fact{Label: "ARN", Value: e.DBProxyEndpointArn}))
}
