package names

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// tier is what a collection brings of names, with nothing in it.
const tier = `
	put list-resolver-rules {"ResolverRules":[]}
	put list-resolver-rule-associations {"ResolverRuleAssociations":[]}
	put list-profile-associations {"ProfileAssociations":[]}
	put list-firewall-domain-lists {"FirewallDomainLists":[]}
	put list-firewall-rule-group-associations {"FirewallRuleGroupAssociations":[]}
`

// describe is an answer in a line.
func describe(a Answer) string {
	var parts []string
	for _, l := range a.Leads {
		var p []string
		switch l.Kind {
		case LeadUnknown:
			p = append(p, "unknown")
		case LeadNothing:
			p = append(p, "nothing")
		case LeadEndpoint:
			p = append(p, l.Endpoint.VpcEndpointId)
		case LeadAddresses:
			p = append(p, fmt.Sprint(l.Addresses))
		case LeadPublic:
			p = append(p, strings.TrimSpace("public "+l.Service+" "+l.Region))
		case LeadStore:
			p = append(p, "store "+l.Store.Name())
		}
		p = append(p, string(l.Cause))
		if l.Other != "" {
			p = append(p, "("+l.Other+")")
		}
		parts = append(parts, strings.Join(p, " "))
	}
	out := strings.Join(parts, " | ")
	if a.Servers != nil {
		out += fmt.Sprint(" servers ", a.Servers)
	}
	if a.MayServers != nil {
		out += fmt.Sprint(" may ask ", a.MayServers)
	}
	return out
}

// base is a VPC with an endpoint or two.
const base = `
	vpc app 10.0.0.0/16
	subnet a cidr=10.0.1.0/24
	group g
`

const kmsEndpoint = `
	endpoint kms service=kms subnets=a groups=g ips=10.0.1.30 private-dns
	    dns=vpce-kms-abcd.kms.us-east-1.vpce.amazonaws.com,kms.us-east-1.amazonaws.com
`

// resolution is a story, a destination, and where its name leads.
type resolution struct{ name, story, to, want string }

func resolutions() []resolution {
	return []resolution{
		// Private DNS of endpoints.
		{"held", base + kmsEndpoint, "kms", "vpce-kms private-dns"},
		{"held by its host name", base + kmsEndpoint, "kms.us-east-1.amazonaws.com", "vpce-kms private-dns"},
		{"another service", base + kmsEndpoint, "sqs", "public sqs us-east-1 no-endpoint"},
		{"another region", base + kmsEndpoint, "kms.eu-west-1.amazonaws.com", "public kms eu-west-1 no-endpoint"},
		{"its own name", base + kmsEndpoint, "vpce-kms-abcd.kms.us-east-1.vpce.amazonaws.com", "vpce-kms own-name"},
		{"its zone's name", base + kmsEndpoint, "vpce-kms-abcd-us-east-1a.kms.us-east-1.vpce.amazonaws.com", "vpce-kms own-name"},
		{"its id", base + kmsEndpoint, "vpce-kms", "vpce-kms named"},
		{"listed names decide", base + kmsEndpoint, "kms-fips.us-east-1.amazonaws.com", "public kms-fips us-east-1 no-endpoint"},
		{"a dual stack name that is not listed", base + kmsEndpoint, "kms.us-east-1.api.aws", "public kms us-east-1 not-covered (kms.us-east-1.amazonaws.com)"},
		{"a dual stack name, nothing listed", base + "endpoint kms subnets=a groups=g private-dns",
			"kms.us-east-1.api.aws", "vpce-kms maybe-covered (kms.us-east-1.amazonaws.com) | public kms us-east-1 maybe-covered (kms.us-east-1.amazonaws.com)"},
		{"nothing listed", base + "endpoint kms subnets=a groups=g private-dns", "kms", "vpce-kms private-dns"},
		{"kinesis by its host name", base + "endpoint kin service=kinesis-streams subnets=a groups=g private-dns", "kinesis.us-east-1.amazonaws.com", "vpce-kin private-dns"},
		{"sts, the global name", base + "endpoint sts subnets=a groups=g private-dns", "sts.amazonaws.com", "public sts us-east-1 not-covered (sts.us-east-1.amazonaws.com)"},
		{"sqs, the legacy name", base + "endpoint sqs subnets=a groups=g private-dns", "us-east-1.queue.amazonaws.com", "public sqs us-east-1 not-covered (sqs.us-east-1.amazonaws.com)"},
		{"iam", base + "endpoint iam service=com.amazonaws.iam subnets=a groups=g private-dns", "iam", "vpce-iam private-dns"},
		{"iam by its host name", base + "endpoint iam service=com.amazonaws.iam subnets=a groups=g private-dns", "iam.amazonaws.com", "vpce-iam private-dns"},
		{"no endpoint for iam", base, "iam", "public iam no-endpoint"},
		{"organizations from elsewhere", "\n\tregion eu-west-1" + base, "organizations", "public organizations us-east-1 no-endpoint"},
		{"an API", base + "endpoint api service=execute-api subnets=a groups=g private-dns", "abc.execute-api.us-east-1.amazonaws.com", "vpce-api private-dns"},
		{"an API with listed names", base + "endpoint api service=execute-api subnets=a groups=g private-dns dns=*.execute-api.us-east-1.amazonaws.com", "execute-api", "vpce-api private-dns"},
		{"a registry",
			base + "endpoint dkr service=ecr.dkr subnets=a groups=g private-dns dns=*.dkr.ecr.us-east-1.amazonaws.com",
			"123456789012.dkr.ecr.us-east-1.amazonaws.com", "vpce-dkr private-dns"},
		{"a bucket", base + "endpoint s3 subnets=a groups=g private-dns", "logs.s3.us-east-1.amazonaws.com", "vpce-s3 private-dns"},
		{"a bucket elsewhere", base + "endpoint s3 subnets=a groups=g private-dns", "logs.s3.us-west-2.amazonaws.com", "public s3 us-west-2 no-endpoint"},
		{"a bucket's global name", base, "logs.s3.amazonaws.com", "public s3 us-east-1 no-endpoint | public bucket-elsewhere"},
		{"s3 for inbound endpoints", base + `put describe-vpc-endpoints {"VpcEndpoints":[{"VpcEndpointId":"vpce-s3","VpcEndpointType":"Interface","VpcId":"vpc-app","ServiceName":"com.amazonaws.us-east-1.s3","State":"available","PrivateDnsEnabled":true,"DnsOptions":{"PrivateDnsOnlyForInboundResolverEndpoint":true}}]}`,
			"s3", "public s3 us-east-1 inbound-only"},
		{"a service of someone else", base + "endpoint p service=com.amazonaws.vpce.us-east-1.vpce-svc-1 subnets=a groups=g private-dns dns=*.partner.example.com", "x.partner.example.com", "vpce-p private-dns"},
		{"private DNS off", base + "endpoint kms subnets=a groups=g", "kms", "public kms us-east-1 private-dns-off"},
		{"failed", base + "endpoint kms subnets=a groups=g private-dns state=failed", "kms", "public kms us-east-1 endpoint-state"},
		{"pending acceptance", base + "endpoint kms subnets=a groups=g private-dns state=pendingAcceptance", "kms", "public kms us-east-1 endpoint-state"},
		{"Available", base + "endpoint kms subnets=a groups=g private-dns state=Available", "kms", "vpce-kms private-dns"},
		{"partial", base + "endpoint kms subnets=a groups=g private-dns state=Partial", "kms", "vpce-kms private-dns"},
		{"pending", base + "endpoint kms subnets=a groups=g private-dns state=pending", "kms", "vpce-kms private-dns | public kms us-east-1 endpoint-state"},
		{"one of two failed", base + "endpoint a service=sqs subnets=a groups=g private-dns state=failed\n endpoint b service=sqs subnets=a groups=g private-dns", "sqs", "vpce-b private-dns"},
		{"one of two without private DNS", base + "endpoint a service=sqs subnets=a groups=g\n endpoint b service=sqs subnets=a groups=g private-dns", "sqs", "vpce-b private-dns"},
		{"one of two partial", base + "endpoint a service=sqs subnets=a groups=g private-dns state=partial\n endpoint b service=sqs subnets=a groups=g private-dns", "sqs", "vpce-b private-dns"},
		{"two regions", base + "endpoint a service=com.amazonaws.eu-west-1.kms service-region=eu-west-1 subnets=a groups=g private-dns\n endpoint b service=kms subnets=a groups=g private-dns", "kms", "vpce-b private-dns"},
		{"the other region's", base + "endpoint a service=com.amazonaws.eu-west-1.kms service-region=eu-west-1 subnets=a groups=g private-dns", "kms", "public kms us-east-1 no-endpoint"},
		{"the other region's, by its name", base +
			"endpoint a service=com.amazonaws.eu-west-1.kms service-region=eu-west-1 subnets=a groups=g private-dns",
			"kms.eu-west-1.amazonaws.com", "vpce-a private-dns"},
		{"endpoints not read", base + "gap describe-vpc-endpoints", "kms", "public kms us-east-1 no-endpoint | unknown not-collected"},
		{"a newer service", base + "endpoint n service=newthing subnets=a groups=g private-dns dns=api.newthing.us-east-1.amazonaws.com", "newthing", "vpce-n private-dns"},
		{"a newer service's host", base +
			"endpoint n service=newthing subnets=a groups=g private-dns dns=api.newthing.us-east-1.amazonaws.com",
			"api.newthing.us-east-1.amazonaws.com", "vpce-n private-dns"},
		{"outside a VPC", base + kmsEndpoint, "outside kms", "public kms us-east-1 outside"},
		{"a host outside a VPC", base, "outside db.internal", "unknown not-known"},

		// The VPC's DNS attributes.
		{"hostnames off", strings.Replace(base, "/16", "/16 dns-hostnames=off", 1) + kmsEndpoint, "kms", "public kms us-east-1 hostnames-off"},
		{"support off", strings.Replace(base, "/16", "/16 dns-support=off", 1) + kmsEndpoint, "kms", "nothing support-off"},
		{"support off, no endpoint", strings.Replace(base, "/16", "/16 dns-support=off", 1), "sqs", "nothing support-off"},
		{"hostnames off, support denied", strings.Replace(base, "/16", "/16 dns-hostnames=off", 1) + kmsEndpoint +
			"gap describe-vpc-attribute.vpc-app.enableDnsSupport", "kms",
			"public kms us-east-1 hostnames-off | nothing support-off"},
		{"hostnames off, support not asked", strings.Replace(base, "/16", "/16 dns-hostnames=off", 1) + kmsEndpoint +
			"gap describe-vpc-attribute.vpc-app.enableDnsSupport absent", "kms", "public kms us-east-1 hostnames-off"},
		{"hostnames off, support asked of another VPC", strings.Replace(base, "/16", "/16 dns-hostnames=off", 1) +
			kmsEndpoint + "gap describe-vpc-attribute.vpc-app.enableDnsSupport absent\n vpc other 10.1.0.0/16", "kms",
			"public kms us-east-1 hostnames-off | nothing support-off"},
		{"hostnames off, support denied of another VPC", strings.Replace(base, "/16", "/16 dns-hostnames=off", 1) +
			kmsEndpoint + "gap describe-vpc-attribute.vpc-app.enableDnsSupport absent\n vpc other 10.1.0.0/16\n gap describe-vpc-attribute.vpc-other.enableDnsSupport",
			"kms", "public kms us-east-1 hostnames-off | nothing support-off"},
		{"hostnames on, support not asked",
			base + kmsEndpoint + "gap describe-vpc-attribute.vpc-app.enableDnsSupport absent", "kms",
			"vpce-kms private-dns | public kms us-east-1 hostnames-off | nothing support-off"},
		{"hostnames unread", base + kmsEndpoint + "gap describe-vpc-attribute.vpc-app.enableDnsHostnames", "kms", "vpce-kms private-dns | public kms us-east-1 hostnames-off"},
		{"support unread", base + kmsEndpoint + "gap describe-vpc-attribute.vpc-app.enableDnsSupport", "kms", "vpce-kms private-dns | public kms us-east-1 hostnames-off | nothing support-off"},
		{"support unread, no endpoint", base + "gap describe-vpc-attribute.vpc-app.enableDnsSupport", "kms", "public kms us-east-1 no-endpoint | nothing support-off"},

		// Who answers.
		{"own servers", withDHCP("10.45.5.10") + kmsEndpoint, "kms", "vpce-kms private-dns | public kms us-east-1 servers servers [10.45.5.10]"},
		{"own servers, no endpoint", withDHCP("10.45.5.10"), "sqs", "public sqs us-east-1 no-endpoint servers [10.45.5.10]"},
		{"own servers, support off",
			strings.Replace(withDHCP("10.45.5.10"), "dhcp=own", "dhcp=own dns-support=off", 1) + kmsEndpoint, "kms",
			"public kms us-east-1 hostnames-off servers [10.45.5.10]"},
		{"own servers by the resolver's address", withDHCP("10.0.0.2") + kmsEndpoint, "kms", "vpce-kms private-dns"},
		{"own servers by the link-local address", withDHCP("169.254.169.253") + kmsEndpoint, "kms", "vpce-kms private-dns"},
		{"Amazon's by name", withDHCP("AmazonProvidedDNS") + kmsEndpoint, "kms", "vpce-kms private-dns"},
		{"both", withDHCP("AmazonProvidedDNS,10.45.5.10") + kmsEndpoint, "kms", "vpce-kms private-dns | public kms us-east-1 servers"},
		{"options not read", withDHCP("10.45.5.10") + kmsEndpoint + "gap describe-dhcp-options", "kms", "vpce-kms private-dns | public kms us-east-1 servers | nothing servers"},
		{"VPCs not read, all sets Amazon's", withDHCP("AmazonProvidedDNS") + "gap describe-vpcs", "sqs", "public sqs us-east-1 no-endpoint"},
		{"VPCs not read, one set of own servers", withDHCP("10.45.5.10") + "gap describe-vpcs", "sqs", "public sqs us-east-1 no-endpoint may ask [10.45.5.10]"},
		{"VPCs not read, support off",
			strings.Replace(withDHCP("AmazonProvidedDNS"), "dhcp=own", "dhcp=own dns-support=off", 1) +
				"gap describe-vpcs", "sqs", "nothing support-off | public sqs us-east-1 no-endpoint"},

		// DNS Firewall.
		{"blocked by name", base + filtered(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l1"}`, `"*.amazonaws.com."`), "sqs", "nothing firewall"},
		{"another name is blocked", base + filtered(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l1"}`, `"amazonaws.com","*.example.com"`), "sqs", "public sqs us-east-1 no-endpoint"},
		{"all are blocked", base + kmsEndpoint + filtered(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l1"}`, `"*"`), "kms", "nothing firewall"},
		{"allowed before it is blocked",
			base + filtered(`{"Priority":5,"Action":"BLOCK","FirewallDomainListId":"l2"},{"Priority":1,"Action":"ALLOW","FirewallDomainListId":"l1"}`, `"sqs.us-east-1.amazonaws.com"`),
			"sqs", "public sqs us-east-1 no-endpoint"},
		{"not allowed, so blocked", base + filtered(`{"Priority":5,"Action":"BLOCK","FirewallDomainListId":"l2"},{"Priority":1,"Action":"ALLOW","FirewallDomainListId":"l1"}`, `"sqs.us-east-1.amazonaws.com"`), "sns", "nothing firewall"},
		{"alert", base + filtered(`{"Priority":1,"Action":"ALERT","FirewallDomainListId":"l1"},{"Priority":5,"Action":"BLOCK","FirewallDomainListId":"l2"}`, `"*.amazonaws.com"`), "sqs", "public sqs us-east-1 no-endpoint"},
		{"domains not read", base + filtered(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l3"}`, ``), "sqs", "public sqs us-east-1 no-endpoint | nothing firewall"},
		{"domains not read, and blocked whatever they are", base + filtered(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l3"},{"Priority":2,"Action":"BLOCK","FirewallDomainListId":"l2"}`, ``), "sqs", "nothing firewall"},
		{"domains of an allow rule not read",
			base + filtered(`{"Priority":1,"Action":"ALLOW","FirewallDomainListId":"l3"},{"Priority":2,"Action":"BLOCK","FirewallDomainListId":"l2"}`, ``),
			"sqs", "public sqs us-east-1 no-endpoint | nothing firewall"},
		{"AWS's own list", base + filtered(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"managed"}`, ``), "sqs", "public sqs us-east-1 no-endpoint"},
		{"mail records only", base + filtered(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l2","Qtype":"MX"}`, ``), "sqs", "public sqs us-east-1 no-endpoint"},
		{"two groups, the first allows", base + zones("", "") + twoGroups(1, 2), "sqs", "public sqs us-east-1 no-endpoint"},
		{"two groups, the first blocks", base + zones("", "") + twoGroups(2, 1), "sqs", "nothing firewall"},
		{"own servers are not filtered",
			withDHCP("10.45.5.10") + filtered(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l2"}`, ``),
			"sqs", "public sqs us-east-1 no-endpoint servers [10.45.5.10]"},
		{"rules of a group in force not read", base + `put list-firewall-rule-group-associations {"FirewallRuleGroupAssociations":[{"Id":"a","FirewallRuleGroupId":"g1","VpcId":"vpc-app","Priority":1,"Status":"COMPLETE"}]}`, "sqs", "public sqs us-east-1 no-endpoint | nothing firewall"},

		// Resolver rules.
		{"forwarded", base + zones("", "") + rule("FORWARD", "corp.internal."), "db.corp.internal", "unknown forwarded (10.9.0.2)"},
		{"another domain is forwarded", base + zones("", "") + rule("FORWARD", "corp.internal."), "sqs", "public sqs us-east-1 no-endpoint"},
		{"all is forwarded", base + zones("", "") + rule("FORWARD", "."), "sqs", "unknown forwarded (10.9.0.2)"},
		{"all is forwarded but what an endpoint holds", base + kmsEndpoint + zones("", "") + rule("FORWARD", "."), "kms", "vpce-kms private-dns"},
		{"amazonaws.com is forwarded but what an endpoint holds", base + kmsEndpoint + zones("", "") + rule("FORWARD", "amazonaws.com"), "kms", "vpce-kms private-dns"},
		{"the endpoint's name is forwarded", base + kmsEndpoint + zones("", "") + rule("FORWARD", "kms.us-east-1.amazonaws.com"), "kms", "unknown forwarded (10.9.0.2)"},
		{"a system rule keeps it", base + zones("", "") + rule("SYSTEM", "amazonaws.com"), "sqs", "public sqs us-east-1 no-endpoint"},
		{"a rule in another VPC", base + zones("", "") + strings.Replace(rule("FORWARD", "."), "vpc-app", "vpc-other", 1), "sqs", "public sqs us-east-1 no-endpoint"},
		{"a rule that is not read", base + zones("", "") + strings.Replace(rule("FORWARD", "."), "rslvr-rr-1", "rslvr-rr-2", 1), "sqs", "public sqs us-east-1 no-endpoint | unknown not-collected"},
		{"a longer zone beats a rule", base + zones("a.corp.internal", "db.a.corp.internal") + rule("FORWARD", "corp.internal"), "db.a.corp.internal", "[10.0.9.10] private-zone"},
		{"a rule beats a zone of its name", base + zones("corp.internal", "db.corp.internal") + rule("FORWARD", "corp.internal"), "db.corp.internal", "unknown forwarded (10.9.0.2)"},

		// Private hosted zones.
		{"a record", base + zones("corp.internal", "db.corp.internal"), "db.corp.internal", "[10.0.9.10] private-zone"},
		{"no record", base + zones("corp.internal", "db.corp.internal"), "web.corp.internal", "nothing no-record"},
		{"no zone", base + zones("", ""), "db.corp.internal", "unknown not-known"},
		{"shadows an endpoint", base + kmsEndpoint + zones("kms.us-east-1.amazonaws.com", "kms.us-east-1.amazonaws.com"), "kms", "[10.0.9.10] private-zone"},
		{"a shorter zone does not shadow an endpoint", base + kmsEndpoint + zones("us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"), "kms", "vpce-kms private-dns"},
		{"and shadows other services", base + kmsEndpoint + zones("us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"), "sqs", "[10.0.9.10] private-zone"},
		{"all of them", base + kmsEndpoint + zones("us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"), "sns", "nothing no-record"},
		{"zones need both attributes", strings.Replace(base, "/16", "/16 dns-hostnames=off", 1) +
			zones("us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"), "sqs", "public sqs us-east-1 no-endpoint"},
		{"zones with own servers",
			withDHCP("10.45.5.10") + zones("us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"), "sqs",
			"[10.0.9.10] private-zone | public sqs us-east-1 no-endpoint servers [10.45.5.10]"},
		{"zones of the VPC not read", base + tier, "sqs", "public sqs us-east-1 no-endpoint | unknown not-collected"},
		{"zones of the VPC denied", base + "gap list-hosted-zones-by-vpc.vpc-app denied", "sqs", "public sqs us-east-1 no-endpoint | nothing firewall | unknown not-collected"},
		{"records not read", base + zones("us-east-1.amazonaws.com", ""), "sqs", "unknown private-zone"},
		{"a zone that AWS made", base + kmsEndpoint + strings.Replace(zones("kms.us-east-1.amazonaws.com", ""),
			`"OwningAccount":"123456789012"`, `"OwningService":"vpce.amazonaws.com"`, 1), "kms",
			"vpce-kms private-dns"},
		{"an alias of an endpoint", base + kmsEndpoint + zoneWith("kms.eu-west-1.amazonaws.com", `{"Name":"kms.eu-west-1.amazonaws.com.","Type":"A","AliasTarget":{"HostedZoneId":"Z7","DNSName":"vpce-kms-abcd.kms.us-east-1.vpce.amazonaws.com.","EvaluateTargetHealth":false}}`), "kms.eu-west-1.amazonaws.com", "vpce-kms own-name"},
		{"an alias within the zone", base + zoneWith("corp.internal", `{"Name":"a.corp.internal.","Type":"A","AliasTarget":{"HostedZoneId":"Z1","DNSName":"b.corp.internal.","EvaluateTargetHealth":false}},{"Name":"b.corp.internal.","Type":"A","ResourceRecords":[{"Value":"10.0.9.1"}]}`), "a.corp.internal", "[10.0.9.1] private-zone"},
		{"weighted", base + zoneWith("corp.internal", weighted("10.0.9.1", 1)+","+weighted("10.0.9.2", 1)), "a.corp.internal", "[10.0.9.1] private-zone | [10.0.9.2] private-zone"},
		{"weight 0", base + zoneWith("corp.internal", weighted("10.0.9.1", 0)+","+weighted("10.0.9.2", 1)), "a.corp.internal", "[10.0.9.2] private-zone"},
		{"only weight 0", base + zoneWith("corp.internal", weighted("10.0.9.1", 0)), "a.corp.internal", "[10.0.9.1] private-zone"},
		{"a CNAME to a service", base + kmsEndpoint + zoneWith("corp.internal",
			`{"Name":"k.corp.internal.","Type":"CNAME","ResourceRecords":[{"Value":"kms.us-east-1.amazonaws.com"}]}`),
			"k.corp.internal", "vpce-kms private-dns"},
		{"a CNAME that the firewall looks at", base + zoneWith("corp.internal",
			`{"Name":"k.corp.internal.","Type":"CNAME","ResourceRecords":[{"Value":"sqs.us-east-1.amazonaws.com"}]}`) +
			firewallOnly(`{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l1"}`, `"*.amazonaws.com"`),
			"k.corp.internal", "nothing firewall (sqs.us-east-1.amazonaws.com)"},
		{"a CNAME of a trusted name", base + zoneWith("corp.internal",
			`{"Name":"k.corp.internal.","Type":"CNAME","ResourceRecords":[{"Value":"sqs.us-east-1.amazonaws.com"}]}`) +
			firewallOnly(`{"Priority":1,"Action":"ALLOW","FirewallDomainListId":"l1","FirewallDomainRedirectionAction":"TRUST_REDIRECTION_DOMAIN"},{"Priority":2,"Action":"BLOCK","FirewallDomainListId":"l2"}`,
				`"*.corp.internal"`),
			"k.corp.internal", "public sqs us-east-1 no-endpoint"},

		// Profiles.
		{"a profile's zone", base + profile("arn:aws:route53:::hostedzone/Z9", true), "db.corp.internal", "[10.0.9.10] private-zone"},
		{"a profile's zone, records not read", base + profile("arn:aws:route53:::hostedzone/Z8", true), "sqs", "public sqs us-east-1 no-endpoint | unknown not-collected"},
		{"a profile of another VPC", base + strings.Replace(profile("arn:aws:route53:::hostedzone/Z8", true),
			`"ResourceId":"vpc-app"`, `"ResourceId":"vpc-other"`, 1), "sqs", "public sqs us-east-1 no-endpoint"},
		{"a profile's contents not read", base + profile("", false), "sqs", "public sqs us-east-1 no-endpoint | unknown not-collected"},

		// Several accounts.
		{"a shared VPC, its owner not in the snapshot", strings.Replace(base, "/16", "/16 owner=444455556666", 1),
			"kms", "public kms us-east-1 no-endpoint | unknown not-collected | unknown not-collected"},
		{"a shared VPC that is in no list of VPCs", `
			subnet app-a vpc=!vpc-app zone=a cidr=10.0.1.0/24 owner=444455556666` + tier, "kms",
			"public kms us-east-1 no-endpoint | unknown not-collected | unknown not-collected | nothing support-off"},

		// Data stores.
		{"a database", base + database, "orders-db.c1.us-east-1.rds.amazonaws.com", "store orders-db own-name"},
		{"a database, by its name", base + database, "orders-db", "store orders-db named"},
		{"a database by a CNAME", base + database + zoneWith("corp.internal", `{"Name":"db.corp.internal.","Type":"CNAME","ResourceRecords":[{"Value":"orders-db.c1.us-east-1.rds.amazonaws.com"}]}`),
			"db.corp.internal", "store orders-db own-name"},
		{"a zone shadows a database", base + database + zones("us-east-1.rds.amazonaws.com", "other.us-east-1.rds.amazonaws.com"), "orders-db.c1.us-east-1.rds.amazonaws.com", "nothing no-record"},
		{"an unknown database", base, "x.c1.us-east-1.rds.amazonaws.com", "unknown not-known"},
		{"names are off", strings.Replace(base, "/16", "/16 dns-support=off", 1) + database, "orders-db.c1.us-east-1.rds.amazonaws.com", "nothing support-off"},
	}
}

// ask resolves the destination of a case.
func (c resolution) ask(t *testing.T, x *awsdata.Index) (Answer, bool) {
	t.Helper()
	r := x.Region("us-east-1")
	if r == nil {
		r = x.Region("eu-west-1")
	}
	vpc, to := "vpc-app", c.to
	if rest, ok := strings.CutPrefix(to, "outside "); ok {
		vpc, to = "", rest
	}
	d, err := Parse(r, to)
	if err != nil {
		return Answer{}, false
	}
	return Resolve(x, r, vpc, d), true
}

func TestResolve(t *testing.T) {
	for _, c := range resolutions() {
		t.Run(c.name, func(t *testing.T) {
			x, _ := account(t, c.story)
			a, ok := c.ask(t, x)
			if !ok {
				t.Fatalf("%s is no destination", c.to)
			}
			if got := describe(a); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			// Where it is open, something is missing that settles it.
			if open := len(a.Leads) > 1 || a.Leads[0].Kind == LeadUnknown; open &&
				!strings.HasPrefix(c.to, "outside ") && len(a.Missing) == 0 && !mayDiffer(a) {
				t.Errorf("nothing is missing, and yet it is open: %s", describe(a))
			}
		})
	}
}

// TestRemovedDocuments holds that a name which leads to one place leads to no other when a document is taken away: it
// may only become open. What tells the names tier from none at all is that anything of it is there.
func TestRemovedDocuments(t *testing.T) {
	compared := 0
	for _, c := range resolutions() {
		x, _ := account(t, c.story)
		before, _ := c.ask(t, x)
		if len(before.Leads) != 1 || before.Leads[0].Kind == LeadUnknown {
			continue
		}
		for call, without := range withoutEach(t, x.Snapshot) {
			after, ok := c.ask(t, awsdata.NewIndex(without))
			if !ok || len(after.Leads) != 1 || after.Leads[0].Kind == LeadUnknown {
				continue
			}
			compared++
			was, is := before.Leads[0], after.Leads[0]
			if was.Kind != is.Kind || was.Service != is.Service || was.Region != is.Region ||
				fmt.Sprint(was.Addresses) != fmt.Sprint(is.Addresses) {
				t.Errorf("%s without %s: %s was %s", c.name, call, describe(after), describe(before))
			}
		}
	}
	if compared < 300 {
		t.Errorf("only %d answers compared", compared)
	}
}

// withoutEach are copies of a snapshot with one document taken away each, by its call.
func withoutEach(t *testing.T, s *awsdata.Snapshot) map[string]*awsdata.Snapshot {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	out := make(map[string]*awsdata.Snapshot)
	for _, place := range places(t, b.Bytes()) {
		var packed map[string]any
		if err := json.Unmarshal(b.Bytes(), &packed); err != nil {
			t.Fatal(err)
		}
		documents := packed[place[0]].(map[string]any)
		if place[0] == "regions" {
			documents = documents[place[1]].(map[string]any)
		}
		delete(documents, place[2])
		data, err := json.Marshal(packed)
		if err != nil {
			t.Fatal(err)
		}
		if out[place[2]], err = awsdata.Decode(t.Context(), data, "test"); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// places are the documents of a packed snapshot: member, region, call.
func places(t *testing.T, data []byte) [][3]string {
	t.Helper()
	var packed struct {
		Global  map[string]json.RawMessage
		Regions map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &packed); err != nil {
		t.Fatal(err)
	}
	var out [][3]string
	decides := func(call string) bool { // about names; the others would only take time
		for _, start := range []string{"list-hosted", "list-resource", "list-resolver", "list-firewall", "list-profile",
			"describe-vpc", "describe-dhcp", "describe-network-interfaces", "describe-subnets", "describe-db"} {
			if strings.HasPrefix(call, start) {
				return true
			}
		}
		return false
	}
	for call := range packed.Global {
		if decides(call) {
			out = append(out, [3]string{"global", "", call})
		}
	}
	for region, documents := range packed.Regions {
		for call := range documents {
			if decides(call) {
				out = append(out, [3]string{"regions", region, call})
			}
		}
	}
	if len(out) == 0 {
		t.Fatal("no documents")
	}
	return out
}

// mayDiffer reports whether an answer is open by itself: records with a policy of their own, states in transition.
func mayDiffer(a Answer) bool {
	for _, l := range a.Leads {
		switch l.Cause {
		case CauseEndpointState, CauseMaybeCovered, CauseBucketElsewhere, CauseServers:
			return true
		case CausePrivateZone:
			return len(a.Leads) > 1
		}
	}
	return false
}

func withDHCP(servers string) string {
	return "\n\tdhcp own dns=" + servers + strings.Replace(base, "/16", "/16 dhcp=own", 1)
}

// filtered is a group of rules of DNS Firewall in force: list l1 has the given domains, l2 all, l3 was not read.
func filtered(rules, domains string) string { return zones("", "") + firewallOnly(rules, domains) }

func firewallOnly(rules, domains string) string {
	return `
	put list-firewall-rule-group-associations {"FirewallRuleGroupAssociations":[{"Id":"a","FirewallRuleGroupId":"g1","VpcId":"vpc-app","Priority":1,"Status":"COMPLETE"}]}
	put list-firewall-rules.g1 {"FirewallRules":[` + rules + `]}
	put list-firewall-domains.l1 {"Domains":[` + domains + `]}
	put list-firewall-domains.l2 {"Domains":["*"]}
	put list-firewall-domain-lists {"FirewallDomainLists":[{"Id":"l1"},{"Id":"l2"},{"Id":"l3"},{"Id":"managed","ManagedOwnerName":"Route 53 Resolver DNS Firewall"}]}
`
}

// twoGroups are a group that allows and one that blocks all names, with their priorities.
func twoGroups(allow, block int) string {
	return fmt.Sprintf(`
	put list-firewall-rule-group-associations {"FirewallRuleGroupAssociations":[{"Id":"a","FirewallRuleGroupId":"g1","VpcId":"vpc-app","Priority":%d,"Status":"COMPLETE"},{"Id":"b","FirewallRuleGroupId":"g2","VpcId":"vpc-app","Priority":%d,"Status":"COMPLETE"}]}
	put list-firewall-rules.g1 {"FirewallRules":[{"Priority":1,"Action":"ALLOW","FirewallDomainListId":"l2"}]}
	put list-firewall-rules.g2 {"FirewallRules":[{"Priority":1,"Action":"BLOCK","FirewallDomainListId":"l2"}]}
	put list-firewall-domains.l2 {"Domains":["*"]}
`, allow, block)
}

func rule(kind, domain string) string {
	return `
	put list-resolver-rules {"ResolverRules":[{"Id":"rslvr-rr-1","DomainName":"` + domain + `","RuleType":"` + kind +
		`","TargetIps":[{"Ip":"10.9.0.2","Port":53}],"Status":"COMPLETE"}]}
	put list-resolver-rule-associations {"ResolverRuleAssociations":[{"Id":"x","ResolverRuleId":"rslvr-rr-1","VPCId":"vpc-app","Status":"COMPLETE"}]}
`
}

// zones is a private hosted zone with one A record, both "" for no zone, the record "" for records that were not read.
func zones(zone, record string) string {
	if zone == "" {
		return tier + "\n\tput list-hosted-zones-by-vpc.vpc-app {\"HostedZoneSummaries\":[]}\n"
	}
	if record == "" {
		return tier + zoneList(zone)
	}
	return zoneWith(zone, `{"Name":"`+record+`.","Type":"A","ResourceRecords":[{"Value":"10.0.9.10"}]}`)
}

func zoneWith(zone, sets string) string {
	return tier + zoneList(zone) + "\n\tput list-resource-record-sets.Z1 {\"ResourceRecordSets\":[" + sets + "]}\n"
}

func zoneList(zone string) string {
	return "\n\tput list-hosted-zones-by-vpc.vpc-app {\"HostedZoneSummaries\":[{\"HostedZoneId\":\"Z1\",\"Name\":\"" +
		zone + ".\",\"Owner\":{\"OwningAccount\":\"123456789012\"}}]}\n"
}

func weighted(ip string, weight int) string {
	return fmt.Sprintf(
		`{"Name":"a.corp.internal.","Type":"A","SetIdentifier":"%s","Weight":%d,"ResourceRecords":[{"Value":"%s"}]}`,
		ip, weight, ip)
}

// profile is a profile in force with one resource.
func profile(arn string, read bool) string {
	out := zones("", "") + `
	put list-profile-associations {"ProfileAssociations":[{"Id":"pa","ProfileId":"rp-1","ResourceId":"vpc-app","Status":"COMPLETE"}]}
	put list-resource-record-sets.Z9 {"ResourceRecordSets":[{"Name":"corp.internal.","Type":"SOA"},{"Name":"db.corp.internal.","Type":"A","ResourceRecords":[{"Value":"10.0.9.10"}]}]}
`
	if read {
		out += `	put list-profile-resource-associations.rp-1 {"ProfileResourceAssociations":[{"Id":"pr","ResourceArn":"` +
			arn + `","ResourceType":"X","Status":"COMPLETE"}]}` + "\n"
	}
	return out
}

const database = `
	put describe-db-instances {"DBInstances":[{"DBInstanceIdentifier":"orders-db","DBInstanceArn":"arn:aws:rds:us-east-1:123456789012:db:orders-db","Engine":"postgres","Endpoint":{"Address":"orders-db.c1.us-east-1.rds.amazonaws.com","Port":5432},"DBInstanceStatus":"available"}]}
`
