package screens

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

func TestInMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"nat-a (nat-03e4bad65d0d910ab), available": "nat-a (`nat-03e4bad65d0d910ab`), available",
		"10.0.0.0/16 tcp 443":                      "`10.0.0.0/16` tcp 443",
		"2001:db8::/32":                            "`2001:db8::/32`",
		"arn:aws:iam::123456789012:role/r":         "`arn:aws:iam::123456789012:role/r`",
		"a|b":                                      `a\|b`,
		"a\nb\r\nc":                                "a b  c",
		"`code`":                                   "\\`code\\`",
		"[click](https://evil.example)":            `\[click\](https&#58;//evil.example)`,
		"https://evil.example":                     "https&#58;//evil.example",
		"www.evil.example":                         "www&#46;evil.example",
		"@everyone":                                "&#64;everyone",
		"<img src=x>":                              "&lt;img src=x&gt;",
		"![x](y)":                                  `\!\[x\](y)`,
		"# heading":                                `\# heading`,
		"*bold* _it_ ~no~":                         `\*bold\* \_it\_ \~no\~`,
		"https://docs.aws.amazon.com/vpc/latest/userguide/a-b#c": "<https://docs.aws.amazon.com/vpc/latest/userguide/a-b#c>",
		"https://docs.aws.amazon.com/](x)":                       `https&#58;//docs.aws.amazon.com/\](x)`,
		"":                                                       "",
	} {
		if got := inMarkdown(in); got != want {
			t.Errorf("inMarkdown(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTablesCannotBeBroken(t *testing.T) {
	var p page
	b := &builder{targets: map[string]target{}}
	b.section("Evil | heading", widget.SheetColumn{Title: "A"}, widget.SheetColumn{Title: "B"})
	for _, evil := range []string{"a|b", "a\\|b", "x\n| y | z |", "`|`", "\\", "|||"} {
		b.row(widget.Say(evil), widget.Say("fine"))
	}
	p.set(b)
	text := p.markdown(&screen.Env{Theme: theme.New(theme.Options{})})
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		// What is left without what is escaped has the bars of a table of two columns.
		bare := strings.NewReplacer(`\\`, "", `\|`, "", "\\`", "").Replace(line)
		if n := strings.Count(bare, "|"); n != 3 {
			t.Errorf("%d bars in %q", n, line)
		}
	}
	if rows := strings.Count(text, "fine"); rows != 6 {
		t.Errorf("%d rows in\n%s", rows, text)
	}
}

func TestAFenceIsLongerThanWhatItHolds(t *testing.T) {
	text := report.Fenced("a\n```\nb\n`````")
	if !strings.HasPrefix(text, "``````\n") || !strings.HasSuffix(text, "\n``````\n") {
		t.Errorf("%q", text)
	}
}

func TestJSONSpansAddUp(t *testing.T) {
	for _, line := range []string{`    "Key": "a \" b: {",`, `"a": 1.5e3,`, "{", "}, ]", `"unterminated`, `"\`,
		"true", "  null,", `"名前": "x"`, ""} {
		var text string
		for _, s := range jsonSpans(line) {
			text += s.Text
		}
		if text != line {
			t.Errorf("%q becomes %q", line, text)
		}
	}
	spans := jsonSpans(`  "Port": 443,`)
	want := []widget.Span{{Text: `  "Port": `, Token: theme.Dim}, {Text: "443", Token: theme.Accent},
		{Text: ",", Token: theme.Dim}}
	if len(spans) != len(want) || spans[0] != want[0] || spans[1] != want[1] || spans[2] != want[2] {
		t.Errorf("%q", spans)
	}
}
