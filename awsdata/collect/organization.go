package collect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/vpclens/vpclens/awsdata"
)

// organizationReader is what is asked of AWS Organizations.
type organizationReader interface {
	organizations.ListAccountsAPIClient
	organizations.ListAccountsForParentAPIClient
	organizations.ListOrganizationalUnitsForParentAPIClient
}

// organizationCalls are the calls that find the accounts of an organization, and what each is for. They are made of
// one account, its management account or a delegated administrator, and are no part of reading one.
func organizationCalls() []Call {
	call := func(name, operation, why string) Call {
		return Call{Name: name, Service: "organizations", Actions: []string{"organizations:" + operation}, Why: why}
	}
	return []Call{
		call("list-accounts", "ListAccounts", "the accounts of the organization"),
		call("list-accounts-for-parent", "ListAccountsForParent", "the accounts of an organizational unit"),
		call("list-organizational-units-for-parent", "ListOrganizationalUnitsForParent", "the units below it"),
	}
}

// Organization lists the active accounts of the organization, or those of one organizational unit and all below it if
// ou is not "": that of whoever asks, with the credentials of [Options.Profile], and then by id. Each account is read
// as reader says, which names a role; only the management account, where the credentials are its own, is read with
// them: no role is deployed there with the others. All of it has [Options.Timeout].
func Organization(ctx context.Context, options Options, ou string, reader Target) ([]Target, error) {
	o := options.withDefaults()
	limited, cancel := o.limit(ctx, time.Now())
	defer cancel()
	cfg, err := loadConfig(limited, o)
	if err != nil {
		return nil, err
	}
	who := whose(cfg, o.Profile)
	if _, err := cfg.Credentials.Retrieve(limited); err != nil {
		return nil, endOf(ctx, who.inTime(limited, err))
	}
	cfg = inRegionOf(cfg, cmp.Or(cfg.Region, "us-east-1"), o.EndpointURL) // it has one endpoint in each partition
	var accounts []types.Account
	client := organizations.NewFromConfig(cfg)
	if ou == "" {
		accounts, err = listAccounts(limited, client)
	} else {
		accounts, err = listUnit(limited, client, ou, 0)
	}
	if err != nil {
		return nil, organizationError(ctx, limited, who, err)
	}
	// A call of its own: which account this is decides how it is read.
	identity, err := sts.NewFromConfig(cfg).GetCallerIdentity(limited, &sts.GetCallerIdentityInput{})
	if err != nil {
		return nil, organizationError(ctx, limited, who, err)
	}
	var out []Target
	for _, a := range accounts {
		t := reader
		t.AccountID, t.Name = aws.ToString(a.Id), awsdata.Clean(aws.ToString(a.Name))
		if !isActive(a) || !awsdata.IsAccountID(t.AccountID) {
			continue
		}
		if t.AccountID == aws.ToString(identity.Account) && t.AccountID == managementOf(a) {
			t.RoleName, t.ExternalID, t.Profile = "", "", o.Profile
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Target) int {
		mine := aws.ToString(identity.Account)
		switch {
		case a.AccountID == b.AccountID:
			return 0
		case a.AccountID == mine:
			return -1
		case b.AccountID == mine:
			return 1
		}
		return strings.Compare(a.AccountID, b.AccountID)
	})
	out = slices.CompactFunc(out, func(a, b Target) bool { return a.AccountID == b.AccountID })
	if len(out) == 0 {
		where := "the organization"
		if ou != "" {
			where = awsdata.Clean(ou)
		}
		return nil, fmt.Errorf("list the accounts of %s: AWS answered that there are no active ones", where)
	}
	return out, nil
}

// isActive reports whether an account can be used. Its State has taken the place of its Status, which answers may still
// have, or alone have.
func isActive(a types.Account) bool {
	if a.State != "" {
		return a.State == types.AccountStateActive
	}
	return a.Status == types.AccountStatusActive
}

// managementOf is the management account of an account's organization, which its ARN names:
// arn:aws:organizations::111111111111:account/o-exampleorgid/222222222222.
func managementOf(a types.Account) string {
	parts := strings.Split(aws.ToString(a.Arn), ":")
	if len(parts) < 6 {
		return ""
	}
	return parts[4]
}

const (
	mostMembers = 10_000 // accounts of an organization, as a snapshot may have
	mostUnits   = 5      // units below each other. Source: Organizations user guide, "Quotas and service limits"
)

func listAccounts(ctx context.Context, client organizationReader) ([]types.Account, error) {
	return listed(ctx, organizations.NewListAccountsPaginator(client, &organizations.ListAccountsInput{}),
		func(page *organizations.ListAccountsOutput) []types.Account { return page.Accounts })
}

// listUnit lists the accounts of a unit, so deep below the one that was asked for, and of those below it.
func listUnit(ctx context.Context, client organizationReader, unit string, deep int) ([]types.Account, error) {
	accounts, err := listed(ctx, organizations.NewListAccountsForParentPaginator(client,
		&organizations.ListAccountsForParentInput{ParentId: &unit}),
		func(page *organizations.ListAccountsForParentOutput) []types.Account { return page.Accounts })
	if err != nil {
		return nil, err
	}
	units, err := listed(ctx, organizations.NewListOrganizationalUnitsForParentPaginator(client,
		&organizations.ListOrganizationalUnitsForParentInput{ParentId: &unit}),
		func(page *organizations.ListOrganizationalUnitsForParentOutput) []types.OrganizationalUnit {
			return page.OrganizationalUnits
		})
	if err != nil {
		return nil, err
	}
	for _, below := range units {
		if deep == mostUnits {
			return nil, &answerError{"units are deeper below each other than there can be"}
		}
		more, err := listUnit(ctx, client, aws.ToString(below.Id), deep+1)
		if err != nil {
			return nil, err
		}
		if accounts = append(accounts, more...); len(accounts) > mostMembers {
			return nil, &answerError{fmt.Sprintf("there are more than %d accounts", mostMembers)}
		}
	}
	return accounts, nil
}

// listed reads all pages of a list.
func listed[O, C, E any](ctx context.Context, p pager[O, C], of func(*O) []E) ([]E, error) {
	var out []E
	var seen tokens
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		if err := seen.add(page); err != nil {
			return nil, err
		}
		if out = append(out, of(page)...); len(out) > mostMembers {
			return nil, &answerError{fmt.Sprintf("there are more than %d", mostMembers)}
		}
	}
	return out, nil
}

// organizationError explains why the accounts of an organization could not be listed.
func organizationError(ctx, limited context.Context, who account, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("list the accounts of the organization: %w", context.Cause(ctx))
	}
	if problem, _ := who.failed(err); problem != nil {
		return problem
	}
	var none *types.AWSOrganizationsNotInUseException
	var noUnit *types.ParentNotFoundException
	const list = "list the accounts of the organization: "
	const name = "name them instead: --accounts 111111111111,222222222222 --role-name NAME"
	cause, message := diagnose(limited, err)
	switch {
	case errors.As(err, &none):
		return fmt.Errorf("%sthe account%s is in none; %s", list, who.name(), name)
	case errors.As(err, &noUnit):
		return errors.New(list + "there is no such organizational unit: `aws organizations list-roots` and " +
			"`aws organizations list-organizational-units-for-parent` show those there are")
	case cause == awsdata.CauseDenied:
		return fmt.Errorf("%sno permission (%s): ask with the management account or a delegated administrator, which "+
			"`vpclens policy --format organization` is for, or %s", list, awsdata.Clean(message), name)
	}
	return fmt.Errorf("%s%s (%s); %s", list, cause.Text(), awsdata.Clean(message), name)
}

// OrganizationPolicy is the IAM policy of whoever reads the accounts of an organization by a role of that name: it
// lists the accounts and assumes the role, and needs nothing else. It is indented JSON that ends in a newline.
func OrganizationPolicy(role string) []byte {
	list := statement{Sid: sid("organization"), Effect: "Allow", Resource: "*"}
	for _, c := range organizationCalls() {
		list.Action = append(list.Action, c.Actions...)
	}
	assume := statement{Sid: sid("role"), Effect: "Allow", Action: []string{"sts:AssumeRole"},
		Resource: "arn:aws:iam::*:role/" + role}
	return policyText([]statement{list, assume})
}
