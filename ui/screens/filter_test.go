package screens

import (
	"fmt"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/query"
)

// BenchmarkFilter is one key typed into the filter of ten thousand functions.
func BenchmarkFilter(b *testing.B) {
	rows := make([]*functionRow, 10_000)
	for i := range rows {
		name := fmt.Sprintf("service-%05d-api", i)
		f := &analysis.Function{Place: &reach.Place{Function: &awsdata.Function{FunctionName: name},
			VPCID: "vpc-0a1b2c3d"}}
		rows[i] = &functionRow{Function: f, vpc: "prod",
			text: name + " nat nat-c is deleted: the default route is a blackhole prod vpc-0a1b2c3d sg-checkout python3.13 us-east-1 open"}
	}
	for _, text := range []string{"service-0999", "vpc:prod|media", "~^service-.*7-api", "~(deleted|failed)",
		"~black.*ole.*west", "~service-0999.-(api|worker)", "~(pending|inactive)$", "sev:>=high",
		"srv09api", "nosuchthing"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				q := query.Loosen(query.ParseQuery(text, functionKeys()), rows)
				for _, r := range rows {
					q.Match(r)
				}
			}
		})
	}
}
