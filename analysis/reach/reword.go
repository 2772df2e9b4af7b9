package reach

import "strings"

// rewording is the empty text. Only the linker can make it another one, and only the programs of make reworded have it
// so: they prove that no code decides by the letters of a sentence, with the packages that all other tests are compiled
// to.
var rewording string

// Reworded says that every sentence is worded differently in this program: what people read must not be compared with a
// text then, and all the rest must be as it was.
func Reworded() bool { return rewording != "" }

// reword leaves a sentence as it is. In a program that rewords it makes another one of the same length, of which no
// word is the same: each letter is the thirteenth after it. Whatever decides by the letters of a sentence goes wrong.
// The quotes let a test that compares what is said beside sentences find them: see Unworded.
func reword(sentence string) string {
	if !Reworded() || sentence == "" {
		return sentence
	}
	return "⟦" + rot13(Unworded(sentence)) + "⟧" // a sentence may name another
}

// Unworded is a text with the sentences in it as people read them.
func Unworded(text string) string {
	if !Reworded() {
		return text
	}
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
