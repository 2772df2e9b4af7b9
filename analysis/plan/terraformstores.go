package plan

func terraformStores() map[string]terraformType {
	cache := []string{"engine", "Engine", "engine_version", "EngineVersion", "port", "Port", "subnet_group_name",
		"CacheSubnetGroupName", "transit_encryption_enabled", "TransitEncryptionEnabled", "network_type", "NetworkType"}
	balancer := mapped("AWS::ElasticLoadBalancingV2::LoadBalancer", "name", "Name", "load_balancer_type", "Type",
		"security_groups", "SecurityGroups", "subnets", "Subnets", "ip_address_type", "IpAddressType", "internal",
		"Internal").known("name").schemes()
	return map[string]terraformType{
		"aws_db_subnet_group": mapped("AWS::RDS::DBSubnetGroup", "name", "DBSubnetGroupName", "subnet_ids",
			"SubnetIds").known("name"),
		"aws_db_instance": mapped("AWS::RDS::DBInstance", "identifier", "DBInstanceIdentifier", "engine", "Engine",
			"engine_version", "EngineVersion", "db_subnet_group_name", "DBSubnetGroupName", "vpc_security_group_ids",
			"VPCSecurityGroups", "port", "Port", "availability_zone", "AvailabilityZone", "multi_az", "MultiAZ",
			"publicly_accessible", "PubliclyAccessible", "network_type", "NetworkType").known("identifier"),
		"aws_rds_cluster": mapped("AWS::RDS::DBCluster", "cluster_identifier", "DBClusterIdentifier", "engine",
			"Engine",
			"engine_version", "EngineVersion", "db_subnet_group_name", "DBSubnetGroupName", "vpc_security_group_ids",
			"VpcSecurityGroupIds", "port", "Port", "network_type", "NetworkType").known("cluster_identifier"),
		"aws_rds_cluster_instance": mapped("AWS::RDS::DBInstance", "identifier", "DBInstanceIdentifier", "engine",
			"Engine",
			"cluster_identifier", "DBClusterIdentifier", "db_subnet_group_name", "DBSubnetGroupName",
			"availability_zone",
			"AvailabilityZone", "publicly_accessible", "PubliclyAccessible").known("identifier"),
		"aws_elasticache_subnet_group": mapped("AWS::ElastiCache::SubnetGroup", "name", "CacheSubnetGroupName",
			"subnet_ids",
			"SubnetIds").known("name"),
		"aws_elasticache_cluster": mapped("AWS::ElastiCache::CacheCluster", append(cache[:len(cache):len(cache)],
			"cluster_id",
			"ClusterName", "num_cache_nodes", "NumCacheNodes", "security_group_ids",
			"VpcSecurityGroupIds")...).known("cluster_id"),
		"aws_elasticache_replication_group": mapped("AWS::ElastiCache::ReplicationGroup",
			append(cache[:len(cache):len(cache)],
				"replication_group_id", "ReplicationGroupId", "security_group_ids",
				"SecurityGroupIds")...).known("replication_group_id"),
		"aws_lb":              balancer,
		"aws_alb":             balancer,
		"aws_efs_file_system": mapped("AWS::EFS::FileSystem"),
		"aws_efs_mount_target": mapped("AWS::EFS::MountTarget", "file_system_id", "FileSystemId", "subnet_id",
			"SubnetId",
			"security_groups", "SecurityGroups"),
	}
}

// schemes says of a load balancer whether it is internal in the API's words.
func (x terraformType) schemes() terraformType {
	read := x.read
	x.read = func(t *terraformReader, c *terraformChange, r Resource, before, after object) []Resource {
		out := read(t, c, r, before, after)
		for _, values := range []object{out[0].Before, out[0].Values} {
			if on, ok := flag(values, "Internal"); ok {
				values["Scheme"] = map[bool]string{true: "internal", false: "internet-facing"}[on]
			}
		}
		return out
	}
	return x
}

func terraformTransit() map[string]terraformType {
	part := []string{"transit_gateway_route_table_id", "TransitGatewayRouteTableId", "transit_gateway_attachment_id",
		"TransitGatewayAttachmentId"}
	return map[string]terraformType{
		"aws_ec2_transit_gateway": mapped("AWS::EC2::TransitGateway", "default_route_table_association",
			"DefaultRouteTableAssociation", "default_route_table_propagation", "DefaultRouteTablePropagation",
			"security_group_referencing_support", "SecurityGroupReferencingSupport"),
		"aws_ec2_transit_gateway_route_table": mapped("AWS::EC2::TransitGatewayRouteTable", "transit_gateway_id",
			"TransitGatewayId"),
		"aws_ec2_transit_gateway_vpc_attachment": mapped("AWS::EC2::TransitGatewayVpcAttachment", "transit_gateway_id",
			"TransitGatewayId", "vpc_id", "VpcId", "subnet_ids", "SubnetIds",
			"transit_gateway_default_route_table_association", "DefaultRouteTableAssociation",
			"transit_gateway_default_route_table_propagation", "DefaultRouteTablePropagation"),
		"aws_ec2_transit_gateway_route_table_association": mapped("AWS::EC2::TransitGatewayRouteTableAssociation",
			part...).told(),
		"aws_ec2_transit_gateway_route_table_propagation": mapped("AWS::EC2::TransitGatewayRouteTablePropagation",
			part...).told(),
		"aws_ec2_transit_gateway_route": mapped("AWS::EC2::TransitGatewayRoute", append(part[:len(part):len(part)],
			"destination_cidr_block", "DestinationCidrBlock", "blackhole", "Blackhole")...).told(),
	}
}
