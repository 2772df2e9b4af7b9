package check

import (
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// flowLogsOf are the flow logs that see what leaves a subnet for the internet: those of the VPC, of the subnet, and of
// the subnet of the NAT gateway on the way (or of the gateway itself, where it is regional).
func (p *Pass) flowLogsOf(at *placement, i int) []*awsdata.FlowLog {
	if p.shared.flowLogs == nil {
		p.shared.flowLogs = make(map[string][]*awsdata.FlowLog)
		for j := range p.Region.Region.FlowLogs {
			log := &p.Region.Region.FlowLogs[j]
			p.shared.flowLogs[log.ResourceId] = append(p.shared.flowLogs[log.ResourceId], log)
		}
	}
	ids := []string{at.VPCID, at.Subnets[i].ID}
	for _, way := range at.Internet.Subnets[i].Ways {
		if way.Kind != reach.WayNAT {
			continue
		}
		ids = append(ids, way.Resource)
		if nat := p.Region.NatGateway(way.Resource); nat != nil && nat.SubnetId != "" {
			ids = append(ids, nat.SubnetId)
		}
	}
	var out []*awsdata.FlowLog
	for _, id := range ids {
		out = append(out, p.shared.flowLogs[id]...)
	}
	return out
}

// watches reports whether a flow log records accepted traffic and delivers it.
func watches(log *awsdata.FlowLog) bool {
	return log.FlowLogStatus == "ACTIVE" && log.DeliverLogsStatus != "FAILED" && log.TrafficType != "REJECT"
}

// watched reports whether every way of a placement to the internet has a flow log that works; known is false where the
// flow logs were not collected.
func (p *Pass) watched(at *placement) (watched, known bool) {
	if p.Gap("describe-flow-logs") != "" {
		return false, false
	}
	for i := range at.Internet.Subnets {
		if at.Internet.Subnets[i].Sets.Can().IsEmpty() {
			continue
		}
		seen := false
		for _, log := range p.flowLogsOf(at, i) {
			seen = seen || watches(log)
		}
		if !seen {
			return false, true
		}
	}
	return true, true
}
