package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/widget"
)

// offer is a line of a palette: what it says, and what choosing it does.
type offer struct {
	screens.Offer
	to screen.Intent // nil: what the line means
}

// palette is the line in which a person types where to go, or what to choose.
type palette struct {
	name    string
	suggest func(text string) []offer
	parse   func(text string) (screen.Intent, error)
	input   widget.Input
	cursor  int // the offer under the cursor
	moved   bool
	rows    int // of offers that the box has room for; 0 before it was seen
	why     string
	said    *[]string // what was typed before; nil where that is not kept
	recall  widget.Recall
	back    bool // what was typed before is offered
	grows   bool // more is offered when more is known

	text   string // what offers were made for
	offers []offer
	fresh  bool

	above int     // in the last view: the lines above the offers
	lines []entry // and what stands on those below
}

// openPalette asks where to go or what to do.
func (a *App) openPalette() tea.Cmd {
	prompt, of := a.prompt(), a.env.Result
	current := func() *screens.Prompt { // what can be said grows while an account is being read
		if of != a.env.Result {
			prompt, of = a.prompt(), a.env.Result
		}
		return prompt
	}
	a.open(&palette{
		name: "go to",
		said: &a.said, recall: widget.NewRecall(a.said),
		grows: true,
		suggest: func(text string) []offer {
			var out []offer
			if text == "" {
				out = a.lastSaid()
			}
			for _, o := range current().Suggest(text) {
				out = append(out, offer{Offer: o, to: o.To})
			}
			return out
		},
		parse: func(text string) (screen.Intent, error) { return current().Parse(text) },
	})
	return nil
}

// mostLastSaid is how many of the lines that were typed before stand above all else.
const mostLastSaid = 5

// lastSaid offers what was typed last, the newest first.
func (a *App) lastSaid() []offer {
	var out []offer
	for _, line := range slices.Backward(a.said[max(len(a.said)-mostLastSaid, 0):]) {
		out = append(out, offer{Offer: screens.Offer{Word: line, Line: line, What: typedBefore, Group: typedBefore}})
	}
	return out
}

// typedBefore is what lines are that were typed before.
const typedBefore = "typed before"

// more makes the offers of a palette anew when more is known, unless the person is choosing one of them.
func (p *palette) more() {
	if p.grows && !p.moved {
		p.fresh = false
	}
}

// prompt is what can be typed where the person is.
func (a *App) prompt() *screens.Prompt {
	prompt := screens.NewPrompt(a.here(), a.screen(), a.typedCommands())
	prompt.Themes, prompt.Profiles, prompt.Regions = a.themes(), a.source.Profiles, a.regionNames()
	prompt.Earlier, prompt.EarlierWhat = a.stateNames()
	prompt.Finder = a.finder
	if ok, why := ready(a); !ok {
		prompt.Waiting = why
	}
	if a.env.Result == nil || a.early() {
		prompt.Unread = a.notYet()
	}
	return prompt
}

// lookup finds things in a result. To list all that it holds takes long in a big account, and is done once for it.
type lookup struct {
	of     *analysis.Result
	finder *find.Finder
}

// finder is that of what is shown now.
func (a *App) finder() *find.Finder {
	if now := a.env.All().Result; a.lookup.of != now {
		a.lookup = lookup{now, find.New(now.Index)}
	}
	return a.lookup.finder
}

// typedCommands are the actions that can be typed: all but the palette itself, and one
// for each digit.
func (a *App) typedCommands() []screens.TypedCommand {
	var out []screens.TypedCommand
	for i := range a.keys.actions {
		act := &a.keys.actions[i]
		if act.Mode != browsing || act.Command == screen.GoTo || act.Group == "" || act.Command == screen.SortColumn1 {
			continue
		}
		s := screens.TypedCommand{Command: act.Command, Names: act.Names, What: act.Help, Key: act.Key.Help().Key}
		if ok, why := a.applies(act); !ok {
			s.Why = why
		}
		out = append(out, s)
	}
	return out
}

// ask opens a palette of a screen's own.
func (a *App) ask(q screen.Ask) { a.open(asking(q)) }

// asking is the palette of a question.
func asking(q screen.Ask) *palette {
	return &palette{name: q.Title, parse: q.Parse, suggest: func(text string) []offer {
		var out []offer
		for _, s := range q.Suggest(text) {
			o := offer{Offer: screens.Offer{Word: s.Word, What: s.What, Line: s.Word}, to: s.To}
			word := strings.ToLower(strings.TrimSpace(text))
			if at := strings.Index(strings.ToLower(s.Word), word); at >= 0 {
				for i := range len(word) {
					o.Hits = append(o.Hits, at+i)
				}
			}
			out = append(out, o)
		}
		return out
	}}
}

func (p *palette) title() string { return p.name }
func (p *palette) typing() bool  { return true }

func (p *palette) insert(text string) {
	p.input.Insert(text)
	p.recall.Stay()
	p.changed()
}

// changed is called when the text is another one.
func (p *palette) changed() {
	p.cursor, p.moved, p.why, p.back, p.fresh = 0, false, "", false, false
}

// offered is what the text may become, made once for each text.
func (p *palette) offered() []offer {
	if p.back {
		return p.offers
	}
	if text := p.input.Text(); !p.fresh || text != p.text {
		p.text, p.fresh = text, true
		p.offers, p.why = grouped(p.suggest(text)), ""
		if len(p.offers) == 0 && strings.TrimSpace(text) != "" {
			if _, err := p.parse(text); err != nil {
				p.why = err.Error()
			}
		}
	}
	return p.offers
}

// look is what of a palette a command may change that is seen.
type look struct {
	text, why    string
	cursor       int
	back, hinted bool
}

func (p *palette) look() look {
	return look{p.input.Text(), p.why, p.cursor, p.back, p.hints()}
}

func (p *palette) do(c screen.Command) outcome {
	was := p.look()
	if c == screen.Accept {
		return p.accept(was)
	}
	moved := p.change(c)
	return outcome{moved: moved || p.look() != was}
}

// change carries out a command that goes nowhere. It says whether the text has
// another cursor.
func (p *palette) change(c screen.Command) bool {
	offers := p.offered()
	switch c {
	case screen.Older, screen.Newer:
		return p.recallLine(c)
	case screen.Up:
		if p.input.Text() == "" && p.cursor == 0 && !p.back {
			p.lookBack()
			return false
		}
		p.cursor, p.moved = max(p.cursor-1, 0), true
	case screen.Down:
		p.cursor, p.moved = max(min(p.cursor+1, len(offers)-1), 0), true
	case screen.Complete:
		p.complete(offers)
	default:
		if e, ok := screens.Edit(c); ok && p.input.Do(e) {
			p.recall.Stay()
			p.changed()
			return true
		}
	}
	return false
}

// lookBack offers what was typed before, the last one nearest to the line above
// which a person presses up: at the end.
func (p *palette) lookBack() {
	if p.said == nil || len(*p.said) == 0 {
		p.why = "nothing was typed before"
		return
	}
	p.offers = nil
	for _, line := range *p.said {
		p.offers = append(p.offers, offer{Offer: screens.Offer{Word: line, Line: line, What: typedBefore}})
	}
	p.back, p.moved, p.cursor, p.fresh = true, true, len(p.offers)-1, false
}

// recallLine types what was typed before, or after that, as shells do. Where that is offered it goes through the
// offers.
func (p *palette) recallLine(c screen.Command) bool {
	if p.back {
		return p.change(map[screen.Command]screen.Command{screen.Older: screen.Up, screen.Newer: screen.Down}[c])
	}
	line, ok := "", false
	if c == screen.Older {
		line, ok = p.recall.Older(p.input.Text())
	} else {
		line, ok = p.recall.Newer()
	}
	switch {
	case ok:
		p.input.SetText(line)
		p.changed()
	case c == screen.Newer:
		p.why = "this is the line that you type"
	case p.recall.Any():
		p.why = "nothing else was typed before"
	default:
		p.why = "nothing was typed before"
	}
	return ok
}

// complete goes on with the text: to the offer that the person chose or, where
// none was chosen, as far as all offers agree, and then to the first of them.
func (p *palette) complete(offers []offer) {
	text := p.input.Text()
	var on []string // the lines that go on from the text
	for _, o := range offers {
		if len(o.Line) > len(text) && strings.EqualFold(o.Line[:len(text)], text) {
			on = append(on, o.Line)
		}
	}
	line := ""
	switch {
	case p.moved && p.cursor < len(offers):
		line = offers[p.cursor].Line
	case len(on) > 0:
		if line = sharedStart(on); len(line) <= len(text) {
			line = on[0]
		}
	case len(offers) > 0:
		line = offers[0].Line
	}
	if line == "" || line == text {
		p.why = cmp.Or(p.why, "nothing more to complete")
		return
	}
	p.input.SetText(line)
	p.recall.Stay()
	p.changed()
}

// sharedStart is what all lines begin with.
func sharedStart(lines []string) string {
	shared := lines[0]
	for _, line := range lines[1:] {
		for !strings.HasPrefix(line, shared) {
			shared = shared[:len(shared)-1]
		}
	}
	return strings.ToValidUTF8(shared, "")
}

// accept goes to the offer under the cursor or, without one, where the text leads.
func (p *palette) accept(was look) outcome {
	line := p.input.Text()
	if offers := p.offered(); p.cursor < len(offers) {
		o := offers[p.cursor]
		if o.to != nil {
			p.remember(strings.TrimSpace(line), o.to)
			return outcome{closes: true, wants: o.to}
		}
		line = o.Line
	}
	to, err := p.parse(line)
	if err != nil {
		p.why = err.Error()
		return outcome{moved: p.look() != was}
	}
	p.remember(strings.TrimSpace(line), to)
	return outcome{closes: true, wants: to}
}

// longestSaid is how many lines are remembered.
const longestSaid = 50

// remember keeps a line for the next time. An error that was pasted is not kept: nobody knows what it holds.
func (p *palette) remember(line string, to screen.Intent) {
	if push, ok := to.(screen.Push); p.said == nil || ok && push.To.Screen == "why" {
		return
	}
	*p.said = remembered(*p.said, line)
}

// remembered are lines, the oldest first, with one more that was typed.
func remembered(lines []string, line string) []string {
	lines = append(slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return s == line }), line)
	return lines[max(len(lines)-longestSaid, 0):]
}
