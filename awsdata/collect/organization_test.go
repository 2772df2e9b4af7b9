package collect

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// The accounts of an organization are those that are active; of a unit those of the units below it, too. Only the
// management account is read with its own credentials.
func TestOrganization(t *testing.T) {
	awsreplay.WithKeys(t)
	reader := Target{RoleName: "reader", ExternalID: "x1"}
	files := awsreplay.Files(t, "testdata/organization.txtar")
	member := func(id, name string) Target {
		return Target{AccountID: id, Name: name, RoleName: "reader", ExternalID: "x1"}
	}
	all := []Target{{AccountID: "111111111111", Name: "management"}, member("222222222222", "shop␛[1m"),
		member("333333333333", "bank"), member("666666666666", "later")}
	for name, c := range map[string]struct {
		ou, caller string
		want       []Target
	}{
		"all":    {"", "111111111111", all},
		"a unit": {"ou-root-prod0000", "111111111111", all[1:3]},
		"as another account": {"", "222222222222",
			slices.Concat(all[1:2], []Target{member("111111111111", "management")}, all[2:])},
	} {
		t.Run(name, func(t *testing.T) {
			files["global/get-caller-identity.json"].Data = []byte(`{"Account": "` + c.caller + `"}`)
			for _, pages := range []int{0, 1} {
				got, err := Organization(t.Context(), quick(awsreplay.New(t, files, pages)), c.ou, reader)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("targets (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestOrganizationFails(t *testing.T) {
	awsreplay.WithKeys(t)
	const list = "list the accounts of the organization: "
	for name, c := range map[string]struct {
		ou        string
		operation string
		fault     awsreplay.Fault
		want      string
	}{
		"denied": {"", "ListAccounts", awsreplay.Denied(), list + "no permission (AccessDeniedException: User is not " +
			"authorized to perform this action): ask with the management account or a delegated administrator, which " +
			"`vpclens policy --format organization` is for, or name them instead: --accounts " +
			"111111111111,222222222222 --role-name NAME"},
		"in none": {"", "ListAccounts", awsreplay.Error(http.StatusBadRequest, "AWSOrganizationsNotInUseException",
			"Your account is not a member of an organization."), list + "the account is in none; name them instead"},
		"no such unit": {"ou-root-prod0000", "ListAccountsForParent", awsreplay.Error(http.StatusBadRequest,
			"ParentNotFoundException", "You specified parent that doesn't exist."), list + "there is no such " +
			"organizational unit: `aws organizations list-roots`"},
		"endless": {"", "ListAccounts", awsreplay.Endless(1, "again"), list + "the answer could not be read (the " +
			"answer names a page that was read already)"},
		"expired": {"", "ListAccounts", awsreplay.Error(http.StatusBadRequest, "ExpiredTokenException", "expired"),
			"the AWS credentials have expired: "},
		"round and round": {"ou-root-loop0000", "", nil, list + "the answer could not be read (units are deeper " +
			"below each other than there can be)"},
		"nobody": {"ou-root-none0000", "", nil, "list the accounts of ou-root-none0000: AWS answered that there are " +
			"no active ones"},
	} {
		t.Run(name, func(t *testing.T) {
			server := awsreplay.New(t, awsreplay.Files(t, "testdata/organization.txtar"), 0)
			if c.fault != nil {
				server.Fault(c.operation, c.fault)
			}
			_, err := Organization(t.Context(), quick(server), c.ou, Target{RoleName: "reader"})
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestOrganizationPolicy(t *testing.T) {
	const want = `{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "VpclensOrganization",
            "Effect": "Allow",
            "Action": [
                "organizations:ListAccounts",
                "organizations:ListAccountsForParent",
                "organizations:ListOrganizationalUnitsForParent"
            ],
            "Resource": "*"
        },
        {
            "Sid": "VpclensRole",
            "Effect": "Allow",
            "Action": [
                "sts:AssumeRole"
            ],
            "Resource": "arn:aws:iam::*:role/reader"
        }
    ]
}
`
	if diff := cmp.Diff(want, string(OrganizationPolicy("reader"))); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
}
