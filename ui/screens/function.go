package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Function is the screen of one function: what is wrong, how it leads out, and
// everything that has a part in it.
type Function struct {
	page
	region, name string
	flows        *report.Flows // that the page tells of
	flowsErr     error         // why saved flow logs were not read
}

// NewFunction makes the screen of a function.
func NewFunction(p screen.Place) *Function { return &Function{region: p.Region, name: p.ID} }

func (s *Function) place() screen.Place { return screen.Place{Region: s.region, ID: s.name} }

// Title implements [Screen].
func (s *Function) Title() string { return s.name }

// Keys implements [Screen].
func (s *Function) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.GoTrace, screen.GoDiagram, screen.GoReach, screen.GoWhatIf}
}

// Update implements [Screen].
func (s *Function) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch v := msg.(type) {
	case screen.Shown:
		known, missing := flowsOf(env, s.place())
		switch {
		case missing && s.flowsErr == nil:
			return s, readFlows(env, s.place(), false)
		case known != s.flows:
			s.Load(env)
		}
		return s, nil
	case screen.Computed:
		if read, ok := v.Value.(recorded); ok {
			s.flowsErr = read.err
			s.Load(env)
		}
		return s, nil
	}
	if do, ok := msg.(screen.Do); ok && do.Command == screen.Compare {
		return s, askCompare(env, say.FunctionOf(env.Result, s.region, s.name), nil)
	}
	return s, s.update(msg)
}

// Can implements [Screen].
func (s *Function) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	if c == screen.Compare {
		there := say.FunctionOf(env.Result, s.region, s.name) != nil
		return there && manyFunctions(env), "there are no two functions to compare"
	}
	return s.page.Can(c, env)
}

// View implements [Screen].
func (s *Function) View(env *screen.Env, w, h int) string { return s.view(env, w, h) }

// Load implements [Screen].
func (s *Function) Load(env *screen.Env) {
	f := say.FunctionOf(env.Result, s.region, s.name)
	b := newBuilder(env, s.region)
	if f == nil {
		s.whole = target{}
		b.gone(s.name, "list-functions")
		s.set(b)
		return
	}
	s.whole = target{id: f.FunctionArn, command: say.FunctionCommand(f).Text(env.Profile)}
	s.copies = "an AWS CLI command that shows it"
	b.functionHead(f)
	b.worstFindings(f)
	s.flows, _ = flowsOf(env, s.place())
	b.recordedLine(s.place(), s.flows, s.flowsErr)
	if f.Class == reach.ClassNotAttached {
		b.section("Internet egress")
		b.row(widget.Spans(widget.Span{Text: env.Theme.Glyph(theme.VerdictFine) + " ", Token: theme.Good},
			widget.Span{Text: "Lambda's own network: the whole IPv4 internet, and nothing in any VPC"}))
		b.functionTargets(f)
	} else {
		b.wayOut(f)
		b.functionTargets(f)
		b.functionServices(f)
		b.functionVPC(f)
		b.functionGroups(f)
		b.functionEndpoints(f)
		b.functionInterfaces(f)
	}
	b.role(f.Role)
	b.functionTags(f)
	b.functionMore(f)
	s.set(b)
}

// gone says that what the page is about is not in the snapshot.
func (b *builder) gone(id, call string) {
	b.section("")
	b.row(widget.Mark(theme.Strong, id+" is not in this snapshot."))
	if !b.gap(call) {
		b.row(widget.Mark(theme.Dim, say.NotInSnapshot(b.env)))
	}
}

// functionHead is the line about the function itself, and its VPC.
func (b *builder) functionHead(f *analysis.Function) {
	dot := " " + b.env.Theme.Sym.Dot + " "
	facts := []string{f.RuntimeText(), strings.Join(f.Architectures, "+")}
	if f.MemorySize > 0 {
		facts = append(facts, fmt.Sprintf("%d MB", f.MemorySize))
	}
	if f.Timeout > 0 {
		facts = append(facts, fmt.Sprintf("%d s timeout", f.Timeout))
	}
	if f.VpcConfig != nil && f.VpcConfig.Ipv6AllowedForDualStack {
		facts = append(facts, "dual stack")
	}
	facts = append(facts, f.Place.Region)
	spans := []widget.Span{{Text: strings.Join(slices.DeleteFunc(facts, func(s string) bool { return s == "" }), dot)}}
	if f.State != "" {
		token := theme.Good
		if !f.Active() {
			token = theme.Warn
		}
		spans = append(spans, widget.Span{Text: dot}, widget.Span{Text: f.State, Token: token})
	}
	b.section("Function")
	b.row(widget.Spans(spans...))
	if f.Description != "" {
		b.row(widget.Mark(theme.Dim, f.Description))
	}
	if f.StateReason != "" {
		b.row(widget.Mark(theme.Warn, f.StateReason))
	}
	if f.UpdateFailed() {
		b.row(widget.Mark(theme.Bad, "last update failed: "+f.LastUpdateStatusReason))
	}
}

// functionVPC is where a function sits.
func (b *builder) functionVPC(f *analysis.Function) {
	b.section("VPC")
	cell := say.Label(b.env, b.region, f.VPCID)
	if f.VPC != nil {
		cell.More = append(cell.More, widget.Span{Text: "  " + strings.Join(f.VPC.CIDRs(), " "), Token: theme.Dim})
	}
	b.link(f.VPCID, cell)
	if arn := f.CapacityProviderArn(); arn != "" {
		b.link(arn, widget.Spans(widget.Span{Text: "capacity provider "}, widget.Span{Text: say.ShortID(b.env, arn)}))
	}
}

// worstOnly is how many findings a function's screen shows: the way out must stay in sight below them.
const worstOnly = 4

// worstFindings are the worst findings of the function; the rest is one key away.
func (b *builder) worstFindings(f *analysis.Function) {
	if b.env.Result.Stage != analysis.Reading || f.ChecksPending {
		b.findingsPending(f.Findings)
	}
	// What the list of functions says is wrong comes first: it is the way here.
	list := slices.Clone(f.Findings)
	if at := slices.IndexFunc(list, func(x *check.Finding) bool { return x.Title == f.Headline }); at > 0 {
		first := list[at]
		list = slices.Insert(slices.Delete(list, at, at+1), 0, first)
	}
	if len(list) <= worstOnly+1 {
		b.findings("Findings", list)
		return
	}
	b.findings("Findings", list[:worstOnly])
	b.goes("findings", target{leads: true, to: screen.Place{Screen: "findings", Filter: "function:" + f.FunctionName}},
		widget.Cell{}, widget.Mark(theme.Dim, fmt.Sprintf("and %d more", len(list)-worstOnly)), widget.Cell{})
}

// findings are the findings about something, each a link.
func (b *builder) findings(heading string, list []*check.Finding) {
	if len(list) == 0 {
		return
	}
	b.section(heading, findingColumns()...)
	if b.env.Result.Stage == analysis.Reading && b.env.Result.Waiting > 0 {
		b.note(widget.Mark(theme.Dim, "so far"))
	}
	for _, f := range list {
		mark := say.FindingMark(f)
		letter, title := say.SeverityCell(mark), widget.Say(say.Arrows(b.env, say.Briefly(f.Title)))
		switch {
		case f.Waived != nil:
			letter, title = widget.Mark(theme.Dim, mark.Letter()),
				widget.Mark(theme.Dim, "waived: "+say.Arrows(b.env, say.Briefly(f.Title)))
		case mark == theme.SeverityUnknown:
			title.Token = theme.Unknown
		}
		b.goes("finding:"+f.ID,
			target{leads: true, id: f.ID, to: findingPlace(f)}, letter,
			title, widget.Mark(theme.Dim, f.Check))
	}
}

// wayOut has one row for each subnet: how it leads to the internet, or why not.
func (b *builder) wayOut(f *analysis.Function) {
	th := b.env.Theme
	b.section("Internet egress", column("", 1, 2, 9), spare(column("", 8, 24, 7)), spare(column("", 12, 18, 2)),
		spare(column("", 8, 14, 3)), spare(column("", 40, 60, 1)), sentence(36, 8))
	b.note(b.wayOutNote(f))
	for i := range f.Subnets {
		s := &f.Subnets[i]
		name, cidr, free := say.NameOf(b.env.Result, b.region, s.ID), "", ""
		if s.Subnet != nil {
			cidr = s.Subnet.CidrBlock
			if n := s.Subnet.AvailableIpAddressCount; n != nil {
				free = fmt.Sprintf("%d free", *n)
			}
		}
		freeToken := theme.Dim
		if s.Subnet != nil && s.Subnet.AvailableIpAddressCount != nil && *s.Subnet.AvailableIpAddressCount < 16 {
			freeToken = theme.Warn
		}
		mark := say.SubnetMarkOf(f, i)
		b.link(s.ID, widget.Mark(theme.Dim, say.ZoneLetter(s.Zone)), widget.Mark(theme.Strong, name),
			widget.Mark(theme.Dim, cidr), widget.Mark(freeToken, free), b.chain(s),
			widget.Spans(widget.Span{Text: th.Glyph(mark) + " ", Token: mark.Token()},
				widget.Span{Text: say.Arrows(b.env, s.Why.String()), Token: whyToken(mark)}))
	}
}

func whyToken(v theme.Verdict) theme.Token {
	if v == theme.VerdictFine || v == theme.VerdictNone {
		return theme.Dim
	}
	return v.Token()
}

func (b *builder) wayOutNote(f *analysis.Function) widget.Cell {
	verdict, word := say.WayOut(f)
	th := b.env.Theme
	var text string
	e := f.Exit()
	ok, of := e.OK, e.Of
	switch {
	case of > 1 && ok > 0 && ok < of:
		text = fmt.Sprintf("from %d of %d subnets only", ok, of)
	case verdict == theme.VerdictNone && slices.ContainsFunc(f.Findings, isOutage):
		text = "none to the internet: " + say.ClassWords(f.Class)
	case verdict == theme.VerdictNone:
		text = "none to the internet; nothing is broken: " + say.ClassWords(f.Class)
	case verdict == theme.VerdictBlocked:
		text = "none to the internet: " + say.ClassWords(f.Class)
	case verdict == theme.VerdictPending:
		text = "still being read"
	case verdict == theme.VerdictUnknown:
		text = "unknown: " + say.ClassWords(f.Class)
	case f.Internet.Posture == reach.PostureRestricted:
		text = "restricted: " + f.Internet.Sets.Can().Human()
	default:
		text = word + ": nearly the whole internet"
	}
	return widget.Spans(widget.Span{Text: th.Glyph(verdict) + " ", Token: verdict.Token()},
		widget.Span{Text: say.Arrows(b.env, text), Token: verdict.Token()})
}

// isOutage reports whether a finding tells that something does not work.
func isOutage(f *check.Finding) bool {
	return f.Status == check.Fail && f.Waived == nil && f.Impact >= check.Partly
}

// chain are the stations on the way out, from the route table on.
func (b *builder) chain(s *reach.SubnetPlace) widget.Cell {
	th := b.env.Theme
	if len(s.Steps) == 0 {
		return widget.Mark(theme.Dim, say.ClassWords(s.Class))
	}
	var spans []widget.Span
	for i, step := range s.Steps {
		if i > 0 {
			spans = append(spans, widget.Span{Text: " " + th.Sym.Crumb + " ", Token: theme.Border})
		}
		token := theme.Text
		if step.Dead {
			token = theme.Bad
		}
		spans = append(spans, widget.Span{Text: say.Arrows(b.env, b.stepText(s.Steps, i)), Token: token})
		if step.Dead {
			spans = append(spans, widget.Span{Text: " " + th.Sym.Dead, Token: theme.Bad})
		}
	}
	return widget.Spans(spans...)
}

// stepText is a station by name. The route names its target, which is the next
// station and need not be said twice.
func (b *builder) stepText(steps []reach.Step, i int) string {
	text := steps[i].Text
	if route, _, ok := strings.Cut(text, " → "); ok && i+1 < len(steps) {
		return route
	}
	if id := steps[i].ID; id != "" {
		text = strings.ReplaceAll(text, id, say.NameOf(b.env.Result, b.region, id))
	}
	return text
}

// functionGroups are its security groups, with what they let out.
func (b *builder) functionGroups(f *analysis.Function) {
	b.section("Security groups", column("", 8, 28, 9), prose("", 16, 8), column("", 14, 44, 3))
	rx := b.env.Result.Index.Region(b.region)
	for _, id := range f.Groups {
		g := rx.SecurityGroup(id)
		if g == nil {
			b.link(id, widget.Mark(theme.Bad, id),
				widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" not in the snapshot"))
			continue
		}
		b.link(id, widget.Mark(theme.Strong, g.Name()), b.egressWords(g),
			widget.Mark(theme.Dim, b.sharedWords(g, f.FunctionName)))
	}
	if len(f.Groups) == 0 {
		b.row(widget.Mark(theme.Bad, "none: nothing can leave"))
	}
}

// egressWords are the outbound rules of a group in one line.
func (b *builder) egressWords(g *awsdata.SecurityGroup) widget.Cell {
	var rules []string
	for i := range g.IpPermissionsEgress {
		for _, peer := range g.IpPermissionsEgress[i].Peers() {
			to := peer.Value
			if peer.Ref != "" {
				to = say.NameOf(b.env.Result, b.region, peer.Ref)
			}
			rules = append(rules, g.IpPermissionsEgress[i].PortText()+" "+b.env.Theme.Sym.Right+" "+to)
		}
	}
	if len(rules) == 0 {
		return widget.Mark(theme.Warn, "no rule lets anything out")
	}
	return widget.Say(english.FirstOf(rules, 4))
}

// sharedWords say who else has the group.
func (b *builder) sharedWords(g *awsdata.SecurityGroup, name string) string {
	rx := b.env.Result.Index.Region(b.region)
	others, interfaces := 0, 0
	for _, f := range rx.GroupUsers(g.GroupId) {
		if f.FunctionName != name {
			others++
		}
	}
	for _, n := range rx.InterfacesWithGroup(g.GroupId) {
		if !n.OfLambda() {
			interfaces++
		}
	}
	var words []string
	if others > 0 {
		words = append(words, say.Plural(others, "function", "functions"))
	}
	if interfaces > 0 {
		words = append(words, say.Plural(interfaces, "other interface", "other interfaces"))
	}
	if words == nil {
		return ""
	}
	return "also on " + strings.Join(words, ", ")
}

// role is the role a function runs as.
func (b *builder) role(arn string) {
	if arn == "" {
		return
	}
	b.section("Role", column("", 8, 40, 9), prose("", 10, 8))
	role := b.env.Result.Index.Role(arn)
	if role == nil {
		why := "not in the snapshot"
		if g, gap := b.env.Result.Snapshot.Account.Gap("get-account-authorization-details"); gap {
			why = "its policies were not read: " + g.Cause.Text()
		}
		b.link(arn, widget.Say(shortARN(arn)), widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" "+why))
		return
	}
	var policies []string
	for _, p := range role.AttachedManagedPolicies {
		policies = append(policies, p.PolicyName)
	}
	for _, p := range role.RolePolicyList {
		policies = append(policies, p.PolicyName)
	}
	b.link(arn, widget.Mark(theme.Strong, role.RoleName), widget.Mark(theme.Dim, english.FirstOf(policies, 4)))
}

func shortARN(arn string) string { return arn[strings.LastIndexAny(arn, ":/")+1:] }

// functionMore are the facts that matter less often.
func (b *builder) functionMore(f *analysis.Function) {
	var rows [][2]string
	add := func(label, value string) {
		if value != "" {
			rows = append(rows, [2]string{label, value})
		}
	}
	add("ARN", f.ARN())
	add("Handler", f.Handler)
	for _, l := range f.Layers {
		add("Layer", shortLayer(l.Arn))
	}
	for _, fs := range f.FileSystemConfigs {
		add("File system", fs.Arn+" at "+fs.LocalMountPath)
	}
	if f.SnapStart != nil && f.SnapStart.ApplyOn != "" && f.SnapStart.ApplyOn != "None" {
		add("SnapStart", f.SnapStart.ApplyOn+", "+f.SnapStart.OptimizationStatus)
	}
	if f.DeadLetterConfig != nil {
		add("Failures to", f.DeadLetterConfig.TargetArn)
	}
	add("Changed", f.LastModified)
	if n := len(b.env.Result.Index.Region(b.region).Versions(f.FunctionName)); n > 0 {
		add("Versions", say.Plural(n, "published version", "published versions"))
	}
	b.section("More", column("", 8, 14, 9), prose("", 10, 8))
	for _, r := range rows {
		b.row(widget.Mark(theme.Dim, r[0]), widget.Say(r[1]))
	}
}

// shortLayer is "name:version" of a layer's ARN.
func shortLayer(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) >= 8 {
		return strings.Join(parts[6:], ":")
	}
	return arn
}

// KnownFrom implements [Staged].
func (s *Function) KnownFrom() analysis.Stage { return analysis.Placed }

// underCursor: the function itself, then the row.
func (s *Function) underCursor(env *screen.Env) []screen.Place {
	return append(s.about(env), s.rowPlaces()...)
}

func (s *Function) about(*screen.Env) []screen.Place {
	return []screen.Place{{Screen: "function", Region: s.region, ID: s.name}}
}
