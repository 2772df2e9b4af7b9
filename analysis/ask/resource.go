package ask

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/awsdata"
)

// Resource is the one resource that a text names: by its id, its name, its ARN, or the region before either.
func Resource(x *awsdata.Index, text string) (find.Entry, error) {
	var named, ids []find.Entry
	found := find.Find(x, text)
	for _, m := range found.Matches {
		switch m.How {
		case find.ByARN:
			ids = append(ids, m.Entry)
		case find.ByName:
			if m.ID == text || m.Region+"/"+m.ID == text || m.Account+"/"+m.Region+"/"+m.ID == text {
				ids = append(ids, m.Entry)
			}
			named = append(named, m.Entry)
		}
	}
	if len(ids) > 0 {
		named = ids // what has the id is meant, whatever else is called so
	}
	switch len(named) {
	case 1:
		return named[0], nil
	case 0:
		return find.Entry{}, noResource(found, text)
	}
	var typed []string
	for i := range named {
		typed = append(typed, named[i].Kind.Name+" "+named[i].Typed)
	}
	return find.Entry{}, usagef("%q names several: %s", text, strings.Join(typed, ", "))
}

// NoResourceError is a text that names no resource.
type NoResourceError struct {
	Text   string
	Near   []string // what comes near
	Unread int      // lists that were not read: it may be in one of them
}

func (e *NoResourceError) Error() string {
	hint := "`vpclens find` looks for parts of names, addresses and tags"
	if len(e.Near) > 0 {
		hint = "did you mean " + strings.Join(e.Near, ", ") + "?"
	}
	if e.Unread > 0 {
		hint += fmt.Sprintf(" (%s not read)", english.Count(e.Unread, "list"))
	}
	return fmt.Sprintf("no resource %q: %s", e.Text, hint)
}

func noResource(found find.Found, text string) error {
	e := &NoResourceError{Text: text, Unread: len(found.Missing)}
	for _, m := range found.Matches[:min(3, len(found.Matches))] {
		word, _ := m.Word()
		e.Near = append(e.Near, word)
	}
	return e
}
