package whatif

import (
	"errors"
	"fmt"
	"slices"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// AddSubnet places a function in one more subnet.
type AddSubnet struct {
	Region   string `json:"region,omitempty"`
	ID       string `json:"id,omitempty"`
	Function string `json:"function,omitempty"`
}

// RemoveSubnet takes a function out of a subnet.
type RemoveSubnet AddSubnet

// AddGroup gives a function one more security group.
type AddGroup AddSubnet

// RemoveGroup takes a security group from a function.
type RemoveGroup AddSubnet

// SetSubnets places a function in other subnets than it is in.
type SetSubnets struct {
	Region   string   `json:"region,omitempty"`
	Function string   `json:"function,omitempty"`
	Subnets  []string `json:"subnets,omitempty"`
}

// AllowIPv6 lets a function send IPv6 from subnets that have it.
type AllowIPv6 struct {
	Region   string `json:"region,omitempty"`
	Function string `json:"function,omitempty"`
}

// ForbidIPv6 lets a function send IPv4 only.
type ForbidIPv6 AllowIPv6

func (e AddSubnet) about() about {
	return about{Add, Subnet, e.Region, e.Function, need("function", e.Function, "id", e.ID)}
}

func (e RemoveSubnet) about() about {
	return about{Remove, Subnet, e.Region, e.Function, need("function", e.Function, "id", e.ID)}
}

func (e AddGroup) about() about {
	return about{Add, Group, e.Region, e.Function, need("function", e.Function, "id", e.ID)}
}

func (e RemoveGroup) about() about {
	return about{Remove, Group, e.Region, e.Function, need("function", e.Function, "id", e.ID)}
}

func (e AllowIPv6) about() about {
	return about{Add, IPv6, e.Region, e.Function, need("function", e.Function)}
}

func (e ForbidIPv6) about() about {
	return about{Remove, IPv6, e.Region, e.Function, need("function", e.Function)}
}

func (e SetSubnets) about() about {
	err := need("function", e.Function)
	if len(e.Subnets) == 0 {
		err = errors.New("it needs subnets")
	}
	return about{Set, Subnets, e.Region, e.Function, err}
}

// Words implements [Edit].
func (e AddSubnet) Words() string { return fmt.Sprintf("%s: add subnet %s", e.Function, e.ID) }

// Words implements [Edit].
func (e RemoveSubnet) Words() string { return fmt.Sprintf("%s: remove subnet %s", e.Function, e.ID) }

// Words implements [Edit].
func (e AddGroup) Words() string { return fmt.Sprintf("%s: add security group %s", e.Function, e.ID) }

// Words implements [Edit].
func (e RemoveGroup) Words() string {
	return fmt.Sprintf("%s: remove security group %s", e.Function, e.ID)
}

// Words implements [Edit].
func (e SetSubnets) Words() string {
	return fmt.Sprintf("%s: place it in %s instead", e.Function, and(e.Subnets))
}

// Words implements [Edit].
func (e AllowIPv6) Words() string { return e.Function + ": allow IPv6 (dual stack)" }

// Words implements [Edit].
func (e ForbidIPv6) Words() string { return e.Function + ": no IPv6" }

func and(list []string) string {
	switch n := len(list); n {
	case 0:
		return "nothing"
	case 1:
		return list[0]
	case 2:
		return list[0] + " and " + list[1]
	default:
		return fmt.Sprintf("%s, %s", list[0], and(list[1:]))
	}
}

// Inverse implements [Edit].
func (e AddSubnet) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return []Edit{RemoveSubnet(e)}, true }

// Inverse implements [Edit].
func (e RemoveSubnet) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return []Edit{AddSubnet(e)}, true }

// Inverse implements [Edit].
func (e AddGroup) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return []Edit{RemoveGroup(e)}, true }

// Inverse implements [Edit].
func (e RemoveGroup) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return []Edit{AddGroup(e)}, true }

// Inverse implements [Edit].
func (e SetSubnets) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	f := functionIn(before, e, e.Function)
	if f == nil || !f.Attached() {
		return nil, false
	}
	return []Edit{SetSubnets{Region: e.Region, Function: e.Function, Subnets: f.SubnetIDs()}}, true
}

// Inverse implements [Edit].
func (e AllowIPv6) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return []Edit{ForbidIPv6(e)}, true }

// Inverse implements [Edit].
func (e ForbidIPv6) Inverse(*awsdata.Snapshot) ([]Edit, bool) { return []Edit{AllowIPv6(e)}, true }

func functionIn(s *awsdata.Snapshot, e Edit, name string) *awsdata.Function {
	r := in(s, e)
	if r == nil {
		return nil
	}
	f, err := element[awsdata.Function](r.Functions, name)
	if err != nil {
		return nil
	}
	return f
}

// changeFunction changes a copy of a function's configuration. A function on managed instances has the network of its
// capacity provider, which cannot be changed.
// Source: Lambda developer guide, "Capacity providers for Lambda Managed Instances": the VPC configuration is set once.
func changeFunction(r *awsdata.Region, name string, change func(*awsdata.VpcConfig) error) error {
	f, err := element[awsdata.Function](r.Functions, name)
	if err != nil {
		return err
	}
	if f.Managed() {
		return fmt.Errorf("%s has the network of its capacity provider", name)
	}
	config := awsdata.VpcConfig{}
	if f.VpcConfig != nil {
		config = *f.VpcConfig
	}
	if err := change(&config); err != nil {
		return err
	}
	f.VpcConfig = &config
	return nil
}

func (e AddSubnet) apply(r, _ *awsdata.Region) error {
	if _, err := element[awsdata.Subnet](r.Subnets, e.ID); err != nil {
		return err
	}
	return changeFunction(r, e.Function, func(c *awsdata.VpcConfig) error {
		if !slices.Contains(c.SubnetIds, e.ID) {
			c.SubnetIds = append(slices.Clone(c.SubnetIds), e.ID)
		}
		return nil
	})
}

func (e RemoveSubnet) apply(r, _ *awsdata.Region) error {
	return changeFunction(r, e.Function, func(c *awsdata.VpcConfig) error {
		if !slices.Contains(c.SubnetIds, e.ID) {
			return fmt.Errorf("%s does not have %s", e.Function, e.ID)
		}
		c.SubnetIds = dropID(c.SubnetIds, e.ID)
		return nil
	})
}

func (e AddGroup) apply(r, _ *awsdata.Region) error {
	if _, err := element[awsdata.SecurityGroup](r.SecurityGroups, e.ID); err != nil {
		return err
	}
	return changeFunction(r, e.Function, func(c *awsdata.VpcConfig) error {
		if !slices.Contains(c.SecurityGroupIds, e.ID) {
			c.SecurityGroupIds = append(slices.Clone(c.SecurityGroupIds), e.ID)
		}
		return nil
	})
}

func (e RemoveGroup) apply(r, _ *awsdata.Region) error {
	return changeFunction(r, e.Function, func(c *awsdata.VpcConfig) error {
		if !slices.Contains(c.SecurityGroupIds, e.ID) {
			return fmt.Errorf("%s does not have %s", e.Function, e.ID)
		}
		c.SecurityGroupIds = dropID(c.SecurityGroupIds, e.ID)
		return nil
	})
}

func (e SetSubnets) apply(r, _ *awsdata.Region) error {
	for _, id := range e.Subnets {
		if _, err := element[awsdata.Subnet](r.Subnets, id); err != nil {
			return err
		}
	}
	return changeFunction(r, e.Function, func(c *awsdata.VpcConfig) error {
		c.SubnetIds = slices.Clone(e.Subnets)
		return nil
	})
}

func (e AllowIPv6) apply(r, _ *awsdata.Region) error {
	return changeFunction(r, e.Function, func(c *awsdata.VpcConfig) error {
		c.Ipv6AllowedForDualStack = true
		return nil
	})
}

func (e ForbidIPv6) apply(r, _ *awsdata.Region) error {
	return changeFunction(r, e.Function, func(c *awsdata.VpcConfig) error {
		c.Ipv6AllowedForDualStack = false
		return nil
	})
}

// after is a function's VPC configuration once the edit is made. Every form has all of it: what a configuration leaves
// out, Lambda takes away.
func after(s *awsdata.Snapshot, e Edit, name string) awsdata.VpcConfig {
	changed, err := Apply(s, []Edit{e})
	if err != nil {
		return awsdata.VpcConfig{}
	}
	if f := functionIn(changed, e, name); f != nil && f.VpcConfig != nil {
		return *f.VpcConfig
	}
	return awsdata.VpcConfig{}
}

func configure(s *awsdata.Snapshot, e Edit, name string) paste.Script {
	c := after(s, e, name)
	return paste.Script{paste.AWS(regionFor(s, e), "lambda update-function-configuration").Opt("function-name", name).
		Short("vpc-config", paste.Struct("SubnetIds", c.SubnetIds, "SecurityGroupIds", c.SecurityGroupIds,
			"Ipv6AllowedForDualStack", c.Ipv6AllowedForDualStack))}
}

// Commands implements [Edit].
func (e AddSubnet) Commands(s *awsdata.Snapshot) paste.Script { return configure(s, e, e.Function) }

// Commands implements [Edit].
func (e RemoveSubnet) Commands(s *awsdata.Snapshot) paste.Script { return configure(s, e, e.Function) }

// Commands implements [Edit].
func (e AddGroup) Commands(s *awsdata.Snapshot) paste.Script { return configure(s, e, e.Function) }

// Commands implements [Edit].
func (e RemoveGroup) Commands(s *awsdata.Snapshot) paste.Script { return configure(s, e, e.Function) }

// Commands implements [Edit].
func (e SetSubnets) Commands(s *awsdata.Snapshot) paste.Script { return configure(s, e, e.Function) }

// Commands implements [Edit].
func (e AllowIPv6) Commands(s *awsdata.Snapshot) paste.Script { return configure(s, e, e.Function) }

// Commands implements [Edit].
func (e ForbidIPv6) Commands(s *awsdata.Snapshot) paste.Script { return configure(s, e, e.Function) }
