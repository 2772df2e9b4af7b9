package say

import (
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// FunctionCommand shows a function with the AWS CLI.
func FunctionCommand(f *analysis.Function) paste.Command {
	return paste.AWS(f.Place.Region, "lambda get-function-configuration").Opt("function-name", f.FunctionName)
}

// DescribeCommand shows a resource with the AWS CLI.
func DescribeCommand(r awsdata.Resource, region string) paste.Command {
	kind, _ := awsdata.KindOf(r)
	return showCommand(kind.Show, r, region)
}

// showCommand is a command of the table of kinds, "SERVICE COMMAND --FLAG --OPTION WHICH", for one resource.
func showCommand(show string, r awsdata.Resource, region string) paste.Command {
	words := strings.Fields(show)
	c := paste.AWS(region, words[0]+" "+words[1])
	which := map[string]string{"NAME": r.Name(), "ID": r.ID(), "ARN": awsdata.ARNOf(r)}
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
