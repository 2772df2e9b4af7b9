package main

import (
	"cmp"
	"fmt"
	"maps"
	"strings"
)

// id is what AWS calls a new thing by.
func (c *cloud) id(k *kind, r *record) string {
	first := func(names ...string) string {
		for _, name := range names {
			if s := r.text(name); s != "" {
				return s
			}
		}
		return "terraform-" + digest(fmt.Sprint(k.name, r.Values))[:20]
	}
	switch k.name {
	case "aws_default_route_table":
		return r.text("default_route_table_id")
	case "aws_default_network_acl":
		return r.text("default_network_acl_id")
	case "aws_default_security_group":
		if vpc := c.find("aws_vpc", r.text("vpc_id")); vpc != nil {
			return vpc.text("default_security_group_id")
		}
		return ofVPC("sg-", r.text("vpc_id"))
	case "aws_vpc_peering_connection_accepter":
		return r.text("vpc_peering_connection_id")
	case "aws_route":
		return "r-" + r.text("route_table_id") + digest(r.text("destination_cidr_block") +
			r.text("destination_ipv6_cidr_block") + r.text("destination_prefix_list_id"))[:10]
	case "aws_lambda_permission":
		return first("statement_id")
	case "aws_iam_role_policy":
		r.Values["name"] = first("name")
		return r.text("role") + ":" + r.text("name")
	case "aws_iam_role_policy_attachment":
		return r.text("role") + "/" + r.text("policy_arn")
	case "aws_iam_policy":
		r.Values["name"] = first("name")
		return "arn:aws:iam::" + account + ":policy" + r.text("path") + r.text("name")
	case "aws_lb", "aws_lb_target_group", "aws_lb_listener":
		kind := map[string]string{"aws_lb": "loadbalancer/app/", "aws_lb_target_group": "targetgroup/",
			"aws_lb_listener": "listener/app/"}[k.name]
		return fmt.Sprintf("arn:aws:elasticloadbalancing:%s:%s:%s%s/%s", r.Region, account, kind, first("name"),
			digest(fmt.Sprint(k.name, r.Values))[:16])
	}
	if k.prefix != "-" {
		values := maps.Clone(r.Values)
		delete(values, "allocation_id") // which of two addresses it has is chance
		return c.fresh(k.name, k.prefix, values)
	}
	return first("function_name", "name", "bucket", "cluster_identifier", "cluster_id", "replication_group_id",
		"identifier")
}

// ofVPC is the id of what a VPC is made with.
func ofVPC(prefix, vpc string) string { return prefix + "0" + digest(prefix + vpc)[:16] }

// zoneID is the id of an availability zone.
func zoneID(zone string) string {
	if zone == "" {
		return ""
	}
	short := map[string]string{"us-east-1": "use1", "us-west-2": "usw2", "eu-central-1": "euc1", "eu-west-1": "euw1"}
	n := len(zone) - 1
	return fmt.Sprintf("%s-az%d", cmp.Or(short[zone[:n]], zone[:n]), zone[n]-'a'+1)
}

// complete gives a record what AWS computes.
func complete(c *cloud, k *kind, r *record) {
	set := func(name string, v any) {
		if s := k.schema[name]; s != nil && (r.Values[name] == nil || r.Values[name] == "" || !s.Optional) {
			r.Values[name] = v
		}
	}
	if service, of, ok := strings.Cut(k.arn, ":"); ok {
		region := r.Region
		if k.global {
			region = ""
		}
		set("arn", fmt.Sprintf("arn:aws:%s:%s:%s:%s/%s", service, region, account, of, r.ID))
	}
	set("owner_id", account)
	set("vpc_owner_id", account)
	switch k.name {
	case "aws_vpc":
		set("default_network_acl_id", ofVPC("acl-", r.ID))
		set("default_route_table_id", ofVPC("rtb-", r.ID))
		set("main_route_table_id", ofVPC("rtb-", r.ID))
		set("default_security_group_id", ofVPC("sg-", r.ID))
		set("dhcp_options_id", "dopt-0default0000000")
		set("enable_dns_hostnames", false)
		set("enable_network_address_usage_metrics", false)
		if r.is("assign_generated_ipv6_cidr_block") {
			set("ipv6_cidr_block", "2600:1f18:"+digest(r.ID)[:4]+":"+digest(r.ID)[4:6]+"00::/56")
			set("ipv6_association_id", ofVPC("vpc-cidr-assoc-", r.ID))
		}
	case "aws_subnet":
		set("availability_zone", r.Region+"a")
		set("availability_zone_id", zoneID(r.text("availability_zone")))
		set("private_dns_hostname_type_on_launch", "ip-name")
		if r.text("ipv6_cidr_block") != "" {
			set("ipv6_cidr_block_association_id", ofVPC("subnet-cidr-assoc-", r.ID))
		}
	case "aws_eip":
		set("domain", "vpc")
		set("allocation_id", r.ID)
		set("public_ip", address("203.0.113.", r.ID))
		set("public_ipv4_pool", "amazon")
	case "aws_nat_gateway":
		set("network_interface_id", ofVPC("eni-", r.ID))
		set("private_ip", address("10.255.0.", r.ID))
		if eip := c.find("aws_eip", r.text("allocation_id")); eip != nil {
			set("public_ip", eip.text("public_ip"))
		}
		if subnet := c.find("aws_subnet", r.text("subnet_id")); subnet != nil {
			set("vpc_id", subnet.text("vpc_id"))
		}
	case "aws_route":
		set("origin", "CreateRoute")
		set("state", "active")
	case "aws_main_route_table_association":
		if vpc := c.find("aws_vpc", r.text("vpc_id")); vpc != nil {
			set("original_route_table_id", vpc.text("default_route_table_id"))
		}
	case "aws_default_route_table":
		set("vpc_id", c.vpcWith("default_route_table_id", r.ID))
	case "aws_default_network_acl":
		set("vpc_id", c.vpcWith("default_network_acl_id", r.ID))
	case "aws_default_security_group":
		set("name", "default")
		set("description", "default VPC security group")
	case "aws_security_group":
		prefix := r.text("name_prefix")
		set("name", cmp.Or(prefix, "terraform-")+digest(r.ID)[:12])
	case "aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule":
		set("security_group_rule_id", ofVPC("sgr-", r.ID))
	case "aws_vpc_security_group_vpc_association":
		set("state", "associated")
	case "aws_vpc_peering_connection":
		set("peer_owner_id", account)
		set("peer_region", r.Region)
		set("accept_status", "pending-acceptance")
		if r.is("auto_accept") {
			r.Values["accept_status"] = "active"
		}
	case "aws_vpc_peering_connection_accepter":
		if of := c.find("aws_vpc_peering_connection", r.ID); of != nil {
			for _, name := range []string{"peer_owner_id", "peer_region", "vpc_id", "peer_vpc_id"} {
				set(name, of.Values[name])
			}
			if r.is("auto_accept") {
				of.Values["accept_status"] = "active"
			}
			set("accept_status", of.Values["accept_status"])
		}
	case "aws_vpc_endpoint":
		completeEndpoint(r, set)
	case "aws_ec2_managed_prefix_list":
		set("version", 1)
	case "aws_ec2_transit_gateway":
		if r.text("default_route_table_association") == "enable" {
			set("association_default_route_table_id", ofVPC("tgw-rtb-", r.ID))
			set("propagation_default_route_table_id", ofVPC("tgw-rtb-", r.ID))
		}
	case "aws_lambda_function", "aws_lambda_permission", "aws_lambda_function_url":
		completeFunction(c, r, set)
	case "aws_iam_role":
		set("arn", "arn:aws:iam::"+account+":role"+r.text("path")+r.ID)
		r.Values["arn"] = "arn:aws:iam::" + account + ":role" + r.text("path") + r.ID
		set("unique_id", "AROA"+strings.ToUpper(digest(r.ID)[:16]))
		set("create_date", "2026-01-02T03:04:05Z")
	case "aws_iam_policy":
		r.Values["arn"] = r.ID
		set("policy_id", "ANPA"+strings.ToUpper(digest(r.ID)[:16]))
	case "aws_cloudwatch_log_group":
		set("arn", "arn:aws:logs:"+r.Region+":"+account+":log-group:"+r.ID)
	case "aws_s3_bucket":
		set("arn", "arn:aws:s3:::"+r.ID)
	case "aws_sqs_queue":
		set("arn", "arn:aws:sqs:"+r.Region+":"+account+":"+r.ID)
	default:
		completeStore(c, r, set)
	}
}

// address is an address that an id gives.
func address(prefix, id string) string {
	n := 0
	for _, b := range digest(id)[:8] {
		n = (n*31 + int(b)) % 200
	}
	return fmt.Sprint(prefix, n+10)
}

func (c *cloud) vpcWith(attribute, id string) string {
	for _, vpc := range c.all("aws_vpc") {
		if vpc.text(attribute) == id {
			return vpc.ID
		}
	}
	return ""
}

func completeEndpoint(r *record, set func(string, any)) {
	const all = `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}`
	set("policy", all)
	set("state", "available")
	set("service_region", r.Region)
	service := r.text("service_name")
	if r.text("vpc_endpoint_type") == "Gateway" {
		lists := map[string]string{"us-east-1": "pl-63a5400a", "us-west-2": "pl-68a54001"}
		if strings.HasSuffix(service, ".dynamodb") {
			lists = map[string]string{"us-east-1": "pl-02cd2c6b", "us-west-2": "pl-00a54069"}
		}
		set("prefix_list_id", cmp.Or(lists[r.Region], "pl-"+digest(service)[:8]))
		return
	}
	set("ip_address_type", "ipv4")
	var interfaces []any
	for _, subnet := range r.texts("subnet_ids") {
		interfaces = append(interfaces, ofVPC("eni-", r.ID+subnet))
	}
	set("network_interface_ids", interfaces)
	name := service[strings.LastIndexByte(service, '.')+1:]
	set("dns_entry", []any{map[string]any{"dns_name": fmt.Sprintf("%s-%s.%s.%s.vpce.amazonaws.com", r.ID,
		digest(r.ID)[:8], name, r.Region), "hosted_zone_id": "Z7HUB22UULQXV"}})
}

func completeFunction(c *cloud, r *record, set func(string, any)) {
	name := r.text("function_name")
	arn := "arn:aws:lambda:" + r.Region + ":" + account + ":function:" + name
	switch r.Type {
	case "aws_lambda_permission":
		set("statement_id", r.ID)
		return
	case "aws_lambda_function_url":
		id := digest(name)[:32]
		set("function_arn", arn)
		set("url_id", id)
		set("function_url", "https://"+id+".lambda-url."+r.Region+".on.aws/")
		return
	}
	set("arn", arn)
	set("qualified_arn", arn+":$LATEST")
	set("invoke_arn", "arn:aws:apigateway:"+r.Region+":lambda:path/2015-03-31/functions/"+arn+"/invocations")
	set("qualified_invoke_arn",
		"arn:aws:apigateway:"+r.Region+":lambda:path/2015-03-31/functions/"+arn+":$LATEST/invocations")
	set("last_modified", "2026-01-02T03:04:05.000+0000")
	set("version", "$LATEST")
	set("architectures", []any{"x86_64"})
	set("code_sha256", digest(name)[:43]+"=")
	set("source_code_hash", "")
	set("ephemeral_storage", []any{map[string]any{"size": 512}})
	set("tracing_config", []any{map[string]any{"mode": "PassThrough"}})
	set("logging_config", []any{map[string]any{"log_format": "Text", "log_group": "/aws/lambda/" + name,
		"application_log_level": "", "system_log_level": ""}})
	for _, of := range r.objects("vpc_config") {
		for _, id := range (&record{Values: of}).texts("subnet_ids") {
			if subnet := c.find("aws_subnet", id); subnet != nil {
				of["vpc_id"] = subnet.text("vpc_id")
			}
		}
	}
}

// completeStore is what AWS computes of databases, caches, file systems and load balancers.
func completeStore(c *cloud, r *record, set func(string, any)) {
	vpcOf := func(subnets []string) string {
		for _, id := range subnets {
			if subnet := c.find("aws_subnet", id); subnet != nil {
				return subnet.text("vpc_id")
			}
		}
		return ""
	}
	host := func(of string) string {
		return r.ID + "." + digest(r.ID)[:12] + "." + r.Region + "." + of + ".amazonaws.com"
	}
	switch r.Type {
	case "aws_db_subnet_group", "aws_elasticache_subnet_group":
		set("vpc_id", vpcOf(r.texts("subnet_ids")))
	case "aws_db_instance":
		port := map[bool]int{true: 3306, false: 5432}[strings.Contains(r.text("engine"), "mysql")]
		set("port", port)
		set("address", r.text("identifier")+"."+digest(r.ID)[:12]+"."+r.Region+".rds.amazonaws.com")
		set("endpoint", fmt.Sprint(r.text("address"), ":", r.Values["port"]))
		set("resource_id", r.ID)
		set("status", "available")
	case "aws_rds_cluster":
		set("port", map[bool]int{true: 3306, false: 5432}[strings.Contains(r.text("engine"), "mysql")])
		set("endpoint", r.ID+".cluster-"+digest(r.ID)[:12]+"."+r.Region+".rds.amazonaws.com")
		set("reader_endpoint", r.ID+".cluster-ro-"+digest(r.ID)[:12]+"."+r.Region+".rds.amazonaws.com")
	case "aws_rds_cluster_instance":
		set("endpoint", host("rds"))
	case "aws_elasticache_cluster":
		set("port", map[bool]int{true: 11211, false: 6379}[r.text("engine") == "memcached"])
		set("cache_nodes", []any{map[string]any{"address": host("cache"), "id": "0001", "port": r.Values["port"],
			"availability_zone": r.Region + "a"}})
	case "aws_elasticache_replication_group":
		set("primary_endpoint_address", host("cache"))
	case "aws_lb":
		set("arn", r.ID)
		set("vpc_id", vpcOf(r.texts("subnets")))
		set("dns_name", "internal-"+r.text("name")+"-"+digest(r.ID)[:9]+"."+r.Region+".elb.amazonaws.com")
		set("internal", false)
	case "aws_lb_target_group", "aws_lb_listener":
		set("arn", r.ID)
	case "aws_efs_file_system":
		set("dns_name", r.ID+".efs."+r.Region+".amazonaws.com")
	case "aws_efs_mount_target":
		set("ip_address", address("10.255.1.", r.ID))
		set("network_interface_id", ofVPC("eni-", r.ID))
		set("file_system_arn",
			"arn:aws:elasticfilesystem:"+r.Region+":"+account+":file-system/"+r.text("file_system_id"))
		if subnet := c.find("aws_subnet", r.text("subnet_id")); subnet != nil {
			set("availability_zone_name", subnet.Values["availability_zone"])
		}
	case "aws_efs_access_point":
		set("file_system_arn",
			"arn:aws:elasticfilesystem:"+r.Region+":"+account+":file-system/"+r.text("file_system_id"))
	}
}
