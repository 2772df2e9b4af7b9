package screens

import (
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// serviceGroup are services that are reached, or not, in the same way.
type serviceGroup struct {
	answer   *serviceAnswer
	services []int // their places in the list of names
}

// groupServices puts together what is answered alike, in the order of the services.
func groupServices(answers []serviceAnswer) []serviceGroup {
	var out []serviceGroup
	at := map[serviceAnswer]int{}
	for i := range answers {
		n, ok := at[answers[i]]
		if !ok {
			n = len(out)
			at[answers[i]] = n
			out = append(out, serviceGroup{answer: &answers[i]})
		}
		out[n].services = append(out[n].services, i)
	}
	return out
}

// named are the names of a group's services.
func (g *serviceGroup) named(services []string) []string {
	var names []string
	for _, n := range g.services {
		names = append(names, services[n])
	}
	return names
}

// functionServices is how a function reaches the AWS services that functions talk
// to, and those that its VPC has an endpoint for. Each row leads to the trace.
func (b *builder) functionServices(f *analysis.Function) {
	rx := b.env.Result.Index.Region(b.region)
	services := serviceNames(rx, f)
	answers := make([]serviceAnswer, len(services))
	for i, service := range services {
		answers[i] = answerService(b.env.Result.Engine, b.env.Result.Index, f, service)
	}
	names := column("", 8, 40, 8)
	names.Wraps = true
	b.section("Services", column("", 1, 1, 9), names, prose("", 24, 7))
	for _, g := range groupServices(answers) {
		mark := g.answer.verdict
		spans := []widget.Span{{Text: g.answer.words(), Token: whyToken(mark)}}
		if g.answer.why != "" && mark != theme.VerdictFine {
			spans = append(spans, widget.Span{Text: ": " + say.Arrows(b.env, g.answer.why), Token: whyToken(mark)})
		}
		names := g.named(services)
		b.goes("service:"+names[0], target{leads: true, id: strings.Join(names, " "),
			to: screen.Place{Screen: "path", Account: f.Account, Region: b.region, ID: f.FunctionName, To: names[0]}},
			widget.Mark(mark.Token(), b.env.Theme.Glyph(mark)), widget.Mark(theme.Strong, english.FirstOf(names, 3)),
			widget.Spans(spans...))
	}
}
