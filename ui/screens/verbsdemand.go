package screens

import (
	"errors"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/ui/screen"
)

// What can be typed about what AWS is asked on demand.

// spanArg is how far back somebody asks.
func spanArg() Arg {
	return Arg{Name: "SINCE", Example: "how far back: 3h, 24h, 7d", Optional: true,
		offer: func(_ *Prompt, _ []string, word string) []argOffer {
			var out []argOffer
			for _, span := range []string{"1h", "3h", "24h", "7d"} {
				if strings.HasPrefix(span, word) {
					out = append(out, argOffer{word: span, what: "the last " + span})
				}
			}
			return out
		}}
}

// makeSignals asks about what is named, or what the person stands on, so far back as the last word says.
func makeSignals(h *Prompt, rest string) (screen.Intent, error) {
	words := strings.Fields(rest)
	span := ""
	if n := len(words); n > 0 {
		if _, ok := english.ParseSpan(words[n-1]); ok {
			span, words = words[n-1], words[:n-1]
		}
	}
	about, err := makeAbout(screen.GoSignals)(h, strings.Join(words, " "))
	if err != nil || span == "" {
		return about, err
	}
	if _, here := about.(screen.Run); here {
		var why string
		if about, why = About(h.screen, screen.GoSignals, h.env); about == nil {
			return nil, errors.New(why)
		}
	}
	push, ok := about.(screen.Push)
	if !ok {
		return nil, errors.New("this cannot be asked so far back")
	}
	push.To.To = span
	return push, nil
}
