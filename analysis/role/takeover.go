package role

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/awsdata"
)

// Takeover is a way for whoever has a role to get rights of a named other one, or to give itself any.
type Takeover struct {
	Actions []string // all of them are needed
	Opens   string   // what it opens, in words: "runs a new function as role deployer"
	Answer  Answer   // of the action that decides: Yes or Maybe
	Gains   string   // goes on with what it gains: "which may do everything"
	Admin   bool     // it is administrator then
	Target  string   // the ARN of the role whose rights it gets, "" where it changes its own
	By      Evidence // the statement of that role that gives what it gains; empty where the way itself does
}

// Takeovers are the ways for whoever has the role to get rights by what its policies allow on named roles, functions
// and policies: the roles of the snapshot that it can run something as, or whose trust it can change, as far as they
// may do what it may not. Missing are the calls without which there may be more. Users are in no snapshot: rights over
// named ones are not judged.
// Source: AWS prescriptive guidance and IAM user guide on privilege escalation (passing roles, policy versions, trust).
func (b *Index) Takeovers(p *Permissions, x *awsdata.RegionIndex) (ways []Takeover, missing []string) {
	if p.Role == nil {
		return nil, nil
	}
	t := &takeovers{roleIndex: b, of: p}
	t.ownPolicies()
	t.passed()
	t.code(x)
	t.trust()
	t.assumed()
	slices.SortStableFunc(t.ways, func(a, b Takeover) int {
		if a.Admin != b.Admin {
			if a.Admin {
				return -1
			}
			return 1
		}
		return int(b.Answer.Verdict) - int(a.Answer.Verdict)
	})
	return t.ways, unique(t.missing)
}

type takeovers struct {
	roleIndex *Index
	of        *Permissions
	ways      []Takeover
	missing   []string
	roles     []*Permissions // the others, once they were asked for
}

// ownPolicies are the customer's policies of the role itself that it may write a new version of. Within a boundary it
// stays, unless that is the policy.
func (t *takeovers) ownPolicies() {
	const action = "iam:CreatePolicyVersion"
	for _, attached := range t.of.Role.AttachedManagedPolicies {
		if strings.Contains(attached.PolicyArn, ":iam::aws:") || t.of.bounded {
			continue
		}
		if answer := t.of.Allows(action, attached.PolicyArn); answer.Verdict >= Maybe {
			t.ways = append(t.ways, Takeover{Actions: []string{action},
				Opens:  "writes a new version of its own policy " + attached.PolicyName,
				Answer: answer, Gains: "and may then allow itself everything", Admin: true})
		}
	}
	if boundary := t.of.Role.PermissionsBoundary; t.of.bounded {
		if answer := t.of.Allows(action, boundary.PermissionsBoundaryArn); answer.Verdict >= Maybe {
			t.ways = append(t.ways, Takeover{Actions: []string{action},
				Opens: "writes a new version of its own permissions boundary " +
					nameOf(boundary.PermissionsBoundaryArn),
				Answer: answer, Gains: "and may then do all that its policies allow"})
		}
	}
}

// passed are the roles that it may pass to what runs as them.
func (t *takeovers) passed() {
	if !t.of.mentions(passRole) {
		return
	}
	for _, way := range passings {
		does := t.of.allowsSomewhere(way.needs.name)
		if does.Verdict < Maybe {
			continue
		}
		for _, other := range t.others() {
			answer := t.of.ask(passRole, other.ARN, asker{passedTo: way.service})
			if answer.Verdict < Maybe {
				continue
			}
			if does.Verdict < answer.Verdict {
				answer = does
			}
			trusts := other.Trusts(way.service)
			if trusts == Unknown {
				t.missing = append(t.missing, "get-role."+other.Name())
			}
			if trusts >= Maybe {
				answer.Verdict = min(answer.Verdict, trusts)
				t.take(other, Takeover{Actions: []string{passRole, way.needs.name},
					Opens: way.opens + " role " + other.Name(), Answer: answer})
			}
		}
	}
}

// code are the functions that it may put code into, which runs as their roles.
func (t *takeovers) code(x *awsdata.RegionIndex) {
	const action = "lambda:UpdateFunctionCode"
	if !t.of.mentions(action) {
		return
	}
	if !x.Region.Has("list-functions") {
		t.missing = append(t.missing, "list-functions")
	}
	seen := make(map[string]bool)
	for _, f := range x.Functions() {
		other := t.roleIndex.Of(f.Role)
		if f.Role == t.of.ARN || f.Role == "" || other.gone || seen[f.Role] {
			continue
		}
		if answer := t.of.Allows(action, f.UnqualifiedArn()); answer.Verdict >= Maybe {
			seen[f.Role] = true
			t.take(other, Takeover{Actions: []string{action},
				Opens: "puts code into " + f.FunctionName + ", which runs as role " + other.Name(), Answer: answer})
		}
	}
}

// trust are the roles whose trust policy it may write, so that they trust it. A role of the same account that a trust
// policy names needs no permission of its own to assume it; a deny still counts, and so does what a boundary leaves
// out.
// Source: IAM user guide, "Policy evaluation logic", resource policies within an account.
func (t *takeovers) trust() {
	const action = "iam:UpdateAssumeRolePolicy"
	if !t.of.mentions(action) {
		return
	}
	for _, other := range t.others() {
		answer := t.of.Allows(action, other.ARN)
		assumes := t.of.Allows("sts:AssumeRole", other.ARN)
		if answer.Verdict < Maybe || assumes.Verdict == No && (len(assumes.By) > 0 || t.of.bounded) {
			continue
		}
		t.take(other,
			Takeover{Actions: []string{action}, Opens: "lets itself assume role " + other.Name(), Answer: answer})
	}
}

// assumed are the administrators that it may assume, and the roles that it can make one before. Any other role that it
// may assume is what somebody gave it.
func (t *takeovers) assumed() {
	const action = "sts:AssumeRole"
	if !t.of.mentions(action) {
		return
	}
	for _, other := range t.others() {
		answer := t.of.Allows(action, other.ARN)
		if answer.Verdict < Maybe {
			continue
		}
		trusts := other.trusts(func(s *policy.Statement) Verdict {
			return [...]Verdict{policy.None: No, policy.Some: Maybe,
				policy.All: Yes}[s.Speaks(t.of.ARN, t.of.Role.RoleId, false)]
		})
		if trusts == Unknown {
			t.missing = append(t.missing, "get-role."+other.Name())
		}
		if trusts < Maybe {
			continue
		}
		answer.Verdict = min(answer.Verdict, trusts)
		before := len(t.ways)
		t.take(other, Takeover{Actions: []string{action}, Opens: "assumes role " + other.Name(), Answer: answer})
		if n := len(t.ways); n > before && !t.ways[n-1].Admin {
			t.ways = t.ways[:before]
		}
	}
}

// others are the other roles of the account that can be passed or changed: those of services are theirs alone.
// Source: IAM user guide, "Service-linked roles".
func (t *takeovers) others() []*Permissions {
	if t.roles != nil {
		return t.roles
	}
	account := t.roleIndex.index.Snapshot.Account
	if !account.Has(details) {
		t.missing = append(t.missing, details)
	}
	for i := range account.Roles {
		if r := &account.Roles[i]; r.Arn != t.of.ARN && !strings.Contains(r.Arn, ":role/aws-service-role/") {
			t.roles = append(t.roles, t.roleIndex.Of(r.Arn))
		}
	}
	return t.roles
}

// take notes a way to another role, as far as that gains anything.
func (t *takeovers) take(other *Permissions, way Takeover) {
	way.Target = other.ARN
	if admin, means := other.IsAdmin(); admin.Verdict == Yes {
		way.Gains, way.Admin, way.By = "which "+means, true, admin.By[0]
		t.ways = append(t.ways, way)
		return
	}
	for _, action := range []string{"iam:PutRolePolicy", "iam:AttachRolePolicy"} {
		if into := t.of.Allows(action, other.ARN); into.Verdict >= Maybe && !other.bounded {
			way.Actions = append(slices.Clone(way.Actions), action)
			if into.Verdict < way.Answer.Verdict {
				way.Answer = into
			}
			way.Gains, way.Admin = "which it can give any policy first", true
			t.ways = append(t.ways, way)
			return
		}
	}
	if gain, found := other.beyond(t.of); found {
		way.Gains, way.By = "which may do what this role may not", gain
		t.ways = append(t.ways, way)
		return
	}
	t.missing = append(t.missing, other.Missing()...)
}

// beyond is a statement that certainly allows a role what another certainly may not do. What Lambda itself does with a
// role does not count.
func (p *Permissions) beyond(other *Permissions) (Evidence, bool) {
	for e, s := range p.allowing() {
		if (asker{}).meets(s) != Yes {
			continue
		}
		for _, action := range grantsOf(s) {
			prefix, _, _ := strings.Cut(string(action), ":")
			of := awsService{prefix: prefix, lambdas: lambdas[prefix]}
			if of.byLambda(string(action)) {
				continue
			}
			for _, resource := range s.ResourcePatterns() {
				own, others := p.Allows(string(action), string(resource)),
					other.Allows(string(action), string(resource))
				if own.Verdict == Yes && others.Verdict == No {
					e.Says = s.Text()
					return e, true
				}
			}
		}
	}
	return Evidence{}, false
}

// grantsOf are the actions that a statement allows; of one with NotAction all of each service that it leaves whole.
func grantsOf(s *policy.Statement) []policy.Pattern {
	out := s.ActionPatterns()
	if out != nil {
		return out
	}
	table := awsServices()
	for i := range table {
		if all := table[i].prefix + ":*"; s.Action(all) == policy.All {
			out = append(out, policy.Pattern(all))
		}
	}
	return out
}

// Trusts is whether a service of AWS ("lambda.amazonaws.com") may take the role on; Unknown where its trust policy was
// not read, or is not one.
func (p *Permissions) Trusts(service string) Verdict {
	if p.Role == nil {
		return Unknown
	}
	return p.trusts(func(s *policy.Statement) Verdict {
		switch {
		case s.Serves(service):
			return Yes
		case s.Except(): // whom it does not name, and services may be among those
			return Maybe
		}
		return No
	})
}

// trusts is whether somebody may take the role on, of whom speaks tells which statements of the trust policy are about
// them; Unknown where that was not read.
func (p *Permissions) trusts(speaks func(*policy.Statement) Verdict) Verdict {
	read, err := policy.Parse(string(p.Role.AssumeRolePolicyDocument))
	if err != nil {
		return Unknown
	}
	out, most := No, Yes
	for i := range read.Statements {
		s := &read.Statements[i]
		applies := min(asker{}.meets(s), speaks(s))
		switch {
		case s.Action("sts:AssumeRole") == policy.None || applies == No:
		case s.Deny && applies == Yes:
			return No
		case s.Deny:
			most = Maybe
		default:
			out = max(out, applies)
		}
	}
	return min(out, most)
}

// mentions reports whether some statement of the role allows an action on something.
func (p *Permissions) mentions(action string) bool { return p.allowsSomewhere(action).Verdict >= Maybe }

// allowsSomewhere is the answer for whichever of the resources that the role's statements name for an action is allowed
// best.
func (p *Permissions) allowsSomewhere(action string) (best Answer) {
	for _, src := range p.identity {
		for i := range src.policy.Statements {
			s := &src.policy.Statements[i]
			if s.Deny || s.Action(action) == policy.None {
				continue
			}
			resources := s.ResourcePatterns()
			if len(resources) == 0 { // all but those that it names
				by := Evidence{Policy: src.name, Statement: s.Sid, Part: i, Says: s.Text()}
				best = Answer{Verdict: max(best.Verdict, Maybe), By: []Evidence{by}}
			}
			for _, resource := range resources {
				if got := p.Allows(action, string(resource)); got.Verdict > best.Verdict {
					best = got
				}
			}
		}
	}
	return best
}
