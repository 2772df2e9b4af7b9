package screens

import (
	"fmt"
	"strings"

	finder "github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/ui/screen"
)

// found is what a text that is no name belongs to: an address, a range, an ARN, a host name, a URL, the value of a tag,
// a line that names something. It is the same search as that of `vpclens find`.
func (h *Prompt) found(text string) finder.Found {
	if h.env.Result == nil || len(text) < 2 {
		return finder.Found{}
	}
	return h.search().Find(text)
}

// specific says whether a text is rather an address, an ARN, a host name, a URL or a tag than a word.
func specific(text string) bool { return len(text) > 2 && strings.ContainsAny(text, ".:/=") }

// offerFound are the things that a text belongs to, as offers that lead there.
func (h *Prompt) offerFound(text string) []Offer {
	if h.env.Result == nil || h.Waiting != "" {
		return nil
	}
	found, words := h.found(text), &report.Find{Index: h.env.All().Result.Index}
	var out []Offer
	for i := range found.Matches {
		m := &found.Matches[i]
		to, ok := h.placeOfMatch(m)
		if !ok {
			continue
		}
		word, what := m.Word()
		if why := words.Why(m); why != "" {
			what = m.Kind.Name + ", " + why
		}
		out = append(out, Offer{Word: word, What: what, Line: m.Typed, To: screen.Push{To: to}})
		if len(out) == most {
			break
		}
	}
	return out
}

// placeOfMatch is where a match is shown: of a service, how functions reach it.
func (h *Prompt) placeOfMatch(m *finder.Match) (screen.Place, bool) {
	if m.How == finder.ByService {
		return screen.Place{Screen: "services"}, true
	}
	return placeOfEntry(h.env, &m.Entry)
}

// notFound says that a text means nothing, and which lists that it may be in were not read.
func (h *Prompt) notFound(text string) error {
	if h.Unread != "" {
		return fmt.Errorf("nothing that is known so far is called %q: %s", text, h.Unread)
	}
	if specific(text) {
		if missing := h.found(text).Missing; len(missing) > 0 {
			m := missing[0]
			rest := ""
			if n := len(missing) - 1; n > 0 {
				rest = fmt.Sprintf(" and %d others", n)
			}
			return fmt.Errorf("nothing that was read has %q; not read: %s (%s)%s", text, m.Call,
				strings.TrimSpace(m.Account+" "+m.Region), rest)
		}
		return fmt.Errorf("nothing here has %q", text)
	}
	return fmt.Errorf("there is no command, screen, kind or resource %q", text)
}
