package screen

import (
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// functionCommand shows a function with the AWS CLI.
func functionCommand(f *analysis.Function) paste.Command {
	return paste.AWS(f.Place.Region, "lambda get-function-configuration").Opt("function-name", f.FunctionName)
}

// describeCommand shows a resource with the AWS CLI.
func describeCommand(r awsdata.Resource, region string) paste.Command {
	code := kindOf(r)
	kind, _ := kindByCode(code)
	switch code {
	case "role":
		return paste.AWS(region, "iam get-role").Opt("role-name", r.Name())
	case "cp":
		return paste.AWS(region, "lambda get-capacity-provider").Opt("capacity-provider-name", r.Name())
	case "fn":
		return paste.AWS(region, "lambda get-function-configuration").Opt("function-name", r.ID())
	}
	if kind.Show != "" {
		return showCommand(kind.Show, r, region)
	}
	flags := map[string]string{
		"vpc": "vpc-ids", "subnet": "subnet-ids", "rtb": "route-table-ids", "sg": "group-ids", "acl": "network-acl-ids",
		"nat": "nat-gateway-ids", "igw": "internet-gateway-ids", "eigw": "egress-only-internet-gateway-ids",
		"vpce": "vpc-endpoint-ids", "pl": "prefix-list-ids", "eni": "network-interface-ids", "pcx": "vpc-peering-connection-ids",
		"tgw": "transit-gateway-ids", "tgw-attach": "transit-gateway-attachment-ids", "tgw-rtb": "transit-gateway-route-table-ids",
		"fl": "flow-log-ids", "dopt": "dhcp-options-ids",
	}
	return paste.AWS(region, "ec2 "+kind.Call).Opt(flags[code], r.ID())
}

// showCommand is a command of the table of kinds, "SERVICE COMMAND --FLAG --OPTION WHICH", for one resource.
func showCommand(show string, r awsdata.Resource, region string) paste.Command {
	words := strings.Fields(show)
	c := paste.AWS(region, words[0]+" "+words[1])
	which := map[string]string{"NAME": r.Name(), "ID": r.ID(), "ARN": arnOf(r)}
	for i := 2; i < len(words); i++ {
		option := strings.TrimPrefix(words[i], "--")
		if i+1 == len(words) || strings.HasPrefix(words[i+1], "--") {
			c = c.Opt(option)
			continue
		}
		i++
		value, ok := which[words[i]]
		if !ok {
			value = words[i]
		}
		c = c.Opt(option, value)
	}
	return c
}
