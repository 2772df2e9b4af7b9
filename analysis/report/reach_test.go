package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// A connection is not yet an answer: where the endpoint's policy admits nothing that the role calls, the line says so.
func TestReachTellsOfAPolicyThatRefuses(t *testing.T) {
	for policy, refused := range map[string]bool{
		"": false,
		` policy={"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}`: false,
		` policy={"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}`:     true,
	} {
		s := awstest.Parse(t, `
			vpc prod 10.0.0.0/16
			table app
			subnet app-a zone=a cidr=10.0.1.0/24 table=app
			prefixlist s3 name=com.amazonaws.us-east-1.s3 cidrs=52.216.0.0/15
			endpoint s3 service=s3 tables=app`+policy+`
			route app pl-s3 vpce-s3
			group web out tcp 443 0.0.0.0/0
			role job allow=s3:GetObject
			function app subnets=app-a groups=web role=job
		`)
		index := awsdata.NewIndex(s)
		r := reach.New(index).Reach("us-east-1", index.Region("us-east-1").Function("app"))
		var out bytes.Buffer
		if err := report.WriteReach(&out, &report.Reach{Reach: r, Index: index}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "gateway endpoint") {
			t.Fatalf("no line about the endpoint:\n%s", out.String())
		}
		if got := strings.Contains(out.String(), "its policy"); got != refused {
			t.Errorf("policy %q: says that it refuses: %t, want %t", policy, got, refused)
		}
	}
}
