package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
)

const sample = "\x1b[1;38;2;92;207;230m╭─ trace ─╮\x1b[m\n" +
	"│ 名前 \x1b[7mab\x1b[m │\n" +
	"│ \x1b[38;2;255;122;112m✗\x1b[m \x1b[3;2mno\x1b[m →  │\n" +
	"╰─────────╯\x1b[48;5;24m \x1b[4mu<&>\x1b[m"

func frame(t *testing.T, text string, w, h int) Frame {
	t.Helper()
	f, err := FromText(text, w, h)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func render(t *testing.T, f Frame, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Render(&b, f, o); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, b.String())
	return b.String()
}

func wellFormed(t *testing.T, doc string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, doc)
		}
	}
}

func TestGolden(t *testing.T) {
	f := frame(t, sample, 40, 5)
	f.Cursor = &Cursor{X: 0, Y: 4}
	golden.RequireEqual(t, render(t, f, Options{Title: "vpclens <demo>"}))
}

func TestTheSameCellsGiveTheSameBytes(t *testing.T) {
	for _, o := range []Options{{}, {Light: true, Embed: true}, {Bare: true}} {
		first := render(t, frame(t, sample, 17, 5), o)
		for range 20 {
			if render(t, frame(t, sample, 17, 5), o) != first {
				t.Fatalf("%+v: two runs differ", o)
			}
		}
		if o.Embed != strings.Contains(first, "font/woff2") {
			t.Errorf("%+v: embedded font %v", o, !o.Embed)
		}
	}
}

func TestLooks(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
		not  []string
	}{
		"reverse":    {"\x1b[7mab", []string{`<rect x="0" width="16.8" height="19" fill="#d4dce4"/>`, `fill="#0d1117">ab<`}, nil},
		"faint":      {"\x1b[2mab", []string{`fill="#848b92">ab<`}, nil},
		"bold":       {"\x1b[1mab", []string{`class="b">ab<`}, nil},
		"italic":     {"\x1b[3mab", []string{`class="i">ab<`}, nil},
		"underline":  {"\x1b[4mab", []string{`M0 16.5H8.4M8.4 16.5H16.8`, ">ab<"}, nil},
		"indexed":    {"\x1b[38;5;196mab", []string{`fill="#ff0000">ab<`}, nil},
		"hidden":     {"\x1b[8mab", nil, []string{">ab<"}},
		"wide":       {"名b", []string{`<text x="8.4" y="14" text-anchor="middle">名<`, `<text x="16.8" y="14" textLength="8.4">b<`}, nil},
		"escaped":    {"<&>", []string{"&lt;&amp;&gt;"}, []string{"<&>"}},
		"one path":   {"───", []string{`<path d="M0 9.5H8.4M8.4 9.5H16.8M16.8 9.5H25.2" fill="none"`}, []string{"─"}},
		"symbols":    {"✓✗◐→←↑↓⇧↵▾▸╳▌", nil, []string{"✓", "✗", "◐", "→", "←", "↑", "↓", "⇧", "↵", "▾", "▸", "╳", "▌", "<text"}},
		"inner gaps": {"a  b   ", []string{`textLength="33.6">a  b<`}, nil},
	} {
		got := render(t, frame(t, c.text, 16, 1), Options{Bare: true})
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, got)
			}
		}
		for _, not := range c.not {
			if strings.Contains(got, not) {
				t.Errorf("%s: %q should not be in\n%s", name, not, got)
			}
		}
	}
}

func TestAnimate(t *testing.T) {
	one, two, three := frame(t, "same\none", 8, 2), frame(t, "same\ntwo", 8, 2), frame(t, "same\none", 8, 2)
	one.Hold, two.Hold, three.Hold = time.Second, 2*time.Second, time.Second
	var b bytes.Buffer
	if err := Animate(&b, []Frame{one, two, three}, Options{Bare: true}); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	wellFormed(t, got)
	if n := strings.Count(got, ">same<"); n != 1 {
		t.Errorf("a row that frames share is drawn %d times", n)
	}
	for _, want := range []string{
		"@keyframes k0{0%{visibility:visible}25%{visibility:hidden}100%{visibility:hidden}}",
		"@keyframes k1{0%{visibility:hidden}25%{visibility:visible}75%{visibility:hidden}100%{visibility:hidden}}",
		`<use href="#r0" y="0"/>`,
		"@keyframes k2{0%{visibility:hidden}75%{visibility:visible}100%{visibility:visible}}",
		"#f2{animation:k2 4000ms step-end infinite}", "prefers-reduced-motion",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestCaptions(t *testing.T) {
	one, two := frame(t, "one", 30, 2), frame(t, "two", 30, 2)
	one.Caption = Caption{Keys: []string{"/", "web", "↵"}, Text: "Type <a name> that is too long for the strip"}
	var b bytes.Buffer
	if err := Animate(&b, []Frame{one, two}, Options{Captions: true}); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	wellFormed(t, got)
	if n := strings.Count(got, `rx="5"`); n != 3 {
		t.Errorf("there are %d caps for 3 keys", n)
	}
	for _, want := range []string{`class="b">web<`, ">Type &lt;a name&gt;", "…<", `height="141"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "↵") {
		t.Error("a key is left to the font")
	}
}

func TestErrors(t *testing.T) {
	if _, err := FromText("1\n2\n3", 10, 2); err == nil {
		t.Error("a text that does not fit was drawn")
	}
	if _, err := FromText("too wide", 5, 2); err == nil {
		t.Error("a line that does not fit was drawn")
	}
	if err := Render(io.Discard, Frame{Width: 2, Height: 2}, Options{}); err == nil {
		t.Error("a frame without cells was drawn")
	}
	if err := Animate(io.Discard, nil, Options{}); err == nil {
		t.Error("no frames were animated")
	}
	if err := Animate(io.Discard, []Frame{frame(t, "a", 2, 1), frame(t, "a", 3, 1)}, Options{}); err == nil {
		t.Error("frames of two sizes were animated")
	}
}
