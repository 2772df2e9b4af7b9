package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Query is a filter as a person types it: words that must all match. A word is
// a plain text, or key:value for a field, and !word is its opposite. Letters in
// capitals or not are the same.
//
//	checkout !test            both
//	vpc:prod|media            one of several
//	sev:>=high free:<16       compared, as severities or as numbers
//	vpc:=prod                 this and nothing longer
//	~api-v[0-9]+$ zone:~[ab]  patterns
//	"is deleted"              spaces
//	tag:? tag:none            rows of unknown tags, rows without any
type Query struct {
	Terms   []term
	notes   []string
	similar []string // see [Loosen]
}

// Subject is a row that a query is asked about.
type Subject interface {
	// Text is what plain words look for, in small letters.
	Text() string
	// Names are what the row is called, in small letters: names and ids, of what it is about as well.
	Names() []string
	// Field is the values of a field, in small letters; ok is false for a
	// field that the row does not have.
	Field(key string) (values []string, ok bool)
}

// term is one word of a query.
type term struct {
	not  bool
	key  string  // "" for plain text
	any  []value // one of them must match
	Open bool    // not finished yet: it hides nothing

	plain   bool   // a mere text: something similar may be meant
	similar string // the text, where something similar is looked for; "" where it is the text itself
}

// ParseQuery reads a filter. Keys are the fields that exist; a word with another
// key is plain text, since ids and names hold colons as well. What cannot be read
// hides nothing, and the note says why.
func ParseQuery(text string, keys []string) Query {
	var q Query
	for _, word := range filterWords(text) {
		rest, not := strings.CutPrefix(word, "!")
		if strings.Trim(rest, `"`) == "" {
			continue
		}
		t := term{not: not}
		key, after, isField := cutKey(rest)
		if isField && slices.Contains(keys, key) {
			t.key, rest = key, after
		} else if isField && after != "" && !strings.ContainsAny(key, `-/.*~|`) && len(key) < 12 && key != "arn" {
			q.notes = append(q.notes,
				fmt.Sprintf("no field %q here, so %q is looked for as text", key, strings.ToLower(rest)))
		}
		if err := t.read(rest); err != nil {
			q.notes = append(q.notes, err.Error())
		}
		t.Open, t.plain = len(t.any) == 0, isPlain(&t, word, keys)
		q.Terms = append(q.Terms, t)
	}
	return q
}

// filterWords cuts a filter at its spaces, except at those within quotes. A quote
// that was not closed yet reaches to the end.
func filterWords(text string) []string {
	var words []string
	from, quoted := -1, false
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			if from >= 0 {
				words = append(words, text[from:i])
			}
			from = -1
			continue
		}
		if from < 0 {
			from = i
		}
	}
	if from >= 0 {
		words = append(words, text[from:])
	}
	return words
}

// cutKey cuts a word at the colon behind its field.
func cutKey(word string) (key, rest string, ok bool) {
	key, rest, ok = strings.Cut(word, ":")
	if strings.Contains(key, `"`) {
		return "", word, false
	}
	return strings.ToLower(key), rest, ok
}

// read reads what a term accepts. An error leaves the term open.
func (t *term) read(text string) error {
	if pattern, ok := strings.CutPrefix(text, "~"); ok {
		pattern = strings.ReplaceAll(pattern, `"`, "")
		if pattern == "" {
			return nil
		}
		re, err := Compile(pattern)
		if err == nil {
			t.any = []value{{pattern: re}}
		}
		return err
	}
	var any []value
	for _, part := range alternatives(text) {
		v, err := readValue(t.key, part)
		if err != nil {
			return err
		}
		any = append(any, v)
	}
	t.any = any
	return nil
}

// alternatives cuts a value at its bars, except at those within quotes. An empty
// one is one that is still to be typed.
func alternatives(text string) []string {
	var parts []string
	from, quoted := 0, false
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '|' && !quoted:
			parts = append(parts, text[from:i])
			from = i + 1
		}
	}
	parts = append(parts, text[from:])
	return slices.DeleteFunc(parts, func(p string) bool { return strings.Trim(p, `"`) == "" })
}

// Empty says whether the query lets everything through.
func (q Query) Empty() bool { return len(q.Terms) == 0 }

// Note is what the person should know about the query as it stands, "" if nothing.
func (q Query) Note() string { return strings.Join(q.notes, "; ") }

// Match says whether a row is let through.
func (q Query) Match(s Subject) bool { return q.ask(s) == yes }

func (t *term) match(s Subject) bool {
	if t.similar != "" {
		return slices.ContainsFunc(s.Names(), t.isSimilar)
	}
	if t.key == "" {
		return t.matchText(s.Text())
	}
	values, ok := s.Field(t.key)
	if !ok {
		return false
	}
	for _, v := range values {
		if v == Unknown && t.key == tagKey {
			if t.asksUnknown() {
				return true
			}
			continue
		}
		if t.matchText(v) {
			return true
		}
	}
	return false
}

func (t *term) matchText(text string) bool {
	for i := range t.any {
		if t.any[i].match(text) {
			return true
		}
	}
	return false
}

// Wants says whether the query asks for a field at all, and whether a row could be let through for this value of it. Of
// a row with several values it tells those for which it is there.
func (q Query) Wants(key, value string) (asks, wants bool) {
	wants = true
	for i := range q.Terms {
		if t := &q.Terms[i]; t.key == key && !t.not && !t.Open {
			asks, wants = true, wants && t.matchText(value)
		}
	}
	return asks, wants
}

// Find adds to found the parts of a text, in small letters, that the query looks for: where each begins and ends, in
// their order. Column is what the text is, "" for nothing in particular: values of a field are found where it is shown.
func (q Query) Find(found [][2]int, column, text string) [][2]int {
	for i := range q.Terms {
		t := &q.Terms[i]
		switch {
		case t.not || t.Open || t.key != "" && t.key != column:
		case t.similar != "":
			found = findSimilar(found, text, t.similar)
		default:
			for j := range t.any {
				found = t.any[j].find(found, text)
			}
		}
	}
	return merged(found)
}

// merged are the same parts in their order, each letter once.
func merged(parts [][2]int) [][2]int {
	if len(parts) < 2 {
		return parts
	}
	slices.SortFunc(parts, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	out := parts[:1]
	for _, p := range parts[1:] {
		if last := &out[len(out)-1]; p[0] <= last[1] {
			last[1] = max(last[1], p[1])
		} else {
			out = append(out, p)
		}
	}
	return out
}
