package reach

import "github.com/vpclens/vpclens/awsdata"

// By is how the destination is reached: by the interface endpoint that its name leads to, else by the way out of the
// first subnet that has one; no way where nothing leaves the VPC.
func (t *Trace) By(rx *awsdata.RegionIndex) Way {
	for i := range t.Subnets {
		sub := &t.Subnets[i]
		for _, h := range sub.Hops {
			if h.Component == ComponentName && rx.VPCEndpoint(h.Resource) != nil {
				return Way{Kind: WayInterfaceEndpoint, Resource: h.Resource}
			}
		}
		switch sub.Way.Kind {
		case WayGatewayEndpoint, WayNAT, WayInternetGateway, WayEgressOnly, WayLambda, WayTransitGateway,
			WayHandedOver, WayPeering:
			return sub.Way
		}
	}
	return Way{}
}

// Cause is the first hop that keeps the answer from being certain, nil when it is. Where that is not known, what is
// missing says more than what blocks a part.
func (t *Trace) Cause() *Hop {
	order := [...]Verdict{Blocked, Partial, Unknown}
	if t.Verdict == Unknown {
		order = [...]Verdict{Unknown, Blocked, Partial}
	}
	for _, v := range order {
		for i := range t.Subnets {
			for j := range t.Subnets[i].Hops {
				if h := &t.Subnets[i].Hops[j]; h.Verdict == v {
					return h
				}
			}
		}
	}
	return nil
}
