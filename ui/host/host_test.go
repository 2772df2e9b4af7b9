package host

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/screen"
)

// plain is a screen that remembers its name, and how often it was loaded.
type named struct {
	screen.Screen
	name  string
	loads int
}

func (n *named) Title() string    { return n.name }
func (n *named) Load(*screen.Env) { n.loads++ }
func (n *named) Update(msg screen.Msg, _ *screen.Env) (screen.Screen, screen.Intent) {
	return &named{name: n.name + "!"}, screen.Status{Text: fmt.Sprintf("%T", msg)}
}

func TestHistory(t *testing.T) {
	var h History[bool]
	var env screen.Env
	if h.Current() != nil || h.Titles() != nil || h.Ahead() != 0 || h.Tell(screen.Shown{}, &env) != nil {
		t.Error("there is something before the first visit")
	}
	h.Step(1)
	h.Step(-1)
	walk := func(want string) {
		t.Helper()
		if got := strings.Join(h.Titles(), " "); got != want {
			t.Errorf("the path is %q, want %q", got, want)
		}
	}
	visit := func(name string) {
		s := &named{name: name}
		h.Go(screen.Place{Screen: name, To: name}, s, &env)
		if s.loads != 1 || !h.IsAt(screen.Place{Screen: name, To: name}) {
			t.Errorf("%s was loaded %d times", name, s.loads)
		}
	}
	visit("a")
	visit("path")
	visit("c")
	walk("a path c")
	if env.LastTo != "path" {
		t.Errorf("the last trace went to %q", env.LastTo)
	}
	h.Step(-2)
	walk("a")
	if h.Step(-5); h.At != 0 || h.Ahead() != 2 {
		t.Errorf("before the first screen: at %d, %d ahead", h.At, h.Ahead())
	}
	h.Step(1)
	walk("a path")
	h.Step(9)
	walk("a path c")
	h.Step(-1)
	visit("d") // another way: what was ahead is gone
	walk("a path d")
	if h.Ahead() != 0 {
		t.Errorf("%d ahead", h.Ahead())
	}
	if wants := h.Tell(screen.Shown{}, &env); wants != (screen.Status{Text: "screen.Shown"}) {
		t.Errorf("told, the screen wants %v", wants)
	}
	walk("a path d!")
}

// The path is bounded, and its first screen stays: everything starts there.
func TestHistoryIsBounded(t *testing.T) {
	var h History[struct{}]
	for n := range 3 * longest {
		h.Go(screen.Place{ID: fmt.Sprint(n)}, &named{name: fmt.Sprint(n)}, &screen.Env{})
	}
	titles := h.Titles()
	if len(titles) != longest || titles[0] != "0" || titles[1] != fmt.Sprint(2*longest+1) ||
		titles[longest-1] != fmt.Sprint(3*longest-1) {
		t.Errorf("%d screens are remembered: %v", len(titles), titles)
	}
}

// notes is a face that writes down what it was asked.
type notes []string

func (n *notes) note(what any)                  { *n = append(*n, fmt.Sprintf("%T", what)) }
func (n *notes) Push(i screen.Push)             { n.note(i) }
func (n *notes) Copy(i screen.Copy)             { n.note(i) }
func (n *notes) Status(i screen.Status)         { n.note(i) }
func (n *notes) Compute(i screen.Compute)       { n.note(i) }
func (n *notes) Ask(i screen.Ask)               { n.note(i) }
func (n *notes) Run(i screen.Run)               { n.note(i) }
func (n *notes) Tell(i screen.Tell)             { n.note(i) }
func (n *notes) Switch(i screen.Switch)         { n.note(i) }
func (n *notes) Restyle(i screen.Restyle)       { n.note(i) }
func (n *notes) Browse(i screen.Browse)         { n.note(i) }
func (n *notes) Against(i screen.Against)       { n.note(i) }
func (n *notes) Watch(i screen.Watch)           { n.note(i) }
func (n *notes) Amend(i screen.Amend)           { n.note(i) }
func (n *notes) WriteEdits(i screen.WriteEdits) { n.note(i) }
func (n *notes) OpenEdits(i screen.OpenEdits)   { n.note(i) }
func (n *notes) SaveView(i screen.SaveView)     { n.note(i) }
func (n *notes) DropView(i screen.DropView)     { n.note(i) }
func (n *notes) Export(i screen.Export)         { n.note(i) }
func (n *notes) Remember(i screen.Remember)     { n.note(i) }
func (n *notes) Display(i screen.Display)       { n.note(i) }

// TestEveryIntentIsCarried holds the switch against the source of the screens: an intent that is not in it would be
// dropped in silence.
func TestEveryIntentIsCarried(t *testing.T) {
	intents := []screen.Intent{screen.Push{}, screen.Copy{}, screen.Status{}, screen.Compute{}, screen.Ask{},
		screen.Run{}, screen.Tell{}, screen.Switch{}, screen.Restyle{}, screen.Browse{}, screen.Against{},
		screen.Watch{}, screen.Amend{}, screen.WriteEdits{}, screen.OpenEdits{}, screen.Export{}, screen.Display{},
		screen.SaveView{}, screen.DropView{}, screen.Remember{}}
	var got notes
	var known []string
	for _, i := range intents {
		Carry(&got, i)
		known = append(known, fmt.Sprintf("%T", i))
	}
	if !slices.Equal(got, known) {
		t.Errorf("carried %v, want %v", got, known)
	}
	Carry(&got, nil)
	if len(got) != len(known) {
		t.Error("nothing was carried somewhere")
	}
	var declared []string
	for _, name := range []string{"screen.go", "draft.go", "view.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), "../screen/"+name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "intent" && f.Recv != nil {
				declared = append(declared, "screen."+f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	slices.Sort(declared)
	slices.Sort(known)
	if !slices.Equal(declared, known) {
		t.Errorf("the screens have the intents %v; carried are %v", declared, known)
	}
}
