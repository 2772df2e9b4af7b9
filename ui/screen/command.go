package screen

// Command is something a person can ask for. Which key means which command is
// decided in one table, outside of this package.
type Command uint8

// The commands. The program carries out those from Back on, a screen the rest.
const (
	None Command = iota

	Up
	Down
	HalfUp
	HalfDown
	PageUp
	PageDown
	Top
	Bottom
	Left
	Right

	Open
	Filter
	ClearFilter
	Faults
	SortNext
	SortReverse
	SortColumn1
	SortColumn2
	SortColumn3
	SortColumn4
	SortColumn5
	SortColumn6
	SortColumn7
	SortColumn8
	SortColumn9
	CopyID
	CopyCommand
	CopyMenu
	Console
	Mark
	Unmark
	Compare
	Wide
	NextPart
	PrevPart
	NextMatch
	PrevMatch
	Undo

	// While something is typed.
	Accept
	Cancel
	Complete
	EditLeft
	EditRight
	EditStart
	EditEnd
	EditBackspace
	EditDelete
	EditWord
	EditClear

	Back
	Forward
	GoOverview
	GoFunctions
	GoFindings
	GoResources
	GoTrace
	GoReach
	GoDiagram
	GoServices
	GoWhatIf
	GoUsedBy
	GoOwner
	GoLedger
	GoRaw
	GoChanges
	GoTo
	PickRegion
	PickProfile
	PickTheme
	Gaps
	Reload
	Help
	Quit
)

// motions are the commands that move a cursor.
var motions = map[Command]bool{
	Up: true, Down: true, HalfUp: true, HalfDown: true,
	PageUp: true, PageDown: true, Top: true, Bottom: true,
}
