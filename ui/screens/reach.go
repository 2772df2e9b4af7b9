package screens

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Reach is everything that a function can reach, grouped by the way it takes.
// With a way in its place it is the whole list of what is reached by that way.
type Reach struct {
	page
	place screen.Place
	fn    *analysis.Function
	rx    *awsdata.RegionIndex
	reach *reach.Reach
	wide  bool // there is room for the sizes
}

// NewReach makes the screen of what a function can reach.
func NewReach(p screen.Place) *Reach { return &Reach{place: p} }

// Title implements [Screen].
func (s *Reach) Title() string {
	if s.place.To != "" {
		return "all of it"
	}
	return "reach of " + s.place.ID
}

// Keys implements [Screen].
func (s *Reach) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.GoTrace, screen.GoDiagram, screen.CopyID}
}

func (s *Reach) about(*screen.Env) []screen.Place {
	return []screen.Place{{Screen: "function", Region: s.place.Region, ID: s.place.ID}}
}

// Load implements [Screen].
func (s *Reach) Load(env *screen.Env) {
	s.fn = say.FunctionOf(env.Result, s.place.Region, s.place.ID)
	s.rx = env.Result.Index.Region(s.place.Region)
	s.reach = nil
	s.lay(env)
}

// Update implements [Screen].
func (s *Reach) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		if s.fn == nil || s.reach != nil {
			return s, nil
		}
		engine, region, f := env.Result.Engine, s.place.Region, s.fn.Function
		return s, screen.Compute{Work: func(context.Context) any { return engine.Reach(region, f) }}
	case screen.Computed:
		s.reach, _ = msg.Value.(*reach.Reach)
		s.lay(env)
		return s, nil
	}
	return s, s.update(msg)
}

// View implements [Screen].
func (s *Reach) View(env *screen.Env, w, h int) string {
	if wide := w >= sized; wide != s.wide {
		s.wide = wide
		s.lay(env)
	}
	if s.fn != nil && s.reach == nil && h > 2 {
		return s.view(env, w, h-1) + "\n" + spinner(env, "computing everything it can reach", w)
	}
	foot := s.foot(env, w, h/3)
	if h < 18 {
		foot = nil
	}
	return strings.Join(append([]string{s.view(env, w, h-len(foot))}, foot...), "\n")
}

// foot is the beginning of the list of the part under the cursor.
func (s *Reach) foot(env *screen.Env, w, most int) []string {
	part := s.selectedPart()
	if part == nil || s.place.To != "" {
		return nil
	}
	th := env.Theme
	ranges := rangesOf(part.Set)
	lines := []string{widget.Rule(th, w)}
	for i, r := range ranges {
		if len(lines) == most-1 && i < len(ranges)-1 {
			lines = append(lines, widget.Mark(theme.Dim,
				fmt.Sprintf("  and %d more: %s opens the whole list", len(ranges)-i, th.Sym.Enter)).View(th, w))
			break
		}
		lines = append(lines, widget.Spans(widget.Span{Text: fmt.Sprintf("  %-37s  ", r.addresses)},
			widget.Span{Text: r.ports + "  ", Token: theme.Dim}, widget.Span{Text: s.holderOf(r)}).View(th, w))
	}
	return lines
}

// partKey names a part of the answer, so that it is found again in another one.
func partKey(p *reach.Part) string {
	return string(p.Way.Kind) + " " + p.Way.Resource + " " + p.Verdict.String()
}

func (s *Reach) selectedPart() *reach.Part {
	id, _ := s.sheet.Selected()
	return s.part(id)
}

func (s *Reach) part(key string) *reach.Part {
	if s.reach == nil {
		return nil
	}
	for i := range s.reach.Parts {
		if partKey(&s.reach.Parts[i]) == key {
			return &s.reach.Parts[i]
		}
	}
	return nil
}

// reachGroup is a heading, and the ways under it.
type reachGroup struct {
	heading string
	kinds   []reach.WayKind
}

func reachGroups() []reachGroup {
	return []reachGroup{
		{"Internet", []reach.WayKind{reach.WayNAT, reach.WayInternetGateway, reach.WayEgressOnly, reach.WayLambda}},
		{"AWS services", []reach.WayKind{reach.WayGatewayEndpoint, reach.WayInterfaceEndpoint, reach.WayResolver}},
		{"In the VPC", []reach.WayKind{reach.WayLocal}},
		{"Beyond", []reach.WayKind{reach.WayPeering, reach.WayTransitGateway, reach.WayHandedOver, reach.WayNone}},
	}
}

func (s *Reach) lay(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	switch {
	case s.fn == nil:
		b.gone(s.place.ID, "list-functions")
	case s.reach == nil:
		b.section("Reach")
		b.row(widget.Mark(theme.Strong, s.place.ID))
	case s.place.To != "":
		s.list(b)
	default:
		s.summary(b)
		for _, g := range reachGroups() {
			s.group(b, g)
		}
	}
	s.set(b)
}

// summary is the whole of it in three lines.
func (s *Reach) summary(b *builder) {
	th := b.env.Theme
	b.section("Reach",
		append([]widget.SheetColumn{column("", 9, 11, 9)}, withSize(s, sizeColumn(), prose("", 20, 8))...)...)
	for _, line := range []struct {
		word string
		mark theme.Verdict
		set  netset.Set
	}{
		{"always", theme.VerdictFine, s.reach.Sets.Reachable},
		{"sometimes", theme.VerdictPartial, s.reach.Sets.Partial},
		{"unknown", theme.VerdictUnknown, s.reach.Sets.Unknown},
	} {
		if !line.set.IsEmpty() {
			b.row(append([]widget.Cell{{Text: th.Glyph(line.mark) + " " + line.word, Token: answerToken(line.mark),
				Linear: line.word}},
				withSize(s, s.sizeCell(th, line.mark, line.set), widget.Say(s.setWords(line.set)))...)...)
		}
	}
	if s.reach.Sets.Can().IsEmpty() && s.reach.Sets.Unknown.IsEmpty() {
		b.row(append([]widget.Cell{widget.Mark(theme.Bad, th.Glyph(theme.VerdictBlocked)+" nothing")},
			withSize(s, widget.Cell{}, widget.Mark(theme.Bad, "no address at all can be reached"))...)...)
	}
}

// setWords are a set in one or two lines.
func (s *Reach) setWords(set netset.Set) string {
	text := set.Human(netset.MaxRanges(2))
	return strings.ReplaceAll(text, "all tcp and all udp", "all ports")
}

func (s *Reach) group(b *builder, g reachGroup) {
	begun := false
	for _, verdict := range []reach.Verdict{reach.Reachable, reach.Partial, reach.Unknown} {
		for i := range s.reach.Parts {
			p := &s.reach.Parts[i]
			if p.Verdict != verdict || !slices.Contains(g.kinds, p.Way.Kind) {
				continue
			}
			if !begun {
				begun = true
				b.section(g.heading, append([]widget.SheetColumn{column("", 1, 1, 9), column("", 10, 26, 8)},
					withSize(s, sizeColumn(), column("", 3, 12, 5), prose("", 24, 7))...)...)
			}
			mark := say.VerdictMark(p.Verdict)
			from, all := s.from(p)
			fromCell := widget.Cell{Text: from, Token: theme.Warn,
				Linear: strings.Replace(from, "only", "only from AZ", 1)}
			if all {
				fromCell = widget.Cell{Text: from, Token: theme.Dim, Linear: "from all subnets"}
			}
			t := target{id: p.Way.Resource, leads: true,
				to: screen.Place{Screen: "reach", Region: s.place.Region, ID: s.place.ID, To: partKey(p)}}
			cells := []widget.Cell{widget.Mark(mark.Token(), b.env.Theme.Glyph(mark)),
				widget.Mark(theme.Strong, s.evenly(s.wayWords(p.Way), s.longestWay()))}
			fromCell.Text = s.evenly(fromCell.Text, len("only a"))
			b.goes(partKey(p), t, append(cells, withSize(s, s.sizeCell(b.env.Theme, mark, p.Set),
				fromCell, widget.Mark(whyOrText(mark), s.partWords(p)))...)...)
		}
	}
}

func whyOrText(v theme.Verdict) theme.Token {
	if v == theme.VerdictFine {
		return theme.Text
	}
	return v.Token()
}

// from are the zones of the subnets that have a part's way with its verdict.
func (s *Reach) from(p *reach.Part) (text string, all bool) {
	var zones []string
	for i := range s.reach.Subnets {
		if slices.ContainsFunc(s.reach.Subnets[i].Parts,
			func(q reach.Part) bool { return q.Way == p.Way && q.Verdict == p.Verdict }) && i < len(s.fn.Subnets) {
			zones = append(zones, say.ZoneLetter(s.fn.Subnets[i].Zone))
		}
	}
	if len(zones) == len(s.reach.Subnets) || len(zones) == 0 {
		return "all", true
	}
	return "only " + strings.Join(zones, " "), false
}

func (s *Reach) wayWords(w reach.Way) string {
	name := s.rx.Named(w.Resource)
	switch w.Kind {
	case reach.WayLambda:
		return "Lambda's own network"
	case reach.WayLocal:
		return "local"
	case reach.WayResolver:
		return "DNS resolver"
	case reach.WayNAT, reach.WayGatewayEndpoint, reach.WayInterfaceEndpoint, reach.WayInternetGateway,
		reach.WayPeering, reach.WayTransitGateway, reach.WayEgressOnly:
		return name
	case reach.WayHandedOver:
		if name == "" {
			return "unknown"
		}
		return "routed to " + name
	}
	return strings.TrimSpace(string(w.Kind) + " " + name)
}

// setRange is one row of a whole list.
type setRange struct {
	addresses, ports string
	from, to         netip.Addr
}

func rangesOf(set netset.Set) []setRange {
	var out []setRange
	for r, ports := range set.Intervals() {
		text := r.String()
		if p := r.Prefixes(); len(p) == 1 && !p[0].IsSingleIP() {
			text = p[0].String()
		}
		out = append(out,
			setRange{text, strings.ReplaceAll(ports.Human(), "all tcp and all udp", "all ports"), r.From, r.To})
	}
	return out
}

// holderOf says who is at the addresses of a range, as far as the snapshot knows.
func (s *Reach) holderOf(r setRange) string {
	if r.from == r.to {
		if n := s.rx.InterfaceAt(s.fn.VPCID, r.from); n != nil {
			return say.JoinWords(n.Owner(), different(n.Name(), n.ID()))
		}
	}
	for _, sub := range s.rx.VPCSubnets(s.fn.VPCID) {
		if p, err := netip.ParsePrefix(sub.CidrBlock); err == nil && p.Contains(r.from) && p.Contains(r.to) {
			return "in " + awsdata.NameOrID(sub)
		}
	}
	return ""
}

// list is all of one part.
func (s *Reach) list(b *builder) {
	p := s.part(s.place.To)
	if p == nil {
		b.section("")
		b.row(widget.Mark(theme.Strong,
			"This path no longer exists: the data has changed. "+b.env.Words("esc goes back.",
				"Type back to go back.")))
		return
	}
	mark := say.VerdictMark(p.Verdict)
	b.section("By")
	b.link(p.Way.Resource, widget.Spans(widget.Span{Text: b.env.Theme.Glyph(mark) + " ", Token: mark.Token()},
		widget.Span{Text: s.wayWords(p.Way), Token: theme.Strong},
		widget.Span{Text: "  " + p.Way.Resource, Token: theme.Dim}))
	ranges := rangesOf(p.Set)
	b.section("Addresses", column("", 9, 40, 9), column("", 8, 40, 7), prose("", 10, 5))
	b.note(widget.Mark(theme.Dim, say.Plural(len(ranges), "range", "ranges")))
	for _, r := range ranges {
		t := target{id: r.addresses, why: b.env.Words("t", "trace") + " traces to one of these addresses"}
		if n := s.rx.InterfaceAt(s.fn.VPCID, r.from); n != nil && r.from == r.to {
			t.to, t.leads = say.PlaceOf(b.env.Result, b.region, n.NetworkInterfaceId)
		}
		b.goes(r.addresses, t, widget.Say(r.addresses), widget.Mark(theme.Dim, r.ports), widget.Say(s.holderOf(r)))
	}
}

// KnownFrom implements [Staged].
func (s *Reach) KnownFrom() analysis.Stage { return analysis.Placed }

// underCursor: the way under the cursor, then the function.
func (s *Reach) underCursor(env *screen.Env) []screen.Place {
	var places []screen.Place
	if t, ok := s.selected(); ok && t.id != "" {
		if p, ok := say.PlaceOf(env.Result, s.place.Region, t.id); ok {
			places = append(places, p)
		}
	}
	return append(places, s.about(env)...)
}
