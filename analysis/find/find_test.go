package find

import (
	"fmt"
	"slices"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

const account = `
	vpc prod 10.0.0.0/16
	table app
	route app 192.0.2.0/24 - blackhole
	acl app
	acl app in 100 allow tcp 443 192.0.2.0/24
	subnet app cidr=10.0.1.0/24 table=app acl=app tag:team=billing
	subnet data cidr=10.0.2.0/24
	group app name="front door" out tcp 443 192.0.2.0/24
	prefixlist partner cidrs=192.0.2.0/24
	endpoint kms service=kms subnets=app groups=app ips=10.0.1.30 dns=kms.us-east-1.amazonaws.com private-dns
	eni lam subnet=app ip=10.0.1.40 groups=app type=lambda
	eni web subnet=app ip=10.0.1.9 groups=app public=203.0.113.9 instance=i-1 ipv6=2001:db8::9
	role orders-role
	function orders subnets=app groups=app role=orders-role
	function reorders
	region eu-west-1
	vpc far 10.1.0.0/16 tag:Name=prod
`

func TestFind(t *testing.T) {
	x := awsdata.NewIndex(awstest.Parse(t, account))
	role := "arn:aws:iam::123456789012:role/orders-role"
	for text, want := range map[string][]string{
		"10.0.1.9":     {"eni-web address 10.0.1.9", "subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		"203.0.113.9":  {"eni-web address 203.0.113.9"},
		"2001:db8::9":  {"eni-web address 2001:db8::9"},
		"10.0.2.200":   {"subnet-data range 10.0.2.0/24", "vpc-prod range 10.0.0.0/16"},
		"198.51.100.1": nil,
		"10.0.1.0/24":  {"subnet-app address 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		"10.0.0.0/15":  {"vpc-far inside 10.1.0.0/16", "vpc-prod inside 10.0.0.0/16", "subnet-app inside 10.0.1.0/24", "subnet-data inside 10.0.2.0/24"},
		"192.0.2.0/24": {"pl-partner address 192.0.2.0/24", "rtb-app names 192.0.2.0/24", "sg-app names 192.0.2.0/24", "acl-app names 192.0.2.0/24"},
		"192.0.2.7":    {"pl-partner range 192.0.2.0/24"},
		"subnet-app":   {"subnet-app name "},
		"FRONT DOOR":   {"sg-app name "},
		"orders":       {"orders name ", role + " part ", "reorders part ", "arn:aws:iam::123456789012:role/reorders-role part "},
		"front":        {"sg-app part "},
		"billing":      {"billing service ", "subnet-app tag team=billing"},
		"team=billing": {"subnet-app tag team=billing"},
		role:           {role + " arn " + role, "orders role " + role},
		"arn:aws:sts::123456789012:assumed-role/orders-role/orders": {"orders role " + role, role + " role " + role},
		"10.0.1.40":                     {"orders interface 10.0.1.40", "eni-lam address 10.0.1.40", "subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		"https://10.0.1.40:8443/health": {"orders interface 10.0.1.40", "eni-lam address 10.0.1.40", "subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		"10.0.1.40:443":                 {"orders interface 10.0.1.40", "eni-lam address 10.0.1.40", "subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		"10.0.1.30":                     {"vpce-kms interface 10.0.1.30", "eni-vpce-kms-1 address 10.0.1.30", "subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		"10.0.1.4":                      {"subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16", "eni-lam part 10.0.1.40"},
		"0.1.":                          nil,
		"10.0.1.":                       {"eni-lam part 10.0.1.40", "eni-vpce-kms-1 part 10.0.1.30", "eni-web part 10.0.1.9"},
		"1.40":                          {"orders interface 10.0.1.40", "eni-lam address 10.0.1.40", "subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		".40":                           {"orders interface 10.0.1.40", "eni-lam address 10.0.1.40", "subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		"113.9":                         {"eni-web address 203.0.113.9"},
		"1.4":                           nil,
		"/aws/lambda/orders":            {"orders log-group /aws/lambda/orders"},
		"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/orders:*":                       {"orders log-group /aws/lambda/orders"},
		"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/orders:log-stream:2026/11/01/x": {"orders log-group /aws/lambda/orders"},
		"arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/orders:*":                       nil,
		"arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders-errors":                            {"orders mentioned orders"},
		"arn:aws:cloudwatch:us-east-1:123456789012:alarm:prod/reorders/Throttles":                  {"reorders mentioned reorders"},
		"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:orders-errors":                            nil,
		`ALARM: "orders errors" in US East`:                                                        {"orders mentioned orders"},
		"2 123456789012 eni-web 10.0.2.7 10.0.1.9 443":                                             {"eni-web address 10.0.1.9", "subnet-data range 10.0.2.0/24", "subnet-app range 10.0.1.0/24", "vpc-prod range 10.0.0.0/16"},
		"https://kms.us-east-1.amazonaws.com/":                                                     {"vpce-kms host kms.us-east-1.amazonaws.com", "kms service kms.us-east-1.amazonaws.com"},
		"user:hunter2@kms":                                                                         nil,
		"arn:aws:lambda:us-east-1:123456789012:function:orders:live":                               {"orders arn arn:aws:lambda:us-east-1:123456789012:function:orders"},
		"arn:aws:ec2:us-east-1:123456789012:subnet/subnet-app":                                     {"subnet-app arn arn:aws:ec2:us-east-1:123456789012:subnet/subnet-app"},
		"arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-app":                                     nil,
		"kms.us-east-1.amazonaws.com":                                                              {"vpce-kms host kms.us-east-1.amazonaws.com", "kms service kms.us-east-1.amazonaws.com"},
		"nothing-like-it":                                                                          nil,
		"":                                                                                         nil,
	} {
		var got []string
		for _, m := range Find(x, text).Matches {
			got = append(got, fmt.Sprint(m.ID, " ", m.How, " ", m.What))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", text, got, want)
		}
	}
}

// A list that was not read is told with every answer, and most of all where nothing is found.
func TestFindTellsWhatWasNotRead(t *testing.T) {
	full := Find(awsdata.NewIndex(awstest.Parse(t, account)), "nothing-like-it")
	cut := Find(awsdata.NewIndex(awstest.Parse(t, account+"\n\tgap describe-subnets denied")), "nothing-like-it")
	gap := Missing{"", "eu-west-1", "describe-subnets"}
	if len(full.Matches)+len(cut.Matches) > 0 || slices.Contains(full.Missing, gap) ||
		!slices.Contains(cut.Missing, gap) {
		t.Errorf("%v, then %v", full.Missing, cut.Missing)
	}
}

// What is typed for a thing means it, and no other.
func TestTyped(t *testing.T) {
	all := All(awstest.Parse(t, account))
	if len(all) < 15 {
		t.Fatalf("%d things are too few", len(all))
	}
	for i := range all {
		meant := 0
		for j := range all {
			if all[j].Means(all[i].Typed) {
				meant++
			}
		}
		if !all[i].Means(all[i].Typed) || meant != 1 {
			t.Errorf("%q of %s %s means %d things", all[i].Typed, all[i].Region, all[i].ID, meant)
		}
	}
	if All(nil) != nil {
		t.Error("nothing has things")
	}
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name, word string
		loose      bool
		want       Answer
	}{
		{"orders", "orders", false, Answer{Rank: Exactly, Hits: []int{0, 1, 2, 3, 4, 5}}},
		{"orders", "or", false, Answer{Rank: AtStart, Hits: []int{0, 1}}},
		{"orders", "der", false, Answer{Rank: Within, Hits: []int{2, 3, 4}}},
		{"orders", "ods", false, Answer{Rank: NotAtAll}},
		{"orders", "ods", true, Answer{Rank: Scattered, Hits: []int{0, 2, 5}, Gap: 3}},
		{"orders", "x", true, Answer{Rank: NotAtAll}},
	} {
		got := Answers(c.name, c.word, c.loose)
		if got.Rank != c.want.Rank || got.Gap != c.want.Gap || !slices.Equal(got.Hits, c.want.Hits) {
			t.Errorf("%s in %s: %+v, want %+v", c.word, c.name, got, c.want)
		}
	}
}
