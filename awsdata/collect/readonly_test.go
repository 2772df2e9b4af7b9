package collect

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
)

// What is collected is read, and nothing is written: see onlyreads. The one call of the program that writes is that of
// awsdata/bucket.
func TestOnlyReads(t *testing.T) {
	found, names := onlyreads.Package(t, ".")
	for _, v := range found {
		t.Error(v)
	}
	// The checker must have seen the calls that there are, else it has looked past them all.
	for _, c := range table() {
		if !names[c.operation+"Input"] {
			t.Errorf("%s is in the table, and the checker has not seen it", c.operation)
		}
	}
}

// The checker is worth something only if it finds what is wrong. The bad source says in comments which lines are.
func TestOnlyReadsCanFail(t *testing.T) {
	const bad = "testdata/writes/writes.go"
	source, err := os.ReadFile(bad)
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]bool{}
	for i, line := range strings.Split(string(source), "\n") {
		if strings.Contains(line, "// bad") {
			want[i+1] = true
		}
	}
	if len(want) < 8 {
		t.Fatalf("only %d bad lines", len(want))
	}
	found, _ := onlyreads.Violations(t, []string{bad})
	got := map[int]bool{}
	for _, v := range found {
		got[v.Line] = true
		if !want[v.Line] {
			t.Errorf("the line is good: %s", v)
		}
	}
	for line := range want {
		if !got[line] {
			t.Errorf("line %d is bad, and the checker did not say so", line)
		}
	}
}

// signingIn are the operations besides reads that sign a person in: they change nothing in an account.
var signingIn = []string{"AssumeRole", "RegisterClient", "StartDeviceAuthorization", "CreateToken", "CreateOAuth2Token"}

// What signs in can call what signs in, and nothing else that does more than read.
func TestSignInOnlySignsIn(t *testing.T) {
	found, _ := onlyreads.Package(t, "signin")
	seen := map[string]bool{}
	for _, v := range found {
		words := strings.Fields(v.What)
		operation := strings.TrimSuffix(words[len(words)-1], "Input")
		own := unicode.IsLower(rune(operation[0])) // a function of the package, which takes the input of an operation
		if seen[operation] = true; operation != "Client" && !own && !slices.Contains(signingIn, operation) {
			t.Error(v)
		}
	}
	for _, operation := range signingIn {
		if !seen[operation] {
			t.Errorf("%s may be called, and the checker has not seen that it is", operation)
		}
	}
}
