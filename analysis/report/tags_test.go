package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

// Tags that are not known are null, and no tags an empty object: a program can tell one from the other.
func TestScanTellsTags(t *testing.T) {
	t.Parallel()
	r := shop()
	for i, f := range r.Functions {
		switch i {
		case 0:
			f.Tags, f.TagsKnown = awsdata.Tags{{Key: "team", Value: "pay"}, {Key: "empty"}}, true
		case 1:
			f.TagsKnown = true
		}
	}
	var b bytes.Buffer
	for _, form := range report.Formats() {
		if form.Name == "json" {
			if err := form.Write(&b, &report.Scan{Result: r}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var document struct {
		Functions []struct{ Tags *json.RawMessage }
	}
	if err := json.Unmarshal(b.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{`{"empty":"","team":"pay"}`, `{}`, ``} {
		got := ""
		if raw := document.Functions[i].Tags; raw != nil {
			got = strings.NewReplacer(" ", "", "\n", "").Replace(string(*raw))
		}
		if got != want {
			t.Errorf("function %d has the tags %s, want %s", i, got, want)
		}
	}
	if !strings.Contains(b.String(), `"tags": null`) {
		t.Error("tags that are not known are left out")
	}
}
