package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

var eventSourcePath = &Check{
	ID:       "event-source-path",
	Title:    "an event source cannot hand its events to a function",
	Severity: High,
	Impact:   Broken,
	Family:   Endpoints,
	Why: "Lambda reads Kafka, MQ and DocumentDB from the subnets of the source, with the source's security groups, whatever " +
		"network the function itself is in. From there it has to call Lambda and STS, and Secrets Manager for credentials; " +
		"else no event arrives.",
	When: "An enabled event source mapping's last result is a problem; or the network of its source does not reach " +
		"Lambda, STS or (where the mapping names a secret) Secrets Manager. Mappings with provisioned pollers do not call " +
		"Lambda and STS from there.",
	Fix: "Give the source's subnets interface endpoints for Lambda, STS and Secrets Manager with private DNS, whose " +
		"security groups let the source's security groups in on 443, or a NAT gateway.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-troubleshoot.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html",
	},
	Felt: true,
	Run: func(p *Pass) {
		if gap := p.Gap("list-event-source-mappings"); gap != "" {
			if functions := p.names(func(*reach.Place) bool { return true }); len(functions) > 0 {
				p.notRead(p.RegionName(), functions, []string{gap},
					"Whether event sources feed these functions is unknown.")
			}
			return
		}
		for i := range p.Region.Region.EventSourceMappings {
			if m := &p.Region.Region.EventSourceMappings[i]; !strings.HasPrefix(m.State, "Disabl") {
				p.eventSource(m)
			}
		}
	},
}

// eventSource reports what is wrong between the network of a mapping's source and what Lambda calls from there.
func (p *Pass) eventSource(m *awsdata.EventSourceMapping) {
	f := Finding{Resource: cmp.Or(m.UUID, m.EventSourceArn), Functions: []string{m.FunctionName()}}
	problem := strings.HasPrefix(m.LastProcessingResult, "PROBLEM")
	if problem {
		f.Title = fmt.Sprintf("event source mapping %s has a problem: events do not arrive", m.Name())
		f.Evidence = []Evidence{{Resource: f.Resource, Rule: "LastProcessingResult", Says: m.LastProcessingResult}}
	}
	network := p.sourceNetwork(m)
	missing := network.missing
	var shut []string
	if at := network.at; at != nil {
		for _, service := range servicesForSource(m) {
			trace := p.service(at, service)
			if trace == nil {
				continue
			}
			switch outageOf(at, trace) {
			case whole, partly:
				shut = append(shut, service)
				f.Fix.add(p.openService([]*placement{at}, service, make(aclEntries)))
				for _, hop := range blockersOf(trace) {
					proof := Evidence{Resource: hop.Resource, Rule: hop.Rule.Text,
						Says: "from the network of " + m.Name() + " to " + service + ": " + hop.Says()}
					if len(f.Evidence) < 2*shown {
						f.Evidence = append(f.Evidence, proof)
					}
				}
			case unsure:
				missing = append(missing, missingIn(trace)...)
			}
		}
	}
	switch {
	case len(shut) > 0 && !problem:
		f.Title = fmt.Sprintf("event source mapping %s does not reach %s from the network of its source",
			m.Name(), join(shut))
	case !problem:
		if missing = uniqueTexts(missing); len(missing) > 0 {
			p.Unknown(f.Resource, f.Functions,
				"Whether Lambda and STS can be called from the network of "+m.Name()+" is unknown.", missing...)
		}
		return
	}
	if state, found := m.NewState(); found {
		p.Unknown(f.Resource, f.Functions, "Whether "+m.Name()+" is in use is unknown.", state.String())
		return
	}
	p.Report(f)
}

// servicesForSource are the services that Lambda calls from the network of a mapping's source.
func servicesForSource(m *awsdata.EventSourceMapping) []string {
	var out []string
	if m.ProvisionedPollerConfig == nil {
		out = append(out, "lambda", "sts")
	}
	if slices.ContainsFunc(m.SourceAccessConfigurations, func(c awsdata.SourceAccess) bool {
		return strings.Contains(c.URI, ":secretsmanager:")
	}) {
		out = append(out, "secretsmanager")
	}
	return out
}

// sourceNetwork is where Lambda reads a mapping's source from: a placement of its own, nil where the source is in no
// VPC or where it is not known, which missing tells.
type sourceNetwork struct {
	at      *placement
	missing []string
}

func (p *Pass) sourceNetwork(m *awsdata.EventSourceMapping) sourceNetwork {
	subnets, groups := m.Subnets(), m.SecurityGroups()
	var call string
	switch arn := m.EventSourceArn; {
	case strings.Contains(arn, ":kafka:"):
		call = "list-clusters-v2"
		for i := range p.Region.Region.KafkaClusters {
			if c := &p.Region.Region.KafkaClusters[i]; c.ClusterArn == arn {
				subnets, groups = c.SubnetIDs(), c.SecurityGroupIDs()
			}
		}
	case strings.Contains(arn, ":mq:"):
		call = "list-brokers"
		for _, s := range p.Region.Stores() {
			if b, ok := s.(*awsdata.Broker); ok && b.BrokerArn == arn {
				subnets, groups = b.SubnetIds, b.SecurityGroups
				call = "describe-broker." + b.BrokerId
			}
		}
	case strings.Contains(arn, ":rds:"):
		call = "describe-db-clusters"
		for _, s := range p.Region.Stores() {
			if s.ARN() != arn {
				continue
			}
			list, _, missing := p.Region.StoreInterfaces(s)
			call = cmp.Or(missing, "describe-network-interfaces")
			for _, n := range list {
				subnets, groups = append(subnets, n.SubnetId), append(groups, n.GroupIDs()...)
			}
			subnets, groups = uniqueTexts(subnets), uniqueTexts(groups)
		}
	}
	access, strange := m.NewAccess()
	switch {
	case call == "" && strange: // the mapping alone tells where the source is
		return sourceNetwork{missing: []string{access.String()}}
	case len(subnets) == 0 && call != "":
		return sourceNetwork{missing: []string{call}}
	case len(subnets) == 0:
		return sourceNetwork{}
	case p.Gap("describe-subnets") != "":
		return sourceNetwork{missing: []string{"describe-subnets"}}
	}
	carrier := &awsdata.Function{FunctionName: m.Name(),
		VpcConfig: &awsdata.VpcConfig{SubnetIds: subnets, SecurityGroupIds: groups}}
	place := p.Engine.Place(p.RegionName(), carrier)
	return sourceNetwork{at: &placement{Place: place, Functions: []string{m.FunctionName()}}}
}
