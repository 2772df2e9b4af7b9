package query

// tagKey is the field that a row may not know all about: who reads an account may lack its tags.
const tagKey = "tag"

// Unknown is the value of the field "tag" of a row that has other tags, or none, for all that is known. Typed in a
// filter it finds such rows; what asks for any other value of theirs has no answer.
const Unknown = "?"

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
	}
	if t.not {
		return yes - says
	}
	return says
}

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

// Undecided says whether nobody can tell if a row would be let through: its tags decide, and are not known.
func (q Query) Undecided(s Subject) bool { return q.ask(s) == undecided }
