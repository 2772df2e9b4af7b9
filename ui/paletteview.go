package ui

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// leastRows is how many offers a palette has room for, where the window has. A short list makes a small box, which then
// stands still while a person types; a long one takes the whole height.
const leastRows = 4

// leastForHeadings is the room from which on offers stand under headings: below it every line is needed for them.
const leastForHeadings = 10

// entry is a line of a palette: an offer by its number, or the heading of those below it.
type entry struct {
	heading string
	offer   int
}

// entries are the lines of offers. Those of one group need no heading.
func entries(offers []offer, headings bool) []entry {
	headings = headings && slices.ContainsFunc(offers, func(o offer) bool { return o.Group != offers[0].Group })
	var out []entry
	for i := range offers {
		if headings && (i == 0 || offers[i].Group != offers[i-1].Group) && offers[i].Group != "" {
			out = append(out, entry{heading: offers[i].Group})
		}
		out = append(out, entry{offer: i})
	}
	return out
}

// grouped puts offers of a group beside each other. The group of the best offer comes first, and in it that offer.
func grouped(offers []offer) []offer {
	first := map[string]int{}
	for i := range offers {
		if _, ok := first[offers[i].Group]; !ok {
			first[offers[i].Group] = i
		}
	}
	slices.SortStableFunc(offers, func(a, b offer) int { return first[a.Group] - first[b.Group] })
	return offers
}

func (p *palette) view(th *theme.Theme, w, h int) (string, *tea.Cursor) {
	offers := p.offered()
	prompt := ": "
	text, at := p.input.View(th, max(w-widget.Width(prompt), 1))
	lines := []string{th.Paint(theme.Accent, prompt) + text}
	if h > 3 {
		lines = append(lines, p.second(th, offers, w))
	} else if p.why != "" {
		lines = append(lines, widget.Mark(theme.Warn, p.why).View(th, w))
	}
	foot := 0
	if h > 7 {
		foot = 1
	}
	room := max(h-len(lines)-foot, 0)
	list := entries(offers, room >= leastForHeadings)
	if p.rows == 0 {
		p.rows = max(len(list), leastRows)
	}
	room = min(room, p.rows)
	chosen := slices.IndexFunc(list, func(e entry) bool { return e.heading == "" && e.offer == p.cursor })
	from := max(min(chosen-room/2, len(list)-room), 0)
	p.above, p.lines = len(lines), list[from:min(from+room, len(list))]
	words := wordWidth(offers, w)
	for _, e := range p.lines {
		if e.heading != "" {
			lines = append(lines, widget.Mark(theme.Header, e.heading).View(th, w))
			continue
		}
		o := offers[e.offer]
		if o.What == o.Group && len(list) > len(offers) { // its heading says so
			o.What = ""
		}
		lines = append(lines, offerLine(th, o, e.offer == p.cursor, words, w))
	}
	for range room - len(p.lines) {
		lines = append(lines, "")
	}
	if foot > 0 {
		below := 0
		for _, e := range list[from+len(p.lines):] {
			if e.heading == "" {
				below++
			}
		}
		lines = append(lines, p.keys(th, below, w))
	}
	return strings.Join(lines, "\n"), tea.NewCursor(min(widget.Width(prompt)+at, w-1), 0)
}

// second is the line beneath what is typed: why it leads nowhere, or what can
// follow the word under the cursor.
func (p *palette) second(th *theme.Theme, offers []offer, w int) string {
	switch {
	case p.why != "":
		return widget.Mark(theme.Warn, "  "+p.why).View(th, w)
	case p.hints():
		spans := []widget.Span{{Text: "  a screen, a kind, a command, or the name of anything", Token: theme.Dim}}
		if len(*p.said) > 0 {
			spans = append(spans, widget.Span{Text: "   " + th.Sym.Up, Token: theme.Key},
				widget.Span{Text: " typed before", Token: theme.Hint})
		}
		return widget.Spans(spans...).View(th, w)
	case p.cursor < len(offers) && offers[p.cursor].Usage.Now != "":
		return usageLine(offers[p.cursor].Usage).View(th, w)
	}
	return widget.Rule(th, w)
}

// hints says whether the line beneath what is typed tells what can be typed.
func (p *palette) hints() bool { return p.said != nil && p.input.Text() == "" && !p.moved }

// usageLine is what can follow, with what is typed now standing out.
func usageLine(u screens.Usage) widget.Cell {
	spans := []widget.Span{{Text: "  "}}
	add := func(text string, token theme.Token, gap string) {
		if text != "" {
			spans = append(spans, widget.Span{Text: text + gap, Token: token})
		}
	}
	add(u.Before, theme.Dim, " ")
	add(u.Now, theme.Header, " ")
	add(u.After, theme.Dim, " ")
	if u.Example != "" {
		add("  "+u.Example, theme.Dim, "")
	}
	return widget.Spans(spans...)
}

// keys is the last line: what moves, and how much there is below.
func (p *palette) keys(th *theme.Theme, below, w int) string {
	parts := []widget.Hint{
		{Key: th.Sym.Enter, Does: "go", Priority: 90}, {Key: "tab", Does: "complete", Priority: 80},
		{Key: th.Sym.Up + " " + th.Sym.Down, Does: "choose", Priority: 60}, {Key: "esc", Does: "close", Priority: 70},
	}
	rest := widget.Part{Right: true, Priority: 40}
	if below > 0 {
		rest.Cell = widget.Mark(theme.Dim, strconv.Itoa(below)+" more")
	}
	return widget.Footer(th, w, parts, rest)
}

// wordWidth is the room of the words: that of the widest, within reason.
func wordWidth(offers []offer, w int) int {
	widest := 0
	for i := range offers {
		widest = max(widest, widget.Width(widget.Plain(offers[i].Word)))
	}
	return min(max(widest, 12), max(w/2-4, 1))
}

// offerLine is a word, what it is, and its key at the end.
func offerLine(th *theme.Theme, o offer, chosen bool, words, w int) string {
	mark, token := "  ", theme.Text
	if chosen {
		mark, token = th.Sym.Cursor+" ", theme.Strong
	}
	key := keyText(th, o.Key)
	if w < 40 {
		key = ""
	}
	keyRoom := widget.Width(key)
	line := widget.Mark(theme.Accent, mark).View(th, min(2, w))
	line += matched(o, token).View(th, max(min(words, w-2), 0))
	if rest := w - 2 - words - keyRoom; rest > 6 {
		line += widget.Mark(theme.Dim, "  "+awsdata.Clean(o.What)).View(th, rest-1) + " "
		line += widget.Mark(theme.Key, key).View(th, keyRoom)
	}
	return line
}

// matched is the word with the letters that were typed.
func matched(o offer, token theme.Token) widget.Cell {
	word := widget.Plain(o.Word)
	if word != o.Word || len(o.Hits) == 0 {
		return widget.Mark(token, word)
	}
	var spans []widget.Span
	from := 0
	for i := 1; i <= len(word); i++ {
		was, is := slices.Contains(o.Hits, i-1), slices.Contains(o.Hits, i)
		if i < len(word) && was == is {
			continue
		}
		look := token
		if was {
			look = theme.Match
		}
		spans = append(spans, widget.Span{Text: word[from:i], Token: look})
		from = i
	}
	return widget.Spans(spans...)
}
