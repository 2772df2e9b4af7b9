package role

import (
	"slices"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/awsdata"
)

// Index holds the permissions of a snapshot's roles; each role is worked out when it is first asked for. It is safe for
// concurrent use.
type Index struct {
	index *awsdata.Index

	mu      sync.Mutex
	roles   map[string]*Permissions
	managed map[string]*policy.Policy // by ARN; nil for one that cannot be read
}

// NewIndex returns the permissions of the roles in the snapshot behind the index.
func NewIndex(index *awsdata.Index) *Index {
	return &Index{index: index, roles: make(map[string]*Permissions), managed: make(map[string]*policy.Policy)}
}

// Of is what the role with that ARN may do. It is never nil: of a role that the snapshot does not hold, everything is
// unknown, or, where the list of roles is complete, nothing is allowed.
func (b *Index) Of(arn string) *Permissions {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.roles[arn]
	if p == nil {
		p = b.gather(arn)
		b.roles[arn] = p
	}
	return p
}

// WithID is what the role with that unique id may do, nil where no role of the snapshot has it. Then gone reports
// whether the role is certainly not there any more: the complete list of roles, all with their ids, does not have it.
// Missing is the call that would tell, "" where none would.
// Source: IAM user guide, "IAM identifiers": a role that is made again under its old name has another id.
func (b *Index) WithID(id string) (p *Permissions, gone bool, missing string) {
	account := b.index.Snapshot.Account
	if !account.Has(details) {
		missing = details
	}
	gone = account.Has(details) && len(account.Roles) > 0
	for i := range account.Roles {
		switch account.Roles[i].RoleId {
		case id:
			return b.Of(account.Roles[i].Arn), false, ""
		case "":
			gone = false
		}
	}
	return nil, gone, missing
}

// Of is what one role may do. Who asks for many keeps a [Index].
func Of(index *awsdata.Index, arn string) *Permissions { return NewIndex(index).Of(arn) }

// Permissions are the effective permissions of a role. They are immutable and safe for concurrent use.
type Permissions struct {
	ARN  string
	Role *awsdata.Role // nil where the snapshot does not hold it

	identity []source
	boundary *source // nil for a role without one, and where its text is missing
	bounded  bool
	gone     bool
	missing  []string // the calls that would bring the identity policies that are not in the snapshot
	unread   []string // the calls that would bring the boundary
}

// source is a policy and what people call it.
type source struct {
	name   string
	policy *policy.Policy
}

// Name is what people call the role: the last part of its ARN.
func (p *Permissions) Name() string { return nameOf(p.ARN) }

// Gone reports whether the role is certainly not there any more: the complete list of roles does not have it.
func (p *Permissions) Gone() bool { return p.gone }

// Missing are the calls without which the role's permissions are not fully known, nil if they are.
func (p *Permissions) Missing() []string { return append(slices.Clone(p.missing), p.unread...) }

func nameOf(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

const details = "get-account-authorization-details"

// gather collects the policies of a role, and the calls for those that are not there.
func (b *Index) gather(arn string) *Permissions {
	p := &Permissions{ARN: arn, Role: b.index.Role(arn)}
	account := b.index.Snapshot.Account
	if p.Role == nil {
		if account.Has(details) {
			p.gone = true
		} else {
			p.missing = []string{details}
		}
		return p
	}
	p.missing = b.listsMissing(p.Role)
	for i := range p.Role.RolePolicyList {
		inline := &p.Role.RolePolicyList[i]
		read, err := policy.Parse(string(inline.PolicyDocument))
		if err != nil {
			p.missing = append(p.missing, "get-role-policy."+p.Role.RoleName+"."+inline.PolicyName)
			continue
		}
		p.identity = append(p.identity, source{"inline policy " + inline.PolicyName, read})
	}
	for _, attached := range p.Role.AttachedManagedPolicies {
		read := b.managedPolicy(attached.PolicyArn)
		if read == nil {
			p.missing = append(p.missing, "get-policy-version."+attached.PolicyName)
			continue
		}
		p.identity = append(p.identity, source{"managed policy " + attached.PolicyName, read})
	}
	if boundary := p.Role.PermissionsBoundary; boundary != nil && boundary.PermissionsBoundaryArn != "" {
		p.bounded = true
		name := nameOf(boundary.PermissionsBoundaryArn)
		if read := b.managedPolicy(boundary.PermissionsBoundaryArn); read != nil {
			p.boundary = &source{"permissions boundary " + name, read}
		} else {
			p.unread = []string{"get-policy-version." + name}
		}
	}
	return p
}

// managedPolicy is the policy in force under that ARN, nil where the snapshot does not hold it or it cannot be read.
func (b *Index) managedPolicy(arn string) *policy.Policy {
	read, known := b.managed[arn]
	if known {
		return read
	}
	if managed := b.index.ManagedPolicy(arn); managed != nil && managed.Default() != "" {
		if parsed, err := policy.Parse(string(managed.Default())); err == nil {
			read = parsed
		}
	}
	b.managed[arn] = read
	return read
}

// listsMissing are the calls about a role that were not made, for a role that came by calls about it alone. A role of
// the account-wide document has everything.
func (b *Index) listsMissing(r *awsdata.Role) []string {
	account := b.index.Snapshot.Account
	_, listed := slices.BinarySearchFunc(account.Roles, r.Arn, func(r awsdata.Role, arn string) int {
		return strings.Compare(r.Arn, arn)
	})
	if listed {
		return nil
	}
	var out []string
	for _, call := range []string{"list-attached-role-policies." + r.RoleName, "list-role-policies." + r.RoleName} {
		if !account.Has(call) {
			out = append(out, call)
		}
	}
	for _, name := range account.RolePolicyNames[r.RoleName] {
		if call := "get-role-policy." + r.RoleName + "." + name; !account.Has(call) {
			out = append(out, call)
		}
	}
	return out
}
