package reach

import (
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// publicAccessBlocked reports whether VPC Block Public Access keeps a subnet from the internet in both directions. The
// effective mode, exclusions included, is a member of the subnet; block-ingress does not hinder egress.
// Source: Amazon VPC user guide, "Block public access to VPCs and subnets"; EC2 API, Subnet.BlockPublicAccessStates.
func (r *region) publicAccessBlocked(s *awsdata.Subnet) bool {
	if b := s.BlockPublicAccessStates; b != nil {
		return b.InternetGatewayBlockMode == "block-bidirectional"
	}
	if v := r.VPC(s.VpcId); v != nil && v.BlockPublicAccessStates != nil {
		return v.BlockPublicAccessStates.InternetGatewayBlockMode == "block-bidirectional"
	}
	return false
}

// judgePublicAccess asks Block Public Access of the subnets that a way to the internet touches; far may be nil. It says
// nothing about other destinations: a private NAT gateway, say, also leads to private networks.
func judgePublicAccess(q question, source, far *site) []Hop {
	if !netset.IsInternet(q.to) {
		return nil
	}
	for _, s := range []*site{source, far} {
		if s != nil && s.blocked {
			h := q.hop(ComponentPublicAccess, s.id)
			h.Rule.Text = "block-bidirectional"
			return []Hop{h.because(Blocked, PublicAccessBlocked)}
		}
	}
	return nil
}
