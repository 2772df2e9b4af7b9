package screens

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Services is the matrix of functions and AWS services: how each is reached.
type Services struct {
	place     screen.Place
	matrix    widget.Matrix
	services  []string // those that are needed and not reached come first
	order     []int    // of the services: where each stands in an answer
	standing  map[*functionRow]standing
	list      listing[*functionRow] // all functions, and the filter
	functions []*functionRow        // those that it lets through
	above     int                   // lines of the last view above the matrix
	answers   *serviceAnswers
	done      *atomic.Int64 // of the placements, while they are computed
	total     int
}

// NewServices makes the matrix.
func NewServices(p screen.Place) *Services {
	s := &Services{place: p}
	s.list.one, s.list.many, s.list.keys = "function", "functions", functionKeys()
	s.list.severity = severityOf
	s.list.init(functionKey, nil)
	s.list.showAs(p)
	return s
}

// Title implements [Screen].
func (s *Services) Title() string { return "services" }

// Keys implements [Screen].
func (s *Services) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.Filter, screen.GoDiagram, screen.GoTrace, screen.CopyID}
}

// CapturesInput implements [Screen].
func (s *Services) CapturesInput() bool { return s.list.CapturesInput() }

// Cursor implements [Screen].
func (s *Services) Cursor() (x, y int, ok bool) { return s.list.Cursor() }

// Note implements [Screen].
func (s *Services) Note() string {
	if len(s.functions) != s.list.table.Total() {
		return s.list.Note()
	}
	return s.matrix.Position()
}

func (s *Services) about(*screen.Env) []screen.Place {
	if f, _, ok := s.selected(); ok {
		return []screen.Place{functionPlace(f)}
	}
	return nil
}

// Load implements [Screen].
func (s *Services) Load(env *screen.Env) {
	s.answers, s.services = nil, names.CommonServices()
	var rows []*functionRow
	words, shared := &Functions{}, newSharedText()
	for _, env := range env.Accounts() {
		same, name := say.NewPlacementWords(env), say.AccountName(env)
		for _, f := range env.Result.Functions {
			r := words.row(env, f, same)
			r.shared = shared
			r.accountName = name
			rows = append(rows, r)
		}
	}
	s.list.pending, s.list.checked = pendingWord(env), env.Result.Stage.Knows(analysis.Reading)
	s.list.setRows(rows)
	s.list.refilter()
	for _, env := range env.Accounts() {
		for _, r := range env.Result.Snapshot.RegionNames() {
			for _, name := range serviceNames(env.Result.Index.Region(r), nil) {
				if !slices.Contains(s.services, name) {
					s.services = append(s.services, name)
				}
			}
		}
	}
	s.rank()
	s.choose()
}

// choose shows the functions that the filter lets through.
func (s *Services) choose() {
	s.functions = nil
	for n := range s.list.table.Len() {
		s.functions = append(s.functions, s.list.table.Row(n))
	}
	if s.standing != nil {
		slices.SortStableFunc(s.functions, func(a, b *functionRow) int { return s.standing[a].compare(s.standing[b]) })
	}
	var names, services []string
	for _, r := range s.functions {
		names = append(names, strings.TrimSpace(r.accountName+" "+r.FunctionName))
	}
	for _, at := range s.order {
		services = append(services, s.services[at])
	}
	s.matrix.SetCells("FUNCTION", services, names, s.cell)
}

// standing is where a function stands in the matrix: first those that lack most of what they need, then those that
// reach something that they need or may call, and last those of which every cell says that nothing needs to be said.
type standing struct {
	lacks          int
	needs, reaches bool
}

func (a standing) compare(b standing) int {
	return cmp.Or(b.lacks-a.lacks, b2i(b.needs)-b2i(a.needs), b2i(b.reaches)-b2i(a.reaches))
}

// rank says where all functions and services stand, whatever the filter lets through: columns stay where they are as
// somebody types. Without answers, and of equals, the order is that of the lists.
func (s *Services) rank() {
	s.order, s.standing = make([]int, len(s.services)), nil
	lacks := make([]int, len(s.services))
	for i := range s.order {
		s.order[i] = i
	}
	if s.answers == nil {
		return
	}
	s.standing = make(map[*functionRow]standing, len(s.list.rows))
	for _, f := range s.list.rows {
		var at standing
		answers, needs := s.answers.rows[f.PlacementKey()], s.answers.needs[f.Function]
		for i := range answers {
			need := needs.Of(s.services[i])
			at.reaches = at.reaches || answers[i].verdict == theme.VerdictFine || need != role.NeedNone
			if need != role.Needed {
				continue
			}
			n := unmet(answers[i].verdict)
			at.needs = at.needs || n == 0
			at.lacks += n
			lacks[i] += n
		}
		s.standing[f] = at
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return lacks[b] - lacks[a] })
}

// unmet is how bad it is that a function cannot call a service that it needs: 0 where it can.
func unmet(v theme.Verdict) int {
	switch v {
	case theme.VerdictBlocked:
		return 100
	case theme.VerdictPartial:
		return 10
	case theme.VerdictUnknown:
		return 1
	}
	return 0
}

func (s *Services) need(f *functionRow, service int) role.Need {
	return s.answers.needs[f.Function].Of(s.services[service])
}

// cell is loud only where a function needs what it does not reach.
func (s *Services) cell(row, column int) widget.MatrixCell {
	a := s.answer(row, column)
	if a == nil {
		return widget.MatrixCell{}
	}
	return widget.MatrixCell{Verdict: a.verdict, Letter: a.letter, Word: a.short,
		Quiet: s.need(s.functions[row], s.order[column]) == role.NeedNone}
}

func (s *Services) answer(row, column int) *serviceAnswer {
	if s.answers == nil {
		return nil
	}
	return s.answerTo(s.functions[row], s.order[column])
}

func (s *Services) answerTo(f *functionRow, service int) *serviceAnswer {
	answers := s.answers.rows[f.PlacementKey()]
	if service >= len(answers) {
		return nil
	}
	return &answers[service]
}

// Update implements [Screen].
func (s *Services) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		if s.answers != nil {
			return s, nil
		}
		s.done = &atomic.Int64{}
		res, services, done := env.Result, s.services, s.done
		placements := map[string]*analysis.Function{}
		for _, env := range env.Accounts() {
			for _, f := range env.Result.Functions {
				placements[f.PlacementKey()] = f
			}
		}
		s.total = len(placements)
		return s, screen.Compute{Work: func(ctx context.Context) any {
			return answerServices(ctx, res, placements, services, done)
		}}
	case screen.Computed:
		s.answers, _ = msg.Value.(*serviceAnswers)
		s.rank()
		s.choose()
	case screen.Type:
		intent := s.list.update(msg, env)
		s.choose()
		return s, intent
	case screen.Do:
		if s.filters(msg.Command) {
			intent := s.list.do(msg.Command, env)
			s.choose()
			return s, intent
		}
		return s, s.do(msg.Command, env)
	case screen.Click:
		return s, s.click(msg)
	case screen.Wheel:
		return s, s.wheel(msg.By)
	}
	return s, nil
}

func (s *Services) selected() (*analysis.Function, string, bool) {
	row, column, ok := s.matrix.Selected()
	if !ok {
		return nil, "", false
	}
	return s.functions[row].Function, s.services[s.order[column]], true
}

// filters says whether a command is one of the filter's.
func (s *Services) filters(c screen.Command) bool {
	return s.list.typing && (!screen.Motions[c] || s.list.recalls(c)) || c == screen.Filter ||
		c == screen.ClearFilter || c == screen.Faults
}

func (s *Services) do(c screen.Command, env *screen.Env) screen.Intent {
	if screen.Motions[c] {
		return moved(s.matrix.Go(motionOf(c)), c)
	}
	f, service, _ := s.selected()
	switch c {
	case screen.Left:
		if !s.matrix.GoColumn(-1) {
			return screen.Status{Text: "this is the first service; esc goes back"}
		}
	case screen.Right:
		if !s.matrix.GoColumn(1) {
			return screen.Status{Text: "this is the last service"}
		}
	case screen.Open:
		return screen.Push{To: screen.Place{Screen: "path", Account: f.Account, Region: f.Place.Region,
			ID: f.FunctionName, To: service}}
	case screen.CopyID:
		return screen.Copy{Text: f.ARN(), What: "the ARN of " + f.FunctionName}
	case screen.CopyCommand:
		return screen.Copy{Text: say.FunctionCommand(f).Text(env.In(f.Account).Profile), What: "an AWS CLI command"}
	}
	return nil
}

// Can implements [Screen].
func (s *Services) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	_, _, has := s.selected()
	switch {
	case s.filters(c):
		return s.list.Can(c, env)
	case screen.Motions[c], c == screen.Left, c == screen.Right, c == screen.Open, c == screen.CopyID,
		c == screen.CopyCommand:
		return has, "there are no functions"
	case c == screen.PickColumns: // one that was left out could be the one that is not reached
		return false, "the columns are the services, all of them: those that are needed and not reached come first"
	case c == screen.NextPart || c == screen.PrevPart:
		return false, "the matrix has no sections: the arrows walk its columns"
	}
	return false, ""
}

// View implements [Screen].
func (s *Services) View(env *screen.Env, w, h int) string {
	top := ""
	if s.above = 0; s.list.typing && h > 1 {
		s.above = 1
		h--
		top = s.list.filterLine(env.Theme, w) + "\n"
	}
	if len(s.functions) == 0 {
		return top + say.Note(env, w, h, s.none(env)...)
	}
	foot := s.foot(env, w)
	if h < len(foot)+5 {
		foot = nil
	}
	s.matrix.SetSize(w, h-len(foot))
	return top + strings.Join(append([]string{s.matrix.View(env.Theme)}, foot...), "\n")
}

// none says that there are no rows.
func (s *Services) none(env *screen.Env) []string {
	if s.list.table.Total() > 0 {
		return []string{env.Words(s.list.emptyText(), s.list.summary())}
	}
	return []string{"There are no functions.", "", env.Words("esc goes back.", "Type back to go back.")}
}

// foot says the cell under the cursor in words, and what the letters mean.
func (s *Services) foot(env *screen.Env, w int) []string {
	th := env.Theme
	if s.answers == nil && s.done != nil {
		done := int(s.done.Load())
		text := widget.Mark(theme.Dim,
			fmt.Sprintf("  %d of %s computed ", done, say.Plural(s.total, "placement", "placements")))
		return []string{widget.Rule(th, w), widget.Fit(text.View(th, min(w, 34))+
			widget.Gauge(th, theme.Accent, done, s.total, max(min(w-36, 40), 0)), w, 1)}
	}
	row, column, ok := s.matrix.Selected()
	if !ok {
		return nil
	}
	a := s.answer(row, column)
	if a == nil {
		return nil
	}
	words, because := a.words(), a.why
	if s.need(s.functions[row], s.order[column]) == role.NeedNone {
		because = strings.TrimPrefix(because+"; no policy of its role allows calls to it", "; ")
	}
	spans := []widget.Span{{Text: "  " + th.Glyph(a.verdict) + " ", Token: answerToken(a.verdict)},
		{Text: s.functions[row].FunctionName + " " + th.Sym.Right + " " + s.services[s.order[column]], Token: theme.Strong},
		{Text: "  " + words, Token: whyOrText(a.verdict)}}
	lines := []string{widget.Rule(th, w)}
	why := widget.Span{Text: ": " + say.Arrows(env, because), Token: whyOrText(a.verdict)}
	one := widget.Spans(append(spans, why)...)
	switch {
	case because == "":
		lines = append(lines, widget.Spans(spans...).View(th, w))
	case widget.Width(one.Plain()) <= w:
		lines = append(lines, one.View(th, w))
	default: // the sentence comes whole, on a line of its own
		why.Text = "    " + say.Arrows(env, because)
		lines = append(lines, widget.Spans(spans...).View(th, w), widget.Spans(why).View(th, w))
	}
	legend := widget.Mark(theme.Dim, "  gray: no policy of the role allows calls to it")
	if !s.matrix.Worded() {
		legend.Text = "  g gateway endpoint  i interface  n NAT  w internet  l Lambda  h other network"
	}
	return append(lines, legend.View(th, w))
}

// Linear implements [Linear]: for each function the services that are reached,
// or not, in the same way.
func (s *Services) Linear(env *screen.Env) []widget.Line {
	if len(s.functions) == 0 {
		return say.TextLines(s.none(env)...)
	}
	if s.answers == nil {
		return say.TextLines("The way to the services was not computed. Type reload to try again.")
	}
	lines := []widget.Line{{Text: "Each line opens the trace to its first service", Heading: true}}
	for row, f := range s.functions {
		lines = append(lines, widget.Line{Text: strings.TrimSpace(f.accountName + " " + f.FunctionName), Heading: true})
		for _, g := range groupServices(s.answers.rows[f.PlacementKey()]) {
			way := g.answer.words()
			if g.answer.verdict != theme.VerdictFine && g.answer.why != "" {
				way += ": " + say.Arrows(env, g.answer.why)
			}
			lines = append(lines, widget.Line{Text: strings.Join(g.named(s.services), ", ") + ": " + way,
				ID: fmt.Sprintf("%d %d", row, slices.Index(s.order, g.services[0]))})
		}
	}
	return lines
}

// Choose implements [Linear].
func (s *Services) Choose(id string) bool {
	var row, column int
	if _, err := fmt.Sscanf(id, "%d %d", &row, &column); err != nil {
		return false
	}
	return s.matrix.Select(row, column)
}

// Chosen implements [Choosing].
func (s *Services) Chosen() screen.Chosen {
	row, column, _ := s.matrix.Selected()
	return screen.Chosen{Row: row, Column: column, Tells: true}
}

// KnownFrom implements [Staged].
func (s *Services) KnownFrom() analysis.Stage { return analysis.Placed }

// click chooses a cell, or the row or column by its name; one that is chosen
// already is opened.
func (s *Services) click(at screen.Click) screen.Intent {
	row, column, ok := s.matrix.CellAt(at.X, at.Y-s.above)
	if !ok {
		return nil
	}
	hereRow, hereColumn, _ := s.matrix.Selected()
	if row == hereRow && column == hereColumn {
		return screen.Run{Command: screen.Open}
	}
	if row < 0 {
		row = hereRow
	}
	if column < 0 {
		column = hereColumn
	}
	s.matrix.Select(row, column)
	return nil
}

func (s *Services) wheel(by int) screen.Intent { return wheelMoved(s.matrix.ScrollBy(by), by) }
