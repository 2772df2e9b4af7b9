package awsdata

import (
	"fmt"
	"strings"
	"testing"
)

// A thing that two pages list is one thing; if it changed between them it is unknown, and so is what has no id.
func TestAThingThatIsThereTwice(t *testing.T) {
	log := func(id, state string) string { return fmt.Sprintf(`{"FlowLogId": %q, "FlowLogStatus": %q}`, id, state) }
	for _, c := range []struct {
		name string
		list []string
		want string // the ids that are kept
		gap  string
	}{
		{"once", []string{log("fl-1", "ACTIVE"), log("fl-2", "ACTIVE")}, "fl-1 fl-2", ""},
		{"twice", []string{log("fl-2", "ACTIVE"), log("fl-1", "ACTIVE"), log("fl-2", "ACTIVE")}, "fl-1 fl-2", ""},
		{"three times", []string{log("fl-2", "ACTIVE"), log("fl-2", "ACTIVE"), log("fl-2", "ACTIVE")}, "fl-2", ""},
		{"twice, and differs", []string{log("fl-2", "ACTIVE"), log("fl-1", "ACTIVE"), log("fl-2", "")}, "fl-1",
			"fl-2 is there twice, and differs"},
		{"without an id", []string{log("", "ACTIVE"), log("fl-1", "ACTIVE")}, "fl-1", "an element has no id"},
		{"nothing else", []string{"{}"}, "", "an element has no id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := NewBuilder()
			if err := b.Put("us-east-1", "describe-flow-logs",
				[]byte(`{"FlowLogs": [`+strings.Join(c.list, ",")+`]}`)); err != nil {
				t.Fatal(err)
			}
			r := b.Snapshot().Region("us-east-1")
			var got []string
			for i := range r.FlowLogs {
				got = append(got, r.FlowLogs[i].FlowLogId)
			}
			gap, _ := r.Gap("describe-flow-logs")
			if strings.Join(got, " ") != c.want || gap.Message != c.gap {
				t.Errorf("%v is kept, and the gap says %q", got, gap.Message)
			}
		})
	}
}
