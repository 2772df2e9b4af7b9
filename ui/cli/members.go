package cli

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// memberFlags name accounts that are read by a role, one with the same name in each.
type memberFlags struct {
	accounts   []string
	org        bool
	ou         string
	roleName   string
	externalID string
}

func (f *memberFlags) define(flags *pflag.FlagSet) {
	flags.StringSliceVar(&f.accounts, "accounts", nil,
		"read these accounts, ids separated by commas, each by the role that --role-name names")
	flags.BoolVar(&f.org, "org", false,
		"read all accounts of the organization, each by the role that --role-name names")
	flags.StringVar(&f.ou, "ou", "", "of the organization only this organizational `UNIT` and those below it")
	flags.StringVar(&f.roleName, "role-name", "", "`NAME` of the role to assume in each account")
	flags.StringVar(&f.externalID, "external-id", "", "external `ID` that the roles want to hear")
}

// named reports whether accounts are to be read by a role.
func (f *memberFlags) named() bool { return len(f.accounts) > 0 || f.org }

// What AWS allows. Source: API references of IAM (CreateRole), STS (AssumeRole) and Organizations
// (ListAccountsForParent).
var (
	rolePattern       = regexp.MustCompile(`^[\w+=,.@/-]{1,512}$`)
	externalIDPattern = regexp.MustCompile(`^[\w+=,.@:/-]+$`)
	unitPattern       = regexp.MustCompile(`^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$`)
)

// checkAccounts finds flags about accounts that contradict each other or AWS.
func (f *commonFlags) checkAccounts() error {
	m := &f.members
	for _, name := range f.profiles {
		if strings.TrimSpace(name) == "" {
			return usagef("--profile has an empty name: want names separated by commas")
		}
	}
	switch {
	case m.named() && (f.from != "" || f.demo):
		return usagef("--from and --demo read no AWS account: leave out --accounts and --org")
	case f.from != "" && len(f.profiles) > 1:
		return usagef("a bucket or an aggregator is read with one profile: leave out the others")
	case m.org && len(m.accounts) > 0:
		return usagef("--accounts and --org both say which accounts: choose one")
	case m.named() && m.roleName == "":
		return usagef("the accounts are read by a role: name it with --role-name, such as vpclens-read, " +
			"which the template of `vpclens policy --format stackset` makes")
	case !m.named() && m.roleName != "":
		return usagef("--role-name is the role in other accounts: say which with --accounts or --org")
	case !m.named() && m.externalID != "":
		return usagef("--external-id goes with --role-name and --accounts or --org")
	case m.ou != "" && !m.org:
		return usagef("--ou is a part of an organization: use it with --org")
	case m.named() && len(f.profiles) > 1:
		return usagef("the roles are assumed with the credentials of one profile: leave out the others")
	case m.roleName != "" && !rolePattern.MatchString(m.roleName):
		return usagef("--role-name %q: want the name of a role, not its ARN", m.roleName)
	case m.externalID != "" && (len(m.externalID) < 2 || len(m.externalID) > 1224 ||
		!externalIDPattern.MatchString(m.externalID)):
		return usagef("--external-id: want 2 to 1224 letters, digits or any of +=,.@:/-_")
	case m.ou != "" && !unitPattern.MatchString(m.ou):
		return usagef("--ou %q: want the id of a unit, such as ou-ab12-3456cdef, or of a root, such as r-ab12", m.ou)
	}
	for _, id := range m.accounts {
		if !awsdata.IsAccountID(id) {
			return usagef("--accounts has %q: want ids of accounts, 12 digits each, separated by commas", id)
		}
	}
	return nil
}

// profile is the profile that is named, the first of several, "" for none.
func (f *commonFlags) profile() string {
	if len(f.profiles) == 0 {
		return ""
	}
	return f.profiles[0]
}

// severalAccounts reports whether more than the account of one profile is to be read.
func (f *commonFlags) severalAccounts() bool { return f.members.named() || len(f.profiles) > 1 }

// ofProfile are the same flags for the account of another profile, "" for the usual one.
func (f commonFlags) ofProfile(profile string) commonFlags {
	f.members, f.profiles = memberFlags{}, nil
	if profile != "" {
		f.profiles = []string{profile}
	}
	return f
}

// accountsName is what people call the accounts that the flags name.
func (f *commonFlags) accountsName() string {
	switch {
	case f.members.ou != "":
		return f.members.ou
	case f.members.org:
		return "the organization"
	case f.members.named():
		return english.Count(len(f.members.accounts), "account")
	}
	return strings.Join(f.profiles, ", ")
}

// collectAccounts reads the accounts that the flags name.
func (f *commonFlags) collectAccounts(ctx context.Context, options collect.Options) (*awsdata.Snapshot, error) {
	reader := collect.Target{RoleName: f.members.roleName, ExternalID: f.members.externalID}
	var targets []collect.Target
	switch {
	case f.members.org:
		var err error
		if targets, err = collect.Organization(ctx, options, f.members.ou, reader); err != nil {
			return nil, err
		}
	case f.members.named():
		for _, id := range f.members.accounts {
			t := reader
			t.AccountID = id
			targets = append(targets, t)
		}
	default:
		for _, name := range f.profiles {
			targets = append(targets, collect.Target{Profile: name})
		}
	}
	return collect.CollectAccounts(ctx, options, targets)
}

// mostUnread is how many accounts that could not be read are named; there can be hundreds, for one reason.
const mostUnread = 5

// sayUnread says which accounts could not be read: an answer may hold nothing that tells.
func (p *program) sayUnread(s *awsdata.Snapshot) {
	unread := s.Unread()
	for _, g := range unread[:min(len(unread), mostUnread)] {
		account := g.Account
		if awsdata.IsAccountID(account) {
			account = "account " + account
		}
		if name := s.AccountName(g.Account); name != "" {
			account += fmt.Sprintf(" (%s)", name)
		}
		p.say("%s was not read: %s", account, strings.TrimSuffix(g.Cause.Text()+": "+g.Message, ": "))
	}
	if more := len(unread) - mostUnread; more > 0 {
		p.say("%s more: see the gaps", english.Count(more, "account"))
	}
}
