package names_test

import (
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestPortOfDatabases holds that "rds" is asked on the port of the account's databases, and on none where they differ.
func TestPortOfDatabases(t *testing.T) {
	const network = `
	vpc prod 10.0.0.0/16
	subnet db-a cidr=10.0.9.0/24
	group pg in tcp 5432 10.0.0.0/16
	group my in tcp 3306 10.0.0.0/16
	eni pg subnet=db-a groups=pg description=RDSNetworkInterface
`
	for _, c := range []struct {
		name, more string
		want       uint16 // 0: it has to be named
	}{
		{"the port that the groups let in", "", 5432},
		{"two ports", "\teni my subnet=db-a groups=my description=RDSNetworkInterface\n", 0},
		{"a group that lets in more", "\tgroup pg in tcp 22 10.0.0.0/16\n", 0},
	} {
		region := awsdata.NewIndex(awstest.Parse(t, network+c.more)).Region("us-east-1")
		d, err := names.Parse(region, "rds")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.UsualPort(); got != c.want || (err != nil) != (c.want == 0) {
			t.Errorf("%s: port %d, %v", c.name, got, err)
		}
	}
}
