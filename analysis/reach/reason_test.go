package reach

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
)

// The table of reasons has a row for every reason, and no other.
func TestTableOfReasons(t *testing.T) {
	codes := reasonsInSource(t)
	if len(codes) < 100 {
		t.Fatalf("only %d reasons in the source: this test looks at the wrong place", len(codes))
	}
	said := make(map[Reason]string)
	for _, name := range slices.Sorted(maps.Keys(codes)) {
		code := codes[name]
		if other, twice := said[code]; twice {
			t.Errorf("%s and %s have the same code %s", name, other, code)
		}
		said[code] = name
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(string(code)) {
			t.Errorf("%s: %q is no code", name, code)
		}
		if reasons[code].sentence == "" {
			t.Errorf("%s has no row in the table of reasons", name)
		}
	}
	for code := range reasons {
		if said[code] == "" {
			t.Errorf("the row %s is of no reason", code)
		}
	}
}

// Every placeholder of a row is filled: none is misspelled, and the names are counted from one without a gap.
func TestSentencesAreFilled(t *testing.T) {
	h := Hop{Leg: Reply, Side: Out, Resource: "<resource>",
		Rule: Rule{Text: "<rule>", CIDR: "<cidr>", Target: "<target>"}, Far: netip.MustParseAddr("192.0.2.1"),
		Protocol: netset.TCP, Port: 443, Names: []string{"<one>", "<two>", "<three>"}}
	values := map[string]string{"resource": "<resource>", "rule": "<rule>", "cidr": "<cidr>", "target": "<target>",
		"far": "192.0.2.1", "ports": "tcp 443", "protocol": "tcp", "side": "out to", "1": "<one>", "2": "<two>",
		"3": "<three>", "names": "<one>, <two>, <three>", "rest": "<two>, <three>"}
	placeholder := regexp.MustCompile(`\{([^{}]*)\}`)
	for code, row := range reasons {
		for _, text := range []string{row.sentence, row.short} {
			want := placeholder.ReplaceAllStringFunc(text, func(p string) string {
				value, ok := values[strings.Trim(p, "{}")]
				if !ok {
					t.Errorf("%s: %s is no placeholder", code, p)
				}
				return value
			})
			if got := fill(text, &h); got != want {
				t.Errorf("%s: %q, want %q", code, got, want)
			}
			if strings.Contains(text, "{2}") && !strings.Contains(text, "{1}") &&
				!strings.Contains(text, "{resource}") {
				t.Errorf("%s names a second thing and no first", code)
			}
		}
	}
}

func TestWhy(t *testing.T) {
	hop := Hop{Component: ComponentNATACLIn, Resource: "acl-1", Rule: Rule{Text: "rule 100"}, Side: In,
		Reason: ACLAllows, Far: netip.MustParseAddr("10.0.1.9"), Protocol: netset.TCP, Port: 443, Verdict: Reachable}
	reply := hop
	reply.Leg, reply.Side, reply.Reason = Reply, Out, ACLReplies
	part := hop
	part.Part, part.Mixed = "10.0.0.0/8", OthersDiffer
	hostile := hop
	hostile.Resource = "{rule} {9}"
	for _, c := range []struct {
		hop        Hop
		why, whole string
	}{
		{hop, "rule 100 of acl-1 allows tcp 443 in from 10.0.1.9", "rule 100 of acl-1 allows tcp 443 in from 10.0.1.9"},
		{reply, "acl-1 allows return traffic (tcp 1024-65535) out to 10.0.1.9", "acl-1 allows return traffic (tcp 1024-65535) out to 10.0.1.9"},
		{part, "rule 100 of acl-1 allows tcp 443 in from 10.0.1.9; for other source addresses of the subnet the answer differs",
			"to 10.0.0.0/8: rule 100 of acl-1 allows tcp 443 in from 10.0.1.9; for other source addresses of the subnet the answer differs"},
		{hostile, "rule 100 of {rule} {9} allows tcp 443 in from 10.0.1.9", "rule 100 of {rule} {9} allows tcp 443 in from 10.0.1.9"},
		{Hop{}, "", ""},
	} {
		if Unworded(c.hop.Why()) != c.why || Unworded(c.hop.Says()) != c.whole {
			t.Errorf("%q, with its part %q; want %q, %q", c.hop.Why(), c.hop.Says(), c.why, c.whole)
		}
	}
	if hop.Same(&reply) || !hop.Same(&part) {
		t.Error("the way there and the way back are two questions; two parts of the destinations ask one")
	}
	if text := (Statement{}).String(); text != "" {
		t.Errorf("no statement says %q", text)
	}
}

// The programs of make reworded word every sentence differently, and no other does: were the name wrong that the linker
// is told there, it would prove nothing.
func TestReworded(t *testing.T) {
	want := os.Getenv("VPCLENS_REWORDED") != ""
	hop := Hop{Reason: NotAttached}
	sentence := fill(reasons[hop.Reason].sentence, &hop)
	if Reworded() != want || (hop.Why() != sentence) != want || Unworded(hop.Why()) != sentence || sentence == "" {
		t.Errorf("the sentence %q is %q, and %q as people read it; reworded: %v, want %v", sentence, hop.Why(),
			Unworded(hop.Why()), Reworded(), want)
	}
}

// reasonsInSource reads the names of the reasons with their codes.
func reasonsInSource(t *testing.T) map[string]Reason {
	t.Helper()
	codes := make(map[string]Reason)
	tree, err := parser.ParseFile(token.NewFileSet(), "reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range tree.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, s := range group.Specs {
			spec := s.(*ast.ValueSpec)
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Reason" {
				code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				codes[spec.Names[0].Name] = Reason(code)
			}
		}
	}
	return codes
}
