package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

func TestCellMarked(t *testing.T) {
	two := Spans(Span{Text: "nat-", Token: theme.Dim}, Span{Text: "gateway", Token: theme.Bad})
	for _, c := range []struct {
		name  string
		cell  Cell
		parts [][2]int
		want  string
	}{
		{"nothing", Say("api"), nil, "Text:api"},
		{"a part", Mark(theme.Strong, "checkout"), [][2]int{{0, 5}}, "Match:check Strong:out"},
		{"two parts", Say("checkout"), [][2]int{{1, 2}, {5, 8}}, "Text:c Match:h Text:eck Match:out"},
		{"all", Say("api"), [][2]int{{0, 3}}, "Match:api"},
		{"over two looks", two, [][2]int{{2, 6}}, "Dim:na Match:t- Match:ga Bad:teway"},
		{"beyond the end", Say("api"), [][2]int{{2, 9}}, "Text:ap Match:i"},
		{"within a character", Say("é"), [][2]int{{0, 1}}, "Text:é"},
		{"within what is drawn as one", Say("🇩🇪x"), [][2]int{{0, 4}}, "Text:🇩🇪x"},
	} {
		got := c.cell.Marked(theme.Match, c.parts, nil)
		words := []string{got.Token.String() + ":" + got.Text}
		for _, s := range got.More {
			words = append(words, s.Token.String()+":"+s.Text)
		}
		if text := strings.Join(words, " "); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
	if got := (Cell{Text: "x", Linear: "a cross"}).Marked(theme.Match, [][2]int{{0, 1}}, nil); got.Linear != "a cross" {
		t.Error("what is read out is lost")
	}
}

func TestRecall(t *testing.T) {
	r := NewRecall([]string{"one", "two", "three"})
	older := func(shown, want string) {
		t.Helper()
		if got, ok := r.Older(shown); got != want || ok != (want != "") {
			t.Errorf("before %q: %q, %v, want %q", shown, got, ok, want)
		}
	}
	newer := func(want string, there bool) {
		t.Helper()
		if got, ok := r.Newer(); got != want || ok != there {
			t.Errorf("then %q, %v, want %q, %v", got, ok, want, there)
		}
	}
	newer("", false)
	older("dra", "three")
	older("three", "two")
	newer("three", true)
	newer("dra", true)
	newer("", false)
	if r.Walking() {
		t.Error("at the draft it still walks")
	}
	older("three", "two") // what is shown already is no other line
	older("two", "one")
	older("one", "")
	r.Stay()
	older("one more", "three")
	var none Recall
	if _, ok := none.Older(""); ok || none.Any() || none.Walking() {
		t.Error("there is a line where none was typed")
	}
}

// What was looked for is seen, however far behind it stands.
func TestFoundIsInView(t *testing.T) {
	th := plainTheme()
	long := "subnets of 2 AZs are used by checkout-api and 19 others"
	for _, c := range []struct {
		name, text, look string
		w                int
		want             string
	}{
		{"there is room", long, "checkout", 60, long},
		{"it is seen anyway", long, "AZs", 30, "subnets of 2 AZs are used by …"},
		{"it stands behind", long, "checkout-api", 30, "…used by checkout-api and 19 …"},
		{"it stands at the end", long, "others", 30, "…checkout-api and 19 others"},
		{"half of it would be seen", long, "checkout-api", 36, "…used by checkout-api and 19 others"},
		{"less room than it needs", long, "checkout-api", 9, "…y check…"},
		{"wide letters", "表表表表表表表表表表 checkout", "checkout", 14, "…表表 checkout"},
		{"nothing", long, "nothing", 12, "subnets of …"},
	} {
		var parts [][2]int
		if at := strings.Index(c.text, c.look); at >= 0 {
			parts = append(parts, [2]int{at, at + len(c.look)})
		}
		cell := Mark(theme.Text, c.text).Marked(theme.Match, parts, nil).inView(theme.Match, c.w, th.Sym.Ellipsis)
		got := cell.View(th, c.w)
		if Width(got) != c.w || strings.TrimRight(ansi.Strip(got), " ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, ansi.Strip(got), c.want)
		}
	}
}
