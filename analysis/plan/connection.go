package plan

import (
	"cmp"
	"slices"
	"strings"
)

func listKinds() []kind {
	return []kind{
		{"AWS::EC2::PrefixList", "pl", setPrefixList, removePrefixList},
		{"Terraform::PrefixListEntry", "", setListEntry, removeListEntry},
	}
}

func connectionKinds() []kind {
	return []kind{
		{"AWS::EC2::VPCPeeringConnection", "pcx", setPeering,
			removeTarget("describe-vpc-peering-connections", "VpcPeeringConnectionId")},
		{"Terraform::PeeringAccepter", "", setAccepter, leavesNothing},
	}
}

const listCall = "describe-managed-prefix-lists"

func entriesCall(id string) string { return "get-managed-prefix-list-entries." + id }

// setPrefixList makes or changes a list of ranges. An entry that is not known makes all of it unknown.
func setPrefixList(w *world, r *Resource, values object) {
	e := w.element(r, listCall, "PrefixListId")
	if e == nil {
		return
	}
	w.tag(e, "Tags", values)
	for _, p := range []string{"PrefixListName", "AddressFamily", "MaxEntries"} {
		put(e, p, values, p)
	}
	if r.Action != Update {
		e["State"] = "create-complete"
	}
	list, there := values["Entries"]
	if !there && r.Action == Update {
		return
	}
	b := w.open(r.Region, entriesCall(r.ID))
	if hasUnknown(list) {
		w.later(r, "Entries", entriesCall(r.ID))
		return
	}
	b.changed, b.elements = true, nil
	for _, of := range items(list) {
		entry := object{}
		put(entry, "Cidr", of, "Cidr")
		put(entry, "Description", of, "Description")
		b.elements = append(b.elements, entry)
	}
}

func removePrefixList(w *world, r *Resource, _ object) { w.gone(r, listCall, "PrefixListId") }

func setListEntry(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	id, ok := text(whole, "PrefixListId")
	if !ok {
		w.later(r, "PrefixListId", listCall)
		return
	}
	cidr, ok := text(whole, "Cidr")
	b := w.open(r.Region, entriesCall(id))
	if !ok {
		w.later(r, "Cidr", entriesCall(id))
		return
	}
	b.add("Cidr", object{"Cidr": cidr})
}

func removeListEntry(w *world, r *Resource, before object) {
	values := w.resolvedOf(before)
	id, _ := text(values, "PrefixListId")
	cidr, _ := text(values, "Cidr")
	if !w.open(r.Region, entriesCall(id)).remove(func(e object) bool { return e["Cidr"] == cidr }) && !w.goes(id) {
		w.leave(r, NotInAccount, cidr)
	}
}

const peeringCall = "describe-vpc-peering-connections"

// setPeering makes a peering. It is active where the file accepts it: a peering of two VPCs of one account and region
// that accepts itself, or by an accepter of its own. Else it waits for somebody.
func setPeering(w *world, r *Resource, values object) {
	e := w.element(r, peeringCall, "VpcPeeringConnectionId")
	if e == nil {
		return
	}
	delete(e, "OwnerId")
	w.tag(e, "Tags", values)
	if r.Action == Update {
		if on, _ := flag(values, "AutoAccept"); on {
			e["Status"] = object{"Code": "active"}
		}
		return
	}
	side := func(property string) (object, bool) {
		id, ok := text(values, property)
		if !ok {
			return nil, false
		}
		info := object{"VpcId": id, "OwnerId": w.account, "Region": r.Region}
		if v := w.open(r.Region, "describe-vpcs").find("VpcId", id); v != nil {
			info["CidrBlock"] = v["CidrBlock"]
			var set []any
			for _, a := range items(v["CidrBlockAssociationSet"]) {
				set = append(set, object{"CidrBlock": a["CidrBlock"]})
			}
			info["CidrBlockSet"] = set
		}
		return info, true
	}
	from, okFrom := side("VpcId")
	to, okTo := side("PeerVpcId")
	if !okFrom || !okTo {
		w.later(r, "PeerVpcId", peeringCall)
		w.open(r.Region, peeringCall).remove(func(x object) bool { return x["VpcPeeringConnectionId"] == r.ID })
		return
	}
	put(to, "OwnerId", values, "PeerOwnerId")
	put(to, "Region", values, "PeerRegion")
	e["RequesterVpcInfo"], e["AccepterVpcInfo"] = from, to
	own := to["OwnerId"] == w.account && to["Region"] == r.Region
	accept, said := flag(values, "AutoAccept")
	e["Status"] = object{"Code": "pending-acceptance"}
	if own && (accept || !said) {
		e["Status"] = object{"Code": "active"}
	}
}

func setAccepter(w *world, r *Resource, values object) {
	whole := w.whole(r, values)
	if on, _ := flag(whole, "AutoAccept"); !on {
		return
	}
	if e := w.owner(r, whole, "VpcPeeringConnectionId", peeringCall, "VpcPeeringConnectionId"); e != nil {
		e["Status"] = object{"Code": "active"}
	}
}

// arn is the ARN of a resource, "" where it cannot be told.
func (w *world) arn(r *Resource) string {
	if strings.HasPrefix(r.ID, "arn:") {
		return r.ID
	}
	at := w.arnOf
	switch r.Type {
	case "AWS::Lambda::Function":
		return at("lambda", r.Region, "function:"+r.ID)
	case "AWS::IAM::Role":
		return at("iam", "", "role"+w.path(r)+r.ID)
	case "AWS::IAM::ManagedPolicy":
		return at("iam", "", "policy"+w.path(r)+r.ID)
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		e := w.open(r.Region, "describe-load-balancers").find("LoadBalancerName", r.ID)
		return stringOf(e["LoadBalancerArn"])
	case "AWS::EFS::FileSystem":
		return at("elasticfilesystem", r.Region, "file-system/"+r.ID)
	case "AWS::EC2::PrefixList", "AWS::EC2::SecurityGroup", "AWS::EC2::Subnet", "AWS::EC2::VPC":
		name := map[string]string{"PrefixList": "prefix-list", "SecurityGroup": "security-group", "Subnet": "subnet",
			"VPC": "vpc"}[strings.TrimPrefix(r.Type, "AWS::EC2::")]
		return at("ec2", r.Region, name+"/"+r.ID)
	}
	return ""
}

func (w *world) partition() string { return cmp.Or(w.before.Partition, "aws") }

// accountOr is the account, or a number for one of which nothing is known yet.
func (w *world) accountOr() string { return cmp.Or(w.account, "000000000000") }

func (w *world) path(r *Resource) string {
	for _, values := range []object{r.Values, r.Before} {
		if p, ok := text(values, "Path"); ok {
			return p
		}
	}
	return "/"
}

// sameSet reports whether two lists hold the same texts.
func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
