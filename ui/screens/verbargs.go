package screens

import (
	"slices"
	"strings"

	finder "github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/ui/query"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// Arg is one thing that belongs behind a verb.
type Arg struct {
	Name     string // in capitals, as in a usage line
	Example  string // what it looks like, in words
	Optional bool
	free     bool // any text means something as it stands
	// offer lists what it may be: given are the arguments before it, word is what
	// is typed of it so far. Nil is text that only the person knows.
	offer func(h *Prompt, given []string, word string) []argOffer
}

// argOffer is a value that an argument may have.
type argOffer struct {
	word, what string
	typed      string // how it is typed, where that is not the word
	more       bool   // something is still to be typed behind it
}

func (a *Arg) word() string {
	if a.Optional {
		return "[" + a.Name + "]"
	}
	return a.Name
}

// The kinds of arguments.

func functionArg() Arg { return Arg{Name: "FUNCTION", Example: "its name", offer: offerFunctions} }
func optionalFunctionArg() Arg {
	return Arg{Name: "FUNCTION", Example: "without it, the one you stand on", Optional: true, offer: offerFunctions}
}
func nameArg() Arg {
	return Arg{Name: "NAME", Example: "a part of the names of functions", Optional: true, free: true,
		offer: offerFunctions}
}
func earlierArg() Arg {
	return Arg{Name: "PATH|TIME", Example: "a snapshot: a file or a directory; or 14:05, yesterday", Optional: true,
		free: true, offer: func(h *Prompt, _ []string, word string) []argOffer {
			var out []argOffer
			for _, name := range h.Earlier {
				if strings.HasPrefix(name, word) {
					out = append(out, argOffer{word: name, what: h.EarlierWhat[name]})
				}
			}
			return out
		}}
}

// optionalSubjectArg is a function or a resource that can be asked the question of a command.
func optionalSubjectArg(command screen.Command) Arg {
	return Arg{Name: "FUNCTION|RESOURCE", Example: "a name or an id; without it, what you stand on", Optional: true,
		offer: func(h *Prompt, _ []string, word string) []argOffer {
			return h.offerMatching(word, func(t *finder.Entry) bool {
				p, ok := placeOfEntry(h.env, t)
				return ok && (t.Function || command == screen.GoWho ||
					aboutResource(command, p, h.env.In(p.Account)) != nil)
			})
		}}
}
func destinationArg() Arg {
	return Arg{Name: "DESTINATION", Example: "internet, s3, HOST:PORT, 10.0.3.4:5432 tcp, an id or a name",
		offer: offerDestinations}
}

// choiceArg is one of the names that a list has at the time.
func choiceArg(name, example, what string, list func(*Prompt) []string) Arg {
	return Arg{Name: name, Example: example, offer: func(h *Prompt, _ []string, word string) []argOffer {
		var out []argOffer
		for _, n := range list(h) {
			if strings.HasPrefix(strings.ToLower(n), strings.ToLower(word)) {
				out = append(out, argOffer{word: n, what: what})
			}
		}
		return out
	}}
}

// filterOf is the filter of a list: its fields and the values in its rows.
func filterOf(p screen.Place) Arg {
	example := "text  !not  vpc:prod|media  ~pattern"
	if p.Kind == "" {
		example = "text  !not  vpc:prod|media  sev:>=high  ~pattern"
	}
	return Arg{Name: "FILTER", Example: example, Optional: true, free: true,
		offer: func(h *Prompt, _ []string, word string) []argOffer {
			var out []argOffer
			for _, c := range h.list(p).completeText(word) {
				out = append(out, argOffer{word: c.Word, what: c.What, typed: c.Text, more: true})
			}
			return out
		}}
}

// filtered is a list that knows how a filter may go on.
type filtered interface {
	completeText(text string) []query.Completion
}

func (l *listing[T]) completeText(text string) []query.Completion {
	return query.CompleteFilter(text, l.keys, l.valuesOf)
}

// unfiltered is a screen without a filter.
type unfiltered struct{}

func (unfiltered) completeText(string) []query.Completion { return nil }

// list is the list of a place with its rows, made once.
func (h *Prompt) list(p screen.Place) filtered {
	if l, ok := h.lists[p]; ok {
		return l
	}
	h.lists[p] = unfiltered{}
	if s, err := New(p); err == nil && h.env.Result != nil && h.env.Theme != nil {
		if l, ok := s.(filtered); ok && Ready(s, h.env.Result) {
			s.Load(h.env.All())
			h.lists[p] = l
		}
	}
	return h.lists[p]
}

func offerFunctions(h *Prompt, _ []string, word string) []argOffer {
	return h.offerMatching(word, func(t *finder.Entry) bool { return t.Function })
}

// offerMatching are the functions or resources that answer to a word.
func (h *Prompt) offerMatching(word string, may func(*finder.Entry) bool) []argOffer {
	word = strings.ToLower(word)
	type scored struct {
		*finder.Entry
		argOffer
		finder.Answer
	}
	var all []scored
	names := h.names()
	for i := range names {
		c := &names[i]
		if !c.Holds(word) {
			continue
		}
		shown, what := c.Word()
		all = append(all, scored{c, argOffer{word: shown, what: what, typed: c.Typed}, c.Answer(word, false)})
	}
	slices.SortStableFunc(all, func(a, b scored) int { return int(a.Rank) - int(b.Rank) })
	var out []argOffer
	for _, s := range all {
		if len(out) == most {
			break
		}
		if may(s.Entry) {
			out = append(out, s.argOffer)
		}
	}
	return out
}

// offerDestinations are where a trace of the function before it may lead.
func offerDestinations(h *Prompt, given []string, word string) []argOffer {
	if len(given) == 0 {
		return nil
	}
	c := h.function(given[0])
	if c == nil {
		return nil
	}
	p, _ := placeOfEntry(h.env, c)
	return h.destinations(p, word)
}

func (h *Prompt) destinations(fn screen.Place, word string) []argOffer {
	var out []argOffer
	for _, s := range h.ask(fn).Suggest(word) {
		if to, ok := s.Place(); ok {
			out = append(out, argOffer{word: s.Word, what: s.What, typed: to.To})
		}
	}
	return out
}

// ask is the question where a trace of a function leads, made once.
func (h *Prompt) ask(fn screen.Place) screen.Ask {
	if a, ok := h.asked[fn]; ok {
		return a
	}
	a, _ := askDestination(fn, h.env.In(fn.Account)).(screen.Ask)
	h.asked[fn] = a
	return a
}

// functionAtCursor is the function that the person stands on.
func (h *Prompt) functionAtCursor() (screen.Place, bool) {
	stands, ok := h.screen.(about)
	if !ok {
		return screen.Place{}, false
	}
	for _, p := range stands.about(h.env) {
		if p.Screen == "function" && say.FunctionOf(h.env.In(p.Account).Result, p.Region, p.ID) != nil {
			return p, true
		}
	}
	return screen.Place{}, false
}

// columns are those that the screen can be sorted by.
func (h *Prompt) columns() []string {
	if l, ok := h.screen.(Arranged); ok {
		return l.Columns()
	}
	return nil
}

// function is the function of a name, an id, or a region and a name.
func (h *Prompt) function(text string) *finder.Entry {
	return h.meant(text, func(c *finder.Entry) bool { return c.Function })
}

// meant is what a text means of what may be: of the account that the person is in
// first.
func (h *Prompt) meant(text string, may func(*finder.Entry) bool) *finder.Entry {
	var other *finder.Entry
	here := h.env.AccountID()
	names := h.names()
	for i := range names {
		c := &names[i]
		switch {
		case !may(c) || !c.Means(text):
		case c.Account == here:
			return c
		case other == nil:
			other = c
		}
	}
	return other
}

// find is the function or else the resource of a name or an id.
func (h *Prompt) find(text string) *finder.Entry {
	if c := h.function(text); c != nil {
		return c
	}
	return h.meant(text, func(*finder.Entry) bool { return true })
}

// offerArgs are the ways to go on behind a verb: first the line as it stands, if
// it means something, then what the argument that is typed may be.
func (h *Prompt) offerArgs(v *Verb, head, rest string) []Offer {
	given, word, before := argAt(v, head, rest)
	usage := v.usage(len(given))
	var out []Offer
	if len(v.Args) > 0 {
		arg := v.Args[len(given)]
		var choices []argOffer
		if arg.offer != nil {
			choices = arg.offer(h, given, word)
		}
		if v.Command == screen.GoTrace && len(given) == 0 { // the function may be left out
			if fn, ok := h.functionAtCursor(); ok {
				for _, c := range h.destinations(fn, rest) {
					c.more = true // nothing of ours follows
					choices = append(choices, c)
				}
			}
		}
		for _, c := range choices {
			line := before + c.typed
			if c.typed == "" {
				line = before + c.word
			}
			if len(given) < len(v.Args)-1 && !c.more {
				line += " "
			}
			o := Offer{Word: c.word, What: c.what, Line: line, Usage: usage}
			a := finder.Answers(strings.ToLower(c.word), strings.ToLower(lastWord(word)), false)
			if a.Rank != finder.NotAtAll {
				o.Hits = a.Hits
			}
			out = append(out, o)
		}
	}
	typed := strings.TrimSpace(head + " " + rest)
	same := slices.ContainsFunc(out, func(o Offer) bool { return strings.EqualFold(strings.TrimSpace(o.Line), typed) })
	if rest == "" && len(v.Args) > 0 && !v.Args[0].Optional && v.Command == screen.None || same {
		return out
	}
	if _, err := v.Make(h, strings.TrimSpace(rest)); err != nil {
		return out
	}
	whole := Offer{Word: typed, What: v.What, Line: typed, Usage: usage}
	switch {
	case rest == "":
		whole.Key = h.keyOf(v.Command)
	case v.Name == v.Screen: // a list of a screen of its own
		whole.What = v.Name + " with " + strings.TrimSpace(rest)
	case v.Args[len(given)].free:
		whole.What += " with " + strings.TrimSpace(rest)
	}
	// A text that means something as it stands comes first; where a name is
	// wanted, those that there are do.
	if rest == "" || len(out) == 0 || v.Args[len(given)].free {
		return append([]Offer{whole}, out...)
	}
	return append(out, whole)
}

// argAt parts the rest of a line into the arguments that are done, what is typed
// of the next one, and the line before that.
func argAt(v *Verb, head, rest string) (given []string, word, before string) {
	before, word = head+" ", rest
	for len(given) < len(v.Args)-1 {
		done, next, ok := strings.Cut(word, " ")
		if !ok {
			break
		}
		given = append(given, done)
		before += done + " "
		word = strings.TrimLeft(next, " ")
	}
	return given, word, before
}

// lastWord is what is typed of a value: behind the field, in a filter.
func lastWord(text string) string {
	return text[strings.LastIndexAny(text, " :|!\"")+1:]
}
