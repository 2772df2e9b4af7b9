package screens

import (
	"slices"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/widget"
)

// List is a list and the columns that it can show, as a configuration names them.
type List struct {
	Name    string // of its screen, or the code of a kind of resource
	Columns []string
	Open    bool // it has others as well: the facts of what is in the account
	Tags    bool // it has a column tag:KEY for each key of a tag
}

// Lists are all lists of rows in columns.
func Lists() []List {
	functions, ledger := NewFunctions(screen.Place{}), NewLedger(screen.Place{})
	out := []List{
		{Name: "functions", Columns: append(keysOf(functions.columnsOf(nil, false, true)), allTags), Tags: true},
		{Name: "findings", Columns: append(keysOf(findingsColumns(true)), allTags), Tags: true},
		{Name: "ledger", Columns: keysOf(ledger.columnsOf(true))},
		{Name: "accounts", Columns: keysOf((&AccountList{}).columns())},
		{Name: "kinds", Columns: keysOf(NewKinds(screen.Place{}).columns)},
		{Name: "log", Columns: keysOf(logColumns(time.Time{}))},
	}
	for _, k := range awsdata.Kinds() {
		if k.Code == "fn" {
			continue
		}
		s := NewResources(screen.Place{Kind: k.Code})
		s.several, s.counted = true, true
		out = append(out, List{Name: k.Code, Columns: append(keysOf(s.columnsOf()), allTags),
			Open: true, Tags: true})
	}
	return out
}

func keysOf[T any](columns []widget.Column[T]) []string {
	var keys []string
	for _, c := range columns {
		if !slices.Contains(keys, c.Key) {
			keys = append(keys, c.Key)
		}
	}
	return keys
}
