package flow

import (
	"cmp"
	"slices"

	"github.com/vpclens/vpclens/awsdata"
)

// Watch is a flow log that records the packets of a function, and the function's interfaces that it is asked about.
type Watch struct {
	Log        *awsdata.FlowLog
	Interfaces []string
}

// Watching are the flow logs that record the packets of a function's interfaces, and the interfaces that none records.
// Each interface stands with one flow log, as two would count every packet twice: one that records all packets before
// one that records some, one of CloudWatch Logs, which is asked for an interface alone, before one of S3.
func Watching(region *awsdata.RegionIndex, f *awsdata.Function) (list []Watch, unwatched []string) {
	subnets, groups := region.Placement(f)
	for _, subnet := range subnets {
		for _, n := range region.LambdaInterfaces(subnet, groups) {
			log := bestLog(region.Region.FlowLogs, n.NetworkInterfaceId, subnet, n.VpcId)
			if log == nil {
				unwatched = append(unwatched, n.NetworkInterfaceId)
				continue
			}
			i := slices.IndexFunc(list, func(w Watch) bool { return w.Log == log })
			if i < 0 {
				i, list = len(list), append(list, Watch{Log: log})
			}
			if !slices.Contains(list[i].Interfaces, n.NetworkInterfaceId) {
				list[i].Interfaces = append(list[i].Interfaces, n.NetworkInterfaceId)
			}
		}
	}
	return list, unwatched
}

// bestLog is the flow log of one of these resources that says most, nil where there is none that can be read.
func bestLog(logs []awsdata.FlowLog, of ...string) *awsdata.FlowLog {
	var best *awsdata.FlowLog
	for i := range logs {
		l := &logs[i]
		_, readable := l.Destination()
		if !readable || !slices.Contains(of, l.ResourceId) {
			continue
		}
		if best == nil || compareLogs(l, best) < 0 {
			best = l
		}
	}
	return best
}

func compareLogs(a, b *awsdata.FlowLog) int {
	rank := func(l *awsdata.FlowLog) int {
		n := map[string]int{"ALL": 0, "REJECT": 2, "ACCEPT": 4}[l.TrafficType]
		if to, _ := l.Destination(); to.Bucket != "" {
			n++
		}
		if l.DeliveryFails() {
			n += 6
		}
		return n
	}
	return cmp.Or(rank(a)-rank(b), cmp.Compare(a.FlowLogId, b.FlowLogId))
}
