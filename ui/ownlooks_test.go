package ui

import (
	"testing"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/uitest"
)

// Lists have the columns that a person wants, in their order, and are sorted by those that are hidden too.
func TestOwnColumns(t *testing.T) {
	own := func(o *Options) {
		o.Columns = map[string][]string{"functions": {"runtime", "function", "nothing"}, "subnet": {"region", "name"}}
	}
	explore(t, 100, 30, own, func(t *testing.T, term *uitest.Term) {
		runtime, _, there := term.Find("RUNTIME")
		function, _, also := term.Find("FUNCTION")
		if !there || !also || runtime > function {
			t.Errorf("the columns are not runtime and function:\n%s", term.Screen())
		}
		seesNot(t, term, "WHAT IS WRONG", "OUT")
		term.Keys(":", "sort vpc", "\r")
		sees(t, term, "sorted by vpc")
		term.Keys(":", "subnet", "\r")
		region, _, there := term.Find("REGION")
		name, _, also := term.Find("NAME")
		if !there || !also || region > name {
			t.Errorf("the columns are not region and name:\n%s", term.Screen())
		}
	})
}

// A view of the person's own has its filter, its order and its columns.
func TestOwnViews(t *testing.T) {
	own := func(o *Options) {
		o.Columns = map[string][]string{"functions": {"runtime", "function"}}
		o.Views = []screen.View{{Name: "mine", List: "functions", Filter: "vpc:shop", Sort: "function",
			Descending: true,
			Columns:    []string{"function", "vpc"}}}
	}
	explore(t, 100, 30, own, func(t *testing.T, term *uitest.Term) {
		sees(t, term, "RUNTIME")
		term.Keys(":", "mine", "\r")
		sees(t, term, "mine", "filter: vpc:shop", "VPC", "FUNCTION ↓")
		seesNot(t, term, "RUNTIME")
	})
}

// A skin is a theme to choose, with its own colors and the others of its base.
func TestSkins(t *testing.T) {
	own := func(o *Options) {
		o.Skins = []*theme.Skin{{Name: "night", Base: "light", Paints: map[theme.Token]theme.Paint{
			theme.Strong: {TrueColor: "#123456", Underline: true}}}}
		o.Look = "night"
	}
	explore(t, 100, 30, own, func(t *testing.T, term *uitest.Term) {
		x, y, ok := term.Find("webhook-public")
		if !ok {
			t.Fatal("webhook-public is not there")
		}
		cell := term.CellAt(x, y)
		if r, g, b, _ := cell.Style.Fg.RGBA(); r>>8 != 0x12 || g>>8 != 0x34 || b>>8 != 0x56 {
			t.Errorf("the name is %v, not of the skin's color", cell.Style.Fg)
		}
		term.Keys("T")
		sees(t, term, "night", "your own colors, in use")
		term.Keys("contr", "\r")
		sees(t, term, "theme contrast")
		if r, _, _, _ := term.CellAt(x, y).Style.Fg.RGBA(); r>>8 == 0x12 {
			t.Error("the skin stays when another theme is chosen")
		}
	})
}
