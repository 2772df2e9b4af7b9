package query

import (
	"slices"
	"strings"
)

// Completion is one way to go on with what is typed.
type Completion struct {
	Text string // all that is typed, completed
	Word string // its last word, for the eye
	What string
}

// MostValues is how many values of a field are offered.
const MostValues = 200

// CompleteFilter lists how the last word of a filter may go on: fields, or the
// values of the field that it names.
func CompleteFilter(text string, keys []string, values func(key string) []string) []Completion {
	words := filterWords(text)
	last := ""
	if len(words) > 0 && strings.HasSuffix(text, words[len(words)-1]) {
		last = words[len(words)-1]
	}
	before := text[:len(text)-len(last)]
	rest, not := strings.CutPrefix(last, "!")
	if not {
		before += "!"
	}
	var out []Completion
	key, part, isField := cutKey(rest)
	if !isField {
		for _, k := range keys {
			if strings.HasPrefix(k, strings.ToLower(rest)) {
				out = append(out, Completion{Text: before + k + ":", Word: k + ":", What: "field"})
			}
		}
		return out
	}
	if !slices.Contains(keys, key) || strings.HasPrefix(part, "~") {
		return nil
	}
	before += key + ":"
	if bar := strings.LastIndexByte(part, '|'); bar >= 0 {
		before, part = before+part[:bar+1], part[bar+1:]
	}
	bare := strings.TrimLeft(part, "<>=")
	before, part = before+part[:len(part)-len(bare)], strings.ToLower(strings.Trim(bare, `"`))
	for _, v := range values(key) {
		if v != part && strings.HasPrefix(v, part) && len(out) < MostValues {
			out = append(out, Completion{Text: before + quoted(v), Word: v, What: key})
		}
	}
	return out
}

// quoted is a value as it is typed in a filter.
func quoted(value string) string {
	if strings.ContainsAny(value, " |") {
		return `"` + value + `"`
	}
	return value
}

// Common is the longest text that all completions begin with.
func Common(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	out := texts[0]
	for _, t := range texts[1:] {
		for !strings.HasPrefix(t, out) {
			out = out[:len(out)-1]
		}
	}
	return strings.ToValidUTF8(out, "")
}
