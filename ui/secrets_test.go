package ui

import (
	"context"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// clipboard finds what a program puts on the clipboard: OSC 52.
var clipboard = regexp.MustCompile(`\x1b\]52;[a-z]*;([A-Za-z0-9+/=]*)`)

// TestNoSecretOnTheScreen plants secrets where AWS can return them and goes through the screens, the documents and what
// is copied. The documents are put in as files bring them, past the collector, which drops some. What get-function says
// of the code, a presigned address among it, is on no screen: that it is in no saved file is held in package cli.
func TestNoSecretOnTheScreen(t *testing.T) {
	t.Run("without targets", func(t *testing.T) { noSecretOnTheScreen(t) })
	t.Run("with targets", func(t *testing.T) { noSecretOnTheScreen(t, awsdata.KeepTargets()) })
}

func noSecretOnTheScreen(t *testing.T, options ...awsdata.Option) {
	const signed = "wrong signature: Authorization: AWS4-HMAC-SHA256 Credential=AKIAM4RKER0123456789/20261101/us-east-1/ec2/aws4_request, Signature=m4rksignature; X-Amz-Security-Token: m4rktoken"
	b := awsdata.NewBuilder(options...)
	put := func(call, document string) {
		document = strings.NewReplacer("SIGNED", signed, "TAGS",
			`[{"Key": "password", "Value": "m4rktag"}, {"Key": "Name", "Value": "one"}]`).Replace(document)
		if err := b.Put("us-east-1", call, []byte(document)); err != nil {
			t.Fatalf("%s: %v", call, err)
		}
	}
	const function = `{"FunctionName": "plain", "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:plain", "Runtime": "python3.13", "State": "Failed", "StateReason": "SIGNED",
		"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "SIGNED", "KMSKeyArn": "arn:aws:kms:us-east-1:123456789012:key/m4rkkms",
		"Environment": {"Variables": {"M4RKNAME": "m4rkvalue", "PAIR": "m4rkuser:5432", "JSON": "{\"host\": \"m4rk.corp.internal\"}",
			"DATABASE_URL": "postgres://m4rkuser:m4rkpass@orders.corp.internal:5432/m4rkdb?x=m4rkquery", "LINES": "a.corp.internal\nm4rkline"}, "Error": {"Message": "m4rkenverror"}},
		"Layers": [{"Arn": "arn:aws:lambda:us-east-1:123456789012:layer:base:1", "Content": {"Location": "https://s3.amazonaws.com/l?X-Amz-Signature=m4rklayer"}}],
		"VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}}`
	put("list-functions", `{"Functions": [`+function+`]}`)
	put("get-function.plain", `{"Configuration": `+function+
		`, "Code": {"Location": "https://s3.amazonaws.com/x?X-Amz-Signature=m4rkcode"}, "Tags": {"db-password": "m4rkmap"}}`)
	put("describe-vpcs",
		`{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available", "Tags": TAGS}]}`)
	put("describe-subnets", `{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a", "Tags": TAGS}]}`)
	put("describe-route-tables",
		`{"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": true}],
		"Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "blackhole"}], "Tags": TAGS}]}`)
	put("describe-nat-gateways", `{"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "failed", "ConnectivityType": "public",
		"FailureMessage": "SIGNED", "Tags": TAGS}]}`)
	put("describe-security-groups",
		`{"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "g", "VpcId": "vpc-1", "IpPermissions": [],
		"IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], "Tags": TAGS}]}`)
	put("describe-network-interfaces",
		`{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "InterfaceType": "lambda", "VpcId": "vpc-1", "SubnetId": "subnet-1",
		"PrivateIpAddress": "10.0.0.9", "Groups": [{"GroupId": "sg-1", "GroupName": "g"}], "TagSet": TAGS}]}`)
	put("describe-instances", `{"Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Name": "running"}, "UserData": {"Value": "m4rkuserdata"}, "Tags": TAGS}]}]}`)
	b.Gap(awsdata.Gap{Region: "us-east-1", Call: "describe-flow-logs", Cause: awsdata.CauseDenied, Message: signed})
	snapshot := b.Snapshot()

	var raw, screens string
	source := Source{Name: "prod", Live: true, Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) {
		return snapshot, nil
	}}
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(Options{Source: source}), 160, 50)
		defer term.Quit()
		look := func() {
			for y := range term.Height() {
				screens += term.Line(y) + "\n"
			}
		}
		for _, place := range []string{"functions", "findings", "ledger", "vpc", "subnet", "rtb", "sg", "nat", "eni",
			"instance"} {
			term.Keys(":", place, uitest.Enter)
			look()
			term.Keys(uitest.Enter)
			look()
			for _, key := range []string{"y", "Y", "J", "v", "G"} { // copy, its document, the end of it
				term.Keys(key)
				look()
			}
			term.Keys("y", uitest.Esc, uitest.Esc, uitest.Esc)
		}
		term.Keys("!")
		look()
		raw = term.Raw()
	})
	copied := 0
	for _, m := range clipboard.FindAllStringSubmatch(raw, -1) {
		text, err := base64.StdEncoding.DecodeString(m[1])
		if err != nil {
			t.Errorf("the clipboard is given %q: %v", m[1], err)
		}
		copied++
		screens += string(text) + "\n"
	}
	if found := regexp.MustCompile(`(?i)m4rk[a-z]*`).FindAllString(raw+screens, -1); len(found) > 0 {
		t.Errorf("shown: %v", found)
	}
	t.Logf("%d bytes, %d copied", len(raw), copied)
	if named := strings.Contains(screens, "orders.corp.internal:5432"); named != (len(options) > 0) {
		t.Errorf("what the function names is shown: %v", named)
	}
	if hidden := strings.Count(screens, "[hidden]"); hidden < 5 || copied == 0 {
		t.Errorf("%d secrets are hidden, and %d texts are copied: hardly anything was shown", hidden, copied)
	}
}
