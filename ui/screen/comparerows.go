package screen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// compareRow is one question that both functions are asked.
type compareRow struct {
	key      string
	question string
	sides    [2]compareValue
}

// compareValue is one function's answer.
type compareValue struct {
	same   string // equal for answers that are the same, whatever they are called
	text   string // "" for none
	mark   string // a glyph before it
	token  theme.Token
	target target
}

func (r *compareRow) differs() bool { return r.sides[0].same != r.sides[1].same }

// cell is an answer as it is painted: quiet where both are the same, and as a link
// where the cursor is.
func (v *compareValue) cell(env *Env, differs, here bool) widget.Cell {
	text, token := arrows(env, v.text), v.token
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
		return widget.Spans(widget.Span{Text: v.mark, Token: mark}, widget.Span{Text: " "}, widget.Span{Text: text, Token: token})
	}
	return widget.Mark(token, text)
}

// comparer asks the questions.
type comparer struct {
	env  *Env
	fns  [2]*analysis.Function
	rows []compareRow
}

// compareRows are all questions, in the order in which a person asks them.
func compareRows(env *Env, fns [2]*analysis.Function, answer *comparedReach) []compareRow {
	c := &comparer{env: env, fns: fns}
	c.wayOut()
	c.groups()
	c.reach(answer)
	c.findings()
	c.settings()
	return c.rows
}

// ask adds a question with one answer on each side.
func (c *comparer) ask(question string, answer func(i int, f *analysis.Function) compareValue) {
	r := compareRow{key: fmt.Sprintf("%d %s", len(c.rows), question), question: question}
	for i, f := range c.fns {
		r.sides[i] = answer(i, f)
		if r.sides[i].same == "" {
			r.sides[i].same = r.sides[i].text
		}
	}
	// Two things of the same name are told apart by their ids.
	if a, b := &r.sides[0], &r.sides[1]; r.differs() && a.text == b.text && a.mark == b.mark && a.text != "" {
		a.text, b.text = a.text+", "+shortARN(a.target.id), b.text+", "+shortARN(b.target.id)
	}
	c.rows = append(c.rows, r)
}

// each adds a row for each thing that both have, and then those that one of them
// has, beside each other.
func (c *comparer) each(question string, list func(i int, f *analysis.Function) []compareValue) {
	left, right := list(0, c.fns[0]), list(1, c.fns[1])
	has := func(values []compareValue, v compareValue) bool {
		return slices.ContainsFunc(values, func(o compareValue) bool { return o.same == v.same })
	}
	add := func(l, r compareValue) {
		c.ask(question, func(i int, _ *analysis.Function) compareValue { return [2]compareValue{l, r}[i] })
	}
	var only [2][]compareValue
	for _, v := range left {
		if i := slices.IndexFunc(right, func(o compareValue) bool { return o.same == v.same }); i >= 0 {
			add(v, right[i])
		} else {
			only[0] = append(only[0], v)
		}
	}
	for _, v := range right {
		if !has(left, v) {
			only[1] = append(only[1], v)
		}
	}
	for n := range max(len(only[0]), len(only[1])) {
		sides := [2]compareValue{{same: "none on the left"}, {same: "none on the right"}}
		for i := range sides {
			if n < len(only[i]) {
				sides[i] = only[i][n]
			}
		}
		add(sides[0], sides[1])
	}
	if len(left)+len(right) == 0 {
		add(compareValue{same: "none"}, compareValue{same: "none"})
	}
}

// link is an answer that leads to a resource.
func (c *comparer) link(f *analysis.Function, id, text string, token theme.Token) compareValue {
	t := target{id: id}
	if t.to, t.leads = placeOf(c.env.Result, f.Place.Region, id); !t.leads {
		t.why = id + " is not in the snapshot"
	}
	return compareValue{same: homeOf(c.env.Result, f.Place.Region, id) + "/" + id, text: text, token: token, target: t}
}

func (c *comparer) name(f *analysis.Function, id string) string {
	return nameOf(c.env.Result, f.Place.Region, id)
}

// wayOut asks where they sit, and how they lead out from each zone.
func (c *comparer) wayOut() {
	c.ask("VPC", func(_ int, f *analysis.Function) compareValue {
		if f.VPCID == "" {
			return compareValue{same: "none", text: "not in a VPC"}
		}
		return c.link(f, f.VPCID, c.name(f, f.VPCID), theme.Text)
	})
	c.ask("internet", func(_ int, f *analysis.Function) compareValue {
		mark, word := wayOut(f)
		v := compareValue{text: word, mark: c.env.Theme.Glyph(mark), token: whyOrText(mark)}
		v.target = target{id: f.FunctionArn, leads: true, to: Place{Screen: "reach", Region: f.Place.Region, ID: f.FunctionName}}
		v.same = word + " " + humanSet(f.Internet.Sets.Can())
		if mark == theme.VerdictFine && f.Internet.Posture == reach.PostureRestricted {
			v.text = humanSet(f.Internet.Sets.Can())
		}
		return v
	})
	var zones []string
	for _, f := range c.fns {
		for i := range f.Subnets {
			if z := zoneLetter(f.Subnets[i].Zone); !slices.Contains(zones, z) {
				zones = append(zones, z)
			}
		}
	}
	slices.Sort(zones)
	for _, zone := range zones {
		c.each("zone "+zone, func(_ int, f *analysis.Function) []compareValue { return c.inZone(f, zone) })
	}
}

// inZone are a function's subnets of a zone.
func (c *comparer) inZone(f *analysis.Function, zone string) []compareValue {
	var out []compareValue
	for i := range f.Subnets {
		s := &f.Subnets[i]
		if zoneLetter(s.Zone) != zone {
			continue
		}
		mark := subnetMark(s)
		why := s.Why.String()
		if s.Internet == reach.Blocked && s.Class == reach.ClassNAT {
			why += ", but the groups let nothing out to it"
		}
		v := c.link(f, s.ID, c.name(f, s.ID)+": "+why, whyOrText(mark))
		v.mark = c.env.Theme.Glyph(mark)
		v.same += " " + s.Internet.String() + " " + s.Why.String()
		out = append(out, v)
	}
	return out
}

// groups asks for the security groups, and what they let out together.
func (c *comparer) groups() {
	c.each("group", func(_ int, f *analysis.Function) []compareValue {
		var out []compareValue
		for _, id := range f.Groups {
			out = append(out, c.link(f, id, c.name(f, id), theme.Text))
		}
		return out
	})
	c.each("lets out", func(_ int, f *analysis.Function) []compareValue {
		var out []compareValue
		rx := c.env.Result.Index.Region(f.Place.Region)
		for _, id := range f.Groups {
			g := rx.SecurityGroup(id)
			if g == nil {
				v := c.link(f, id, "the rules of "+id+" are not in the snapshot", theme.Unknown)
				v.mark = c.env.Theme.Sym.Unknown
				out = append(out, v)
				continue
			}
			out = append(out, c.rules(f, g)...)
		}
		return out
	})
}

// rules are the outbound rules of a group. One that names the same peer on the
// same ports is the same, whichever group it is in.
func (c *comparer) rules(f *analysis.Function, g *awsdata.SecurityGroup) []compareValue {
	var out []compareValue
	for i := range g.IpPermissionsEgress {
		for _, peer := range g.IpPermissionsEgress[i].Peers() {
			to, id := peer.Value, peer.Value
			if peer.Ref != "" {
				to, id = c.name(f, peer.Ref), f.Place.Region+"/"+peer.Ref
				if name, ok := strings.CutPrefix(to, "com.amazonaws."+f.Place.Region+"."); ok {
					to = name
				}
			}
			v := c.link(f, g.GroupId, g.IpPermissionsEgress[i].PortText()+" → "+to, theme.Text)
			v.same = g.IpPermissionsEgress[i].PortText() + " " + id
			out = append(out, v)
		}
	}
	return out
}

// servicesOf are the services that functions call most, and those that one of the
// two VPCs has an endpoint for.
func servicesOf(res *analysis.Result, fns [2]*analysis.Function) []string {
	out := commonServices()
	for _, f := range fns {
		rx := res.Index.Region(f.Place.Region)
		for _, e := range rx.VPCEndpoints(f.VPCID) {
			if s := serviceOf(rx, e); s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// reach asks what only one of the two can reach, and how each service is reached.
func (c *comparer) reach(a *comparedReach) {
	unknown := [2]netset.Set{a.sets[0].Unknown, a.sets[1].Unknown}
	c.alone("can reach", theme.Text, [2]netset.Set{a.sets[0].Can(), a.sets[1].Can()}, unknown)
	c.alone("nobody knows", theme.Unknown, unknown, [2]netset.Set{})
	// Services that both reach in the same two ways, or not for the same two reasons,
	// are one row.
	var alike [][]int
	for n := range a.services {
		i := slices.IndexFunc(alike, func(group []int) bool {
			return a.answers[0][group[0]] == a.answers[0][n] && a.answers[1][group[0]] == a.answers[1][n]
		})
		if i < 0 {
			alike = append(alike, []int{n})
		} else {
			alike[i] = append(alike[i], n)
		}
	}
	for _, group := range alike {
		question, service := a.services[group[0]], a.services[group[0]]
		if more := len(group) - 1; more > 0 {
			question += fmt.Sprintf(" +%d", more)
		}
		c.ask(question, func(i int, f *analysis.Function) compareValue {
			v := c.service(&a.answers[i][group[0]])
			v.target = target{id: service, leads: true, to: Place{Screen: "path", Region: f.Place.Region, ID: f.FunctionName, To: service}}
			return v
		})
	}
}

// service is how a service is reached or, if it is not, why.
func (c *comparer) service(x *serviceAnswer) compareValue {
	v := compareValue{mark: c.env.Theme.Glyph(x.verdict), token: whyOrText(x.verdict), text: x.way}
	switch {
	case x.why != "" && x.verdict == theme.VerdictBlocked:
		v.text = x.why
	case x.why != "":
		v.text = joinWords(x.way, x.why)
	case v.text == "":
		v.text = "no way"
	}
	v.same = v.mark + v.text
	return v
}

// alone asks what is in the set of one and not in that of the other, nor where nobody knows about the other.
func (c *comparer) alone(question string, token theme.Token, sets, unknown [2]netset.Set) {
	if sets[0].IsEmpty() && sets[1].IsEmpty() {
		return
	}
	alone := [2]netset.Set{sets[0].Minus(sets[1]).Minus(unknown[1]), sets[1].Minus(sets[0]).Minus(unknown[0])}
	c.ask(question, func(i int, f *analysis.Function) compareValue {
		v := compareValue{token: token, target: target{id: f.FunctionArn, leads: true, to: Place{Screen: "reach", Region: f.Place.Region, ID: f.FunctionName}}}
		switch {
		case sets[0].Equal(sets[1]):
			v.text = "the same"
			return v
		case alone[0].IsEmpty() && alone[1].IsEmpty():
			v.text = "the same, but for what nobody knows"
			return v
		}
		v.same = fmt.Sprint(i)
		if !alone[i].IsEmpty() {
			v.text = "only here: " + setWords(c.env.Result.Index.Region(f.Place.Region), f.VPCID, alone[i])
		} else {
			v.text, v.token = "nothing else", theme.Dim
		}
		return v
	})
}

// findings asks what is wrong with each.
func (c *comparer) findings() {
	c.each("finding", func(_ int, f *analysis.Function) []compareValue {
		var out []compareValue
		for _, x := range f.Findings {
			mark := findingMark(x)
			token := theme.Text
			if mark == theme.SeverityUnknown {
				token = theme.Unknown
			}
			out = append(out, compareValue{same: x.Region + "/" + x.ID, text: briefly(x.Title), mark: mark.Letter(), token: token,
				target: target{id: x.ID, leads: true, to: Place{Screen: "finding", Region: x.Region, ID: x.ID}}})
		}
		return out
	})
}

// settings asks for the role and for the function's own settings.
func (c *comparer) settings() {
	c.ask("role", func(_ int, f *analysis.Function) compareValue {
		if f.Role == "" {
			return compareValue{}
		}
		return c.link(f, f.Role, shortARN(f.Role), theme.Text)
	})
	c.each("policy", func(_ int, f *analysis.Function) []compareValue {
		var out []compareValue
		role := c.env.Result.Index.Role(f.Role)
		if role == nil {
			v := c.link(f, f.Role, "the role's policies are not in the snapshot", theme.Unknown)
			v.same, v.mark = "unknown of "+f.Role, c.env.Theme.Sym.Unknown
			return append(out, v)
		}
		for _, p := range role.AttachedManagedPolicies {
			v := c.link(f, f.Role, p.PolicyName, theme.Text)
			v.same = p.PolicyArn
			out = append(out, v)
		}
		for _, p := range role.RolePolicyList {
			v := c.link(f, f.Role, p.PolicyName, theme.Text)
			v.same = p.PolicyName + " " + string(p.PolicyDocument)
			out = append(out, v)
		}
		return out
	})
	for _, q := range []struct {
		question string
		of       func(*analysis.Function) string
	}{
		{"runtime", func(f *analysis.Function) string { return f.RuntimeText() }},
		{"processor", func(f *analysis.Function) string { return strings.Join(f.Architectures, "+") }},
		{"memory", func(f *analysis.Function) string { return fmt.Sprintf("%d MB", f.MemorySize) }},
		{"timeout", func(f *analysis.Function) string { return fmt.Sprintf("%d s", f.Timeout) }},
		{"state", func(f *analysis.Function) string { return joinWords(f.State, f.StateReason) }},
		{"region", func(f *analysis.Function) string { return f.Place.Region }},
	} {
		c.ask(q.question, func(_ int, f *analysis.Function) compareValue {
			return compareValue{text: q.of(f), target: target{id: f.FunctionArn, leads: true, to: functionPlace(f)}}
		})
	}
}
