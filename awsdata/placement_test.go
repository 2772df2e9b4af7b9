package awsdata_test

import (
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// Functions share a key exactly if nothing that decides what the network does to them tells them apart.
func TestPlacementKey(t *testing.T) {
	t.Parallel()
	s := awstest.Parse(t, `
		vpc main 10.0.0.0/16
		subnet a cidr=10.0.0.0/24 zone=a
		subnet b cidr=10.0.1.0/24 zone=b
		group one
		group two
		function base subnets=a,b groups=one,two
	`)
	x := awsdata.NewIndex(s)
	region := x.Region("us-east-1")
	base := *region.Function("base")
	for _, c := range []struct {
		name   string
		change func(*awsdata.Function)
		alike  bool
	}{
		{"another name", func(f *awsdata.Function) { f.FunctionName = "other" }, true},
		{"the subnets the other way round",
			func(f *awsdata.Function) { f.VpcConfig.SubnetIds = []string{"subnet-b", "subnet-a"} }, true},
		{"the groups the other way round",
			func(f *awsdata.Function) { f.VpcConfig.SecurityGroupIds = []string{"sg-two", "sg-one"} }, true},
		{"one subnet", func(f *awsdata.Function) { f.VpcConfig.SubnetIds = []string{"subnet-a"} }, false},
		{"one group", func(f *awsdata.Function) { f.VpcConfig.SecurityGroupIds = []string{"sg-one"} }, false},
		{"IPv6", func(f *awsdata.Function) { f.VpcConfig.Ipv6AllowedForDualStack = true }, false},
		{"no VPC", func(f *awsdata.Function) { f.VpcConfig = nil }, false},
		{"a capacity provider that is not in the snapshot",
			func(f *awsdata.Function) { f.CapacityProvider = provider("p") }, false},
	} {
		f, config := base, *base.VpcConfig
		f.VpcConfig = &config
		c.change(&f)
		if got := region.PlacementKey(&f) == region.PlacementKey(&base); got != c.alike {
			t.Errorf("%s: alike is %v", c.name, got)
		}
	}
	one, two := awsdata.Function{CapacityProvider: provider("p")}, awsdata.Function{CapacityProvider: provider("q")}
	if region.PlacementKey(&one) == region.PlacementKey(&two) {
		t.Error("two providers of which nothing is known are one")
	}
}

func provider(name string) *awsdata.CapacityProviderConfig {
	p := &awsdata.CapacityProviderConfig{}
	p.LambdaManagedInstances.CapacityProviderArn = "arn:aws:lambda:us-east-1:1:capacity-provider:" + name
	return p
}
