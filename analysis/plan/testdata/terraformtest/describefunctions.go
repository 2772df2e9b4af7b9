package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

func (d *describer) functions() {
	var out []any
	for _, r := range d.all("aws_lambda_function") {
		config := object{"VpcId": "", "SubnetIds": []any{}, "SecurityGroupIds": []any{},
			"Ipv6AllowedForDualStack": false}
		for _, of := range r.objects("vpc_config") {
			v := &record{Values: of}
			config = object{"VpcId": v.text("vpc_id"), "SubnetIds": orNone(v.texts("subnet_ids")),
				"SecurityGroupIds":        orNone(v.texts("security_group_ids")),
				"Ipv6AllowedForDualStack": v.is("ipv6_allowed_for_dual_stack")}
			for _, subnet := range v.texts("subnet_ids") {
				id := ofVPC("eni-", subnet+fmt.Sprint(v.texts("security_group_ids")))
				d.face(id, "lambda", "AWS Lambda VPC ENI-"+r.ID+"-0", subnet, v.texts("security_group_ids"))
			}
		}
		one := object{"FunctionName": r.ID, "FunctionArn": r.text("arn") + ":$LATEST", "Runtime": r.text("runtime"),
			"Role": r.text("role"), "Handler": r.text("handler"), "CodeSize": 4000, "Timeout": r.Values["timeout"],
			"MemorySize": r.Values["memory_size"], "LastModified": "2026-01-02T03:04:05.000+0000", "Version": "$LATEST",
			"PackageType": r.text("package_type"), "Architectures": []any{"x86_64"}, "VpcConfig": config}
		if s := r.text("description"); s != "" {
			one["Description"] = s
		}
		var files []any
		for _, of := range r.objects("file_system_config") {
			files = append(files, object{"Arn": of["arn"], "LocalMountPath": of["local_mount_path"]})
		}
		if len(files) > 0 {
			one["FileSystemConfigs"] = files
		}
		for _, of := range r.objects("dead_letter_config") {
			one["DeadLetterConfig"] = object{"TargetArn": of["target_arn"]}
		}
		out = append(out, one)
		d.detail(r, one)
	}
	d.list("list-functions", "Functions", out)
}

// detail is what calls about one function say.
func (d *describer) detail(r *record, one object) {
	config := object{"State": "Active", "LastUpdateStatus": "Successful"}
	for name, v := range one {
		config[name] = v
	}
	config["FunctionArn"] = r.text("arn")
	tags := object{}
	for _, t := range tagsOf(r) {
		tag := t.(object)
		tags[tag["Key"].(string)] = tag["Value"]
	}
	d.out["get-function."+r.ID] = object{"Configuration": config, "Code": object{"RepositoryType": "S3"}, "Tags": tags}
	statements := []any{}
	for _, p := range d.ofFunction("aws_lambda_permission", r) {
		principal := object{"Service": p.text("principal")}
		if s := p.text("principal"); s == "*" || !strings.Contains(s, ".amazonaws.com") {
			principal = object{"AWS": s}
		}
		statement := object{"Sid": p.ID, "Effect": "Allow", "Action": p.text("action"), "Resource": r.text("arn"),
			"Principal": principal}
		if s := p.text("principal"); s == "*" {
			statement["Principal"] = "*"
		}
		conditions := object{}
		if s := p.text("source_arn"); s != "" {
			conditions["ArnLike"] = object{"AWS:SourceArn": s}
		}
		equal := object{}
		if s := p.text("function_url_auth_type"); s != "" {
			equal["lambda:FunctionUrlAuthType"] = s
		}
		if s := p.text("source_account"); s != "" {
			equal["AWS:SourceAccount"] = s
		}
		if len(equal) > 0 {
			conditions["StringEquals"] = equal
		}
		if len(conditions) > 0 {
			statement["Condition"] = conditions
		}
		statements = append(statements, statement)
	}
	policy, _ := json.Marshal(object{"Version": "2012-10-17", "Id": "default", "Statement": statements})
	d.out["get-policy."+r.ID] = object{"Policy": string(policy)}
	urls := []any{}
	for _, u := range d.ofFunction("aws_lambda_function_url", r) {
		urls = append(urls, object{"FunctionUrl": u.text("function_url"), "FunctionArn": r.text("arn"),
			"AuthType": u.text("authorization_type"), "InvokeMode": u.text("invoke_mode"),
			"CreationTime": "2026-01-02T03:04:05Z", "LastModifiedTime": "2026-01-02T03:04:05Z"})
	}
	d.out["list-function-url-configs."+r.ID] = object{"FunctionUrlConfigs": urls}
}

// ofFunction are what a function of the region has, by its name or its ARN.
func (d *describer) ofFunction(kind string, function *record) []*record {
	var out []*record
	for _, r := range d.all(kind) {
		if name := r.text("function_name"); name == function.ID || name == function.text("arn") {
			out = append(out, r)
		}
	}
	return out
}

// stores are the databases, and the interfaces of all that has some.
func (d *describer) stores() {
	var databases []any
	for _, r := range d.all("aws_db_instance") {
		vpc, subnets := "", []any{}
		if g := d.cloud.find("aws_db_subnet_group", r.text("db_subnet_group_name")); g != nil {
			vpc = g.text("vpc_id")
			for _, id := range g.texts("subnet_ids") {
				subnets = append(subnets, object{"SubnetIdentifier": id, "SubnetStatus": "Active"})
			}
		}
		var groups []any
		for _, id := range r.texts("vpc_security_group_ids") {
			groups = append(groups, object{"VpcSecurityGroupId": id, "Status": "active"})
		}
		databases = append(databases, object{"DBInstanceIdentifier": r.text("identifier"), "Engine": r.text("engine"),
			"DBInstanceStatus": "available", "PubliclyAccessible": r.is("publicly_accessible"),
			"DBInstanceArn": r.text("arn"),
			"Endpoint": object{"Address": r.text("address"), "Port": r.Values["port"],
				"HostedZoneId": "Z2R2ITUGPM61AM"},
			"AvailabilityZone": r.text("availability_zone"), "VpcSecurityGroups": groups, "DbiResourceId": r.ID,
			"DBSubnetGroup": object{"DBSubnetGroupName": r.text("db_subnet_group_name"), "VpcId": vpc,
				"Subnets": subnets}})
	}
	d.list("describe-db-instances", "DBInstances", databases)
	for _, n := range d.all("aws_nat_gateway") {
		d.face(n.text("network_interface_id"), "nat_gateway", "Interface for NAT Gateway "+n.ID, n.text("subnet_id"),
			nil)
	}
	d.list("describe-network-interfaces", "NetworkInterfaces", d.interfaces)
	d.list("describe-flow-logs", "FlowLogs", nil)
	d.list("list-firewall-rule-group-associations", "FirewallRuleGroupAssociations", nil)
	d.list("list-capacity-providers", "CapacityProviders", nil)
}
