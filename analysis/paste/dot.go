package paste

import "strings"

// DOTText is a text as a quoted word of Graphviz's DOT language. Lines are put below each other. A backslash begins an
// escape in a label, and an ampersand a character of HTML's: neither stays as it is. A text in quotes is never one of
// DOT's labels of HTML, which stand in angle brackets. [https://graphviz.org/doc/info/lang.html]
func DOTText(lines ...string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = dotCharacters.Replace(oneLine(strings.ToValidUTF8(line, "\uFFFD")))
	}
	return `"` + strings.Join(out, `\n`) + `"`
}

var dotCharacters = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `&`, `&amp;`)
