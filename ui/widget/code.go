package widget

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// further is how far the lines of a command that follow the first one stand in.
const further = "  "

// WrapCode breaks what people paste into lines of at most w cells, so that it still means the same when the lines are
// taken from the screen: a command goes on after a backslash, between two words of the shell; every line of a comment
// is one; and everything else is broken where the room ends, as a terminal does, and keeps each of its spaces.
func WrapCode(s string, w int) []string {
	if w <= 0 {
		return []string{""}
	}
	var lines []string
	for _, part := range strings.Split(s, "\n") {
		lines = append(lines, wrapCodeLine(Plain(part), w)...)
	}
	return lines
}

func wrapCodeLine(s string, w int) []string {
	code := strings.TrimLeft(s, " ")
	indent := s[:len(s)-len(code)]
	comment := indent + "# "
	switch {
	case Width(s) <= w:
		return []string{s}
	case strings.HasPrefix(code, "# ") && len(comment)+1 < w:
		var lines []string
		for _, line := range Wrap(strings.TrimPrefix(code, "# "), w-len(comment)) {
			lines = append(lines, comment+line)
		}
		return lines
	case strings.HasPrefix(code, "aws "):
		return wrapCommand(s, w)
	}
	return hardWrap(s, w)
}

func hardWrap(s string, w int) []string {
	lines := strings.Split(ansi.Hardwrap(s, w, true), "\n")
	for i := range lines {
		lines[i] = Truncate(lines[i], w, "") // a wide rune in a width of one is all that cannot wrap
	}
	return lines
}

// wrapCommand breaks a command between words of the shell; a word that is longer than a line is broken so that the
// shell puts it together again.
func wrapCommand(s string, w int) []string {
	const goesOn = ` \`
	var lines []string
	line := ""
	for _, word := range shellWords(s) {
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word)+len(goesOn) <= w:
			line += " " + word
		default:
			broken := breakWord(line, w-len(goesOn))
			broken[len(broken)-1] += goesOn
			lines = append(lines, broken...)
			line = further + word
		}
	}
	return append(lines, breakWord(line, w)...)
}

// breakWord breaks a line of a command where the room ends. Each line but the last ends in a backslash, which the shell
// leaves out with the end of the line: outside of quotes, as within them it would stay.
func breakWord(s string, w int) []string {
	const least = len(`'\''\`) + 1 // a quote is opened, a character written, and the line ended
	if Width(s) <= w || w < least {
		return hardWrap(s, max(w, 1))
	}
	var lines []string
	line, used, left, quoted := "", 0, Width(s), false
	for s != "" {
		part, after := nextPart(s, quoted)
		width, end := Width(part), len(`\`)
		if after {
			end = len(`'\`)
		}
		if used+left > w && used+width+end > w {
			if quoted {
				lines, line, used = append(lines, line+`'\`), "'", 1
			} else {
				lines, line, used = append(lines, line+`\`), "", 0
			}
		}
		line, used, left, s, quoted = line+part, used+width, left-width, s[len(part):], after
	}
	return append(lines, line)
}

// nextPart is the first part of a piece of a command that nothing may come between: a character, or a backslash and the
// one that it stands for. after says whether what follows stands in quotes.
func nextPart(s string, quoted bool) (part string, after bool) {
	switch {
	case s[0] == '\'': // alone, as a mark that follows it belongs to the text
		return s[:1], !quoted
	case s[0] == '\\' && !quoted && len(s) > 1:
		_, size := utf8.DecodeRuneInString(s[1:])
		return s[:1+size], false
	}
	part, _ = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return part, quoted
}

// shellWords cuts a command at the spaces that stand outside of single quotes. Quotes stay.
func shellWords(s string) []string {
	var words []string
	quoted, from := false, 0
	for i := range len(s) {
		switch {
		case s[i] == '\'' && !(i > 0 && s[i-1] == '\\' && !quoted):
			quoted = !quoted
		case s[i] == ' ' && !quoted:
			if i > from {
				words = append(words, s[from:i])
			}
			from = i + 1
		}
	}
	if from < len(s) {
		words = append(words, s[from:])
	}
	return words
}
