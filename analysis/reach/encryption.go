package reach

import "github.com/vpclens/vpclens/analysis/netset"

// exclusion is what a VPC's encryption control can let off, as the API calls it.
// Source: EC2 API, VpcEncryptionControlExclusions.
type exclusion string

const (
	exclusionInternetGateway exclusion = "InternetGateway"
	exclusionEgressOnly      exclusion = "EgressOnlyInternetGateway"
	exclusionNAT             exclusion = "NatGateway"
	exclusionPeering         exclusion = "VpcPeering"
	exclusionLambda          exclusion = "Lambda"
)

// encryptionOf is the step of a VPC's encryption control: in enforce mode it drops what goes by a kind of resource that
// it does not let off. Source: Amazon VPC user guide, "Enforce VPC encryption in transit".
func encryptionOf(v *vpc, by exclusion) []step {
	if h := v.encryption(by); h.Verdict != Reachable {
		return []step{cases{{in: netset.Everything(), Hop: h}}}
	}
	return nil
}

func (v *vpc) encryption(by exclusion) Hop {
	h := Hop{Component: ComponentEncryption, Resource: v.id, Verdict: Reachable}
	described := v.home.VPC(v.id)
	if described == nil || described.EncryptionControl == nil || described.EncryptionControl.Mode != "enforce" {
		return h
	}
	h.Rule.Text = "enforce"
	control := described.EncryptionControl
	if control.ResourceExclusions == nil {
		return h.unknown(EncryptionExclusionsNotKnown, v.home.callName("describe-vpc-encryption-controls"), string(by))
	}
	switch control.ResourceExclusions[string(by)].State {
	case "enabled", "enabling":
		return h
	}
	return h.because(Blocked, EncryptionEnforced, string(by))
}

// encryptionOfPeers is what the encryption controls of both ends of a peering say: where both enforce, AWS encrypts
// between them, and whether it does is not in the snapshot.
func encryptionOfPeers(near, far *vpc) []step {
	a, b := near.encryption(exclusionPeering), far.encryption(exclusionPeering)
	switch {
	case a.Verdict == Blocked && b.Verdict == Blocked:
		return []step{
			fixed{a.unknown(EncryptionOfBothPeers, "whether "+near.id+" and "+far.id+" encrypt between them", far.id)}}
	case a.Verdict != Reachable:
		return []step{fixed{a}}
	case b.Verdict != Reachable:
		return []step{fixed{b}}
	}
	return nil
}
