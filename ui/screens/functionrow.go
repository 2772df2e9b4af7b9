package screens

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/query"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/theme"
)

// functionRow is a function with the words of its row, made once.
type functionRow struct {
	*analysis.Function
	stage   analysis.Stage // what the row can tell; what it cannot is no verdict
	mark    theme.Severity
	out     theme.Verdict
	outWord string
	zones   []zoneMark
	vpc     string
	groups  string
	wrong   string
	changed changed
	rx      *awsdata.RegionIndex
	text    string // for the filter, made when it is first asked for
	shared  *sharedText

	accountName string // "" where there is one account
}

// zoneMark is a function's way out from one zone.
type zoneMark struct {
	zone    string
	verdict theme.Verdict
	used    bool
}

// add joins the mark of another subnet in the zone: Lambda may pick any of them.
func (m *zoneMark) add(v theme.Verdict) {
	if m.used && v != m.verdict {
		v = theme.VerdictPartial
	}
	m.used, m.verdict = true, v
}

// Text implements [Subject].
func (r *functionRow) Text() string {
	if r.text != "" {
		return r.text
	}
	shared := r.shared
	if shared == nil {
		shared = newSharedText()
	}
	var own, all strings.Builder
	own.Grow(256)
	for _, word := range [...]string{r.FunctionName, r.wrong, r.vpc, r.VPCID, r.groups, r.RuntimeText(),
		r.Place.Region, r.outWord, r.Account, r.accountName} {
		own.WriteString(word)
		own.WriteByte('\n')
	}
	for _, t := range r.Tags {
		own.WriteString(hiddenTag(t).whole())
		own.WriteByte('\n')
	}
	all.Grow(1024)
	all.WriteString(strings.ToLower(own.String()))
	all.WriteString(shared.placement(r))
	for _, f := range r.Findings {
		all.WriteByte('\n')
		all.WriteString(shared.finding(f))
	}
	r.text = strings.Clone(all.String())
	return r.text
}

// sharedText is what the filter finds in many functions: ten thousand of them have a few hundred findings and
// placements, and the first letter that is typed asks all of them.
type sharedText struct {
	findings   map[*check.Finding]string
	placements map[placementOf]string
}

// placementOf is a function's placement, with where that is.
type placementOf struct{ account, region, key string }

func newSharedText() *sharedText {
	return &sharedText{map[*check.Finding]string{}, map[placementOf]string{}}
}

func (s *sharedText) finding(f *check.Finding) string {
	text, known := s.findings[f]
	if !known {
		text = strings.ToLower(hiddenFinding(f).whole())
		s.findings[f] = text
	}
	return text
}

func (s *sharedText) placement(r *functionRow) string {
	at := placementOf{r.Account, r.Place.Region, r.Key}
	text, known := s.placements[at]
	if !known {
		var words []string
		for _, d := range r.placeDetails() {
			words = append(words, d.whole())
		}
		text = strings.ToLower(strings.Join(words, "\n"))
		if r.Key != "" { // else it was not placed yet
			s.placements[at] = text
		}
	}
	return text
}

// hidden is something of a row that a filter finds and no column shows.
type hidden struct{ what, text string }

func (h hidden) whole() string { return h.what + h.text }

func hiddenFinding(f *check.Finding) hidden {
	what := f.Check + ": "
	if f.Waived != nil {
		what = "waived: " + what
	}
	return hidden{what, say.Briefly(f.Title)}
}

func hiddenTag(t awsdata.Tag) hidden { return hidden{"tag ", t.Key + "=" + t.Value} }

// details are the other findings of the function, its subnets, addresses and tags.
func (r *functionRow) details() []hidden {
	var out []hidden
	for _, f := range r.Findings {
		out = append(out, hiddenFinding(f))
	}
	out = append(out, r.placeDetails()...)
	for _, t := range r.Tags {
		out = append(out, hiddenTag(t))
	}
	return out
}

// placeDetails are the subnets of the function and its addresses in them.
func (r *functionRow) placeDetails() []hidden {
	var out []hidden
	for i := range r.Subnets {
		s := &r.Subnets[i]
		text := s.ID
		if s.Subnet != nil {
			text = strings.TrimSpace(s.Subnet.Name()+" "+s.ID) + " " + strings.Join(s.Subnet.CIDRs(), " ")
		}
		out = append(out, hidden{"subnet ", text})
		if r.rx == nil {
			continue
		}
		for _, n := range r.rx.LambdaInterfaces(s.ID, r.Groups) {
			out = append(out, hidden{"interface " + n.ID() + " ", strings.Join(n.Addresses(), " ")})
		}
	}
	return out
}

// functionKeys are the fields of the filter of functions.
func functionKeys() []string {
	return []string{"vpc", "sev", "posture", "az", "zone", "runtime", "region", "account", "check", "class", "sg",
		"subnet", "out", "logged", "impact", "exposed", "tag", "changed"}
}

// Names implements [Subject].
func (r *functionRow) Names() []string {
	return []string{strings.ToLower(r.FunctionName), strings.ToLower(r.vpc), r.VPCID, strings.ToLower(r.groups)}
}

// Field implements [Subject].
func (r *functionRow) Field(key string) ([]string, bool) {
	switch key {
	case "vpc":
		return []string{strings.ToLower(r.vpc), r.VPCID}, true
	case "sev":
		return []string{r.Worst().String()}, true
	case "posture":
		return []string{string(r.Internet.Posture)}, true
	case "out":
		return []string{say.OutWord(r.Function), strings.ToLower(r.outWord)}, true
	case "logged":
		return []string{string(r.Logged())}, true
	case "tag":
		return taggedBy(r.Tags, r.TagsKnown).words(), true
	case "impact":
		return impactWords(r.Function), true
	case "exposed":
		return exposures(r.Function), true
	case "az", "zone":
		var zones []string
		for _, s := range r.Subnets {
			zones = append(zones, s.Zone)
			if s.Subnet != nil {
				zones = append(zones, s.Subnet.AvailabilityZone, s.Subnet.AvailabilityZoneId)
			}
		}
		return zones, true
	case "runtime":
		return []string{strings.ToLower(r.RuntimeText())}, true
	case "region":
		return []string{r.Place.Region}, true
	case "account":
		return []string{r.Account, strings.ToLower(r.accountName)}, true
	case "check":
		var ids []string
		for _, f := range r.Findings {
			if f.Status != check.Unknown {
				ids = append(ids, f.Check)
			}
		}
		return ids, true
	case "class":
		classes := []string{string(r.Class)}
		for _, s := range r.Subnets {
			classes = append(classes, string(s.Class))
		}
		return classes, true
	case "changed":
		return r.changed.words(), true
	case "sg":
		return append([]string{strings.ToLower(r.groups)}, r.Groups...), true
	case "subnet":
		var ids []string
		for _, s := range r.Subnets {
			ids = append(ids, s.ID)
			if s.Subnet != nil {
				ids = append(ids, strings.ToLower(s.Subnet.Name()))
			}
		}
		return ids, true
	}
	return nil, false
}

// Doubts implements [query.Doubter]: what a missing call leaves open of the internet egress, of flow logs and of
// checks.
func (r *functionRow) Doubts(key string) []string {
	switch key {
	case "out":
		if k := r.Exit().Kind; k == analysis.ExitUnknown || k == analysis.ExitRouted {
			return []string{query.Unknown}
		}
	case "logged":
		if r.Logged() == analysis.LoggedUnknown {
			return []string{query.Unknown}
		}
	case "impact", "exposed", "check":
		var doubts []string
		for _, f := range r.Findings {
			switch {
			case f.Status != check.Unknown || f.Waived != nil:
			case key == "impact":
				doubts = append(doubts, f.Impact.String())
			case key == "exposed":
				if f.Impact == check.Exposed {
					doubts = append(doubts, f.Severity.String())
				}
			default:
				doubts = append(doubts, f.Check)
			}
		}
		return doubts
	}
	return nil
}

// impactWords are the values of the field "impact".
func impactWords(f *analysis.Function) []string {
	var words []string
	for _, i := range f.Impacts() {
		words = append(words, i.String())
	}
	if slices.ContainsFunc(f.Findings, func(x *check.Finding) bool {
		return x.Status == check.Unknown && x.Waived == nil
	}) {
		words = append(words, "unknown")
	}
	if words == nil {
		words = []string{"none"}
	}
	return words
}

// exposures are the values of the field "exposed": how severe each finding is that exposes something. Unlike "impact"
// and "sev" beside each other, which two findings can answer, it speaks of one.
func exposures(f *analysis.Function) []string {
	var words []string
	for _, x := range f.Findings {
		if x.Status == check.Fail && x.Waived == nil && x.Impact == check.Exposed {
			words = append(words, x.Severity.String())
		}
	}
	if words == nil {
		words = []string{"none"}
	}
	return words
}

// ofFinding is the value that a field of a function has for one of its findings; ok is false where it has none.
func ofFinding(key string, x *check.Finding) (value string, ok bool) {
	fact := x.Status == check.Fail && x.Waived == nil
	switch key {
	case "impact":
		if x.Status == check.Unknown && x.Waived == nil {
			return "unknown", true
		}
		return x.Impact.String(), fact
	case "exposed":
		return x.Severity.String(), fact && x.Impact == check.Exposed
	}
	return x.Check, x.Status != check.Unknown
}

// askedFor is the finding that the fields of the filter are about: the first of the function if it is one, else the
// worst. It is nil where they ask for none, or where each of them is answered by another finding.
func (s *Functions) askedFor(r *functionRow) *check.Finding {
	var fields []string
	for _, key := range [...]string{"impact", "exposed", "check"} {
		if asks, _ := s.query.Wants(key, ""); asks {
			fields = append(fields, key)
		}
	}
	if fields == nil {
		return nil
	}
	isAsked := func(x *check.Finding) bool {
		return !slices.ContainsFunc(fields, func(key string) bool {
			value, ok := ofFinding(key, x)
			_, wants := s.query.Wants(key, value)
			return !ok || !wants
		})
	}
	worst := r.First()
	if worst != nil && isAsked(worst) {
		return worst
	}
	worst = nil
	for _, x := range r.Findings {
		if isAsked(x) && (worst == nil || check.Compare(x, worst) < 0) {
			worst = x
		}
	}
	return worst
}

// found is what is wrong with a function or, where the filter found something else of it, that: a reader must see why
// the row is there. Aside says that it is no finding that a field asks for.
func (s *Functions) found(r *functionRow) (text string, aside bool) {
	if s.query.Empty() {
		return r.wrong, false
	}
	switch x := s.askedFor(r); {
	case x == nil:
	case x == r.First():
		return r.wrong, false
	case x.Waived != nil:
		return "waived: " + say.Briefly(x.Title), true
	default:
		return say.Briefly(x.Title), false
	}
	for _, shown := range []string{r.FunctionName, r.wrong, r.vpc, r.outWord} {
		if s.looksFor(shown) {
			return r.wrong, false
		}
	}
	for _, d := range r.details() {
		if s.looksFor(d.whole()) {
			return d.whole(), true
		}
	}
	return r.wrong, false
}
