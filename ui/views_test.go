package ui

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// shelf keeps views in memory.
type shelf []screen.View

func (s *shelf) at(name string) int {
	return slices.IndexFunc(*s, func(v screen.View) bool { return v.Name == name })
}

func (s *shelf) views() host.Views {
	return host.Views{
		Save: func(v screen.View, over bool) error {
			i := s.at(v.Name)
			switch {
			case v.Name == "unlucky":
				return errors.New("save the view: no space left on device")
			case i < 0:
				*s = append(*s, v)
			case !over:
				return fs.ErrExist
			default:
				(*s)[i] = v
			}
			return nil
		},
		Drop: func(name string) error {
			i := s.at(name)
			if i < 0 {
				return errors.New("no view " + name + " was saved")
			}
			*s = slices.Delete(*s, i, i+1)
			return nil
		},
	}
}

// A list is saved as it is seen, and is there at once and the next time; what was saved goes only when a person says
// so.
func TestStorySaveAView(t *testing.T) {
	kept := &shelf{}
	with := func(o *Options) { o.Views, o.KeepViews = slices.Clone(*kept), kept.views() }
	explore(t, 120, 40, with, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "vpc:prod", uitest.Enter, "z", "|", "g", "j", "j", "j", " ", uitest.Esc,
			":", "sort function", uitest.Enter, "S", ":", "save night", uitest.Enter)
		sees(t, term, "saved as the view night")
		if len(*kept) != 1 {
			t.Fatalf("kept %+v", *kept)
		}
		v := (*kept)[0]
		if v.List != "functions" || v.Filter != "vpc:prod sev:>=high" || v.Sort != "function" || !v.Descending ||
			len(v.Columns) == 0 || slices.Contains(v.Columns, "zones") {
			t.Errorf("kept %+v", v)
		}
		rows := term.Screen()
		term.Keys("V")
		sees(t, term, "night", "functions vpc:prod sev:>=high")
		term.Keys(uitest.Esc, "F", ":", "night", uitest.Enter)
		sees(t, term, "checkout-api")
		if a, b := firstRow(rows), firstRow(term.Screen()); a != b {
			t.Errorf("the view begins with\n%s\nthe list began with\n%s", b, a)
		}

		term.Keys("f", "/", "nat", uitest.Enter, ":", "save night", uitest.Enter)
		sees(t, term, "the view night is there already", "keep it", "replace it")
		term.Keys(uitest.Enter)
		sees(t, term, "nothing was saved")
		if (*kept)[0].List != "functions" {
			t.Error("it was replaced without a word")
		}
		term.Keys(":", "save", uitest.Enter)
		sees(t, term, "save this list as which view?", "in the place of this one")
		term.Keys("night", uitest.Enter, uitest.Down, uitest.Enter)
		if len(*kept) != 1 || (*kept)[0].List != "findings" || (*kept)[0].Filter != "nat" {
			t.Errorf("replaced, it is %+v", *kept)
		}
	})
	explore(t, 120, 40, with, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "night", uitest.Enter)
		path(t, term, "functions › night")
		term.Keys(":", "unsave night", uitest.Enter)
		sees(t, term, "removed the view night")
		term.Keys("V", "night")
		seesNot(t, term, "findings nat")
		term.Keys(uitest.Esc, ":", "unsave night", uitest.Enter)
		sees(t, term, "no view night was saved")
	})
	if len(*kept) != 0 {
		t.Errorf("left: %+v", *kept)
	}
}

// firstRow is the first function of a list.
func firstRow(text string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, "prod") && !strings.Contains(line, "vpc:") && !strings.Contains(line, "›") {
			return strings.TrimSpace(strings.TrimLeft(line, " ▌"))
		}
	}
	return ""
}

func TestWhatIsNotSaved(t *testing.T) {
	kept := &shelf{}
	explore(t, 120, 40, func(o *Options) { o.KeepViews = kept.views() }, func(t *testing.T, term *uitest.Term) {
		for _, c := range []struct{ keys, says string }{
			{"save risky", "this word goes to the built-in view"},
			{"save trace", "this word goes to"},
			{"save subnets", "this word goes to"},
			{"save help", "this word means"},
			{"save two words", "one word in small letters"},
			{"save unlucky", "no space left on device"},
			{"unsave risky", "no view risky was saved"},
		} {
			term.Keys(":", c.keys, uitest.Enter)
			sees(t, term, c.says)
			term.Keys(uitest.Esc)
		}
		term.Keys("o", ":", "save mine", uitest.Enter)
		sees(t, term, "only a list can be saved as a view")
		term.Keys("i", "z", ":", "save mine", uitest.Enter)
		sees(t, term, "show all of them first")
		if len(*kept) > 0 {
			t.Errorf("kept %+v", *kept)
		}
		term.Keys(uitest.Esc, ":", "save mine", uitest.Enter)
		sees(t, term, "saved as the view mine")
	})
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "save mine", uitest.Enter)
		sees(t, term, "views cannot be saved here")
	})
}

// Where columns cannot be chosen it is said why.
func TestNoColumnsToChoose(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("m", "|")
		sees(t, term, "the columns are the services")
		term.Keys("D", "|")
		sees(t, term, "changes stand in sections")
		term.Keys("o", "|")
		sees(t, term, "the columns of this screen cannot be chosen")
	})
}
