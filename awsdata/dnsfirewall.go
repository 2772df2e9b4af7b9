package awsdata

// FirewallRuleGroupAssociation is one entry of route53resolver list-firewall-rule-group-associations: a group of DNS
// Firewall rules that filters what a VPC asks the Amazon resolver.
type FirewallRuleGroupAssociation struct {
	Id                  string
	FirewallRuleGroupId string `json:",omitempty"`
	VpcId               string `json:",omitempty"`
	Priority            int    `json:",omitempty"`
	Status              string `json:",omitempty" must:"? COMPLETE DELETING UPDATING"` // COMPLETE, DELETING or UPDATING
}

// Live reports whether the association filters: one that is being deleted does not for long.
func (a *FirewallRuleGroupAssociation) Live() bool { return a.Status != "DELETING" }

// firewallAssociationsDocument is optional: few accounts use DNS Firewall, and what depends on it says so where the
// call was not made.
func firewallAssociationsDocument() document[Region] {
	return listDocument("list-firewall-rule-group-associations", "FirewallRuleGroupAssociations",
		func(r *Region) *[]FirewallRuleGroupAssociation { return &r.FirewallRuleGroupAssociations },
		func(a *FirewallRuleGroupAssociation) string { return a.Id }).asOptional()
}

// FirewallRule is one entry of route53resolver list-firewall-rules.
type FirewallRule struct {
	FirewallRuleGroupId string `json:",omitempty"`
	// "" for a rule of another kind, such as threat protection
	FirewallDomainListId       string `json:",omitempty"`
	FirewallThreatProtectionId string `json:",omitempty"`
	Name                       string `json:",omitempty"`
	Priority                   int    `json:",omitempty"`
	Action                     string `json:",omitempty" must:"ALLOW BLOCK ALERT"` // ALLOW, BLOCK or ALERT
	// NODATA, NXDOMAIN or OVERRIDE
	BlockResponse       string `json:",omitempty"`
	BlockOverrideDomain string `json:",omitempty"`
	// INSPECT_REDIRECTION_DOMAIN or TRUST_REDIRECTION_DOMAIN
	FirewallDomainRedirectionAction string `json:",omitempty" must:"? INSPECT_REDIRECTION_DOMAIN TRUST_REDIRECTION_DOMAIN"`
	Qtype                           string `json:",omitempty"` // the type of record that the rule is for, "" for all
}

// FirewallDomainList is one entry of route53resolver list-firewall-domain-lists. The domains of a list that AWS manages
// are not told to anybody.
type FirewallDomainList struct {
	Id               string
	Name             string `json:",omitempty"`
	ManagedOwnerName string `json:",omitempty"` // set for lists that AWS manages
	Status           string `json:",omitempty"`
}
