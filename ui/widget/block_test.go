package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

// hostile are texts that break layouts elsewhere.
var hostile = []string{
	"",
	"a",
	"checkout-api",
	strings.Repeat("very-long-name-", 40),
	"名前がとても長い関数の名前です",
	"a名b前c",
	"e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 combining",
	"two\nlines\r\nand\ttabs",
	"\x1b[31mred\x1b[0m \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
	"\x1b_Gf=100;AAAA\x1b\\ \x1bPq\x1b\\",
	"\u202eright to left\u202c \u2066x\u2069",
	"zero\u200bwidth\u200d\ufeff",
	"\x9b31m \u009b31m bad \xff\xfe utf-8",
	"👩‍👩‍👧 🇩🇪 ❤️ ☎️",
	"\u2028line\u2029separators\u0085",
	strings.Repeat("\u0301", 60),
	"   spaces   ",
}

// The sizes: all the small ones, where layouts break, those where a layout
// changes, and some large ones.
var (
	someWidths = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17, 20, 29, 39, 40, 41, 59, 60, 61, 79, 80, 100,
		120, 161, 220}
	someHeights = []int{1, 2, 3, 4, 5, 9, 13, 24, 70}
)

// eachSize runs view for every sampled size and fails unless it returns
// exactly h lines of exactly w cells, free of everything but styles.
func eachSize(t *testing.T, view func(w, h int) string) {
	t.Helper()
	for _, w := range someWidths {
		for _, h := range someHeights {
			if !isBlock(t, view(w, h), w, h) {
				t.Fatalf("at %dx%d", w, h)
			}
		}
	}
}

func isBlock(t *testing.T, got string, w, h int) bool {
	t.Helper()
	lines := strings.Split(got, "\n")
	if len(lines) != h {
		t.Errorf("%d lines, want %d", len(lines), h)
		return false
	}
	for y, line := range lines {
		if n := ansi.StringWidth(line); n != w {
			t.Errorf("line %d is %d cells wide, want %d: %q", y, n, w, line)
			return false
		}
		if bad := unsafe(line); bad != "" {
			t.Errorf("line %d contains %q: %q", y, bad, line)
			return false
		}
	}
	return true
}

// unsafe returns the first control sequence or character that is not a style.
func unsafe(line string) string {
	for line != "" {
		if line[0] == 0x1b {
			end := strings.IndexByte(line, 'm')
			if end < 0 || !strings.HasPrefix(line, "\x1b[") || strings.Trim(line[2:end], "0123456789;") != "" {
				return line[:min(len(line), 8)]
			}
			line = line[end+1:]
			continue
		}
		r := []rune(line)[0]
		if r < 0x20 || 0x7f <= r && r < 0xa0 || r == 0x200b || r == 0x200d || r == 0x202e || r == 0xfeff {
			return string(r)
		}
		line = line[len(string(r)):]
	}
	return ""
}

func testThemes() []*theme.Theme {
	return []*theme.Theme{
		theme.New(theme.Options{Dark: true}),
		theme.New(theme.Options{Colors: theme.NoColors, ASCII: true}),
	}
}
