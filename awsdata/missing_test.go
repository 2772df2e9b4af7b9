package awsdata

import "testing"

func TestParseMissing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]MissingCall{
		"describe-subnets": {Call: "describe-subnets"},
		"describe-route-tables in account 111122223333": {"describe-route-tables", "111122223333"},
		"what the appliance forwards":                   {},
		"the interface that holds 10.0.0.1":             {},
		NewWord{"InterfaceType", "hologram"}.String():   {},
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

func TestNewWord(t *testing.T) {
	t.Parallel()
	word := NewWord{"InterfaceType", "hologram"}.String()
	if word != "the meaning of InterfaceType hologram" || !IsNewWord(word) {
		t.Errorf("%q", word)
	}
	for _, other := range []string{"describe-subnets", "the interface that holds 10.0.0.1", ""} {
		if IsNewWord(other) {
			t.Errorf("%q is a new word", other)
		}
	}
}
