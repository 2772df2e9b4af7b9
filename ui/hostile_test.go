package ui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// payloads are texts that whoever may write to an account could put into a name.
var payloads = map[string]string{
	"clear the screen":         "a\x1b[2J\x1b[Hb",
	"alternate screen":         "a\x1b[?1049lb",
	"hidden text":              "a\x1b[8mhidden\x1b[0mb",
	"hyperlink":                "a\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\b",
	"clipboard":                "a\x1b]52;c;ZXZpbA==\ab",
	"window title":             "a\x1b]0;evil\ab",
	"notification":             "a\x1b]9;evil\ab",
	"DCS":                      "a\x1bPq#0;2;0;0;0#0~\x1b\\b",
	"APC, kitty graphics":      "a\x1b_Gf=100,t=f;L2V0Yy9wYXNzd2Q=\x1b\\b",
	"PM":                       "a\x1b^evil\x1b\\b",
	"SOS":                      "a\x1bXevil\x1b\\b",
	"unterminated DCS":         "a\x1bPq",
	"reset":                    "a\x1bcb",
	"query":                    "a\x1b[6n\x1b[c\x05b",
	"C1 as bytes":              "a\x9b31m\x9d52;c;x\x9cb",
	"C1 as runes":              "a\u009b31m\u009d52;c;x\u009cb",
	"bell and backspace":       "a\a\b\b\bb",
	"carriage return":          "safe\rEVIL",
	"line breaks":              "one\ntwo\r\nthree\u2028four\u2029five\u0085six",
	"tabs":                     "a\t\t\tb\vb\fb",
	"right to left":            "a\u202etxt.exe\u202c\u2066x\u2069b",
	"zero width":               "a\u200b\u200d\ufeff\u2060\u00adb",
	"tag characters":           "a\U000e0041\U000e0042b",
	"combining marks":          "a" + strings.Repeat("\u0301", 60) + "b",
	"letters without ink":      "\u3164\uffa0\u2800",
	"invalid UTF-8":            "a\xff\xfe\xc3\x28b",
	"very long":                strings.Repeat("long-", 400),
	"CJK":                      strings.Repeat("名前がとても長い", 10),
	"emoji":                    "👩‍👩‍👧‍👦 🇩🇪 ❤️ 🏴‍☠️",
	"shell":                    "$(touch /tmp/x)'; rm -rf ~; `id`",
	"looks like a tmux escape": "a\x1bPtmux;\x1b\x1b]52;c;x\a\x1b\\b",
}

// poisoned is a small account with the text wherever people or AWS put text.
func poisoned(t testing.TB, text string) *awsdata.Snapshot {
	t.Helper()
	b := awsdata.NewBuilder()
	quoted := func(s string) string {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	// Invalid UTF-8 and C1 bytes reach a document as they are.
	if strings.Contains(text, "\xff") || strings.Contains(text, "\x9b") {
		quoted = func(s string) string { return `"` + strings.ReplaceAll(s, "\\", "\\\\") + `"` }
	}
	x := quoted(text)
	put := func(region, call, document string) {
		if err := b.Put(region, call, []byte(strings.ReplaceAll(document, "TEXT", x))); err != nil {
			t.Fatalf("%s: %v", call, err)
		}
	}
	tags := `"Tags": [{"Key": "Name", "Value": TEXT}, {"Key": TEXT, "Value": TEXT}]`
	const region = "us-east-1"
	put(region, "list-functions", `{"Functions": [{"FunctionName": TEXT, "FunctionArn": TEXT, "Runtime": TEXT, "Description": TEXT, "Role": TEXT, "Handler": TEXT,
		"VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1", "subnet-gone"], "SecurityGroupIds": ["sg-1"]}},
		{"FunctionName": "plain", "Runtime": "go", "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}}]}`)
	put(region, "describe-vpcs", `{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": TEXT, `+tags+`}]}`)
	put(region, "describe-subnets",
		`{"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a",
		"AvailableIpAddressCount": 9, `+tags+`}]}`)
	put(region, "describe-route-tables",
		`{"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": true}],
		"Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "blackhole"}], `+tags+`}]}`)
	put(region, "describe-nat-gateways",
		`{"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "State": "failed", "FailureCode": TEXT,
		"FailureMessage": TEXT, `+tags+`}]}`)
	put(region, "describe-network-acls",
		`{"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Entries": [
		{"RuleNumber": 100, "Egress": true, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}], `+
			tags+`}]}`)
	put(region, "describe-security-groups",
		`{"SecurityGroups": [{"GroupId": "sg-1", "GroupName": TEXT, "Description": TEXT, "VpcId": "vpc-1",
		"IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": TEXT}]}], `+
			tags+`}]}`)
	put(region, "describe-network-interfaces",
		`{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "InterfaceType": "lambda", "Description": TEXT, "VpcId": "vpc-1",
		"SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.9", "Groups": [{"GroupId": "sg-1", "GroupName": TEXT}]}]}`)
	b.Gap(awsdata.Gap{Region: region, Call: "describe-flow-logs", Cause: awsdata.CauseDenied, Message: text})
	return b.Snapshot()
}

// walk goes through every screen that shows text from the account, and returns
// every byte that the program wrote.
func walk(t *testing.T, text string) (raw string, titles []string) {
	t.Helper()
	snapshot := poisoned(t, text)
	reads := 0
	source := Source{Name: "prod " + text, Live: true,
		Load: func(_ context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
			reads++
			progress(Progress{Region: "r " + text, Call: "c " + text, Items: 1, Done: 1, Total: 2,
				Gap: &awsdata.Gap{Region: text, Call: text, Cause: awsdata.CauseFailed, Message: text}})
			if reads > 1 {
				return nil, fmt.Errorf("read %s: %w", text, errors.New(text))
			}
			return snapshot, nil
		}}
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(Options{Source: source}), 72, 18)
		defer term.Quit()
		look := func() {
			titles = append(titles, term.Title())
			for y := range term.Height() {
				if line := strings.TrimRight(term.Line(y), " "); strings.ContainsAny(line, "\x1b\a\r\n") {
					t.Errorf("line %d has a control character: %q", y, line)
				}
			}
		}
		look()
		for _, place := range []string{"functions", "findings", "vpc", "subnet", "rtb", "sg", "acl", "nat", "eni"} {
			term.Keys(":", place, uitest.Enter)
			look()
			term.Keys(uitest.Enter, uitest.Down, "G")
			look()
			term.Keys(uitest.Enter)
			look()
			term.Keys(uitest.Esc, uitest.Esc)
		}
		term.Keys("!")
		look()
		term.Keys(uitest.Esc, ":", "a")
		look()
		term.Keys(uitest.Esc, "/")
		term.Paste("paste " + text)
		look()
		term.Keys(uitest.Esc, "r")
		look()
		term.Keys(uitest.Esc)
		term.Resize(40, 10)
		look()
		raw = term.Raw()
	})
	return raw, titles
}

func TestHostileTextReachesNoTerminal(t *testing.T) {
	// What the same program writes for the same account with harmless text.
	baseline, _ := walk(t, "harmless")
	long, _ := walk(t, strings.Repeat("harmless ", 40))
	wide, _ := walk(t, "名前")
	// The renderer scrolls with reverse index where that is shorter, which hangs
	// on how texts of different lengths move; no payload uses it.
	known := baseline + long + wide + "\x1bM"
	for name, payload := range payloads {
		t.Run(name, func(t *testing.T) {
			raw, titles := walk(t, payload)
			if foreign := uitest.Foreign(raw, known); len(foreign) > 0 {
				t.Errorf("the terminal received %q, which it does not for harmless text", foreign)
			}
			for _, title := range titles {
				if awsdata.Clean(title) != title {
					t.Errorf("the window title is %q", title)
				}
			}
		})
	}
}

func TestHostileTextFits(t *testing.T) {
	for name, payload := range payloads {
		t.Run(name, func(t *testing.T) {
			a := analyzed(t, poisoned(t, payload))
			a.source.Name = payload
			n := 0
			everywhere(a, func(what string) {
				fits(t, a, what, fitWidths[n%len(fitWidths)], fitHeights[(n/2)%len(fitHeights)])
				n++
			})
			a.openGaps()
			fits(t, a, "gaps", 80, 24)
		})
	}
}
