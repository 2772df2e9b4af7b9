package screens

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/picture"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Diagram is the network of a function, or of a whole VPC, drawn: its subnets by AZ and how they lead out, what it is
// connected to, and where that is cut.
type Diagram struct {
	place   screen.Place
	fn      *analysis.Function // nil for a VPC
	rx      *awsdata.RegionIndex
	picture *picture.Picture // nil while there is none
	spots   *picture.Arrangement
	diagram widget.Diagram
	pending bool
	drawn   drawing
	chosen  picture.Node // what the cursor stands on, to find it again in another drawing
}

// NewDiagram makes the drawing of a function, or of a VPC where the place is of that kind.
func NewDiagram(p screen.Place) *Diagram { return &Diagram{place: p} }

// Title implements [Screen].
func (s *Diagram) Title() string {
	if s.place.Kind == vpcKind && s.rx != nil {
		return "diagram of VPC " + s.rx.NameOf(s.place.ID)
	}
	return "diagram of " + s.place.ID
}

// Keys implements [Screen].
func (s *Diagram) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.GoTrace, screen.GoReach, screen.CopyID, screen.GoWhatIf}
}

// CapturesInput implements [Screen].
func (s *Diagram) CapturesInput() bool { return false }

// Cursor implements [Screen].
func (s *Diagram) Cursor() (x, y int, ok bool) { return 0, 0, false }

// Note implements [Screen].
func (s *Diagram) Note() string { return "" }

func (s *Diagram) about(*screen.Env) []screen.Place {
	if s.place.Kind == vpcKind {
		return []screen.Place{{Screen: "resource", Account: s.place.Account, Kind: vpcKind, Region: s.place.Region,
			ID: s.place.ID}}
	}
	return []screen.Place{{Screen: "function", Account: s.place.Account, Region: s.place.Region, ID: s.place.ID}}
}

// Load implements [Screen].
func (s *Diagram) Load(env *screen.Env) {
	s.rx = env.Result.Index.Region(s.place.Region)
	s.picture, s.fn, s.pending = nil, nil, false
	if s.place.Kind == vpcKind {
		s.pending = s.rx != nil && s.rx.VPC(s.place.ID) != nil
		return
	}
	if s.fn = say.FunctionOf(env.Result, s.place.Region, s.place.ID); s.fn != nil {
		s.show(picture.WaysOut(env.Result, s.fn))
		s.pending = true
	}
}

func (s *Diagram) show(p *picture.Picture) {
	s.picture, s.spots = p, nil
	if p != nil {
		s.spots = p.Arrange()
	}
}

// drawing implements [drawable].
func (s *Diagram) drawing(*screen.Env) (d *report.Diagram, name string) {
	name = "network " + s.place.ID
	if s.place.Kind == vpcKind && s.rx != nil {
		name = "network VPC " + s.rx.NameOf(s.place.ID)
	}
	switch {
	case s.picture == nil || s.pending:
	case s.fn != nil:
		d = report.NetworkDiagram(s.picture, s.fn, s.rx)
	default:
		d = report.VPCDiagram(s.picture, s.place.ID, s.place.Region, s.rx)
	}
	return d, name
}

// Update implements [Screen].
func (s *Diagram) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		if !s.pending {
			return s, nil
		}
		result, fn, place := env.Result, s.fn, s.place
		return s, screen.Compute{Work: func(ctx context.Context) any {
			if fn == nil {
				return drawn(picture.OfVPC(ctx, result, place.Region, place.ID))
			}
			return drawn(picture.OfFunction(ctx, result, fn))
		}}
	case screen.Computed:
		if p, ok := msg.Value.(*picture.Picture); ok && p != nil {
			s.show(p)
			s.pending = false
		}
	case screen.Do:
		return s, s.do(msg.Command, env)
	case screen.Click:
		return s, s.click(msg)
	case screen.Wheel:
		return s, wheelMoved(s.diagram.Scroll(msg.By), msg.By)
	}
	return s, nil
}

// drawn is a picture that was drawn to its end, nil for one that was not.
func drawn(p *picture.Picture, err error) *picture.Picture {
	if err != nil {
		return nil
	}
	return p
}

func (s *Diagram) do(c screen.Command, env *screen.Env) screen.Intent {
	defer s.remember()
	if screen.Motions[c] {
		return moved(s.diagram.Go(motionOf(c)), c)
	}
	switch c {
	case screen.NextPart, screen.PrevPart:
		return s.goPart(c)
	case screen.Left:
		if !s.diagram.GoAside(-1) {
			return screen.Status{Text: "nothing is further left; esc goes back"}
		}
	case screen.Right:
		if !s.diagram.GoAside(1) {
			return screen.Status{Text: "nothing is further right"}
		}
	case screen.Open:
		p, _, _ := s.leads(env)
		return screen.Push{To: p}
	case screen.CopyID:
		n, _ := s.selected()
		return screen.Copy{Text: n.ID, What: n.ID}
	}
	return nil
}

// remember keeps what the cursor stands on.
func (s *Diagram) remember() {
	if n, ok := s.selected(); ok {
		s.chosen = *n
	}
}

// Can implements [Screen].
func (s *Diagram) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	n, has := s.selected()
	switch {
	case screen.Motions[c], c == screen.Left, c == screen.Right, c == screen.NextPart, c == screen.PrevPart:
		return has, "nothing is drawn"
	case c == screen.Open:
		_, leads, why := s.leads(env)
		return leads, why
	case c == screen.CopyID:
		return has && s.resource(n), "there is no id to copy"
	}
	return false, ""
}

// resource reports whether a node stands for a resource.
func (s *Diagram) resource(n *picture.Node) bool {
	switch n.Kind {
	case picture.Service, picture.Network, picture.More, picture.Functions:
		return false
	}
	return n.ID != ""
}

// goPart goes to the next of what begins at the root, or to the one before.
func (s *Diagram) goPart(c screen.Command) screen.Intent {
	var parts []int
	for _, i := range s.picture.Out(0) {
		parts = append(parts, s.picture.Edges[i].To)
	}
	row := func(n int) int { return s.spots.At[n].Row }
	slices.SortStableFunc(parts, func(a, b int) int { return row(a) - row(b) })
	at, _ := s.diagram.Selected()
	if c == screen.NextPart {
		for _, n := range parts {
			if at == 0 || row(n) > row(at) {
				s.diagram.Select(n)
				return nil
			}
		}
		return screen.Status{Text: "this is the last part"}
	}
	for _, n := range slices.Backward(parts) {
		if row(n) < row(at) {
			s.diagram.Select(n)
			return nil
		}
	}
	return screen.Status{Text: "this is the first part"}
}

func (s *Diagram) selected() (*picture.Node, bool) {
	i, ok := s.diagram.Selected()
	if !ok || s.picture == nil || i >= len(s.picture.Nodes) {
		return nil, false
	}
	return &s.picture.Nodes[i], true
}

// leads is where the node under the cursor leads: to its resource, to the functions that it stands for, or to the trace
// along its way.
func (s *Diagram) leads(env *screen.Env) (p screen.Place, ok bool, why string) {
	n, has := s.selected()
	if !has {
		return p, false, "nothing is drawn"
	}
	return s.leadsFrom(env, n)
}

func (s *Diagram) leadsFrom(env *screen.Env, n *picture.Node) (p screen.Place, ok bool, why string) {
	if n.Kind == picture.Functions {
		id, _, _ := strings.Cut(n.ID, " ")
		p, ok = say.PlaceOf(env.Result, s.place.Region, id)
		return p, ok, "the subnet is not in the snapshot"
	}
	if n.Kind == picture.Function && say.FunctionOf(env.Result, s.place.Region, n.Name) != nil {
		return screen.Place{Screen: "function", Account: s.place.Account, Region: s.place.Region, ID: n.Name}, true, ""
	}
	if s.resource(n) {
		region := s.place.Region
		if n.Region != "" {
			region = n.Region
		}
		if p, ok = say.PlaceOf(env.Result, region, n.ID); ok {
			return p, true, ""
		}
	}
	if n.To != "" && s.fn != nil {
		return screen.Place{Screen: "path", Account: s.place.Account, Region: s.place.Region, ID: s.place.ID,
			To: n.To}, true, ""
	}
	if s.resource(n) {
		return p, false, n.ID + " is not in the snapshot"
	}
	return p, false, n.Label() + " is outside of the account"
}

// Linear implements [Linear]: the ways, one by one.
func (s *Diagram) Linear(env *screen.Env) []widget.Line {
	if s.picture == nil {
		return say.TextLines(s.none(env)...)
	}
	lines := []widget.Line{{Text: joinWords(s.picture.Nodes[0].Label(), s.picture.Nodes[0].Detail()), Heading: true}}
	for _, way := range s.picture.Paths() {
		lines = append(lines, s.read(env, way))
	}
	return lines
}

// read is a way as it is read out; its ID is the number of the node at its end.
func (s *Diagram) read(env *screen.Env, way []int) widget.Line {
	last := way[len(way)-1]
	v, cut, judged := s.picture.Way(way)
	names := make([]string, 0, len(way))
	for _, i := range way[1:] {
		name := s.spoken(i)
		if i == cut {
			name += " " + env.Theme.Sym.Dead
		}
		names = append(names, name)
	}
	verdict := theme.VerdictNone
	if n := &s.picture.Nodes[last]; judged && !n.Quiet {
		verdict = say.VerdictMark(v)
	}
	var said []string
	if verdict != theme.VerdictNone {
		said = append(said, env.Theme.Glyph(verdict))
	}
	if why := s.picture.Sentences(s.rx, last); len(why) > 0 && verdict != theme.VerdictFine {
		said = append(said, say.Arrows(env, why[0]))
	}
	text := strings.Join(names, env.Theme.Sym.Crumb+" ")
	if len(said) > 0 {
		text += ". " + strings.TrimSuffix(strings.Join(said, " "), ":")
	}
	line := widget.Line{Text: text}
	if _, ok, _ := s.leadsFrom(env, &s.picture.Nodes[last]); ok {
		line.ID = strconv.Itoa(last)
	}
	return line
}

// spoken is a node as it is read out.
func (s *Diagram) spoken(i int) string {
	n := &s.picture.Nodes[i]
	if n.Kind == picture.Subnet && n.Lane >= 0 {
		return "AZ " + s.picture.Lanes[n.Lane].Zone + " " + n.Label()
	}
	return n.Label()
}

func joinWords(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

// Choose implements [Linear]: a way stands for where it ends.
func (s *Diagram) Choose(id string) bool {
	if id == "" {
		return true // whatever is asked is about the function
	}
	n, err := strconv.Atoi(id)
	if err != nil || s.picture == nil || n < 0 || n >= len(s.picture.Nodes) {
		return false
	}
	s.chosen = s.picture.Nodes[n]
	boxes := make([]widget.DiagramBox, len(s.picture.Nodes)) // nothing needs to be painted to be chosen
	s.diagram.SetDrawing(nil, boxes, 0, n)
	s.drawn = drawing{}
	return true
}

// Chosen implements [Choosing].
func (s *Diagram) Chosen() screen.Chosen {
	node, _ := s.diagram.Selected()
	return screen.Chosen{Row: node, Column: s.diagram.Top()}
}

// KnownFrom implements [Staged].
func (s *Diagram) KnownFrom() analysis.Stage { return analysis.Placed }

// underCursor: the node under the cursor, then what the picture is of.
func (s *Diagram) underCursor(env *screen.Env) []screen.Place {
	var places []screen.Place
	if n, ok := s.selected(); ok && s.resource(n) {
		region := s.place.Region
		if n.Region != "" {
			region = n.Region
		}
		if p, ok := say.PlaceOf(env.Result, region, n.ID); ok {
			places = append(places, p)
		}
	}
	return append(places, s.about(env)...)
}

// click chooses a node, and opens it if it is chosen already.
func (s *Diagram) click(at screen.Click) screen.Intent {
	node, ok := s.diagram.At(at.X, at.Y)
	if !ok {
		return nil
	}
	if chosen, _ := s.diagram.Selected(); chosen == node {
		return screen.Run{Command: screen.Open}
	}
	s.diagram.Select(node)
	s.remember()
	return nil
}
