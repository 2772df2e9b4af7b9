package screens

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/compare"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// compareRow is a question that both functions are asked, as it is shown.
type compareRow struct {
	key      string
	question string
	differs  bool
	sides    [2]compareValue
}

// compareValue is one function's answer.
type compareValue struct {
	text   string // "" for none
	mark   string // a glyph before it
	token  theme.Token
	target target
}

// cell is an answer as it is painted: quiet where both are the same, and as a link
// where the cursor is.
func (v *compareValue) cell(env *screen.Env, differs, here bool) widget.Cell {
	text, token := say.Arrows(env, v.text), v.token
	if text == "" {
		text, token = env.Theme.Sym.None, theme.Dim
	}
	if !differs {
		token = theme.Dim
	}
	mark := token
	if here {
		token = theme.Link
	}
	if v.mark != "" {
		return widget.Spans(widget.Span{Text: v.mark, Token: mark}, widget.Span{Text: " "},
			widget.Span{Text: text, Token: token})
	}
	return widget.Mark(token, text)
}

// comparedWords words the answers.
type comparedWords struct {
	env *screen.Env
	fns [2]*analysis.Function
}

// compareRows are the rows of a comparison. Services that both reach in the same two
// ways, or not for the same two reasons, are one row.
func compareRows(env *screen.Env, fns [2]*analysis.Function, compared []compare.Row) []compareRow {
	c := &comparedWords{env: env, fns: fns}
	var out []compareRow
	type alike struct{ left, right serviceAnswer }
	at, more := map[alike]int{}, map[int]int{}
	for i := range compared {
		r := &compared[i]
		if r.Question == compare.Service {
			key := alike{c.served(0, r.Sides[0].Service), c.served(1, r.Sides[1].Service)}
			if n, known := at[key]; known {
				more[n]++
				continue
			}
			at[key] = len(out)
		}
		out = append(out, c.row(r))
	}
	for i := range out {
		if n := more[i]; n > 0 {
			out[i].question += fmt.Sprintf(" +%d", n)
		}
		out[i].key = fmt.Sprintf("%d %s", i, out[i].question)
	}
	return out
}

// questions are those that are called otherwise than in reports.
var questions = map[compare.Question]string{compare.VPC: "VPC", compare.Group: "SG", compare.LetsOut: "SG egress",
	compare.CanReach: "can reach", compare.Unknown: "unknown"}

func (c *comparedWords) row(r *compare.Row) compareRow {
	out := compareRow{question: questions[r.Question], differs: r.Differs()}
	switch {
	case r.Question == compare.Service:
		out.question = r.Of
	case r.Question == compare.Zone:
		out.question = "AZ " + r.Of
	case out.question == "":
		out.question = strings.TrimSpace(string(r.Question) + " " + r.Of)
	}
	for i := range out.sides {
		out.sides[i] = c.side(i, r)
	}
	// Two things of the same name are told apart by their ids.
	if a, b := &out.sides[0], &out.sides[1]; out.differs && a.text == b.text && a.mark == b.mark && a.text != "" {
		a.text, b.text = a.text+", "+shortARN(a.target.id), b.text+", "+shortARN(b.target.id)
	}
	return out
}

// side is one answer in words, with where it leads.
func (c *comparedWords) side(i int, r *compare.Row) compareValue {
	f, s := c.fns[i], &r.Sides[i]
	if s.None && r.Question == compare.VPC {
		return compareValue{text: "not in a VPC"}
	}
	switch r.Question {
	case compare.Internet:
		return c.internet(f)
	case compare.CanReach, compare.Unknown:
		return c.alone(f, r.Question, s.Alone)
	case compare.Service:
		return c.service(i, s.Service)
	case compare.Runtime, compare.Processor, compare.Memory, compare.Timeout, compare.State, compare.Region:
		return compareValue{text: s.Text, target: target{id: f.FunctionArn, leads: true, to: functionPlace(f)}}
	}
	if s.None {
		return compareValue{}
	}
	switch r.Question {
	case compare.VPC, compare.Group:
		return c.link(f, s.ID, c.name(f, s.ID), theme.Text)
	case compare.Zone:
		return c.subnet(f, s.Subnet)
	case compare.LetsOut:
		return c.rule(f, s)
	case compare.Finding:
		return c.finding(s)
	case compare.Role:
		return c.link(f, s.ID, shortARN(s.ID), theme.Text)
	case compare.Policy:
		if s.Missing != "" {
			return c.unknown(f, s.ID, "the role's policies are not in the snapshot")
		}
		return c.link(f, s.ID, s.Text, theme.Text)
	}
	return compareValue{}
}

// link is an answer that leads to a resource.
func (c *comparedWords) link(f *analysis.Function, id, text string, token theme.Token) compareValue {
	t := target{id: id}
	if t.to, t.leads = say.PlaceOf(c.env.In(f.Account).Result, f.Place.Region, id); !t.leads {
		t.why = id + " is not in the snapshot"
	}
	return compareValue{text: text, token: token, target: t}
}

func (c *comparedWords) unknown(f *analysis.Function, id, text string) compareValue {
	v := c.link(f, id, text, theme.Unknown)
	v.mark = c.env.Theme.Sym.Unknown
	return v
}

func (c *comparedWords) name(f *analysis.Function, id string) string {
	return say.NameOf(c.env.In(f.Account).Result, f.Place.Region, id)
}

// reached leads to all that a function can reach.
func reached(f *analysis.Function) target {
	return target{id: f.FunctionArn, leads: true,
		to: screen.Place{Screen: "reach", Account: f.Account, Region: f.Place.Region, ID: f.FunctionName}}
}

func (c *comparedWords) internet(f *analysis.Function) compareValue {
	mark, word := say.WayOut(f)
	v := compareValue{text: word, mark: c.env.Theme.Glyph(mark), token: whyOrText(mark), target: reached(f)}
	if mark == theme.VerdictFine && f.Internet.Posture == reach.PostureRestricted {
		v.text = say.HumanSet(f.Internet.Sets.Can())
	}
	return v
}

func (c *comparedWords) subnet(f *analysis.Function, s *reach.SubnetPlace) compareValue {
	mark := say.SubnetMark(s)
	why := s.Why.String()
	if s.Internet == reach.Blocked && s.Class == reach.ClassNAT {
		why += ", but the security groups allow nothing to it"
	}
	v := c.link(f, s.ID, c.name(f, s.ID)+": "+why, whyOrText(mark))
	v.mark = c.env.Theme.Glyph(mark)
	return v
}

func (c *comparedWords) rule(f *analysis.Function, s *compare.Side) compareValue {
	if s.Missing != "" {
		return c.unknown(f, s.ID, "the rules of "+s.ID+" are not in the snapshot")
	}
	to := s.Rule.Peer.Value
	if s.Rule.Peer.Ref != "" {
		to = c.name(f, s.Rule.Peer.Ref)
		if name, ok := strings.CutPrefix(to, "com.amazonaws."+f.Place.Region+"."); ok {
			to = name
		}
	}
	return c.link(f, s.ID, s.Rule.Ports+" → "+to, theme.Text)
}

func (c *comparedWords) served(i int, s *compare.Served) serviceAnswer {
	return serviceWords(c.env.In(c.fns[i].Account).Result.Index.Region(c.fns[i].Place.Region), s)
}

// service is how a service is reached or, if it is not, why.
func (c *comparedWords) service(i int, s *compare.Served) compareValue {
	x, f := c.served(i, s), c.fns[i]
	v := compareValue{mark: c.env.Theme.Glyph(x.verdict), token: whyOrText(x.verdict), text: x.way,
		target: target{id: s.Name, leads: true,
			to: screen.Place{Screen: "path", Account: f.Account, Region: f.Place.Region, ID: f.FunctionName,
				To: s.Name}}}
	switch {
	case x.why != "" && x.verdict == theme.VerdictBlocked:
		v.text = x.why
	case x.why != "":
		v.text = say.JoinWords(x.way, x.why)
	case v.text == "":
		v.text = "no path"
	}
	return v
}

// alone is what only this one reaches.
func (c *comparedWords) alone(f *analysis.Function, q compare.Question, a *compare.Alone) compareValue {
	v := compareValue{token: theme.Text, target: reached(f)}
	if q == compare.Unknown {
		v.token = theme.Unknown
	}
	switch {
	case a.Both:
		v.text = "the same"
	case a.Settled:
		v.text = "the same, except what is unknown"
	case a.Set.IsEmpty():
		v.text, v.token = "nothing else", theme.Dim
	default:
		v.text = "only here: " + say.SetWords(c.env.In(f.Account).Result.Index.Region(f.Place.Region), f.VPCID, a.Set)
	}
	return v
}

func (c *comparedWords) finding(s *compare.Side) compareValue {
	mark := say.FindingMark(s.Finding)
	token := theme.Text
	if mark == theme.SeverityUnknown {
		token = theme.Unknown
	}
	return compareValue{text: say.Briefly(s.Finding.Title), mark: mark.Letter(), token: token,
		target: target{id: s.ID, leads: true, to: findingPlace(s.Finding)}}
}

// differing are the rows whose answers differ, and those whose answers do not.
func differing(rows []compareRow) (differ, equal []*compareRow) {
	for i := range rows {
		if r := &rows[i]; r.differs {
			differ = append(differ, r)
		} else {
			equal = append(equal, r)
		}
	}
	return differ, equal
}
