package check

import (
	"fmt"
	"strings"
)

// vpcConfigCLI are the commands that give functions other subnets or groups. change gets what a function has and returns
// what it should have; both go into the command, because VpcConfig is replaced as a whole.
func (p *Pass) vpcConfigCLI(functions []string, change func(subnets, groups []string) ([]string, []string)) string {
	return commands(functions, func(name string) string {
		var subnets, groups []string
		if f := p.Region.Function(name); f != nil {
			subnets, groups = change(f.SubnetIDs(), f.SecurityGroupIDs())
		}
		return fmt.Sprintf("aws lambda update-function-configuration --function-name %s --vpc-config %s", shellWord(name),
			shellWord("SubnetIds="+strings.Join(subnets, ",")+",SecurityGroupIds="+strings.Join(groups, ",")))
	})
}

// without is the list without one of its members, with an instead in its place unless that is "".
func without(list []string, gone, instead string) []string {
	var out []string
	for _, id := range list {
		switch {
		case id != gone:
			out = append(out, id)
		case instead != "":
			out = append(out, instead)
		}
	}
	return out
}
