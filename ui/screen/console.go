package screen

import (
	"net/url"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
)

// consoles are the addresses of the AWS console by partition.
// Source: AWS general reference, "AWS Management Console"; AWS GovCloud (US) user guide, "Sign up and console"; Getting
// started with Amazon Web Services in China.
var consoles = map[string]string{
	"aws":        "console.aws.amazon.com",
	"aws-cn":     "console.amazonaws.cn",
	"aws-us-gov": "console.amazonaws-us-gov.com",
}

// consolePages are the pages of the VPC console by kind; the id stands behind
// the equals sign.
var consolePages = map[string]string{
	"vpc": "VpcDetails:VpcId=", "subnet": "SubnetDetails:subnetId=", "rtb": "RouteTableDetails:RouteTableId=",
	"sg": "SecurityGroup:groupId=", "acl": "NetworkAclDetails:networkAclId=", "nat": "NatGatewayDetails:natGatewayId=",
	"igw": "InternetGateway:internetGatewayId=", "eigw": "EgressOnlyInternetGateways:search=", "vpce": "EndpointDetails:vpcEndpointId=",
	"pl": "ManagedPrefixListDetails:prefixListId=", "eni": "NetworkInterface:networkInterfaceId=",
	"pcx": "PeeringConnectionDetails:VpcPeeringConnectionId=", "tgw": "TransitGatewayDetails:transitGatewayId=",
	"tgw-attach": "TransitGatewayAttachmentDetails:transitGatewayAttachmentId=",
	"tgw-rtb":    "TransitGatewayRouteTableDetails:transitGatewayRouteTableId=", "dopt": "DhcpOptionsDetails:DhcpOptionsId=",
}

// otherPages are the pages of other consoles by kind: the fragment holds NAME, ID or ARN for which.
var otherPages = map[string]struct{ service, fragment, which string }{
	"db":         {"rds", "database:id=NAME;is-cluster=false", "NAME"},
	"db-cluster": {"rds", "database:id=NAME;is-cluster=true", "NAME"},
	"lb":         {"ec2", "LoadBalancer:loadBalancerArn=ARN", "ARN"},
	"tg":         {"ec2", "TargetGroup:targetGroupArn=ARN", "ARN"},
	"instance":   {"ec2", "InstanceDetails:instanceId=ID", "ID"},
	"efs":        {"efs", "/file-systems/ID", "ID"},
}

// partitionOf is the partition of a region by its name; of any other that of the
// account, which counts as "aws" where the snapshot does not say.
func partitionOf(res *analysis.Result, region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case res.Snapshot.Partition != "":
		return res.Snapshot.Partition
	}
	return "aws"
}

// console is the page of the thing in the AWS console, "" and why where none is
// known. Whatever comes from the account is escaped.
func (t *thing) console(res *analysis.Result) (link, why string) {
	if t.finding != nil {
		owners, why := t.owners(res)
		if len(owners) == 0 {
			return "", why
		}
		p, ok := placeOf(res, owners[0].region, owners[0].id)
		if !ok {
			return "", owners[0].id + " is not in the snapshot"
		}
		cause, _ := thingOf(res, p)
		return cause.console(res)
	}
	region := t.place.Region
	partition := partitionOf(res, region)
	host, ok := consoles[partition]
	if !ok {
		return "", "the console's address in the partition " + partition + " is not known"
	}
	page := func(service, fragment string) string {
		return "https://" + host + "/" + service + "/home?region=" + url.QueryEscape(region) + "#" + fragment
	}
	kind := t.kind()
	switch r := t.resource.(type) {
	case *awsdata.Function:
		name := url.PathEscape(r.FunctionName)
		if r.Published() {
			name += "/versions/" + url.PathEscape(r.Version)
		}
		return page("lambda", "/functions/"+name+"?subtab=vpc&tab=configure"), ""
	case *awsdata.CapacityProvider:
		return page("lambda", "/capacity-providers/"+url.PathEscape(r.Name())), ""
	case *awsdata.Role:
		// Roles are of no region.
		return "https://" + host + "/iam/home#/roles/details/" + url.PathEscape(r.RoleName), ""
	case *awsdata.FlowLog:
		// A flow log has no page of its own: it is on that of what it watches.
		p, ok := placeOf(res, region, r.ResourceId)
		if !ok {
			return "", "a flow log is shown with what it watches, and " + r.ResourceId + " is not in the snapshot"
		}
		watched, _ := thingOf(res, p)
		return watched.console(res)
	}
	if p, ok := otherPages[kind]; ok {
		which := map[string]string{"ID": t.resource.ID(), "NAME": t.resource.Name(), "ARN": arnOf(t.resource)}[p.which]
		return page(p.service, strings.Replace(p.fragment, p.which, url.QueryEscape(which), 1)), ""
	}
	if kind == "zone" {
		// Route 53 is of no region.
		return "https://" + host + "/route53/v2/hostedzones#ListRecordSets/" + url.PathEscape(t.resource.ID()), ""
	}
	fragment, ok := consolePages[kind]
	if !ok {
		row, _ := kindByCode(kind)
		return "", "the console's page of a " + row.Name + " is not known"
	}
	service := "vpcconsole"
	if kind == "sg" || kind == "eni" {
		service = "ec2"
	}
	return page(service, fragment+url.QueryEscape(t.resource.ID())), ""
}

// arnKinds are the words for kinds in ARNs of EC2.
// Source: service authorization reference, "Actions, resources, and condition keys for Amazon EC2".
var arnKinds = map[string]string{
	"vpc": "vpc", "subnet": "subnet", "rtb": "route-table", "sg": "security-group", "acl": "network-acl", "nat": "natgateway",
	"igw": "internet-gateway", "eigw": "egress-only-internet-gateway", "vpce": "vpc-endpoint", "pl": "prefix-list",
	"eni": "network-interface", "pcx": "vpc-peering-connection", "tgw": "transit-gateway", "tgw-attach": "transit-gateway-attachment",
	"tgw-rtb": "transit-gateway-route-table", "fl": "vpc-flow-log", "dopt": "dhcp-options", "instance": "instance",
}

// arn is the thing's ARN, "" where it has none or the account is not known. Most
// kinds of EC2 have none in the API; it is made as AWS makes it.
func (t *thing) arn(res *analysis.Result) string {
	if t.finding != nil {
		return ""
	}
	switch r := t.resource.(type) {
	case *awsdata.Function:
		if r.Published() {
			return r.FunctionArn
		}
		return r.UnqualifiedArn()
	case *awsdata.Role:
		return r.Arn
	case *awsdata.CapacityProvider:
		return r.CapacityProviderArn
	case interface{ ARN() string }:
		return r.ARN()
	}
	word := arnKinds[t.kind()]
	account := ownerAccount(t.resource)
	if account == "" {
		account = res.Snapshot.AccountID
	}
	if word == "" || account == "" {
		return ""
	}
	if account == "AWS" {
		account = "aws" // of AWS's own prefix lists
	}
	return "arn:" + partitionOf(res, t.place.Region) + ":ec2:" + t.place.Region + ":" + account + ":" + word + "/" + t.resource.ID()
}

// ownerAccount is the account that a resource belongs to, "" where the API does
// not say: a shared subnet is another account's.
func ownerAccount(r awsdata.Resource) string {
	switch r := r.(type) {
	case *awsdata.VPC:
		return r.OwnerId
	case *awsdata.Subnet:
		return r.OwnerId
	case *awsdata.RouteTable:
		return r.OwnerId
	case *awsdata.SecurityGroup:
		return r.OwnerId
	case *awsdata.NetworkACL:
		return r.OwnerId
	case *awsdata.InternetGateway:
		return r.OwnerId
	case *awsdata.VPCEndpoint:
		return r.OwnerId
	case *awsdata.ManagedPrefixList:
		return r.OwnerId
	case *awsdata.NetworkInterface:
		return r.OwnerId
	case *awsdata.TransitGateway:
		return r.OwnerId
	}
	return ""
}

// command is the AWS CLI command that shows the thing, or that mends what a
// finding is about; profile is the one that the account was read with.
func (t *thing) command(profile string) string {
	switch {
	case t.finding != nil:
		return t.finding.Fix.CLI.Text(profile)
	case t.fn != nil:
		return functionCommand(t.fn).Text(profile)
	}
	return describeCommand(t.resource, t.place.Region).Text(profile)
}
