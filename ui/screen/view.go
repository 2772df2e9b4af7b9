package screen

// View is a list as somebody wants to see it again, under a name: "open, and no flow log". There are built-in ones and
// those that a person has saved; both are values, so that they can be written down.
type View struct {
	Name       string // as it is typed after ":", one word: "unlogged"
	What       string // what it shows, in words
	List       string // the name of a list's screen, or the code of a kind of resource
	Filter     string
	Sort       string // the key of a column; "" is the list's own order
	Descending bool
	Columns    []string // keys of the columns that are shown, in their order; none is the usual ones
}

// SaveView keeps the list that is shown as a view of that name, "" to be asked for one. A view that was saved under it
// goes only if Over says so.
type SaveView struct {
	Name string
	Over bool
}

// DropView removes a view that was saved.
type DropView struct{ Name string }

func (SaveView) intent() {}
func (DropView) intent() {}
