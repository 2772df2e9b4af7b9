package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// notch is how many lines a turn of the wheel moves.
const notch = 3

// pointed is an overlay in which there is something to click on.
type pointed interface {
	// click is a click on a cell of the last view. It says whether the overlay
	// stays, and what the person wants.
	click(x, y int) (stays bool, wants screen.Intent)
}

// mouse carries out what the mouse did. What changes nothing says so, but for a
// click that only takes away what was said last.
func (a *App) mouse(m tea.Mouse, do func(tea.Mouse) tea.Cmd) tea.Cmd {
	if a.width <= 0 || a.height <= 0 {
		return nil
	}
	said := a.status != ""
	a.status = ""
	if said && a.overlay() == nil && a.onFoot(m) {
		return nil
	}
	before := a.View().Content
	cmd := do(m)
	if cmd == nil && a.status == "" && a.View().Content == before {
		a.say("there is nothing there for the mouse; ? shows what it does")
	}
	return cmd
}

// onFoot says whether the mouse is on the line of the keys.
func (a *App) onFoot(m tea.Mouse) bool { return m.Y == a.height-1 && split(a.height).foot > 0 }

// click routes a click by what is painted at its cell.
func (a *App) click(m tea.Mouse) tea.Cmd {
	switch m.Button {
	case tea.MouseBackward:
		return a.run(screen.Back)
	case tea.MouseForward:
		return a.run(screen.Forward)
	case tea.MouseLeft:
	default:
		a.say("the left button chooses, and opens what is chosen")
		return nil
	}
	if o := a.overlay(); o != nil {
		return a.clickOverlay(o, m.X, m.Y)
	}
	p := split(a.height)
	at := a.screenAt(p)
	switch {
	case a.onFoot(m):
		return a.clickFoot(m.X)
	case m.Y >= at:
		return a.tell(screen.Click{X: m.X, Y: m.Y - at})
	case p.top > 0 && m.Y == 0:
		return a.clickTop(m.X)
	case p.crumbs > 0 && m.Y == p.top:
		return a.clickCrumb(m.X)
	}
	return nil
}

// clickTop opens the gaps where they are counted.
func (a *App) clickTop(x int) tea.Cmd {
	line, gaps := a.topParts()
	if n, ok := widget.PartAt(a.width, x, line...); ok && n == gaps {
		return a.run(screen.Gaps)
	}
	return nil
}

// clickCrumb goes back to a screen of the path walked.
func (a *App) clickCrumb(x int) tea.Cmd {
	if a.screen() == nil {
		return nil
	}
	margin, room, _ := a.crumbRoom(a.width)
	n, ok := widget.CrumbAt(a.env.Theme, room, x-margin, a.history.crumbs()...)
	switch {
	case !ok:
		return nil
	case n == a.history.at:
		a.say("you are there already")
		return nil
	}
	if a.mode() == typing {
		a.do(screen.Accept)
	}
	a.history.at = n
	return a.shown()
}

// clickFoot presses the key that a hint names.
func (a *App) clickFoot(x int) tea.Cmd {
	hints, does := a.hints()
	if n, ok := widget.HintAt(a.width, x, hints, a.footEnd()); ok {
		return a.press(a.mode(), does[n])
	}
	return nil
}

// clickOverlay chooses in the overlay on top; beside it, it closes it.
func (a *App) clickOverlay(o overlay, x, y int) tea.Cmd {
	b := placeBox(a.env.Theme, o, a.width, a.height-split(a.height).foot)
	shut := func() { a.overlays = a.overlays[:len(a.overlays)-1] }
	if x < b.x || x >= b.x+b.w || y < b.y || y >= b.y+b.h {
		shut()
		return nil
	}
	x, y = x-b.x-widget.FrameWidth/2, y-b.y-1
	points, ok := o.(pointed)
	if !ok || x < 0 || x >= b.iw || y < 0 || y >= b.ih {
		return nil
	}
	stays, wants := points.click(x, y)
	if !stays {
		shut()
	}
	return a.intend(wants)
}

// click chooses a suggestion.
func (p *palette) click(_, y int) (bool, screen.Intent) {
	if n := y - p.above + p.from; y >= p.above && n < min(p.from+p.room, len(p.offered())) {
		p.cursor = n
		return p.do(screen.Accept)
	}
	return true, nil
}

// wheel turns the overlay on top, or the screen.
func (a *App) wheel(m tea.Mouse) tea.Cmd {
	var by int
	switch m.Button {
	case tea.MouseWheelUp:
		by = -1
	case tea.MouseWheelDown:
		by = 1
	default:
		a.say("nothing here scrolls to the side")
		return nil
	}
	if o := a.overlay(); o != nil {
		return a.wheelOverlay(o, by)
	}
	return a.tell(screen.Wheel{By: by * notch})
}

// wheelOverlay moves the text of an overlay, or its cursor.
func (a *App) wheelOverlay(o overlay, by int) tea.Cmd {
	if p, ok := o.(*pages); ok {
		p.sheet.ScrollBy(by * notch)
		return nil
	}
	c := screen.Down
	if by < 0 {
		c = screen.Up
	}
	_, wants := o.do(c)
	return a.intend(wants)
}

// mouseHelp is what the help says about the mouse.
func mouseHelp(off bool) widget.Section {
	sec := widget.Section{Heading: "Mouse", Columns: []widget.SheetColumn{
		{Extent: widget.Extent{Min: 11, Max: 11, Priority: 9}},
		{Extent: widget.Extent{Min: 10, Flex: 1, Priority: 8}},
	}}
	rows := [][2]string{
		{"click", "choose a row; on the chosen one, open it; on a title, sort by it; on the path above, go back there; on a key below, press it"},
		{"wheel", "move the rows"},
		{"shift+drag", "select text, in most terminals; --no-mouse leaves the mouse to the terminal"},
	}
	if off {
		rows = [][2]string{{"drag", "select text: the mouse is the terminal's, as --no-mouse asked"}}
	}
	for _, r := range rows {
		sec.Rows = append(sec.Rows, widget.SheetRow{Cells: []widget.Cell{widget.Mark(theme.Key, r[0]), widget.Say(r[1])}})
	}
	return sec
}
