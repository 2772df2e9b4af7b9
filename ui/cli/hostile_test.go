package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/cli"
)

// payloads are what somebody who may name things in an account could try on the terminal of whoever looks at it.
var payloads = map[string]string{
	"clear screen":             "\x1b[2J\x1b[H",
	"colour":                   "\x1b[31mred\x1b[0m",
	"hidden text":              "\x1b[8msecret",
	"window title":             "\x1b]0;owned\a",
	"clipboard":                "\x1b]52;c;cm0gLXJm\a",
	"clipboard, string ended":  "\x1b]52;c;cm0gLXJm\x1b\\",
	"hyperlink":                "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
	"device control":           "\x1bP$q\"p\x1b\\",
	"device control, no end":   "\x1bPqqq",
	"kitty graphics":           "\x1b_Gf=24,t=f;L2V0Yy9wYXNzd2Q=\x1b\\",
	"tmux passthrough":         "\x1bPtmux;\x1b\x1b]52;c;eA==\a\x1b\\",
	"reset":                    "\x1bc",
	"C1 as UTF-8":              "\u009b2J\u009d0;x\u009c",
	"carriage return":          "safe\rEVIL",
	"newline":                  "one\ntwo",
	"tab":                      "a\tb",
	"bell and backspace":       "a\a\b\b",
	"null and delete":          "a\x00b\x7fc",
	"bidi override":            "\u202egnp.exe",
	"bidi isolate":             "\u2066x\u2069",
	"zero width":               "ad\u200bmin\ufeff\u200d",
	"line separator":           "a\u2028b\u2029c\u0085d",
	"tag characters":           "x\U000e0041\U000e0042",
	"private use":              "\ue000\U000f0000",
	"a pile of marks":          "a" + strings.Repeat("\u0301", 40),
	"very long":                strings.Repeat("long-", 2000),
	"wide":                     "日本語の名前",
	"format verbs":             "%s%d%!(EXTRA)",
	"a quote and a backslash":  `"\`,
	"an unfinished escape end": "x\x1b",
}

// hostileAccount is a small account in which everything that people can write holds the payload.
func hostileAccount(t *testing.T, payload string) string {
	t.Helper()
	tags := []any{map[string]any{"Key": "Name", "Value": payload}}
	documents := map[string]any{
		"list-functions": map[string]any{"Functions": []any{map[string]any{
			"FunctionName": "fn" + payload,
			"FunctionArn":  "arn:aws:lambda:us-east-1:123456789012:function:fn" + payload, "Description": payload,
			"Runtime": payload, "Role": "arn:aws:iam::123456789012:role/" + payload,
			"VpcConfig": map[string]any{"SubnetIds": []string{"subnet-1"}, "SecurityGroupIds": []string{"sg-1"},
				"VpcId": "vpc-1"},
		}}},
		"describe-vpcs": map[string]any{"Vpcs": []any{map[string]any{
			"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "123456789012", "Tags": tags}}},
		"describe-subnets": map[string]any{"Subnets": []any{map[string]any{
			"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24",
			"AvailabilityZone": "us-east-1a" + payload, "Tags": tags}}},
		"describe-route-tables": map[string]any{"RouteTables": []any{map[string]any{
			"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Tags": tags,
			"Associations": []any{map[string]any{"Main": true}},
			"Routes": []any{
				map[string]any{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
				map[string]any{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "blackhole"},
			}}}},
		"describe-nat-gateways": map[string]any{"NatGateways": []any{map[string]any{
			"NatGatewayId": "nat-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "State": "failed",
			"FailureMessage": payload, "Tags": tags}}},
		"describe-security-groups": map[string]any{"SecurityGroups": []any{map[string]any{
			"GroupId": "sg-1", "GroupName": payload, "Description": payload, "VpcId": "vpc-1", "Tags": tags,
			"IpPermissionsEgress": []any{map[string]any{"IpProtocol": "-1",
				"IpRanges": []any{map[string]any{"CidrIp": "0.0.0.0/0", "Description": payload}}}}}}},
	}
	folder := filepath.Join(t.TempDir(), "account")
	if err := os.MkdirAll(filepath.Join(folder, "us-east-1"), 0o700); err != nil {
		t.Fatal(err)
	}
	for call, document := range documents {
		data, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "us-east-1", call+".json"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	meta, err := json.Marshal(map[string]any{"schema": "vpclens.snapshot/v1", "gaps": []any{
		map[string]any{"region": "us-east-1", "call": "describe-network-acls", "cause": "failed",
			"message": "AWS says " + payload}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "snapshot.json"), meta, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// Nothing of a payload reaches stdout or stderr as a control, whatever the command and the format.
func TestHostileText(t *testing.T) {
	for name, payload := range payloads {
		t.Run(name, func(t *testing.T) {
			folder := hostileAccount(t, payload)
			for _, args := range [][]string{
				{"scan", "--from", folder},
				{"scan", "--from", folder, "--format", "json"},
				{"scan", "--from", folder, "--format", "ocsf"},
				{"scan", "--from", "s3://" + payload},
				{"scan", "--from", "s3://bucket/" + payload, "--profile", "nobody"},
				{"trace", "fn*", "--to", "203.0.114.9", "--from", folder},
				{"trace", "fn*", "--to", "203.0.114.9", "--from", folder, "--format", "json"},
				{"reach", "fn*", "--from", folder},
				{"reach", "fn*", "--from", folder, "--format", "json"},
				{"find", "fn", "--from", folder},
				{"find", payload, "--from", folder, "--format", "markdown"},
				{"owner", "subnet-1", "--from", folder},
				{"owner", "subnet-1" + payload, "--from", folder},
				{"usedby", "subnet-1", "--from", folder},
				{"usedby", "nat-1", "--from", folder, "--format", "markdown"},
				{"usedby", "vpc-1", "--from", folder, "--format", "json"},
				{"compare", "fn*", "fn*", "--from", folder},
				{"why", "fn" + payload + " Task timed out after 3.00 seconds", "--from", folder},
				{"why", "connect ETIMEDOUT 203.0.114.9:443 " + payload, "--from", folder, "--format", "json"},
				{"why", "resource sg-1 has a dependent object" + payload, "--from", folder, "--format", "markdown"},
				{"why", "fx" + payload, "Task timed out after 3.00 seconds", "--from", folder},
				{"whatif", "action: remove, kind: nat, id: nat-1", "--from", folder},
				{"whatif", "action: remove, kind: nat, id: nat-1", "--to", "s3", "--from", folder, "--format", "markdown"},
				{"whatif", payload, "--from", folder},
				{"trace", "fx" + payload, "--to", "s3", "--from", folder},
				{"scan", "--from", filepath.Join(folder, "missing"+payload)},
				{"scan", "--from", folder, "--region", "r" + payload},
				{"scan", "--from", folder, "--format", payload},
				{"checks", payload},
				{payload},
				{"--" + payload},
			} {
				var stdout, stderr bytes.Buffer
				cli.Main(context.Background(), args, nil, nil, &stdout, &stderr)
				if stdout.Len()+stderr.Len() == 0 {
					t.Errorf("vpclens %q wrote nothing at all", args)
				}
				for stream, text := range map[string]string{"stdout": stdout.String(), "stderr": stderr.String()} {
					if fault := obeyed(text); fault != "" {
						t.Errorf("vpclens %q: %s %s", args, stream, fault)
					}
				}
				if n := strings.Count(stderr.String(), "\n"); n > 1 {
					t.Errorf("vpclens %q: %d lines on stderr", args, n)
				}
			}
		})
	}
}

// The log file is text as well, and often shown with cat.
func TestHostileTextInTheLog(t *testing.T) {
	folder := hostileAccount(t, "\x1b]52;c;eA==\a\u202e")
	log := filepath.Join(t.TempDir(), "log")
	var stdout, stderr bytes.Buffer
	code := cli.Main(context.Background(), []string{"scan", "--from", folder, "--log", log}, nil, nil, &stdout, &stderr)
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), "AWS says") {
		t.Errorf("the gap is not in the log:\n%s", data)
	}
	if fault := obeyed(string(data)); fault != "" {
		t.Errorf("the log %s", fault)
	}
}
