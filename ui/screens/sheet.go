package screens

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// target is what a row of a sheet stands for.
type target struct {
	to      screen.Place
	leads   bool
	why     string        // why it leads nowhere
	does    screen.Intent // what opening it does where that is no place; nil goes to the place
	id      string        // what is copied
	command string        // the AWS CLI command that is copied
	removes whatif.Edit   // what takes away what the row shows, nil where nothing does
}

// page is what all screens have in common that show sections of rows.
type page struct {
	sheet   widget.Sheet
	targets map[string]target
	whole   target // what is copied when no row can be
	copies  string // what the command of the whole page is, for the person
}

// set replaces the contents with what was built.
func (p *page) set(b *builder) {
	p.targets = b.targets
	p.sheet.SetSections(b.sections)
}

func (p *page) selected() (target, bool) {
	id, ok := p.sheet.Selected()
	if !ok {
		return target{}, false
	}
	t, ok := p.targets[id]
	return t, ok
}

// CapturesInput implements [Screen].
func (p *page) CapturesInput() bool { return false }

// Cursor implements [Screen].
func (p *page) Cursor() (x, y int, ok bool) { return 0, 0, false }

// Note implements [Screen].
func (p *page) Note() string { return "" }

// Can implements [Screen].
func (p *page) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	t, has := p.selected()
	switch {
	case screen.Motions[c]:
		return true, ""
	case c == screen.Open && !has:
		return false, "no row here opens anything"
	case c == screen.Open:
		return t.leads, t.why
	case c == screen.CopyID:
		return has && t.id != "" || p.whole.id != "", "there is no id to copy"
	case c == screen.CopyCommand:
		return p.whole.command != "", "no AWS CLI command shows this"
	case c == screen.NextPart || c == screen.PrevPart:
		return len(p.sheet.Sections()) > 1, "there is one section only"
	case c == screen.Filter || c == screen.SortNext || c == screen.SortReverse || c == screen.Faults ||
		c >= screen.SortColumn1 && c <= screen.SortColumn9:
		return false, "only lists are sorted and filtered; " + env.Words("esc goes", "go") + " back to one"
	}
	return false, ""
}

func (p *page) update(msg screen.Msg) screen.Intent {
	switch msg := msg.(type) {
	case screen.Click:
		return p.click(msg)
	case screen.Wheel:
		return p.wheel(msg.By)
	case screen.Do:
		return p.do(msg.Command)
	}
	return nil
}

func (p *page) do(c screen.Command) screen.Intent {
	if screen.Motions[c] {
		return moved(p.sheet.Go(motionOf(c)), c)
	}
	t, _ := p.selected()
	switch c {
	case screen.NextPart:
		if !p.sheet.GoSection(1) {
			return screen.Status{Text: "this is the last section"}
		}
	case screen.PrevPart:
		if !p.sheet.GoSection(-1) {
			return screen.Status{Text: "this is the first section"}
		}
	case screen.Open:
		if t.does != nil {
			return t.does
		}
		id, _ := p.sheet.Selected()
		p.sheet.Select(id) // the row that was opened is the one to come back to
		return screen.Push{To: t.to}
	case screen.CopyID:
		if t.id == "" {
			t = p.whole
		}
		id := strings.TrimSuffix(t.id, ":$LATEST") // a shell would take the end for a variable
		return screen.Copy{Text: id, What: id}
	case screen.CopyCommand:
		return screen.Copy{Text: p.whole.command, What: p.copies}
	}
	return nil
}

func (p *page) view(env *screen.Env, w, h int) string {
	p.sheet.SetSize(w, h)
	return p.sheet.View(env.Theme)
}

// builder gathers the sections of a page, and where their rows lead.
type builder struct {
	env      *screen.Env
	region   string
	sections []widget.Section
	targets  map[string]target
}

func newBuilder(env *screen.Env, region string) *builder {
	return &builder{env: env, region: region, targets: map[string]target{}}
}

// section begins a section; rows are added to the last one.
func (b *builder) section(heading string, columns ...widget.SheetColumn) {
	b.sections = append(b.sections, widget.Section{Heading: heading, Columns: columns})
}

// note stands beside the heading of the last section.
func (b *builder) note(c widget.Cell) { b.sections[len(b.sections)-1].Note = c }

// row adds a row that leads nowhere.
func (b *builder) row(cells ...widget.Cell) { b.add("", cells) }

// spanning adds a row whose last cell has the rest of the line.
func (b *builder) spanning(cells ...widget.Cell) {
	b.row(cells...)
	b.span()
}

// span gives the last cell of the last row the rest of the line.
func (b *builder) span() {
	rows := b.sections[len(b.sections)-1].Rows
	rows[len(rows)-1].Spans = true
}

// link adds a row that leads to a resource. One that is not in the snapshot can
// be chosen as well, and says so.
func (b *builder) link(id string, cells ...widget.Cell) { b.linkIn(b.region, id, cells...) }

func (b *builder) linkIn(region, id string, cells ...widget.Cell) {
	b.linkOf(b.env, region, id, cells...)
}

// linkOf adds a row that leads to a resource of the account that env is about.
func (b *builder) linkOf(env *screen.Env, region, id string, cells ...widget.Cell) {
	if id == "" {
		b.row(cells...)
		return
	}
	t := target{id: id}
	if t.to, t.leads = say.PlaceOf(env.Result, region, id); !t.leads {
		t.why = id + " is not in the snapshot"
	}
	b.goes(id, t, cells...)
}

// goes adds a row with a target of its own; key is made unique.
func (b *builder) goes(key string, t target, cells ...widget.Cell) {
	unique := key
	for n := 2; ; n++ {
		if _, taken := b.targets[unique]; !taken {
			break
		}
		unique = fmt.Sprintf("%s#%d", key, n)
	}
	b.targets[unique] = t
	b.add(unique, cells)
}

func (b *builder) add(id string, cells []widget.Cell) {
	s := &b.sections[len(b.sections)-1]
	s.Rows = append(s.Rows, widget.SheetRow{ID: id, Cells: cells})
}

// gap adds a row that says that a call is missing; false when it is there.
func (b *builder) gap(call string) bool {
	text, missing := say.GapText(b.env.Result, b.region, call)
	if missing {
		b.row(widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" "+text))
	}
	return missing
}

// column is a column as wide as its texts, at most max; the higher the
// priority, the longer it stays.
func column(title string, min, max, priority int) widget.SheetColumn {
	return widget.SheetColumn{Title: title, Extent: widget.Extent{Min: min, Max: max, Priority: priority}}
}

// spare is a column that leaves before a sentence has less room than it wants.
func spare(c widget.SheetColumn) widget.SheetColumn {
	c.Extra = true
	return c
}

// sentence is prose that wants this much room, and does with less where nothing is spare.
func sentence(wants, priority int) widget.SheetColumn {
	c := prose("", 20, priority)
	c.Max = wants
	return c
}

// findingColumns are those of findings: the severity, what is wrong, the check.
func findingColumns() []widget.SheetColumn {
	return []widget.SheetColumn{column("", 1, 1, 9), sentence(45, 8), spare(column("", 18, 32, 1))}
}

// prose is a column that takes what is left, and wraps.
func prose(title string, min, priority int) widget.SheetColumn {
	return widget.SheetColumn{Title: title, Extent: widget.Extent{Min: min, Flex: 1, Priority: priority}}
}

// Linear implements [Linear]. Rows that lead nowhere are read, and not counted.
func (p *page) Linear(*screen.Env) []widget.Line {
	lines := p.sheet.Lines()
	for i := range lines {
		if !p.targets[lines[i].ID].leads {
			lines[i].ID = ""
		}
	}
	return lines
}

// Choose implements [Linear].
func (p *page) Choose(id string) bool {
	if id == "" {
		p.sheet.Deselect()
		return true
	}
	return p.sheet.Select(id)
}

// Chosen implements [Choosing].
func (p *page) Chosen() screen.Chosen {
	id, _ := p.sheet.Selected()
	return screen.Chosen{ID: id, Tells: true}
}

// findingsPending is the section of the findings while they are to come, and there are none yet.
func (b *builder) findingsPending(list []*check.Finding) {
	word := pendingWord(b.env)
	if word == "" || len(list) > 0 {
		return
	}
	b.section("Findings")
	b.row(widget.Mark(theme.Dim, word+b.env.Theme.Sym.Ellipsis))
}

// click chooses the row under the mouse, and opens it if it is chosen already.
func (p *page) click(at screen.Click) screen.Intent {
	id, _, ok := p.sheet.RowAt(at.X, at.Y)
	if !ok {
		return nil
	}
	if here, chosen := p.sheet.Selected(); chosen && here == id {
		return screen.Run{Command: screen.Open}
	}
	p.sheet.Point(id)
	return nil
}

func (p *page) wheel(by int) screen.Intent { return wheelMoved(p.sheet.ScrollBy(by), by) }

// rowPlaces is where the row under the cursor leads.
func (p *page) rowPlaces() []screen.Place {
	if t, ok := p.selected(); ok && t.leads {
		return []screen.Place{t.to}
	}
	return nil
}
