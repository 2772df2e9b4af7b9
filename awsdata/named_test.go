package awsdata_test

import (
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

func TestNamedPutsNamesForIDs(t *testing.T) {
	x := awsdata.NewIndex(awstest.Parse(t, `
		vpc prod 10.0.0.0/16
		subnet app-a zone=a cidr=10.0.1.0/24
		subnet nameless zone=a cidr=10.0.2.0/24 tag:Name=""
		group db
		put list-hosted-zones-by-vpc.vpc-prod {"HostedZoneSummaries": [{"HostedZoneId": "Z0AB12CD34EF", "Name": "shop.internal."}]}
		put describe-instances {"Reservations": [{"Instances": [{"InstanceId": "i-0a1b", "Tags": [{"Key": "Name", "Value": "worker"}]}]}]}
		put list-resolver-rules {"ResolverRules": [{"Id": "rslvr-rr-1a2b", "Name": "office"}]}
	`)).Region("us-east-1")
	for sentence, want := range map[string]string{
		"10.0.1.7 lies in subnet-app-a":          "10.0.1.7 lies in app-a",
		"sg-db on eni-0a1 allows tcp 5432":       "db on eni-0a1 allows tcp 5432",
		"in subnet-nameless of vpc-prod":         "in subnet-nameless of prod",
		"the private zone Z0AB12CD34EF answers":  "the private zone shop.internal answers",
		"the Resolver rule rslvr-rr-1a2b":        "the Resolver rule office",
		"in use by instance i-0a1b":              "in use by instance i-0a1b", // several may be called worker
		"ZEBRAS2GO is no zone":                   "ZEBRAS2GO is no zone",
		"nothing to name, not even a long-word-": "nothing to name, not even a long-word-",
	} {
		if got := x.Named(sentence); got != want {
			t.Errorf("Named(%q) = %q, want %q", sentence, got, want)
		}
	}
}
