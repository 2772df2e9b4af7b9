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
	if label := strings.Join(out, "<br/>"); label != "" {
		return `"` + label + `"`
	}
	return `" "` // nothing at all is no label
}

func mermaidText(text string) string {
	var b strings.Builder
	for i, r := range text {
		if r == '$' && strings.HasSuffix(text[:i], "$") {
			b.WriteString("#8288;") // what joins words and is not seen: two of them would begin a formula
		}
		plain := unicode.IsLetter(r) || unicode.IsDigit(r)
		if i > 0 { // at the beginning of a line they make a list of Markdown's, or a number with a dot does
			plain = plain || strings.ContainsRune(" -_/,", r) ||
				// In a line with "style" and a colon, what follows the colon is taken for a color: "style:#35;" loses
				// its semicolon. Behind a space nothing is.
				r == ':' && strings.HasPrefix(text[i+1:], " ") ||
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
