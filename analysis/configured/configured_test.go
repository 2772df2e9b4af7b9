package configured_test

import (
	"fmt"
	"testing"

	"github.com/vpclens/vpclens/analysis/configured"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestOf: each target has an answer, and one that cannot be asked about is unknown and says why.
func TestOf(t *testing.T) {
	snapshot, err := awstest.Build(`
vpc shop 10.0.0.0/16
subnet app-a zone=a cidr=10.0.1.0/24
group worker out tcp 5432 0.0.0.0/0
group db in tcp 5432 sg-worker
eni db subnet=app-a ip=10.0.1.4 groups=db
function worker subnets=app-a groups=worker env:A_URL=postgres://10.0.1.4/x env:B_URL=redis://10.0.1.4
  env:C_HOST=db.example.com env:D_BUCKET=uploads env:E_QUEUE_NAME=orders
  env:F_ARN=arn:aws:lambda:us-east-1:123456789012:function:other
  env:G_ARN=arn:aws:rds:eu-west-1:123456789012:db:gone
function quiet subnets=app-a groups=worker`)
	if err != nil {
		t.Fatal(err)
	}
	index := awsdata.NewIndex(snapshot)
	engine, region := reach.New(index), index.Region("us-east-1")
	got := ""
	for _, a := range configured.Of(index, engine, "us-east-1", region.Function("worker")) {
		got += fmt.Sprintf("%s %s %s %v %s\n", a.Target.Variable, a.Target.Text(), a.Verdict, a.Trace != nil, a.Lacks)
	}
	want := `A_URL 10.0.1.4:5432 reachable true 
B_URL 10.0.1.4:6379 blocked true 
C_HOST db.example.com unknown false the port
D_BUCKET s3://uploads blocked true 
E_QUEUE_NAME queue orders blocked true 
F_ARN arn:aws:lambda:us-east-1:123456789012:function:other blocked true 
G_ARN arn:aws:rds:eu-west-1:123456789012:db:gone unknown false the destination
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if of := configured.Of(index, engine, "us-east-1", region.Function("quiet")); of != nil {
		t.Errorf("of a function that names nothing: %v", of)
	}
}
