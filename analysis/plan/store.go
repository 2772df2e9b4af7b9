package plan

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

func storeKinds() []kind {
	subnetGroup := func(name string) kind {
		return kind{name, "", setSubnetGroup, leavesNothing}
	}
	return []kind{
		subnetGroup("AWS::RDS::DBSubnetGroup"), subnetGroup("AWS::ElastiCache::SubnetGroup"),
		{"AWS::RDS::DBCluster", "", setStore(dbCluster), removeStore(dbCluster)},
		{"AWS::RDS::DBInstance", "", setStore(dbInstance), removeStore(dbInstance)},
		{"AWS::ElastiCache::ReplicationGroup", "", setStore(replicationGroup), removeStore(replicationGroup)},
		{"AWS::ElastiCache::CacheCluster", "", setStore(cacheCluster), removeStore(cacheCluster)},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", "", setStore(loadBalancer), removeStore(loadBalancer)},
		{"AWS::EFS::FileSystem", "fs", setFileSystem, removeOf("efs-describe-file-systems", "FileSystemId")},
		{"AWS::EFS::MountTarget", "fsmt", setMountTarget, removeMountTarget},
	}
}

// store is how a data store or load balancer stands in a snapshot: what AWS knows it by, and how its groups are listed.
type store struct {
	call, id   string
	name       string // the property of its name
	groups     string // the property of its groups
	member     string // the member of its groups
	of         string // the member of the id of a group in that list, "" for a list of ids
	port       string // the property of its port
	properties []string
	status     [2]string // the member and value of one that is ready
}

var (
	dbInstance = store{call: "describe-db-instances", id: "DBInstanceIdentifier", name: "DBInstanceIdentifier",
		groups: "VPCSecurityGroups", member: "VpcSecurityGroups", of: "VpcSecurityGroupId", port: "Port",
		properties: []string{"Engine", "EngineVersion", "DBClusterIdentifier", "AvailabilityZone", "MultiAZ",
			"PubliclyAccessible", "NetworkType"}, status: [2]string{"DBInstanceStatus", "available"}}
	dbCluster = store{call: "describe-db-clusters", id: "DBClusterIdentifier", name: "DBClusterIdentifier",
		groups: "VpcSecurityGroupIds", member: "VpcSecurityGroups", of: "VpcSecurityGroupId", port: "Port",
		properties: []string{"Engine", "EngineVersion", "NetworkType"}, status: [2]string{"Status", "available"}}
	cacheCluster = store{call: "describe-cache-clusters", id: "CacheClusterId", name: "ClusterName",
		groups: "VpcSecurityGroupIds", member: "SecurityGroups", of: "SecurityGroupId", port: "Port",
		properties: []string{"Engine", "EngineVersion", "NumCacheNodes", "TransitEncryptionEnabled", "NetworkType"},
		status:     [2]string{"CacheClusterStatus", "available"}}
	replicationGroup = store{call: "describe-replication-groups", id: "ReplicationGroupId", name: "ReplicationGroupId",
		groups: "SecurityGroupIds", port: "Port", properties: []string{"Engine", "TransitEncryptionEnabled",
			"NetworkType"},
		status: [2]string{"Status", "available"}}
	loadBalancer = store{call: "describe-load-balancers", id: "LoadBalancerName", name: "Name",
		groups: "SecurityGroups",
		member: "SecurityGroups", properties: []string{"Scheme", "Type", "IpAddressType"}}
)

// usualPorts are the ports of engines of which nobody says another one. Source: RDS API reference, CreateDBInstance;
// ElastiCache API reference, CreateCacheCluster.
var usualPorts = map[string]int{"mysql": 3306, "mariadb": 3306, "aurora-mysql": 3306, "aurora": 3306, "postgres": 5432,
	"aurora-postgresql": 5432, "redis": 6379, "valkey": 6379, "memcached": 11211}

func usualPort(engine string) int {
	switch {
	case strings.HasPrefix(engine, "oracle"):
		return 1521
	case strings.HasPrefix(engine, "sqlserver"):
		return 1433
	}
	return usualPorts[engine]
}

// setStore makes or changes a data store. Which addresses a new one gets is known only after it is made: what reaches
// it is unknown.
func setStore(of store) func(*world, *Resource, object) {
	return func(w *world, r *Resource, values object) {
		w.named(r, values, of.name)
		b := w.open(r.Region, of.call)
		e := b.find(of.id, r.ID)
		if e == nil {
			if r.Action == Update {
				w.leave(r, NotInAccount, "")
				return
			}
			e = object{of.id: r.ID}
			b.elements = append(b.elements, e)
			w.newStore(r, of, e, values)
		}
		b.changed = true
		for _, p := range of.properties {
			put(e, p, values, p)
		}
		for _, p := range []string{"MultiAZ", "PubliclyAccessible", "TransitEncryptionEnabled"} {
			if on, ok := flag(e, p); ok {
				e[p] = on
			}
		}
		if n, ok := number(e, "NumCacheNodes"); ok {
			e["NumCacheNodes"] = n
		}
		if list, there := values[of.groups]; there {
			w.storeGroups(r, of, e, list)
		}
		if r.Action == Update {
			w.updateStore(r, of, e, values)
		}
	}
}

// updateStore changes the port of a store, and lists what else of its network would change: where it is then is not
// known before.
func (w *world) updateStore(r *Resource, of store, e, values object) {
	if port, ok := number(values, of.port); ok && of.port != "" {
		for _, member := range []string{"Endpoint", "ConfigurationEndpoint"} {
			if at, ok := e[member].(object); ok {
				at["Port"] = port
			}
		}
		for _, member := range []string{"DbInstancePort", "Port"} {
			if _, there := e[member]; there {
				e[member] = port
			}
		}
	} else if isUnknown(values, of.port) {
		w.later(r, of.port, of.call)
	}
	for _, p := range []string{"Subnets", "SubnetMappings", "DBSubnetGroupName", "CacheSubnetGroupName"} {
		if v, there := values[p]; there && v != nil {
			w.leave(r, UnknownProperty, p)
		}
	}
}

func (w *world) newStore(r *Resource, of store, e, values object) {
	if of.status[0] != "" {
		e[of.status[0]] = of.status[1]
	}
	engine, _ := text(values, "Engine")
	port, ok := number(values, of.port)
	if !ok {
		port = usualPort(engine)
	}
	address := knownAfter + strings.ReplaceAll(r.ID, ".", "-")
	switch of.id {
	case "DBInstanceIdentifier":
		e["DBInstanceArn"] = w.arnOf("rds", r.Region, "db:"+r.ID)
		e["Endpoint"], e["DbInstancePort"] = object{"Address": address, "Port": port}, port
		e["DBSubnetGroup"] = w.subnetGroup(r, values, "DBSubnetGroupName")
	case "DBClusterIdentifier":
		e["DBClusterArn"] = w.arnOf("rds", r.Region, "cluster:"+r.ID)
		e["Endpoint"], e["Port"] = address, port
		if name, ok := text(values, "DBSubnetGroupName"); ok {
			e["DBSubnetGroup"] = name
		}
	case "CacheClusterId":
		e["ARN"] = w.arnOf("elasticache", r.Region, "cluster:"+r.ID)
		e["ConfigurationEndpoint"] = object{"Address": address, "Port": port}
	case "ReplicationGroupId":
		e["ARN"] = w.arnOf("elasticache", r.Region, "replicationgroup:"+r.ID)
		e["NodeGroups"] = []any{object{"NodeGroupId": "0001", "PrimaryEndpoint": object{"Address": address,
			"Port": port}}}
	case "LoadBalancerName":
		kind, ok := text(values, "Type")
		if !ok {
			kind = "application"
		}
		e["Type"], e["State"] = kind, object{"Code": "active"}
		short := map[string]string{"application": "app", "network": "net", "gateway": "gwy"}[kind]
		e["LoadBalancerArn"] = w.arnOf("elasticloadbalancing", r.Region,
			"loadbalancer/"+short+"/"+r.ID+"/"+knownAfter+r.Address)
		e["DNSName"] = address + ".elb." + r.Region + ".amazonaws.com"
		subnets, _ := texts(values["Subnets"])
		var zones []any
		for _, id := range subnets {
			zones = append(zones, object{"SubnetId": id})
			if s := w.open(r.Region, "describe-subnets").find("SubnetId", id); s != nil {
				e["VpcId"] = s["VpcId"]
			}
		}
		e["AvailabilityZones"] = zones
	}
	w.leave(r, KnownAfter, "addresses")
}

func (w *world) arnOf(service, region, what string) string {
	return "arn:" + w.partition() + ":" + service + ":" + region + ":" + w.accountOr() + ":" + what
}

// subnetGroup is the group of subnets of a database, of the plan or of one that is there already.
func (w *world) subnetGroup(r *Resource, values object, property string) object {
	name, ok := text(values, property)
	if !ok {
		return object{}
	}
	for _, e := range w.open(r.Region, "describe-db-instances").elements {
		if of := objectOf(e["DBSubnetGroup"]); of["DBSubnetGroupName"] == name {
			return of
		}
	}
	out := object{"DBSubnetGroupName": name}
	for i := range w.plan.Resources {
		of := &w.plan.Resources[i]
		if of.Type != "AWS::RDS::DBSubnetGroup" || of.ID != name && of.Address != name {
			continue
		}
		subnets, _ := texts(w.resolvedOf(of.Values)["SubnetIds"])
		var list []any
		for _, id := range subnets {
			list = append(list, object{"SubnetIdentifier": id})
			if s := w.open(r.Region, "describe-subnets").find("SubnetId", id); s != nil {
				out["VpcId"] = s["VpcId"]
			}
		}
		out["Subnets"] = list
	}
	return out
}

// setSubnetGroup names a group of subnets; databases ask for it.
func setSubnetGroup(w *world, r *Resource, values object) {
	for _, p := range []string{"DBSubnetGroupName", "CacheSubnetGroupName"} {
		if _, there := values[p]; there {
			w.named(r, values, p)
		}
	}
	w.named(r, values, "DBSubnetGroupName")
	if r.Action != Update || r.Type != "AWS::RDS::DBSubnetGroup" {
		return
	}
	if list, there := values["SubnetIds"]; there {
		b := w.open(r.Region, "describe-db-instances")
		for _, e := range b.elements {
			if of := objectOf(e["DBSubnetGroup"]); of["DBSubnetGroupName"] == r.ID {
				known, unknown := texts(list)
				if unknown {
					w.later(r, "SubnetIds", "")
				}
				var subnets []any
				for _, id := range known {
					subnets = append(subnets, object{"SubnetIdentifier": id})
				}
				of["Subnets"], b.changed = subnets, true
			}
		}
	}
}

// storeGroups gives a store and its interfaces other groups.
func (w *world) storeGroups(r *Resource, of store, e object, list any) {
	known, unknown := texts(list)
	interfaces := w.interfacesOf(r, of)
	if unknown {
		w.later(r, of.groups, interfaceCall)
		w.open(r.Region, interfaceCall).remove(func(n object) bool {
			return slices.Contains(interfaces, stringOf(n["NetworkInterfaceId"]))
		})
	}
	if of.member != "" {
		var groups []any
		for _, id := range known {
			if of.of == "" {
				groups = append(groups, id)
			} else {
				groups = append(groups, object{of.of: id, "Status": "active"})
			}
		}
		e[of.member] = groups
	}
	var refs []any
	for _, id := range known {
		refs = append(refs, object{"GroupId": id})
	}
	b := w.open(r.Region, interfaceCall)
	for _, n := range b.elements {
		if slices.Contains(interfaces, stringOf(n["NetworkInterfaceId"])) {
			n["Groups"], b.changed = refs, true
			w.touch(r, stringOf(n["NetworkInterfaceId"]))
		}
	}
}

// interfacesOf are the ids of the interfaces that a store has as the account is.
func (w *world) interfacesOf(r *Resource, of store) []string {
	if w.index == nil {
		w.index = awsdata.NewIndex(w.before)
	}
	rx := w.index.Region(r.Region)
	if rx == nil {
		return nil
	}
	var out []string
	for _, s := range rx.Stores() {
		if awsdata.NameOrID(s) != r.ID && !strings.HasSuffix(s.ID(), ":"+r.ID) && !strings.Contains(s.ID(),
			"/"+r.ID+"/") {
			continue
		}
		list, _, _ := rx.StoreInterfaces(s)
		for _, n := range list {
			out = append(out, n.NetworkInterfaceId)
		}
	}
	return out
}

func removeStore(of store) func(*world, *Resource, object) {
	return func(w *world, r *Resource, _ object) {
		r.ID = lastPart(r.ID)
		interfaces := w.interfacesOf(r, of)
		w.gone(r, of.call, of.id)
		w.open(r.Region, interfaceCall).remove(func(n object) bool {
			return slices.Contains(interfaces, stringOf(n["NetworkInterfaceId"]))
		})
	}
}

// lastPart is the name in an ARN, or the name itself.
func lastPart(id string) string {
	if strings.HasPrefix(id, "arn:") && strings.Contains(id, ":loadbalancer/") {
		if parts := strings.Split(id, "/"); len(parts) > 2 {
			return parts[2]
		}
	}
	return id
}

func setFileSystem(w *world, r *Resource, values object) {
	if e := w.element(r, "efs-describe-file-systems", "FileSystemId"); e != nil && r.Action != Update {
		e["FileSystemArn"], e["LifeCycleState"] = w.arn(r), "available"
		b := w.open(r.Region, "describe-mount-targets."+r.ID)
		b.changed = true
		w.tag(e, "Tags", values)
	}
}

// setMountTarget makes or changes the interface of a file system in a subnet.
func setMountTarget(w *world, r *Resource, values object) {
	if r.Action == Update {
		known, unknown := texts(values["SecurityGroups"])
		b := w.open(r.Region, interfaceCall)
		if unknown {
			w.later(r, "SecurityGroups", interfaceCall)
			b.remove(func(n object) bool { return strings.Contains(stringOf(n["Description"]), r.ID) })
			return
		}
		for _, n := range b.elements {
			if n["Description"] != nil && strings.HasPrefix(stringOf(n["Description"]), "EFS mount target ") &&
				strings.Contains(stringOf(n["Description"]), r.ID) {
				var refs []any
				for _, id := range known {
					refs = append(refs, object{"GroupId": id})
				}
				n["Groups"], b.changed = refs, true
				w.touch(r, stringOf(n["NetworkInterfaceId"]))
			}
		}
		return
	}
	system, ok := text(values, "FileSystemId")
	subnet, okSubnet := text(values, "SubnetId")
	if !ok || !okSubnet {
		w.later(r, "SubnetId", interfaceCall)
		return
	}
	n := w.newInterface(r, subnet, "efs", whatif.MadeID("eni", r.Address))
	if n == nil {
		return
	}
	known, unknown := texts(values["SecurityGroups"])
	if unknown {
		w.later(r, "SecurityGroups", interfaceCall)
		return
	}
	if len(known) == 0 {
		if g := w.defaultGroupOf(r.Region, stringOf(n["VpcId"])); g != nil {
			known = []string{stringOf(g["GroupId"])}
		}
	}
	var refs []any
	for _, id := range known {
		refs = append(refs, object{"GroupId": id})
	}
	n["Groups"], n["Description"], n["RequesterManaged"] = refs, "EFS mount target for "+system+" ("+r.ID+")", true
	w.open(r.Region, interfaceCall).add("NetworkInterfaceId", n)
	b := w.open(r.Region, "describe-mount-targets."+system)
	b.add("MountTargetId", object{"MountTargetId": r.ID, "FileSystemId": system, "SubnetId": subnet,
		"VpcId":          n["VpcId"],
		"LifeCycleState": "available", "IpAddress": n["PrivateIpAddress"],
		"NetworkInterfaceId":   n["NetworkInterfaceId"],
		"AvailabilityZoneName": n["AvailabilityZone"]})
}

func removeMountTarget(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	system, _ := text(values, "FileSystemId")
	b := w.open(r.Region, "describe-mount-targets."+system)
	t := b.find("MountTargetId", r.ID)
	if t == nil {
		w.leave(r, NotInAccount, "")
		return
	}
	of := t["NetworkInterfaceId"]
	b.remove(func(e object) bool { return e["MountTargetId"] == r.ID })
	w.open(r.Region, interfaceCall).remove(func(n object) bool { return n["NetworkInterfaceId"] == of })
}
