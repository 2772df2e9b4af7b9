package awsdata_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// What is printed of a resource is a document of the AWS CLI: read again as one, it is the same resource.
func TestPrintIsReadAgainAsItself(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range snapshot.Regions {
		for _, kind := range awsdata.Kinds() {
			if kind.Code == "zone" {
				continue // its call is about one VPC; see TestEveryKindIsPrintedAsTheCLIWould
			}
			for _, x := range kind.List(r) {
				text, err := awsdata.Print(x)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(text), "Environment") {
					t.Errorf("%s: environment variables are printed", x.ID())
				}
				if _, ok := x.(*awsdata.CapacityProvider); ok {
					continue // its call is about one thing
				}
				document := text
				if kind.Code == "fn" {
					document = []byte(`{"Functions": [` + string(text) + `]}`)
				}
				b := awsdata.NewBuilder()
				if err := b.Put(r.RegionName, kind.Call, document); err != nil {
					t.Fatalf("%s: %v", x.ID(), err)
				}
				back := kind.List(b.Snapshot().Region(r.RegionName))
				if len(back) != 1 || back[0].ID() != x.ID() {
					t.Fatalf("%s is read again as %d resources", x.ID(), len(back))
				}
				again, err := awsdata.Print(back[0])
				if err != nil || string(again) != string(text) {
					t.Errorf("%s is printed as\n%s\nand read again as\n%s", x.ID(), text, again)
				}
				n++
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d resources were printed", n)
	}
}

func TestPrintOfARole(t *testing.T) {
	text, err := awsdata.Print(&awsdata.Role{RoleName: "r", Arn: "arn:aws:iam::123456789012:role/r",
		AssumeRolePolicyDocument: `{"Statement":[]}`})
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ RoleDetailList []awsdata.Role }
	if err := json.Unmarshal(text, &document); err != nil || len(document.RoleDetailList) != 1 ||
		document.RoleDetailList[0].RoleName != "r" {
		t.Errorf("%v:\n%s", err, text)
	}
}
