package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
)

// mode is what keys mean at the moment.
type mode uint8

const (
	browsing mode = iota
	typing        // letters are text
)

// Action is one row of the table of keys. Footer, help and the table in the
// README are made from these rows; nothing else knows a key.
type Action struct {
	Command screen.Command
	Name    string // typed after ":", with other names behind it; "" is the word of the footer
	Mode    mode
	Key     key.Binding // its help is the key as people write it, and a word or two for the footer
	Group   string      // heading in the help
	Help    string      // what it does, as a sentence part
	// When says whether it applies now and, if not, why. Nil asks the screen.
	When func(*App) (ok bool, why string)
	// Do carries it out. Nil lets the screen do it.
	Do func(*App) tea.Cmd
}

// The groups, in the order of the help.
const (
	groupMove = "Move"
	groupList = "In a list"
	groupGo   = "Go to"
	groupDo   = "Do"
	groupType = "While typing"
)

func bind(shown, word string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, word))
}

// Actions is the table of keys. A key stands in it once for each mode.
func Actions() []Action {
	actions := []Action{
		{Command: screen.Up, Name: "up", Key: bind("↑ k", "up", "up", "k"), Group: groupMove, Help: "up one row"},
		{Command: screen.Down, Name: "down", Key: bind("↓ j", "down", "down", "j"), Group: groupMove, Help: "down one row"},
		{Command: screen.PageUp, Key: bind("pgup ^b", "page up", "pgup", "ctrl+b"), Group: groupMove, Help: "up one page"},
		{Command: screen.PageDown, Key: bind("pgdn ^f", "page down", "pgdown", "ctrl+f"), Group: groupMove, Help: "down one page"},
		{Command: screen.HalfUp, Name: "half-page-up", Key: bind("^u", "half up", "ctrl+u"), Group: groupMove, Help: "up half a page"},
		{Command: screen.HalfDown, Name: "half-page-down", Key: bind("^d", "half down", "ctrl+d"), Group: groupMove, Help: "down half a page"},
		{Command: screen.Top, Key: bind("g home", "top", "home", "g"), Group: groupMove, Help: "to the first row"},
		{Command: screen.Bottom, Name: "bottom end", Key: bind("G end", "end", "end", "G"), Group: groupMove, Help: "to the last row"},
		{Command: screen.NextPart, Key: bind("tab", "next part", "tab"), Group: groupMove, Help: "to the next section"},
		{Command: screen.PrevPart, Name: "previous-part", Key: bind("⇧tab", "part before", "shift+tab"), Group: groupMove, Help: "to the section before"},
		{Command: screen.Open, Key: bind("↵", "open", "enter"), Group: groupMove, Help: "open what the cursor is on"},
		{Command: screen.Right, Name: "right", Key: bind("→ l", "open", "right", "l"), Group: groupMove, Help: "open as well", When: canRight, Do: goRight},
		{Command: screen.Back, Key: bind("esc", "back", "esc", "backspace"), Group: groupMove, Help: "back; in a filtered list, first drop the filter", When: canBack, Do: (*App).back},
		{Command: screen.Left, Name: "left", Key: bind("← h", "back", "left", "h"), Group: groupMove, Help: "back to where you came from", When: canLeft, Do: goLeft},
		{Command: screen.Forward, Key: bind("]", "forward", "]", "alt+right"), Group: groupMove, Help: "forward again, after going back", When: canForward, Do: (*App).forward},

		{Command: screen.Filter, Name: "filter", Key: bind("/", "filter", "/"), Group: groupList, Help: "filter as you type: text  !not  vpc:prod|media  sev:>=high  ~pattern"},
		{Command: screen.Faults, Name: "faults", Key: bind("^z", "faults only", "ctrl+z"), Group: groupList, Help: "only rows with something wrong, or all again"},
		{Command: screen.SortNext, Key: bind("s", "sort", "s"), Group: groupList, Help: "sort by the next column"},
		{Command: screen.SortReverse, Name: "reverse", Key: bind("S", "reverse", "S"), Group: groupList, Help: "turn the order around"},
		{Command: screen.Wide, Name: "wide", Key: bind("^w", "wide", "ctrl+w"), Group: groupList, Help: "all columns in their whole width, or the usual ones again"},
		{Command: screen.Mark, Key: bind("space", "mark", "space"), Group: groupList, Help: "mark the row, or take the mark away; where there is nothing to mark, down one page", When: canMark, Do: goMark},
		{Command: screen.Unmark, Name: "unmark", Key: bind("^space", "unmark", "ctrl+space", "ctrl+@"), Group: groupList, Help: "take all marks away"},
		{Command: screen.Compare, Key: bind("=", "compare", "="), Group: groupList, Help: "compare two functions side by side: the marked ones, or this one and another"},
		{Command: screen.NextMatch, Key: bind("n", "next match", "n"), Group: groupList, Help: "to the next match in a document"},
		{Command: screen.PrevMatch, Name: "previous-match", Key: bind("N", "match before", "N"), Group: groupList, Help: "to the match before"},

		{Command: screen.GoOverview, Key: bind("o", "overview", "o"), Group: groupGo, Help: "the account at a glance", When: ready, Do: goTo(screen.Place{Screen: "overview"})},
		{Command: screen.GoFunctions, Key: bind("F", "functions", "F"), Group: groupGo, Help: "all functions", When: ready, Do: goTo(screen.Place{Screen: "functions"})},
		{Command: screen.GoFindings, Key: bind("f", "findings", "f"), Group: groupGo, Help: "all findings, worst first", When: ready, Do: goTo(screen.Place{Screen: "findings"})},
		{Command: screen.GoResources, Name: "kinds", Key: bind("a", "all kinds", "a"), Group: groupGo, Help: "all kinds of resources", When: ready, Do: goTo(screen.Place{Screen: "kinds"})},
		{Command: screen.GoTrace, Key: bind("t", "trace", "t"), Group: groupGo, Help: "trace a connection of the function hop by hop: asks where to", When: canAbout(screen.GoTrace), Do: goAbout(screen.GoTrace)},
		{Command: screen.GoReach, Key: bind("R", "reach", "R"), Group: groupGo, Help: "everything that the function can reach", When: canAbout(screen.GoReach), Do: goAbout(screen.GoReach)},
		{Command: screen.GoDiagram, Key: bind("d", "diagram", "d"), Group: groupGo, Help: "the function's network, drawn", When: canAbout(screen.GoDiagram), Do: goAbout(screen.GoDiagram)},
		{Command: screen.GoServices, Key: bind("m", "services", "m"), Group: groupGo, Help: "matrix of functions and AWS services: how each is reached", When: ready, Do: goTo(screen.Place{Screen: "services"})},
		{Command: screen.GoWhatIf, Key: bind("w", "what if", "w"), Group: groupGo, Help: "what if a rule, route or NAT were gone: nothing is executed", When: canAbout(screen.GoWhatIf), Do: goAbout(screen.GoWhatIf)},
		{Command: screen.GoUsedBy, Key: bind("U", "used by", "U"), Group: groupGo, Help: "who depends on it, and what breaks if it goes", When: canAbout(screen.GoUsedBy), Do: goAbout(screen.GoUsedBy)},
		{Command: screen.GoOwner, Name: "owner", Key: bind("J", "owner", "J"), Group: groupGo, Help: "jump to what it belongs to: the VPC of a subnet, the function of an interface", When: canAbout(screen.GoOwner), Do: goAbout(screen.GoOwner)},
		{Command: screen.GoLedger, Key: bind("i", "interfaces", "i"), Group: groupGo, Help: "the ledger of Lambda's network interfaces", When: ready, Do: goTo(screen.Place{Screen: "ledger"})},
		{Command: screen.GoRaw, Key: bind("v", "raw", "v"), Group: groupGo, Help: "the document behind it, as the AWS CLI prints it", When: canAbout(screen.GoRaw), Do: goAbout(screen.GoRaw)},
		{Command: screen.GoChanges, Key: bind("D", "changes", "D"), Group: groupGo, Help: "what changed since an earlier snapshot", When: ready, Do: goTo(screen.Place{Screen: "changes"})},
		{Command: screen.GoTo, Key: bind(":", "go to", ":"), Group: groupGo, Help: "go to, or do, whatever you type: sg payments, trace checkout-api s3, subnet-0a1…", When: ready, Do: (*App).openPalette},
		{Command: screen.Gaps, Name: "gaps missing", Key: bind("!", "gaps", "!"), Group: groupGo, Help: "what could not be read, and what is therefore unknown", When: canGaps, Do: (*App).openGaps},

		{Command: screen.CopyID, Key: bind("y", "copy id", "y"), Group: groupDo, Help: "copy the id or ARN of the row; on a path, the AWS CLI of the fix"},
		{Command: screen.CopyCommand, Key: bind("Y", "copy command", "Y"), Group: groupDo, Help: "copy an AWS CLI command: one that shows it; on a finding, the fix; on a path, the Terraform of the fix"},
		{Command: screen.CopyMenu, Name: "copy", Key: bind("c", "copy", "c"), Group: groupDo, Help: "choose what to copy: id, ARN, AWS CLI command, Markdown, link", When: ready, Do: goAbout(screen.CopyMenu)},
		{Command: screen.Console, Name: "console browser", Key: bind("O", "console", "O"), Group: groupDo, Help: "open it in the AWS console; without a browser, show the link", When: canAbout(screen.Console), Do: goAbout(screen.Console)},
		{Command: screen.PickRegion, Key: bind("@", "region", "@"), Group: groupDo, Help: "look at one region, or all", When: canPickRegion, Do: (*App).pickRegion},
		{Command: screen.PickProfile, Key: bind("p", "profile", "p"), Group: groupDo, Help: "read another account: choose an AWS profile", When: canPickProfile, Do: (*App).pickProfile},
		{Command: screen.PickTheme, Key: bind("T", "theme", "T"), Group: groupDo, Help: "another look: dark, light, high contrast", When: always, Do: (*App).pickTheme},
		{Command: screen.Undo, Name: "undo", Key: bind("u", "undo", "u"), Group: groupDo, Help: "take the last edit of a what-if back"},
		{Command: screen.Reload, Name: "reload refresh", Key: bind("r", "read again", "r"), Group: groupDo, Help: "read everything again", When: canReload, Do: (*App).reload},
		{Command: screen.Help, Name: "help keys", Key: bind("?", "keys", "?"), Group: groupDo, Help: "these keys", When: always, Do: (*App).openHelp},
		{Command: screen.Quit, Name: "quit q exit", Key: bind("q ^c", "quit", "q", "ctrl+c"), Group: groupDo, Help: "quit", When: always, Do: (*App).quit},

		{Command: screen.Accept, Mode: typing, Key: bind("↵", "keep", "enter"), Group: groupType, Help: "keep the filter and go to the rows"},
		{Command: screen.Cancel, Mode: typing, Key: bind("esc", "drop", "esc"), Group: groupType, Help: "drop what was typed"},
		{Command: screen.Up, Mode: typing, Key: bind("↑", "up", "up"), Group: groupType, Help: "up one row, still typing"},
		{Command: screen.Down, Mode: typing, Key: bind("↓", "down", "down"), Group: groupType, Help: "down one row, still typing"},
		{Command: screen.Complete, Mode: typing, Key: bind("tab", "complete", "tab"), Group: groupType, Help: "complete the word"},
		{Command: screen.EditLeft, Mode: typing, Key: bind("←", "left", "left", "ctrl+b"), Group: groupType, Help: "left in the text"},
		{Command: screen.EditRight, Mode: typing, Key: bind("→", "right", "right", "ctrl+f"), Group: groupType, Help: "right in the text"},
		{Command: screen.EditStart, Mode: typing, Key: bind("home ^a", "start", "home", "ctrl+a"), Group: groupType, Help: "to its start"},
		{Command: screen.EditEnd, Mode: typing, Key: bind("end ^e", "end", "end", "ctrl+e"), Group: groupType, Help: "to its end"},
		{Command: screen.EditBackspace, Mode: typing, Key: bind("backspace", "delete", "backspace", "ctrl+h"), Group: groupType, Help: "delete to the left"},
		{Command: screen.EditDelete, Mode: typing, Key: bind("del ^d", "delete", "delete", "ctrl+d"), Group: groupType, Help: "delete to the right"},
		{Command: screen.EditWord, Mode: typing, Key: bind("^w", "delete word", "ctrl+w", "alt+backspace"), Group: groupType, Help: "delete a word"},
		{Command: screen.EditClear, Mode: typing, Key: bind("^u", "clear", "ctrl+u"), Group: groupType, Help: "delete everything before the cursor"},
		{Command: screen.Quit, Mode: typing, Key: bind("^c", "quit", "ctrl+c"), Group: groupType, Help: "quit", When: always, Do: (*App).quit},
	}
	for c := screen.SortColumn1; c <= screen.SortColumn9; c++ {
		digit := string(rune('1' + c - screen.SortColumn1))
		a := Action{Command: c, Key: bind(digit, "sort", digit), Help: "sort by column " + digit}
		if c == screen.SortColumn1 { // one line in the help speaks for all nine
			a.Key.SetHelp("1…9", "sort")
			a.Group, a.Help = groupList, "sort by that column; again to turn the order around"
		}
		actions = append(actions, a)
	}
	return actions
}

// keymap finds actions by key, and by command.
type keymap struct {
	actions []Action
}

// find is the action of a key in a mode, nil if the key has none.
func (k *keymap) find(m mode, msg tea.KeyPressMsg) *Action {
	for i := range k.actions {
		if a := &k.actions[i]; a.Mode == m && key.Matches(msg, a.Key) {
			return a
		}
	}
	return nil
}

// of is the row of a command.
func (k *keymap) of(m mode, c screen.Command) *Action {
	for i := range k.actions {
		if a := &k.actions[i]; a.Mode == m && a.Command == c {
			return a
		}
	}
	return nil
}

// KeyTable is the table of keys in Markdown, for the README.
func KeyTable() string {
	var b strings.Builder
	group := ""
	for _, name := range []string{groupMove, groupList, groupGo, groupDo, groupType} {
		for _, a := range Actions() {
			if a.Group != name {
				continue
			}
			if group != name {
				b.WriteString("\n| " + name + " | |\n|---|---|\n")
				group = name
			}
			b.WriteString("| `" + a.Key.Help().Key + "` | " + a.Help + " |\n")
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// applies says whether an action can be done now and, if not, why.
func (a *App) applies(act *Action) (ok bool, why string) {
	switch {
	case act.When != nil:
		return act.When(a)
	case a.screen() == nil:
		return false, a.notYet()
	}
	ok, why = a.screen().Can(act.Command, &a.env)
	if why == "" {
		why = "not on this screen"
	}
	return ok, why
}

func always(*App) (bool, string) { return true, "" }

func ready(a *App) (bool, string) {
	if a.listing() {
		return false, errStillReading.Error()
	}
	return a.screen() != nil, a.notYet()
}

// notYet says why there is nothing to act on.
func (a *App) notYet() string {
	if a.load.stage == failed {
		return "nothing was read: r tries again"
	}
	return "still reading"
}

func canBack(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	if drop, _ := a.screen().Can(screen.ClearFilter, &a.env); drop {
		return true, ""
	}
	return a.history.At > 0, "this is the first screen; q quits"
}

func canForward(a *App) (bool, string) {
	return a.history.Ahead() > 0, "there is nothing ahead; this goes forward after going back"
}

// canRight: a screen with columns of its own to walk takes the arrows itself.
func canRight(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	if own, _ := a.screen().Can(screen.Right, &a.env); own {
		return true, ""
	}
	return a.screen().Can(screen.Open, &a.env)
}

func goRight(a *App) tea.Cmd {
	return a.ownOr(screen.Right, func() tea.Cmd { return a.do(screen.Open) })
}

func canLeft(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	if own, _ := a.screen().Can(screen.Left, &a.env); own {
		return true, ""
	}
	return a.history.At > 0, "this is the first screen; q quits"
}

// canMark: where rows are not marked, the key turns pages, as in a pager.
func canMark(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	if own, _ := a.screen().Can(screen.Mark, &a.env); own {
		return true, ""
	}
	return a.screen().Can(screen.PageDown, &a.env)
}

func goMark(a *App) tea.Cmd {
	return a.ownOr(screen.Mark, func() tea.Cmd { return a.do(screen.PageDown) })
}

func goLeft(a *App) tea.Cmd { return a.ownOr(screen.Left, a.stepBack) }

// ownOr lets the screen carry out a command if it can, and else does otherwise.
func (a *App) ownOr(c screen.Command, otherwise func() tea.Cmd) tea.Cmd {
	if own, _ := a.screen().Can(c, &a.env); own {
		return a.do(c)
	}
	return otherwise()
}

func canGaps(a *App) (bool, string) {
	if a.env.Result == nil || a.listing() {
		return len(a.load.progress.gaps) > 0, "no gaps so far"
	}
	return len(a.env.Result.Snapshot.Gaps()) > 0, "there are no gaps: everything was read"
}

func canReload(a *App) (bool, string) { return !a.load.running(), "it is being read already" }

func goTo(p screen.Place) func(*App) tea.Cmd {
	return func(a *App) tea.Cmd { return a.visit(p) }
}
