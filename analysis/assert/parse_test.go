package assert_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/assert"
)

// told is an assertion in one line.
func told(a *assert.Assertion) string {
	out := fmt.Sprintf("%s | %s | %s |", a.Name, a.Kind, strings.Join(a.Functions, " "))
	for _, d := range a.To {
		out += " " + d.Text
		for _, r := range d.Ports {
			out += " ports " + r.String()
		}
	}
	out += fmt.Sprint(" | ", a.Protocols, a.Ports, " ", a.Expects())
	if w := a.Waiver; w != nil {
		out += fmt.Sprintf(" | waived %s %s %s", w.Until.Format("2006-01-02"), w.Reason, w.Owner)
	}
	return out
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ item, want string }{
		{`{functions: "a-*", to: s3, expect: reachable}`, "a-* to s3 | expect | a-* | s3 | [] [] reachable"},
		{`{name: n, functions: f, to: "10.0.0.1:53", protocol: udp, expect: partial}`,
			"n | expect | f | 10.0.0.1:53 | [udp] [] partial"},
		{`{functions: f, to: s3, port: "1-5", expect: blocked}`, "f to s3 | expect | f | s3 | [] [1-5] blocked"},
		{`deny: tag:pci=yes -> internet`, "deny tag:pci=yes to internet | deny | tag:pci=yes | internet | [] [] blocked"},
		{`deny: {functions: [a, vpc-1], to: [s3, 10.0.0.0/8], port: [443, 1024-65535], protocol: any}`,
			"deny a, vpc-1 to s3, 10.0.0.0/8 | deny | a vpc-1 | s3 10.0.0.0/8 | [tcp udp] [443 1024-65535] blocked"},
		{`allow: orders-*, b -> rds:5432, 10.0.0.1:8000-8100`,
			"allow orders-*, b to rds:5432, 10.0.0.1:8000-8100 | allow | orders-* b | rds:5432 10.0.0.1 ports 8000-8100 | [] [] reachable"},
		{`only: f -> s3`, "f to nothing but s3 | only | f | s3 | [] [] blocked"},
		{`isolated: f`, "f isolated | isolated | f | internet | [] [] blocked"},
		{`isolated: [f, "g-*"]`, "f, g-* isolated | isolated | f g-* | internet | [] [] blocked"},
		{`isolated: {functions: f}`, "f isolated | isolated | f | internet | [] [] blocked"},
		{`{deny: f -> s3, name: n, waived: {until: 2027-01-31, reason: why, owner: who}}`,
			"n | deny | f | s3 | [] [] blocked | waived 2027-01-31 why who"},
		{`{deny: f -> s3, waived: {expires: 2027-01-31, reason: why}}`,
			"deny f to s3 | deny | f | s3 | [] [] blocked | waived 2027-01-31 why "},
		{`deny: f -> 2001:db8::1`, "deny f to 2001:db8::1 | deny | f | 2001:db8::1 | [] [] blocked"},

		{`{functions: f, to: s3, expct: blocked}`, `line 2: an assertion has no "expct": did you mean expect?`},
		{`{dney: f -> s3}`, `line 2: an assertion has no "dney": did you mean deny?`},
		{`{deny: {function: f, to: s3}}`, `line 2: deny has no "function": did you mean functions?`},
		{`{deny: f -> s3, expect: blocked}`, `line 2: an assertion with deny has no "expect": want deny, name, waived`},
		{`{deny: f -> s3, allow: f -> s3}`, `line 2: an assertion has "deny" or "allow", not both`},
		{`{deny: f -> s3, deny: g -> s3}`, `line 2: an assertion with deny has "deny" twice`},
		{`deny: f`, `line 2: deny: "f" has no "->": want "tag:pci=yes -> internet"`},
		{`isolated: f -> s3`, `line 2: isolated is about functions alone: want "tag:pci=yes"`},
		{`deny: f ->`, `line 2: deny: a destination is missing: want "tag:pci=yes -> internet"`},
		{`deny: -> s3`, `line 2: deny: functions are missing: want "tag:pci=yes -> internet"`},
		{`deny: {functions: [], to: s3}`, `line 2: functions: the list is empty`},
		{`deny: {to: s3}`,
			`line 2: functions is missing: a name, an ARN or a glob, tag:KEY=VALUE, vpc-…, subnet-… or sg-…`},
		{`deny: {functions: f, to: s3, port: 70000}`, `line 2: port 70000: want 1 to 65535`},
		{`deny: {functions: f, to: s3, port: 9-1}`, `line 2: port "9-1": the range ends before it begins`},
		{`deny: {functions: f, to: s3, port: http}`,
			`line 2: port "http": want a number, or a range such as 1024-65535`},
		{`deny: {functions: f, to: s3, port: []}`, `line 2: port: the list is empty: leave it out, or name ports`},
		{`deny: {functions: f, to: s3, protocol: icmp}`,
			`line 2: protocol "icmp": functions send tcp and udp only; any is both`},
		{`deny: tga:pci -> s3`, `line 2: functions: "tga:pci" is no function: did you mean tag:pci?`},
		{`deny: "tag: -> s3"`, `line 2: functions: "tag:" names no tag: want tag:KEY or tag:KEY=VALUE`},
		{`{deny: f -> s3, waived: {reason: r}}`, `line 2: waived: until is missing: a waiver has an end`},
		{`{deny: f -> s3, waived: {until: 2027-01-31}}`,
			`line 2: waived: reason is missing: say why this is accepted`},
		{`{deny: f -> s3, waived: {untill: 2027-01-31, reason: r}}`,
			`line 2: waived has no "untill": did you mean until?`},
		{`{deny: f -> s3, waived: {until: tomorrow, reason: r}}`,
			`line 2: waived: until "tomorrow" is no date: want 2027-01-31`},
		{`{functions: f, to: s3, expect: open}`,
			`line 2: expect: unknown verdict "open": want blocked, unknown, partial or reachable`},
		{`f`, `line 2: want an assertion such as {name, functions, to, protocol, port, expect}, or {deny: ...}`},
	} {
		list, err := assert.Parse([]byte("assertions:\n  - " + c.item + "\n"))
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = told(&list[0])
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.item, got, c.want)
		}
	}
}

// Whatever stands in a file, reading it ends, and an error says where or what.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"assertions:\n  - deny: f -> s3\n", "assertions: &a [*a]\n",
		"assertions:\n  - &x {deny: *x}\n",
		"assertions:\n  - {functions: f, to: s3, port: [1-2, 3], expect: blocked}\n",
		"assertions:\n  - {only: 'f -> s3:1-2', waived: {until: 2027-01-31, reason: r}}\n", "a: 1", "", "[", "- 1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := assert.Parse(data)
		if err == nil && len(list) == 0 {
			t.Error("a file that asserts nothing is read")
		}
		for i := range list {
			a := &list[i]
			if len(a.Functions) == 0 || len(a.To) == 0 || a.Line == 0 || a.Name == "" {
				t.Errorf("half an assertion: %s", told(a))
			}
		}
	})
}
