package cli

import (
	"strings"
	"testing"
)

// States are kept apart by who is asked and for which regions, as far as that is known before AWS is asked.
func TestHistoryKeys(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range []struct {
		flags commonFlags
		env   []string
		want  string
	}{
		{commonFlags{}, nil, "default"},
		{commonFlags{profile: "prod"}, nil, "prod"},
		{commonFlags{profile: "prod", regions: []string{"us-east-1", "eu-west-1"}}, nil, "prod@eu-west-1,us-east-1"},
		{commonFlags{}, []string{"AWS_PROFILE=staging", "AWS_REGION=eu-west-1"}, "staging@eu-west-1"},
		{commonFlags{endpointURL: "http://localhost:4566"}, nil, "default@http://localhost:4566"},
		// Which account keys of the environment are of nobody knows yet.
		{commonFlags{}, []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE1"}, ""},
		{commonFlags{}, []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE2"}, ""},
		{commonFlags{profile: "named"}, []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE2"}, "named"},
	} {
		p, _ := at(t, c.env...)
		got := p.historyKey(c.flags)
		if c.want != "" && got != c.want || seen[got] || strings.Contains(got, "AKIA") {
			t.Errorf("%+v %q: %q, want %q", c.flags, c.env, got, c.want)
		}
		seen[got] = true
	}
}
