package insights

import (
	"regexp"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/runlog"
)

// StartQuery changes nothing in an account: it reads logs, in a language that can only select, and leaves nothing but
// its results, which expire. StopQuery ends what was begun so, and can name nothing else. By their names they are none
// of those that are known to read, so that they are allowed here by name, and nothing else is.
func TestOnlyQueries(t *testing.T) {
	t.Parallel()
	// FilterLogEvents hands out lines of a log, as its name does not say.
	found, names := onlyreads.Package(t, ".", "StartQuery", "StopQuery", "FilterLogEvents")
	for _, v := range found {
		t.Error(v)
	}
	policy, err := collect.PolicyWith("logs", "flows")
	if err != nil {
		t.Fatal(err)
	}
	for _, operation := range []string{"DescribeLogGroups", "StartQuery", "GetQueryResults", "StopQuery",
		"FilterLogEvents"} {
		if !names[operation+"Input"] || !strings.Contains(string(policy), `"logs:`+operation+`"`) {
			t.Errorf("%s is not seen by the checker, or not in the policy", operation)
		}
	}
	if strings.Contains(string(collect.Policy()), `"logs:`) {
		t.Error("what is asked on demand is in the policy of everybody")
	}
	// What could do more than select, or gives a line's text away.
	bad := regexp.MustCompile(`(?i)\b(diff|anomaly|unmask|source)\b|fields [^|]*@message`)
	if bad.MatchString(runlog.Query()) {
		t.Errorf("the query does more than it should: %s", runlog.Query())
	}
}
