package screens

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Diagram is a function's network drawn: its subnets by zone and how they lead
// out, and what else it is connected to.
type Diagram struct {
	place   screen.Place
	fn      *analysis.Function
	rx      *awsdata.RegionIndex
	diagram widget.Diagram
	strands []strand
	pending bool
	above   int // lines of the last view above the drawing
}

// strand is one way of the drawing, with what its stations stand for.
type strand struct {
	stations []station
	aligned  bool
	part     bool // begins another part of the drawing
	verdict  theme.Verdict
	why      string
	to       string // what a trace along it is asked, "" where nothing
}

type station struct {
	text string
	note string // what it is, where the name does not say it
	id   string
	dead bool
	dim  bool
}

// NewDiagram makes the drawing of a function.
func NewDiagram(p screen.Place) *Diagram { return &Diagram{place: p} }

// Title implements [Screen].
func (s *Diagram) Title() string { return "diagram of " + s.place.ID }

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
	return []screen.Place{{Screen: "function", Region: s.place.Region, ID: s.place.ID}}
}

// Load implements [Screen].
func (s *Diagram) Load(env *screen.Env) {
	s.fn = say.FunctionOf(env.Result, s.place.Region, s.place.ID)
	s.rx = env.Result.Index.Region(s.place.Region)
	s.strands, s.pending = nil, false
	if s.fn != nil {
		s.strands, s.pending = waysOut(env, s.fn), true
	}
	s.draw(env)
}

// Update implements [Screen].
func (s *Diagram) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		if !s.pending {
			return s, nil
		}
		f, x, engine := s.fn, env.Result.Index, env.Result.Engine
		return s, screen.Compute{Work: func(ctx context.Context) any { return connections(ctx, engine, x, f) }}
	case screen.Computed:
		if more, ok := msg.Value.([]strand); ok {
			s.strands, s.pending = append(s.strands, more...), false
			s.draw(env)
		}
	case screen.Do:
		return s, s.do(msg.Command, env)
	case screen.Click:
		return s, s.click(msg)
	case screen.Wheel:
		return s, s.wheel(msg.By)
	}
	return s, nil
}

func (s *Diagram) do(c screen.Command, env *screen.Env) screen.Intent {
	if screen.Motions[c] {
		return moved(s.diagram.Go(motionOf(c)), c)
	}
	switch c {
	case screen.NextPart, screen.PrevPart:
		return s.goPart(c)
	case screen.Left:
		if !s.diagram.GoStation(-1) {
			return screen.Status{Text: "the way begins here; esc goes back"}
		}
	case screen.Right:
		if !s.diagram.GoStation(1) {
			return screen.Status{Text: "the way ends here"}
		}
	case screen.Open:
		p, _, _ := s.leads(env)
		return screen.Push{To: p}
	case screen.CopyID:
		st, _ := s.selected()
		return screen.Copy{Text: st.id, What: st.id}
	}
	return nil
}

// Can implements [Screen].
func (s *Diagram) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	st, has := s.selected()
	switch {
	case screen.Motions[c], c == screen.Left, c == screen.Right, c == screen.NextPart, c == screen.PrevPart:
		return has, "nothing is drawn"
	case c == screen.Open:
		_, leads, why := s.leads(env)
		return leads, why
	case c == screen.CopyID:
		return has && st.id != "", "there is no id to copy"
	}
	return false, ""
}

// goPart goes between the ways out and what hangs below them: the endpoints and
// neighbours.
func (s *Diagram) goPart(c screen.Command) screen.Intent {
	first := slices.IndexFunc(s.strands, func(w strand) bool { return !w.aligned })
	at, _, _ := s.diagram.Selected()
	switch {
	case c == screen.NextPart && first >= 0 && at < first:
		s.diagram.GoTo(first)
	case c == screen.PrevPart && at > 0:
		if first > 0 && at > first {
			s.diagram.GoTo(first)
		} else {
			s.diagram.GoTo(0)
		}
	case c == screen.NextPart:
		return screen.Status{Text: "this is the last part"}
	default:
		return screen.Status{Text: "this is the first part"}
	}
	return nil
}

func (s *Diagram) selected() (station, bool) {
	i, j, ok := s.diagram.Selected()
	if !ok || i >= len(s.strands) || j >= len(s.strands[i].stations) {
		return station{}, false
	}
	return s.strands[i].stations[j], true
}

// leads is where the station under the cursor leads: to its resource, or to the
// trace along its way.
func (s *Diagram) leads(env *screen.Env) (p screen.Place, ok bool, why string) {
	st, has := s.selected()
	if !has {
		return p, false, "nothing is drawn"
	}
	if st.id != "" {
		p, ok = say.PlaceOf(env.Result, s.place.Region, st.id)
		return p, ok, st.id + " is not in the snapshot"
	}
	i, _, _ := s.diagram.Selected()
	if to := s.strands[i].to; to != "" {
		return screen.Place{Screen: "path", Region: s.place.Region, ID: s.place.ID, To: to}, true, ""
	}
	return p, false, st.text + " is outside of the account"
}

// View implements [Screen].
func (s *Diagram) View(env *screen.Env, w, h int) string {
	if s.fn == nil {
		return say.Note(env, w, h, s.none(env)...)
	}
	foot := s.foot(env, w)
	if h < len(foot)+6 {
		foot = nil
	}
	s.above = 0
	if h > 16 {
		s.above = 1
	}
	s.diagram.SetSize(w, h-len(foot)-s.above)
	return strings.Repeat("\n", s.above) + strings.Join(append([]string{s.diagram.View(env.Theme)}, foot...), "\n")
}

// none says why nothing is drawn.
func (s *Diagram) none(env *screen.Env) []string {
	return []string{s.place.ID + " is not in this snapshot.", "", say.NotInSnapshot(env)}
}

// foot says what the cursor stands on in whole words.
func (s *Diagram) foot(env *screen.Env, w int) []string {
	if s.pending {
		return []string{"", spinner(env, "tracing to its endpoints and neighbours", w)}
	}
	st, ok := s.selected()
	if !ok {
		return nil
	}
	i, _, _ := s.diagram.Selected()
	way := &s.strands[i]
	spans := []widget.Span{{Text: "  " + env.Theme.Glyph(way.verdict) + " ", Token: way.verdict.Token()},
		{Text: st.text, Token: theme.Strong}}
	if st.id != "" && st.id != st.text {
		spans = append(spans, widget.Span{Text: "  " + st.id, Token: theme.Dim})
	}
	if way.why == "" {
		return []string{widget.Rule(env.Theme, w), widget.Spans(spans...).View(env.Theme, w)}
	}
	// The sentence comes whole: in a narrow terminal it has a line of its own.
	why := widget.Span{Text: "   " + say.Arrows(env, way.why), Token: whyOrText(way.verdict)}
	if one := widget.Spans(append(spans, why)...); widget.Width(one.Plain()) < w {
		return []string{widget.Rule(env.Theme, w), one.View(env.Theme, w)}
	}
	why.Text = " " + why.Text
	return []string{widget.Rule(env.Theme, w), widget.Spans(spans...).View(env.Theme, w),
		widget.Spans(why).View(env.Theme, w)}
}

func (s *Diagram) draw(env *screen.Env) {
	root := []widget.Cell{widget.Mark(theme.Title, s.place.ID)}
	if s.fn != nil {
		for i, id := range s.fn.Groups {
			if i == 3 {
				root = append(root, widget.Mark(theme.Dim, "  "+env.Theme.Sym.Ellipsis))
				break
			}
			root = append(root, widget.Mark(theme.Dim,
				"  "+widget.Truncate(say.NameOf(env.Result, s.place.Region, id), 20, env.Theme.Sym.Ellipsis)))
		}
	}
	out := make([]widget.Strand, len(s.strands))
	for i, way := range s.strands {
		out[i] = widget.Strand{Aligned: way.aligned, Part: way.part, Verdict: way.verdict,
			Cut: !way.aligned && way.verdict == theme.VerdictBlocked}
		if way.verdict != theme.VerdictFine {
			out[i].Why = say.Arrows(env, way.why)
		}
		for _, st := range way.stations {
			token := theme.Text
			switch {
			case st.dead:
				token = theme.Bad
			case st.dim:
				token = theme.Dim
			}
			out[i].Stations = append(out[i].Stations,
				widget.Station{Text: st.text, Note: st.note, Token: token, Dead: st.dead})
		}
	}
	s.diagram.SetStrands(root, out)
}

// waysOut are the ways to the internet, one for each subnet.
func waysOut(env *screen.Env, f *analysis.Function) []strand {
	if f.Class == reach.ClassNotAttached {
		return []strand{{stations: []station{{text: "Lambda's own network"}, {text: "internet"}}, aligned: true,
			verdict: theme.VerdictFine, why: "not in a VPC: the whole IPv4 internet, and nothing in any VPC",
			to: "internet"}}
	}
	b := newBuilder(env, f.Place.Region)
	var out []strand
	for i := range f.Subnets {
		sub := &f.Subnets[i]
		way := strand{aligned: true, verdict: say.SubnetMark(sub), why: b.named(sub.Why.String()), to: "internet"}
		way.stations = append(way.stations,
			station{text: strings.TrimSpace(say.ZoneLetter(sub.Zone) + " " + say.NameOf(env.Result, b.region, sub.ID)),
				id: sub.ID})
		if sub.RouteTable != nil {
			way.stations = append(way.stations,
				station{text: awsdata.NameOrID(sub.RouteTable), id: sub.RouteTable.RouteTableId, dim: true})
		}
		for j, step := range sub.Steps {
			if sub.RouteTable != nil && step.ID == sub.RouteTable.RouteTableId {
				if step.Dead {
					way.stations[len(way.stations)-1].dead = true
				}
				continue
			}
			text := b.stepText(sub.Steps, j)
			if step.ID != "" {
				text = say.NameOf(env.Result, b.region, step.ID)
			}
			// The default route is what this drawing is about; its target is the next station.
			if route, target, ok := strings.Cut(step.Text, " → "); ok && strings.HasPrefix(route, "0.0.0.0/0") {
				if !step.Dead {
					continue
				}
				text = say.NameOf(env.Result, b.region, target)
			}
			way.stations = append(way.stations, station{text: text, id: step.ID, dead: step.Dead})
		}
		if target := defaultTarget(sub); target != "" &&
			!slices.ContainsFunc(way.stations, func(st station) bool { return st.id == target }) &&
			!way.stations[len(way.stations)-1].dead {
			way.stations = append(way.stations, station{text: say.NameOf(env.Result, b.region, target), id: target})
		}
		if last := len(way.stations) - 1; len(sub.Steps) == 0 && way.verdict != theme.VerdictFine {
			way.stations[last].dead = way.verdict == theme.VerdictBlocked
		}
		out = append(out, way)
	}
	return out
}

// defaultTarget is what the default route of a subnet points at, "" where it has none.
func defaultTarget(sub *reach.SubnetPlace) string {
	if sub.RouteTable == nil {
		return ""
	}
	for i := range sub.RouteTable.Routes {
		if r := &sub.RouteTable.Routes[i]; r.DestinationCidrBlock == "0.0.0.0/0" {
			return r.Target()
		}
	}
	return ""
}

// connections are the ways to the endpoints, the peers and the managed
// interfaces of the VPC, each with the verdict of a trace.
func connections(ctx context.Context, engine *reach.Engine, x *awsdata.Index, f *analysis.Function) []strand {
	rx := x.Region(f.Place.Region)
	if f.VPCID == "" {
		return []strand{}
	}
	out := []strand{}
	add := func(to string, stations ...station) {
		if ctx.Err() != nil {
			return
		}
		way := strand{stations: stations, to: to, verdict: theme.VerdictUnknown}
		if q, err := reach.ParseQuery(x, rx, to); err != nil {
			way.why = rx.Named(err.Error())
		} else if t, err := engine.Trace(f.Place.Region, f.Function, q); err != nil {
			way.why = rx.Named(err.Error())
		} else {
			way.verdict, way.why = say.VerdictMark(t.Verdict), firstCause(rx, t)
		}
		out = append(out, way)
	}
	// The first strand since the last part begins a part of its own.
	begun := 0
	part := func() {
		if begun < len(out) {
			out[begun].part = true
		}
		begun = len(out)
	}
	for _, e := range rx.VPCEndpoints(f.VPCID) {
		service := names.ServiceOf(rx, e)
		if service == "" {
			continue
		}
		add(service, station{text: awsdata.NameOrID(e), note: strings.ToLower(e.VpcEndpointType), id: e.VpcEndpointId},
			station{text: service, dim: true})
	}
	part()
	for i := range rx.Region.PeeringConnections {
		c := &rx.Region.PeeringConnections[i]
		if far := c.Other(f.VPCID); far != nil && far.CidrBlock != "" && routedTo(f, c.VpcPeeringConnectionId) {
			add(far.CidrBlock, station{text: awsdata.NameOrID(c), id: c.VpcPeeringConnectionId},
				station{text: rx.Named(far.VpcId), id: far.VpcId}, station{text: far.CidrBlock, dim: true})
		}
	}
	part()
	var owners []string
	for i := range rx.Region.NetworkInterfaces {
		n := &rx.Region.NetworkInterfaces[i]
		owner := n.Owner()
		managed := owner != "" && !slices.Contains([]string{"Lambda", "NAT gateway", "VPC endpoint"}, owner)
		if n.VpcId != f.VPCID || !managed || slices.Contains(owners, owner) || len(owners) == 8 {
			continue
		}
		port := rx.OnlyPort(n.GroupIDs()...)
		if port == 0 {
			continue // without a port there is no one question to ask
		}
		owners = append(owners, owner)
		to := withPort(rx, n.PrivateIpAddress, n.GroupIDs()...)
		add(to, station{text: n.OwnerName(), id: n.NetworkInterfaceId}, station{text: to, dim: true})
	}
	part()
	return out
}

// routedTo says whether a route of one of the function's subnets points at a resource.
func routedTo(f *analysis.Function, id string) bool {
	for i := range f.Subnets {
		if t := f.Subnets[i].RouteTable; t != nil &&
			slices.ContainsFunc(t.Routes, func(r awsdata.Route) bool { return r.Target() == id }) {
			return true
		}
	}
	return false
}

// firstCause is why a path is not certain, in one sentence; "" when it is.
func firstCause(rx *awsdata.RegionIndex, t *reach.Trace) string {
	if h := t.Cause(); h != nil {
		return rx.Named(h.Why())
	}
	return ""
}

// Linear implements [Linear].
func (s *Diagram) Linear(env *screen.Env) []widget.Line {
	if s.fn == nil {
		return say.TextLines(s.none(env)...)
	}
	return s.diagram.Lines(env.Theme)
}

// Choose implements [Linear]: a way stands for where it ends.
func (s *Diagram) Choose(id string) bool {
	if id == "" {
		return true // whatever is asked is about the function
	}
	n, err := strconv.Atoi(id)
	return err == nil && s.diagram.SelectEnd(n)
}

// Chosen implements [Choosing].
func (s *Diagram) Chosen() screen.Chosen {
	strand, station, _ := s.diagram.Selected()
	return screen.Chosen{Row: strand, Column: station, Tells: true}
}

// KnownFrom implements [Staged].
func (s *Diagram) KnownFrom() analysis.Stage { return analysis.Placed }

// underCursor: the station under the cursor, then the function.
func (s *Diagram) underCursor(env *screen.Env) []screen.Place {
	var places []screen.Place
	if st, ok := s.selected(); ok && st.id != "" {
		if p, ok := say.PlaceOf(env.Result, s.place.Region, st.id); ok {
			places = append(places, p)
		}
	}
	return append(places, s.about(env)...)
}

// click chooses a station, and opens it if it is chosen already.
func (s *Diagram) click(at screen.Click) screen.Intent {
	strand, station, ok := s.diagram.StationAt(at.X, at.Y-s.above)
	if !ok {
		return nil
	}
	if i, j, chosen := s.diagram.Selected(); chosen && i == strand && j == station {
		return screen.Run{Command: screen.Open}
	}
	s.diagram.SelectStation(strand, station)
	return nil
}

// wheel goes from way to way: all of the drawing is seen, or nearly.
func (s *Diagram) wheel(by int) screen.Intent {
	if by < 0 {
		return wheelMoved(s.diagram.Go(widget.LineUp), by)
	}
	return wheelMoved(s.diagram.Go(widget.LineDown), by)
}
