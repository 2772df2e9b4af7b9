package check

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// placed is the fix that gives functions other subnets or groups. change gets what a function has and returns what it
// should have. VpcConfig is replaced as a whole, so the command names all members of it. refs are what new things are
// called in Terraform and CloudFormation, by the placeholder of the AWS CLI's command.
//
// The instances of a capacity provider stay where they were started: its network cannot be changed, so functions on
// them get another provider. [https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html]
// [https://docs.aws.amazon.com/lambda/latest/api/API_UpdateCapacityProvider.html]
func (p *Pass) placed(functions []string, refs map[string]paste.Value,
	change func(subnets, groups []string) ([]string, []string)) Fix {
	var fix Fix
	var own, providers []string
	for _, name := range uniqueTexts(functions) {
		switch f := p.Region.Function(name); {
		case f == nil:
		case !f.Managed():
			own = append(own, name)
		case !slices.Contains(providers, f.CapacityProviderArn()):
			providers = append(providers, f.CapacityProviderArn())
		}
	}
	values := func(ids []string) paste.Value { return valuesOf(ids, refs) }
	fix.CLI = each(own, func(name string) []paste.Command {
		m := move{p.Region.Function(name), refs, change}
		command := m.command(p.RegionName())
		if p.shared.moves == nil {
			p.shared.moves = make(map[string]move)
		}
		p.shared.moves[command.Text("")] = m
		return []paste.Command{p.leavingBehind(m, command)}
	})
	declareEach(&fix, own, func(name string) (terraform, cloudFormation paste.Declaration) {
		return move{p.Region.Function(name), refs, change}.declare()
	})
	for _, arn := range providers {
		p.replaceProvider(&fix, arn, values, change)
	}
	return fix
}

// leavingBehind is the command of a move, with what it says of the public addresses that somebody put on the interfaces
// which the function shares with all of the same subnet and groups: others have interfaces of their own.
// Source: AWS Lambda developer guide, "Understanding Hyperplane Elastic Network Interfaces (ENIs)".
func (p *Pass) leavingBehind(m move, command paste.Command) paste.Command {
	was := m.function.SecurityGroupIDs()
	subnets, groups := m.change(m.function.SubnetIDs(), was)
	var left []string
	for _, id := range m.function.SubnetIDs() {
		if slices.Contains(subnets, id) && awsdata.GroupSet(groups) == awsdata.GroupSet(was) {
			continue
		}
		for _, n := range p.Region.LambdaInterfaces(id, was) {
			if len(n.PublicAddresses()) > 0 {
				left = append(left, p.name(n.NetworkInterfaceId))
			}
		}
	}
	if left == nil {
		return command
	}
	return command.Saying(
		"the function gets other interfaces: the public address of %s stays behind, and what it reaches by it",
		join(uniqueTexts(left)))
}

// valuesOf are ids as a list of Terraform's or CloudFormation's: what is new, by its name there.
func valuesOf(ids []string, refs map[string]paste.Value) paste.Value {
	list := make([]paste.Value, len(ids))
	for i, id := range ids {
		list[i] = valueOf(id, refs)
	}
	return paste.List(list...)
}

func valueOf(id string, refs map[string]paste.Value) paste.Value {
	if ref, ok := refs[id]; ok {
		return ref
	}
	return paste.Str(id)
}

// safeToMove are those of the functions that lose nothing outside their VPC by other subnets: what they reach, or may
// reach, they reach from there too.
func (p *Pass) safeToMove(functions []string, change func(subnets, groups []string) ([]string, []string)) []string {
	return p.safeToMoveOf(functions, false, change)
}

// safeToMoveAll is [Pass.safeToMove] for what lies in the VPC, too.
func (p *Pass) safeToMoveAll(functions []string, change func(subnets, groups []string) ([]string, []string)) []string {
	return p.safeToMoveOf(functions, true, change)
}

func (p *Pass) safeToMoveOf(functions []string, inside bool,
	change func(subnets, groups []string) ([]string, []string)) []string {
	loses := make(map[string]bool)
	return slices.DeleteFunc(uniqueTexts(functions), func(name string) bool {
		f := p.onItsOwn(p.Region.Function(name))
		if f == nil || f.VpcConfig == nil {
			return f == nil
		}
		moved, config := *f, *f.VpcConfig
		config.SubnetIds, _ = change(f.SubnetIDs(), f.SecurityGroupIDs())
		moved.VpcConfig = &config
		key := awsdata.GroupSet(f.SubnetIDs()) + " " + awsdata.GroupSet(config.SubnetIds) + " " +
			awsdata.GroupSet(f.SecurityGroupIDs()) + " " + strconv.FormatBool(f.DualStack())
		if lost, ok := loses[key]; ok {
			return lost
		}
		outside := netset.Everything()
		if v := p.Region.VPC(p.Region.FunctionVPC(f)); v != nil && !inside {
			// Names lead out as well: a subnet from which no DNS server of one's own can be asked is no way anywhere.
			outside = outside.Minus(cidrs(v)).Union(p.dnsServers(v.VpcId))
		}
		was := p.Engine.ReachWithin(p.RegionName(), f, outside).Sets
		is := p.Engine.ReachWithin(p.RegionName(), &moved, outside).Sets
		lost := was.Reachable.Minus(is.Reachable).Union(was.Partial.Minus(is.Can())).
			Union(was.Unknown.Minus(is.Can().Union(is.Unknown)))
		loses[key] = !lost.IsEmpty()
		return loses[key]
	})
}

// onItsOwn is a function as it would be in the network of its capacity provider without that, so that it can be asked
// what it reaches in another one: by both address families, since which of them its instances have is not known.
func (p *Pass) onItsOwn(f *awsdata.Function) *awsdata.Function {
	if f == nil || !f.Managed() {
		return f
	}
	own := *f
	own.CapacityProvider, own.VpcConfig = nil, nil
	if provider := p.Region.CapacityProvider(f.CapacityProviderArn()); provider != nil && provider.VpcConfig != nil {
		own.VpcConfig = &awsdata.VpcConfig{SubnetIds: provider.VpcConfig.SubnetIds,
			SecurityGroupIds: provider.VpcConfig.SecurityGroupIds, Ipv6AllowedForDualStack: true}
	}
	return &own
}

// dnsServers are the DNS servers of one's own that a VPC's functions ask.
func (p *Pass) dnsServers(vpc string) netset.Set {
	var b netset.Builder
	servers, _, _ := p.nameServers(vpc)
	for _, text := range custom(servers) {
		if a, err := netip.ParseAddr(strings.TrimSpace(text)); err == nil {
			b.AddAddr(a, dnsPorts())
		}
	}
	return b.Set()
}

// cidrs are the addresses of a VPC.
func cidrs(v *awsdata.VPC) netset.Set {
	var b netset.Builder
	b.AddCIDRs(v.CIDRs(), netset.TCPAndUDP())
	return b.Set()
}

// inFamilies is the fix that turns IPv6 on or off for functions: the rest of their VpcConfig stays.
func (p *Pass) inFamilies(functions []string, dual bool) Fix {
	fix := Fix{CLI: each(functions, func(name string) []paste.Command {
		f := p.Region.Function(name)
		return []paste.Command{p.aws("lambda update-function-configuration").Opt("function-name", name).
			Short("vpc-config",
				paste.Struct("SubnetIds", f.SubnetIDs(), "SecurityGroupIds", f.SecurityGroupIDs(),
					"Ipv6AllowedForDualStack", dual))}
	})}
	declareEach(&fix, functions, func(name string) (terraform, cloudFormation paste.Declaration) {
		f := p.Region.Function(name)
		return paste.Part("aws_lambda_function", name, paste.Block("vpc_config",
				paste.F("subnet_ids", paste.Strs(f.SubnetIDs())),
				paste.F("security_group_ids", paste.Strs(f.SecurityGroupIDs())),
				paste.F("ipv6_allowed_for_dual_stack", paste.Bool(dual)))),
			paste.Part("AWS::Lambda::Function", name, paste.Block("VpcConfig",
				paste.F("SubnetIds", paste.Strs(f.SubnetIDs())),
				paste.F("SecurityGroupIds", paste.Strs(f.SecurityGroupIDs())),
				paste.F("Ipv6AllowedForDualStack", paste.Bool(dual))))
	})
	return fix
}

// replaceProvider adds a capacity provider to a fix that takes the place of one whose network has to change.
func (p *Pass) replaceProvider(fix *Fix, arn string, values func([]string) paste.Value,
	change func(subnets, groups []string) ([]string, []string)) {
	var subnets, groups []string
	called := arn
	if provider := p.Region.CapacityProvider(arn); provider != nil {
		called = provider.Name()
		if provider.VpcConfig != nil {
			subnets, groups = provider.VpcConfig.SubnetIds, provider.VpcConfig.SecurityGroupIds
		}
	}
	subnets, groups = change(subnets, groups)
	operator := paste.Placeholder("capacity provider operator role arn")
	fix.CLI = append(fix.CLI,
		p.aws("lambda create-capacity-provider").Opt("capacity-provider-name", called+"-2").
			Short("vpc-config", paste.Struct("SubnetIds", subnets, "SecurityGroupIds", groups)).
			Short("permissions-config", paste.Struct("CapacityProviderOperatorRoleArn", operator)).
			Saying("the network of capacity provider %s cannot be changed: another one takes its place", called),
		paste.Comment("then name the new capacity provider in the CapacityProviderConfig of its functions and publish a version of each"))
	const note = "takes the place of %s: name it in the capacity provider configuration of the functions, and publish a version of each"
	fix.declare(paste.Resource("aws_lambda_capacity_provider", paste.Name(called+"-2"),
		paste.F("name", paste.Str(called+"-2")),
		paste.Block("vpc_config", paste.F("subnet_ids", values(subnets)),
			paste.F("security_group_ids", values(groups))),
		paste.Block("permissions_config", paste.F("capacity_provider_operator_role_arn", paste.Str(operator)))).
		Saying(note, called),
		paste.Resource("AWS::Lambda::CapacityProvider", paste.LogicalID(called+"-2"),
			paste.F("CapacityProviderName", paste.Str(called+"-2")),
			paste.Block("VpcConfig", paste.F("SubnetIds", values(subnets)),
				paste.F("SecurityGroupIds", values(groups))),
			paste.Block("PermissionsConfig", paste.F("CapacityProviderOperatorRoleArn", paste.Str(operator)))).
			Saying(note, called))
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
