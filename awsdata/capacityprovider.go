package awsdata

import (
	"maps"
	"slices"
)

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

// ARN implements [Known].
func (c *CapacityProvider) ARN() string { return c.CapacityProviderArn }

// Parents implements [Placed].
func (c *CapacityProvider) Parents() []string {
	if c.VpcConfig == nil {
		return nil
	}
	return slices.Clone(c.VpcConfig.SubnetIds)
}

// capacityProviderDocuments are those besides the list.
func capacityProviderDocuments() []document[Region] {
	return []document[Region]{
		keyedDocument("get-capacity-provider",
			func(r *Region) *map[string]CapacityProviderDocument { return &r.CapacityProviderByID }),
	}
}

// joinCapacityProviders puts what get-capacity-provider tells in the place of what the list does.
func joinCapacityProviders(joined, decoded *Region) {
	joined.CapacityProviders = slices.Clone(decoded.CapacityProviders)
	for i := range joined.CapacityProviders {
		for _, id := range slices.Sorted(maps.Keys(decoded.CapacityProviderByID)) {
			document := decoded.CapacityProviderByID[id]
			if document.CapacityProvider.CapacityProviderArn == joined.CapacityProviders[i].CapacityProviderArn {
				joined.CapacityProviders[i] = document.CapacityProvider
			}
		}
	}
}

// printCapacityProvider is get-capacity-provider.
func printCapacityProvider(r Resource) any {
	if c, ok := r.(*CapacityProvider); ok {
		return CapacityProviderDocument{CapacityProvider: *c}
	}
	return nil
}
