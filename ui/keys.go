package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// mode is what keys mean at the moment.
type mode uint8

const (
	browsing mode = iota
	typing        // letters are text
)

// Action is one row of the table of keys. Footer, help and the table in
// docs/keys.md are made from these rows; nothing else knows a key.
type Action struct {
	Command screen.Command
	Mode    mode
	Key     key.Binding // its help is the key as people write it, and a word or two for the footer
	// Of the table of commands: what can be typed after ":", the heading in the
	// help, and what it does.
	Names       []string
	Group, Help string
	// When says whether it applies now and, if not, why. Nil asks the screen.
	When func(*App) (ok bool, why string)
	// Do carries it out. Nil lets the screen do it.
	Do func(*App) tea.Cmd
}

func bind(shown, word string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, word))
}

// Actions is the table of keys, with what the table of commands says of them. A
// key stands in it once for each mode.
func Actions() []Action {
	actions := bindings()
	table := screen.CommandTable()
	for i := range actions {
		a := &actions[i]
		row := table.Of(a.Command, a.Mode == typing)
		a.Names, a.Group, a.Help = row.Names, row.Group, row.Help
		switch {
		case a.When != nil || a.Do != nil:
		case row.Screen != "":
			a.When, a.Do = ready, goTo(screen.Place{Screen: row.Screen})
		case row.About:
			a.When, a.Do = canAbout(a.Command), goAbout(a.Command)
		}
	}
	return actions
}

// bindings are the keys of the commands and, where a command is the explorer's
// own, when it applies and what it does.
func bindings() []Action {
	actions := []Action{
		{Command: screen.Up, Key: bind("↑ k", "up", "up", "k")},
		{Command: screen.Down, Key: bind("↓ j", "down", "down", "j")},
		{Command: screen.PageUp, Key: bind("pgup ^b", "page up", "pgup", "ctrl+b")},
		{Command: screen.PageDown, Key: bind("pgdn ^f", "page down", "pgdown", "ctrl+f")},
		{Command: screen.HalfUp, Key: bind("^u", "half up", "ctrl+u")},
		{Command: screen.HalfDown, Key: bind("^d", "half down", "ctrl+d")},
		{Command: screen.Top, Key: bind("g home", "top", "home", "g")},
		{Command: screen.Bottom, Key: bind("G end", "end", "end", "G")},
		{Command: screen.NextPart, Key: bind("tab", "next part", "tab")},
		{Command: screen.PrevPart, Key: bind("⇧tab", "part before", "shift+tab")},
		{Command: screen.Open, Key: bind("↵", "open", "enter")},
		{Command: screen.Right, Key: bind("→ l", "open", "right", "l"), When: canRight, Do: goRight},
		{Command: screen.Back, Key: bind("esc", "back", "esc", "backspace"), When: canBack, Do: (*App).back},
		{Command: screen.Left, Key: bind("← h", "back", "left", "h"), When: canLeft, Do: goLeft},
		{Command: screen.Forward, Key: bind("]", "forward", "]", "alt+right"), When: canForward, Do: (*App).forward},

		{Command: screen.Filter, Key: bind("/", "filter", "/"), When: canFilter, Do: (*App).filter},
		{Command: screen.Faults, Key: bind("z", "severity", "z")},
		{Command: screen.SortNext, Key: bind("s", "sort", "s")},
		{Command: screen.SortReverse, Key: bind("S", "reverse", "S")},
		{Command: screen.Wide, Key: bind("^w", "wide", "ctrl+w")},
		{Command: screen.PickColumns, Key: bind("|", "columns", "|"), When: canPickColumns, Do: (*App).pickColumns},
		{Command: screen.Mark, Key: bind("space", "mark", "space"), When: canMark, Do: goMark},
		{Command: screen.Unmark, Key: bind("^space", "unmark", "ctrl+space", "ctrl+@")},
		{Command: screen.Compare, Key: bind("=", "compare", "=")},
		{Command: screen.NextMatch, Key: bind("n", "next match", "n")},
		{Command: screen.PrevMatch, Key: bind("N", "match before", "N")},
		{Command: screen.ToggleYAML, Key: bind("x", "YAML", "x")},

		{Command: screen.GoOverview, Key: bind("0 o", "home", "0", "o")},
		{Command: screen.GoFunctions, Key: bind("F", "functions", "F")},
		{Command: screen.GoFindings, Key: bind("f", "findings", "f")},
		{Command: screen.GoResources, Key: bind("a", "all kinds", "a")},
		{Command: screen.GoTrace, Key: bind("t", "trace", "t")},
		{Command: screen.GoReach, Key: bind("R", "reach", "R")},
		{Command: screen.GoDiagram, Key: bind("d", "diagram", "d")},
		{Command: screen.GoServices, Key: bind("m", "services", "m")},
		{Command: screen.GoWhatIf, Key: bind("w", "what if", "w")},
		{Command: screen.GoUsedBy, Key: bind("U", "used by", "U")},
		{Command: screen.GoWho, Key: bind("B", "who changed it", "B")},
		{Command: screen.GoOwner, Key: bind("J", "owner", "J")},
		{Command: screen.GoLedger, Key: bind("i", "interfaces", "i")},
		{Command: screen.GoRaw, Key: bind("v", "raw", "v")},
		{Command: screen.GoChanges, Key: bind("D", "changes", "D")},
		{Command: screen.GoLog, Key: bind("H", "log", "H")},
		{Command: screen.GoSignals, Key: bind("M", "signals", "M")},
		{Command: screen.GoFlows, Key: bind("K", "flow logs", "K")},
		{Command: screen.GoAccounts, Key: bind("A", "accounts", "A")},
		{Command: screen.GoViews, Key: bind("V", "views", "V"), When: ready, Do: (*App).pickView},
		{Command: screen.GoTo, Key: bind(":", "go to", ":"), When: always, Do: (*App).openPalette},
		{Command: screen.Gaps, Key: bind("!", "gaps", "!"), When: canGaps, Do: (*App).openGaps},
		{Command: screen.Calls, Key: bind("C", "calls", "C"), When: canCalls, Do: (*App).openCalls},

		{Command: screen.CopyID, Key: bind("y", "copy id", "y")},
		{Command: screen.CopyCommand, Key: bind("Y", "copy command", "Y")},
		{Command: screen.CopyMenu, Key: bind("c", "copy", "c"), When: ready, Do: goAbout(screen.CopyMenu)},
		{Command: screen.ExportMenu, Key: bind("e", "export", "e"), When: ready, Do: (*App).openExport},
		{Command: screen.OpenPager, Key: bind("P", "pager", "P"), When: canView(screen.OpenPager), Do: goAbout(screen.OpenPager)},
		{Command: screen.OpenEditor, Key: bind("E", "editor", "E"), When: canView(screen.OpenEditor), Do: goAbout(screen.OpenEditor)},
		{Command: screen.Console, Key: bind("O", "console", "O")},
		{Command: screen.PickRegion, Key: bind("@", "region", "@"), When: canPickRegion, Do: (*App).pickRegion},
		{Command: screen.PickProfile, Key: bind("p", "profile", "p"), When: canPickProfile, Do: (*App).pickProfile},
		{Command: screen.PickTheme, Key: bind("T", "theme", "T"), When: always, Do: (*App).pickTheme},
		{Command: screen.SignIn, Key: bind("L", "sign in", "L"), When: signInHelps, Do: (*App).signIn},
		{Command: screen.AddPart, Key: bind("+", "add", "+")},
		{Command: screen.RemovePart, Key: bind("-", "remove", "-")},
		{Command: screen.ChangePart, Key: bind("~", "change", "~")},
		{Command: screen.Undo, Key: bind("u", "undo", "u"), When: canUndo, Do: (*App).undo},
		{Command: screen.Redo, Key: bind("^y", "redo", "ctrl+y"), When: canRedo, Do: (*App).redo},
		{Command: screen.Reload, Key: bind("r", "read again", "r"), When: canReload, Do: (*App).reload},
		{Command: screen.ToggleWatch, Key: bind("W", "watch", "W"), When: canWatch, Do: (*App).toggleWatch},
		{Command: screen.ReloadHere, Key: bind("^r", "read this again", "ctrl+r"), When: canReloadHere, Do: (*App).reloadHere},
		{Command: screen.Redraw, Key: bind("^l", "redraw", "ctrl+l"), When: always, Do: (*App).redraw},
		{Command: screen.Suspend, Key: bind("^z", "suspend", "ctrl+z"), When: canSuspend, Do: (*App).suspend},
		{Command: screen.Help, Key: bind("?", "keys", "?"), When: always, Do: (*App).openHelp},
		{Command: screen.Quit, Key: bind("q ^c", "quit", "q", "ctrl+c"), When: always, Do: (*App).leave},

		{Command: screen.Accept, Mode: typing, Key: bind("↵", "keep", "enter")},
		{Command: screen.Cancel, Mode: typing, Key: bind("esc", "drop", "esc")},
		{Command: screen.Up, Mode: typing, Key: bind("↑", "up", "up")},
		{Command: screen.Down, Mode: typing, Key: bind("↓", "down", "down")},
		{Command: screen.Complete, Mode: typing, Key: bind("tab", "complete", "tab")},
		{Command: screen.Older, Mode: typing, Key: bind("^p", "typed before", "ctrl+p")},
		{Command: screen.Newer, Mode: typing, Key: bind("^n", "typed after", "ctrl+n")},
		{Command: screen.EditLeft, Mode: typing, Key: bind("←", "left", "left", "ctrl+b")},
		{Command: screen.EditRight, Mode: typing, Key: bind("→", "right", "right", "ctrl+f")},
		{Command: screen.EditStart, Mode: typing, Key: bind("home ^a", "start", "home", "ctrl+a")},
		{Command: screen.EditEnd, Mode: typing, Key: bind("end ^e", "end", "end", "ctrl+e")},
		{Command: screen.EditBackspace, Mode: typing, Key: bind("backspace", "delete", "backspace", "ctrl+h")},
		{Command: screen.EditDelete, Mode: typing, Key: bind("del ^d", "delete", "delete", "ctrl+d")},
		{Command: screen.EditWordLeft, Mode: typing,
			Key: bind("alt+← alt+b", "word left", "alt+left", "ctrl+left", "alt+b")},
		{Command: screen.EditWordRight, Mode: typing,
			Key: bind("alt+→ alt+f", "word right", "alt+right", "ctrl+right", "alt+f")},
		{Command: screen.EditWord, Mode: typing, Key: bind("^w", "delete word", "ctrl+w", "alt+backspace")},
		{Command: screen.EditWordForward, Mode: typing, Key: bind("alt+d", "delete word", "alt+d", "alt+delete")},
		{Command: screen.EditClear, Mode: typing, Key: bind("^u", "clear", "ctrl+u")},
		{Command: screen.EditToEnd, Mode: typing, Key: bind("^k", "delete rest", "ctrl+k")},
		{Command: screen.Redraw, Mode: typing, Key: bind("^l", "redraw", "ctrl+l"), When: always, Do: (*App).redraw},
		{Command: screen.Suspend, Mode: typing, Key: bind("^z", "suspend", "ctrl+z"), When: canSuspend,
			Do: (*App).suspend},
		{Command: screen.Quit, Mode: typing, Key: bind("^c", "quit", "ctrl+c"), When: always, Do: (*App).leave},
	}
	for c := screen.SortColumn1; c <= screen.SortColumn9; c++ {
		digit := string(rune('1' + c - screen.SortColumn1))
		a := Action{Command: c, Key: bind(digit, "sort", digit)}
		if c == screen.SortColumn1 { // one line in the help speaks for all nine
			a.Key.SetHelp("1…9", "sort")
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

// KeyTable is the table of keys in Markdown, for docs/keys.md.
func KeyTable() string {
	var b strings.Builder
	group := ""
	for _, name := range screen.Groups() {
		for _, a := range Actions() {
			if a.Group != name {
				continue
			}
			if group != name {
				b.WriteString("\n" + tableHead(name))
				group = name
			}
			b.WriteString(tableRow(a.Key.Help().Key, a.Help))
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// notHere is why a screen cannot do what it knows nothing of.
const notHere = "not on this screen"

// tableHead and tableRow are the parts of a table in Markdown.
func tableHead(name string) string { return "| " + name + " | |\n|---|---|\n" }

func tableRow(sign, means string) string { return "| `" + sign + "` | " + means + " |\n" }

// MarkTable is the legend of the marks in Markdown, for docs/keys.md.
func MarkTable() string {
	var b strings.Builder
	for i, part := range say.Legend(theme.New(theme.Options{})) {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(tableHead(part.Heading))
		for _, m := range part.Marks {
			b.WriteString(tableRow(m.Mark.Plain(), m.Means))
		}
	}
	return b.String()
}

// applies says whether an action can be done now and, if not, why.
func (a *App) applies(act *Action) (ok bool, why string) {
	switch {
	case act.When != nil:
		return act.When(a)
	case a.screen() == nil:
		return false, a.notYet()
	}
	ok, why = a.screen().Can(act.Command, a.here())
	if why == "" {
		why = notHere
	}
	return ok, why
}

func always(*App) (bool, string) { return true, "" }

func ready(a *App) (bool, string) {
	if a.listing() {
		return false, errWorking.Error()
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
	if drop, _ := a.screen().Can(screen.ClearFilter, a.here()); drop {
		return true, ""
	}
	return a.beyondFirst()
}

// beyondFirst says whether there is a screen to go back to.
func (a *App) beyondFirst() (bool, string) {
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
	if own, _ := a.screen().Can(screen.Right, a.here()); own {
		return true, ""
	}
	return a.screen().Can(screen.Open, a.here())
}

func goRight(a *App) tea.Cmd {
	return a.ownOr(screen.Right, func() tea.Cmd { return a.do(screen.Open) })
}

func canLeft(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	if own, _ := a.screen().Can(screen.Left, a.here()); own {
		return true, ""
	}
	return a.beyondFirst()
}

// canMark: where rows are not marked, the key turns pages, as in a pager.
func canMark(a *App) (bool, string) {
	if a.screen() == nil {
		return false, a.notYet()
	}
	if own, _ := a.screen().Can(screen.Mark, a.here()); own {
		return true, ""
	}
	return a.screen().Can(screen.PageDown, a.here())
}

func goMark(a *App) tea.Cmd {
	return a.ownOr(screen.Mark, func() tea.Cmd { return a.do(screen.PageDown) })
}

func goLeft(a *App) tea.Cmd { return a.ownOr(screen.Left, a.stepBack) }

// ownOr lets the screen carry out a command if it can, and else does otherwise.
func (a *App) ownOr(c screen.Command, otherwise func() tea.Cmd) tea.Cmd {
	if own, _ := a.screen().Can(c, a.here()); own {
		return a.do(c)
	}
	return otherwise()
}

func canGaps(a *App) (bool, string) {
	if a.env.Result == nil || a.early() {
		return len(a.load.progress.gaps) > 0, "no gaps so far"
	}
	return len(a.here().Gaps()) > 0, "there are no gaps: everything was read"
}

func canReload(a *App) (bool, string) {
	return !a.load.running() && !a.watch.asked, "it is being read already"
}

// canReloadHere holds on a screen about one region of a live account.
func canReloadHere(a *App) (bool, string) {
	if ok, why := canReload(a); !ok {
		return false, why
	}
	v := a.history.Current()
	switch {
	case a.source.Here == nil || a.env.Result == nil || len(a.env.Result.Accounts) > 1:
		return false, "only a single account that is read from AWS can be read in parts"
	case v == nil || v.Place.Region == "":
		return false, "this is about all regions: r reads them again"
	}
	return true, ""
}

func goTo(p screen.Place) func(*App) tea.Cmd {
	return func(a *App) tea.Cmd { return a.visit(p) }
}
