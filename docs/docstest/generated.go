package docstest

import (
	"os"
	"strings"
	"testing"
)

// Hold holds that a part of a document is what was made for it, and writes it where VPCLENS_UPDATE is 1, as `make docs`
// has it. The part stands between "<!-- name: ... by `make docs`; do not edit -->" and "<!-- end of name -->".
func Hold(t *testing.T, file, name, made string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	was := string(data)
	const begin = "by `make docs`; do not edit -->\n\n"
	end := "\n<!-- end of " + name + " -->"
	head, rest, found := strings.Cut(was, "<!-- "+name+": ")
	what, old, open := strings.Cut(rest, begin)
	_, after, closed := strings.Cut(old, end)
	if !found || !open || !closed || strings.Contains(what, "-->") {
		t.Fatalf("%s has no place for the %s between %q and %q", file, name, begin, end)
	}
	want := head + "<!-- " + name + ": " + what + begin + made + end + after
	if want == was {
		return
	}
	if os.Getenv("VPCLENS_UPDATE") != "1" {
		t.Errorf("%s: what stands between the marks of %q is stale: run make docs", file, name)
		return
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
