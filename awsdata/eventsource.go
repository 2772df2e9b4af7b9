package awsdata

import (
	"cmp"
	"slices"
	"strings"
)

// EventSourceMapping is one entry of lambda list-event-source-mappings: a source that Lambda reads for a function.
// Where the source is in a VPC (Kafka, MQ, DocumentDB), Lambda reads it from the source's network, not the function's.
// Source: Lambda developer guide, event source mappings and VPCs.
type EventSourceMapping struct {
	UUID                       string
	EventSourceMappingArn      string                  `json:",omitempty"`
	EventSourceArn             string                  `json:",omitempty"`
	FunctionArn                string                  `json:",omitempty"`
	State                      string                  `json:",omitempty"` // Enabled, Disabled, Creating, ...
	StateTransitionReason      string                  `json:",omitempty" mask:"credentials"`
	LastProcessingResult       string                  `json:",omitempty" mask:"credentials"`
	Topics                     []string                `json:",omitempty"`
	Queues                     []string                `json:",omitempty"`
	SourceAccessConfigurations []SourceAccess          `json:",omitempty"`
	SelfManagedEventSource     *SelfManagedEventSource `json:",omitempty"`
	ProvisionedPollerConfig    *ProvisionedPollers     `json:",omitempty"`
}

// SourceAccess is one way to the source: for a Kafka cluster of one's own its network (VPC_SUBNET, VPC_SECURITY_GROUP),
// or the name of a secret, never what is in it.
type SourceAccess struct {
	Type string `json:",omitempty"`
	URI  string `json:",omitempty"` // subnet:subnet-…, security_group:sg-…, or an ARN of Secrets Manager
}

// SelfManagedEventSource is a Kafka cluster of one's own.
type SelfManagedEventSource struct {
	Endpoints *SelfManagedEndpoints `json:",omitempty"`
}

// SelfManagedEndpoints are the servers of a Kafka cluster, each HOST:PORT.
type SelfManagedEndpoints struct {
	KafkaBootstrapServers []string `json:"KAFKA_BOOTSTRAP_SERVERS,omitempty"`
}

// ProvisionedPollers tells that the mapping runs with pollers that are kept ready.
type ProvisionedPollers struct {
	MinimumPollers int `json:",omitempty"`
	MaximumPollers int `json:",omitempty"`
}

// ARN is the mapping's ARN.
func (m *EventSourceMapping) ARN() string { return m.EventSourceMappingArn }

// ID implements [Resource].
func (m *EventSourceMapping) ID() string { return m.UUID }

// Name implements [Resource]: what it connects.
func (m *EventSourceMapping) Name() string {
	source := arnTail(m.EventSourceArn)
	if parts := strings.Split(m.EventSourceArn, "/"); strings.Contains(m.EventSourceArn, ":kafka:") && len(parts) == 3 {
		source = parts[1] // arn:aws:kafka:…:cluster/NAME/UUID
	}
	if source == "" {
		source = strings.Join(m.Topics, ", ")
	}
	return strings.TrimSpace(source + " → " + m.FunctionName())
}

// FunctionName is the name of the function that the mapping feeds.
func (m *EventSourceMapping) FunctionName() string {
	return cmp.Or(functionInARN(m.FunctionArn), m.FunctionArn)
}

// functionInARN is the name in the ARN of a function, arn:aws:lambda:region:account:function:name[:version], "" where
// it is none.
func functionInARN(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) >= 7 && parts[2] == "lambda" && parts[5] == "function" {
		return parts[6]
	}
	return ""
}

// Subnets are the subnets that the mapping names itself, for a source that is not AWS's.
func (m *EventSourceMapping) Subnets() []string { return m.named("VPC_SUBNET", "subnet:") }

// SecurityGroups are the groups that the mapping names itself.
func (m *EventSourceMapping) SecurityGroups() []string {
	return m.named("VPC_SECURITY_GROUP", "security_group:")
}

func (m *EventSourceMapping) named(kind, prefix string) []string {
	var out []string
	for _, c := range m.SourceAccessConfigurations {
		if c.Type == kind {
			out = append(out, strings.TrimPrefix(c.URI, prefix))
		}
	}
	return out
}

// NewState is the mapping's state if nobody knows it: whether it reads its source is not known then.
// Source: Lambda API reference, EventSourceMappingConfiguration, State.
func (m *EventSourceMapping) NewState() (word NewWord, found bool) {
	switch m.State {
	case "", "Creating", "Enabling", "Enabled", "Disabling", "Disabled", "Updating", "Deleting":
		return NewWord{}, false
	}
	return NewWord{"EventSourceMapping.State", m.State}, true
}

// NewAccess is the first way to the source that nobody knows: it may tell where the source is.
// Source: Lambda API reference, SourceAccessConfiguration, Type.
func (m *EventSourceMapping) NewAccess() (word NewWord, found bool) {
	for _, c := range m.SourceAccessConfigurations {
		switch c.Type {
		case "", "BASIC_AUTH", "VPC_SUBNET", "VPC_SECURITY_GROUP", "SASL_SCRAM_512_AUTH", "SASL_SCRAM_256_AUTH",
			"VIRTUAL_HOST", "CLIENT_CERTIFICATE_TLS_AUTH", "SERVER_ROOT_CA_CERTIFICATE", "IAM_AUTH",
			"IAM_OAUTHBEARER_AUTH", "OAUTHBEARER_AUTH", "OAUTHBEARER_SCOPE", "OAUTHBEARER_AUDIENCE",
			"OAUTHBEARER_LOGICAL_CLUSTER", "OAUTHBEARER_IDENTITY_POOL":
		default:
			return NewWord{"SourceAccessConfigurations.Type", c.Type}, true
		}
	}
	return NewWord{}, false
}

// Facts implements [Resource].
func (m *EventSourceMapping) Facts() []Fact {
	facts := []Fact{
		{Label: "Function", Value: m.FunctionName(), Ref: m.FunctionName()},
		{Label: "Source", Value: m.EventSourceArn, Ref: m.EventSourceArn},
		{Label: "State", Value: m.State},
		{Label: "Last result", Value: m.LastProcessingResult},
		{Label: "Topics", Value: strings.Join(slices.Concat(m.Topics, m.Queues), ", ")},
	}
	if s := m.SelfManagedEventSource; s != nil && s.Endpoints != nil {
		facts = append(facts, Fact{Label: "Servers", Value: strings.Join(s.Endpoints.KafkaBootstrapServers, ", ")})
	}
	facts = append(facts, refs("Subnet", m.Subnets())...)
	return compact(append(facts, refs("Security group", m.SecurityGroups())...))
}
