package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// helpBox is the overlay of all keys and marks, in two columns where there is room, in which a person can search. What
// it shows is short and has no cursor, so that it scrolls in a viewport of Bubbles; lists and sheets, which have one
// and draw only what is seen of them, have windows of their own.
//
// The help of Bubbles is a table of bindings (theirs are ours too): it has no headings, no search, no marks, and no
// reason why a key does nothing here.
type helpBox struct {
	sections []helpPart
	port     viewport.Model
	input    widget.Input
	searches bool // what to look for is being typed

	made  string // what the text was made for
	lines int
}

// helpPart is a heading and what stands below it.
type helpPart struct {
	heading string
	rows    []helpRow
}

// helpRow is a key or a mark, and what it does or means; text is what a search looks in.
type helpRow struct {
	key        widget.Cell
	what, text string
	token      theme.Token
}

// openHelp shows every key: those of this screen first, then all that work here by what they are for, then what the
// marks mean and, last, what does not work here and why.
func (a *App) openHelp() tea.Cmd {
	th := a.env.Theme
	keyCell := func(act *Action) widget.Cell {
		return widget.Mark(theme.Key, fmt.Sprintf("%-11s", keyText(th, act.Key.Help().Key)))
	}
	row := func(act *Action, what string, token theme.Token) helpRow {
		return helpRow{key: keyCell(act), what: what, token: token,
			text: strings.ToLower(act.Key.Help().Key + " " + what + " " + strings.Join(act.Names, " "))}
	}
	box := &helpBox{port: viewport.New()}
	here := helpPart{heading: "On this screen"}
	var shown []screen.Command
	if s := a.screen(); s != nil {
		for _, c := range s.Keys() {
			if act := a.keys.of(browsing, c); act != nil && !slices.Contains(shown, c) {
				if ok, _ := a.applies(act); ok {
					shown = append(shown, c)
					here.rows = append(here.rows, row(act, a.helpHere(act), theme.Text))
				}
			}
		}
	}
	box.add(here)
	idle := helpPart{heading: "Not now"}
	for _, group := range screen.Groups() {
		part := helpPart{heading: group}
		for i := range a.keys.actions {
			act := &a.keys.actions[i]
			if act.Group != group || act.Mode == browsing && slices.Contains(shown, act.Command) {
				continue
			}
			if ok, why := a.applies(act); !ok && act.Mode == browsing {
				idle.rows = append(idle.rows, row(act, act.Key.Help().Desc+": "+why, theme.Dim))
				continue
			}
			part.rows = append(part.rows, row(act, keyText(th, act.Help), theme.Text))
		}
		box.add(part)
	}
	box.add(mouseHelp(a.noMouse))
	for _, p := range say.Legend(th) {
		part := helpPart{heading: p.Heading}
		for _, m := range p.Marks {
			part.rows = append(part.rows, helpRow{key: m.Mark, what: m.Means,
				text: strings.ToLower(m.Mark.Plain() + " " + m.Means)})
		}
		box.add(part)
	}
	box.add(idle)
	a.open(box)
	return nil
}

// helpHere is what a key does on the screen that is shown, which may have a word of its own for it.
func (a *App) helpHere(act *Action) string {
	if own, ok := a.screen().(screen.Hinter); ok {
		if word := own.Hint(act.Command); word != "" {
			return word
		}
	}
	return keyText(a.env.Theme, act.Help)
}

func (b *helpBox) add(p helpPart) {
	if len(p.rows) > 0 {
		b.sections = append(b.sections, p)
	}
}

func (b *helpBox) title() string { return "keys and marks" }
func (b *helpBox) typing() bool  { return b.searches }

func (b *helpBox) insert(text string) {
	b.input.Insert(text)
	b.port.GotoTop()
}

// back drops what is looked for; false where there is nothing to drop.
func (b *helpBox) back() bool {
	had := b.searches || b.input.Text() != ""
	b.searches = false
	b.input.SetText("")
	return had
}

func (b *helpBox) scrollBy(lines int) bool {
	at := b.port.YOffset()
	if lines < 0 {
		b.port.ScrollUp(-lines)
	} else {
		b.port.ScrollDown(lines)
	}
	return b.port.YOffset() != at
}

func (b *helpBox) do(c screen.Command) outcome {
	at := b.port.YOffset()
	switch c {
	case screen.Filter:
		b.searches = true
		return outcome{moved: true}
	case screen.Accept:
		b.searches = false
		return outcome{moved: true}
	case screen.Open:
		return outcome{closes: true}
	case screen.Up:
		b.port.ScrollUp(1)
	case screen.Down:
		b.port.ScrollDown(1)
	case screen.HalfUp:
		b.port.HalfPageUp()
	case screen.HalfDown:
		b.port.HalfPageDown()
	case screen.PageUp:
		b.port.PageUp()
	case screen.PageDown, screen.Mark: // the space bar, as in a pager
		b.port.PageDown()
	case screen.Top:
		b.port.GotoTop()
	case screen.Bottom:
		b.port.GotoBottom()
	default:
		if e, ok := screens.Edit(c); ok && b.searches {
			return outcome{moved: b.input.Do(e)}
		}
	}
	return outcome{moved: b.port.YOffset() != at}
}

// helpColumn is how wide a column of the help is at most, and at least where there are two.
const helpColumn, leastColumn = 71, 52

func (b *helpBox) widest() int { return 2*helpColumn + 2 }

func (b *helpBox) view(th *theme.Theme, w, h int) (string, *tea.Cursor) {
	room := max(h-1, 1)
	if made := fmt.Sprint(th == nil, w, room, b.input.Text()); made != b.made {
		b.made = made
		text := b.text(th, w)
		b.lines = len(text)
		b.port.SetWidth(w)
		b.port.SetHeight(min(room, max(b.lines, 1)))
		b.port.SetContentLines(text)
	}
	body := b.port.View()
	if h < 2 {
		return body, nil
	}
	if b.searches || b.input.Text() != "" {
		const prompt = " / "
		text, at := b.input.View(th, max(w-len(prompt), 1))
		line := widget.Fit(th.Paint(theme.Accent, prompt)+text, w, 1)
		if !b.searches {
			return body + "\n" + line, nil
		}
		return body + "\n" + line, tea.NewCursor(min(len(prompt)+at, w-1), b.port.Height())
	}
	hint := "/ searches   esc closes"
	if n := b.lines - b.port.YOffset() - b.port.Height(); n > 0 {
		hint = fmt.Sprintf("%s %d more %s, space turns the page   %s", th.Sym.Down, n, words(n, "line", "lines"), hint)
	}
	return body + "\n" + widget.Mark(theme.Hint, " "+hint).View(th, w), nil
}

// text is all that the search lets through, line by line.
func (b *helpBox) text(th *theme.Theme, w int) []string {
	word := strings.ToLower(strings.TrimSpace(b.input.Text()))
	var sections []widget.Section
	for _, p := range b.sections {
		sec := widget.Section{Heading: p.heading, Columns: []widget.SheetColumn{
			{Extent: widget.Extent{Min: 13, Max: 13, Priority: 9}},
			{Extent: widget.Extent{Min: 10, Flex: 1, Priority: 8}},
		}}
		for _, r := range p.rows {
			if strings.Contains(r.text, word) {
				sec.Rows = append(sec.Rows, widget.SheetRow{Cells: []widget.Cell{r.key, found(r, word)}})
			}
		}
		if len(sec.Rows) > 0 {
			sections = append(sections, sec)
		}
	}
	if len(sections) == 0 {
		return []string{widget.Mark(theme.Dim, fmt.Sprintf("  No key and no mark has %q in it.", word)).View(th, w)}
	}
	column := min((w-2)/2, helpColumn)
	if column < leastColumn {
		return sheetLines(th, sections, w)
	}
	all := len(sheetLines(th, sections, column))
	n := 1
	for n < len(sections) && len(sheetLines(th, sections[:n], column)) < (all+1)/2 {
		n++
	}
	left, right := sheetLines(th, sections[:n], column), sheetLines(th, sections[n:], column)
	lines := make([]string, max(len(left), len(right)))
	for i := range lines {
		line := strings.Repeat(" ", column)
		if i < len(left) {
			line = left[i]
		}
		if i < len(right) {
			line += "  " + right[i]
		}
		lines[i] = widget.Fit(line, w, 1)
	}
	return lines
}

// found is what a row says, with what is looked for.
func found(r helpRow, word string) widget.Cell {
	lower := strings.ToLower(r.what)
	at := strings.Index(lower, word)
	if word == "" || at < 0 || len(lower) != len(r.what) {
		return widget.Mark(r.token, r.what)
	}
	end := at + len(word)
	return widget.Spans(widget.Span{Text: r.what[:at], Token: r.token},
		widget.Span{Text: r.what[at:end], Token: theme.Match}, widget.Span{Text: r.what[end:], Token: r.token})
}

// sheetLines are sections as lines of that width.
func sheetLines(th *theme.Theme, sections []widget.Section, w int) []string {
	if len(sections) == 0 {
		return nil
	}
	var sheet widget.Sheet
	sheet.SetSections(sections)
	sheet.SetSize(w, 10_000) // more than there is: a sheet with too little room leaves out its air
	sheet.SetSize(w, max(sheet.Len(), 1))
	return strings.Split(sheet.View(th), "\n")
}

// mouseHelp is what the help says about the mouse.
func mouseHelp(off bool) helpPart {
	part := helpPart{heading: "Mouse"}
	rows := [][2]string{
		{"click", "choose a row; on the chosen one, open it; on a title, sort by it; on the path above, go back " +
			"there; on a key below, press it; on a count of gaps or findings, list them"},
		{"wheel", "move the rows"},
		{"shift+drag", "select text, in most terminals; --no-mouse leaves the mouse to the terminal"},
	}
	if off {
		rows = [][2]string{{"drag", "select text: the mouse is the terminal's, as --no-mouse asked"}}
	}
	for _, r := range rows {
		part.rows = append(part.rows, helpRow{key: widget.Mark(theme.Key, r[0]), what: r[1],
			text: strings.ToLower(r[0] + " " + r[1])})
	}
	return part
}
