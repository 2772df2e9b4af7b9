package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/vpclens/vpclens/awsdata"
)

const (
	authorizationDetails = "get-account-authorization-details"
	callerIdentity       = "get-caller-identity"
)

// identityCalls are who asks, and what the roles of functions may do. One call tells about all roles; where it is
// denied, the roles of functions in a VPC are asked for one by one.
func identityCalls() []call {
	return []call{
		{
			name: callerIdentity, service: "sts", operation: "GetCallerIdentity", scope: inAccount,
			why:  "which account this is",
			must: "Account",
			run: func(ctx context.Context, c *clients, _ query, d *document) error {
				out, err := c.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		},
		{
			name: authorizationDetails, service: "iam", operation: "GetAccountAuthorizationDetails", scope: inAccount,
			page: 1000,
			why:  "the roles of functions, with their policies",
			must: "RoleDetailList",
			run:  readAuthorizationDetails,
		},
		{
			name: "get-role", service: "iam", operation: "GetRole", scope: inAccount,
			why:   "the role of a function, where the account's details are denied",
			needs: []string{"list-functions"}, fallback: authorizationDetails, each: rolesOfFunctions,
			must: "Role",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				out, err := c.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(q.arg)})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		},
		{
			name: "list-attached-role-policies", service: "iam", operation: "ListAttachedRolePolicies",
			scope: inAccount, page: 1000,
			why:   "the managed policies of that role",
			needs: []string{"list-functions"}, fallback: authorizationDetails, each: rolesOfFunctions,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, iam.NewListAttachedRolePoliciesPaginator(c.iam,
					&iam.ListAttachedRolePoliciesInput{RoleName: aws.String(q.arg), MaxItems: q.limit()}))
			},
		},
		{
			name: "list-role-policies", service: "iam", operation: "ListRolePolicies", scope: inAccount, page: 1000,
			why:   "the names of the policies that are part of that role",
			needs: []string{"list-functions"}, fallback: authorizationDetails, each: rolesOfFunctions,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, iam.NewListRolePoliciesPaginator(c.iam,
					&iam.ListRolePoliciesInput{RoleName: aws.String(q.arg), MaxItems: q.limit()}))
			},
		},
		{
			name: "get-role-policy", service: "iam", operation: "GetRolePolicy", scope: inAccount,
			why:   "those policies",
			needs: []string{"list-role-policies"}, fallback: authorizationDetails, each: inlinePolicies,
			must: "PolicyDocument",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				role, policy, _ := strings.Cut(q.arg, "/") // neither name can hold a slash
				out, err := c.iam.GetRolePolicy(ctx,
					&iam.GetRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String(policy)})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		},
		{
			name: "get-policy-version", service: "iam", operation: "GetPolicyVersion",
			also: []string{"iam:GetPolicy"}, scope: inAccount,
			why:   "the managed policies and permissions boundaries, in the version that is in force",
			needs: []string{"list-attached-role-policies", "get-role"}, fallback: authorizationDetails,
			each: managedPolicies,
			must: "PolicyVersion",
			run:  readPolicyInForce,
		},
	}
}

// readAuthorizationDetails reads all roles and managed policies. Of those only policies that anyone uses are kept, and
// only the version in force: the rest says nothing about what a function may do, and is most of what the call returns.
func readAuthorizationDetails(ctx context.Context, c *clients, q query, d *document) error {
	p := iam.NewGetAccountAuthorizationDetailsPaginator(c.iam, &iam.GetAccountAuthorizationDetailsInput{
		Filter: []types.EntityType{types.EntityTypeRole, types.EntityTypeLocalManagedPolicy,
			types.EntityTypeAWSManagedPolicy},
		MaxItems: q.limit(),
	})
	return allOf(ctx, d, p, func(page *iam.GetAccountAuthorizationDetailsOutput) error {
		page.Policies = slices.DeleteFunc(page.Policies, func(p types.ManagedPolicyDetail) bool {
			return p.AttachmentCount != nil && *p.AttachmentCount == 0 &&
				aws.ToInt32(p.PermissionsBoundaryUsageCount) == 0
		})
		for i := range page.Policies {
			policy := &page.Policies[i]
			policy.PolicyVersionList = slices.DeleteFunc(policy.PolicyVersionList, func(v types.PolicyVersion) bool {
				return !v.IsDefaultVersion && aws.ToString(v.VersionId) != aws.ToString(policy.DefaultVersionId)
			})
		}
		return nil
	})
}

func readPolicyInForce(ctx context.Context, c *clients, q query, d *document) error {
	policy, err := c.iam.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: aws.String(q.arg)})
	if err != nil {
		return err
	}
	if policy.Policy == nil {
		return missingMember("Policy")
	}
	out, err := c.iam.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{
		PolicyArn: aws.String(q.arg), VersionId: policy.Policy.DefaultVersionId})
	if err != nil {
		return err
	}
	return d.add(out)
}

// rolesOfFunctions are the names of the roles of functions in a VPC, each once.
func rolesOfFunctions(s *awsdata.Snapshot, _ *awsdata.Region) []target {
	var out []target
	seen := map[string]bool{}
	for _, r := range s.Regions {
		for i := range r.Functions {
			f := &r.Functions[i]
			name := f.Role[strings.LastIndexByte(f.Role, '/')+1:] // arn:aws:iam::account:role/path/name
			if name == "" || seen[name] || !f.Attached() && !f.Managed() {
				continue
			}
			seen[name] = true
			out = append(out, target{id: name, arg: name})
		}
	}
	return out
}

func inlinePolicies(s *awsdata.Snapshot, _ *awsdata.Region) []target {
	var out []target
	for role, policies := range s.Account.RolePolicyNames {
		for _, policy := range policies {
			out = append(out, target{id: role + "." + policy, arg: role + "/" + policy})
		}
	}
	return out
}

// managedPolicies are those that are attached to roles and those that are the boundary of one, each once.
func managedPolicies(s *awsdata.Snapshot, _ *awsdata.Region) []target {
	var out []target
	seen := map[string]bool{}
	add := func(name, arn string) {
		if arn != "" && !seen[arn] {
			seen[arn] = true
			out = append(out, target{id: name, arg: arn})
		}
	}
	for _, policies := range s.Account.AttachedRolePolicies {
		for _, p := range policies {
			add(p.PolicyName, p.PolicyArn)
		}
	}
	for _, d := range s.Account.RoleByName {
		if b := d.Role.PermissionsBoundary; b != nil {
			add(b.PermissionsBoundaryArn[strings.LastIndexByte(b.PermissionsBoundaryArn, '/')+1:],
				b.PermissionsBoundaryArn)
		}
	}
	return out
}

// cutLast splits an id at its last dot: "vpc-1.enableDnsSupport", "lambda.L-9FEE3D26".
func cutLast(id string) (before, after string) {
	i := strings.LastIndexByte(id, '.')
	return id[:max(i, 0)], id[i+1:]
}
