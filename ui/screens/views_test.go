package screens

import (
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// Every built-in view can be read, and shows something of the demo account in its order.
func TestBuiltInViews(t *testing.T) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	before, err := demo.Yesterday()
	if err != nil {
		t.Fatal(err)
	}
	result, err := analysis.Run(t.Context(), snapshot, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	earlier, err := analysis.Run(t.Context(), before, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	env := &screen.Env{Result: result, Theme: theme.New(theme.Options{}), Now: snapshot.CapturedAt,
		Baseline: &screen.Baseline{Result: earlier}}
	for _, v := range builtInViews() {
		if err := CheckView(&v); err != nil {
			t.Error(err)
			continue
		}
		list, err := New(placeOfView(&v))
		if err != nil {
			t.Fatal(err)
		}
		list.Load(env)
		if list.Title() != v.Name {
			t.Errorf("%s is titled %q", v.Name, list.Title())
		}
		rows := list.(screen.Linear).Linear(env)
		if len(rows) < 2 && v.Name != "waived" { // nothing is waived without a file of waivers
			t.Errorf("%s shows nothing", v.Name)
		}
		if got := list.(Arranged).Arrangement(); got.Sort != v.Sort || got.Descending != v.Descending {
			t.Errorf("%s is sorted by %+v, want %q", v.Name, got, v.Sort)
		}
	}
}

func TestCheckView(t *testing.T) {
	good := screen.View{Name: "mine", List: "functions", Filter: "vpc:prod sev:>=high", Sort: "out",
		Columns: []string{"function", "vpc"}}
	if err := CheckView(&good); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*screen.View){
		"two words":           func(v *screen.View) { v.Name = "my view" },
		"a word of ours":      func(v *screen.View) { v.Name = "trace" },
		"a kind":              func(v *screen.View) { v.Name = "subnets" },
		"no list":             func(v *screen.View) { v.List = "nothing" },
		"no kind":             func(v *screen.View) { v.List = "subnetz" },
		"a screen, no list":   func(v *screen.View) { v.List = "overview" },
		"an unknown field":    func(v *screen.View) { v.Filter = "color:red" },
		"a broken pattern":    func(v *screen.View) { v.Filter = "~(" },
		"an unknown column":   func(v *screen.View) { v.Columns = []string{"nothing"} },
		"sorted by a nothing": func(v *screen.View) { v.Sort = "nothing" },
	} {
		bad := good
		change(&bad)
		if CheckView(&bad) == nil {
			t.Errorf("%s is accepted: %+v", name, bad)
		}
	}
	saved := Views(&screen.Env{Views: []screen.View{good, {Name: "risky", List: "findings"}}})
	if len(saved) != len(builtInViews())+1 {
		t.Errorf("%d views: a saved one takes the place of the built-in one of its name", len(saved))
	}
}
