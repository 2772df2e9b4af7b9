package role_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/role"
)

func TestNeeds(t *testing.T) {
	for _, tt := range []struct {
		name, story, service string
		want                 role.Need
	}{
		{"named", `role r allow=s3:GetObject`, "s3", role.Needed},
		{"another is named", `role r allow=s3:GetObject`, "sqs", role.NeedNone},
		{"all is allowed, by no name", `role r attach=AdministratorAccess`, "sqs", role.NeedUnknown},
		{"all is allowed, and one by name", "role r attach=AdministratorAccess allow=sqs:SendMessage", "sqs",
			role.Needed},
		{"denied again", "role r allow=s3:* deny=s3:*", "s3", role.NeedNone},
		{"what Lambda itself does with the role", "role r allow=logs:PutLogEvents", "logs", role.NeedNone},
		{"a policy was not read", "role r attach=!Mystery", "s3", role.NeedUnknown},
		{"roles were not read", "role r allow=s3:*\ngap get-account-authorization-details", "s3", role.NeedUnknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := permissions(t, tt.story).Needs().Of(tt.service); got != tt.want {
				t.Errorf("need %d, want %d", got, tt.want)
			}
		})
	}
}
