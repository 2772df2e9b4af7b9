package awsdata

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// KafkaCluster is one entry of kafka list-clusters-v2.
type KafkaCluster struct {
	ClusterName string
	ClusterArn  string            `json:",omitempty"`
	ClusterType string            `json:",omitempty"` // PROVISIONED or SERVERLESS
	State       string            `json:",omitempty"` // ACTIVE, ...
	Provisioned *KafkaProvisioned `json:",omitempty"`
	Serverless  *KafkaServerless  `json:",omitempty"`
	Tags        TagMap            `json:",omitempty"`

	// Filled by the snapshot from get-bootstrap-brokers and list-nodes; nil and false tell a gap.
	Bootstrap  *BootstrapBrokers `json:"-"`
	Nodes      []KafkaNode       `json:"-"`
	NodesKnown bool              `json:"-"`

	vpcID string // of its subnets or security groups, joined
}

// KafkaProvisioned is a cluster of brokers.
type KafkaProvisioned struct {
	BrokerNodeGroupInfo  *BrokerNodeGroupInfo `json:",omitempty"`
	NumberOfBrokerNodes  int                  `json:",omitempty"`
	ClientAuthentication *KafkaAuthentication `json:",omitempty"`
	EncryptionInfo       *KafkaEncryption     `json:",omitempty"`
}

// BrokerNodeGroupInfo is where the brokers' interfaces are.
type BrokerNodeGroupInfo struct {
	ClientSubnets  []string `json:",omitempty"`
	SecurityGroups []string `json:",omitempty"`
}

// KafkaAuthentication tells the ways in which clients prove who they are.
type KafkaAuthentication struct {
	Sasl            *KafkaSasl `json:",omitempty"`
	Tls             *Enabled   `json:",omitempty"`
	Unauthenticated *Enabled   `json:",omitempty"`
}

// KafkaSasl are the SASL ways.
type KafkaSasl struct {
	Scram *Enabled `json:",omitempty"`
	Iam   *Enabled `json:",omitempty"`
}

// Enabled is a setting that is on or off.
type Enabled struct {
	Enabled bool `json:",omitempty"`
}

// KafkaEncryption tells how clients and brokers talk.
type KafkaEncryption struct {
	EncryptionInTransit *KafkaEncryptionInTransit `json:",omitempty"`
}

// KafkaEncryptionInTransit tells how clients and brokers talk.
type KafkaEncryptionInTransit struct {
	ClientBroker string `json:",omitempty"` // TLS, TLS_PLAINTEXT or PLAINTEXT
}

// KafkaServerless is a serverless cluster.
type KafkaServerless struct {
	VpcConfigs []KafkaVpcConfig `json:",omitempty"`
}

// KafkaVpcConfig is a network from which a serverless cluster is reached.
type KafkaVpcConfig struct {
	SubnetIds        []string `json:",omitempty"`
	SecurityGroupIds []string `json:",omitempty"`
}

// BootstrapBrokers is kafka get-bootstrap-brokers: lists of HOST:PORT, with commas, by the way of proving who one is.
type BootstrapBrokers struct {
	BootstrapBrokerString                         string `json:",omitempty"`
	BootstrapBrokerStringTls                      string `json:",omitempty"`
	BootstrapBrokerStringSaslScram                string `json:",omitempty"`
	BootstrapBrokerStringSaslIam                  string `json:",omitempty"`
	BootstrapBrokerStringPublicTls                string `json:",omitempty"`
	BootstrapBrokerStringPublicSaslScram          string `json:",omitempty"`
	BootstrapBrokerStringPublicSaslIam            string `json:",omitempty"`
	BootstrapBrokerStringVpcConnectivityTls       string `json:",omitempty"`
	BootstrapBrokerStringVpcConnectivitySaslScram string `json:",omitempty"`
	BootstrapBrokerStringVpcConnectivitySaslIam   string `json:",omitempty"`
}

// KafkaNode is one entry of kafka list-nodes.
type KafkaNode struct {
	NodeARN            string           `json:",omitempty"`
	NodeType           string           `json:",omitempty"` // BROKER
	BrokerNodeInfo     *KafkaBrokerNode `json:",omitempty"`
	ControllerNodeInfo *struct{}        `json:",omitempty"` // of a node that takes no connections of clients
}

// KafkaBrokerNode is a broker with its interface.
type KafkaBrokerNode struct {
	AttachedENIId      string   `json:",omitempty"`
	BrokerId           float64  `json:",omitempty"`
	ClientSubnet       string   `json:",omitempty"`
	ClientVpcIpAddress string   `json:",omitempty"`
	Endpoints          []string `json:",omitempty"`
}

// ResourceTags implements [Tagged].
func (c *KafkaCluster) ResourceTags() Tags {
	var tags Tags
	for _, key := range slices.Sorted(maps.Keys(c.Tags)) {
		tags = append(tags, Tag{key, c.Tags[key]})
	}
	return tags
}

// ID implements [Resource].
func (c *KafkaCluster) ID() string { return cmp.Or(c.ClusterArn, c.ClusterName) }

// Name implements [Resource].
func (c *KafkaCluster) Name() string { return c.ClusterName }

// ARN implements [Store].
func (c *KafkaCluster) ARN() string { return c.ClusterArn }

// Kind implements [Store].
func (c *KafkaCluster) Kind() string { return "kafka" }

// VPCID implements [Store].
func (c *KafkaCluster) VPCID() string { return c.vpcID }

// SubnetIDs are the subnets of the brokers' interfaces, or of the endpoints of a serverless cluster.
func (c *KafkaCluster) SubnetIDs() []string {
	var out []string
	if c.Provisioned != nil && c.Provisioned.BrokerNodeGroupInfo != nil {
		out = c.Provisioned.BrokerNodeGroupInfo.ClientSubnets
	}
	if c.Serverless != nil {
		for _, v := range c.Serverless.VpcConfigs {
			out = append(out, v.SubnetIds...)
		}
	}
	return out
}

// SecurityGroupIDs are the groups of those interfaces.
func (c *KafkaCluster) SecurityGroupIDs() []string {
	var out []string
	if c.Provisioned != nil && c.Provisioned.BrokerNodeGroupInfo != nil {
		out = c.Provisioned.BrokerNodeGroupInfo.SecurityGroups
	}
	if c.Serverless != nil {
		for _, v := range c.Serverless.VpcConfigs {
			out = append(out, v.SecurityGroupIds...)
		}
	}
	return out
}

// Endpoints implements [Store]: the brokers that clients in the VPC ask first.
func (c *KafkaCluster) Endpoints() []StoreEndpoint {
	var list []StoreEndpoint
	if b := c.Bootstrap; b != nil {
		for _, text := range []string{b.BootstrapBrokerStringSaslIam, b.BootstrapBrokerStringSaslScram,
			b.BootstrapBrokerStringTls, b.BootstrapBrokerString} {
			for _, one := range strings.Split(text, ",") {
				host, port, _ := strings.Cut(strings.TrimSpace(one), ":")
				if n, err := strconv.Atoi(port); err == nil {
					list = append(list, StoreEndpoint{host, n, "broker"})
				}
			}
		}
	}
	for i := range c.Nodes {
		if b := c.Nodes[i].BrokerNodeInfo; b != nil {
			for _, host := range b.Endpoints {
				list = append(list, StoreEndpoint{host, c.DefaultPort(), "broker"})
			}
		}
	}
	return storeEndpoints(list...)
}

// DefaultPort implements [Store]: the port of the way in which clients prove who they are; IAM before the others.
// Source: MSK developer guide, port information.
func (c *KafkaCluster) DefaultPort() int {
	b := c.Bootstrap
	if b == nil {
		b = &BootstrapBrokers{}
	}
	var a KafkaAuthentication
	plain := false
	if p := c.Provisioned; p != nil {
		if p.ClientAuthentication != nil {
			a = *p.ClientAuthentication
		}
		if e := p.EncryptionInfo; e != nil && e.EncryptionInTransit != nil {
			plain = e.EncryptionInTransit.ClientBroker == "PLAINTEXT"
		}
	}
	if a.Sasl == nil {
		a.Sasl = &KafkaSasl{}
	}
	switch {
	case c.Serverless != nil, b.BootstrapBrokerStringSaslIam != "", a.Sasl.Iam.on():
		return 9098
	case b.BootstrapBrokerStringSaslScram != "", a.Sasl.Scram.on():
		return 9096
	case b.BootstrapBrokerStringTls == "" && (b.BootstrapBrokerString != "" || plain):
		return 9092
	}
	return 9094
}

func (e *Enabled) on() bool { return e != nil && e.Enabled }

// Facts implements [Resource].
func (c *KafkaCluster) Facts() []Fact {
	facts := append([]Fact{{Label: "Type", Value: c.ClusterType}, {Label: "State", Value: c.State}},
		endpointFacts(c)...)
	if c.Bootstrap == nil {
		facts = append(facts, Fact{Label: "Brokers", Value: "unknown: get-bootstrap-brokers was not collected"})
	}
	facts = append(facts, Fact{Label: "VPC", Value: c.vpcID, Ref: c.vpcID})
	for i := range c.Nodes {
		if b := c.Nodes[i].BrokerNodeInfo; b != nil {
			value := strings.TrimSpace(b.AttachedENIId + " " + b.ClientVpcIpAddress)
			facts = append(facts, Fact{Label: "Interface", Value: value, Ref: b.AttachedENIId})
		}
	}
	facts = append(facts, refs("Security group", c.SecurityGroupIDs())...)
	facts = append(facts, refs("Subnet", c.SubnetIDs())...)
	return compact(append(facts, Fact{Label: "ARN", Value: c.ClusterArn}))
}
