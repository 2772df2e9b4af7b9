package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/widget"
)

// notch is how many lines a turn of the wheel moves.
const notch = 3

// pointed is an overlay in which there is something to click on.
type pointed interface {
	// click is a click on a cell of the last view.
	click(x, y int) outcome
}

// mouse carries out what the mouse did. What changes nothing says so, but for a
// click that only takes away what was said last.
func (a *App) mouse(m tea.Mouse, do func(tea.Mouse) (cmd tea.Cmd, met bool)) tea.Cmd {
	if a.width <= 0 || a.height <= 0 {
		return nil
	}
	said := a.status != ""
	a.status, a.held = "", page{}
	if said && a.overlay() == nil && a.onFoot(m) {
		return nil
	}
	cmd, met := do(m)
	if !met && cmd == nil && a.status == "" {
		a.say("there is nothing there for the mouse; ? shows what it does")
	}
	return cmd
}

// onFoot says whether the mouse is on the line of the keys.
func (a *App) onFoot(m tea.Mouse) bool { return m.Y == a.height-1 && a.split().foot > 0 }

// click routes a click by what is painted at its cell, and says whether it met anything.
func (a *App) click(m tea.Mouse) (cmd tea.Cmd, met bool) {
	switch m.Button {
	case tea.MouseBackward:
		return a.run(screen.Back), true
	case tea.MouseForward:
		return a.run(screen.Forward), true
	case tea.MouseLeft:
	default:
		a.say("the left button chooses, and opens what is chosen")
		return nil, true
	}
	if o := a.overlay(); o != nil {
		return a.clickOverlay(o, m.X, m.Y)
	}
	p := a.split()
	at := a.screenAt(p)
	switch {
	case a.onFoot(m):
		return a.clickFoot(m.X)
	case m.Y >= at:
		return a.clickScreen(screen.Click{X: m.X, Y: m.Y - at})
	case p.top > 0 && m.Y == 0:
		return a.clickTop(m.X)
	case p.crumbs > 0 && m.Y == p.top:
		return a.clickCrumb(m.X)
	}
	return nil, false
}

// clickScreen gives the screen a click. It met something where the screen wants
// something, or another thing is chosen now.
func (a *App) clickScreen(at screen.Click) (cmd tea.Cmd, met bool) {
	s := a.screen()
	was := screen.ChosenOn(s)
	cmd = a.tell(at)
	return cmd, a.screen() != s || screen.ChosenOn(s) != was
}

// clickTop opens the gaps where they are counted.
func (a *App) clickTop(x int) (cmd tea.Cmd, met bool) {
	line, gaps := a.topParts()
	if n, ok := widget.PartAt(a.width, x, line...); ok && n == gaps {
		return a.run(screen.Gaps), true
	}
	return nil, false
}

// clickCrumb goes back to a screen of the path walked.
func (a *App) clickCrumb(x int) (cmd tea.Cmd, met bool) {
	if a.screen() == nil {
		return nil, false
	}
	margin, room, _ := a.crumbRoom(a.width)
	n, ok := widget.CrumbAt(a.env.Theme, room, x-margin, a.history.Titles()...)
	switch {
	case !ok:
		return nil, false
	case n == a.history.At:
		a.say("you are there already")
		return nil, true
	}
	if a.mode() == typing {
		a.do(screen.Accept)
	}
	a.history.At = n
	return a.shown(), true
}

// clickFoot presses the key that a hint names.
func (a *App) clickFoot(x int) (cmd tea.Cmd, met bool) {
	hints, does := a.hints()
	if n, ok := widget.HintAt(a.width, x, hints, a.footEnd()); ok {
		return a.press(a.mode(), does[n]), true
	}
	if at, ok := widget.FooterEndAt(a.width, x, hints, a.footEnd()); ok && a.mode() == browsing && a.overlay() == nil {
		return a.visit(screen.Place{Screen: "findings", Filter: a.severityAt(at)}), true
	}
	return nil, false
}

// severityAt is the filter for the count at a cell of the totals.
func (a *App) severityAt(x int) string {
	filter := ""
	for _, s := range append([]widget.Span{{Text: a.totals().Text, Token: a.totals().Token}}, a.totals().More...) {
		for letter, severity := range map[string]string{"H": "high", "M": "medium", "L": "low"} {
			if strings.HasSuffix(s.Text, " "+letter) {
				filter = "sev:" + severity
			}
		}
		if x -= widget.Width(s.Text); x < 0 {
			break
		}
	}
	return filter
}

// clickOverlay chooses in the overlay on top; beside it, it closes it.
func (a *App) clickOverlay(o overlay, x, y int) (cmd tea.Cmd, met bool) {
	b := a.drawn.box
	if x < b.x || x >= b.x+b.w || y < b.y || y >= b.y+b.h {
		a.shut()
		return nil, true
	}
	x, y = x-b.x-widget.FrameWidth/2, y-b.y-1
	points, ok := o.(pointed)
	if !ok || x < 0 || x >= b.iw || y < 0 || y >= b.ih {
		return nil, false
	}
	out := points.click(x, y)
	return a.came(out), out != outcome{}
}

// click chooses a suggestion.
func (p *palette) click(_, y int) outcome {
	if n := y - p.above; n >= 0 && n < len(p.lines) && p.lines[n].heading == "" {
		was := p.look()
		p.cursor = p.lines[n].offer
		return p.accept(was)
	}
	return outcome{}
}

// wheel turns the overlay on top, or the screen, and says whether it moved
// anything. A screen that it does not move says so itself.
func (a *App) wheel(m tea.Mouse) (cmd tea.Cmd, met bool) {
	var by int
	switch m.Button {
	case tea.MouseWheelUp:
		by = -1
	case tea.MouseWheelDown:
		by = 1
	default:
		a.say("nothing here scrolls to the side")
		return nil, true
	}
	if o := a.overlay(); o != nil {
		return a.wheelOverlay(o, by)
	}
	was := screen.ChosenOn(a.screen())
	cmd = a.tell(screen.Wheel{By: by * notch})
	now := screen.ChosenOn(a.screen())
	return cmd, now.Tells || now != was
}

// wheelOverlay moves the text of an overlay, or its cursor.
func (a *App) wheelOverlay(o overlay, by int) (cmd tea.Cmd, met bool) {
	if s, ok := o.(scrolling); ok {
		return nil, s.scrollBy(by * notch)
	}
	c := screen.Down
	if by < 0 {
		c = screen.Up
	}
	out := o.do(c)
	return a.came(out), out.moved
}
