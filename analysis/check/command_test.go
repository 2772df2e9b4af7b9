package check

import (
	"strings"
	"testing"
)

func TestShellWord(t *testing.T) {
	for text, want := range map[string]string{
		"checkout-api": "checkout-api", "subnet-1,subnet-2": "subnet-1,subnet-2",
		"": "''", "a b": "'a b'", "$(id)": "'$(id)'", "it's": `'it'\''s'`, "a\nb": "'a\nb'",
	} {
		if got := shellWord(text); got != want {
			t.Errorf("shellWord(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestHCLWord(t *testing.T) {
	for text, want := range map[string]string{
		"sg-1": `"sg-1"`, `a"b`: `"a\"b"`, "${var.secret}": `"$${var.secret}"`, "%{if true}": `"%%{if true}"`,
	} {
		if got := hclWord(text); got != want {
			t.Errorf("hclWord(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestCommandsAreBounded(t *testing.T) {
	things := strings.Fields("a b c d e f g")
	got := commands(things, func(thing string) string { return "do " + thing })
	if want := "do a\ndo b\ndo c\ndo d\ndo e\n# and 2 more of the same"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := commands(things[:1], func(thing string) string { return "do " + thing }); got != "do a" {
		t.Errorf("one thing: %q", got)
	}
}

func TestJoin(t *testing.T) {
	for want, words := range map[string]string{"": "", "a": "a", "a and b": "a b", "a, b and c": "a b c", "a, b, c and 2 more": "a b c d e"} {
		if got := join(strings.Fields(words)); got != want {
			t.Errorf("join(%s) = %q, want %q", words, got, want)
		}
	}
}
