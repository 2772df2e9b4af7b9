package screens

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Raw is the document behind a thing, as the AWS CLI prints it.
type Raw struct {
	place    screen.Place
	title    string
	document widget.Document
	input    widget.Input
	recall   widget.Recall // what was looked for before, while something is typed
	typing   bool
	from     int // the line on which the search began
	top      int // lines above the document
	cursorX  int
	id       string
	command  string
	gone     string // why there is no document
	yaml     bool   // it is shown as YAML
}

// NewRaw makes the screen of a document.
func NewRaw(p screen.Place) *Raw { return &Raw{place: p, title: shortARN(p.ID)} }

// Title implements [Screen].
func (s *Raw) Title() string { return "document of " + s.title }

// Keys implements [Screen].
func (s *Raw) Keys() []screen.Command {
	return []screen.Command{screen.Filter, screen.ToggleYAML, screen.NextMatch, screen.Open, screen.OpenPager,
		screen.OpenEditor, screen.CopyMenu, screen.CopyID, screen.CopyCommand}
}

// Hint implements [Hinter].
func (s *Raw) Hint(c screen.Command) string {
	if c == screen.ToggleYAML && s.yaml {
		return "JSON"
	}
	return map[screen.Command]string{screen.Filter: "find", screen.NextMatch: "next match",
		screen.Open: "go to the id", screen.CopyID: "copy id"}[c]
}

// Note implements [Screen].
func (s *Raw) Note() string {
	if s.input.Text() == "" {
		return s.document.Position()
	}
	at, of := s.document.Matches()
	if of == 0 {
		return fmt.Sprintf("%q is not in it", s.input.Text())
	}
	return fmt.Sprintf("%q %d of %d", s.input.Text(), at, of)
}

// CapturesInput implements [Screen].
func (s *Raw) CapturesInput() bool { return s.typing }

// Cursor implements [Screen].
func (s *Raw) Cursor() (x, y int, ok bool) { return s.cursorX, 0, s.typing }

func (s *Raw) about(env *screen.Env) []screen.Place {
	switch {
	case s.place.Kind == findingKind:
		return []screen.Place{{Screen: "finding", Region: s.place.Region, ID: s.place.ID}}
	case say.FunctionOf(env.Result, s.place.Region, s.place.ID) != nil:
		return []screen.Place{{Screen: "function", Region: s.place.Region, ID: s.place.ID}}
	}
	at := s.place
	at.Screen = "resource"
	return []screen.Place{at}
}

// Load implements [Screen].
func (s *Raw) Load(env *screen.Env) {
	s.gone, s.id, s.command = "", "", ""
	t, ok := subjectOf(env.Result, s.place)
	if !ok {
		s.gone = s.place.ID + " is not in this snapshot."
		s.document.SetLines(nil, s.spans)
		return
	}
	s.title, s.id, s.command = t.name(), t.place.ID, t.documentCommand(env.Profile)
	text, err := t.document(env.Profile)
	if err == nil && s.yaml {
		text, err = report.YAML(text)
	}
	if err != nil {
		s.gone = err.Error()
	}
	s.document.SetLines(strings.Split(strings.TrimRight(string(text), "\n"), "\n"), s.spans)
}

// spans give a line its looks.
func (s *Raw) spans(line string) []widget.Span {
	if s.yaml {
		return yamlSpans(line)
	}
	return jsonSpans(line)
}

// toggle shows the same as YAML, or as JSON again, and looks for what was looked for.
func (s *Raw) toggle(env *screen.Env) {
	s.yaml = !s.yaml
	s.Load(env)
	s.document.GoTo(0)
	s.document.Find(s.input.Text(), 0)
}

// Can implements [Screen].
func (s *Raw) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	left, right := s.document.Sideways()
	_, of := s.document.Matches()
	switch {
	case s.typing && (c == screen.Older || c == screen.Newer):
		return s.recall.Any(), "nothing was looked for before"
	case s.typing:
		return c == screen.Up || c == screen.Down || c == screen.Accept || c == screen.Cancel ||
			c >= screen.EditLeft && c <= screen.EditClear, "what to find is being typed: enter keeps it, esc drops it"
	case s.gone != "":
		return false, "there is no document"
	case screen.Motions[c], c == screen.Filter, c == screen.ToggleYAML:
		return true, ""
	case c == screen.ClearFilter:
		return s.input.Text() != "", "nothing is looked for"
	case c == screen.NextMatch || c == screen.PrevMatch:
		if s.input.Text() != "" && of == 0 {
			return false, fmt.Sprintf("%q is not in it", s.input.Text())
		}
		return of > 0, "nothing is looked for yet: / finds"
	case c == screen.Left:
		return left, "this is the left side"
	case c == screen.Right:
		return right, "every line is seen to its end"
	case c == screen.Open:
		_, ok := s.leads(env)
		return ok, "no id of this account is on this line"
	case c == screen.CopyID:
		return s.id != "", "there is no id to copy"
	case c == screen.CopyCommand:
		return s.command != "", "no AWS CLI command shows this"
	case c == screen.NextPart || c == screen.PrevPart:
		return false, "a document has no sections: / finds in it"
	}
	return false, ""
}

// leads is where the line under the cursor leads.
func (s *Raw) leads(env *screen.Env) (screen.Place, bool) {
	return s.leadsFrom(env, s.document.Cursor())
}

// leadsFrom is the resource whose id is on a line.
func (s *Raw) leadsFrom(env *screen.Env, line int) (screen.Place, bool) {
	if line >= s.document.Len() {
		return screen.Place{}, false
	}
	for _, span := range s.spans(s.document.Line(line)) {
		value := strings.Trim(span.Text, `"`)
		if span.Token != theme.Text || value == s.id || !say.IsID(value) && !strings.HasPrefix(value, "arn:") {
			continue
		}
		if p, ok := say.PlaceOf(env.Result, s.place.Region, value); ok {
			return p, true
		}
	}
	return screen.Place{}, false
}

// Update implements [Screen].
func (s *Raw) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Type:
		s.input.Insert(msg.Text)
		s.recall.Stay()
		s.document.Find(s.input.Text(), s.from)
	case screen.Wheel:
		s.document.ScrollBy(msg.By)
	case screen.Click:
		if line, ok := s.document.LineAt(msg.Y - s.top); ok {
			if line == s.document.Cursor() {
				if p, leads := s.leads(env); leads {
					return s, screen.Push{To: p}
				}
			}
			s.document.GoTo(line)
		}
	case screen.Do:
		return s, s.do(msg.Command, env)
	}
	return s, nil
}

// sideways is how many cells one key scrolls.
const sideways = 8

func (s *Raw) do(c screen.Command, env *screen.Env) screen.Intent {
	if s.typing && (c == screen.Older || c == screen.Newer || s.recall.Walking() && screen.Motions[c] ||
		c == screen.Up && s.input.Text() == "" && s.recall.Any()) {
		return s.recallLine(c)
	}
	if screen.Motions[c] {
		return moved(s.document.Go(motionOf(c)), c)
	}
	if c >= screen.EditLeft && c <= screen.EditClear {
		return s.edit(c)
	}
	switch c {
	case screen.Filter:
		s.typing, s.from, s.recall = true, s.document.Cursor(), widget.NewRecall(env.Typed[findsIn])
		s.input.Do(widget.CursorEnd)
	case screen.Accept:
		s.typing = false
		if text := s.input.Text(); text != "" {
			return screen.Remember{Of: findsIn, Text: text}
		}
	case screen.Cancel, screen.ClearFilter:
		s.typing = false
		s.input.SetText("")
		s.document.Find("", 0)
	case screen.ToggleYAML:
		s.toggle(env)
	case screen.NextMatch:
		s.document.NextMatch(1)
	case screen.PrevMatch:
		s.document.NextMatch(-1)
	case screen.Left:
		s.document.GoSideways(-sideways)
	case screen.Right:
		s.document.GoSideways(sideways)
	case screen.Open:
		p, _ := s.leads(env)
		return screen.Push{To: p}
	case screen.CopyID:
		return screen.Copy{Text: s.id, What: s.id}
	case screen.CopyCommand:
		return screen.Copy{Text: s.command, What: "the AWS CLI command that prints it"}
	}
	return nil
}

// findsIn is what texts belong to that were looked for in documents.
const findsIn = "document"

// recallLine looks for what was looked for before, or after that.
func (s *Raw) recallLine(c screen.Command) screen.Intent {
	line, ok := recalled(&s.recall, c, s.input.Text())
	if !ok {
		return noLine(c)
	}
	s.input.SetText(line)
	s.document.Find(line, s.from)
	return nil
}

func (s *Raw) edit(c screen.Command) screen.Intent {
	if c == screen.EditBackspace && s.input.Text() == "" {
		s.typing = false
		return nil
	}
	s.input.Do(edits[c])
	s.recall.Stay()
	s.document.Find(s.input.Text(), s.from)
	return nil
}

// View implements [Screen].
func (s *Raw) View(env *screen.Env, w, h int) string {
	if s.gone != "" {
		return say.Note(env, w, h, s.gone, "",
			"It was there before, or it belongs to another account or region. esc goes back.")
	}
	var head []string
	switch {
	case s.typing && h > 1:
		head = []string{s.findLine(env.Theme, w)}
	case h > 8:
		const about = "   the members that vpclens reads"
		head = codeLines(env.Theme, s.command, w)
		if len(head) == 1 && widget.Width(s.command)+2+len(about) <= w {
			head = []string{widget.Spans(widget.Span{Text: "  " + s.command, Token: theme.Code},
				widget.Span{Text: about, Token: theme.Dim}).View(env.Theme, w)}
		}
		if h > 16 {
			head = append(head, strings.Repeat(" ", w))
		}
	}
	s.top = len(head)
	s.document.SetSize(w, h-len(head))
	return strings.Join(append(head, s.document.View(env.Theme)), "\n")
}

func (s *Raw) findLine(th *theme.Theme, w int) string {
	const prompt = " / "
	text, at := s.input.View(th, max(w-len(prompt), 1))
	s.cursorX = min(len(prompt)+at, max(w-1, 0))
	return widget.Fit(th.Paint(theme.Accent, prompt)+text, w, 1)
}

func (s *Raw) markdown(*screen.Env) string { return report.Fenced(strings.TrimRight(s.text(), "\n")) }

func (s *Raw) shownDocument() (name, text string) {
	if s.yaml {
		return "document.yaml", s.text()
	}
	return "document.json", s.text()
}

// text is the document as it is shown.
func (s *Raw) text() string {
	var b strings.Builder
	for i := range s.document.Len() {
		b.WriteString(s.document.Line(i) + "\n")
	}
	return b.String()
}

// jsonSpans give a line of JSON its looks: names step back, and what is no text
// stands out. JSON as it is printed has no text over several lines.
func jsonSpans(line string) []widget.Span {
	var out []widget.Span
	add := func(text string, token theme.Token) {
		if n := len(out); n > 0 && out[n-1].Token == token && token == theme.Dim {
			out[n-1].Text += text
		} else {
			out = append(out, widget.Span{Text: text, Token: token})
		}
	}
	for line != "" {
		switch c := line[0]; {
		case c == '"':
			n := stringEnd(line)
			token := theme.Text
			if strings.HasPrefix(line[n:], ":") {
				token = theme.Dim
			}
			add(line[:n], token)
			line = line[n:]
		case strings.IndexByte(" {}[],:", c) >= 0:
			add(line[:1], theme.Dim)
			line = line[1:]
		default:
			n := strings.IndexAny(line, " {}[],:")
			if n < 0 {
				n = len(line)
			}
			add(line[:n], theme.Accent)
			line = line[n:]
		}
	}
	return out
}

// stringEnd is where a text that begins with a quotation mark ends.
func stringEnd(line string) int {
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(line)
}

// Linear implements [Linear]: the document as it is. Lines that hold the id of
// another resource lead there.
func (s *Raw) Linear(env *screen.Env) []widget.Line {
	if s.gone != "" {
		return say.TextLines(s.gone)
	}
	var lines []widget.Line
	for n := range s.document.Len() {
		line := widget.Line{Text: strings.TrimLeft(s.document.Line(n), " ")} // indentation is for the eye
		if _, ok := s.leadsFrom(env, n); ok {
			line.ID = strconv.Itoa(n)
		}
		lines = append(lines, line)
	}
	return lines
}

// Choose implements [Linear].
func (s *Raw) Choose(id string) bool {
	n, err := strconv.Atoi(id)
	if err == nil && n < s.document.Len() {
		s.document.GoTo(n)
	}
	return id == "" || err == nil
}

// Chosen implements [Choosing].
func (s *Raw) Chosen() screen.Chosen {
	top, _ := s.document.LineAt(0)
	return screen.Chosen{Row: s.document.Cursor(), Top: top}
}

// KnownFrom implements [Staged]. A finding has to be found first.
func (s *Raw) KnownFrom() analysis.Stage {
	if s.place.Kind == findingKind {
		return analysis.Complete
	}
	return analysis.Placed
}
