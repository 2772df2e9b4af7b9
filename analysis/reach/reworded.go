//go:build reworded

package reach

import "strings"

// reword makes of a sentence another one of the same length, of which no word is the same: each letter is the thirteenth after
// it. Whatever decides by the letters of a sentence goes wrong. The quotes let a test that compares what is said beside
// sentences find them: see Unworded.
func reword(sentence string) string {
	if sentence == "" {
		return ""
	}
	return "⟦" + rot13(Unworded(sentence)) + "⟧" // a sentence may name another
}

// Unworded is a text with the sentences in it as people read them.
func Unworded(text string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "⟦")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		sentence, after, _ := strings.Cut(rest, "⟧")
		out.WriteString(rot13(sentence))
		text = after
	}
}

func rot13(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case 'A' <= r && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, text)
}
