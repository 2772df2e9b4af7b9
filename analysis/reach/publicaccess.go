package reach

import (
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// publicAccess is what VPC Block Public Access says of a subnet: towards the internet, and from it.
type publicAccess struct {
	out, in Hop // Reachable: no hindrance
}

// publicAccessOf finds the mode in force: the subnet's state, exclusions included, else the VPC's, else the Region's
// option, whose exclusions nobody sees. block-ingress does not hinder egress. Source: Amazon VPC user guide, "Block
// public access to VPCs and subnets"; EC2 API, Subnet.BlockPublicAccessStates.
func (r *region) publicAccessOf(s *subnet) publicAccess {
	h := Hop{Component: ComponentPublicAccess, Resource: s.id, Verdict: Reachable}
	states := s.described.BlockPublicAccessStates
	if v := s.vpc.home.VPC(s.described.VpcId); states == nil && s.owner == "" && v != nil {
		states = v.BlockPublicAccessStates
	}
	mode, certain := "", true
	switch option := r.Region.BlockPublicAccess; {
	case states != nil:
		mode = states.InternetGatewayBlockMode
	case s.owner != "":
		unknown := h.unknown(PublicAccessNotKnown,
			awsdata.MissingCall{Call: "describe-subnets", Account: s.owner}.String())
		return publicAccess{unknown, unknown}
	case !s.vpc.known: // the VPC's own state stands before the Region's
		unknown := h.unknown(PublicAccessNotKnown, r.callName("describe-vpcs"))
		return publicAccess{unknown, unknown}
	case option != nil:
		mode, certain = option.InternetGatewayBlockMode, false
	default:
		unknown := h.unknown(PublicAccessNotKnown, r.callName("describe-vpc-block-public-access-options"))
		return publicAccess{unknown, unknown}
	}
	h.Rule.Text = mode
	blocked := h.because(Blocked, PublicAccessBlocked)
	if !certain {
		blocked = h.unknown(PublicAccessPerhaps, "the exclusions of Block Public Access in "+r.name())
	}
	out := publicAccess{h, h}
	switch mode {
	case "block-bidirectional":
		out = publicAccess{blocked, blocked}
	case "block-ingress":
		out.in = blocked
	}
	return out
}

// outward is the step of a way from the subnet to an internet gateway.
func (p publicAccess) outward() []step { return p.out.hinders(everything) }

// inward is the step of a connection that comes to the subnet from the internet.
func (p publicAccess) inward() []step { return p.in.hinders(internet) }

func (h Hop) hinders(towards netset.Set) []step {
	if h.Verdict == Reachable {
		return nil
	}
	return []step{cases{{in: towards, Hop: h}, otherwisePass()}}
}

// both is what two subnets on one way say together: the worse.
func (p publicAccess) both(q publicAccess) publicAccess {
	if q.out.Verdict < p.out.Verdict {
		return q
	}
	return p
}
