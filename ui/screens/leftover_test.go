package screens

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// An interface that stays because of its role says so wherever it is asked about, in the words of the finding.
func TestAnInterfaceThatStaysNamesItsRole(t *testing.T) {
	for name, c := range map[string]struct{ role, says string }{
		"gone":     {"role other allow=s3:*\nfunction notify role=!notify", "role notify, with which Lambda would delete it, no longer exists"},
		"lost":     {"role notify attach=AWSLambdaBasicExecutionRole\nfunction notify role=notify", "role notify lacks ec2:DeleteNetworkInterface"},
		"in order": {"role notify attach=AWSLambdaVPCAccessExecutionRole\nfunction notify role=notify", ""},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := analysis.Run(t.Context(), awstest.Parse(t, `vpc prod 10.0.0.0/16
subnet app zone=a cidr=10.0.1.0/24
group batch out tcp 443 0.0.0.0/0
eni left subnet=app type=lambda ip=10.0.1.10 groups=batch status=in-use description="AWS Lambda VPC ENI-notify"
`+c.role), analysis.Options{Checks: []*check.Check{check.Find("eni-orphaned")}})
			if err != nil || len(res.Findings) != 1 {
				t.Fatalf("%d findings, %v", len(res.Findings), err)
			}
			faces := map[string]string{"finding": res.Findings[0].Title, "interface": "", "ledger": ""}
			for _, id := range []string{"eni-left", "subnet-app", "sg-batch"} {
				list, _ := uses.Of(res, awstest.SyntheticRegion, resource(t, res, id))
				for _, u := range list {
					faces["used by "+id] += u.How.String() + "\n"
				}
			}
			b := newBuilder(&screen.Env{Result: res, Theme: theme.New(theme.Options{})}, awstest.SyntheticRegion)
			b.leftover(resource(t, res, "eni-left").(*awsdata.NetworkInterface))
			for _, section := range b.sections {
				for _, row := range section.Rows {
					for _, cell := range row.Cells {
						faces["interface"] += cell.Text
					}
				}
			}
			for _, row := range writeBooks(t.Context(), []*screen.Env{{Result: res}}).rows {
				faces["ledger"] += strings.ToLower(row.meaning(res)) + "\n"
			}
			for face, text := range faces {
				says := c.says
				if face == "ledger" {
					says = strings.ToLower(says)
				}
				if text == "" || !strings.Contains(text, says) || says == "" && strings.Contains(text, "role") {
					t.Errorf("%s: %q, want %q", face, text, c.says)
				}
			}
		})
	}
}
