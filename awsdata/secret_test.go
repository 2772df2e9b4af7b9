package awsdata_test

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// No credential of a request survives in what its error says, and what is no credential stays.
func TestMask(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3tValue/abc+def="
	for _, text := range []string{
		"Authorization=AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=" + secret,
		"The Canonical String for this request should have been 'POST\n/\nx-amz-security-token:" + secret + "\n'",
		`Signature not yet current: X-Amz-Signature=` + secret + `&X-Amz-Credential=` + secret,
		`{"X-Amz-Security-Token": "` + secret + `"}`,
		"proxy http://user:" + secret[:6] + "@proxy.example:3128 refused",
		"aws_secret_access_key = " + secret,
		"Authorization: Bearer " + secret,
	} {
		got := awsdata.Mask(text)
		if strings.Contains(got, secret) || strings.Contains(got, "AKIAIOSFODNN7EXAMPLE") ||
			strings.Contains(got, secret[:6]+"@") {
			t.Errorf("%q became %q", text, got)
		}
		if awsdata.Mask(got) != got {
			t.Errorf("%q is masked a second time: %q", got, awsdata.Mask(got))
		}
	}
	for _, text := range []string{
		"User: arn:aws:sts::123456789012:assumed-role/network-reader/anna is not authorized to perform: ec2:DescribeFlowLogs",
		"The security token included in the request is expired", "rate exceeded",
		"no credentials were found: run aws configure",
	} {
		if got := awsdata.Mask(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// What AWS says of a function, a gateway or a call is masked where it is read.
func TestSentencesAreMasked(t *testing.T) {
	t.Parallel()
	const key = "AKIAIOSFODNN7EXAMPLE"
	b := awsdata.NewBuilder()
	for call, text := range map[string]string{
		"list-functions": `{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:us-east-1:1:function:f", "StateReason": "key ` + key + ` is wrong"}]}`,
		"get-function.f": `{"Configuration": {"FunctionName": "f", "FunctionArn": "arn:aws:lambda:us-east-1:1:function:f", "LastUpdateStatusReason": "key ` + key + `"}}`,
		"describe-nat-gateways": `{"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "failed", "ConnectivityType": "public",
			"FailureMessage": "key ` + key + `"}]}`,
	} {
		if err := b.Put("us-east-1", call, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	b.Gap(awsdata.Gap{Region: "us-east-1", Call: "describe-vpcs", Cause: awsdata.CauseDenied, Message: "key " + key})
	if text := string(encode(t, b.Snapshot())); strings.Contains(text, key) || strings.Count(text, "[hidden]") != 4 {
		t.Errorf("the snapshot holds a key: %s", text)
	}
}
