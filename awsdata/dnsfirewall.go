package awsdata

// FirewallRuleGroupAssociation is one entry of route53resolver list-firewall-rule-group-associations: a group of DNS
// Firewall rules that filters what a VPC asks the Amazon resolver.
type FirewallRuleGroupAssociation struct {
	Id                  string
	FirewallRuleGroupId string `json:",omitempty"`
	VpcId               string `json:",omitempty"`
	Priority            int    `json:",omitempty"`
	Status              string `json:",omitempty"` // COMPLETE, DELETING or UPDATING
}

// Live reports whether the association filters: one that is being deleted does not for long.
func (a *FirewallRuleGroupAssociation) Live() bool { return a.Status != "DELETING" }

// firewallAssociationsDocument is optional: few accounts use DNS Firewall, and what depends on it says so where the call
// was not made.
func firewallAssociationsDocument() document[Region] {
	return listDocument("list-firewall-rule-group-associations", "FirewallRuleGroupAssociations",
		func(r *Region) *[]FirewallRuleGroupAssociation { return &r.FirewallRuleGroupAssociations },
		func(a *FirewallRuleGroupAssociation) string { return a.Id }).asOptional()
}
