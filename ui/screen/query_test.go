package screen

import (
	"strings"
	"testing"
)

// row is a subject made of "text | key=value,value key=value".
type row string

func (r row) Text() string {
	text, _, _ := strings.Cut(string(r), "|")
	return text
}

func (r row) Field(key string) ([]string, bool) {
	_, fields, _ := strings.Cut(string(r), "|")
	for f := range strings.FieldsSeq(fields) {
		if k, v, _ := strings.Cut(f, "="); k == key {
			return strings.Split(v, ","), true
		}
	}
	return nil, false
}

func TestQuery(t *testing.T) {
	const (
		checkout = row("checkout-api prod | vpc=prod,vpc-0a1 sev=high posture=open zone=a,b,c runtime=python3.13")
		worker   = row("orders-worker prod | vpc=prod,vpc-0a1 sev=medium posture=restricted zone=a runtime=go")
		quiet    = row("payments-core pay | vpc=pay sev=none posture=none zone=b runtime=java21")
	)
	all := []row{checkout, worker, quiet}
	keys := []string{"vpc", "sev", "posture", "zone", "runtime"}
	for _, c := range []struct {
		query string
		want  []row
		note  string
	}{
		{"", all, ""},
		{"   ", all, ""},
		{"checkout", []row{checkout}, ""},
		{"PROD", []row{checkout, worker}, ""},
		{"prod orders", []row{worker}, ""},
		{"!prod", []row{quiet}, ""},
		{"!", all, ""},
		{"vpc:prod", []row{checkout, worker}, ""},
		{"vpc:", all, ""},
		{"!vpc:", all, ""},
		{"!vpc:prod", []row{quiet}, ""},
		{"sev:>=medium", []row{checkout, worker}, ""},
		{"sev:>medium", []row{checkout}, ""},
		{"sev:h", []row{checkout}, ""},
		{"sev:<=m", []row{worker, quiet}, ""},
		{"sev:none", []row{quiet}, ""},
		{"!sev:none", []row{checkout, worker}, ""},
		{"sev:>=hi", all, `unknown severity "hi": want info, low, medium or high`},
		{"sev:>>high", all, `unknown comparison ">>": want =, >=, >, <= or <`},
		{"zone:b posture:open", []row{checkout}, ""},
		{"zone:d", nil, ""},
		{"colour:red", nil, `no field "colour" here, so "colour:red" is looked for as text`},
		{"arn:aws", nil, ""},
	} {
		q := ParseQuery(c.query, keys)
		var got []row
		for _, r := range all {
			if q.Match(r) {
				got = append(got, r)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%q lets %q through, want %q", c.query, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q lets %q through, want %q", c.query, got, c.want)
			}
		}
		if q.Note() != c.note {
			t.Errorf("%q notes %q, want %q", c.query, q.Note(), c.note)
		}
		if q.Empty() != (strings.Trim(c.query, " !") == "") {
			t.Errorf("%q: Empty is %v", c.query, q.Empty())
		}
	}
}
