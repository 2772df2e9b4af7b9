package awsdata

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// Names of files are told apart by every system, hold nothing that one of them refuses, and lead back to the document.
func TestStems(t *testing.T) {
	for _, c := range []struct{ documents, want []string }{
		{[]string{"describe-subnets"}, []string{"describe-subnets"}},
		{[]string{"get-function.Pay"}, []string{"get-function.Pay"}},
		{[]string{"get-function.Pay", "get-function.pay"}, []string{"get-function.%50ay", "get-function.pay"}},
		{[]string{"get-function.PAY", "get-function.Pay"}, []string{"get-function.%50%41%59", "get-function.%50ay"}},
		{[]string{"list-nodes.arn:aws:kafka:eu-west-1:1:cluster/Ab"},
			[]string{"list-nodes.arn%3Aaws%3Akafka%3Aeu-west-1%3A1%3Acluster%2FAb"}},
		{[]string{"list-nodes.x/J", "list-nodes.x/j"}, []string{"list-nodes.x%2F%4A", "list-nodes.x%2Fj"}},
		{[]string{`get-role.a<>:"/\|?*b`}, []string{"get-role.a%3C%3E%3A%22%2F%5C%7C%3F%2Ab"}},
	} {
		got := stems(c.documents)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.documents, got, c.want)
		}
		for i, stem := range got {
			if back, err := url.PathUnescape(stem); err != nil || back != c.documents[i] {
				t.Errorf("%q leads to %q, %v", stem, back, err)
			}
			if strings.ContainsAny(stem, `<>:"/\|?*`) {
				t.Errorf("%q: Windows refuses it", stem)
			}
		}
	}
}

func TestDevices(t *testing.T) {
	for name, want := range map[string]bool{
		"nul": true, "NUL": true, "aux.json": true, "com1": true, "lpt9.svg": true, "con.a.b": true,
		"": false, "null": false, "com": false, "com10": false, "a.con": false, "console": false,
	} {
		if got := IsDevice(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
