package awsdata

import "testing"

func TestParseMissing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]MissingCall{
		"describe-subnets": {Call: "describe-subnets"},
		"describe-route-tables in account 111122223333": {"describe-route-tables", "111122223333"},
		"what the appliance forwards":                   {},
		"the interface that holds 10.0.0.1":             {},
	} {
		got, ok := ParseMissing(text)
		if got != want || ok != (want.Call != "") {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
		if ok && got.String() != text {
			t.Errorf("%q is written as %q", text, got.String())
		}
	}
}
