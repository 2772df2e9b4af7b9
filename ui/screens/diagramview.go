package screens

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/picture"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// drawing is what a picture was drawn for.
type drawing struct {
	picture *picture.Picture
	theme   *theme.Theme
	w, h    int
}

// View implements [Screen].
func (s *Diagram) View(env *screen.Env, w, h int) string {
	if s.fn == nil && (s.rx == nil || s.rx.VPC(s.place.ID) == nil) {
		return say.Note(env, w, h, s.none(env)...)
	}
	if s.picture == nil {
		return widget.Fit(spinner(env, "drawing", w), w, h)
	}
	foot := s.foot(env, w)
	if h < len(foot)+6 {
		foot = nil
	}
	s.draw(env, w, h-len(foot))
	if len(foot) > 0 { // what stands under the cursor may be another node by now
		foot = s.foot(env, w)
	}
	s.diagram.SetSize(w, h-len(foot))
	return strings.Join(append([]string{s.diagram.View(env.Theme)}, foot...), "\n")
}

// none says why nothing is drawn.
func (s *Diagram) none(env *screen.Env) []string {
	return []string{s.place.ID + " is not in this snapshot.", "", say.NotInSnapshot(env)}
}

// footLines are the lines below the drawing: a rule, what the cursor stands on, and up to two lines why.
const footLines = 4

// foot says what the cursor stands on in whole sentences.
func (s *Diagram) foot(env *screen.Env, w int) []string {
	if s.pending {
		return append([]string{widget.Rule(env.Theme, w), spinner(env, "tracing to its endpoints and data stores", w)},
			blank(w, footLines-2)...)
	}
	n, ok := s.selected()
	if !ok {
		return nil
	}
	at, _ := s.diagram.Selected()
	verdict := s.mark(at)
	spans := []widget.Span{{Text: " "}}
	if verdict != theme.VerdictNone {
		spans = append(spans, widget.Span{Text: env.Theme.Glyph(verdict) + " ", Token: verdict.Token()})
	}
	spans = append(spans, widget.Span{Text: n.Label(), Token: theme.Strong})
	detail := []string{n.Detail()}
	if s.resource(n) && n.ID != n.Label() {
		detail = append(detail, n.ID)
	}
	if len(n.Members) > 1 {
		detail = append(detail, strings.Join(n.Members, ", "))
	}
	for _, text := range detail {
		if text != "" {
			spans = append(spans, widget.Span{Text: "  " + text, Token: theme.Dim})
		}
	}
	out := []string{widget.Rule(env.Theme, w), widget.Spans(spans...).View(env.Theme, w)}
	why := strings.Join(s.picture.Sentences(s.rx, at), "; ")
	lines := widget.Wrap(say.Arrows(env, why), max(w-2, 1))
	for i, line := range lines {
		if i == footLines-2 {
			break
		}
		if i == footLines-3 && len(lines) > footLines-2 {
			line = widget.Truncate(line+" "+lines[i+1], w-2, env.Theme.Sym.Ellipsis)
		}
		out = append(out, widget.Spans(widget.Span{Text: " " + line, Token: whyOrText(verdict)}).View(env.Theme, w))
	}
	return append(out, blank(w, footLines-len(out))...)
}

// blank are empty lines.
func blank(w, n int) []string {
	var out []string
	for range n {
		out = append(out, strings.Repeat(" ", w))
	}
	return out
}

// mark is the verdict on a node as the theme marks it.
func (s *Diagram) mark(node int) theme.Verdict {
	n := &s.picture.Nodes[node]
	v, ok := s.picture.Verdict(node)
	switch {
	case n.Pending && v == reach.Unknown:
		return theme.VerdictPending
	case !ok || node == 0, v == reach.Reachable && !n.Judged && len(s.picture.Out(node)) > 0:
		return theme.VerdictNone // where a way goes on, only what is wrong is said
	}
	return say.VerdictMark(v)
}

// inks is what each ink of a drawing looks like.
var inks = map[picture.Ink]theme.Token{picture.Blank: theme.Text, picture.Root: theme.Title, picture.Name: theme.Text,
	picture.Faded: theme.Dim, picture.Fact: theme.Dim, picture.Line: theme.Border, picture.Fine: theme.Good,
	picture.Partial: theme.Warn, picture.Unknown: theme.Unknown, picture.Blocked: theme.Bad,
	picture.Beyond: theme.Border}

// draw draws the picture for a room: as roomy as it fits into, else dense, with names cut until its width fits, and
// else in the full length of its names, to be scrolled.
func (s *Diagram) draw(env *screen.Env, w, h int) {
	now := drawing{s.picture, env.Theme, w, h}
	if s.drawn == now {
		return
	}
	s.drawn = now
	o := picture.Options{Symbols: symbols(env.Theme), Width: w - 2, Names: s.rx}
	var best *picture.Drawing
	for _, try := range []struct {
		pitch, widest int
		tight         bool
	}{
		{3, 40, false}, {3, 32, false}, {3, 24, false},
		{2, 24, false}, {1, 32, false}, {1, 24, false}, {1, 24, true}, {1, 18, true},
		{1, 14, true},
	} {
		o.Pitch, o.Widest, o.Tight = try.pitch, try.widest, try.tight
		d := s.picture.Draw(s.spots, o)
		if try.widest == 24 { // of those that are scrolled in any case this shows most
			best = d
		}
		if d.Width <= w && (len(d.Lines) <= h || try.pitch == 1) {
			best = d
			break
		}
	}
	s.set(best)
}

// set shows a drawing; the cursor stays on what it stood on.
func (s *Diagram) set(d *picture.Drawing) {
	lines := make([][]widget.DiagramPiece, len(d.Lines))
	for y, line := range d.Lines {
		for _, p := range line {
			lines[y] = append(lines[y],
				widget.DiagramPiece{Span: widget.Span{Text: p.Text, Token: inks[p.Ink]}, Node: p.Node})
		}
	}
	cursor := 0
	boxes := make([]widget.DiagramBox, len(d.Boxes))
	for i, b := range d.Boxes {
		boxes[i] = widget.DiagramBox{X: b.X, Y: b.Y, W: b.W, H: b.H}
		if n := &s.picture.Nodes[i]; n.Kind == s.chosen.Kind && n.ID == s.chosen.ID && n.Name == s.chosen.Name {
			cursor = i
		}
	}
	for _, e := range s.picture.Edges {
		boxes[e.From].Next = append(boxes[e.From].Next, e.To)
	}
	s.diagram.SetDrawing(lines, boxes, d.Width, cursor)
}

// symbols are the theme's for a drawing.
func symbols(th *theme.Theme) picture.Symbols {
	if th.Options().ASCII {
		return picture.ASCII()
	}
	return picture.Unicode()
}
