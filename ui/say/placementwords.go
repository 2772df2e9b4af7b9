package say

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// PlacementWords works out once what functions have in common that sit alike: accounts
// have thousands of functions in hundreds of placements. The analysis gives such
// functions the same slices, by which they are known here.
type PlacementWords struct {
	env    *screen.Env
	ways   map[*reach.SubnetInternet]wayWords
	groups map[*string]string
}

type wayWords struct {
	verdict theme.Verdict
	word    string
}

func NewPlacementWords(env *screen.Env) *PlacementWords {
	return &PlacementWords{env: env, ways: map[*reach.SubnetInternet]wayWords{}, groups: map[*string]string{}}
}

// WayOut is [WayOut], asked once of functions that share their answers.
func (a *PlacementWords) WayOut(f *analysis.Function) (theme.Verdict, string) {
	if len(f.Internet.Subnets) == 0 {
		return WayOut(f)
	}
	key := &f.Internet.Subnets[0]
	w, known := a.ways[key]
	if !known {
		w.verdict, w.word = WayOut(f)
		a.ways[key] = w
	}
	return w.verdict, w.word
}

// GroupNames are the names of the function's groups.
func (a *PlacementWords) GroupNames(f *analysis.Function) string {
	if len(f.Groups) == 0 {
		return ""
	}
	key := &f.Groups[0]
	text, known := a.groups[key]
	if !known {
		var names []string
		for _, id := range f.Groups {
			names = append(names, NameOf(a.env.Result, f.Place.Region, id))
		}
		text = strings.Join(names, ", ")
		a.groups[key] = text
	}
	return text
}

// CompareFold orders texts whatever the case of their letters, without making
// new ones: a sort asks hundreds of thousands of times.
func CompareFold(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		x, y := a[i], b[i]
		if x >= utf8.RuneSelf || y >= utf8.RuneSelf {
			return cmp.Compare(strings.ToLower(a[i:]), strings.ToLower(b[i:]))
		}
		if x, y = lower(x), lower(y); x != y {
			return int(x) - int(y)
		}
	}
	return len(a) - len(b)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}
