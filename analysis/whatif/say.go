package whatif

import (
	"fmt"
	"reflect"
	"strings"
)

// Words says the edit to a person.
func (e *Edit) Words() string {
	traffic := strings.TrimSpace(protocolWord(e.Protocol) + " " + e.Ports)
	switch e.Kind {
	case Rule:
		arrow := map[string]string{"out": "to", "in": "from"}[e.Direction]
		if e.Action == Add {
			return fmt.Sprintf("%s: allow %s %s %s %s", e.Group, traffic, e.Direction, arrow, e.Peer)
		}
		return fmt.Sprintf("%s: remove the rule that allows %s %s %s %s", e.Group, traffic, e.Direction, arrow, e.Peer)
	case Route:
		if e.Action == Add {
			return fmt.Sprintf("%s: route %s to %s", e.Table, e.Destination, e.Target)
		}
		return fmt.Sprintf("%s: remove the route to %s", e.Table, e.Destination)
	case ACLEntry:
		verb := "deny"
		if e.Allow {
			verb = "allow"
		}
		if e.Action == Remove {
			return fmt.Sprintf("%s: remove rule %d %s", e.ACL, e.Number, e.Direction)
		}
		return fmt.Sprintf("%s: rule %d, %s %s %s, %s", e.ACL, e.Number, verb, traffic, e.Direction, e.CIDR)
	case Endpoint:
		if e.Action == Remove {
			return "remove endpoint " + e.ID
		}
		return fmt.Sprintf("add an endpoint for %s to %s", e.Service, e.VPC)
	case NAT:
		if e.Action == Remove {
			return "delete " + e.ID
		}
		return "create a public NAT gateway in " + e.Subnet
	case IPv6:
		if e.Action == Add {
			return e.Function + ": allow IPv6 (dual stack)"
		}
		return e.Function + ": no IPv6"
	}
	if _, whole := removalOf(e.Kind); whole {
		return "delete " + e.ID
	}
	if e.Action == Add {
		return fmt.Sprintf("%s: add %s %s", e.Function, e.Kind, e.ID)
	}
	return fmt.Sprintf("%s: remove %s %s", e.Function, e.Kind, e.ID)
}

func protocolWord(p string) string {
	if p == "-1" || p == "" {
		return "everything"
	}
	return p
}

// Same reports whether two edits make the same change: to create a route and to point the one that is there elsewhere
// come to the same.
func (e *Edit) Same(o *Edit) bool {
	a, b := *e, *o
	a.Replace, b.Replace = false, false
	return reflect.DeepEqual(a, b)
}

// CLI is the AWS CLI command that would make the change. Every word comes from a snapshot and is quoted for a shell.
func (e *Edit) CLI() string {
	if m, whole := removalOf(e.Kind); whole {
		return m.command(e)
	}
	var words []string
	say := func(w ...string) { words = append(words, w...) }
	say("aws")
	switch e.Kind {
	case Rule:
		verb := map[Action]string{Add: "authorize", Remove: "revoke"}[e.Action]
		flow := map[string]string{"out": "egress", "in": "ingress"}[e.Direction]
		say("ec2", verb+"-security-group-"+flow, "--group-id", e.Group, "--ip-permissions", e.permissionText())
	case Route:
		say("ec2")
		switch {
		case e.Action == Remove:
			say("delete-route")
		case e.Replace:
			say("replace-route")
		default:
			say("create-route")
		}
		say("--route-table-id", e.Table, destinationFlag(e.Destination), e.Destination)
		if e.Action == Add {
			say(targetFlag(e.Target), e.Target)
		}
	case ACLEntry:
		direction := "--ingress"
		if e.Direction == "out" {
			direction = "--egress"
		}
		if e.Action == Remove {
			say("ec2", "delete-network-acl-entry", "--network-acl-id", e.ACL, direction, "--rule-number", fmt.Sprint(e.Number))
			break
		}
		action, cidr := "deny", "--cidr-block"
		if e.Allow {
			action = "allow"
		}
		if strings.Contains(e.CIDR, ":") {
			cidr = "--ipv6-cidr-block"
		}
		say("ec2", "create-network-acl-entry", "--network-acl-id", e.ACL, direction, "--rule-number", fmt.Sprint(e.Number),
			"--protocol", aclProtocol(e.Protocol), "--rule-action", action, cidr, e.CIDR)
		if from, to, _ := portRange(e.Ports); from != nil {
			say("--port-range", fmt.Sprintf("From=%d,To=%d", *from, *to))
		}
	case Endpoint:
		if e.Action == Remove {
			say("ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", e.ID)
			break
		}
		say("ec2", "create-vpc-endpoint", "--vpc-id", e.VPC, "--service-name", "com.amazonaws."+firstOf(e.Region, "<region>")+"."+e.Service)
		if len(e.Tables) > 0 {
			say(append([]string{"--vpc-endpoint-type", "Gateway", "--route-table-ids"}, e.Tables...)...)
			break
		}
		say(append([]string{"--vpc-endpoint-type", "Interface", "--subnet-ids"}, e.Subnets...)...)
		say(append([]string{"--security-group-ids"}, e.Groups...)...)
		if e.PrivateDNS {
			say("--private-dns-enabled")
		}
	case NAT:
		if e.Action == Remove {
			say("ec2", "delete-nat-gateway", "--nat-gateway-id", e.ID)
			break
		}
		say("ec2", "create-nat-gateway", "--subnet-id", e.Subnet, "--allocation-id", "<eip-allocation-id>")
	default:
		say("lambda", "update-function-configuration", "--function-name", e.Function, "--vpc-config")
		switch e.Kind {
		case IPv6:
			say(fmt.Sprintf("Ipv6AllowedForDualStack=%t", e.Action == Add))
		case Subnet:
			say("SubnetIds=<the list with this change>")
		default:
			say("SecurityGroupIds=<the list with this change>")
		}
	}
	for i, w := range words {
		words[i] = shellQuote(w)
	}
	if e.Region != "" {
		words = append(words, "--region", shellQuote(e.Region))
	}
	return strings.Join(words, " ")
}

func (e *Edit) permissionText() string {
	text := "IpProtocol=" + e.Protocol
	if from, to, _ := portRange(e.Ports); from != nil {
		text += fmt.Sprintf(",FromPort=%d,ToPort=%d", *from, *to)
	}
	switch {
	case strings.HasPrefix(e.Peer, "sg-"):
		return text + ",UserIdGroupPairs=[{GroupId=" + e.Peer + "}]"
	case strings.HasPrefix(e.Peer, "pl-"):
		return text + ",PrefixListIds=[{PrefixListId=" + e.Peer + "}]"
	case strings.Contains(e.Peer, ":"):
		return text + ",Ipv6Ranges=[{CidrIpv6=" + e.Peer + "}]"
	}
	return text + ",IpRanges=[{CidrIp=" + e.Peer + "}]"
}

func destinationFlag(d string) string {
	switch {
	case strings.HasPrefix(d, "pl-"):
		return "--destination-prefix-list-id"
	case strings.Contains(d, ":"):
		return "--destination-ipv6-cidr-block"
	}
	return "--destination-cidr-block"
}

func targetFlag(target string) string {
	prefix, _, _ := strings.Cut(target, "-")
	switch prefix {
	case "nat":
		return "--nat-gateway-id"
	case "eigw":
		return "--egress-only-internet-gateway-id"
	case "tgw":
		return "--transit-gateway-id"
	case "pcx":
		return "--vpc-peering-connection-id"
	case "eni":
		return "--network-interface-id"
	}
	return "--gateway-id"
}

// shellQuote leaves plain words as they are and quotes everything else, so that no name from an account can act on the
// shell it is pasted into. Placeholders in angle brackets are quoted too, and then fail loudly.
func shellQuote(w string) string {
	plain := w != "" && strings.IndexFunc(w, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,@", r))
	}) < 0
	if plain {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}

// Terraform is the change as a resource, for those who keep the network in Terraform; "" where Terraform has no resource
// of its own for it, and for removals, which there mean deleting a block.
func (e *Edit) Terraform() string {
	if e.Action == Remove {
		return "# remove the block that declares: " + strings.ReplaceAll(e.Words(), "\n", " ")
	}
	var b strings.Builder
	block := func(kind string, pairs ...string) {
		fmt.Fprintf(&b, "resource %q \"vpclens\" {\n", kind)
		for i := 0; i < len(pairs); i += 2 {
			fmt.Fprintf(&b, "  %s = %s\n", pairs[i], pairs[i+1])
		}
		b.WriteString("}")
	}
	q := func(s string) string { return fmt.Sprintf("%q", strings.ReplaceAll(s, "${", "$${")) }
	from, to := "null", "null"
	if a, z, _ := portRange(e.Ports); a != nil {
		from, to = fmt.Sprint(*a), fmt.Sprint(*z)
	}
	switch e.Kind {
	case Rule:
		kind := map[string]string{"out": "aws_vpc_security_group_egress_rule", "in": "aws_vpc_security_group_ingress_rule"}[e.Direction]
		pairs := []string{"security_group_id", q(e.Group), "ip_protocol", q(e.Protocol)}
		if from != "null" {
			pairs = append(pairs, "from_port", from, "to_port", to)
		}
		member := "cidr_ipv4"
		switch {
		case strings.HasPrefix(e.Peer, "sg-"):
			member = "referenced_security_group_id"
		case strings.HasPrefix(e.Peer, "pl-"):
			member = "prefix_list_id"
		case strings.Contains(e.Peer, ":"):
			member = "cidr_ipv6"
		}
		block(kind, append(pairs, member, q(e.Peer))...)
	case Route:
		target := strings.ReplaceAll(strings.TrimPrefix(targetFlag(e.Target), "--"), "-", "_")
		target = strings.Replace(target, "egress_only_internet_gateway_id", "egress_only_gateway_id", 1)
		destination := strings.ReplaceAll(strings.TrimPrefix(destinationFlag(e.Destination), "--"), "-", "_")
		block("aws_route", "route_table_id", q(e.Table), destination, q(e.Destination), target, q(e.Target))
	case ACLEntry:
		cidr := "cidr_block"
		if strings.Contains(e.CIDR, ":") {
			cidr = "ipv6_cidr_block"
		}
		action := map[bool]string{true: "allow", false: "deny"}[e.Allow]
		pairs := []string{"network_acl_id", q(e.ACL), "egress", fmt.Sprint(e.Direction == "out"), "rule_number", fmt.Sprint(e.Number),
			"rule_action", q(action), "protocol", q(e.Protocol), cidr, q(e.CIDR)}
		if from != "null" {
			pairs = append(pairs, "from_port", from, "to_port", to)
		}
		block("aws_network_acl_rule", pairs...)
	case NAT:
		block("aws_nat_gateway", "subnet_id", q(e.Subnet), "allocation_id", "aws_eip.vpclens.id")
	case Endpoint:
		pairs := []string{"vpc_id", q(e.VPC), "service_name", q("com.amazonaws." + firstOf(e.Region, "<region>") + "." + e.Service)}
		list := func(ids []string) string {
			quoted := make([]string, len(ids))
			for i, id := range ids {
				quoted[i] = q(id)
			}
			return "[" + strings.Join(quoted, ", ") + "]"
		}
		if len(e.Tables) > 0 {
			pairs = append(pairs, "vpc_endpoint_type", q("Gateway"), "route_table_ids", list(e.Tables))
		} else {
			pairs = append(pairs, "vpc_endpoint_type", q("Interface"), "subnet_ids", list(e.Subnets), "security_group_ids", list(e.Groups),
				"private_dns_enabled", fmt.Sprint(e.PrivateDNS))
		}
		block("aws_vpc_endpoint", pairs...)
	case IPv6:
		fmt.Fprintf(&b, "# aws_lambda_function %s\nvpc_config {\n  ipv6_allowed_for_dual_stack = true\n}", q(e.Function))
	case Subnet:
		fmt.Fprintf(&b, "# aws_lambda_function %s\nvpc_config {\n  subnet_ids = [/* the others */ %s]\n}", q(e.Function), q(e.ID))
	case Group:
		fmt.Fprintf(&b, "# aws_lambda_function %s\nvpc_config {\n  security_group_ids = [/* the others */ %s]\n}", q(e.Function), q(e.ID))
	}
	return b.String()
}
