package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// ahead is a filter that a person typed before there were rows.
type ahead struct {
	text string       // "" for none
	of   screen.Place // the screen that it is for; none is the first one
}

// filterBox is where a filter is typed while the rows are still to come. What is typed must not act as keys; once there
// are rows, they are filtered by it, and the person goes on typing there.
type filterBox struct {
	input widget.Input
	why   func() string // there are no rows
	keep  func(text string)
}

// canFilter says whether what is shown can be filtered, now or once its rows are there.
func canFilter(a *App) (bool, string) {
	if a.rowsToCome() {
		return true, ""
	}
	if a.screen() == nil {
		return false, a.notYet()
	}
	ok, why := a.screen().Can(screen.Filter, a.here())
	return ok, cmp.Or(why, notHere)
}

// rowsToCome says whether what is shown may be filtered once more is known.
func (a *App) rowsToCome() bool {
	s := a.screen()
	if s == nil {
		return a.load.running()
	}
	if _, waits := s.(*screens.Waiting); waits {
		return a.load.running()
	}
	now, _ := s.Can(screen.Filter, a.here())
	return !now && slices.Contains(s.Keys(), screen.Filter) && (a.load.running() || a.work.running())
}

// filter lets a person type a filter.
func (a *App) filter() tea.Cmd {
	if !a.rowsToCome() {
		return a.do(screen.Filter)
	}
	text := ""
	if a.ahead.of == a.placeShown() {
		text = a.ahead.text
	}
	a.openFilterBox(text)
	return nil
}

// openFilterBox goes on with a filter while there are no rows.
func (a *App) openFilterBox(text string) {
	box := &filterBox{why: a.whyNoRows, keep: func(text string) {
		a.ahead = ahead{text: text, of: a.placeShown()}
		if text != "" {
			a.say("filters by " + text + " once there are rows")
		}
	}}
	box.input.SetText(text)
	a.ahead = ahead{}
	a.open(box)
}

// typedFilter is a screen that knows what is typed into its filter.
type typedFilter interface{ TypedFilter() string }

// keepTyping goes on with the filter that is being typed into a screen whose rows are dropped: its letters must not
// become keys.
func (a *App) keepTyping() {
	if s := a.screen(); s != nil && s.CapturesInput() && a.overlay() == nil {
		if list, ok := s.(typedFilter); ok {
			a.openFilterBox(list.TypedFilter())
		}
	}
}

// placeShown is the place of the screen that is shown, none before the first.
func (a *App) placeShown() screen.Place {
	if v := a.history.Current(); v != nil {
		return v.Place
	}
	return screen.Place{}
}

// whyNoRows is what the person waits for.
func (a *App) whyNoRows() string {
	switch {
	case a.rowsToCome() && a.work.running():
		return "still being computed: the rows are filtered once they are there"
	case a.rowsToCome():
		return "still reading: the rows are filtered once they are there"
	case a.screen() == nil:
		return a.notYet()
	}
	_, why := canFilter(a)
	return why
}

// filterAhead hands the filter that was typed ahead to the screen, as soon as that has rows.
func (a *App) filterAhead() tea.Cmd {
	box, open := a.overlay().(*filterBox)
	switch {
	case !open && a.ahead.text == "", a.screen() == nil:
		return nil
	case !open && a.ahead.of != (screen.Place{}) && a.ahead.of != a.placeShown():
		a.ahead = ahead{} // the person has gone elsewhere
		return nil
	}
	if ok, _ := a.screen().Can(screen.Filter, a.here()); !ok {
		return nil
	}
	text := a.ahead.text
	a.ahead = ahead{}
	if open {
		a.shut()
		text = box.input.Text()
	}
	cmds := []tea.Cmd{a.do(screen.Filter), a.do(screen.EditClear), a.tell(screen.Type{Text: text})}
	if !open {
		cmds = append(cmds, a.do(screen.Accept))
	}
	return tea.Batch(cmds...)
}

func (b *filterBox) title() string      { return "filter" }
func (b *filterBox) typing() bool       { return true }
func (b *filterBox) insert(text string) { b.input.Insert(text) }

func (b *filterBox) do(c screen.Command) outcome {
	if c == screen.Accept {
		b.keep(strings.TrimSpace(b.input.Text()))
		return outcome{closes: true}
	}
	e, ok := screens.Edit(c)
	switch {
	case !ok:
		return outcome{}
	case c == screen.EditBackspace && b.input.Text() == "":
		return outcome{closes: true} // as in a list
	}
	return outcome{moved: b.input.Do(e)}
}

func (b *filterBox) view(th *theme.Theme, w, h int) (string, *tea.Cursor) {
	const prompt = "/ "
	text, at := b.input.View(th, max(w-len(prompt), 1))
	lines := th.Paint(theme.Accent, prompt) + text
	if h > 1 {
		lines += "\n" + widget.Mark(theme.Dim, "  "+b.why()).View(th, w)
	}
	return lines, tea.NewCursor(min(len(prompt)+at, w-1), 0)
}
