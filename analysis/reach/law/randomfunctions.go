package law

import (
	"fmt"
	"slices"
)

// functions makes functions of every kind, and captures the interfaces of some.
func (g *generator) functions() {
	places := []Place{}
	for i := range 7 {
		at := g.IntN(len(g.nets))
		if i < 3 {
			at = i % 2
		}
		n := &g.nets[at]
		home := n.at
		if g.shares(n) && g.chance(50) {
			home = Place{mainAccount, mainRegion}
		}
		g.function(n, home, i)
		places = append(places, home)
	}
	g.roles()
	for _, at := range g.places() {
		if at.Region != "global" && !slices.Contains(places, at) && g.book(at).lists["list-functions"] == nil {
			g.book(at).lists["list-functions"] = []object{}
		}
	}
}

// roles makes the roles of the functions: one that uses a little of everything, one that may do all, and one that uses
// a part of some services, and that may be gone.
func (g *generator) roles() {
	b := g.book(Place{mainAccount, "global"})
	g = &generator{Rand: g.policies}
	if g.chance(25) {
		return
	}
	var little []string
	for _, prefix := range []string{"s3", "dynamodb", "s3express", "sqs", "kms", "sts", "kinesis",
		"cloudwatch", "iam"} {
		little = append(little, prefix+":"+pick(g, "Get", "Put", "*"))
	}
	list := []object{roleOf(0, little), roleOf(1, []string{"*"})}
	if g.chance(80) {
		list = append(list, roleOf(2, []string{"sqs:Put", "kms:Get", "s3:Get", "s3:Put"}))
	}
	b.single["get-account-authorization-details"] = object{"RoleDetailList": list,
		"UserDetailList": []object{}, "GroupDetailList": []object{}, "Policies": []object{}}
}

func roleARN(i int) string { return fmt.Sprintf("arn:aws:iam::%s:role/r%d", mainAccount, i) }

func roleOf(i int, actions []string) object {
	return object{"RoleName": fmt.Sprintf("r%d", i), "Arn": roleARN(i), "RolePolicyList": []object{{"PolicyName": "p",
		"PolicyDocument": object{"Version": "2012-10-17",
			"Statement": []object{{"Effect": "Allow", "Action": actions, "Resource": "*"}}}}}}
}

// shares reports whether the main account sees the subnets of a VPC that is not its own.
func (g *generator) shares(n *net) bool {
	return n.owner != mainAccount &&
		slices.ContainsFunc(g.book(Place{mainAccount, mainRegion}).lists["describe-subnets"],
			func(o object) bool { return o["VpcId"] == n.id })
}

func (g *generator) function(n *net, at Place, i int) {
	name := fmt.Sprintf("fn-%d", i)
	o := object{"FunctionName": name,
		"FunctionArn": "arn:aws:lambda:" + at.Region + ":" + at.Account + ":function:" + name, "Version": "$LATEST",
		"Role": roleARN(i % 3)}
	var ids []string
	for _, s := range n.subnets {
		ids = append(ids, s.id)
	}
	subnets, groups := g.some(ids, 1, 3), g.some(n.groups, 1, 2)
	if g.chance(4) {
		subnets = append(subnets, "subnet-gone")
	}
	if g.chance(6) {
		groups = append(groups, "sg-gone")
	}
	switch {
	case i == 5 && g.chance(50):
		o["VpcConfig"] = object{"SubnetIds": []string{}, "SecurityGroupIds": []string{}, "VpcId": ""}
	case i == 5:
		o["VpcConfig"] = nil
	case i == 6:
		arn := "arn:aws:lambda:" + at.Region + ":" + at.Account + ":capacity-provider:cp"
		o["CapacityProviderConfig"] = object{
			"LambdaManagedInstancesCapacityProviderConfig": object{"CapacityProviderArn": arn}}
		if g.chance(10) {
			groups = []string{}
		}
		if g.chance(85) {
			g.add(at, "list-capacity-providers", object{"CapacityProviderArn": arn, "State": "Active",
				"VpcConfig": object{"SubnetIds": subnets, "SecurityGroupIds": groups}})
		}
	default:
		o["VpcConfig"] = object{"VpcId": n.id, "SubnetIds": subnets,
			"SecurityGroupIds": groups, "Ipv6AllowedForDualStack": g.chance(60)}
	}
	g.add(at, "list-functions", o)
	if i >= 5 {
		return
	}
	for j := range n.subnets {
		s := &n.subnets[j]
		if !slices.Contains(subnets, s.id) {
			continue
		}
		for range g.IntN(3) {
			g.lambdaInterface(n, s, at, groups)
		}
	}
}

// lambdaInterface captures an interface of functions with these groups, or nearly these. A few carry a public
// address.
func (g *generator) lambdaInterface(n *net, s *subnetPlan, at Place, groups []string) {
	private := g.next(s, false)
	if private == "" {
		return
	}
	g.count++
	carried := g.some(groups, len(groups), len(groups))
	if g.chance(15) {
		carried = append(carried, pick(g, n.groups...))
	}
	var list []object
	for _, id := range carried {
		list = append(list, object{"GroupId": id, "GroupName": id})
	}
	o := object{"NetworkInterfaceId": fmt.Sprintf("eni-%d", g.count), "InterfaceType": "lambda",
		"Description": "AWS Lambda VPC ENI-fn",
		"Groups":      list, "OwnerId": at.Account}
	if six := hostAt(s, true); six != "" && g.chance(70) {
		o["Ipv6Addresses"] = []object{{"Ipv6Address": six}}
	}
	var public any
	if g.chance(12) {
		public = g.publicAddress()
	}
	g.interfaceOf(n, s, o, private, public)
}
