package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
)

// outages gather services that are out of reach by what blocks them: one missing route is one finding, however many
// services and functions it cuts off.
type outages struct {
	severity   Severity // of all of them; zero leaves it to how bad each is
	partlyOnly bool     // leave out what is out of reach from every subnet

	byCause map[string]*serviceOutage
	order   []*serviceOutage
	open    unknowns
}

type serviceOutage struct {
	Finding
	vpcID    string
	services []string
	at       *placement
	endpoint string
	hop      reach.Hop
	whole    bool
}

// add asks for a service on behalf of functions of a placement, and enters what it finds. name is what people call the
// service, as its finding says it.
func (o *outages) add(p *Pass, at *placement, name, endpoint string, functions []string, proof []Evidence) {
	how, t := p.outage(at, endpoint)
	switch {
	case how == works || how == whole && o.partlyOnly:
		return
	case how == unsure:
		o.open.add(at.VPCID, functions, missingIn(t))
		return
	}
	blockers := blockersOf(t)
	cause := p.rootOfOutage(at, t)
	if o.byCause == nil {
		o.byCause = make(map[string]*serviceOutage)
	}
	s := o.byCause[cause]
	if s == nil {
		s = &serviceOutage{vpcID: at.VPCID, at: at, endpoint: endpoint, hop: blockers[0], Finding: Finding{Resource: cause, Severity: Medium}}
		o.byCause[cause] = s
		o.order = append(o.order, s)
	}
	if how == whole {
		s.Severity, s.whole = High, true
	}
	if !slices.Contains(s.services, name) {
		s.services = append(s.services, name)
	}
	s.Functions = append(s.Functions, functions...)
	for _, hop := range blockers {
		proof = append(proof, Evidence{Resource: hop.Resource, Rule: hop.Rule.Text, Says: name + ": " + hop.Says()})
	}
	for _, e := range proof {
		if !containsEvidence(s.Evidence, e) {
			s.Evidence = append(s.Evidence, e)
		}
	}
}

// rootOfOutage is what to mend where a service is out of reach, so that other checks of the same trouble name it, too: the
// group that lets nothing out, the endpoint that lets nothing in, the NAT gateway that does not work, the route table
// without a route, else the subnet.
func (p *Pass) rootOfOutage(at *placement, t *reach.Trace) string {
	for i := range at.Subnets {
		if i >= len(t.Subnets) || t.Subnets[i].Verdict != reach.Blocked {
			continue
		}
		hop := t.Subnets[i].Blockers()[0]
		switch hop.Component {
		case reach.ComponentGroupOut:
			return hop.Resource
		case reach.ComponentPublicAccess:
			return at.VPCID
		case reach.ComponentName, reach.ComponentTargetGroup, reach.ComponentTargetACLIn, reach.ComponentTargetACLBack:
			if e := p.capturedBy(t); e != nil {
				return e.VpcEndpointId
			}
		}
		if root := p.rootOf(&at.Subnets[i]); root != at.Subnets[i].ID || hop.Component != reach.ComponentRoute || hop.Resource == "" {
			return root
		}
		return hop.Resource
	}
	return at.VPCID
}

// report reports each outage once; title says what is out of reach, and why says what an open question is.
func (o *outages) report(p *Pass, title func(*serviceOutage) string, why string) {
	o.open.report(p, func(string) string { return why })
	for _, s := range o.order {
		slices.Sort(s.services)
		s.Title = title(s)
		if o.severity != 0 {
			s.Severity = o.severity
		}
		s.Fix.CLI, s.Fix.Terraform = p.openWay(s.at, s.endpoint, s.hop)
		p.Report(s.Finding)
	}
}

// from says where the outage is felt.
func (s *serviceOutage) from(p *Pass) string {
	if s.whole {
		return p.name(s.vpcID)
	}
	return "some subnets of " + p.name(s.vpcID)
}

// openWay is what opens the way to a service that a hop blocks: the rule that is missing, or an endpoint.
func (p *Pass) openWay(at *placement, endpoint string, hop reach.Hop) (cli, terraform string) {
	group := "function-group"
	if len(at.Groups) > 0 {
		group = at.Groups[0]
	}
	target, _, _ := strings.Cut(hop.Resource, ",")
	switch hop.Component {
	case reach.ComponentTargetGroup:
		return fmt.Sprintf("aws ec2 authorize-security-group-ingress --group-id %s --protocol tcp --port 443 --source-group %s", shellWord(target), shellWord(group)),
			fmt.Sprintf("resource \"aws_vpc_security_group_ingress_rule\" \"functions\" {\n  security_group_id            = %s\n  referenced_security_group_id = %s\n"+
				"  ip_protocol                  = \"tcp\"\n  from_port                    = 443\n  to_port                      = 443\n}", hclWord(target), hclWord(group))
	case reach.ComponentGroupOut:
		return fmt.Sprintf("aws ec2 authorize-security-group-egress --group-id %s --protocol tcp --port 443 --cidr <range-of-the-endpoint>", shellWord(group)),
			fmt.Sprintf("resource \"aws_vpc_security_group_egress_rule\" \"service\" {\n  security_group_id = %s\n  ip_protocol       = \"tcp\"\n"+
				"  from_port         = 443\n  to_port           = 443\n  cidr_ipv4         = \"<range-of-the-endpoint>\"\n}", hclWord(group))
	}
	return p.createEndpoint(at, endpoint)
}

// createEndpoint makes an endpoint for a service: a gateway for S3 and DynamoDB, which costs nothing, else an interface.
func (p *Pass) createEndpoint(at *placement, endpoint string) (cli, terraform string) {
	service := "com.amazonaws." + p.RegionName() + "." + endpoint
	if endpoint == "s3" || endpoint == "dynamodb" {
		var tables []string
		for i := range at.Subnets {
			if t := at.Subnets[i].RouteTable; t != nil {
				tables = append(tables, t.RouteTableId)
			}
		}
		tables = uniqueTexts(tables)
		return fmt.Sprintf("aws ec2 create-vpc-endpoint --vpc-id %s --vpc-endpoint-type Gateway --service-name %s --route-table-ids %s", shellWord(at.VPCID), service, shellWords(tables)),
			fmt.Sprintf("resource \"aws_vpc_endpoint\" \"service\" {\n  vpc_id            = %s\n  vpc_endpoint_type = \"Gateway\"\n  service_name      = %s\n  route_table_ids   = [%s]\n}",
				hclWord(at.VPCID), hclWord(service), hclList(tables))
	}
	var subnets []string
	for i := range at.Subnets {
		subnets = append(subnets, at.Subnets[i].ID)
	}
	return fmt.Sprintf("aws ec2 create-vpc-endpoint --vpc-id %s --vpc-endpoint-type Interface --service-name %s --subnet-ids %s --security-group-ids <endpoint-group> --private-dns-enabled",
			shellWord(at.VPCID), service, shellWords(subnets)),
		fmt.Sprintf("resource \"aws_vpc_endpoint\" \"service\" {\n  vpc_id              = %s\n  vpc_endpoint_type   = \"Interface\"\n  service_name        = %s\n"+
			"  subnet_ids          = [%s]\n  security_group_ids  = [aws_security_group.endpoint.id]\n  private_dns_enabled = true\n}", hclWord(at.VPCID), hclWord(service), hclList(subnets))
}
