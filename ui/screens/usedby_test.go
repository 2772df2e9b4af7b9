package screens

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/say"
)

// analyzed is the result of a story, without any checks.
func analyzed(t *testing.T, story string) *analysis.Result {
	t.Helper()
	res, err := analysis.Run(t.Context(), awstest.Parse(t, story), analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// resource is one thing of the story's region.
func resource(t *testing.T, res *analysis.Result, id string) awsdata.Resource {
	t.Helper()
	r := say.Find(res, awstest.SyntheticRegion, id)
	if r == nil {
		t.Fatalf("%s is not in the story", id)
	}
	return r
}

func TestAFunctionWithoutItsRoleDoesNotLackSubnets(t *testing.T) {
	res := analyzed(t, `
		vpc prod 10.0.0.0/16
		subnet app cidr=10.0.1.0/24
		group app out tcp 443 0.0.0.0/0
		role both
		function both subnets=app groups=app role=both
	`)
	for id, want := range map[string]string{"arn:aws:iam::123456789012:role/both": "nothing runs without its role",
		"subnet-app": "it has no other subnet"} {
		got := tell(t.Context(), res, awstest.SyntheticRegion, resource(t, res, id), nil, nil)
		if got.err != nil || !slices.Equal(got.words, []string{want}) {
			t.Errorf("%s: %q %v, want %q", id, got.words, got.err, want)
		}
	}
}

func TestAServiceThatNobodyKnewIsNotSaidToBeLost(t *testing.T) {
	res := analyzed(t, `
		vpc prod 10.0.0.0/16
		subnet app cidr=10.0.1.0/24
		endpoint sqs vpc=prod service=com.amazonaws.us-east-1.sqs subnets=app groups=!sg-0123456789abcdef0 ips=10.0.1.50 private-dns
		group app out tcp 443 0.0.0.0/0
		function both subnets=app groups=app
	`)
	got := tell(t.Context(), res, awstest.SyntheticRegion, resource(t, res, "vpce-sqs"), nil, nil)
	if want := "sqs not reached then; whether it is now is unknown"; got.err != nil ||
		!slices.Equal(got.words, []string{want}) {
		t.Errorf("%q %v, want %q", got.words, got.err, want)
	}
}
