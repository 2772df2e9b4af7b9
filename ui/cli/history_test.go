package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/collect"
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
		{commonFlags{profiles: []string{"prod"}}, nil, "prod"},
		{commonFlags{profiles: []string{"prod"}, regions: []string{"us-east-1", "eu-west-1"}}, nil, "prod@eu-west-1,us-east-1"},
		{commonFlags{}, []string{"AWS_PROFILE=staging", "AWS_REGION=eu-west-1"}, "staging@eu-west-1"},
		{commonFlags{endpointURL: "http://localhost:4566"}, nil, "default@http://localhost:4566"},
		{commonFlags{profiles: []string{"prod", "dev"}}, nil, "prod,dev"},
		{commonFlags{members: memberFlags{org: true, roleName: "read"}}, nil, "default@org@read"},
		{commonFlags{members: memberFlags{org: true, ou: "ou-ab12-3456cdef", roleName: "read"}}, nil,
			"default@ou-ab12-3456cdef@read"},
		{commonFlags{members: memberFlags{accounts: []string{"222222222222", "111111111111"}, roleName: "read"}}, nil,
			"default@111111111111,222222222222@read"},
		// Which account keys of the environment belong to is not asked yet.
		{commonFlags{}, []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE1"}, ""},
		{commonFlags{}, []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE2"}, ""},
		{commonFlags{profiles: []string{"named"}}, []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE2"}, "named"},
	} {
		p, _ := at(t, c.env...)
		got := p.historyKey(c.flags)
		if c.want != "" && got != c.want || seen[got] || strings.Contains(got, "AKIA") {
			t.Errorf("%+v %q: %q, want %q", c.flags, c.env, got, c.want)
		}
		seen[got] = true
	}
}

// Watching stops where only a person helps: not where the network is down, and not where nobody answered in time.
func TestWhoNeedsAPerson(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for _, c := range []struct {
		err  error
		want bool
	}{
		{errors.New("broken"), false},
		{refused, false},
		{&collect.CredentialsError{Problem: "have expired", Err: errors.New("ExpiredToken")}, true},
		{fmt.Errorf("collect: %w", &collect.CredentialsError{Err: errors.New("ExpiredToken")}), true},
		{&collect.CredentialsError{Problem: "could not be had", Err: refused}, false},
		{&collect.CredentialsError{Problem: "not in time", Err: context.DeadlineExceeded}, false},
	} {
		if got := needsPerson(c.err); got != c.want {
			t.Errorf("%v: %v", c.err, got)
		}
	}
}
