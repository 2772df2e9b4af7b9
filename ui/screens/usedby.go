package screens

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/impact"
	"github.com/vpclens/vpclens/analysis/letgo"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// UsedBy is who depends on a part of the network, and what breaks if it goes. The
// account is asked twice, as it is and in a copy without the part: nothing is ever
// deleted.
type UsedBy struct {
	page
	place      screen.Place
	title      string
	result     *impactResult
	done, of   *atomic.Int64 // of the placements, while they are compared
	unresolved bool          // it is not in the snapshot
	letting    letting
}

// impactResult is what was computed, with its words.
type impactResult struct {
	impact  *impact.Impact
	words   []string // of each function of the impact
	uses    []uses.Use
	missing []string
	stays   []letgo.Stay
	err     error
}

// NewUsedBy makes the screen of who depends on something.
func NewUsedBy(p screen.Place) *UsedBy {
	return &UsedBy{place: p, title: shortARN(p.ID), done: &atomic.Int64{}, of: &atomic.Int64{}}
}

// Title implements [Screen].
func (s *UsedBy) Title() string { return "who uses " + s.title }

// Keys implements [Screen].
func (s *UsedBy) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.NextPart, screen.GoWhatIf, screen.GoWho, screen.CopyMenu, screen.CopyID}
}

// Note implements [Screen].
func (s *UsedBy) Note() string { return "nothing is deleted" }

func (s *UsedBy) about(*screen.Env) []screen.Place {
	at := s.place
	at.Screen = "resource"
	return append([]screen.Place{at}, s.rowPlaces()...)
}

// Load implements [Screen].
func (s *UsedBy) Load(env *screen.Env) {
	s.result, s.unresolved = nil, false
	r := say.Find(env.Result, s.place.Region, s.place.ID)
	if r == nil {
		kind, _ := say.KindByCode(s.place.Kind)
		s.unresolved, s.whole = true, target{}
		b := newBuilder(env, s.place.Region)
		b.gone(s.place.ID, kind.Call)
		s.set(b)
		return
	}
	s.title = awsdata.NameOrID(r)
	s.whole = target{id: r.ID(), command: say.DescribeCommand(r, s.place.Region).Text(env.Profile)}
	s.copies = "an AWS CLI command that shows it"
	s.lay(env, r)
}

// Update implements [Screen].
func (s *UsedBy) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		return s, s.begin(env)
	case screen.Do:
		if id, _ := s.sheet.Selected(); msg.Command == screen.Open && id == sinceKey {
			return s, s.askSince(env)
		}
	case screen.Computed:
		if left, ok := msg.Value.(*timeline.Told); ok {
			s.takeSince(left, env)
			return s, nil
		}
		s.result, _ = msg.Value.(*impactResult)
		if r := say.Find(env.Result, s.place.Region, s.place.ID); r != nil {
			s.lay(env, r)
		}
		return s, nil
	}
	return s, s.update(msg)
}

func (s *UsedBy) begin(env *screen.Env) screen.Intent {
	r := say.Find(env.Result, s.place.Region, s.place.ID)
	if r == nil || s.result != nil {
		return nil
	}
	res, region, told := env.Result, s.place.Region, s.letting.told
	users := newBuilder(env, region).dependents(r)
	done, of := &atomic.Int64{}, &atomic.Int64{}
	s.done, s.of = done, of
	return screen.Compute{Work: func(ctx context.Context) any {
		out := tell(ctx, res, region, r, users, func(n, total int) {
			of.Store(int64(total))
			done.Store(max(done.Load(), int64(n)))
		})
		out.stays = staysOf(res, region, r, told)
		return out
	}}
}

// tell computes what becomes of everybody, and its words: functions that sit alike
// share them.
func tell(ctx context.Context, res *analysis.Result, region string, r awsdata.Resource, users []*analysis.Function,
	progress func(done, of int)) *impactResult {
	out := &impactResult{}
	if out.impact, out.err = impact.Of(ctx, res, region, r, users, progress); out.err != nil {
		return out
	}
	slices.SortStableFunc(out.impact.Functions, func(a, b impact.Function) int {
		return cmp.Or(int(a.Outcome)-int(b.Outcome), cmp.Compare(a.FunctionName, b.FunctionName))
	})
	said := map[string]string{}
	for i := range out.impact.Functions {
		f := &out.impact.Functions[i]
		key := f.Account + " " + f.PlacementKey()
		words, known := said[key]
		if rx := res.Of(f.Account).Index.Region(f.Place.Region); !known && rx != nil {
			words = impact.NewDescriber(rx, r).OutcomeText(f)
			said[key] = words
		}
		out.words = append(out.words, words)
	}
	out.uses, out.missing = uses.Of(res, region, r)
	return out
}

// View implements [Screen].
func (s *UsedBy) View(env *screen.Env, w, h int) string {
	s.count(env)
	if s.result != nil || s.unresolved || h < 4 {
		return s.view(env, w, h)
	}
	return s.view(env, w, h-1) + "\n" + s.progress(env, w)
}

// progress says how far the comparison is.
func (s *UsedBy) progress(env *screen.Env, w int) string {
	text := "taking it away in a copy, and asking what every function reaches then"
	if of := s.of.Load(); of > 1 {
		text = fmt.Sprintf("%d of %s compared", s.done.Load(), say.Plural(int(of), "placement", "placements"))
	}
	return spinner(env, text, w)
}

func (s *UsedBy) lay(env *screen.Env, r awsdata.Resource) {
	b := newBuilder(env, s.place.Region)
	s.head(b, r)
	switch {
	case s.result == nil:
		b.section("If deleted")
		b.row(widget.Mark(theme.Dim, say.Plural(len(b.dependents(r)), "function uses it", "functions use it")))
	case s.result.err != nil:
		b.section("If deleted")
		b.row(widget.Mark(theme.Bad, b.named(s.result.err.Error())))
	default:
		s.answer(b, r)
		s.functions(b)
		s.inTheWay(b)
		s.stays(b)
	}
	s.set(b)
}

// head is what it is about.
func (s *UsedBy) head(b *builder, r awsdata.Resource) {
	kind, _ := say.KindByCode(s.place.Kind)
	b.section(capital(shortKind(kind.Name)))
	words := different(r.ID(), s.title)
	for _, f := range r.Facts() {
		if f.Label == "State" || f.Label == "Connectivity" || f.Label == "Status" || f.Label == "Service" {
			words = say.JoinWords(f.Value, words)
		}
	}
	b.link(r.ID(), widget.Spans(widget.Span{Text: s.title, Token: theme.Strong},
		widget.Span{Text: "  " + say.JoinWords(words, s.place.Region), Token: theme.Dim}))
}

// shortKind fits the column of headings.
func shortKind(name string) string {
	return strings.NewReplacer("egress-only internet gateway", "egress-only IGW", "network interface", "interface",
		"peering connection", "peering").Replace(name)
}

// answer is what becomes of whom, in numbers.
func (s *UsedBy) answer(b *builder, r awsdata.Resource) {
	th := b.env.Theme
	number := column("", 1, 6, 9)
	number.Align = widget.Right
	b.section("If deleted", column("", 1, 1, 9), number, prose("", 20, 8))
	counts := map[impact.Outcome]int{}
	for i := range s.result.impact.Functions {
		counts[s.result.impact.Functions[i].Outcome]++
	}
	for _, style := range outcomeStyles() {
		n := counts[style.outcome]
		if n == 0 {
			continue
		}
		words := style.outcome.Says(n)
		if style.outcome == impact.SomeZones {
			words += ": " + strings.Join(s.zones(), ", ")
		}
		token := answerToken(style.mark)
		if style.mark == theme.VerdictFine {
			token = theme.Text
		}
		b.row(widget.Mark(style.mark.Token(), th.Glyph(style.mark)), widget.Mark(theme.Strong, fmt.Sprint(n)),
			widget.Mark(token, pluralWord(n, "function ", "functions ")+words))
	}
	if len(s.result.impact.Functions) == 0 {
		text := "No function would notice, and none uses it."
		if n := s.result.impact.Compared; n > 0 {
			text = "No function would notice, and none uses it: " + say.Plural(n, "was", "were") + " compared."
		}
		if len(s.result.impact.Beyond) > 0 {
			text = "No function of its VPC would notice, and none uses it."
		}
		b.row(widget.Mark(theme.Good, th.Glyph(theme.VerdictFine)), widget.Cell{}, widget.Mark(theme.Strong, text))
	}
	for _, region := range b.env.Result.Snapshot.RegionNames() {
		if text, missing := say.GapText(b.env.Result, region, "list-functions"); missing && region == s.place.Region {
			b.row(widget.Mark(theme.Unknown, th.Sym.Unknown), widget.Cell{},
				widget.Mark(theme.Unknown, text+": others may depend on it"))
		}
	}
	for _, id := range s.result.impact.Beyond {
		b.row(widget.Mark(theme.Unknown, th.Sym.Unknown), widget.Cell{}, widget.Mark(theme.Unknown,
			"functions of other VPCs may come over "+say.NameOf(b.env.Result, b.region, id)+
				": whether they need it is unknown"))
	}
	text := whatif.Effect(r)
	if _, role := r.(*awsdata.Role); role {
		text = "IAM deletes it only without policies and profiles; functions that name it go on naming it, and cannot run."
	}
	b.row(widget.Cell{}, widget.Cell{}, widget.Mark(theme.Dim, text))
}

func pluralWord(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// zones are the zones from which somebody loses the internet.
func (s *UsedBy) zones() []string {
	var out []string
	for i := range s.result.impact.Functions {
		if f := &s.result.impact.Functions[i]; f.Outcome == impact.SomeZones {
			for _, z := range zoneLetters(f.LostFrom) {
				if !slices.Contains(out, z) {
					out = append(out, z)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// functions are the groups of functions, each with the zones and the words.
func (s *UsedBy) functions(b *builder) {
	list := s.result.impact.Functions
	for _, style := range outcomeStyles() {
		begun := false
		for i := range list {
			f := &list[i]
			if f.Outcome != style.outcome {
				continue
			}
			if !begun {
				begun = true
				b.section(style.heading, column("", 1, 1, 9), column("", 10, 32, 9), column("", 2, 12, 7),
					prose("", 20, 8))
			}
			words := widget.Mark(theme.Dim, say.Arrows(b.env, s.result.words[i]))
			if style.outcome <= impact.Maybe {
				words.Token = theme.Text
			}
			b.goes("function:"+f.Account+":"+f.Place.Region+":"+f.FunctionName,
				target{leads: true, id: f.FunctionArn, to: functionPlace(f.Function)},
				widget.Mark(style.mark.Token(), b.env.Theme.Glyph(style.mark)),
				b.functionName(f.Function), zonesThen(b.env.Theme, f), words)
		}
	}
}

// zonesThen are a function's zones with what becomes of the internet in each.
func zonesThen(th *theme.Theme, f *impact.Function) widget.Cell {
	in := func(list []reach.SubnetPlace, id string) bool {
		return slices.ContainsFunc(list, func(s reach.SubnetPlace) bool { return s.ID == id })
	}
	var spans []widget.Span
	for i := range f.Subnets {
		s := &f.Subnets[i]
		mark, token := th.Glyph(theme.VerdictNone), theme.Dim
		switch {
		case f.Outcome == impact.Stranded || in(f.Dropped, s.ID):
			mark, token = th.Sym.Dead, theme.Bad
		case in(f.LostFrom, s.ID):
			mark, token = th.Glyph(theme.VerdictBlocked), theme.Bad
		case in(f.UnclearFrom, s.ID):
			mark, token = th.Glyph(theme.VerdictUnknown), theme.Unknown
		case s.Internet == reach.Reachable || s.Internet == reach.Partial:
			mark, token = th.Glyph(theme.VerdictFine), theme.Good
		}
		spans = append(spans, widget.Span{Text: say.ZoneLetter(s.Zone), Token: theme.Dim},
			widget.Span{Text: mark, Token: token})
	}
	return widget.Spans(spans...)
}

// inTheWay is what else uses it: first what AWS refuses to delete it for.
func (s *UsedBy) inTheWay(b *builder) {
	th := b.env.Theme
	for _, part := range []struct {
		heading, note string
		refuses       bool
	}{{"Blocks deletion", "AWS refuses to delete it while these are there (DependencyViolation)", true},
		{"Also referenced by", "", false}} {
		begun := false
		begin := func() {
			if !begun {
				begun = true
				b.section(part.heading, column("", 5, 10, 5), column("", 10, 40, 9), prose("", 16, 8))
				if part.note != "" {
					b.note(widget.Mark(theme.Dim, part.note))
				}
			}
		}
		for _, u := range s.result.uses {
			if u.Refuses != part.refuses {
				continue
			}
			begin()
			b.link(u.ID, widget.Mark(theme.Dim, string(u.Kind)), say.Label(b.env, b.region, u.ID),
				widget.Mark(theme.Dim, b.named(u.How.String())))
		}
		if part.refuses {
			for _, call := range s.result.missing {
				begin()
				text, _ := say.GapText(b.env.Result, b.region, call)
				b.row(widget.Mark(theme.Unknown, th.Sym.Unknown), widget.Mark(theme.Unknown, call),
					widget.Mark(theme.Unknown, text+": there may be more"))
			}
		}
	}
}

// outcomeStyle is how an outcome is shown.
type outcomeStyle struct {
	outcome impact.Outcome
	heading string // of its section: there is little room
	mark    theme.Verdict
}

// outcomeStyles is the table of outcomes, worst first.
func outcomeStyles() []outcomeStyle {
	return []outcomeStyle{
		{impact.Stranded, "Would stop", theme.VerdictBlocked},
		{impact.Offline, "All internet", theme.VerdictBlocked},
		{impact.SomeZones, "Some AZs", theme.VerdictPartial},
		{impact.OtherDestinations, "Destinations", theme.VerdictPartial},
		{impact.Maybe, "Unknown", theme.VerdictUnknown},
		{impact.FewerZones, "Fewer AZs", theme.VerdictPartial},
		{impact.Rerouted, "Other path", theme.VerdictFine},
		{impact.Gains, "More", theme.VerdictFine},
		{impact.Unaffected, "Unchanged", theme.VerdictNone},
	}
}

// zoneLetters are the zones of subnets.
func zoneLetters(list []reach.SubnetPlace) []string {
	var out []string
	for i := range list {
		out = append(out, say.ZoneLetter(list[i].Zone))
	}
	return out
}

// KnownFrom implements [Staged].
func (s *UsedBy) KnownFrom() analysis.Stage { return analysis.Placed }
