package config

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
)

// The one call is a query of a language that can only select. By its name it is none of those that are known to read,
// so that it is allowed here by name, and nothing else is.
func TestOnlySelects(t *testing.T) {
	t.Parallel()
	found, names := onlyreads.Package(t, ".", "SelectAggregateResourceConfig")
	for _, v := range found {
		t.Error(v)
	}
	if !names["SelectAggregateResourceConfigInput"] {
		t.Error("the checker has not seen the call")
	}
	if found, _ = onlyreads.Package(t, "."); len(found) == 0 {
		t.Error("the checker has not seen a call that is none of those that read")
	}
	if query := expression(); !strings.HasPrefix(query, "SELECT ") || len(query) > 4096 {
		t.Errorf("the query is none, or is longer than AWS Config takes: %s", query)
	}
}
