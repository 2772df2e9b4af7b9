package check

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// move gives a function other subnets or groups: change gets what it has and returns what it should have.
type move struct {
	function *awsdata.Function
	refs     map[string]paste.Value // what new things are called in Terraform and CloudFormation, by their placeholders
	change   func(subnets, groups []string) ([]string, []string)
}

// after is the move of a function that other moves were made with before.
func (m move) after(others []move) move {
	out := move{m.function, make(map[string]paste.Value), func(subnets, groups []string) ([]string, []string) {
		for _, o := range others {
			subnets, groups = o.change(subnets, groups)
		}
		return m.change(subnets, groups)
	}}
	for _, o := range append(slices.Clone(others), m) {
		for id, ref := range o.refs {
			out.refs[id] = ref
		}
	}
	return out
}

// command is the command of the AWS CLI: VpcConfig is replaced as a whole.
func (m move) command(region string) paste.Command {
	subnets, groups := m.change(m.function.SubnetIDs(), m.function.SecurityGroupIDs())
	return paste.AWS(region, updateConfiguration).Opt("function-name", m.function.FunctionName).
		Short("vpc-config", paste.Struct("SubnetIds", subnets, "SecurityGroupIds", groups,
			"Ipv6AllowedForDualStack", m.function.DualStack()))
}

const updateConfiguration = "lambda update-function-configuration"

func (m move) declare() (terraform, cloudFormation paste.Declaration) {
	subnets, groups := m.change(m.function.SubnetIDs(), m.function.SecurityGroupIDs())
	dual, name := paste.Bool(m.function.DualStack()), m.function.FunctionName
	return paste.Part("aws_lambda_function", name, paste.Block("vpc_config",
			paste.F("subnet_ids", valuesOf(subnets, m.refs)), paste.F("security_group_ids", valuesOf(groups, m.refs)),
			paste.F("ipv6_allowed_for_dual_stack", dual))),
		paste.Part("AWS::Lambda::Function", name, paste.Block("VpcConfig",
			paste.F("SubnetIds", valuesOf(subnets, m.refs)), paste.F("SecurityGroupIds", valuesOf(groups, m.refs)),
			paste.F("Ipv6AllowedForDualStack", dual)))
}

// agree makes what findings do to the network of one function agree: each command replaces all of it, so that one
// further down carries what those above it have changed, and undoes nothing.
func agree(findings []Finding, moves []map[string]move) {
	type key struct{ region, function string }
	made := make(map[key][]move)
	for i := range findings {
		f := &findings[i]
		for j, command := range f.Fix.CLI {
			if command.Name != updateConfiguration {
				continue
			}
			m, ok := find(moves, command)
			if !ok {
				continue
			}
			k := key{f.Region, m.function.FunctionName}
			before := made[k]
			made[k] = append(before[:len(before):len(before)], m)
			all := m.after(before)
			whole := all.command(f.Region)
			if whole.Text("") == plainly(command).Text("") {
				continue
			}
			whole.After, whole.Note = command.After, command.Note
			if whole.Note == "" {
				whole.Note = "with what findings above change of the network of " + m.function.FunctionName +
					", which this replaces as a whole"
			}
			f.Fix.CLI = slices.Clone(f.Fix.CLI)
			f.Fix.CLI[j] = whole
			f.Fix.redeclare(all)
		}
	}
}

// find is the move that a command makes.
func find(moves []map[string]move, command paste.Command) (move, bool) {
	text := plainly(command).Text("")
	for _, some := range moves {
		if m, ok := some[text]; ok {
			return m, true
		}
	}
	return move{}, false
}

// plainly is a command without what is said of it.
func plainly(c paste.Command) paste.Command {
	c.Note, c.After = "", false
	return c
}

// redeclare puts a move in the place of what is declared of the function's network.
func (f *Fix) redeclare(m move) {
	terraform, cloudFormation := m.declare()
	put := func(list []paste.Declaration, with paste.Declaration) []paste.Declaration {
		out := slices.Clone(list)
		for i, d := range out {
			if d.Part && d.Kind == with.Kind && d.Of == with.Of && len(d.Fields) == 1 &&
				d.Fields[0].Name == with.Fields[0].Name {
				with.Note = d.Note
				out[i] = with
			}
		}
		return out
	}
	f.Terraform, f.CloudFormation = put(f.Terraform, terraform), put(f.CloudFormation, cloudFormation)
}
