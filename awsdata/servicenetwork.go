package awsdata

import (
	"maps"
	"slices"
	"strings"
)

// ServiceNetworkAssociation is one entry of vpc-lattice list-service-network-vpc-associations: a VPC whose clients can
// call the services of a VPC Lattice service network.
type ServiceNetworkAssociation struct {
	Id  string `json:"id" must:"text"`
	Arn string `json:"arn,omitempty"`
	// ACTIVE, or CREATE_, UPDATE_, DELETE_ with IN_PROGRESS or FAILED
	Status             string `json:"status,omitempty"`
	ServiceNetworkId   string `json:"serviceNetworkId,omitempty"`
	ServiceNetworkArn  string `json:"serviceNetworkArn,omitempty"`
	ServiceNetworkName string `json:"serviceNetworkName,omitempty"`
	VpcId              string `json:"vpcId,omitempty"`
	CreatedBy          string `json:"createdBy,omitempty"` // an account
	PrivateDnsEnabled  *bool  `json:"privateDnsEnabled,omitempty"`

	// Filled by the snapshot from get-service-network-vpc-association; GroupsKnown tells none from a gap.
	Groups      []string `json:"-"`
	GroupsKnown bool     `json:"-"`
}

// ServiceNetworkAssociationDetail is vpc-lattice get-service-network-vpc-association: what the list does not tell.
type ServiceNetworkAssociationDetail struct {
	Id               string   `json:"id"`
	SecurityGroupIds []string `json:"securityGroupIds,omitempty"`
}

// ID implements [Resource].
func (a *ServiceNetworkAssociation) ID() string { return a.Id }

// Name implements [Resource]: what it associates with.
func (a *ServiceNetworkAssociation) Name() string { return a.ServiceNetworkName }

// ARN implements [Known].
func (a *ServiceNetworkAssociation) ARN() string { return a.Arn }

// Parents implements [Placed].
func (a *ServiceNetworkAssociation) Parents() []string { return []string{a.VpcId} }

// Facts implements [Resource]. The groups of an association let its VPC's clients in, by their inbound rules; without
// groups all are let in.
// Source: VPC Lattice user guide, "Control traffic in VPC Lattice using security groups".
func (a *ServiceNetworkAssociation) Facts() []Fact {
	facts := []Fact{
		{Label: "Status", Value: a.Status},
		{Label: "Service network", Value: strings.TrimSpace(a.ServiceNetworkName + " " + a.ServiceNetworkId)},
		{Label: "VPC", Value: a.VpcId, Ref: a.VpcId},
		{Label: "Created by", Value: a.CreatedBy},
	}
	if a.PrivateDnsEnabled != nil {
		facts = append(facts, Fact{Label: "Private DNS", Value: yesNo(*a.PrivateDnsEnabled)})
	}
	switch {
	case !a.GroupsKnown:
		facts = append(facts,
			Fact{Label: "Security groups", Value: "unknown: get-service-network-vpc-association was not collected"})
	case len(a.Groups) == 0:
		facts = append(facts, Fact{Label: "Security groups", Value: "none: all clients of the VPC are let in"})
	}
	return compact(append(facts, refs("Security group", a.Groups)...))
}

// serviceNetworkAssociationDocuments are the list, which AWS gives for one VPC at a time, and what it does not tell.
func serviceNetworkAssociationDocuments() []document[Region] {
	return []document[Region]{
		keyedList("list-service-network-vpc-associations", "items",
			func(r *Region) *map[string][]ServiceNetworkAssociation { return &r.ServiceNetworksByVPC }),
		keyedDocument("get-service-network-vpc-association",
			func(r *Region) *map[string]ServiceNetworkAssociationDetail { return &r.ServiceNetworkDetails }),
	}
}

// joinServiceNetworkAssociations makes one list of those of all VPCs. The region has it as by a call of its own where
// all of its VPCs were asked for.
func joinServiceNetworkAssociations(joined, decoded *Region) {
	asked := decoded.Has("describe-vpcs")
	for i := range decoded.VPCs {
		asked = asked && decoded.Has("list-service-network-vpc-associations."+decoded.VPCs[i].VpcId)
	}
	joined.present["list-service-network-vpc-associations"] = asked
	joined.ServiceNetworkAssociations = nil
	for _, vpc := range slices.Sorted(maps.Keys(decoded.ServiceNetworksByVPC)) {
		for _, a := range decoded.ServiceNetworksByVPC[vpc] {
			detail, known := decoded.ServiceNetworkDetails[a.Id]
			a.Groups, a.GroupsKnown = detail.SecurityGroupIds, known
			joined.ServiceNetworkAssociations = append(joined.ServiceNetworkAssociations, a)
		}
	}
	slices.SortStableFunc(joined.ServiceNetworkAssociations, func(a, b ServiceNetworkAssociation) int {
		return strings.Compare(a.Id, b.Id)
	})
}
