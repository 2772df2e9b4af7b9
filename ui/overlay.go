package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// overlay is a box above the screen. Keys go to the one on top.
type overlay interface {
	title() string
	typing() bool
	insert(text string)
	// do carries out a command, and says what came of it.
	do(c screen.Command) outcome
	// view paints the inside, at most w by h cells, and says where the cursor is.
	view(th *theme.Theme, w, h int) (body string, cursor *tea.Cursor)
}

// scrolling is an overlay of text: the wheel moves it by some lines, and says whether it did.
type scrolling interface{ scrollBy(lines int) bool }

// backing is an overlay in which there may be something to drop before it closes.
type backing interface{ back() bool }

// wide is an overlay that has a use for more room than a text to read.
type wide interface{ widest() int }

// outcome is what came of something that was done to an overlay. The zero one is
// nothing at all.
type outcome struct {
	moved  bool          // another thing is seen
	closes bool          // the overlay has done its work
	wants  screen.Intent // what the person wants, nil for nothing
}

func (a *App) overlay() overlay {
	if n := len(a.overlays); n > 0 {
		return a.overlays[n-1]
	}
	return nil
}

func (a *App) open(o overlay) { a.overlays = append(a.overlays, o) }

// openUnasked opens an overlay that nobody asked for. It waits below a line that is being typed, whose letters must not
// become keys.
func (a *App) openUnasked(o overlay) {
	if top := a.overlay(); top != nil && top.typing() {
		a.overlays = slices.Insert(a.overlays, len(a.overlays)-1, o)
		return
	}
	a.open(o)
}

// overlayKey lets the overlay on top carry out an action. Whatever closes
// things closes it: a person who wants out must not have to look for the way.
func (a *App) overlayKey(act *Action) tea.Cmd {
	if b, ok := a.overlay().(backing); ok && (act.Command == screen.Back || act.Command == screen.Cancel) && b.back() {
		return nil
	}
	switch act.Command {
	case screen.Back, screen.Left, screen.Quit, screen.Cancel, screen.Help, screen.Gaps, screen.Calls:
		a.shut()
		return nil
	case screen.GoTo: // what is typed behind it must not act as keys
		if _, ends := a.overlay().(ending); !ends {
			a.shut()
		}
		return a.openPalette()
	case screen.Reload:
		a.shut()
		return a.reload()
	case screen.SignIn:
		if ok, why := signInHelps(a); !ok {
			a.say(why)
			return nil
		}
		a.shut()
		return a.signIn()
	}
	out := a.overlay().do(act.Command)
	if out == (outcome{}) {
		a.say("nothing to do with that here; esc closes")
		return nil
	}
	keeps := a.columnsKept
	a.columnsKept = nil
	return tea.Batch(keeps, a.came(out))
}

// shut closes the overlay on top.
func (a *App) shut() {
	top := a.overlay()
	a.overlays = a.overlays[:len(a.overlays)-1]
	if e, ok := top.(ending); ok {
		e.closed()
	}
}

// came does what came of the overlay on top.
func (a *App) came(out outcome) tea.Cmd {
	if out.closes {
		a.shut()
	}
	return a.intend(out.wants)
}

// withOverlay puts the overlay on top into the frame, at the cursor that is its own.
func (a *App) withOverlay(title, frame string, w, h int) (string, *tea.Cursor) {
	th, b := a.env.Theme, a.drawn.box
	if b.cursor != nil {
		b.cursor.X += b.x + widget.FrameWidth/2
		b.cursor.Y += b.y + 1
	}
	return widget.OverlayAt(th, frame, widget.Modal(th, title, b.body, b.iw, b.ih), b.x, b.y, w, h), b.cursor
}

// box is where an overlay stands, and what is in it.
type box struct {
	x, y, w, h int // with its frame
	iw, ih     int // of its inside
	body       string
	cursor     *tea.Cursor // counted from the inside
}

// placeBox puts an overlay into the middle of w by h cells.
func placeBox(th *theme.Theme, o overlay, w, h int) box {
	widest := 96
	if o, ok := o.(wide); ok {
		widest = o.widest()
	}
	// Where it leaves a letter or two of what is below at its sides, it takes the whole width: they would say nothing.
	if w-widget.FrameWidth < widest+4 {
		widest = w
	}
	b := box{iw: max(min(w-widget.FrameWidth, widest), 1), ih: max(h-widget.FrameHeight-2, 1)}
	b.body, b.cursor = o.view(th, b.iw, b.ih)
	b.ih = min(b.ih, strings.Count(b.body, "\n")+1)
	b.w, b.h = b.iw+widget.FrameWidth, b.ih+widget.FrameHeight
	b.x, b.y = max((w-b.w)/2, 0), max((h-b.h)/2, 0)
	return b
}

// pages is an overlay of sections that scroll.
type pages struct {
	name  string
	sheet widget.Sheet
	build func(th *theme.Theme) []widget.Section
	th    *theme.Theme
}

func (p *pages) title() string { return p.name }
func (p *pages) typing() bool  { return false }
func (p *pages) insert(string) {}

func (p *pages) scrollBy(lines int) bool { return p.sheet.ScrollBy(lines) }

func (p *pages) do(c screen.Command) outcome {
	if m, ok := screens.Motion(c); ok {
		return outcome{moved: p.sheet.Go(m)}
	}
	switch c {
	case screen.Mark: // the space bar, as in a pager
		return outcome{moved: p.sheet.Go(widget.PageDown)}
	case screen.NextPart:
		return outcome{moved: p.sheet.GoSection(1)}
	case screen.PrevPart:
		return outcome{moved: p.sheet.GoSection(-1)}
	}
	return outcome{closes: c == screen.Open}
}

func (p *pages) view(th *theme.Theme, w, h int) (string, *tea.Cursor) {
	if p.th != th {
		p.th = th
		p.sheet.SetSections(p.build(th))
	}
	if h < 4 {
		p.sheet.SetSize(w, h)
		return p.sheet.View(th), nil
	}
	// The first size tells how many lines there are; a short text makes a small box.
	p.sheet.SetSize(w, h-1)
	if n := p.sheet.Len(); n < h-1 {
		p.sheet.SetSize(w, max(n, 1))
	}
	hint := "esc closes"
	if n := p.sheet.Below(); n > 0 {
		hint = fmt.Sprintf("%s %d more %s   %s", th.Sym.Down, n, words(n, "line", "lines"), hint)
	}
	return p.sheet.View(th) + "\n" + widget.Mark(theme.Hint, " "+hint).View(th, w), nil
}

func words(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// openGaps shows what could not be read, and what that means.
func (a *App) openGaps() tea.Cmd {
	gaps := a.load.progress.gaps
	if a.env.Result != nil && !a.early() {
		gaps = a.here().Gaps()
	}
	a.open(&pages{name: gapCount(len(gaps)), build: func(*theme.Theme) []widget.Section { return gapSections(gaps) }})
	return nil
}

// gapSections groups gaps by region: first what was asked for in vain, then what
// nobody asked for.
func gapSections(gaps []awsdata.Gap) []widget.Section {
	gaps = slices.Clone(gaps)
	slices.SortStableFunc(gaps, func(a, b awsdata.Gap) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region),
			cmp.Compare(absent(a), absent(b)))
	})
	sections := []widget.Section{{Rows: []widget.SheetRow{{Cells: []widget.Cell{widget.Mark(theme.Dim,
		"These calls gave no answer. What depends on them is shown as unknown, never as fine.")}}}}}
	for _, g := range gaps {
		at := len(sections) - 1
		if where := strings.TrimSpace(g.Account + " " + g.Region); sections[at].Heading != where || at == 0 {
			at++
			sections = append(sections, widget.Section{Heading: where, Columns: []widget.SheetColumn{
				{Extent: widget.Extent{Min: 12, Max: 64, Priority: 9}, Wraps: true},
				{Extent: widget.Extent{Min: 14, Flex: 1, Priority: 8}, Wraps: true},
			}})
		}
		sections[at].Rows = append(sections[at].Rows, widget.SheetRow{
			Cells: []widget.Cell{widget.Say(awsdata.Clean(g.Call)), widget.Mark(theme.Warn, g.Cause.Text())}})
		if g.Message != "" { // AWS is long-winded: its words have lines of their own
			sections[at].Rows = append(sections[at].Rows,
				widget.SheetRow{Spans: true, Cells: []widget.Cell{widget.Mark(theme.Dim, awsdata.Clean(g.Message))}})
		}
	}
	return sections
}

// absent orders calls that nobody made behind those that failed.
func absent(g awsdata.Gap) int {
	if g.Cause == awsdata.CauseAbsent {
		return 1
	}
	return 0
}

// errorSections say what happened and what to do next.
func errorSections(err error, source Source) []widget.Section {
	what := "r tries again. Is the path right, and was the file written to its end?"
	if source.Live {
		what = "r tries again. --from FILE shows an account that was read earlier, --demo one that needs no AWS."
	}
	text := func(c widget.Cell) []widget.SheetRow { return []widget.SheetRow{{Cells: []widget.Cell{c}}} }
	sections := []widget.Section{{Rows: text(widget.Mark(theme.Bad, awsdata.Clean(err.Error())))}}
	if hint := signInHint(err, source); hint != "" {
		sections = append(sections, widget.Section{Rows: text(widget.Mark(theme.Strong, hint))})
	}
	return append(sections, widget.Section{Rows: text(widget.Mark(theme.Dim, what))})
}

func errorOverlay(what string, err error, source Source) overlay {
	return &pages{name: what, build: func(*theme.Theme) []widget.Section {
		return errorSections(err, source)
	}}
}

// errorBody is the screen when nothing could be read, with the keys that may mend that.
func (a *App) errorBody(w, h int) string {
	th, source := a.env.Theme, a.source
	keys := widget.Section{Columns: []widget.SheetColumn{
		{Extent: widget.Extent{Min: 3, Max: 12, Priority: 9}}, {Extent: widget.Extent{Min: 10, Max: 70, Priority: 8}},
	}}
	for _, c := range []screen.Command{screen.Reload, screen.PickProfile, screen.PickRegion} {
		act := a.keys.of(browsing, c)
		if ok, _ := a.applies(act); !ok {
			continue
		}
		does := map[screen.Command]string{screen.Reload: "tries again", screen.PickProfile: "reads another profile",
			screen.PickRegion: "reads another region"}[c]
		keys.Rows = append(keys.Rows, widget.SheetRow{Cells: []widget.Cell{
			widget.Mark(theme.Key, keyText(th, act.Key.Help().Key)), widget.Say(does)}})
	}
	var sheet widget.Sheet
	sheet.SetSections(append(append([]widget.Section{{Rows: []widget.SheetRow{{Cells: []widget.Cell{
		widget.Mark(theme.Strong, fmt.Sprintf("%s could not be read", awsdata.Clean(source.Name)))}}}}},
		errorSections(a.load.err, source)...), keys))
	top := min(1, max(h-1, 0))
	sheet.SetSize(w, h-top)
	return strings.Repeat("\n", top) + sheet.View(th)
}
