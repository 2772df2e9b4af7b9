package law

import (
	"fmt"
	"slices"
)

// names makes how names are resolved in a VPC: DHCP options, DNS attributes, private zones, rules, DNS Firewall.
func (g *generator) names(n *net) {
	at := n.at
	if n.owner == foreignAccount {
		at = Place{mainAccount, mainRegion}
	}
	servers := []string{"AmazonProvidedDNS"}
	if g.chance(25) {
		base := n.cidrs[0][:len(n.cidrs[0])-len("0/24")]
		servers = g.some(append([]string{"10.9.0.53", base + "2", base + "140", "169.254.169.253"}, n.servers...), 1, 2)
	}
	var values []object
	for _, s := range servers {
		values = append(values, object{"Value": s})
	}
	g.add(at, "describe-dhcp-options", object{"DhcpOptionsId": "dopt-" + n.id[4:], "OwnerId": n.owner,
		"DhcpConfigurations": []object{{"Key": "domain-name-servers", "Values": values}}})
	for _, attribute := range []string{"EnableDnsSupport", "EnableDnsHostnames"} {
		if g.chance(93) {
			g.book(at).single["describe-vpc-attribute."+n.id+".e"+attribute[1:]] = object{"VpcId": n.id,
				attribute: object{"Value": g.chance(90)}}
		}
	}
	if !g.asked[at.Account] {
		return // of names there is nothing but the DHCP options and the attributes
	}
	global := Place{at.Account, "global"}
	g.zonesOf(n, global)
	if g.chance(20) {
		rule := object{"Id": "rslvr-rr-" + n.id[4:],
			"DomainName": pick(g, "corp.internal.", "db.corp.internal.", "amazonaws.com.", "example.org."),
			"RuleType":   pick(g, "FORWARD", "FORWARD", "SYSTEM"), "OwnerId": at.Account, "Status": "COMPLETE"}
		g.add(at, "list-resolver-rules", rule)
		if g.chance(80) {
			g.add(at, "list-resolver-rule-associations", object{"ResolverRuleId": rule["Id"], "VPCId": n.id,
				"Status": "COMPLETE", "Id": "rslvr-rrassoc-" + n.id[4:]})
		} else {
			g.profile(n, at, "arn:aws:route53resolver:"+at.Region+":"+at.Account+":resolver-rule/"+rule["Id"].(string))
		}
	}
	if g.chance(8) {
		id := "ZP" + n.id[4:]
		g.book(global).lists["list-resource-record-sets."+id] = g.recordsOf(n, id, pick(g, zoneNames...))
		g.profile(n, at, "arn:aws:route53:::hostedzone/"+id)
	}
	if g.chance(12) {
		g.wall(n, at)
	}
}

// profile gives a VPC a profile with one thing in it.
func (g *generator) profile(n *net, at Place, arn string) {
	id := "rp-" + n.id[4:]
	if g.book(at).lists["list-profile-resource-associations."+id] != nil {
		return
	}
	g.add(at, "list-profile-associations",
		object{"Id": "rpassoc-" + n.id[4:], "ProfileId": id, "ResourceId": n.id, "Status": "COMPLETE"})
	g.book(at).lists["list-profile-resource-associations."+id] = []object{{"Id": "rpra-" + n.id[4:], "ProfileId": id,
		"ResourceArn": arn, "Status": "COMPLETE"}}
}

// wall gives a VPC a group of DNS Firewall.
func (g *generator) wall(n *net, at Place) {
	id, list := "rslvr-frg-"+n.id[4:], "rslvr-fdl-"+n.id[4:]
	g.add(at, "list-firewall-rule-group-associations", object{"Id": "rslvr-frgassoc-" + n.id[4:],
		"FirewallRuleGroupId": id, "VpcId": n.id,
		"Priority": 101, "Status": "COMPLETE"})
	g.book(at).lists["list-firewall-rules."+id] = []object{{"FirewallRuleGroupId": id, "FirewallDomainListId": list,
		"Priority": 1,
		"Action":   pick(g, "BLOCK", "BLOCK", "ALLOW", "ALERT"), "BlockResponse": "NODATA", "Name": "r"}}
	if g.chance(90) {
		g.book(at).single["list-firewall-domains."+list] = object{"Domains": g.some([]string{"*.corp.internal.",
			"sqs.us-east-1.amazonaws.com.",
			"*.example.org.", "example.org.", "*.amazonaws.com."}, 1, 2)}
	}
}

// zoneNames are what random private zones are called. Some shadow names of AWS's.
var zoneNames = []string{"corp.internal.", "db.corp.internal.", "example.org.", "sqs.us-east-1.amazonaws.com.",
	"us-east-1.amazonaws.com."}

// hostNames are what random questions ask for, besides services.
var hostNames = []string{"app.corp.internal", "db.corp.internal", "main.db.corp.internal", "deep.er.corp.internal",
	"api.example.org", "example.org",
	"alias.corp.internal", "loop.corp.internal", "text.corp.internal", "db.elsewhere.test"}

// zonesOf makes the private zones of a VPC, in the account that has the VPC.
func (g *generator) zonesOf(n *net, at Place) {
	var summaries []object
	for i, name := range g.some(zoneNames, 0, 2) {
		id := fmt.Sprintf("Z%s%d", n.id[4:], i)
		summaries = append(summaries,
			object{"HostedZoneId": id, "Name": name, "Owner": object{"OwningAccount": at.Account}})
		if g.chance(93) {
			g.book(at).lists["list-resource-record-sets."+id] = g.recordsOf(n, id, name)
		}
	}
	g.book(at).lists["list-hosted-zones-by-vpc."+n.id] = full(summaries)
}

func (g *generator) recordsOf(n *net, id, zone string) []object {
	records := []object{{"Name": zone, "Type": "NS", "TTL": 60,
		"ResourceRecords": []object{{"Value": "ns-0.awsdns-00.com."}}},
		{"Name": zone, "Type": "SOA", "TTL": 60,
			"ResourceRecords": []object{{"Value": "ns-0.awsdns-00.com. x. 1 2 3 4 5"}}}}
	var used []string
	add := func(name, kind string, values ...string) {
		if slices.Contains(used, name+kind) || kind == "CNAME" && (name == zone || slices.Contains(used, name+"A")) ||
			slices.Contains(used, name+"CNAME") {
			return
		}
		used = append(used, name+kind)
		var list []object
		for _, v := range values {
			list = append(list, object{"Value": v})
		}
		records = append(records, object{"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": list})
	}
	address := func() string {
		return pick(g, append([]string{"10.9.0.5", "8.8.8.8", "10.0.0.21", "198.51.100.1"}, n.servers...)...)
	}
	for _, name := range []string{"app." + zone, "main." + zone, zone, `\052.` + zone, "er." + zone} {
		switch g.IntN(5) {
		case 0, 1:
			add(name, "A", address())
		case 2:
			add(name, "A", address(), address())
			if g.chance(30) {
				add(name, "AAAA", "2600:1f18:0::8")
			}
		case 3:
			add(name, "CNAME", pick(g, "app."+zone, "sqs.us-east-1.amazonaws.com", "kms.us-west-2.amazonaws.com",
				"db.elsewhere.test", "loop."+zone))
		}
	}
	if g.chance(40) {
		add("loop."+zone, "CNAME", "loop."+zone)
		add("text."+zone, "TXT", `"hello"`)
		to := pick(g, object{"HostedZoneId": id, "DNSName": "app." + zone},
			object{"HostedZoneId": "Z1", "DNSName": "secretsmanager.us-east-1.amazonaws.com."})
		to["EvaluateTargetHealth"] = false
		records = append(records, object{"Name": "alias." + zone, "Type": "A", "AliasTarget": to})
	}
	return records
}
