package reach

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// balancerOf tells interfaces of different load balancers apart: the path of the one that an interface is of, "" where
// it is none's. The description of the interface tells: "ELB app/NAME/ID". Source: Elastic Load Balancing guide,
// "Security groups for your Application Load Balancer".
func balancerOf(n *awsdata.NetworkInterface) string {
	path, _ := strings.CutPrefix(n.Description, "ELB ")
	if path == n.Description {
		return ""
	}
	return path
}

// balancer is the load balancer that an interface is of, nil where its listeners are not in the snapshot.
func (r *region) balancer(n *awsdata.NetworkInterface) *awsdata.LoadBalancer {
	path := balancerOf(n)
	if path == "" {
		return nil
	}
	return r.balancers.get(path, func() *awsdata.LoadBalancer {
		for i := range r.Region.LoadBalancers {
			b := &r.Region.LoadBalancers[i]
			if b.ListenersKnown && strings.HasSuffix(b.LoadBalancerArn, ":loadbalancer/"+path) {
				return b
			}
		}
		return nil
	})
}

// listeners are the ports that a load balancer listens on, where they are in the snapshot. Where load balancers were
// not asked for it may listen; where they were, and this one's listeners did not come, nobody knows.
func (w walk) listeners(v *vpc, n *awsdata.NetworkInterface) []step {
	for _, r := range v.regions {
		if b := r.balancer(n); b != nil {
			return []step{listening{r, b}}
		}
	}
	path := balancerOf(n)
	if path == "" {
		return nil
	}
	name := path
	if parts := strings.Split(path, "/"); len(parts) == 3 {
		name = parts[1]
	}
	call := "describe-listeners." + name
	if v.home.Region.Has(call) { // they were read, and whose they are was not
		if _, gap := v.home.Region.Gap("describe-load-balancers"); gap {
			call = "describe-load-balancers"
		}
	} else if !v.home.askedForBalancers() {
		return nil
	}
	h := Hop{Component: ComponentListener, Resource: name}
	return []step{fixed{h.unknown(ListenersNotKnown, v.home.callName(call))}}
}

// askedForBalancers reports whether load balancers were collected, be it in part.
func (r *region) askedForBalancers() bool {
	g, gap := r.Region.Gap("describe-load-balancers")
	return !gap || g.Cause != awsdata.CauseAbsent && g.Cause != awsdata.CauseDenied
}

// listening is the step of a load balancer: a port without a listener is closed. What becomes of a connection behind
// the listener, the health of its targets tells, and that is said beside the verdict.
type listening struct {
	region   *region
	balancer *awsdata.LoadBalancer
}

func (l listening) bySource() bool           { return false }
func (l listening) sourceSets() []netset.Set { return nil }

func (l listening) sets(netip.Addr) Sets {
	var ports netset.PortSet
	for i := range l.balancer.Listeners {
		listener := &l.balancer.Listeners[i]
		port := netset.PortRange{From: uint16(listener.Port), To: uint16(listener.Port)}
		for _, transport := range listener.Transports() {
			if transport == "udp" {
				ports = ports.Union(netset.Ports(netset.UDP, port))
			} else {
				ports = ports.Union(netset.Ports(netset.TCP, port))
			}
		}
	}
	return Sets{Reachable: everything.RestrictPorts(ports)}
}

func (l listening) judge(q question, hops []Hop) ([]Hop, Verdict) {
	h := Hop{Component: ComponentListener, Resource: l.balancer.LoadBalancerName}.about(q)
	for i := range l.balancer.Listeners {
		listener := &l.balancer.Listeners[i]
		for _, transport := range listener.Transports() {
			if listener.Port == int(q.port) && transport == q.protocol.String() {
				h.Rule.Text = fmt.Sprintf("%s %d", listener.Protocol, listener.Port)
				why, names := l.targets(listener)
				return append(hops, h.because(Reachable, why, names...)), Reachable
			}
		}
	}
	return append(hops, h.because(Blocked, NoListener)), Blocked
}

// targets says how the targets behind a listener are: a statement of its own, which no verdict rests on.
func (l listening) targets(listener *awsdata.Listener) (Reason, []string) {
	healthy, all := 0, 0
	for _, arn := range listener.TargetGroupArns() {
		for i := range l.region.Region.TargetGroups {
			g := &l.region.Region.TargetGroups[i]
			if g.TargetGroupArn != arn {
				continue
			}
			if !g.TargetsKnown {
				return ListenerTargetsNotKnown, nil
			}
			for _, target := range g.Targets {
				if all++; target.TargetHealth.State == "healthy" {
					healthy++
				}
			}
		}
	}
	if all == 0 {
		return ListenerWithoutTargets, nil
	}
	return ListenerTargets, []string{strconv.Itoa(healthy), strconv.Itoa(all)}
}
