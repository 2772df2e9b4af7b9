package screens

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Finding is the screen of one finding: why it matters, the proof, what to do.
type Finding struct {
	page
	place screen.Place
	title string
}

// NewFinding makes the screen of a finding.
func NewFinding(p screen.Place) *Finding { return &Finding{place: p, title: "finding"} }

// Title implements [Screen].
func (s *Finding) Title() string { return s.title }

// Keys implements [Screen].
func (s *Finding) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.CopyCommand, screen.CopyID, screen.GoFindings}
}

// Update implements [Screen].
func (s *Finding) Update(msg screen.Msg, _ *screen.Env) (screen.Screen, screen.Intent) {
	return s, s.update(msg)
}

// View implements [Screen].
func (s *Finding) View(env *screen.Env, w, h int) string { return s.view(env, w, h) }

// Can implements [Screen].
func (s *Finding) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	if c == screen.CopyCommand {
		return s.whole.command != "", "this finding has no fix in commands"
	}
	return s.page.Can(c, env)
}

// Load implements [Screen].
func (s *Finding) Load(env *screen.Env) {
	b := newBuilder(env, s.place.Region)
	var f *check.Finding
	for i := range env.Result.Findings {
		if x := &env.Result.Findings[i]; x.ID == s.place.ID && x.Region == s.place.Region {
			f = x
		}
	}
	if f == nil {
		s.whole = target{}
		b.section("")
		b.row(widget.Mark(theme.Strong, "This finding no longer exists: what it was about has changed."))
		s.set(b)
		return
	}
	s.title = f.Check
	s.whole = target{id: f.ID, command: f.Fix.CLI.Text(env.Profile)}
	s.copies = "the fix; read it before you run it"
	b.finding(f)
	s.set(b)
}

func (b *builder) finding(f *check.Finding) {
	mark := say.FindingMark(f)
	words := f.Severity.String()
	if f.Status == check.Unknown {
		words = "could not be decided"
	}
	if f.Waived != nil {
		words += ", waived"
	}
	b.section(capital(words))
	title := widget.Spans(widget.Span{Text: mark.Letter() + "  ", Token: mark.Token()},
		widget.Span{Text: say.Arrows(b.env, f.Title), Token: theme.Strong})
	title.Linear = say.Arrows(b.env, f.Title) // the heading says how bad it is
	b.row(title)
	if f.Waived != nil {
		b.section("Waived")
		b.row(widget.Mark(theme.Dim, say.WaivedWords(f.Waived)+". It does not count."))
	}
	b.section("Why")
	b.row(widget.Say(say.Arrows(b.env, f.Why)))
	if f.Resource != "" {
		b.section("Cause")
		b.link(f.Resource, say.Label(b.env, f.Region, f.Resource))
	}
	if len(f.Evidence) > 0 {
		b.section("Proof", column("", 8, 30, 9), column("", 6, 28, 4), prose("", 20, 8))
		for _, e := range f.Evidence {
			b.link(e.Resource, widget.Say(say.NameOf(b.env.Result, f.Region, e.Resource)),
				widget.Mark(theme.Dim, b.named(e.Rule)), widget.Say(b.named(say.Briefly(e.Says))))
		}
	}
	b.section("What to do")
	b.row(widget.Say(say.Arrows(b.env, f.Fix.Summary)))
	fix := f.Fix.Text(b.env.Profile)
	b.code("AWS CLI", fix.CLI)
	b.code("Terraform", fix.Terraform)
	b.code("CloudFormation", fix.CloudFormation)
	if len(f.Functions) > 0 {
		b.section("Functions", column("", 1, 1, 9), column("", 10, 36, 9), column("", 6, 12, 6), prose("", 12, 7))
		for _, name := range f.Functions {
			fn := say.FunctionOf(b.env.Result, f.Region, name)
			if fn == nil {
				b.link(name, widget.Cell{}, widget.Say(name))
				continue
			}
			other := say.WrongWords(fn)
			if other == say.Briefly(f.Title) { // the title of this page
				other = ""
			}
			b.link(name, say.SeverityCell(say.FunctionMark(fn)), widget.Mark(theme.Strong, name),
				say.WayOutCell(b.env.Theme, fn), widget.Mark(theme.Dim, say.Arrows(b.env, other)))
		}
	}
	b.whose(f)
	if len(f.References) > 0 {
		b.section("References")
		for _, r := range f.References {
			b.goes(r, target{id: r, why: "this is a page of AWS's documentation: " + b.env.Words("y", "copy") +
				" copies its address"}, widget.Mark(theme.Dim, r))
		}
	}
}

// code shows commands or configuration as they are, line by line.
func (b *builder) code(heading, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	b.section(heading)
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		b.row(widget.Mark(theme.Code, line))
	}
}

// underCursor: the finding itself, then what it leads to.
func (s *Finding) underCursor(env *screen.Env) []screen.Place {
	return append([]screen.Place{s.place}, s.about(env)...)
}

func (s *Finding) about(env *screen.Env) []screen.Place {
	places := s.rowPlaces()
	for i := range env.Result.Findings {
		f := &env.Result.Findings[i]
		if f.ID != s.place.ID || f.Region != s.place.Region {
			continue
		}
		if p, ok := say.PlaceOf(env.Result, f.Region, f.Resource); ok {
			places = append(places, p)
		}
		for _, name := range f.Functions {
			places = append(places, screen.Place{Screen: "function", Account: f.Account, Region: f.Region, ID: name})
		}
	}
	return places
}
