package awstest

import (
	"fmt"

	"github.com/vpclens/vpclens/awsdata"
)

// The data stores, load balancers and records of a synthetic account, for each of its VPCs. Every fifth function has an
// event source mapping.
const (
	databasesPerVPC = 3
	cachesPerVPC    = 2
	balancersPerVPC = 2
	recordsPerZone  = 100
)

// addStores gives each VPC databases, a cluster and a proxy, caches, load balancers with listeners and target groups,
// and a private hosted zone whose records lead to them. All VPCs share one more zone.
func (c *accountGenerator) addStores() {
	r := c.region
	r.Listeners, r.TargetHealth = make(map[string][]awsdata.Listener),
		make(map[string][]awsdata.TargetHealthDescription)
	c.zones, c.records = make(map[string][]awsdata.HostedZoneSummary), make(map[string][]awsdata.ResourceRecordSet)
	for n := range 5 * recordsPerZone {
		c.addRecord("ZCORP", fmt.Sprintf("host-%03d.corp.internal.", n), "A",
			fmt.Sprintf("10.%d.2.%d", n%200, n%200+10))
	}
	for i := range c.vpcs {
		q := &c.vpcs[i]
		if len(q.groups) == 0 {
			continue
		}
		zone := fmt.Sprintf("ZTEAM%03d", i)
		c.zones[q.vpc.VpcId] = []awsdata.HostedZoneSummary{{HostedZoneId: "ZCORP", Name: "corp.internal."},
			{HostedZoneId: zone, Name: fmt.Sprintf("team-%03d.internal.", i)}}
		hosts := append(c.addDatabases(i, q), c.addCaches(i, q)...)
		hosts = append(hosts, c.addBalancers(i, q)...)
		for n := range recordsPerZone {
			name := fmt.Sprintf("app-%02d.team-%03d.internal.", n, i)
			if n%2 == 0 {
				c.addRecord(zone, name, "CNAME", hosts[n%len(hosts)])
			} else {
				c.addRecord(zone, name, "A", fmt.Sprintf("10.%d.2.%d", i%256, n+10))
			}
		}
	}
	for i := 0; i < len(r.Functions); i += 5 {
		r.EventSourceMappings = append(r.EventSourceMappings,
			awsdata.EventSourceMapping{UUID: fmt.Sprintf("00000000-0000-4000-8000-%012d", i),
				EventSourceArn: fmt.Sprintf("arn:aws:sqs:us-east-1:%s:jobs-%06d", syntheticAccount, i),
				FunctionArn:    r.Functions[i].FunctionArn, State: "Enabled"})
	}
}

func (c *accountGenerator) addRecord(zone, name, kind, value string) {
	c.records[zone] = append(c.records[zone],
		awsdata.ResourceRecordSet{Name: name, Type: kind, ResourceRecords: []awsdata.ResourceRecord{{Value: value}}})
}

// storeInterface adds the interface of a store while there is room for one.
func (c *accountGenerator) storeInterface(q *vpcParts, subnet, kind, description, group string) {
	if len(c.region.NetworkInterfaces) < c.size.Interfaces {
		c.addInterface(q, subnet, kind, description, []string{group})
	}
}

// addDatabases makes a database in each of some zones, a cluster and a proxy, and tells their hosts.
func (c *accountGenerator) addDatabases(i int, q *vpcParts) (hosts []string) {
	r, group := c.region, q.groups[0]
	subnets := &awsdata.DBSubnetGroup{DBSubnetGroupName: fmt.Sprintf("team-%03d", i), VpcId: q.vpc.VpcId}
	for _, s := range q.private {
		subnets.Subnets = append(subnets.Subnets, awsdata.DBSubnet{SubnetIdentifier: s})
	}
	groups := []awsdata.VpcSecurityGroupMembership{{VpcSecurityGroupId: group, Status: "active"}}
	cluster := awsdata.DBCluster{DBClusterIdentifier: fmt.Sprintf("team-%03d", i), Engine: "aurora-postgresql",
		Status: "available", Port: 5432,
		DBClusterArn:      fmt.Sprintf("arn:aws:rds:us-east-1:%s:cluster:team-%03d", syntheticAccount, i),
		VpcSecurityGroups: groups, Endpoint: fmt.Sprintf("team-%03d.cluster-c1.us-east-1.rds.amazonaws.com", i)}
	for n := range databasesPerVPC {
		name := fmt.Sprintf("team-%03d-db-%d", i, n)
		d := awsdata.DBInstance{DBInstanceIdentifier: name,
			DBInstanceArn:    fmt.Sprintf("arn:aws:rds:us-east-1:%s:db:%s", syntheticAccount, name),
			DBInstanceStatus: "available", Engine: "postgres", DBSubnetGroup: subnets, VpcSecurityGroups: groups,
			Endpoint: &awsdata.Endpoint{Address: name + ".c1.us-east-1.rds.amazonaws.com", Port: 5432}}
		if n == 0 {
			d.DBClusterIdentifier, d.Engine = cluster.DBClusterIdentifier, cluster.Engine
			cluster.DBClusterMembers = []awsdata.DBClusterMember{{DBInstanceIdentifier: name, IsClusterWriter: true}}
		}
		r.DBInstances = append(r.DBInstances, d)
		hosts = append(hosts, d.Endpoint.Address)
		c.storeInterface(q, q.private[n%len(q.private)], "interface", "RDSNetworkInterface", group)
	}
	r.DBClusters = append(r.DBClusters, cluster)
	proxy := awsdata.DBProxy{DBProxyName: fmt.Sprintf("team-%03d-pool", i),
		DBProxyArn: fmt.Sprintf("arn:aws:rds:us-east-1:%s:db-proxy:prx-%03d", syntheticAccount, i),
		Status:     "available", EngineFamily: "POSTGRESQL", VpcId: q.vpc.VpcId, VpcSecurityGroupIds: []string{group},
		VpcSubnetIds: q.private, Endpoint: fmt.Sprintf("team-%03d-pool.proxy-c1.us-east-1.rds.amazonaws.com", i)}
	r.DBProxies = append(r.DBProxies, proxy)
	c.storeInterface(q, q.private[0], "interface", "Network interface for DBProxy "+proxy.DBProxyName, group)
	return append(hosts, cluster.Endpoint, proxy.Endpoint)
}

func (c *accountGenerator) addCaches(i int, q *vpcParts) (hosts []string) {
	for n := range cachesPerVPC {
		name := fmt.Sprintf("team-%03d-cache-%d", i, n)
		host := name + ".c1.0001.use1.cache.amazonaws.com"
		c.region.CacheClusters = append(c.region.CacheClusters,
			awsdata.CacheCluster{CacheClusterId: name, CacheClusterStatus: "available", Engine: "redis",
				Arn: fmt.Sprintf("arn:aws:elasticache:us-east-1:%s:cluster:%s", syntheticAccount, name),
				CacheNodes: []awsdata.CacheNode{{CacheNodeId: "0001",
					Endpoint: &awsdata.Endpoint{Address: host, Port: 6379}}},
				SecurityGroups: []awsdata.SecurityGroupMembership{{SecurityGroupId: q.groups[0], Status: "active"}}})
		hosts = append(hosts, host)
		c.storeInterface(q, q.private[n%len(q.private)], "interface", "ElastiCache "+name, q.groups[0])
	}
	return hosts
}

// addBalancers makes load balancers, each with two listeners and a target group.
func (c *accountGenerator) addBalancers(i int, q *vpcParts) (hosts []string) {
	r := c.region
	for n := range balancersPerVPC {
		name := fmt.Sprintf("team-%03d-lb-%d", i, n)
		arn := fmt.Sprintf("arn:aws:elasticloadbalancing:us-east-1:%s:loadbalancer/app/%s/%016x", syntheticAccount,
			name, i<<8|n)
		target := fmt.Sprintf("arn:aws:elasticloadbalancing:us-east-1:%s:targetgroup/%s/%016x", syntheticAccount,
			name, i<<8|n)
		b := awsdata.LoadBalancer{LoadBalancerArn: arn, LoadBalancerName: name,
			DNSName: "internal-" + name + "-1.us-east-1.elb.amazonaws.com", Scheme: "internal", VpcId: q.vpc.VpcId,
			State: awsdata.LoadBalancerState{Code: "active"}, Type: "application",
			SecurityGroups: []string{q.groups[0]}}
		for zone := range min(2, len(q.private)) {
			b.AvailabilityZones = append(b.AvailabilityZones, awsdata.LoadBalancerZone{SubnetId: q.private[zone]})
			c.storeInterface(q, q.private[zone], "interface", fmt.Sprintf("ELB app/%s/%016x", name, i<<8|n),
				q.groups[0])
		}
		r.LoadBalancers = append(r.LoadBalancers, b)
		for _, port := range []int{80, 443} {
			r.Listeners[name] = append(r.Listeners[name], awsdata.Listener{ListenerArn: fmt.Sprintf("%s/%d", arn, port),
				LoadBalancerArn: arn, Port: port, Protocol: map[int]string{80: "HTTP", 443: "HTTPS"}[port],
				DefaultActions: []awsdata.ListenerAction{{Type: "forward", TargetGroupArn: target}}})
		}
		r.TargetGroups = append(r.TargetGroups, awsdata.TargetGroup{TargetGroupArn: target, TargetGroupName: name,
			Protocol: "HTTP", Port: 8080, VpcId: q.vpc.VpcId, LoadBalancerArns: []string{arn}, TargetType: "ip"})
		r.TargetHealth[name] = []awsdata.TargetHealthDescription{
			{Target: awsdata.Target{Id: fmt.Sprintf("10.%d.2.9", i%256), Port: 8080},
				TargetHealth: awsdata.TargetHealth{State: "healthy"}}}
		hosts = append(hosts, b.DNSName)
	}
	return hosts
}

// storeDocuments are the documents about names and data stores.
func (c *accountGenerator) storeDocuments(documents map[string]any) {
	r := c.region
	list := func(call, member string, value any) { documents[call] = map[string]any{member: value} }
	list("describe-db-instances", "DBInstances", full(r.DBInstances))
	list("describe-db-clusters", "DBClusters", full(r.DBClusters))
	list("describe-db-proxies", "DBProxies", full(r.DBProxies))
	list("describe-cache-clusters", "CacheClusters", full(r.CacheClusters))
	list("describe-load-balancers", "LoadBalancers", full(r.LoadBalancers))
	list("describe-target-groups", "TargetGroups", full(r.TargetGroups))
	list("list-event-source-mappings", "EventSourceMappings", full(r.EventSourceMappings))
	keyedLists(documents, "describe-listeners", "Listeners", r.Listeners)
	keyedLists(documents, "describe-target-health", "TargetHealthDescriptions", r.TargetHealth)
	list("get-resources", "ResourceTagMappingList", full(r.ResourceTags))
	list("list-resolver-rules", "ResolverRules", []any{})
	list("list-resolver-rule-associations", "ResolverRuleAssociations", []any{})
	list("list-profile-associations", "ProfileAssociations", []any{})
	list("list-firewall-rule-group-associations", "FirewallRuleGroupAssociations", []any{})
}
