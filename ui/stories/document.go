package stories

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const opening = `# Stories

<!-- made from ui/stories by ` + "`make docs`" + `; do not edit -->

Questions that people have about a network at bad hours, asked to the account that is built in. Play along:

` + "```sh\nvpclens --demo\n```" + `

Each story begins on the first screen. The keys are written ` + "`like this`" +
	`; what stands between two keys is typed. Nothing here is
made up: the tests press the same keys and look for the same words, in a small terminal and in a large one.
`

// Document is docs/stories.md.
func Document() string {
	var b strings.Builder
	b.WriteString(opening)
	for i, s := range All() {
		fmt.Fprintf(&b, "\n## %d. %s\n\n%s\n", i+1, s.Title, wrap("*"+s.Who+":* "+s.Question))
		for n := range s.Steps {
			s.Steps[n].write(&b, s.Title)
		}
		if s.Counted {
			fmt.Fprintf(&b, "\n%s from the first screen.\n", s.count())
		}
		if s.Moral != "" {
			fmt.Fprintf(&b, "\n%s\n", wrap("**"+s.Moral+"**"))
		}
	}
	return b.String()
}

// count is how many keys and pastes a story takes: every letter that is typed is one, and rows that the cursor is moved
// to are not counted, as they depend on the terminal.
func (s *Story) count() string {
	keys, pastes := 0, 0
	for _, step := range s.Steps {
		if step.Paste != "" {
			pastes++
		}
		for _, k := range step.Keys {
			if _, named := Named()[k]; named {
				keys++
			} else {
				keys += utf8.RuneCountInString(k)
			}
		}
	}
	return plural(pastes, "paste") + " and " + plural(keys, "key")
}

func plural(n int, one string) string {
	switch n {
	case 0:
		return "no " + one
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

func (s *Step) write(b *strings.Builder, title string) {
	fmt.Fprintf(b, "\n%s\\\n%s\n", s.keys(), wrap(s.Say))
	if s.Picture != "" {
		fmt.Fprintf(b, "\n![%s](../screenshots/%s)\n", title, s.Picture)
	}
}

// keys are what is pressed, as people write it.
func (s *Step) keys() string {
	var out []string
	if s.Row != "" {
		out = append(out, "`↓` to *"+strings.TrimSpace(s.Row)+"*,")
	}
	if s.Paste != "" {
		out = append(out, "paste `"+s.Paste+"`")
	}
	for _, k := range s.Keys {
		if shown, ok := Named()[k]; ok {
			k = shown
		}
		out = append(out, "`"+k+"`")
	}
	return strings.TrimSuffix(strings.Join(out, " "), ",")
}

// lineWidth is where lines of the document end.
const lineWidth = 124

// wrap breaks a text into lines.
func wrap(text string) string {
	var b strings.Builder
	n := 0
	for _, word := range strings.Fields(text) {
		length := utf8.RuneCountInString(word)
		switch {
		case n == 0:
		case n+1+length > lineWidth:
			b.WriteByte('\n')
			n = 0
		default:
			b.WriteByte(' ')
			n++
		}
		b.WriteString(word)
		n += length
	}
	return b.String()
}
