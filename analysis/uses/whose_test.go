package uses

import (
	"fmt"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// Tags that say whose a thing is, however people spell them; AWS's own and the others say nothing of it.
func TestWhose(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]bool{"owner": true, "Team": true, "acme:team": true, "acme/cost-center": true,
		"Cost Center": true, "owner_email": true, "service": true, "Name": false, "repository": false,
		"aws:cloudformation:stack-name": false, "aws:servicecatalog/owner": false, "teams": false, "": false} {
		got := Whose(awsdata.Tags{{Key: key, Value: "x"}, {Key: "env", Value: "prod"}})
		if (len(got) == 1) != want {
			t.Errorf("%q: %s", key, fmt.Sprint(got))
		}
	}
}
