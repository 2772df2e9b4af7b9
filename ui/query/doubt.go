package query

// tagKey is the field that a row may not know all about: who reads an account may lack its tags.
const tagKey = "tag"

// Unknown is the value of the field "tag" of a row that has other tags, or none, for all that is known. Typed in a
// filter it finds such rows; what asks for any other value of theirs has no answer.
const Unknown = "?"

// Doubter is a [Subject] that says what a field of it may be besides what it is known to be: a filter that asks for
// that has no answer for it, and "no" would read as safe.
type Doubter interface {
	// Doubts are such values, in small letters; [Unknown] stands for any.
	Doubts(key string) []string
}

// answer is what a term or a query says of a row.
type answer uint8

const (
	no answer = iota
	undecided
	yes
)

// ask is whether a row is let through. A row is turned away by one term that says no, and undecided where none does but
// one cannot say.
func (q Query) ask(s Subject) answer {
	all := yes
	for i := range q.Terms {
		if t := &q.Terms[i]; !t.Open {
			all = min(all, t.ask(s))
		}
		if all == no {
			return no
		}
	}
	return all
}

// ask is what a term says of a row.
func (t *term) ask(s Subject) answer {
	says := no
	switch {
	case t.match(s):
		says = yes
	case t.key == tagKey && unknownOf(s):
		says = undecided
	case !t.not && t.doubted(s): // what is not known to be so is shown by a term that leaves out what is
		says = undecided
	}
	if t.not {
		return yes - says
	}
	return says
}

// doubted says whether a row that does not match may match, for all that is known.
func (t *term) doubted(s Subject) bool {
	d, ok := s.(Doubter)
	if !ok || t.key == "" || t.matchText(unknownWord) {
		return false
	}
	for _, v := range d.Doubts(t.key) {
		if v == Unknown || t.matchText(v) {
			return true
		}
	}
	return false
}

// unknownWord is the value of fields that are not known; who asks for it asks for no other.
const unknownWord = "unknown"

// asksUnknown says whether the term asks for rows of which it is not known.
func (t *term) asksUnknown() bool {
	for i := range t.any {
		if t.any[i].unknown {
			return true
		}
	}
	return false
}

func unknownOf(s Subject) bool {
	values, _ := s.Field(tagKey)
	for _, v := range values {
		if v == Unknown {
			return true
		}
	}
	return false
}

// AsksTags says whether the query asks for tags, so that there may be rows for which it has no answer.
func (q Query) AsksTags() bool {
	for i := range q.Terms {
		if t := &q.Terms[i]; t.key == tagKey && !t.Open {
			return true
		}
	}
	return false
}

// AsksFields says whether the query asks for a field besides tags, so that there may be rows for which it has no
// answer.
func (q Query) AsksFields() bool {
	for i := range q.Terms {
		if t := &q.Terms[i]; t.key != "" && t.key != tagKey && !t.Open {
			return true
		}
	}
	return false
}

// Undecided says whether nobody can tell if a row would be let through: what decides is not known.
func (q Query) Undecided(s Subject) bool { return q.ask(s) == undecided }
