package analyzer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/analyzer"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	found "github.com/vpclens/vpclens/awsdata/analyzer"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

const account = `
vpc shop 10.0.0.0/16
subnet app-a zone=a cidr=10.0.1.0/24
subnet app-b zone=b cidr=10.0.2.0/24
subnet data-a zone=a cidr=10.0.9.0/24
group worker out tcp 5432 10.0.9.0/24
group db in tcp 5432 10.0.1.0/24
eni own-a subnet=app-a type=lambda ip=10.0.1.9 groups=worker
eni own-b subnet=app-b type=lambda ip=10.0.2.9 groups=worker
eni db subnet=data-a ip=10.0.9.4 groups=db
function worker subnets=app-a,app-b groups=worker`

// TestCompare: from app-a the database is reached, and from app-b its group lets nobody in.
func TestCompare(t *testing.T) {
	snapshot, err := awstest.Build(account)
	if err != nil {
		t.Fatal(err)
	}
	index := awsdata.NewIndex(snapshot)
	region := index.Region("us-east-1")
	f := region.Function("worker")
	to, err := names.Parse(region, "10.0.9.4")
	if err != nil {
		t.Fatal(err)
	}
	trace, err := reach.New(index).Trace("us-east-1", f, reach.Query{To: to, Protocol: netset.TCP, Port: 5432})
	if err != nil {
		t.Fatal(err)
	}
	const path = `"ForwardPathComponents": [{"SequenceNumber": 1, "Component": {"Id": "ENI"}, "OutboundHeader": {
		"Protocol": "tcp", "DestinationAddresses": ["10.0.9.4/32"], "DestinationPortRanges": [{"From": 5432, "To": 5432}]}},
		{"SequenceNumber": 2, "Component": {"Id": "sg-worker"}, "SecurityGroupRule": {"SecurityGroupId": "sg-worker"}},
		{"SequenceNumber": 3, "Component": {"Id": "acl-shop"}, "AclRule": {"Egress": true}},
		{"SequenceNumber": 4, "Component": {"Id": "rtb-shop"}},
		{"SequenceNumber": 5, "Component": {"Id": "sg-db"}}, {"SequenceNumber": 6, "Component": {"Id": "eni-db"}}]`
	const blocks = `"Explanations": [{"ExplanationCode": "ENI_SG_RULES_MISMATCH", "Direction": "ingress",
		"SecurityGroups": [{"Id": "sg-db"}]}]`
	for _, tt := range []struct{ name, analysis, want string }{
		{"both found it",
			`"Status": "succeeded", "NetworkPathFound": true, ` + strings.Replace(path, "ENI", "eni-own-a", 1),
			"subnet-app-a same: sg-worker same, acl-shop same, rtb-shop same, sg-db same"},
		{"they found what is blocked here",
			`"Status": "succeeded", "NetworkPathFound": true, ` + strings.Replace(path, "ENI", "eni-own-b", 1),
			"subnet-app-b differs: sg-worker same, acl-shop same, rtb-shop same, sg-db differs"},
		{"they block what is open here, without saying from where",
			`"Status": "succeeded", "NetworkPathFound": false, ` + blocks,
			"subnet-app-a differs: sg-db differs; subnet-app-b same: sg-db same"},
		{"they block it elsewhere", `"Status": "succeeded", "NetworkPathFound": false,
			"Explanations": [{"ExplanationCode": "NO_ROUTE_TO_DESTINATION", "RouteTable": {"Id": "rtb-else"}}]`,
			"subnet-app-a differs: rtb-else only-theirs; subnet-app-b same: rtb-else only-theirs, sg-db only-ours"},
		{"running", `"Status": "running"`, "not-done"},
		{"of somebody else", `"Status": "succeeded", "NetworkPathFound": true, ` +
			strings.Replace(path, "ENI", "eni-db", 1), "other-source"},
		{"of another port", `"Status": "succeeded", "NetworkPathFound": true, ` +
			strings.NewReplacer("ENI", "eni-own-a", "5432", "443").Replace(path), "other-question"},
		{"of another address", `"Status": "succeeded", "NetworkPathFound": true, ` +
			strings.NewReplacer("ENI", "eni-own-a", "10.0.9.4", "10.0.9.5").Replace(path), "other-question"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, err := found.Parse([]byte(`{"NetworkInsightsAnalyses": [{` + tt.analysis + `}]}`))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range analyzer.Compare(region, f, trace, snapshot.CapturedAt, list) {
				if c.Apart != analyzer.Compared {
					got = append(got, string(c.Apart))
					continue
				}
				var hops []string
				for _, h := range c.Hops {
					hops = append(hops, h.Resource+" "+string(h.Relation))
				}
				got = append(got, fmt.Sprintf("%s %s: %s", c.SubnetID, c.Relation, strings.Join(hops, ", ")))
			}
			if text := strings.Join(got, "; "); text != tt.want {
				t.Errorf("got  %s\nwant %s", text, tt.want)
			}
		})
	}
}
