package awsdata

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Broker is a broker of Amazon MQ: an entry of mq list-brokers, and what describe-broker adds. Its users are not read.
type Broker struct {
	BrokerId           string
	BrokerArn          string           `json:",omitempty"`
	BrokerName         string           `json:",omitempty"`
	BrokerState        string           `json:",omitempty"` // RUNNING, ...
	EngineType         string           `json:",omitempty"` // ACTIVEMQ or RABBITMQ, in either letter case
	EngineVersion      string           `json:",omitempty"`
	DeploymentMode     string           `json:",omitempty"`
	BrokerInstances    []BrokerInstance `json:",omitempty"`
	SubnetIds          []string         `json:",omitempty"`
	SecurityGroups     []string         `json:",omitempty"`
	PubliclyAccessible bool             `json:",omitempty"`

	vpcID     string // of its subnets or groups, joined
	described bool
}

// BrokerInstance is a server of a broker. The address is missing for RabbitMQ.
type BrokerInstance struct {
	Endpoints []string `json:",omitempty"` // such as amqp+ssl://b-….mq.us-east-1.amazonaws.com:5671
	IpAddress string   `json:",omitempty"`
}

// ID implements [Resource].
func (b *Broker) ID() string { return b.BrokerId }

// Name implements [Resource].
func (b *Broker) Name() string { return b.BrokerName }

// ARN implements [Store].
func (b *Broker) ARN() string { return b.BrokerArn }

// Kind implements [Store].
func (b *Broker) Kind() string { return "mq" }

// VPCID implements [Store].
func (b *Broker) VPCID() string { return b.vpcID }

// Endpoints implements [Store].
func (b *Broker) Endpoints() []StoreEndpoint {
	var list []StoreEndpoint
	for _, i := range b.BrokerInstances {
		for _, text := range i.Endpoints {
			u, err := url.Parse(text)
			if err != nil || u.Hostname() == "" {
				continue
			}
			port, _ := strconv.Atoi(u.Port())
			list = append(list, StoreEndpoint{u.Hostname(), port, "broker"})
		}
	}
	return storeEndpoints(list...)
}

// DefaultPort implements [Store]: that of the engine's own protocol, OpenWire or AMQP, unless the broker names only
// others.
func (b *Broker) DefaultPort() int {
	own := 61617
	if strings.EqualFold(b.EngineType, "RABBITMQ") {
		own = 5671
	}
	endpoints := b.Endpoints()
	if slices.ContainsFunc(endpoints, func(e StoreEndpoint) bool { return e.Port == own }) {
		return own
	}
	return firstPort(endpoints, own)
}

// Facts implements [Resource].
func (b *Broker) Facts() []Fact {
	facts := []Fact{
		{Label: "Engine", Value: strings.TrimSpace(b.EngineType + " " + b.EngineVersion)},
		{Label: "State", Value: b.BrokerState},
	}
	facts = append(facts, endpointFacts(b)...)
	if !b.described {
		facts = append(facts, Fact{Label: "Network", Value: "unknown: describe-broker was not collected"})
	}
	facts = append(facts,
		Fact{Label: "VPC", Value: b.vpcID, Ref: b.vpcID},
		Fact{Label: "Deployment", Value: b.DeploymentMode})
	if b.described {
		facts = append(facts, Fact{Label: "Publicly accessible", Value: yesNo(b.PubliclyAccessible)})
	}
	facts = append(facts, refs("Security group", b.SecurityGroups)...)
	facts = append(facts, refs("Subnet", b.SubnetIds)...)
	return compact(append(facts, Fact{Label: "ARN", Value: cmp.Or(b.BrokerArn, b.BrokerId)}))
}
