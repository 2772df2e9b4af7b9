package widget

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// What is counted quickly is counted right: texts of all that a line may hold, in any order, and of what is nearly
// that.
func TestWidthIsTheLibrarys(t *testing.T) {
	pieces := []string{"a", " ", "~", "sg-1", "\x1b[m", "\x1b[1m", "\x1b[38;2;1;2;3m", "\x1b[4:3m", "·", "…", "✓",
		"─", "▟", "\u0301", "\ufe0f", "\u200d", "é", "名", "🇩🇪", "👩‍👩‍👧", "\x1b", "\x1b[", "\x1b[2J", "\x1b[?1m",
		"\x1b]8;;x\a", "[", "m", ";", "1", "\x00", "\x7f", "\n", "\xff", "\xe2\x94", "ⅷ", "↔", "Δ"}
	random, quick := rand.New(rand.NewPCG(1, 2)), 0
	for range 20_000 {
		var b strings.Builder
		among := len(pieces)
		if random.IntN(2) == 0 {
			among = 13 // all of these are counted quickly
		}
		for range 1 + random.IntN(8) {
			b.WriteString(pieces[random.IntN(among)])
		}
		if _, ok := plainWidth(b.String()); ok {
			quick++
		} else if among == 13 {
			t.Fatalf("%q is not counted quickly", b.String())
		}
		if got, want := Width(b.String()), ansi.StringWidth(b.String()); got != want {
			t.Fatalf("%q is %d cells wide, want %d", b.String(), got, want)
		}
	}
	if quick < 10_000 {
		t.Errorf("only %d were counted quickly", quick)
	}
	for r := rune(0x80); r < 0x30000; r++ {
		if s := string(r); isSign(r) && (ansi.StringWidth(s) != 1 || ansi.StringWidth("a"+s+s+"b") != 4) {
			t.Errorf("%q is no sign that takes a cell", s)
		}
	}
}

// A mark stands for what was cut; spaces are nothing.
func TestTruncateSpaces(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"ab   ", "ab "}, {"abc  ", "abc"}, {"abcd ", "ab…"}, {"é    ", "é  "}, {"    ", "   "},
	} {
		if got := Truncate(tt.text, 3, "…"); got != tt.want {
			t.Errorf("%q is cut to %q, want %q", tt.text, got, tt.want)
		}
	}
}
