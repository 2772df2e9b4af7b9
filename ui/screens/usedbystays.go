package screens

import (
	"context"
	"slices"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/letgo"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// letting is what a screen knows of interfaces that will not go, besides what was read.
type letting struct {
	asking bool
	told   *timeline.Told // since when they are left, nil until the person asked
	were   []string       // interfaces that were there while the screen was open
}

// sinceKey is the row that asks since when.
const sinceKey = "since"

// staysOf are the interfaces of Lambda that a resource has to wait for.
func staysOf(res *analysis.Result, region string, r awsdata.Resource, told *timeline.Told) []letgo.Stay {
	rx := res.Index.Region(region)
	if rx == nil {
		return nil
	}
	if told == nil {
		told = &timeline.Told{}
	}
	return letgo.Of(ledger.Of(rx), rx, role.NewIndex(res.Index), r.ID(), told.Events)
}

// askSince asks CloudTrail since when interfaces are left: the person wants to know.
func (s *UsedBy) askSince(env *screen.Env) screen.Intent {
	ask := env.OnDemand.Changes
	if ask == nil {
		return screen.Status{Text: screen.ErrNobodyToAsk.Error()}
	}
	q := timeline.Asked{Index: env.Read().Index, Region: s.place.Region, Things: letgo.Functions(s.result.stays)}
	s.letting.asking = true
	s.again(env)
	return screen.Compute{Work: func(ctx context.Context) any {
		told, err := ask(ctx, q, func(int, int) {})
		if told == nil {
			told = &timeline.Told{}
		}
		if err != nil {
			told.Unasked = err.Error()
		}
		return told
	}}
}

// takeSince takes what was told.
func (s *UsedBy) takeSince(told *timeline.Told, env *screen.Env) {
	s.letting.told, s.letting.asking = told, false
	if r := say.Find(env.Result, s.place.Region, s.place.ID); r != nil && s.result != nil {
		s.result.stays = staysOf(env.Result, s.place.Region, r, told)
		s.lay(env, r)
	}
}

// again lays the screen out anew, if there is something to lay out.
func (s *UsedBy) again(env *screen.Env) {
	if r := say.Find(env.Result, s.place.Region, s.place.ID); r != nil && s.result != nil {
		s.lay(env, r)
	}
}

// count brings the time that interfaces still take up to date: whatever draws the screen, such as each read of an
// account that is watched, has the time of now.
func (s *UsedBy) count(env *screen.Env) {
	if s.result != nil && slices.ContainsFunc(s.result.stays, func(l letgo.Stay) bool {
		return l.Since != nil
	}) {
		s.again(env)
	}
}

// stays are the interfaces that Lambda keeps: what must happen before they go, and how long it takes. One that was
// there before and is not now is gone, if the interfaces were read.
func (s *UsedBy) stays(b *builder) {
	l := &s.letting
	list := s.result.stays
	for i := range list {
		if !slices.Contains(l.were, list[i].ID) {
			l.were = append(l.were, list[i].ID)
		}
	}
	if len(l.were) == 0 {
		return
	}
	b.section("To let go", column("", 10, 22, 8), prose("", 24, 8))
	b.note(widget.Mark(theme.Dim, "what must happen before Lambda's interfaces go; times are estimates"))
	for _, id := range l.were {
		i := slices.IndexFunc(list, func(x letgo.Stay) bool { return x.ID == id })
		switch {
		case i >= 0:
			words := widget.Say(say.Arrows(b.env, b.named(report.StayLine(&list[i], b.env.Now))))
			if list[i].Must == letgo.GiveBack || list[i].Must == letgo.Renew {
				words.Token = theme.Warn
			}
			b.link(id, say.Label(b.env, b.region, id), words)
		case b.rx().Region.Has("describe-network-interfaces"):
			b.row(widget.Say(id), widget.Mark(theme.Good, b.env.Theme.Glyph(theme.VerdictFine)+
				" gone: it was not there when the account was read last"))
		}
	}
	switch {
	case l.asking:
		b.row(widget.Cell{}, widget.Mark(theme.Dim, "asking CloudTrail since when"+b.env.Theme.Sym.Ellipsis))
	case l.told != nil:
		c := &report.Changes{}
		c.Take(l.told, &timeline.Input{})
		for _, text := range c.Unknown() {
			b.row(widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown), widget.Mark(theme.Unknown, awsdata.Clean(text)))
		}
	case len(letgo.Functions(list)) > 0:
		b.goes(sinceKey, target{leads: true}, widget.Cell{}, widget.Mark(theme.Dim,
			"since when: ask CloudTrail about "+english.FirstOf(letgo.Functions(list), 3)))
	}
}
