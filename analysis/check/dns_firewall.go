package check

const firewallAssociations = "list-firewall-rule-group-associations"

// dnsFirewall reports whether a VPC has a DNS Firewall rule group; known is false where that was not collected.
func (p *Pass) dnsFirewall(vpcID string) (on, known bool) {
	if p.Gap(firewallAssociations) != "" {
		return false, false
	}
	for i := range p.Region.Region.FirewallRuleGroupAssociations {
		a := &p.Region.Region.FirewallRuleGroupAssociations[i]
		if a.VpcId == vpcID && a.Live() {
			return true, true
		}
	}
	return false, true
}
