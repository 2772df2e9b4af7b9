package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// parts are the heights of the frame, from top to bottom.
type parts struct {
	top, crumbs, air, body, foot int
}

// split gives each part its lines. What is left when there is little room is
// what the person came for.
func split(h int, draft bool) parts {
	p := parts{body: h}
	take := func(part *int, from int) {
		if h >= from {
			*part = 1
			p.body--
		}
	}
	if draft {
		take(&p.top, 3) // nobody must take for the account what is tried out
	}
	take(&p.foot, 4)
	take(&p.crumbs, 5)
	if p.top == 0 {
		take(&p.top, 8)
	}
	take(&p.air, 30)
	return p
}

// split is how the lines of the terminal are shared out now.
func (a *App) split() parts { return split(a.height, a.env.Draft != nil) }

// bodyAt is the line on which the body begins; the other lines above it are, in
// this order, the top line, the path and one of air.
func (p parts) bodyAt() int { return p.top + p.crumbs + p.air }

// frame paints everything, and says where the terminal's cursor is.
func (a *App) frame() (string, *tea.Cursor) {
	w, h := a.width, a.height
	p := a.split()
	var lines []string
	a.drawn.page = a.page(p)
	if p.top > 0 {
		lines = append(lines, a.topLine(w))
	}
	if p.crumbs > 0 {
		lines = append(lines, a.drawn.page.crumbs)
	}
	if p.air > 0 {
		lines = append(lines, strings.Repeat(" ", w))
	}
	lines = append(lines, a.drawn.page.body)
	frame := strings.Join(lines, "\n")
	var cursor *tea.Cursor
	if o := a.overlay(); o != nil {
		a.drawn.box = placeBox(a.env.Theme, o, w, h-p.foot)
		frame, cursor = a.withOverlay(o.title(), frame, w, h-p.foot)
	} else if s := a.screen(); s != nil {
		if x, y, ok := s.Cursor(); ok {
			cursor = tea.NewCursor(x, a.screenAt(p)+y)
		}
	}
	if p.foot > 0 { // below whatever is open: what was said must be seen
		frame += "\n" + a.footLine(w)
	}
	return frame, cursor
}

// screenAt is the line on which the screen begins.
func (a *App) screenAt(p parts) int {
	if a.hasListingLine(p.body) {
		return p.bodyAt() + 1
	}
	return p.bodyAt()
}

// hasListingLine says whether the first line of a body of that height is how far
// reading is.
func (a *App) hasListingLine(h int) bool { return a.early() && h > 4 }

func (a *App) body(w, h int) string {
	if s := a.screen(); s != nil {
		if bar := a.listingLine(w); bar != "" && a.hasListingLine(h) {
			return bar + "\n" + widget.Fit(s.View(a.here(), w, h-1), w, h-1)
		}
		return widget.Fit(s.View(a.here(), w, h), w, h)
	}
	if a.load.stage == failed {
		return a.errorBody(w, h)
	}
	a.load.progress.now = a.env.Now
	return a.load.progress.view(a.env.Theme, a.beingRead(), a.load.stage, a.load.frame, w, h)
}

// topLine says where the person is: account, regions, source, age, gaps.
func (a *App) topLine(w int) string {
	line, _ := a.topParts()
	return widget.StatusLine(a.env.Theme, w, line...)
}

// topParts are the parts of the top line, and which of them counts the gaps; -1 for none.
func (a *App) topParts() (line []widget.Part, gaps int) {
	line = []widget.Part{{Cell: widget.Mark(theme.Badge, " vpclens "), Priority: 75}}
	if part, ok := a.draftPart(); ok {
		line = append(line, part)
	}
	if a.env.Result == nil {
		line = append(line, widget.Part{Cell: widget.Mark(theme.Dim, awsdata.Clean(a.source.Name)), Priority: 90})
		return line, -1
	}
	here := a.here()
	s := here.Result.Snapshot
	line = append(line,
		widget.Part{Cell: a.accountCell(here), Priority: 90},
		widget.Part{Cell: a.regionCell(say.Regions(here)), Priority: 60},
		widget.Part{Cell: widget.Mark(theme.Dim, a.functionCount()), Priority: 30},
		widget.Part{Cell: a.ageCell(s), Priority: 70},
	)
	gaps = -1
	if n := len(here.Gaps()); n > 0 && !a.early() {
		gaps = len(line)
		line = append(line, widget.Part{Priority: 80, Right: true,
			Cell: widget.Spans(widget.Span{Text: "! ", Token: theme.Key},
				widget.Span{Text: gapCount(n), Token: theme.Warn})})
	}
	return line, gaps
}

// accountCell is the account that the screen is about, or how many there are.
func (a *App) accountCell(env *screen.Env) widget.Cell {
	s := env.Result.Snapshot
	name := widget.Span{Text: awsdata.Clean(a.source.Name), Token: theme.Strong}
	id := widget.Span{Text: " " + s.AccountID, Token: theme.Dim}
	switch {
	case env.Several():
		id.Text = " " + english.Count(len(env.Result.Accounts), "account")
	case env.AccountID() != "":
		name.Text = say.AccountName(env)
		if name.Text == s.AccountID {
			return widget.Spans(name)
		}
	case s.AccountID == "":
		return widget.Spans(name)
	}
	return widget.Spans(name, id)
}

// ageCell says how old the data is, and whether it is being read again.
func (a *App) ageCell(s *awsdata.Snapshot) widget.Cell {
	if a.load.running() {
		spinner := a.env.Theme.Sym.Spinner
		what := " reading"
		switch {
		case a.load.stage == analyzing && a.listing():
			what = " working"
		case a.load.stage == analyzing && a.env.Result.Stage == analysis.Placed:
			what = " checking"
		}
		return widget.Mark(theme.Accent, spinner[a.load.frame%len(spinner)]+what)
	}
	if a.watch.reading && a.watch.asked {
		return widget.Mark(theme.Accent,
			"read "+say.Clock(a.load.at, a.env.Now)+", reading again"+a.env.Theme.Sym.Ellipsis)
	}
	if a.watches() && a.env.Result.Stage == analysis.Complete {
		return a.watchCell()
	}
	at, what := s.CapturedAt, ""
	if a.source.Live {
		what = "live "
		if at.IsZero() {
			at = a.load.at
		}
		if at.Before(a.watch.confirmed) {
			at = a.watch.confirmed
		}
	}
	if at.IsZero() {
		return widget.Cell{}
	}
	age := a.env.Now.Sub(at)
	text := what + say.Age(age) + " ago"
	if a.source.Live {
		text = what + say.Age(age)
	}
	switch {
	case a.load.part == a.read:
		return widget.Mark(theme.Warn, text+", read in part")
	case a.load.stage == failed:
		return widget.Mark(theme.Warn, text+", reading again failed")
	}
	return widget.Mark(theme.Dim, text)
}

// regionCell is the regions that are shown, and whether somebody chose them.
func (a *App) regionCell(names []string) widget.Cell {
	if len(a.source.Regions) == 0 || slices.Equal(a.source.Regions, []string{allRegions}) {
		return widget.Mark(theme.Dim, regionWords(names))
	}
	return widget.Spans(widget.Span{Text: regionWords(names), Token: theme.Strong},
		widget.Span{Text: " only", Token: theme.Dim})
}

func (a *App) functionCount() string {
	text := english.Count(a.here().FunctionCount(), "function")
	if a.partial() && a.load.stage == reading && listsFunctions(a.env.Result.Snapshot) {
		text += " so far"
	}
	return text
}

// listsFunctions says whether there may be more functions than have arrived.
func listsFunctions(s *awsdata.Snapshot) bool {
	return slices.ContainsFunc(s.Pending(), func(g awsdata.Gap) bool { return g.Call == "list-functions" })
}

func regionWords(names []string) string {
	if len(names) > 3 {
		return fmt.Sprintf("%s and %d more regions", strings.Join(names[:2], " "), len(names)-2)
	}
	return strings.Join(names, " ")
}

// crumbLine is the path walked, and the state of the screen at its end.
func (a *App) crumbLine(w int) string {
	th := a.env.Theme
	if a.screen() == nil {
		return widget.Fit("", w, 1)
	}
	margin, room, note := a.crumbRoom(w)
	line := strings.Repeat(" ", margin) + widget.Crumbs(th, room, a.history.Titles()...) + "  " +
		th.Paint(theme.Dim, note)
	return widget.Fit(line, w, 1)
}

// crumbRoom is the margin of the line of the path, the room that the path has on
// it, and the note beside it. Where the person is comes first; the note takes what
// is left.
func (a *App) crumbRoom(w int) (margin, room int, note string) {
	margin = 1
	if w < 20 {
		margin = 0
	}
	s := a.screen()
	note = widget.Plain(s.Note())
	note = widget.Truncate(note, max(w-2*margin-widget.Width(widget.Plain(s.Title()))-2, 0), a.env.Theme.Sym.Ellipsis)
	if widget.Width(note) < 3 {
		note = ""
	}
	return margin, max(w-2*margin-widget.Width(note)-2, 1), note
}

// footLine is what was said last or, if nothing was, the keys that matter here.
func (a *App) footLine(w int) string {
	th := a.env.Theme
	if a.status != "" {
		return widget.StatusLine(th, w, widget.Part{Cell: widget.Spans(
			widget.Span{Text: th.Sym.Bullet + " ", Token: theme.Accent},
			widget.Span{Text: a.status, Token: theme.Strong})})
	}
	hints, _ := a.hints()
	return widget.Footer(th, w, hints, a.footEnd())
}

// footEnd is what stands behind the keys.
func (a *App) footEnd() widget.Part {
	return widget.Part{Cell: a.totals(), Right: true, Priority: 40}
}

// hints are the keys of the footer, and what each does: those of the screen that
// apply, then back and help.
func (a *App) hints() (hints []widget.Hint, does []*Action) {
	m := a.mode()
	add := func(c screen.Command, priority int) {
		if act := a.keys.of(m, c); act != nil && len(act.Key.Keys()) > 0 {
			if ok, _ := a.applies(act); ok {
				h := act.Key.Help()
				if own, ok := a.screen().(screen.Hinter); ok && own.Hint(c) != "" {
					h.Desc = own.Hint(c)
				}
				hints = append(hints, widget.Hint{Key: keyText(a.env.Theme, h.Key), Does: h.Desc, Priority: priority})
				does = append(does, act)
			}
		}
	}
	switch {
	case m == typing:
		add(screen.Accept, 90)
		add(screen.Cancel, 80)
		add(screen.Complete, 70)
		add(screen.Older, 60)
		return hints, does
	case a.overlay() != nil:
		hints = append(hints, widget.Hint{Key: "esc", Does: "close", Priority: 90})
		return hints, append(does, a.keys.of(browsing, screen.Back))
	case a.screen() == nil:
		add(screen.Reload, 90)
		add(screen.SignIn, 85)
		if a.load.stage == failed {
			add(screen.PickProfile, 84)
			add(screen.PickRegion, 83)
		}
		add(screen.GoTo, 75)
		add(screen.Gaps, 70)
		add(screen.Quit, 80)
		return hints, does
	}
	for i, c := range a.screen().Keys() {
		add(c, 90-i*10)
	}
	for _, c := range []screen.Command{screen.Left, screen.Right, screen.Wide} {
		// A list that is wide has another use for the arrows than the table says.
		if own, ok := a.screen().(screen.Hinter); ok && own.Hint(c) != "" && !slices.Contains(a.screen().Keys(), c) {
			add(c, 88)
		}
	}
	if a.history.At > 0 {
		add(screen.Back, 85)
	}
	add(screen.Help, 95)
	return hints, does
}

// keyText is a key as this terminal can show it.
func keyText(th *theme.Theme, text string) string {
	if !strings.ContainsAny(text, "↵↑↓→←…⇧") {
		return text
	}
	if th.Options().ASCII {
		text = strings.ReplaceAll(text, "⇧", "shift-")
	}
	return strings.NewReplacer("↵", th.Sym.Enter, "↑", th.Sym.Up, "↓", th.Sym.Down,
		"→", th.Sym.Right, "←", th.Sym.Left, "…", th.Sym.Ellipsis).Replace(text)
}

// totals count the findings that are facts, by severity.
func (a *App) totals() widget.Cell {
	switch {
	case a.env.Result == nil, a.listing():
		return widget.Cell{}
	case !a.env.Result.Stage.Knows(analysis.Reading):
		return widget.Mark(theme.Dim, "checking"+a.env.Theme.Sym.Ellipsis)
	}
	counts := map[check.Severity]int{}
	for _, res := range a.here().Results() {
		for i := range res.Findings {
			if f := &res.Findings[i]; f.Status == check.Fail && f.Waived == nil {
				counts[f.Severity]++
			}
		}
	}
	var spans []widget.Span
	for _, level := range []struct {
		severity check.Severity
		token    theme.Token
	}{{check.High, theme.High}, {check.Medium, theme.Medium}, {check.Low, theme.Low}} {
		if n := counts[level.severity]; n > 0 {
			if len(spans) > 0 {
				spans = append(spans, widget.Span{Text: "  "})
			}
			spans = append(spans,
				widget.Span{Text: fmt.Sprintf("%d %s", n, level.severity.Letter()), Token: level.token})
		}
	}
	if a.env.Result.Stage == analysis.Reading {
		if len(spans) == 0 {
			return widget.Mark(theme.Dim, "reading"+a.env.Theme.Sym.Ellipsis)
		}
		spans = append(spans, widget.Span{Text: " so far", Token: theme.Dim})
	}
	return widget.Spans(spans...)
}

// title is what the terminal shows on its window. Bubble Tea writes it as it
// is, so it must be clean.
func (a *App) title() string {
	words := []string{"vpclens", a.source.Name}
	if draft := a.env.Draft.Words(); draft != "" {
		words = append(words, draft)
	}
	if s := a.screen(); s != nil {
		words = append(words, s.Title())
	}
	return widget.Truncate(awsdata.Clean(strings.Join(words, " · ")), 120, "…")
}
