package awsdata

import "cmp"

// RedshiftCluster is one entry of redshift describe-clusters.
type RedshiftCluster struct {
	ClusterIdentifier      string
	ClusterNamespaceArn    string                       `json:",omitempty"`
	ClusterStatus          string                       `json:",omitempty"`
	Endpoint               *RedshiftEndpoint            `json:",omitempty"`
	VpcId                  string                       `json:",omitempty"`
	AvailabilityZone       string                       `json:",omitempty"`
	ClusterSubnetGroupName string                       `json:",omitempty"`
	VpcSecurityGroups      []VpcSecurityGroupMembership `json:",omitempty"`
	ClusterNodes           []RedshiftNode               `json:",omitempty"`
	PubliclyAccessible     bool                         `json:",omitempty"`
	EnhancedVpcRouting     bool                         `json:",omitempty"`
	CustomDomainName       string                       `json:",omitempty"`
	Tags                   Tags                         `json:",omitempty"`
}

// RedshiftEndpoint is where a cluster takes connections, with the interfaces that do.
type RedshiftEndpoint struct {
	Address      string                `json:",omitempty"`
	Port         int                   `json:",omitempty"`
	VpcEndpoints []RedshiftVpcEndpoint `json:",omitempty"`
}

// RedshiftVpcEndpoint is an endpoint in a VPC that Redshift manages.
type RedshiftVpcEndpoint struct {
	VpcEndpointId     string              `json:",omitempty"`
	VpcId             string              `json:",omitempty"`
	NetworkInterfaces []RedshiftInterface `json:",omitempty"`
}

// RedshiftInterface is an interface of such an endpoint.
type RedshiftInterface struct {
	NetworkInterfaceId string `json:",omitempty"`
	SubnetId           string `json:",omitempty"`
	PrivateIpAddress   string `json:",omitempty"`
	AvailabilityZone   string `json:",omitempty"`
}

// RedshiftNode is a node of a cluster. Clients talk to the leader, which in a cluster of one node is that node.
type RedshiftNode struct {
	NodeRole         string `json:",omitempty"` // LEADER, SHARED, COMPUTE-0, ...
	PrivateIPAddress string `json:",omitempty"`
}

// ResourceTags implements [Tagged].
func (c *RedshiftCluster) ResourceTags() Tags { return c.Tags }

// ID implements [Resource].
func (c *RedshiftCluster) ID() string { return cmp.Or(c.ClusterNamespaceArn, c.ClusterIdentifier) }

// Name implements [Resource].
func (c *RedshiftCluster) Name() string { return c.ClusterIdentifier }

// ARN implements [Store]: describe-clusters tells the ARN of the cluster's namespace only.
func (c *RedshiftCluster) ARN() string { return c.ClusterNamespaceArn }

// Kind implements [Store].
func (c *RedshiftCluster) Kind() string { return "redshift" }

// VPCID implements [Store].
func (c *RedshiftCluster) VPCID() string { return c.VpcId }

// Endpoints implements [Store].
func (c *RedshiftCluster) Endpoints() []StoreEndpoint {
	if c.Endpoint == nil {
		return nil
	}
	port := c.DefaultPort()
	return storeEndpoints(StoreEndpoint{c.Endpoint.Address, port, ""}, StoreEndpoint{c.CustomDomainName, port, ""})
}

// DefaultPort implements [Store].
// Source: Redshift management guide; the port is 5439 where nobody chose another.
func (c *RedshiftCluster) DefaultPort() int {
	if c.Endpoint != nil && c.Endpoint.Port != 0 {
		return c.Endpoint.Port
	}
	return 5439
}

// SecurityGroupIDs are the groups of the cluster's interfaces.
func (c *RedshiftCluster) SecurityGroupIDs() []string { return vpcGroups(c.VpcSecurityGroups) }

// Facts implements [Resource].
func (c *RedshiftCluster) Facts() []Fact {
	facts := append([]Fact{{Label: "State", Value: c.ClusterStatus}}, endpointFacts(c)...)
	facts = append(facts,
		Fact{Label: "VPC", Value: c.VpcId, Ref: c.VpcId},
		Fact{Label: "Availability Zone", Value: c.AvailabilityZone},
		Fact{Label: "Publicly accessible", Value: yesNo(c.PubliclyAccessible)},
		Fact{Label: "Enhanced VPC routing", Value: yesNo(c.EnhancedVpcRouting)},
		Fact{Label: "Subnet group", Value: c.ClusterSubnetGroupName})
	facts = append(facts, refs("Security group", c.SecurityGroupIDs())...)
	return compact(append(facts, Fact{Label: "Namespace", Value: c.ClusterNamespaceArn}))
}

// RedshiftWorkgroup is one entry of redshift-serverless list-workgroups.
type RedshiftWorkgroup struct {
	WorkgroupName      string             `json:"workgroupName"`
	WorkgroupArn       string             `json:"workgroupArn,omitempty"`
	Status             string             `json:"status,omitempty"`
	Endpoint           *WorkgroupEndpoint `json:"endpoint,omitempty"`
	Port               int                `json:"port,omitempty"`
	SubnetIds          []string           `json:"subnetIds,omitempty"`
	SecurityGroupIds   []string           `json:"securityGroupIds,omitempty"`
	PubliclyAccessible bool               `json:"publiclyAccessible,omitempty"`
	EnhancedVpcRouting bool               `json:"enhancedVpcRouting,omitempty"`
	CustomDomainName   string             `json:"customDomainName,omitempty"`

	vpcID string // of its subnets, joined
}

// WorkgroupEndpoint is where a workgroup takes connections.
type WorkgroupEndpoint struct {
	Address      string                 `json:"address,omitempty"`
	Port         int                    `json:"port,omitempty"`
	VpcEndpoints []WorkgroupVpcEndpoint `json:"vpcEndpoints,omitempty"`
}

// WorkgroupVpcEndpoint is an endpoint in a VPC that Redshift manages.
type WorkgroupVpcEndpoint struct {
	VpcEndpointId     string               `json:"vpcEndpointId,omitempty"`
	VpcId             string               `json:"vpcId,omitempty"`
	NetworkInterfaces []WorkgroupInterface `json:"networkInterfaces,omitempty"`
}

// WorkgroupInterface is an interface of such an endpoint.
type WorkgroupInterface struct {
	NetworkInterfaceId string `json:"networkInterfaceId,omitempty"`
	SubnetId           string `json:"subnetId,omitempty"`
	PrivateIpAddress   string `json:"privateIpAddress,omitempty"`
	AvailabilityZone   string `json:"availabilityZone,omitempty"`
}

// ID implements [Resource].
func (w *RedshiftWorkgroup) ID() string { return cmp.Or(w.WorkgroupArn, w.WorkgroupName) }

// Name implements [Resource].
func (w *RedshiftWorkgroup) Name() string { return w.WorkgroupName }

// ARN implements [Store].
func (w *RedshiftWorkgroup) ARN() string { return w.WorkgroupArn }

// Kind implements [Store].
func (w *RedshiftWorkgroup) Kind() string { return "workgroup" }

// VPCID implements [Store].
func (w *RedshiftWorkgroup) VPCID() string {
	if w.Endpoint != nil {
		for _, e := range w.Endpoint.VpcEndpoints {
			if e.VpcId != "" {
				return e.VpcId
			}
		}
	}
	return w.vpcID
}

// Endpoints implements [Store].
func (w *RedshiftWorkgroup) Endpoints() []StoreEndpoint {
	if w.Endpoint == nil {
		return nil
	}
	port := w.DefaultPort()
	return storeEndpoints(StoreEndpoint{w.Endpoint.Address, port, ""}, StoreEndpoint{w.CustomDomainName, port, ""})
}

// DefaultPort implements [Store].
func (w *RedshiftWorkgroup) DefaultPort() int {
	if w.Endpoint != nil && w.Endpoint.Port != 0 {
		return w.Endpoint.Port
	}
	return cmp.Or(w.Port, 5439)
}

// Facts implements [Resource].
func (w *RedshiftWorkgroup) Facts() []Fact {
	facts := append([]Fact{{Label: "State", Value: w.Status}}, endpointFacts(w)...)
	facts = append(facts,
		Fact{Label: "VPC", Value: w.VPCID(), Ref: w.VPCID()},
		Fact{Label: "Publicly accessible", Value: yesNo(w.PubliclyAccessible)},
		Fact{Label: "Enhanced VPC routing", Value: yesNo(w.EnhancedVpcRouting)})
	facts = append(facts, refs("Security group", w.SecurityGroupIds)...)
	facts = append(facts, refs("Subnet", w.SubnetIds)...)
	return compact(append(facts, Fact{Label: "ARN", Value: w.WorkgroupArn}))
}
