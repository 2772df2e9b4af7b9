package paste

import (
	"strconv"
	"strings"
	"unicode"
)

// MermaidLabel is a text as the label of a node or an edge in Mermaid's language: in quotes, with everything that has a
// meaning there, in Markdown or in HTML written as a number. [https://mermaid.js.org/syntax/flowchart.html] lines are
// put below each other.
func MermaidLabel(lines ...string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = mermaidText(oneLine(line))
	}
	return `"` + strings.Join(out, "<br/>") + `"`
}

func mermaidText(text string) string {
	var b strings.Builder
	for i, r := range text {
		plain := unicode.IsLetter(r) || unicode.IsDigit(r)
		if i > 0 { // at the beginning of a line they make a list of Markdown's, or a number with a dot does
			plain = plain || strings.ContainsRune(" -_/:,", r) ||
				r == '.' && !strings.HasPrefix(text[i+1:], " ") && i+1 < len(text)
		}
		if plain {
			b.WriteRune(r)
		} else {
			b.WriteString("#" + strconv.Itoa(int(r)) + ";")
		}
	}
	return b.String()
}
