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
	PickColumns
	NextPart
	PrevPart
	NextMatch
	PrevMatch
	ToggleYAML
	AddPart
	RemovePart
	ChangePart

	// While something is typed.
	Accept
	Cancel
	Complete
	Older
	Newer
	EditLeft
	EditRight
	EditStart
	EditEnd
	EditBackspace
	EditDelete
	EditWordLeft
	EditWordRight
	EditWordForward
	EditToEnd
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
	GoWho
	GoOwner
	GoLedger
	GoRaw
	GoChanges
	GoLog
	GoSignals
	GoFlows
	GoAccounts
	GoViews
	GoTo
	PickRegion
	PickProfile
	PickTheme
	SignIn
	Gaps
	Calls
	Undo
	Redo
	Reload
	ReloadHere
	ToggleWatch
	Redraw
	Suspend
	ExportMenu
	OpenPager
	OpenEditor
	Help
	Quit
)

// Motions are the commands that move a cursor.
var Motions = map[Command]bool{
	Up: true, Down: true, HalfUp: true, HalfDown: true,
	PageUp: true, PageDown: true, Top: true, Bottom: true,
}

// The groups of commands, in the order of the help.
const (
	GroupMove = "Move"
	GroupList = "In a list"
	GroupGo   = "Go to"
	GroupDo   = "Do"
	GroupType = "While typing"
)

// Groups are the groups, in the order of the help.
func Groups() []string { return []string{GroupMove, GroupList, GroupGo, GroupDo, GroupType} }

// CommandRow is one row of the table of commands: what is said of a command,
// whichever face it is asked of. Keys are added by the explorer, words of its own
// by the plain mode.
type CommandRow struct {
	Command Command
	Typing  bool     // while something is typed, when the same key or word means another thing
	Names   []string // that can be typed, the first is the one to show
	Group   string   // heading in the help
	Help    string   // what it does, as a sentence part
	Screen  string   // that it goes to, "" for none
	About   bool     // it asks about what the person stands on, see [About]
}

// CommandRows are rows of the table of commands.
type CommandRows []CommandRow

// Of is the row of a command, an empty one where there is none.
func (rows CommandRows) Of(c Command, typing bool) CommandRow {
	for _, row := range rows {
		if row.Command == c && row.Typing == typing {
			return row
		}
	}
	return CommandRow{}
}

// CommandTable is the table of commands.
func CommandTable() CommandRows {
	rows := CommandRows{
		{Command: Up, Names: []string{"up"}, Group: GroupMove, Help: "up one row"},
		{Command: Down, Names: []string{"down"}, Group: GroupMove, Help: "down one row"},
		{Command: PageUp, Names: []string{"page-up"}, Group: GroupMove, Help: "up one page"},
		{Command: PageDown, Names: []string{"page-down"}, Group: GroupMove, Help: "down one page"},
		{Command: HalfUp, Names: []string{"half-page-up"}, Group: GroupMove, Help: "up half a page"},
		{Command: HalfDown, Names: []string{"half-page-down"}, Group: GroupMove, Help: "down half a page"},
		{Command: Top, Names: []string{"top"}, Group: GroupMove, Help: "to the first row"},
		{Command: Bottom, Names: []string{"bottom", "end"}, Group: GroupMove, Help: "to the last row"},
		{Command: NextPart, Names: []string{"next-part"}, Group: GroupMove, Help: "to the next section"},
		{Command: PrevPart, Names: []string{"previous-part"}, Group: GroupMove, Help: "to the section before"},
		{Command: Open, Names: []string{"open"}, Group: GroupMove, Help: "open what the cursor is on"},
		{Command: Right, Names: []string{"right"}, Group: GroupMove, Help: "open as well"},
		{Command: Back, Names: []string{"back"}, Group: GroupMove, Help: "back; in a filtered list, first drop the filter"},
		{Command: Left, Names: []string{"left"}, Group: GroupMove, Help: "back to where you came from"},
		{Command: Forward, Names: []string{"forward"}, Group: GroupMove, Help: "forward again, after going back"},

		{Command: Filter, Names: []string{"filter"}, Group: GroupList, Help: "filter as you type: text  !not  vpc:prod|media  sev:>=high  ~pattern"},
		{Command: Faults, Names: []string{"faults", "severity"}, Group: GroupList, Help: "only what is rated H; again: H and M; again: all. Where nothing is rated, only what is wrong"},
		{Command: SortNext, Names: []string{"sort"}, Group: GroupList, Help: "sort by the next column"},
		{Command: SortReverse, Names: []string{"reverse"}, Group: GroupList, Help: "reverse the order"},
		{Command: Wide, Names: []string{"wide"}, Group: GroupList, Help: "all columns in their whole width, or the usual ones again"},
		{Command: PickColumns, Names: []string{"columns"}, Group: GroupList, Help: "which columns the list shows; kept for the next time"},
		{Command: Mark, Names: []string{"mark"}, Group: GroupList, Help: "mark or unmark the row; where there is nothing to mark, down one page"},
		{Command: Unmark, Names: []string{"unmark"}, Group: GroupList, Help: "take all marks away"},
		{Command: Compare, Names: []string{"compare"}, Group: GroupList, Help: "compare two functions side by side: the marked ones, or this one and another"},
		{Command: NextMatch, Names: []string{"next-match"}, Group: GroupList, Help: "to the next match in a document"},
		{Command: PrevMatch, Names: []string{"previous-match"}, Group: GroupList, Help: "to the match before"},

		{Command: ToggleYAML, Names: []string{"yaml"}, Group: GroupList, Help: "a document as YAML, or as JSON again"},

		{Command: GoOverview, Names: []string{"overview", "home", "summary"}, Group: GroupGo, Help: "the account at a glance", Screen: "overview"},
		{Command: GoFunctions, Names: []string{"functions", "fn", "lambda", "lambdas"}, Group: GroupGo, Help: "all functions", Screen: "functions"},
		{Command: GoFindings, Names: []string{"findings", "issues", "problems"}, Group: GroupGo, Help: "all findings, worst first", Screen: "findings"},
		{Command: GoResources, Names: []string{"kinds", "resources", "all"}, Group: GroupGo, Help: "all kinds of resources", Screen: "kinds"},
		{Command: GoTrace, Names: []string{"trace", "path"}, Group: GroupGo, Help: "trace a connection of the function hop by hop: asks where to", About: true},
		{Command: GoReach, Names: []string{"reach"}, Group: GroupGo, Help: "everything that the function can reach", About: true},
		{Command: GoDiagram, Names: []string{"diagram", "draw", "map"}, Group: GroupGo, Help: "the network of the function or VPC, drawn", About: true},
		{Command: GoServices, Names: []string{"services", "matrix"}, Group: GroupGo, Help: "matrix of functions and AWS services: how each is reached", Screen: "services"},
		{Command: GoWhatIf, Names: []string{"whatif", "what-if"}, Group: GroupGo, Help: "what if a rule, route or NAT gateway were removed: nothing is executed", About: true},
		{Command: GoUsedBy, Names: []string{"usedby", "used-by", "dependents"}, Group: GroupGo, Help: "who depends on it, and what breaks if it is deleted", About: true},
		{Command: GoWho, Names: []string{"who", "blame"}, Group: GroupGo, Help: "who changed it, on a path what is on it, and whether it would have worked before: asks CloudTrail", About: true},
		{Command: GoOwner, Names: []string{"owner"}, Group: GroupGo, Help: "jump to what it belongs to: the VPC of a subnet, the function of an interface", About: true},
		{Command: GoLedger, Names: []string{"ledger", "interfaces", "hyperplane"}, Group: GroupGo, Help: "the ledger of Lambda's network interfaces", Screen: "ledger"},
		{Command: GoRaw, Names: []string{"raw", "json", "document"}, Group: GroupGo, Help: "raw JSON, as the AWS CLI prints it", About: true},
		{Command: GoChanges, Names: []string{"changes"}, Group: GroupGo, Help: "what changed since an earlier snapshot", Screen: "changes"},
		{Command: GoLog, Names: []string{"log", "history"}, Group: GroupGo, Help: "what changed while this was open, and when it was first seen", Screen: "log"},
		{Command: GoSignals, Names: []string{"signals", "metrics"}, Group: GroupGo, Help: "what CloudWatch measured of the function, NAT gateway, endpoint or transit gateway: asks AWS", About: true},
		{Command: GoFlows, Names: []string{"flows", "flow-logs"}, Group: GroupGo, Help: "what flow logs recorded of the function, beside what is computed: those of --flow-logs, or asks AWS", About: true},
		{Command: GoAccounts, Names: []string{"accounts"}, Group: GroupGo, Help: "all accounts that were read, and what was found in each", Screen: "accounts"},
		{Command: GoViews, Names: []string{"views", "view"}, Group: GroupGo, Help: "a named view: open and not logged, nearly full, broken, ..."},
		{Command: GoTo, Names: []string{"go-to"}, Group: GroupGo, Help: "go to, or do, whatever you type: sg payments, trace checkout-api s3, subnet-0a1…"},
		{Command: Gaps, Names: []string{"gaps", "missing"}, Group: GroupGo, Help: "what could not be read, and what is therefore unknown"},
		{Command: Calls, Names: []string{"calls", "requests"}, Group: GroupGo, Help: "what AWS was asked for by the last read and by you, how often, and how long it took"},

		{Command: CopyID, Names: []string{"copy-id"}, Group: GroupDo, Help: "copy the id or ARN of the row; on a path, the AWS CLI of the fix"},
		{Command: CopyCommand, Names: []string{"copy-command"}, Group: GroupDo, Help: "copy an AWS CLI command: one that shows it; on a finding, the fix; on a path, the Terraform of the fix"},
		{Command: CopyMenu, Names: []string{"copy"}, Group: GroupDo, Help: "choose what to copy: id, ARN, AWS CLI command, Markdown, link"},
		{Command: ExportMenu, Names: []string{"export", "save-as"}, Group: GroupDo, Help: "export what is seen, or all of a diagram: CSV, Markdown, JSON, SVG, Mermaid, text; to a file or the clipboard"},
		{Command: OpenPager, Names: []string{"pager", "less"}, Group: GroupDo, Help: "its raw JSON in your pager ($PAGER)", About: true},
		{Command: OpenEditor, Names: []string{"editor"}, Group: GroupDo, Help: "a copy of its raw JSON in your editor ($VISUAL, $EDITOR)", About: true},
		{Command: Console, Names: []string{"console", "browser"}, Group: GroupDo, Help: "open it in the AWS console; without a browser, show the link", About: true},
		{Command: PickRegion, Names: []string{"region", "regions"}, Group: GroupDo, Help: "look at one region, or all"},
		{Command: PickProfile, Names: []string{"profile", "profiles", "account"}, Group: GroupDo, Help: "read another account: choose an AWS profile"},
		{Command: PickTheme, Names: []string{"theme", "look", "colours"}, Group: GroupDo, Help: "theme: dark, light, high contrast"},
		{Command: SignIn, Names: []string{"sign-in", "login"}, Group: GroupDo,
			Help: "sign in at IAM Identity Center (SSO), where that is missing or too old"},
		{Command: AddPart, Names: []string{"add", "edit"}, Group: GroupDo, Help: "what if you add a rule, route, endpoint, subnet or the like: fill a form in", About: true},
		{Command: RemovePart, Names: []string{"remove"}, Group: GroupDo, Help: "what if the rule, route or edit of the row were gone"},
		{Command: ChangePart, Names: []string{"change"}, Group: GroupDo, Help: "what if the rule, route or edit of the row were another one: fill a form in"},
		{Command: Undo, Names: []string{"undo"}, Group: GroupDo, Help: "take the last edit of a what-if back"},
		{Command: Redo, Names: []string{"redo"}, Group: GroupDo, Help: "make the edit again that was taken back"},
		{Command: Reload, Names: []string{"reload", "refresh"}, Group: GroupDo, Help: "reload"},
		{Command: ToggleWatch, Names: []string{"watch"}, Group: GroupDo, Help: "watch: read again by itself, 30s after each read, behind the screen; again to stop"},
		{Command: ReloadHere, Names: []string{"reload-here"}, Group: GroupDo, Help: "read again what the screen is about: its region, and its function"},
		{Command: Redraw, Names: []string{"redraw"}, Group: GroupDo, Help: "draw the screen again, where something else wrote on it"},
		{Command: Suspend, Names: []string{"suspend"}, Group: GroupDo, Help: "back to the shell; fg comes back here"},
		{Command: Help, Names: []string{"help", "keys"}, Group: GroupDo, Help: "these keys"},
		{Command: Quit, Names: []string{"quit", "q", "exit"}, Group: GroupDo, Help: "quit"},

		{Command: Accept, Typing: true, Group: GroupType, Help: "keep the filter and go to the rows"},
		{Command: Cancel, Typing: true, Group: GroupType, Help: "drop what was typed"},
		{Command: Up, Typing: true, Group: GroupType, Help: "up one row, still typing"},
		{Command: Down, Typing: true, Group: GroupType, Help: "down one row, still typing"},
		{Command: Complete, Typing: true, Group: GroupType, Help: "complete the word"},
		{Command: Older, Typing: true, Group: GroupType, Help: "what was typed before; so does the arrow up where nothing is typed yet"},
		{Command: Newer, Typing: true, Group: GroupType, Help: "what was typed after that"},
		{Command: EditLeft, Typing: true, Group: GroupType, Help: "left in the text"},
		{Command: EditRight, Typing: true, Group: GroupType, Help: "right in the text"},
		{Command: EditStart, Typing: true, Group: GroupType, Help: "to its start"},
		{Command: EditEnd, Typing: true, Group: GroupType, Help: "to its end"},
		{Command: EditBackspace, Typing: true, Group: GroupType, Help: "delete to the left"},
		{Command: EditDelete, Typing: true, Group: GroupType, Help: "delete to the right"},
		{Command: EditWordLeft, Typing: true, Group: GroupType, Help: "left by a word"},
		{Command: EditWordRight, Typing: true, Group: GroupType, Help: "right by a word"},
		{Command: EditWord, Typing: true, Group: GroupType, Help: "delete the word before the cursor"},
		{Command: EditWordForward, Typing: true, Group: GroupType, Help: "delete the word behind the cursor"},
		{Command: EditClear, Typing: true, Group: GroupType, Help: "delete everything before the cursor"},
		{Command: EditToEnd, Typing: true, Group: GroupType, Help: "delete everything behind the cursor"},
		{Command: Redraw, Typing: true, Group: GroupType, Help: "draw the screen again"},
		{Command: Suspend, Typing: true, Group: GroupType, Help: "back to the shell"},
		{Command: Quit, Typing: true, Group: GroupType, Help: "quit"},
	}
	for c := SortColumn1; c <= SortColumn9; c++ {
		digit := string(rune('1' + c - SortColumn1))
		row := CommandRow{Command: c, Help: "sort by column " + digit}
		if c == SortColumn1 { // one line in the help speaks for all nine
			row.Group, row.Help = GroupList, "sort by that column; again to reverse the order"
		}
		rows = append(rows, row)
	}
	return rows
}
