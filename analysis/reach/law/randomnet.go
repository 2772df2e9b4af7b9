package law

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// gateways makes the gateways of a VPC.
func (g *generator) gateways(n *net) {
	if n.owner == foreignAccount {
		return
	}
	name := n.id[4:]
	attachments := func(state string) []object {
		switch {
		case g.chance(7):
			return []object{}
		case g.chance(5):
			return []object{{"VpcId": pick(g, g.nets...).id, "State": state}}
		}
		return []object{{"VpcId": n.id, "State": state}}
	}
	g.add(n.at, "describe-internet-gateways",
		object{"InternetGatewayId": "igw-" + name, "OwnerId": n.owner, "Attachments": attachments("available")})
	g.add(n.at, "describe-egress-only-internet-gateways",
		object{"EgressOnlyInternetGatewayId": "eigw-" + name, "Attachments": attachments("attached")})
	for i := range 2 + g.IntN(2) {
		id := fmt.Sprintf("nat-%s%d", name, i)
		n.nats = append(n.nats, id)
		o := object{"NatGatewayId": id, "VpcId": n.id,
			"State": pick(g, "available", "available", "available", "available", "available", "failed",
				"pending"),
			"ConnectivityType": pick(g, "public", "public", "public", "public", "private")}
		if g.chance(50) {
			o["AvailabilityMode"] = "zonal"
		}
		var addresses []object
		if g.chance(25) {
			o["AvailabilityMode"], o["ConnectivityType"] = "regional", "public"
			o["RouteTableId"] = fmt.Sprintf("rtb-%s%d", name, pick(g, 1, 1, 1, 0, 4)) // the last one is not there
			o["AutoProvisionZones"] = pick(g, "enabled", "disabled")
			for _, letter := range g.some([]string{"a", "b"}, 1, 2) {
				zone := n.at.Region + letter
				addresses = append(addresses, object{"PublicIp": g.publicAddress(), "AvailabilityZone": zone,
					"AvailabilityZoneId": zoneID(zone), "Status": "succeeded"})
			}
		} else {
			at := g.IntN(len(n.subnets))
			if g.chance(60) {
				at = g.IntN(2)
			}
			s := &n.subnets[at]
			o["SubnetId"] = s.id
			private := g.next(s, false)
			for k := range 1 + g.IntN(8)/7 {
				a := object{"PrivateIp": private, "NetworkInterfaceId": "eni-of-" + id, "Status": "succeeded",
					"IsPrimary": k == 0}
				if o["ConnectivityType"] == "public" {
					a["PublicIp"] = g.publicAddress()
				}
				addresses = append(addresses, a)
			}
			if g.chance(85) && private != "" {
				g.interfaceOf(n, s, object{"NetworkInterfaceId": "eni-of-" + id,
					"InterfaceType": pick(g, "natGateway", "nat_gateway"), "Groups": []object{}}, private,
					addresses[0]["PublicIp"])
			}
			if g.chance(3) {
				o["SubnetId"] = "subnet-gone"
			}
		}
		o["NatGatewayAddresses"] = full(addresses)
		if g.chance(6) {
			o["AttachedAppliances"] = []object{{"Type": "network-firewall-proxy", "AttachmentState": "attached"}}
		}
		g.add(n.at, "describe-nat-gateways", o)
	}
}

// interfaceOf adds an interface with one address, and a public one where there is one.
func (g *generator) interfaceOf(n *net, s *subnetPlan, o object, private string, public any) {
	p := object{"PrivateIpAddress": private, "Primary": true}
	if public != nil {
		p["Association"] = object{"PublicIp": public}
		o["Association"] = object{"PublicIp": public}
	}
	for key, value := range map[string]any{"VpcId": n.id, "SubnetId": s.id, "PrivateIpAddress": private,
		"PrivateIpAddresses": []object{p},
		"Status":             "in-use", "OwnerId": n.owner, "SourceDestCheck": true} {
		if _, set := o[key]; !set {
			o[key] = value
		}
	}
	at := n.at
	if n.owner == foreignAccount {
		at = Place{mainAccount, mainRegion}
		o["OwnerId"] = mainAccount
	}
	g.add(at, "describe-network-interfaces", o)
	n.servers = append(n.servers, private)
}

// next is the subnet's next free address, "" where few are left.
func (g *generator) next(s *subnetPlan, six bool) string {
	if s.used == 0 {
		s.used = 4
	}
	if !six {
		s.used += 1 + g.IntN(2)
	}
	if s.used > 13 {
		return ""
	}
	return hostAt(s, six)
}

func hostAt(s *subnetPlan, six bool) string {
	cidr := s.cidr
	if six {
		cidr = s.cidr6
	}
	if cidr == "" {
		return ""
	}
	ip := netip.MustParsePrefix(cidr).Addr()
	for range s.used {
		ip = ip.Next()
	}
	return ip.String()
}

// servers plugs interfaces into the subnets, for functions to connect to.
func (g *generator) servers() {
	for i := range g.nets {
		n := &g.nets[i]
		for j := range n.subnets {
			for range g.IntN(3) {
				g.server(n, &n.subnets[j])
			}
		}
	}
}

func (g *generator) server(n *net, s *subnetPlan) {
	private := g.next(s, false)
	if private == "" {
		return
	}
	g.count++
	id := fmt.Sprintf("eni-%d", g.count)
	groups := g.some(n.groups, 1, 2)
	o := object{"NetworkInterfaceId": id, "InterfaceType": "interface", "Description": ""}
	switch g.IntN(14) {
	case 0, 1:
		o["InterfaceType"], groups = "network_load_balancer", g.some(n.groups, 0, 1)
		name := fmt.Sprintf("nlb-%d", g.count)
		o["Description"] = "ELB net/" + name + "/0123456789abcdef"
		if g.balancers(n.at) {
			arn := fmt.Sprintf("arn:aws:elasticloadbalancing:%s:%s:loadbalancer/net/%s/0123456789abcdef", n.at.Region,
				n.at.Account, name)
			g.add(n.at, "describe-load-balancers", object{"LoadBalancerArn": arn, "LoadBalancerName": name,
				"Type": "network", "VpcId": n.id,
				"DNSName": name + "-0123456789abcdef.elb." + n.at.Region + ".amazonaws.com",
				"State":   object{"Code": "active"}})
			g.book(n.at).lists["describe-listeners."+name] = []object{{"ListenerArn": arn + "/l",
				"LoadBalancerArn": arn, "Port": pick(g, 80, 443),
				"Protocol": pick(g, "TCP", "TLS", "UDP", "TCP_UDP")}}
		}
	case 2:
		o["InterfaceType"], groups = pick(g, "transit_gateway", "gateway_load_balancer", "vpc_endpoint"), nil
	case 3:
		groups = nil
	case 4:
		o["Status"] = "available"
	case 5:
		groups = append(groups, "sg-gone")
	case 6, 7:
		instance := "i-" + id[4:]
		o["Attachment"], o["SourceDestCheck"] = object{"InstanceId": instance, "DeviceIndex": 0}, g.chance(30)
		n.devices = append(n.devices, object{"NetworkInterfaceId": id, "InstanceId": instance})
		if g.chance(40) {
			g.add(n.at, "describe-instances", object{"Instances": []object{{"InstanceId": instance, "VpcId": n.id,
				"SubnetId":         s.id,
				"PrivateIpAddress": private, "State": object{"Name": pick(g, "running", "running", "stopped")}}}})
		}
	case 8:
		p := netip.MustParsePrefix(s.cidr)
		if p.Bits() < 28 {
			prefix := netip.PrefixFrom(last(p), 28).Masked().String()
			if !g.delegated(s.id) {
				o["Ipv4Prefixes"] = []object{{"Ipv4Prefix": prefix}}
			}
		}
	}
	var carried []object
	for _, id := range groups {
		carried = append(carried, object{"GroupId": id, "GroupName": id})
	}
	o["Groups"] = full(carried)
	if six := hostAt(s, true); six != "" && g.chance(60) {
		o["Ipv6Addresses"] = []object{{"Ipv6Address": six}}
	}
	var public any
	if g.chance(30) {
		public = g.publicAddress()
	}
	g.interfaceOf(n, s, o, private, public)
}

// balancers reports whether load balancers were collected in a place.
func (g *generator) balancers(at Place) bool {
	asked, settled := g.elb[at]
	if !settled {
		asked = g.chance(50)
		g.elb[at] = asked
	}
	return asked
}

// delegated reports whether an interface of the subnet has a delegated prefix already.
func (g *generator) delegated(subnetID string) bool {
	for _, b := range g.books {
		for _, o := range b.lists["describe-network-interfaces"] {
			if o["SubnetId"] == subnetID && o["Ipv4Prefixes"] != nil {
				return true
			}
		}
	}
	return false
}

// endpoints makes the VPC endpoints, and the interfaces of some.
func (g *generator) endpoints(n *net) {
	if n.owner == foreignAccount {
		return
	}
	name := n.id[4:]
	policy := func(o object) {
		defer func() {
			if g.policies.IntN(100) < 15 {
				o["PolicyDocument"] = g.policyFor(o)
			}
		}()
		if g.chance(85) {
			return
		}
		o["PolicyDocument"] = pick(g, `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
			`{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}`, `{"Statement":[]}`)
	}
	for i, service := range g.some([]string{"s3", "dynamodb", "s3express"}, 1, 2) {
		o := object{"VpcEndpointId": fmt.Sprintf("vpce-%sg%d", name, i), "VpcEndpointType": "Gateway", "VpcId": n.id,
			"OwnerId": n.owner, "ServiceName": "com.amazonaws." + n.at.Region + "." + service,
			"State": pick(g, "available", "Available", "available", "pending", "failed")}
		policy(o)
		g.add(n.at, "describe-vpc-endpoints", o)
	}
	g.add(n.at, "describe-vpc-endpoints", object{"VpcEndpointId": "vpce-" + name + "f",
		"VpcEndpointType": "GatewayLoadBalancer", "VpcId": n.id,
		"OwnerId": n.owner, "ServiceName": "com.amazonaws.vpce." + n.at.Region + ".vpce-svc-1", "State": "available"})
	for i := range g.IntN(4) {
		g.interfaceEndpoint(n, fmt.Sprintf("vpce-%si%d", name, i), policy)
	}
}

// policyFor is a policy for the endpoint's service that tells roles, actions or ways apart.
func (g *generator) policyFor(o object) string {
	g = &generator{Rand: g.policies}
	parts := strings.Split(o["ServiceName"].(string), ".")
	prefix := parts[min(3, len(parts)-1)]
	if other := map[string]string{"kinesis-streams": "kinesis", "monitoring": "cloudwatch"}[prefix]; other != "" {
		prefix = other
	}
	statement := func(effect string, actions ...string) object {
		s := object{"Effect": effect, "Principal": "*", "Action": actions, "Resource": "*"}
		switch g.IntN(5) {
		case 0:
			s["Principal"] = object{"AWS": pick(g, roleARN(0), roleARN(1), mainAccount, "999999999999")}
		case 1:
			s["Condition"] = object{pick(g, "StringEquals",
				"StringNotEquals"): object{pick(g, "aws:SourceVpce", "aws:SourceVpc", "aws:PrincipalArn"): pick(g,
				o["VpcEndpointId"].(string), o["VpcId"].(string), roleARN(0))}}
		case 2:
			s["Condition"] = object{"StringEquals": object{"aws:PrincipalTag/team": "x"}}
		}
		return s
	}
	list := []object{statement("Allow", pick(g, prefix+":Get", prefix+":*", "*"))}
	if g.chance(40) {
		list = append(list, statement("Allow", prefix+":Put"))
	}
	if g.chance(40) {
		list = append(list, statement("Deny", pick(g, prefix+":Get", prefix+":*")))
	}
	return string(encode(object{"Version": "2012-10-17", "Statement": list}))
}

func (g *generator) interfaceEndpoint(n *net, id string, policy func(object)) {
	code := pick(g, "sqs", "kms", "sts", "secretsmanager", "ecr.api", "kinesis-streams", "monitoring", "s3", "lambda",
		"iam", "logs")
	region := pick(g, n.at.Region, n.at.Region, n.at.Region, "us-west-2")
	service := "com.amazonaws." + region + "." + code
	if code == "iam" {
		service, region = "com.amazonaws.iam", "us-east-1"
	}
	host := byWord(code).hostOf(region)
	o := object{"VpcEndpointId": id, "VpcEndpointType": "Interface", "VpcId": n.id, "OwnerId": n.owner,
		"ServiceName": service, "ServiceRegion": region,
		"State":             pick(g, "available", "available", "Available", "partial", "pending", "failed", "deleting"),
		"PrivateDnsEnabled": g.chance(80), "DnsOptions": object{"DnsRecordIpType": "ipv4"}}
	if code == "s3" && g.chance(40) {
		o["DnsOptions"] = object{"PrivateDnsOnlyForInboundResolverEndpoint": true}
	}
	if g.chance(50) {
		entries := []object{{"DnsName": id + "-abcd1234." + code + "." + region + ".vpce.amazonaws.com"}}
		if o["PrivateDnsEnabled"] == true {
			entries = append(entries, object{"DnsName": host})
		}
		o["DnsEntries"] = entries
	}
	policy(o)
	var ids []string
	for k := range 1 + g.IntN(2) {
		s := &n.subnets[g.IntN(len(n.subnets))]
		private := g.next(s, false)
		if private == "" {
			continue
		}
		eni := fmt.Sprintf("eni-of-%s-%d", id, k)
		ids = append(ids, eni)
		if g.chance(90) {
			var groups []object
			for _, sg := range g.some(n.groups, 1, 2) {
				groups = append(groups, object{"GroupId": sg, "GroupName": sg})
			}
			g.interfaceOf(n, s, object{"NetworkInterfaceId": eni, "InterfaceType": "vpc_endpoint",
				"Description": "VPC Endpoint Interface " + id,
				"Groups":      groups}, private, nil)
		}
	}
	o["NetworkInterfaceIds"] = full(ids)
	g.add(n.at, "describe-vpc-endpoints", o)
}

// transitGateway makes one, attached to most VPCs, with two tables. Some VPC may be the way to the internet for
// others.
func (g *generator) transitGateway() {
	owner := g.nets[0].at
	options := func() object {
		return object{"SecurityGroupReferencingSupport": pick(g, "enable", "enable", "disable")}
	}
	gateway := object{"TransitGatewayId": "tgw-1", "State": "available", "OwnerId": owner.Account, "Options": options()}
	for _, at := range g.places() {
		if at.Region == owner.Region {
			g.add(at, "describe-transit-gateways", gateway)
		}
	}
	tables := []string{"tgw-rtb-1", "tgw-rtb-2"}
	for _, t := range tables {
		g.add(owner, "describe-transit-gateway-route-tables",
			object{"TransitGatewayRouteTableId": t, "TransitGatewayId": "tgw-1", "State": "available"})
	}
	var attached []*net
	for i := range g.nets {
		n := &g.nets[i]
		if n.at.Region != owner.Region || n.owner == foreignAccount || g.chance(15) {
			continue
		}
		var in, zones []string
		for _, s := range n.subnets {
			if g.chance(50) && !slices.Contains(zones, s.zone) {
				in, zones = append(in, s.id), append(zones, s.zone)
			}
		}
		n.attached = in
		id := "tgw-attach-" + n.id[4:]
		state := pick(g, "available", "available", "available", "available", "modifying", "deleted")
		general := object{"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-1", "ResourceType": "vpc",
			"ResourceId":      n.id,
			"ResourceOwnerId": n.owner, "State": state}
		if g.chance(92) {
			general["Association"] = object{"TransitGatewayRouteTableId": pick(g, tables...), "State": "associated"}
		}
		g.both(owner, n.at, "describe-transit-gateway-attachments", general)
		g.both(owner, n.at, "describe-transit-gateway-vpc-attachments",
			object{"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-1", "VpcId": n.id,
				"VpcOwnerId": n.owner, "State": state, "SubnetIds": full(in), "Options": options()})
		attached = append(attached, n)
	}
	for _, t := range tables {
		var routes []object
		add := func(cidr, kind, state string, to ...object) {
			if !slices.ContainsFunc(routes, func(o object) bool {
				return o["DestinationCidrBlock"] == cidr &&
					o["Type"] == kind
			}) {
				routes = append(routes, object{"DestinationCidrBlock": cidr, "Type": kind, "State": state,
					"TransitGatewayAttachments": full(to)})
			}
		}
		vpn := object{"TransitGatewayAttachmentId": "tgw-attach-x", "ResourceType": "vpn", "ResourceId": "vpn-1"}
		to := func(n *net) object {
			return object{"TransitGatewayAttachmentId": "tgw-attach-" + n.id[4:], "ResourceType": "vpc",
				"ResourceId": n.id}
		}
		for _, n := range attached {
			for _, c := range n.cidrs {
				if g.chance(90) {
					add(c, "propagated", "active", to(n))
				}
			}
		}
		if len(attached) > 0 && g.chance(60) {
			add("0.0.0.0/0", "static", "active", to(attached[g.IntN(len(attached))]))
		}
		if g.chance(20) {
			add(pick(g, g.cidrs...), pick(g, "static", "propagated"), "active", vpn)
		}
		if g.chance(15) {
			add(pick(g, g.cidrs...), "static", "blackhole")
		}
		if g.chance(5) && len(attached) > 1 {
			add("10.0.0.0/8", "static", "active", to(attached[0]), to(attached[1]))
		}
		if g.chance(92) {
			g.book(owner).lists["search-transit-gateway-routes."+t] = full(routes)
		}
	}
}

// targetsOf collects everything that a route of the VPC can lead to.
func (g *generator) targetsOf(n *net) {
	name := n.id[4:]
	to := func(member, id string) { n.targets = append(n.targets, object{member: id}) }
	to("GatewayId", "igw-"+name)
	to("EgressOnlyInternetGatewayId", "eigw-"+name)
	for _, id := range n.nats {
		to("NatGatewayId", id)
		to("NatGatewayId", id)
	}
	for _, e := range g.book(n.at).lists["describe-vpc-endpoints"] {
		if e["VpcId"] == n.id && e["VpcEndpointType"] != "Interface" {
			to("GatewayId", e["VpcEndpointId"].(string))
		}
	}
	for _, p := range g.book(n.at).lists["describe-vpc-peering-connections"] {
		for _, side := range []string{"RequesterVpcInfo", "AccepterVpcInfo"} {
			if p[side].(object)["VpcId"] == n.id {
				to("VpcPeeringConnectionId", p["VpcPeeringConnectionId"].(string))
			}
		}
	}
	to("TransitGatewayId", "tgw-1")
	for _, d := range n.devices {
		n.targets = append(n.targets, d, d)
	}
	if g.chance(10) { // targets that are gone, though their routes say nothing of it
		n.targets = append(n.targets, object{"GatewayId": pick(g, "igw-gone", "vpce-gone")},
			object{"NatGatewayId": "nat-gone"}, object{"EgressOnlyInternetGatewayId": "eigw-gone"},
			object{"VpcPeeringConnectionId": "pcx-gone"}, object{"NetworkInterfaceId": "eni-gone"})
	}
	to("GatewayId", "vgw-1")
	to("GatewayId", "VpcLattice")
	to("CoreNetworkArn", "arn:aws:networkmanager::123456789012:core-network/core-1")
	if g.chance(30) {
		to("LocalGatewayId", "lgw-1")
		to("CarrierGatewayId", "cagw-1")
	}
}
