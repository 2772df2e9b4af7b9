package screen

import (
	"fmt"

	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// target is what a row of a sheet stands for.
type target struct {
	to      Place
	leads   bool
	why     string // why it leads nowhere
	does    Intent // what opening it does where that is no place; nil goes to the place
	id      string // what is copied
	command string // the AWS CLI command that is copied
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
func (p *page) Can(c Command, env *Env) (ok bool, why string) {
	t, has := p.selected()
	switch {
	case motions[c]:
		return true, ""
	case c == Open && !has:
		return false, "no row here leads on"
	case c == Open:
		return t.leads, t.why
	case c == CopyID:
		return has && t.id != "" || p.whole.id != "", "there is no id to copy"
	case c == CopyCommand:
		return p.whole.command != "", "no AWS CLI command shows this"
	case c == NextPart || c == PrevPart:
		return len(p.sheet.Sections()) > 1, "there is one section only"
	case c == Filter || c == SortNext || c == SortReverse || c == Faults || c >= SortColumn1 && c <= SortColumn9:
		return false, "only lists are sorted and filtered; " + env.Words("esc goes", "go") + " back to one"
	}
	return false, ""
}

func (p *page) update(msg Msg) Intent {
	switch msg := msg.(type) {
	case Click:
		return p.click(msg)
	case Wheel:
		return p.wheel(msg.By)
	case Do:
		return p.do(msg.Command)
	}
	return nil
}

func (p *page) do(c Command) Intent {
	if motions[c] {
		return moved(p.sheet.Go(motionOf(c)), c)
	}
	t, _ := p.selected()
	switch c {
	case NextPart:
		if !p.sheet.GoSection(1) {
			return Status{"this is the last section"}
		}
	case PrevPart:
		if !p.sheet.GoSection(-1) {
			return Status{"this is the first section"}
		}
	case Open:
		if t.does != nil {
			return t.does
		}
		id, _ := p.sheet.Selected()
		p.sheet.Select(id) // the row that was opened is the one to come back to
		return Push{t.to}
	case CopyID:
		if t.id == "" {
			t = p.whole
		}
		return Copy{t.id, t.id}
	case CopyCommand:
		return Copy{p.whole.command, p.copies}
	}
	return nil
}

func (p *page) view(env *Env, w, h int) string {
	p.sheet.SetSize(w, h)
	return p.sheet.View(env.Theme)
}

// builder gathers the sections of a page, and where their rows lead.
type builder struct {
	env      *Env
	region   string
	sections []widget.Section
	targets  map[string]target
}

func newBuilder(env *Env, region string) *builder {
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
	rows := b.sections[len(b.sections)-1].Rows
	rows[len(rows)-1].Spans = true
}

// link adds a row that leads to a resource. One that is not in the snapshot can
// be chosen as well, and says so.
func (b *builder) link(id string, cells ...widget.Cell) { b.linkIn(b.region, id, cells...) }

func (b *builder) linkIn(region, id string, cells ...widget.Cell) {
	if id == "" {
		b.row(cells...)
		return
	}
	t := target{id: id}
	if t.to, t.leads = placeOf(b.env.Result, region, id); !t.leads {
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
	text, missing := gapText(b.env.Result, b.region, call)
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
