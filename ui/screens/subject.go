package screens

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// hasCursor is a screen on which the person stands on something else first than
// what a trace would start at: a hop, a station, the row of a list.
type hasCursor interface {
	// underCursor is what the person stands on, what they mean first in front.
	underCursor(env *screen.Env) []screen.Place
}

// underCursor is what the person stands on.
func underCursor(s screen.Screen, env *screen.Env) []screen.Place {
	if st, ok := s.(hasCursor); ok {
		return st.underCursor(env)
	}
	if a, ok := s.(about); ok {
		return a.about(env)
	}
	return nil
}

// subject is one thing of the account, whatever it is.
type subject struct {
	place    screen.Place
	resource awsdata.Resource   // a function as well
	fn       *analysis.Function // what was computed of a function
	finding  *check.Finding
}

// subjectOf is what a place is about; ok is false for lists, and for what is not in
// the snapshot.
func subjectOf(res *analysis.Result, p screen.Place) (t subject, ok bool) {
	t.place = p
	switch {
	case p.ID == "":
		return t, false
	case p.Screen == "finding" || p.Kind == findingKind:
		t.finding = findingOf(res, p.Region, p.ID)
		return t, t.finding != nil
	}
	if p.Screen == "function" || p.Kind == "" || p.Kind == "fn" {
		if t.fn = say.FunctionOf(res, p.Region, p.ID); t.fn != nil {
			t.resource = t.fn.Function
			return t, true
		}
	}
	t.resource = say.Find(res, p.Region, p.ID)
	return t, t.resource != nil
}

// findingKind is the kind of a finding, where a place is about one and its screen
// is another.
const findingKind = "finding"

func findingOf(res *analysis.Result, region, id string) *check.Finding {
	for i := range res.Findings {
		if f := &res.Findings[i]; f.ID == id && f.Region == region {
			return f
		}
	}
	return nil
}

// kind is the code of the thing's kind.
func (t *subject) kind() string {
	if t.finding != nil {
		return findingKind
	}
	return say.KindOf(t.resource)
}

// name is what people call it.
func (t *subject) name() string {
	if t.finding != nil {
		return t.finding.Check
	}
	return awsdata.NameOrID(t.resource)
}

// subjects are what the person stands on, each once.
func subjects(s screen.Screen, env *screen.Env) []subject {
	var out []subject
	seen := map[string]bool{}
	for _, p := range underCursor(s, env) {
		t, ok := subjectOf(env.In(p.Account).Result, p)
		if !ok {
			continue
		}
		if key := fmt.Sprint(t.kind(), " ", p.Account, " ", p.Region, " ", p.ID); !seen[key] {
			seen[key] = true
			out = append(out, t)
		}
	}
	return out
}

// documented is a screen that shows a document, in a form that the person chose.
type documented interface {
	shownDocument() (name, text string)
}

// aboutSubject carries out a command about what the person stands on: nil, and why,
// where it does not apply.
func aboutSubject(s screen.Screen, c screen.Command, env *screen.Env) (screen.Intent, string) {
	if c == screen.CopyMenu {
		return askWhatToCopy(s, env), ""
	}
	if of, ok := s.(whoAsked); ok && c == screen.GoWho {
		if p, ok := of.whoPlace(env); ok {
			return screen.Push{To: p}, ""
		}
	}
	list := subjects(s, env)
	if len(list) == 0 {
		return nil, "there is nothing under the cursor to ask this about"
	}
	intent, why := list[0].carryOut(c, env)
	if view, ok := intent.(screen.Display); ok {
		if d, ok := s.(documented); ok {
			view.Name, view.Text = d.shownDocument()
		}
		return view, why
	}
	if intent != nil || c != screen.GoUsedBy || list[0].fn == nil && list[0].finding == nil {
		return intent, why
	}
	// Nobody uses a function or a finding: the row under the cursor is meant.
	for i := range list[1:] {
		if intent, _ := list[i+1].carryOut(c, env); intent != nil {
			return intent, ""
		}
	}
	return nil, why
}

// whoAsked is a screen on which who changed something is asked of the whole: of all that is on a path, of what an error
// comes from.
type whoAsked interface {
	// whoPlace is where that is told; false where there is nothing to ask about.
	whoPlace(env *screen.Env) (screen.Place, bool)
}

// functionKind is the code of functions in the table of kinds.
const functionKind = "fn"

// carryOut is what a command about one thing does.
func (t *subject) carryOut(c screen.Command, env *screen.Env) (screen.Intent, string) {
	env = env.In(t.place.Account)
	at := screen.Place{Account: t.place.Account, Kind: t.kind(), Region: t.place.Region, ID: t.place.ID}
	if t.resource != nil && t.fn == nil {
		at.ID = t.resource.ID()
	}
	switch c {
	case screen.GoUsedBy:
		if why := t.notUsed(); why != "" {
			return nil, why
		}
		at.Screen = "usedby"
		return screen.Push{To: at}, ""
	case screen.GoWho:
		at.Screen = "who"
		return screen.Push{To: at}, ""
	case screen.GoRaw:
		at.Screen = "raw"
		return screen.Push{To: at}, ""
	case screen.OpenPager, screen.OpenEditor:
		text, err := t.document(env.Profile)
		if err != nil {
			return nil, err.Error()
		}
		return screen.Display{Name: "document.json", Text: string(text) + "\n", Editor: c == screen.OpenEditor}, ""
	case screen.GoOwner:
		return t.goOwner(env)
	case screen.Console:
		url, why := t.console(env.Result)
		if url == "" {
			return nil, why
		}
		return screen.Browse{URL: url}, ""
	}
	return nil, ""
}
