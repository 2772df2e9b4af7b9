package check

import (
	"github.com/vpclens/vpclens/analysis/role"
)

// role is what the role of that ARN may do, worked out once for all checks.
func (p *Pass) role(arn string) *role.Permissions { return p.roles().Of(arn) }

// roles are the roles of the account, each worked out once for all checks.
func (p *Pass) roles() *role.Index {
	if p.shared.roles == nil {
		p.shared.roles = role.NewIndex(p.Index)
	}
	return p.shared.roles
}

// roleUse is a role with the functions that run with it, by placement.
type roleUse struct {
	*role.Permissions
	functions []string     // all of them, in the order of their names
	places    []*placement // of those in a VPC, each placement once
	of        [][]string   // of each placement, the functions with this role
	outside   []string     // those outside any VPC
	unplaced  []string     // those in a VPC of which it is not known where
}

// roleUses are the roles of the region's functions, in the order of their first functions.
func (p *Pass) roleUses() []*roleUse {
	p.asked.places = true
	if p.shared.roleUses != nil {
		return p.shared.roleUses
	}
	at := make(map[string]*placement)
	for _, placement := range p.placements() {
		for _, name := range placement.Functions {
			at[name] = placement
		}
	}
	byARN := make(map[string]*roleUse)
	p.shared.roleUses = []*roleUse{}
	for _, place := range p.Places {
		if place.Role == "" {
			continue
		}
		use := byARN[place.Role]
		if use == nil {
			use = &roleUse{Permissions: p.role(place.Role)}
			byARN[place.Role] = use
			p.shared.roleUses = append(p.shared.roleUses, use)
		}
		use.add(place.FunctionName, at[place.FunctionName], place.Attached() || place.Managed())
	}
	return p.shared.roleUses
}

func (u *roleUse) add(function string, at *placement, inVPC bool) {
	u.functions = append(u.functions, function)
	switch {
	case at != nil:
		for i := range u.places {
			if u.places[i] == at {
				u.of[i] = append(u.of[i], function)
				return
			}
		}
		u.places, u.of = append(u.places, at), append(u.of, []string{function})
	case !inVPC:
		u.outside = append(u.outside, function)
	default:
		u.unplaced = append(u.unplaced, function)
	}
}

// notSeen is how far it goes what is said of a role: every finding about one says so.
// Source: IAM user guide, "Policy evaluation logic".
const notSeen = "Service control, resource control and session policies are not seen: they can take away more."

// reportOfRole reports a finding about a role, with how far it goes.
func (p *Pass) reportOfRole(arn string, f Finding) {
	f.Evidence = append(f.Evidence, unseen(arn))
	p.Report(f)
}

// unseen is the evidence that there may be more against a role than its policies say.
func unseen(arn string) Evidence { return Evidence{Resource: arn, Rule: "not seen", Says: notSeen} }

// question is the resource that a question about a role is about: the role, or the region where no role was read, so
// that one missing call is one question.
func (u *roleUse) question(p *Pass) string {
	if u.Role == nil {
		return p.RegionName()
	}
	return u.ARN
}

// roleEvidence is the evidence of a role's policies for an answer.
func roleEvidence(arn string, answer role.Answer) []Evidence {
	var out []Evidence
	for _, e := range answer.By {
		out = append(out, Evidence{Resource: arn, Rule: statementName(e), Says: e.Says})
	}
	for _, e := range answer.Except {
		out = append(out, Evidence{Resource: arn, Rule: statementName(e), Says: "but " + e.Says})
	}
	return out
}

func statementName(e role.Evidence) string {
	if e.Statement == "" {
		return e.Policy
	}
	return e.Policy + ", statement " + e.Statement
}
