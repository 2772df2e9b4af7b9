package awsdata

import (
	"cmp"
	"fmt"
	"strings"
)

// LoadBalancer is one entry of elbv2 describe-load-balancers.
type LoadBalancer struct {
	LoadBalancerArn  string
	LoadBalancerName string            `json:",omitempty"`
	DNSName          string            `json:",omitempty"`
	Scheme           string            `json:",omitempty"` // internet-facing or internal
	VpcId            string            `json:",omitempty"`
	State            LoadBalancerState `json:",omitzero"`
	// application, network or gateway
	Type              string             `json:",omitempty" must:"? application network gateway"`
	AvailabilityZones []LoadBalancerZone `json:",omitempty"`
	SecurityGroups    []string           `json:",omitempty"`
	IpAddressType     string             `json:",omitempty"`

	// Filled by the snapshot from describe-listeners; ListenersKnown tells none from a gap.
	Listeners      []Listener `json:"-"`
	ListenersKnown bool       `json:"-"`
}

// LoadBalancerState is the state of a load balancer.
type LoadBalancerState struct {
	Code string `json:",omitempty"` // active, provisioning, active_impaired or failed
}

// LoadBalancerZone is a zone, and the subnet in it, that a load balancer has an interface in.
type LoadBalancerZone struct {
	ZoneName              string                `json:",omitempty"`
	SubnetId              string                `json:",omitempty"`
	LoadBalancerAddresses []LoadBalancerAddress `json:",omitempty"`
}

// LoadBalancerAddress is an address that was chosen for a Network Load Balancer.
type LoadBalancerAddress struct {
	IpAddress          string `json:",omitempty"`
	AllocationId       string `json:",omitempty"`
	PrivateIPv4Address string `json:",omitempty"`
	IPv6Address        string `json:",omitempty"`
}

// Listener is one entry of elbv2 describe-listeners. Gateway Load Balancers have no port.
type Listener struct {
	ListenerArn     string
	LoadBalancerArn string `json:",omitempty"`
	Port            int    `json:",omitempty"`
	// HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC or TCP_QUIC
	Protocol       string           `json:",omitempty" must:"? HTTP HTTPS TCP TLS UDP TCP_UDP GENEVE QUIC TCP_QUIC"`
	DefaultActions []ListenerAction `json:",omitempty"`
}

// ListenerAction is what a listener does with what no rule takes.
type ListenerAction struct {
	Type           string         `json:",omitempty"` // forward, redirect, fixed-response, ...
	TargetGroupArn string         `json:",omitempty"`
	ForwardConfig  *ForwardConfig `json:",omitempty"`
}

// ForwardConfig spreads over several target groups.
type ForwardConfig struct {
	TargetGroups []WeightedTargetGroup `json:",omitempty"`
}

// WeightedTargetGroup is a target group's share.
type WeightedTargetGroup struct {
	TargetGroupArn string
	Weight         int `json:",omitempty"`
}

// Transports are the protocols of the listener as a network sees them: tcp, udp or both.
func (l *Listener) Transports() []string {
	switch l.Protocol {
	case "UDP", "QUIC":
		return []string{"udp"}
	case "TCP_UDP", "TCP_QUIC":
		return []string{"tcp", "udp"}
	case "GENEVE":
		return nil
	}
	return []string{"tcp"}
}

// TargetGroupArns are the target groups that the listener's default actions lead to, in AWS's order, each once.
func (l *Listener) TargetGroupArns() []string {
	var out []string
	seen := make(map[string]bool)
	add := func(arn string) {
		if arn != "" && !seen[arn] {
			seen[arn] = true
			out = append(out, arn)
		}
	}
	for _, a := range l.DefaultActions {
		add(a.TargetGroupArn)
		if a.ForwardConfig != nil {
			for _, g := range a.ForwardConfig.TargetGroups {
				add(g.TargetGroupArn)
			}
		}
	}
	return out
}

// ID implements [Resource].
func (b *LoadBalancer) ID() string { return b.LoadBalancerArn }

// Name implements [Resource].
func (b *LoadBalancer) Name() string { return b.LoadBalancerName }

// ARN implements [Store].
func (b *LoadBalancer) ARN() string { return b.LoadBalancerArn }

// Kind implements [Store].
func (b *LoadBalancer) Kind() string { return "lb" }

// VPCID implements [Store].
func (b *LoadBalancer) VPCID() string { return b.VpcId }

// Endpoints implements [Store].
func (b *LoadBalancer) Endpoints() []StoreEndpoint {
	return storeEndpoints(StoreEndpoint{b.DNSName, b.DefaultPort(), ""})
}

// DefaultPort implements [Store]: that of its only listener, else 443, 80 or the lowest among them; 0 where none is
// known.
func (b *LoadBalancer) DefaultPort() int {
	port := 0
	for _, l := range b.Listeners {
		switch {
		case l.Port == 443:
			return 443
		case port == 0, l.Port == 80, port != 80 && l.Port != 0 && l.Port < port:
			port = l.Port
		}
	}
	return port
}

// SubnetIDs are the subnets that the load balancer has interfaces in.
func (b *LoadBalancer) SubnetIDs() []string {
	var out []string
	for _, z := range b.AvailabilityZones {
		if z.SubnetId != "" {
			out = append(out, z.SubnetId)
		}
	}
	return out
}

// Facts implements [Resource].
func (b *LoadBalancer) Facts() []Fact {
	facts := append([]Fact{{Label: "Type", Value: b.Type}, {Label: "State", Value: b.State.Code}}, endpointFacts(b)...)
	facts = append(facts, Fact{Label: "Scheme", Value: b.Scheme}, Fact{Label: "VPC", Value: b.VpcId, Ref: b.VpcId})
	if !b.ListenersKnown {
		facts = append(facts, Fact{Label: "Listeners", Value: "unknown: describe-listeners was not collected"})
	}
	for i := range b.Listeners {
		l := &b.Listeners[i]
		targets := l.TargetGroupArns()
		if len(targets) == 0 {
			targets = []string{""}
		}
		for _, arn := range targets {
			value := fmt.Sprintf("%s %d", l.Protocol, l.Port)
			if arn != "" {
				value += " → " + targetGroupName(arn)
			}
			facts = append(facts, Fact{Label: "Listener", Value: value, Ref: arn})
		}
	}
	if len(b.SecurityGroups) == 0 {
		facts = append(facts, Fact{Label: "Security groups", Value: "none"})
	}
	facts = append(facts, refs("Security group", b.SecurityGroups)...)
	facts = append(facts, refs("Subnet", b.SubnetIDs())...)
	return compact(append(facts, Fact{Label: "ARN", Value: b.LoadBalancerArn}))
}

// targetGroupName is the name in the ARN of a target group: arn:aws:elasticloadbalancing:…:targetgroup/NAME/ID.
func targetGroupName(arn string) string {
	parts := strings.Split(arn, "/")
	if len(parts) != 3 {
		return arn
	}
	return parts[1]
}

// TargetGroup is one entry of elbv2 describe-target-groups.
type TargetGroup struct {
	TargetGroupArn   string
	TargetGroupName  string   `json:",omitempty"`
	Protocol         string   `json:",omitempty"`
	Port             int      `json:",omitempty"`
	VpcId            string   `json:",omitempty"`
	HealthCheckPort  string   `json:",omitempty"` // a number or traffic-port
	LoadBalancerArns []string `json:",omitempty"`
	TargetType       string   `json:",omitempty"` // instance, ip, lambda or alb

	// Filled by the snapshot from describe-target-health; TargetsKnown tells none from a gap.
	Targets      []TargetHealthDescription `json:"-"`
	TargetsKnown bool                      `json:"-"`
}

// TargetHealthDescription is one entry of elbv2 describe-target-health: a target and how it is.
type TargetHealthDescription struct {
	Target          Target       `json:",omitzero"`
	HealthCheckPort string       `json:",omitempty"`
	TargetHealth    TargetHealth `json:",omitzero"`
}

// Target is what a target group forwards to: an instance's id, an address, or an ARN.
type Target struct {
	Id               string `must:"text"`
	Port             int    `json:",omitempty"`
	AvailabilityZone string `json:",omitempty"`
}

// TargetHealth is how a target is.
type TargetHealth struct {
	State  string `json:",omitempty"` // healthy, unhealthy, initial, unused, draining, unavailable, ...
	Reason string `json:",omitempty"`
}

// ARN is the group's ARN.
func (g *TargetGroup) ARN() string { return g.TargetGroupArn }

// VPCID is the id of its VPC.
func (g *TargetGroup) VPCID() string { return g.VpcId }

// ID implements [Resource].
func (g *TargetGroup) ID() string { return g.TargetGroupArn }

// Name implements [Resource].
func (g *TargetGroup) Name() string { return g.TargetGroupName }

// Facts implements [Resource].
func (g *TargetGroup) Facts() []Fact {
	port := ""
	if g.Port != 0 {
		port = fmt.Sprint(g.Port)
	}
	facts := []Fact{
		{Label: "Targets are", Value: g.TargetType},
		{Label: "Forwards to", Value: strings.TrimSpace(g.Protocol + " " + port)},
		{Label: "VPC", Value: g.VpcId, Ref: g.VpcId},
	}
	for _, arn := range g.LoadBalancerArns {
		facts = append(facts, Fact{Label: "Load balancer", Value: arn, Ref: arn})
	}
	if !g.TargetsKnown {
		facts = append(facts, Fact{Label: "Targets", Value: "unknown: describe-target-health was not collected"})
	}
	for _, t := range g.Targets {
		value := cmp.Or(functionInARN(t.Target.Id), t.Target.Id)
		if t.Target.Port != 0 {
			value += fmt.Sprintf(" port %d", t.Target.Port)
		}
		value = strings.TrimSpace(value + " " + t.TargetHealth.State)
		facts = append(facts, Fact{Label: "Target", Value: value, Ref: targetRef(t.Target.Id)})
	}
	return compact(append(facts, Fact{Label: "ARN", Value: g.TargetGroupArn}))
}

// targetRef is the target's id where it is one of a resource, not an address. Functions are known by their names.
func targetRef(id string) string {
	if isAddress(id) {
		return ""
	}
	return cmp.Or(functionInARN(id), id)
}
