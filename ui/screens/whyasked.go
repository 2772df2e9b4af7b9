package screens

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/analysis/why"
	"github.com/vpclens/vpclens/ui/screen"
)

// leastError is how long a text must be to be taken for an error rather than for a name.
const leastError = 8

func whyArg() Arg {
	return Arg{Name: "[FUNCTION] ERROR", Example: "Task timed out after 6.00 seconds", free: true,
		offer: offerFunctions}
}

func makeWhy(h *Prompt, rest string) (screen.Intent, error) {
	if rest == "" {
		return nil, errors.New("paste the error behind it, as in: why Task timed out after 6.00 seconds")
	}
	word, text, _ := strings.Cut(rest, " ")
	if t := h.function(word); t != nil && strings.TrimSpace(text) != "" {
		fn, _ := placeOfEntry(h.env, t)
		return h.why(fn, text)
	}
	return h.why(screen.Place{}, rest)
}

// Pasted is what an error that somebody pasted means; ok is false for a text in which there is none.
func (h *Prompt) Pasted(text string) (i screen.Intent, ok bool, err error) {
	if len(text) < leastError || len(symptom.Read(text)) == 0 {
		return nil, false, nil
	}
	if h.Waiting != "" {
		return nil, true, fmt.Errorf("why: not now: %s", h.Waiting)
	}
	i, err = h.why(screen.Place{}, text)
	return i, true, err
}

// offerWhy offers to explain a text that tells of an error.
func (h *Prompt) offerWhy(text string) []Offer {
	if h.env.Result == nil || !strings.Contains(text, " ") {
		return nil
	}
	to, ok, err := h.Pasted(text)
	if !ok || err != nil {
		return nil
	}
	read := symptom.Read(text)
	return []Offer{{Word: "why", What: why.KindText(read[0].Kind), Line: text, Group: groupScreens, To: to}}
}

// why explains a text about the function that is named, else the one that the text names, else the one that the person
// stands on.
func (h *Prompt) why(fn screen.Place, text string) (screen.Intent, error) {
	read := symptom.Read(text)
	if len(read) == 0 {
		return nil, errors.New("no timeout, refusal, DNS or TLS error, denial, state or deletion is in that text")
	}
	s := why.Choose(read, fn.ID)
	if fn.ID == "" {
		var err error
		if fn, err = h.functionOfText(&s, text); err != nil && why.NeedsFunction(s.Kind) {
			return nil, err
		}
	}
	return screen.Push{To: whyPlace(fn, &s)}, nil
}

// functionOfText is the function that a text is about. Where it names one that is not here, it is none: it is not about
// the one that the person happens to stand on.
func (h *Prompt) functionOfText(s *symptom.Symptom, text string) (screen.Place, error) {
	switch named := why.FunctionsNamed(h.env.All().Result, s, text); {
	case len(named) == 1:
		name := symptom.ShortName(named[0])
		for _, typed := range []string{named[0], name} { // an ARN tells the account, too
			if t := h.function(typed); t != nil {
				fn, _ := placeOfEntry(h.env, t)
				return fn, nil
			}
		}
		return screen.Place{}, fmt.Errorf("several functions are called %s: name one behind why", name)
	case len(named) > 1:
		return screen.Place{}, fmt.Errorf("the text names several functions: %s: name one behind why",
			english.FirstOf(named, 5))
	case s.Function != "":
		return screen.Place{}, fmt.Errorf("the text is about %q, which is not in this account",
			symptom.ShortName(s.Function))
	}
	if fn, ok := h.functionAtCursor(); ok {
		return fn, nil
	}
	return screen.Place{}, errors.New("the text names no function of this account: why FUNCTION and the error")
}
