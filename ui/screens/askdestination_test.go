package screens

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

const askedAccount = `
	vpc app 10.0.0.0/16
	subnet app cidr=10.0.1.0/24
	subnet db cidr=10.0.2.0/24
	vpc other 10.9.0.0/16
	group app name="front door" out all 0.0.0.0/0
	group db in tcp 5432 10.0.0.0/16
	endpoint near service=kms vpc=app subnets=app groups=app ips=10.0.1.30 private-dns
	endpoint far service=com.amazonaws.eu-west-1.sqs service-region=eu-west-1 vpc=app subnets=app groups=app ips=10.0.1.31 private-dns
	endpoint partner service=com.amazonaws.vpce.us-east-1.vpce-svc-0ccccccccccccccc0 vpc=app subnets=app groups=app ips=10.0.1.32
	eni db subnet=db ip=10.0.2.10 groups=db description=RDSNetworkInterface
	eni nat subnet=db ip=10.0.2.20 type=nat_gateway
	function f vpc=app subnets=app groups=app
	put describe-db-instances {"DBInstances":[
		{"DBInstanceIdentifier":"orders","Engine":"postgres","Endpoint":{"Address":"orders.c1a2b3.us-east-1.rds.amazonaws.com","Port":5432},
		"DBSubnetGroup":{"VpcId":"vpc-app"}},
		{"DBInstanceIdentifier":"elsewhere","Engine":"mysql","Endpoint":{"Address":"elsewhere.c1a2b3.us-east-1.rds.amazonaws.com","Port":3306},
		"DBSubnetGroup":{"VpcId":"vpc-other"}}]}
`

func TestWhereTo(t *testing.T) {
	res := analyzed(t, askedAccount)
	fn := screen.Place{Screen: "function", Region: awstest.SyntheticRegion, ID: "f"}
	ask, ok := askDestination(fn, &screen.Env{Result: res, Theme: &theme.Theme{}, LastTo: "gone-since"}).(screen.Ask)
	if !ok {
		t.Fatal("nothing is asked")
	}
	where := map[string]string{}
	for _, s := range ask.Suggest("") {
		p, _ := s.Place()
		where[s.Word] = p.To
		if _, err := ask.Parse(p.To); err != nil {
			t.Errorf("%s is suggested and leads nowhere: %v", s.Word, err)
		}
	}
	for word, to := range map[string]string{
		"internet": "internet", "kms": "kms", "orders": "orders.c1a2b3.us-east-1.rds.amazonaws.com",
		"sqs.eu-west-1.amazonaws.com": "sqs.eu-west-1.amazonaws.com", "10.0.2.10:5432": "10.0.2.10:5432",
		"db": "subnet-db",
	} {
		if got, ok := where[word]; !ok || got != to {
			t.Errorf("%q routes to %q, want %q", word, got, to)
		}
	}
	for _, word := range []string{"gone-since", "elsewhere", "10.0.2.20", "lambda-f"} {
		if to, ok := where[word]; ok {
			t.Errorf("%q is suggested: %q", word, to)
		}
	}
	if list := ask.Suggest("rds.amazonaws"); len(list) == 0 || list[0].Word != "orders" {
		t.Errorf("a part of the host name suggests %v", list)
	}
	// Nothing is guessed.
	for _, text := range []string{"secretmanager", "redis", "f", "igw-1", "s3 nonsense"} {
		list := ask.Suggest(text)
		if slices.ContainsFunc(list, func(s screen.Suggestion) bool { return s.Word == text }) {
			t.Errorf("%q is suggested as it stands: %v", text, list)
		}
		if _, err := ask.Parse(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
	_, err := ask.Parse("secretmanager")
	var unknown *names.UnknownError
	if !errors.As(err, &unknown) || !strings.Contains(err.Error(), "did you mean secretsmanager?") {
		t.Errorf("error %v", err)
	}
}

func TestParseQuestion(t *testing.T) {
	res := analyzed(t, askedAccount)
	rx := res.Index.Region(awstest.SyntheticRegion)
	for text, want := range map[string]struct {
		kind names.Kind
		port uint16
		udp  bool
	}{
		"10.0.3.4:5432 tcp": {names.KindAddress, 5432, false}, "10.0.3.4 5432": {names.KindAddress, 5432, false},
		"udp 10.0.0.2 53": {names.KindAddress, 53, true}, "10.0.0.2:53 UDP": {names.KindAddress, 53, true},
		"10.0.3.4 tcp 22": {names.KindAddress, 22, false}, "s3": {names.KindService, 443, false},
		"Secrets Manager":          {names.KindService, 443, false},
		"secrets manager tcp 8443": {names.KindService, 8443, false},
		"front door 5432":          {names.KindSecurityGroup, 5432, false}, "orders": {names.KindStore, 5432, false},
		"orders 3306": {names.KindStore, 3306, false}, "https://x.example.com:8443/y": {names.KindHost, 8443, false},
	} {
		q, err := reach.ParseQuery(res.Index, rx, text)
		if err != nil || q.To.Kind != want.kind || q.Port != want.port || (q.Protocol == netset.UDP) != want.udp {
			t.Errorf("%q: %s %d %v, error %v", text, q.To.Kind, q.Port, q.Protocol, err)
		}
	}
	for text, want := range map[string]string{
		"s3 nonsense": `"nonsense" is neither a port nor tcp or udp`, "": "no destination", "tcp": "is no destination",
		"10.0.3.4 0": "neither a port", "10.0.3.4 99999": "neither a port", "front dor": "did you mean front door?",
	} {
		if _, err := reach.ParseQuery(res.Index, rx, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}
