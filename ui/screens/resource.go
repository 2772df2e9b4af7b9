package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Resource is the screen of one resource of any kind: its facts, what it is made
// of, and who depends on it.
type Resource struct {
	page
	place screen.Place
	title string
}

// NewResource makes the screen of a resource.
func NewResource(p screen.Place) *Resource { return &Resource{place: p, title: shortARN(p.ID)} }

// Title implements [Screen].
func (s *Resource) Title() string { return s.title }

// Keys implements [Screen].
func (s *Resource) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.GoUsedBy, screen.CopyID, screen.CopyCommand, screen.GoFunctions}
}

// Update implements [Screen].
func (s *Resource) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	if do, ok := msg.(screen.Do); ok {
		t, _ := s.selected()
		switch {
		case t.removes == nil:
		case do.Command == screen.RemovePart:
			return s, removed(env, s.place, t.removes)
		case do.Command == screen.ChangePart:
			return s, changing(s.place, t.removes, env)
		}
	}
	return s, s.update(msg)
}

// Can implements [Screen].
func (s *Resource) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	t, _ := s.selected()
	switch c {
	case screen.RemovePart:
		return t.removes != nil, "what this row shows cannot be removed alone; w asks what if the whole were gone"
	case screen.ChangePart:
		return changing(s.place, t.removes, env) != nil, "what this row shows cannot be changed"
	}
	return s.page.Can(c, env)
}

// View implements [Screen].
func (s *Resource) View(env *screen.Env, w, h int) string { return s.view(env, w, h) }

// Load implements [Screen].
func (s *Resource) Load(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	r := say.Find(env.Result, s.place.Region, s.place.ID)
	kind, _ := say.KindByCode(s.place.Kind)
	if r == nil {
		s.whole = target{}
		b.gone(s.place.ID, kind.Call)
		s.set(b)
		return
	}
	if r.Name() != "" {
		s.title = r.Name()
	}
	s.whole = target{id: r.ID(), command: say.DescribeCommand(r, s.place.Region).Text(env.Profile)}
	s.copies = "an AWS CLI command that shows it"
	b.section(capital(kind.Name))
	b.row(widget.Spans(widget.Span{Text: s.title, Token: theme.Strong},
		widget.Span{Text: "  " + say.JoinWords(different(r.ID(), s.title), s.place.Region), Token: theme.Dim}))
	about := findingsAbout(env, s.place.Region, r.ID())
	b.findingsPending(about)
	b.findings("Findings", about)
	b.facts(r)
	b.parts(r)
	b.routesTo(r.ID())
	b.functions(b.dependents(r))
	b.resourceTags(r, kind.Call)
	s.set(b)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// findingsAbout are the findings about a resource, and those that it causes. Where it is only a station on the way of
// another finding's proof, it is not what is wrong.
func findingsAbout(env *screen.Env, region, id string) []*check.Finding {
	var out []*check.Finding
	for i := range env.Result.Findings {
		f := &env.Result.Findings[i]
		if f.Region == region && (f.Resource == id || f.Cause == id) {
			out = append(out, f)
		}
	}
	return out
}

// ownSections are the facts that have a section of their own for a kind.
func ownSections(r awsdata.Resource) []string {
	switch r.(type) {
	case *awsdata.RouteTable:
		return []string{"Route", "Subnet"}
	case *awsdata.NetworkACL:
		return []string{"Outbound", "Inbound", "Subnet"}
	case *awsdata.SecurityGroup:
		return []string{"Outbound", "Inbound"}
	case *awsdata.VPCEndpoint:
		return []string{"Route table", "Subnet", "Security group", "Interface", "Policy"}
	case *awsdata.ManagedPrefixList:
		return []string{"Entry"}
	case *awsdata.TransitGatewayRouteTable:
		return []string{"Route"}
	}
	return nil
}

// facts are the facts of any resource; those that name another one lead to it.
func (b *builder) facts(r awsdata.Resource) {
	own := ownSections(r)
	b.section("Facts", column("", 8, 22, 9), prose("", 12, 8))
	for _, f := range r.Facts() {
		if slices.Contains(own, f.Label) {
			continue
		}
		name := widget.Mark(theme.Dim, f.Label)
		if f.Ref == "" {
			b.row(name, widget.Mark(factToken(f.Label, f.Value), say.Arrows(b.env, f.Value)))
			continue
		}
		value := say.Label(b.env, b.region, f.Ref)
		if f.Value != f.Ref {
			value.More = append(value.More,
				widget.Span{Text: "  " + strings.TrimSpace(strings.Replace(f.Value, f.Ref, "", 1)), Token: theme.Dim})
		}
		b.link(f.Ref, name, value)
	}
}

// KnownFrom implements [Staged].
func (s *Resource) KnownFrom() analysis.Stage { return analysis.Placed }

func (s *Resource) about(*screen.Env) []screen.Place {
	return append([]screen.Place{s.place}, s.rowPlaces()...)
}

// removable says how what the last row shows is taken away. Without another place to
// lead to, the row leads to the form that changes it.
func (b *builder) removable(of screen.Place, e whatif.Edit) {
	rows := b.sections[len(b.sections)-1].Rows
	row := &rows[len(rows)-1]
	if row.ID == "" {
		cells := row.Cells
		b.sections[len(b.sections)-1].Rows = rows[:len(rows)-1]
		t := target{why: "this cannot be changed"}
		t.does = changing(of, e, b.env)
		t.leads = t.does != nil
		b.goes(fmt.Sprintf("part:%d", len(b.targets)), t, cells...)
		rows = b.sections[len(b.sections)-1].Rows
		row = &rows[len(rows)-1]
	}
	t := b.targets[row.ID]
	t.removes = e
	b.targets[row.ID] = t
}
