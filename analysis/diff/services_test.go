package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestServicesByName holds that who loses a service though every address is reached as before is told of, as is who
// gains one: an endpoint takes the name, and its policy some roles.
func TestServicesByName(t *testing.T) {
	const policy = `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/queue"},"Action":"*","Resource":"*"}]}`
	s := awstest.Parse(t, `
	vpc prod 10.0.0.0/16
	subnet app-a zone=a cidr=10.0.1.0/24
	group app in tcp 443 10.0.0.0/16
	group app out tcp 443 0.0.0.0/0
	endpoint sqs service=com.amazonaws.us-east-1.sqs subnets=app-a groups=app ips=10.0.1.50 private-dns
	endpoint kms service=com.amazonaws.us-east-1.kms subnets=app-a groups=app ips=10.0.1.51
	role queue allow=sqs:SendMessage
	role other allow=sqs:SendMessage
	function queue subnets=app-a groups=app role=queue
	function other subnets=app-a groups=app role=other
`)
	for _, c := range []struct {
		name string
		edit whatif.Edit
		want string
	}{
		{"the endpoint goes", whatif.RemoveEndpoint{ID: "vpce-sqs"},
			"other [{sqs reachable blocked}] [vpce-sqs]; queue [{sqs reachable blocked}] [vpce-sqs]"},
		{"an endpoint takes the name", whatif.PrivateDNSOn{ID: "vpce-kms"},
			"other [{kms blocked reachable}] [vpce-kms]; queue [{kms blocked reachable}] [vpce-kms]"},
		{"its policy takes one role", whatif.SetEndpointPolicy{ID: "vpce-sqs", Policy: policy}, "other [{sqs reachable blocked}] [vpce-sqs]"},
		{"the VPC answers no names", whatif.SetDNSSupport{VPC: "vpc-prod"},
			"other [{sqs reachable blocked}] [vpc-prod]; queue [{sqs reachable blocked}] [vpc-prod]"},
		{"nothing about names", whatif.SetSourceDestCheck{ID: "eni-none"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			after := s
			if c.want != "" {
				var err error
				if after, err = whatif.Apply(s, []whatif.Edit{c.edit}); err != nil {
					t.Fatal(err)
				}
			}
			var lines []string
			for _, f := range diff.Functions(awsdata.NewIndex(s), awsdata.NewIndex(after)) {
				lines = append(lines, fmt.Sprint(f.Name, " ", f.Services, " ", f.Causes))
			}
			if got := strings.Join(lines, "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
