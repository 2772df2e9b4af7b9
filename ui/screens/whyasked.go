package screens

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
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

// why explains the first symptom of a text: of the function that is named, else of the one that the text names, else of
// the one that the person stands on.
func (h *Prompt) why(fn screen.Place, text string) (screen.Intent, error) {
	read := symptom.Read(text)
	if len(read) == 0 {
		return nil, errors.New("no timeout, refusal, DNS or TLS error, denial, state or deletion is in that text")
	}
	s := read[0]
	for i := range read {
		if fn.ID != "" && report.ShortFunction(read[i].Function) == fn.ID {
			s = read[i]
			break
		}
	}
	if fn.ID == "" {
		var err error
		if fn, err = h.functionOfText(&s, text); err != nil && why.NeedsFunction(s.Kind) {
			return nil, err
		}
	}
	if !why.NeedsFunction(s.Kind) { // it is about what the text names, wherever the person stands
		fn.ID = ""
	}
	return screen.Push{To: whyPlace(fn, &s)}, nil
}

// functionOfText is the function that a text is about.
func (h *Prompt) functionOfText(s *symptom.Symptom, text string) (screen.Place, error) {
	if name := report.ShortFunction(s.Function); name != "" {
		if t := h.function(name); t != nil {
			fn, _ := placeOfEntry(h.env, t)
			return fn, nil
		}
	}
	var known []string
	for _, f := range h.env.All().Result.Everywhere() {
		known = append(known, f.FunctionName)
	}
	switch mentioned := symptom.Mentioned(text, known); {
	case len(mentioned) == 1:
		if t := h.function(mentioned[0]); t != nil {
			fn, _ := placeOfEntry(h.env, t)
			return fn, nil
		}
	case len(mentioned) > 1:
		return screen.Place{}, fmt.Errorf("the text names several functions: %s: name one behind why",
			english.FirstOf(mentioned, 5))
	}
	if fn, ok := h.functionAtCursor(); ok {
		return fn, nil
	}
	if name := report.ShortFunction(s.Function); name != "" {
		return screen.Place{}, fmt.Errorf("the text is about %s, which is not in this account", fmt.Sprintf("%q", name))
	}
	return screen.Place{}, errors.New("the text names no function of this account: why FUNCTION and the error")
}
