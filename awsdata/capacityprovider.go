package awsdata

// CapacityProvider is a Lambda Managed Instances capacity provider: EC2 instances of the account that functions run on.
// Its VpcConfig is the network of those functions.
type CapacityProvider struct {
	CapacityProviderArn string
	State               string                     `json:",omitempty"`
	VpcConfig           *CapacityProviderVpcConfig `json:",omitempty"`
}

// CapacityProviderVpcConfig is where the instances are started.
type CapacityProviderVpcConfig struct {
	SubnetIds        []string `json:",omitempty"`
	SecurityGroupIds []string `json:",omitempty"`
}

// ID implements [Resource].
func (c *CapacityProvider) ID() string { return c.CapacityProviderArn }

// Name implements [Resource].
func (c *CapacityProvider) Name() string { return arnTail(c.CapacityProviderArn) }

// Facts implements [Resource].
func (c *CapacityProvider) Facts() []Fact {
	facts := []Fact{{Label: "ARN", Value: c.CapacityProviderArn}, {Label: "State", Value: c.State}}
	if c.VpcConfig != nil {
		for _, id := range c.VpcConfig.SubnetIds {
			facts = append(facts, Fact{Label: "Subnet", Value: id, Ref: id})
		}
		for _, id := range c.VpcConfig.SecurityGroupIds {
			facts = append(facts, Fact{Label: "Security group", Value: id, Ref: id})
		}
	}
	return facts
}
