package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/role"
)

var roleNetworkWrite = &Check{
	ID:       "role-network-write",
	Title:    "functions can change the network they live in",
	Severity: High,
	Impact:   Exposed,
	Family:   Identity,
	Why: "What keeps such a function in is what it can take away: a route, a rule of its security group, a network ACL entry or an endpoint. Its egress is " +
		"as wide as it wants it to be.",
	When: "The role may change a route table, security group, network ACL, endpoint, VPC or interface of the function's own network. What Lambda needs " +
		"for the function's interfaces does not count. Medium where conditions decide. Administrators are role-admin's. " + notSeen,
	Fix: "Let a role that no network limit is meant to hold do such work, in a function of its own outside the VPC, and take these actions from this role.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html",
	},
	Needs: []string{"describe-subnets", "describe-route-tables"},
	Run: func(p *Pass) {
		var open unknowns
		for _, use := range p.roleUses() {
			if len(use.places) == 0 || !mayWriteEC2(use.Permissions) {
				continue
			}
			if admin, _ := use.IsAdmin(); admin.Verdict == role.Yes {
				continue
			}
			f := Finding{Resource: use.ARN, Severity: Medium}
			var actions []string
			var unsure []role.NetworkWrite
			var proof role.Answer
			var answers []role.Answer
			for i, at := range use.places {
				for _, w := range use.NetworkWrites(p.networkARNs(at)) {
					if w.Answer.Verdict == role.Unknown {
						unsure = append(unsure, w)
						continue
					}
					if w.Answer.Verdict == role.Yes {
						f.Severity = High
					}
					if !slices.Contains(actions, w.Action) {
						actions = append(actions, w.Action)
						what := w.Resource[strings.LastIndexByte(w.Resource, ':')+1:]
						f.Evidence = append(f.Evidence, Evidence{Resource: use.ARN, Rule: w.Action,
							Says: "on " + strings.Replace(what, "/*", " of anyone", 1)})
						proof = w.Answer
					}
					answers = append(answers, w.Answer)
					f.Functions = append(f.Functions, use.of[i]...)
				}
			}
			switch {
			case len(actions) > 0:
				f.Title = fmt.Sprintf("role %s can change its own network: %s", use.Name(), join(shortActions(actions)))
				if f.Severity == Medium {
					f.Title += ", under conditions"
				}
				f.Evidence = append(f.Evidence, roleEvidence(use.ARN, proof)...)
				f.Fix = p.roleFix(use, actions, answers...)
				p.reportOfRole(use.ARN, f)
			case len(unsure) > 0:
				open.add(use.question(p), use.functions, use.Missing())
			}
		}
		open.report(p, func(string) string {
			return "Whether the functions' roles can change the network depends on policies that were not collected."
		})
	},
}

// mayWriteEC2 is a quick look that spares most roles the questions: do they have more of EC2 than Lambda needs?
func mayWriteEC2(r *role.Permissions) bool {
	return len(r.Missing()) > 0 ||
		slices.ContainsFunc(r.Services(), func(s role.Service) bool { return s.Prefix == "ec2" && s.Code })
}

// networkARNs are the ARNs of what a placement's network is made of.
func (p *Pass) networkARNs(at *placement) []string {
	snapshot := p.Index.Snapshot
	prefix := "arn:" + snapshot.Partition + ":ec2:" + p.RegionName() + ":" + snapshot.AccountID + ":"
	seen := make(map[string]bool)
	var out []string
	add := func(kind, id string) {
		if arn := prefix + kind + "/" + id; id != "" && !seen[arn] {
			seen[arn] = true
			out = append(out, arn)
		}
	}
	for i := range at.Subnets {
		s := &at.Subnets[i]
		add("subnet", s.ID)
		if s.RouteTable != nil {
			add("route-table", s.RouteTable.RouteTableId)
		}
		if s.NetworkACL != nil {
			add("network-acl", s.NetworkACL.NetworkAclId)
		}
	}
	for _, id := range at.Groups {
		add("security-group", id)
	}
	for _, e := range p.Region.VPCEndpoints(at.VPCID) {
		add("vpc-endpoint", e.VpcEndpointId)
	}
	add("vpc", at.VPCID)
	add("network-interface", "*") // any interface: those of others are what makes it dangerous
	return out
}

func shortActions(actions []string) []string {
	out := make([]string, len(actions))
	for i, a := range actions {
		out[i] = strings.TrimPrefix(a, "ec2:")
	}
	return out
}
