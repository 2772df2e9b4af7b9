package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// object is an element of a document, as JSON has it.
type object = map[string]any

// place is a document of a region.
type place struct{ region, call string }

// book is a document that is being changed: a list of elements, or one object.
type book struct {
	member   string
	root     object
	elements []object
	changed  bool
	gap      *awsdata.Gap
}

// open reads a document of the account as it was, once. One that is not there begins empty, and stays a gap.
func (w *world) open(region, call string) *book {
	at := place{region, call}
	if b := w.books[at]; b != nil {
		return b
	}
	b := &book{member: listMember(call), root: object{}}
	w.books[at] = b
	if r := w.before.Region(region); r != nil {
		if gap, is := r.Gap(call); is && !isKeyed(call) {
			b.gap = &gap
		}
	} else if region == awsdata.Global {
		if gap, is := w.before.Account.Gap(call); is && !isKeyed(call) {
			b.gap = &gap
		}
	}
	data, ok, err := w.before.Document(region, call)
	if err == nil && ok {
		err = json.Unmarshal(data, &b.root)
	}
	if err != nil {
		w.failed = fmt.Errorf("read %s: %w", call, err)
		return b
	}
	list, _ := b.root[b.member].([]any)
	for _, e := range list {
		if o, ok := e.(object); ok {
			b.elements = append(b.elements, o)
		}
	}
	return b
}

// find is the element whose member has a value, nil if there is none.
func (b *book) find(member, value string) object {
	for _, e := range b.elements {
		if e[member] == value {
			return e
		}
	}
	return nil
}

// add puts an element in the place of the one of the same id, or behind all.
func (b *book) add(member string, e object) {
	b.changed = true
	for i, old := range b.elements {
		if old[member] == e[member] {
			b.elements[i] = e
			return
		}
	}
	b.elements = append(b.elements, e)
}

// remove takes the elements away that a test finds, and tells whether there was one.
func (b *book) remove(found func(object) bool) bool {
	n := len(b.elements)
	b.elements = slices.DeleteFunc(b.elements, found)
	b.changed = b.changed || len(b.elements) < n
	return len(b.elements) < n
}

// lacks says that the answer of a call is not known whole: what is not in it may be there.
func (w *world) lacks(region, call, what string) {
	b := w.open(region, call)
	b.changed = true
	if b.gap == nil {
		b.gap = &awsdata.Gap{Region: region, Call: call, Cause: awsdata.CauseKnownAfter, Message: what}
	}
}

// written are all documents that were changed.
func (w *world) written() ([]awsdata.Rewritten, error) {
	places := slices.SortedFunc(maps.Keys(w.books), func(a, b place) int {
		if a.region != b.region {
			return strings.Compare(a.region, b.region)
		}
		return strings.Compare(a.call, b.call)
	})
	var out []awsdata.Rewritten
	for _, at := range places {
		b := w.books[at]
		if !b.changed {
			continue
		}
		if b.gap != nil && isKeyed(at.call) { // what is known of one thing is known whole or not at all
			out = append(out, awsdata.Rewritten{Region: at.region, Call: at.call, Gap: b.gap})
			continue
		}
		if b.member != "" {
			list := make([]any, len(b.elements))
			for i, e := range b.elements {
				list[i] = e
			}
			b.root[b.member] = list
		}
		data, err := json.Marshal(b.root)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", at.call, err)
		}
		out = append(out, awsdata.Rewritten{Region: at.region, Call: at.call, Data: data, Gap: b.gap})
	}
	return out, nil
}

// items are the objects of a list.
func items(v any) []object {
	list, _ := v.([]any)
	var out []object
	for _, e := range list {
		if o, ok := e.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

// listOfAny is a list, nil for what is none.
func listOfAny(v any) []any {
	list, _ := v.([]any)
	return list
}

// anyList is a list of objects as a document has it.
func anyList(list []object) []any {
	out := make([]any, len(list))
	for i, o := range list {
		out[i] = o
	}
	return out
}
