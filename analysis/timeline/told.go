package timeline

import (
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/event"
)

// Asked is what is asked of whoever tells of changes.
type Asked struct {
	Index  *awsdata.Index
	Region string
	Things []string // ids, names and ARNs, those that matter most first
}

// Told is what they told, and what is not known: who had nobody to ask has states of the account at most.
type Told struct {
	Events  []event.Event // newest first
	States  []State
	From    time.Time      // how far back it goes
	Gaps    []awsdata.Gap  // what was asked and not learned
	Odd     int            // events that could not be read
	More    bool           // there are more events than were told
	Unasked string         // why nobody was asked who knows, "" where somebody was
	Notes   []string       // what else people should know
	Costs   []awsdata.Cost // of what AWS was asked, thing by thing
}
