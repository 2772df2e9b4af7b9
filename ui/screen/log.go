package screen

import (
	"time"

	"github.com/vpclens/vpclens/ui/widget"
)

// Change is a change that a read of this session brought: of what a function reaches, of what was found, or of a
// resource.
type Change struct {
	At    time.Time // of the read in which it was first seen
	Key   string    // tells the changes of one read apart
	Kind  string    // "function", "finding", or the name of a kind of resource
	Mark  widget.Cell
	Name  string
	Words widget.Cell // what became of it
	Text  string      // of all of it, for a filter, in small letters
	// The fields of a filter.
	Fields map[string][]string
	Fault  bool
	ID     string // what is copied
	To     Place  // where it leads
	Gone   string // why it leads nowhere, "" where it does
}
