package awsdata

import (
	"cmp"
	"slices"
	"strings"
)

// Instance is one instance of ec2 describe-instances.
type Instance struct {
	InstanceId        string
	InstanceType      string              `json:",omitempty"`
	State             InstanceState       `json:",omitzero"`
	VpcId             string              `json:",omitempty"`
	SubnetId          string              `json:",omitempty"`
	PrivateIpAddress  string              `json:",omitempty"`
	PublicIpAddress   string              `json:",omitempty"`
	NetworkInterfaces []InstanceInterface `json:",omitempty"`
	SecurityGroups    []GroupRef          `json:",omitempty"`
	SourceDestCheck   *bool               `json:",omitempty"`
	Tags              Tags                `json:",omitempty"`
}

// InstanceState is the state of an instance.
type InstanceState struct {
	Name string `json:",omitempty" must:"? pending running shutting-down terminated stopping stopped"`
}

// InstanceInterface names an interface of an instance.
type InstanceInterface struct {
	NetworkInterfaceId string
}

// ResourceTags implements [Tagged].
func (i *Instance) ResourceTags() Tags { return i.Tags }

// VPCID is the id of its VPC.
func (i *Instance) VPCID() string { return i.VpcId }

// Parents implements [Placed].
func (i *Instance) Parents() []string { return []string{i.SubnetId, i.VpcId} }

// ID implements [Resource].
func (i *Instance) ID() string { return i.InstanceId }

// Name implements [Resource].
func (i *Instance) Name() string { return i.Tags.Get("Name") }

// Facts implements [Resource].
func (i *Instance) Facts() []Fact {
	facts := []Fact{
		{Label: "State", Value: i.State.Name},
		{Label: "Type", Value: i.InstanceType},
		{Label: "Address", Value: i.PrivateIpAddress},
		{Label: "Public address", Value: i.PublicIpAddress},
		{Label: "Subnet", Value: i.SubnetId, Ref: i.SubnetId},
		{Label: "VPC", Value: i.VpcId, Ref: i.VpcId},
	}
	for _, n := range i.NetworkInterfaces {
		facts = append(facts, Fact{Label: "Interface", Value: n.NetworkInterfaceId, Ref: n.NetworkInterfaceId})
	}
	for _, g := range i.SecurityGroups {
		facts = append(facts, Fact{Label: "Security group", Value: g.GroupId, Ref: g.GroupId})
	}
	return compact(facts)
}

// printInstance is describe-instances about one instance.
func printInstance(r Resource) any {
	return map[string]any{"Reservations": []any{map[string]any{"Instances": []any{r}}}}
}

// instancesDocument reads describe-instances, which lists instances by reservation: who was started together.
func instancesDocument() document[Region] {
	type reservation struct{ Instances []Instance }
	return document[Region]{
		call: "describe-instances", optional: true,
		decode: func(_ string, data []byte) (func(*Region), flaw, error) {
			reservations, truncated, err := decodeList[reservation]("Reservations", data)
			if err != nil {
				return nil, flaw{}, err
			}
			list, lacks := []Instance{}, ""
			for _, r := range reservations {
				if len(r.Instances) == 0 {
					lacks = "a reservation has no Instances"
				}
				list = append(list, r.Instances...)
			}
			slices.SortStableFunc(list, func(a, b Instance) int { return strings.Compare(a.InstanceId, b.InstanceId) })
			list, lack := soundByID(list, func(i *Instance) string { return i.InstanceId })
			return func(r *Region) { r.Instances = list }, cutFlaw(truncated, cmp.Or(lacks, lack)), nil
		},
		encode: func(r *Region) map[string]any {
			reservations := []reservation{}
			if len(r.Instances) > 0 {
				reservations = append(reservations, reservation{r.Instances})
			}
			return map[string]any{"": map[string]any{"Reservations": reservations}}
		},
		detach: func(r *Region) { r.Instances = slices.Clone(r.Instances) },
	}
}
