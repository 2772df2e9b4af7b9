package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
)

// cause is what this account shows of a reason code: the resource to mend and the proof. Without any, the function
// itself is the resource.
type cause struct {
	resource string
	short    string // ends a title instead of the code's own words, "" to keep those
	evidence []Evidence
	cli      paste.Script
}

// causeOf looks for the cause of a reason code in what the snapshot holds.
func (p *Pass) causeOf(place *reach.Place, code string) cause {
	var c cause
	switch code {
	case "SubnetOutOfIPAddresses":
		c = p.fullSubnet(place)
	case "InvalidSubnet":
		c = p.goneSubnet(place)
	case "InvalidSecurityGroup":
		c = p.goneGroup(place)
	case "EniLimitExceeded":
		c = p.fullVPC(place)
	case "InsufficientRolePermissions":
		c = p.weakRole(place)
	case disallowedByEncryption:
		c = p.enforcingVPC(place)
	}
	if c.resource == "" {
		c.resource = place.FunctionName
	}
	// else AWS says no more than the snapshot does
	if _, explained := reasons[code]; c.cli == nil && !explained && c.short == "" {
		c.cli = paste.Script{p.aws("lambda get-function-configuration").Opt("function-name", place.FunctionName).
			Opt("query", "[State,StateReason,StateReasonCode,LastUpdateStatus,LastUpdateStatusReason,LastUpdateStatusReasonCode]")}
	}
	return c
}

// fullSubnet is the subnet of the function with the fewest free addresses, if it has less than a handful.
func (p *Pass) fullSubnet(place *reach.Place) (c cause) {
	least := 4
	for i := range place.Subnets {
		s := place.Subnets[i].Subnet
		if s == nil || s.AvailableIpAddressCount == nil {
			continue
		}
		free := *s.AvailableIpAddressCount
		c.evidence = append(c.evidence, Evidence{Resource: s.SubnetId, Rule: "AvailableIpAddressCount",
			Says: p.label(s.SubnetId) + " has " + freeText(free) + " now"})
		if free < least {
			least, c.resource, c.short = free, s.SubnetId, freeText(free)+" in "+p.name(s.SubnetId)
		}
	}
	return c
}

func (p *Pass) goneSubnet(place *reach.Place) (c cause) {
	if p.Gap("describe-subnets") != "" {
		return c
	}
	for i := range place.Subnets {
		if s := &place.Subnets[i]; s.Subnet == nil {
			c.resource, c.short = s.ID, s.ID+" no longer exists"
			c.evidence = append(c.evidence,
				Evidence{Resource: s.ID, Rule: "describe-subnets", Says: "not among the account's subnets"})
		}
	}
	return c
}

func (p *Pass) goneGroup(place *reach.Place) (c cause) {
	if p.Gap("describe-security-groups") != "" {
		return c
	}
	for _, id := range place.Groups {
		if p.Region.SecurityGroup(id) == nil {
			c.resource, c.short = id, id+" no longer exists"
			c.evidence = append(c.evidence, Evidence{Resource: id, Rule: "describe-security-groups",
				Says: "not among the account's security groups"})
		}
	}
	return c
}

func (p *Pass) fullVPC(place *reach.Place) (c cause) {
	for _, h := range p.ledger().Headroom {
		if h.VPCID != place.VPCID || !h.Known {
			continue
		}
		c.resource = h.VPCID
		c.evidence = []Evidence{{Resource: h.VPCID, Rule: ledger.QuotaCode,
			Says: fmt.Sprintf("%d of %d interfaces used now", h.Used(), h.Limit)}}
	}
	return c
}

// enforcingVPC is the VPC whose encryption control does not exclude Lambda, if it is in the snapshot.
func (p *Pass) enforcingVPC(place *reach.Place) (c cause) {
	if enforces(place.VPC) && !excludes(place.VPC, "Lambda") {
		c.resource, c.short = place.VPCID, p.name(place.VPCID)+" enforces encryption and does not exclude Lambda"
		c.evidence = []Evidence{{Resource: place.VPCID, Rule: "EncryptionControl", Says: "its mode is enforce"}}
		c.cli = p.excludeFromEncryption(place.VPCID, []string{"Lambda"}).CLI
	}
	return c
}

// weakRole is what the role shows of a refusal: what it lacks, or its boundary takes. Where its policies allow all six
// actions something above them denies, which cannot be seen here. Source: IAM user guide, "Policy evaluation logic";
// IAM API, SimulatePrincipalPolicy (AllowedByOrganizations).
func (p *Pass) weakRole(place *reach.Place) (c cause) {
	r := p.role(place.Role)
	var lacks []string
	boundary := ""
	for _, permission := range r.Interfaces() {
		if permission.Answer.Verdict == role.Yes {
			continue
		}
		if permission.Answer.Verdict == role.No {
			lacks = append(lacks, permission.Action)
		}
		if permission.Answer.Boundary != "" {
			boundary = permission.Answer.Boundary
		}
		c.evidence = append(c.evidence,
			Evidence{Resource: place.Role, Rule: permission.Action, Says: permission.Answer.Why()})
	}
	switch {
	case r.Gone():
		c.short = "its role no longer exists"
	case boundary != "":
		c.short = "permissions boundary " + boundary + " keeps its role from " + join(lacks)
	case len(lacks) == len(role.InterfaceActions()):
		c.short = "its role has no permission for interfaces"
	case len(lacks) > 0:
		c.short = "its role lacks " + join(lacks)
	case len(c.evidence) > 0:
		c.short = "EC2 refused it to its role, whose policies leave that open"
	default:
		c.short = "its role may manage interfaces, so something above the role denies it"
		c.evidence = []Evidence{{Resource: place.Role, Rule: "all six actions", Says: "its policies allow them"}}
		c.cli = paste.Script{p.aws("iam simulate-principal-policy").Opt("policy-source-arn", place.Role).
			Opt("action-names", role.InterfaceActions()...).
			Opt("query", "EvaluationResults[].[EvalActionName,EvalDecision,OrganizationsDecisionDetail]")}
	}
	c.resource, c.evidence = place.Role, append(c.evidence, unseen(place.Role))
	return c
}

// uniqueTexts is the list without repetitions, in its order.
func uniqueTexts(list []string) []string {
	seen := make(map[string]bool, len(list))
	var out []string
	for _, text := range list {
		if !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}
