package role

// adminActions are the ways to be, or to make oneself, administrator: everything, or to change one's own policies.
// Source: AWS prescriptive guidance on privilege escalation; Service Authorization Reference for IAM.
var adminActions = [...]struct {
	action string
	own    bool // on the role itself; else on everything
	means  string
}{
	{"*:*", false, "may do everything"},
	{"iam:*", false, "may change every permission in the account, its own too"},
	{"iam:PutRolePolicy", true, "may write itself any policy"},
	{"iam:AttachRolePolicy", true, "may attach any policy to itself"},
}

// IsAdmin answers whether the role is administrator of the account, or can make itself one. What it means is told in
// words, "" where the answer is No.
func (p *Permissions) IsAdmin() (answer Answer, means string) {
	for _, a := range adminActions {
		resource := "*"
		if a.own {
			resource = p.ARN
			if p.bounded {
				// What it could write itself stays within its boundary.
				continue
			}
		}
		if got := p.Allows(a.action, resource); got.Verdict > answer.Verdict {
			answer, means = got, a.means
		}
	}
	return answer, means
}
