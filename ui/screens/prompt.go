package screens

import (
	"fmt"
	"slices"
	"strings"

	finder "github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// TypedCommand is a row of the table of keys that can be typed after ":" as well.
type TypedCommand struct {
	Command screen.Command
	Names   []string // the first is the one to show
	What    string
	Key     string // as people write it
	Why     string // why it does not apply here, "" where it does
}

// Prompt is where a person is when they type after ":", and what there is to type.
type Prompt struct {
	Regions, Profiles, Themes []string // to choose from
	Earlier                   []string // states of the account, as they are typed
	EarlierWhat               map[string]string
	Waiting                   string // why what needs facts cannot be asked yet, "" where it can
	Unread                    string // why there may be more than is known so far, "" once everything is
	// Finder is that of the snapshot, which a prompt that is opened again need not make again; nil makes one.
	Finder func() *finder.Finder

	env     *screen.Env
	screen  screen.Screen // nil for none
	actions []TypedCommand
	verbs   []Verb
	finder  *finder.Finder // nil until it is asked for
	asked   map[screen.Place]screen.Ask
	lists   map[screen.Place]filtered
}

// NewPrompt makes what can be typed on a screen.
func NewPrompt(env *screen.Env, on screen.Screen, actions []TypedCommand) *Prompt {
	h := &Prompt{env: env, screen: on, actions: actions, asked: map[screen.Place]screen.Ask{},
		lists: map[screen.Place]filtered{}}
	h.verbs = verbsOf(actions, Views(env))
	return h
}

// Offer is a line that what was typed may become.
type Offer struct {
	Word  string
	What  string
	Line  string // what is typed when it is completed
	Key   string // that does the same, "" for none
	Usage Usage
	Group string        // of what there is to go to or do, "" for none
	Hits  []int         // the bytes of the word that were typed
	To    screen.Intent // where it leads; nil for what the line means
}

// Usage is what belongs behind a verb: the argument to be typed now, those before
// and after it, and what it looks like.
type Usage struct{ Before, Now, After, Example string }

// Suggest lists what a text may become. What answers exactly comes first, then
// what begins so, then what holds it; letters with others between them are looked
// for only where nothing else answers.
func (h *Prompt) Suggest(text string) []Offer {
	text = strings.TrimLeft(text, " ")
	if what, ok := LookedFor(text); ok {
		return h.Suggest(what)
	}
	if v, head, rest, ok := h.verbIn(text); ok {
		if why := h.pending(v); why != "" {
			return []Offer{{Word: v.Name, What: v.What + notNow(why), Line: strings.TrimSpace(head + " " + rest)}}
		}
		return append(h.exactNames(text), h.offerArgs(v, head, rest)...)
	}
	if why := h.offerWhy(text); len(why) > 0 {
		return why
	}
	word := strings.ToLower(strings.TrimSpace(text))
	if word == "" {
		offers := sorted(h.offerVerbs("", false))
		slices.SortStableFunc(offers, func(a, b Offer) int {
			return slices.Index(verbGroups, a.Group) - slices.Index(verbGroups, b.Group)
		})
		return h.possibleFirst(offers)
	}
	out := append(h.offerVerbs(word, false), h.offerNames(word, false)...)
	if specific(word) || len(out) == 0 {
		if found := h.offerFound(strings.TrimSpace(text)); len(found) > 0 {
			return found
		}
	}
	if len(out) == 0 {
		out = append(h.offerVerbs(word, true), h.offerNames(word, true)...)
	}
	return h.possibleFirst(sorted(out))
}

// LookedFor is what stands behind "find", which here is what every text without a word of ours does: whoever knows the
// command line types it all the same. Without this it would be the beginning of "findings".
func LookedFor(text string) (what string, ok bool) {
	word, what, ok := strings.Cut(strings.TrimSpace(text), " ")
	what = strings.TrimSpace(what)
	return what, ok && what != "" && strings.EqualFold(word, "find")
}

// exportForms are the forms that can be typed here: those of a drawing only where one is.
func (h *Prompt) exportForms() []string {
	_, draws := h.screen.(drawable)
	return slices.DeleteFunc(screen.ExportForms(), func(form string) bool {
		return !draws && (form == screen.DiagramSVG || form == screen.Mermaid)
	})
}

// pending is why a verb cannot be carried out before there are facts, "" where it can. A command that applies needs
// none.
func (h *Prompt) pending(v *Verb) string {
	if s := h.typedCommand(v.Command); s != nil && s.Why == "" {
		return ""
	}
	return h.Waiting
}

func notNow(why string) string { return " (not now: " + why + ")" }

// possibleFirst puts what can be done before what waits for facts.
func (h *Prompt) possibleFirst(offers []Offer) []Offer {
	if h.Waiting == "" {
		return offers
	}
	waits := func(o *Offer) int {
		if v := h.verb(func(name string) bool { return name == o.Word }); v != nil && h.pending(v) == "" {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(offers, func(a, b Offer) int { return waits(&a) - waits(&b) })
	return offers
}

// ranked is an offer with how well it answers.
type ranked struct {
	Offer
	finder.Answer
}

// sorted are the best offers in the order of how well they answer.
func sorted(all []ranked) []Offer {
	slices.SortStableFunc(all, func(a, b ranked) int { return a.Compare(b.Answer) })
	out := make([]Offer, 0, len(all))
	for _, r := range all {
		out = append(out, r.Offer)
	}
	return out
}

// Parse is what a text means, and why it means nothing.
func (h *Prompt) Parse(text string) (screen.Intent, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, fmt.Errorf("type a screen, a kind, a command or a name")
	}
	if i, found, err := h.Exactly(text); found {
		return i, err
	}
	switch offers := h.Suggest(text); {
	case len(offers) > 0 && offers[0].To != nil:
		return offers[0].To, nil
	case len(offers) > 0 && !strings.EqualFold(strings.TrimSpace(offers[0].Line), text):
		return h.Parse(offers[0].Line)
	}
	return nil, h.notFound(text)
}

// Knows says whether a text names what a command can be asked about: a function
// or, unless it is a trace that begins there, a resource.
func (h *Prompt) Knows(c screen.Command, text string) bool {
	if c == screen.GoTrace {
		return h.function(text) != nil
	}
	return h.find(text) != nil
}

// Exactly is what a text means to the letter: a name, or a word of ours with what
// stands behind it; found is false where it is only a part of some.
func (h *Prompt) Exactly(text string) (i screen.Intent, found bool, err error) {
	if what, ok := LookedFor(text); ok {
		return h.Exactly(what)
	}
	v, _, rest, isVerb := h.verbIn(text + " ")
	if !isVerb || rest != "" { // a word of ours stays what the help says it is
		if c := h.meant(text, func(*finder.Entry) bool { return true }); c != nil {
			i, err = h.open(c)
			return i, true, err
		}
	}
	if isVerb {
		if why := h.pending(v); why != "" {
			return nil, true, fmt.Errorf("%s: not now: %s", v.Name, why)
		}
		i, err = v.Make(h, strings.TrimSpace(rest))
	}
	return i, isVerb, err
}

func (h *Prompt) open(t *finder.Entry) (screen.Intent, error) {
	p, ok := placeOfEntry(h.env, t)
	if !ok {
		return nil, fmt.Errorf("%s cannot be opened", t.Typed)
	}
	return screen.Push{To: p}, nil
}

// placeOfEntry is where it is shown; ok is false for what has no screen.
func placeOfEntry(env *screen.Env, t *finder.Entry) (screen.Place, bool) {
	res := env.In(t.Account).Result
	if t.Function && say.FunctionOf(res, t.Region, t.ID) != nil {
		return screen.Place{Screen: "function", Account: t.Account, Region: t.Region, ID: t.ID}, true
	}
	return say.PlaceOf(res, t.Region, t.ID)
}

// verbIn is the verb that a text begins with, once there is a space behind it,
// and what follows. The words of a name may be parted by spaces ("security
// groups"), and where none is meant exactly, its beginning is enough ("sub app").
func (h *Prompt) verbIn(text string) (v *Verb, head, rest string, ok bool) {
	words := strings.Fields(text)
	for n := min(len(words), 5); n > 0; n-- {
		end := 0
		for _, w := range words[:n] {
			end += strings.Index(text[end:], w) + len(w)
		}
		if end == len(text) {
			continue // the last word may go on
		}
		name := strings.ToLower(strings.Join(words[:n], "-"))
		if v := h.verb(func(known string) bool { return known == name }); v != nil {
			return v, text[:end], strings.TrimLeft(text[end:], " "), true
		}
	}
	if len(words) > 1 {
		end := strings.Index(text, words[0]) + len(words[0])
		name := strings.ToLower(words[0])
		if v := h.verb(func(known string) bool { return strings.HasPrefix(known, name) }); v != nil && len(v.Args) > 0 {
			return v, text[:end], strings.TrimLeft(text[end:], " "), true
		}
	}
	return nil, "", "", false
}

// verb is the first verb with a name that passes a test.
func (h *Prompt) verb(test func(name string) bool) *Verb {
	for i := range h.verbs {
		v := &h.verbs[i]
		if test(v.Name) || slices.ContainsFunc(v.Aliases, test) {
			return v
		}
	}
	return nil
}

// offerVerbs are the verbs that answer to a word, by their name or another one.
func (h *Prompt) offerVerbs(word string, loose bool) []ranked {
	var out []ranked
	for i := range h.verbs {
		v := &h.verbs[i]
		best, name := finder.Answer{Rank: finder.NotAtAll}, v.Name
		for _, n := range append([]string{v.Name}, v.Aliases...) {
			if a := finder.Answers(n, word, loose); a.Rank < best.Rank ||
				a.Rank == best.Rank && a.Rank == finder.Scattered && a.Gap < best.Gap {
				best, name = a, n
			}
		}
		if best.Rank == finder.NotAtAll || best.Rank == finder.Within && len(word) < 2 {
			continue
		}
		o := Offer{Word: name, What: v.What, Line: name, Key: h.keyOf(v.Command), Usage: v.usage(0), Hits: best.Hits,
			Group: v.Group}
		if len(v.Args) > 0 {
			o.Line += " "
		}
		if why := h.pending(v); why != "" {
			o.What += notNow(why)
		} else if why := h.whyNot(v.Command); why != "" && len(v.Args) == 0 {
			o.What += notNow(why)
		}
		out = append(out, ranked{o, best})
	}
	return out
}

func (h *Prompt) typedCommand(c screen.Command) *TypedCommand {
	for i := range h.actions {
		if c != screen.None && h.actions[i].Command == c {
			return &h.actions[i]
		}
	}
	return nil
}

func (h *Prompt) keyOf(c screen.Command) string {
	if s := h.typedCommand(c); s != nil {
		return s.Key
	}
	return ""
}

func (h *Prompt) whyNot(c screen.Command) string {
	if s := h.typedCommand(c); s != nil {
		return s.Why
	}
	return ""
}

// search finds things in all that is shown, which is listed once; nil where there is nothing yet.
func (h *Prompt) search() *finder.Finder {
	switch {
	case h.finder != nil || h.env.Result == nil:
	case h.Finder != nil:
		h.finder = h.Finder()
	default:
		h.finder = finder.New(h.env.All().Result.Index)
	}
	return h.finder
}

// names is everything that can be named.
func (h *Prompt) names() []finder.Entry {
	if f := h.search(); f != nil {
		return f.Named()
	}
	return nil
}

// offerNames are the functions and resources that answer to a word.
func (h *Prompt) offerNames(word string, loose bool) []ranked {
	var out []ranked
	names := h.names()
	for i := range names {
		c := &names[i]
		if !loose && !c.Holds(word) {
			continue
		}
		best := c.Answer(word, loose)
		if byID := finder.Answers(strings.ToLower(c.ID), word, false); byID.Rank < best.Rank {
			best = finder.Answer{Rank: byID.Rank}
		}
		if best.Rank == finder.NotAtAll || best.Rank == finder.Within && len(word) < 2 {
			continue
		}
		shown, what := c.Word()
		o := Offer{Word: shown, What: what, Line: c.Typed, Hits: best.Hits, Group: groupNames}
		out = append(out, ranked{o, best})
	}
	slices.SortStableFunc(out, func(a, b ranked) int { return a.Compare(b.Answer) })
	return out[:min(len(out), most)]
}

// exactNames are the functions and resources that are called exactly so, for
// names with spaces that begin like a verb.
func (h *Prompt) exactNames(text string) []Offer {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, " ") {
		return nil
	}
	var out []Offer
	names := h.names()
	for i := range names {
		if c := &names[i]; c.Means(text) {
			word, what := c.Word()
			out = append(out, Offer{Word: word, What: what, Line: c.Typed})
		}
	}
	return out
}
