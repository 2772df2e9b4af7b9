package plain

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
)

// word is one row of the table of what can be typed. The help is made of it. What
// it does not say, a name and what it does, is that of the command.
type word struct {
	names []string // the first one is shown
	takes string   // what may follow
	help  string
	runs  screen.Command // of the program, which means the same
	lays  screen.Command // of the screen, which is another one after it
	row   screen.Command // of the screen, about one of its rows
	about screen.Command // that asks about what the person stands on
	when  func(*session) (ok bool, why string)
	do    func(s *session, rest string)
}

// words is the table of what can be typed.
func words() []word {
	rows := []word{
		{names: []string{"open"}, takes: "NUMBER", help: "open that row; the number alone does it as well", when: rowsHere, do: (*session).open},
		{names: []string{"more", "m"}, help: "the next rows", when: moreHere,
			do: func(s *session, _ string) { s.more(page) }},
		{names: []string{"all"}, help: "all that is left of the screen", when: moreHere,
			do: func(s *session, _ string) { s.more(len(s.lines)) }},
		{names: []string{"again"}, help: "the screen once more, from its beginning",
			do: func(s *session, _ string) { s.show() }},
		{names: []string{"back", "b"}, help: "to the screen before", runs: screen.Back, when: backHere,
			do: func(s *session, _ string) { s.step(-1) }},
		{runs: screen.Forward, when: forwardHere, do: func(s *session, _ string) { s.step(1) }},
		{names: []string{"home"}, help: "to where it began", when: backHere,
			do: func(s *session, _ string) { s.step(-s.history.At) }},
		{names: []string{"where"}, help: "the path walked", do: func(s *session, _ string) { s.sayPath() }},

		{names: []string{"filter"}, takes: "TEXT",
			help: "only rows with the text, !text without it, vpc:prod, sev:>=high; filter alone shows all again",
			when: ofScreen(screen.Filter), do: (*session).filter},
		{lays: screen.Faults},
		{names: []string{"sort"}, takes: "COLUMN", help: "order the rows; by the same column again, the other way; sort alone names the columns", when: sortHere, do: (*session).sort},
		{runs: screen.PickColumns, takes: "COLUMN, COLUMN", when: columnsHere, do: (*session).columns,
			help: "only these columns; columns usual shows the usual ones again; columns alone names them"},
		{names: []string{"save"}, takes: "NAME", when: columnsHere, do: (*session).save,
			help: "save this list, its filter, order and columns, as a view: its name goes there from then on"},
		{names: []string{"unsave"}, takes: "NAME", help: "remove a view that was saved so", do: (*session).unsave},
		{row: screen.Mark, takes: "NUMBER", help: "mark or unmark a row"},
		{lays: screen.Unmark},
		{row: screen.Compare, takes: "NUMBER|FUNCTION FUNCTION",
			help: "compare two functions: those that are named, the marked ones, or this one and another"},

		{about: screen.GoTrace, takes: "[NUMBER|FUNCTION] DEST", help: "trace a connection of the function: to internet, s3, an address or host name with a port, an id, a name"},
		{about: screen.GoReach, takes: "[NUMBER|FUNCTION]"},
		{about: screen.GoDiagram, takes: "[NUMBER|FUNCTION]", help: "what the function or VPC is connected to, way by way"},
		{about: screen.GoWhatIf, takes: "[NUMBER|NAME]"},
		{about: screen.GoUsedBy, takes: "[NUMBER|NAME]"},
		{about: screen.GoWho, takes: "[NUMBER|NAME]"},
		{about: screen.GoOwner, takes: "[NUMBER]", help: "what it belongs to"},
		{about: screen.GoRaw, takes: "[NUMBER|NAME]", help: "raw JSON"},
		{lays: screen.ToggleYAML},
		{about: screen.AddPart, takes: "[NUMBER]"},
		{row: screen.RemovePart, takes: "[NUMBER]"},
		{row: screen.ChangePart, takes: "[NUMBER]"},
		{runs: screen.Undo, when: undoHere, do: func(s *session, _ string) { s.undo(false) }},
		{runs: screen.Redo, when: redoHere, do: func(s *session, _ string) { s.undo(true) }},

		{names: []string{"copy"}, takes: "[NUMBER]", help: "what the explorer would copy: the id or ARN; on a path, the AWS CLI of the fix", row: screen.CopyID},
		{names: []string{"cli"}, takes: "[NUMBER]", help: "an AWS CLI command: one that shows it; on a finding, the fix; on a path, the Terraform of the fix", row: screen.CopyCommand},
		{names: []string{"menu"}, takes: "[NUMBER]", help: "choose what to copy", row: screen.CopyMenu},
		{names: []string{"export"}, takes: "FORM [FILE]", runs: screen.ExportMenu,
			help: "what is seen, as csv, md, json, yaml or txt, a drawing as diagram-svg or mermaid: said here, or to a file",
			do:   func(s *session, rest string) { s.export(rest) }},
		{row: screen.Console, takes: "[NUMBER]", help: "its address in the AWS console"},

		{runs: screen.Gaps, help: "what could not be read, and is therefore unknown",
			do: func(s *session, _ string) { s.gaps() }},
		{names: []string{"against"}, takes: "PATH", help: "tell changes against the snapshot in that file or directory",
			when: openHere, do: func(s *session, rest string) { s.tellAgainst(rest) }},
		{runs: screen.Reload, do: func(s *session, _ string) { s.reload() }},
		{names: []string{"help", "?"}, help: "this list", runs: screen.Help,
			do: func(s *session, _ string) { s.help() }},
		{names: []string{"quit", "exit", "q"}, help: "quit; so does the end of the input", runs: screen.Quit,
			do: func(s *session, _ string) { s.quit() }},
	}
	table := screen.CommandTable()
	for i := range rows {
		w := &rows[i]
		if c := cmp.Or(w.runs, w.lays, w.row, w.about); c != screen.None {
			row := table.Of(c, false)
			w.help = cmp.Or(w.help, row.Help)
			if w.names == nil {
				w.names = row.Names[:1]
			}
		}
		if w.lays != screen.None {
			w.when, w.do = ofScreen(w.lays), again(w.lays)
		}
	}
	return rows
}

// command carries out one line of input. A colon before it is that of the full explorer, and means nothing here.
func (s *session) command(line string) {
	line = strings.TrimSpace(strings.TrimPrefix(line, ":"))
	name, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if s.question != nil && !slices.Contains([]string{"quit", "exit", "q"}, name) {
		s.reply(line)
		return
	}
	if line == "" {
		if ok, _ := moreHere(s); ok {
			s.more(page)
		}
		return
	}
	if n, err := strconv.Atoi(line); err == nil {
		s.openRow(n)
		return
	}
	for _, w := range words() {
		if slices.Contains(w.names, strings.ToLower(name)) {
			s.runWord(w, rest)
			return
		}
	}
	s.goTo(line)
}

func (s *session) runWord(w word, rest string) {
	if s.byName(&w, rest) {
		return
	}
	if w.row != screen.None || w.about != screen.None {
		var chosen bool
		if rest, chosen = s.row(w.names[0], rest); !chosen {
			return
		}
	}
	if ok, why := w.can(s); !ok {
		s.out.say(sentence(w.names[0] + ": " + why))
		return
	}
	switch {
	case w.about != screen.None:
		i, _ := screens.About(s.screen(), w.about, s.here())
		if q, asks := i.(screen.Ask); asks {
			s.ask(q, rest)
			return
		}
		s.carry(i)
	case w.row != screen.None:
		s.do(w.row)
		if w.row == screen.RemovePart && s.question == nil {
			s.show()
		}
		if w.row == screen.Mark { // which is only seen otherwise
			s.out.say(sentence(s.screen().Note()))
		}
	default:
		w.do(s, rest)
	}
}

// byName carries out a question about what is named by its name, as the full
// explorer takes it: reach checkout-api, trace checkout-api s3. ok is false where
// nothing is named so.
func (s *session) byName(w *word, rest string) (ok bool) {
	first, more, _ := strings.Cut(rest, " ")
	if _, err := strconv.Atoi(first); first == "" || err == nil {
		return false
	}
	prompt := screens.NewPrompt(s.here(), s.screen(), nil)
	if w.row == screen.Compare && more != "" { // two names say all, wherever one is
		i, found, err := prompt.Exactly(w.names[0] + " " + rest)
		if found {
			s.went(i, err)
		}
		return found
	}
	if w.about == screen.None {
		return false
	}
	if w.about == screen.GoTrace && more == "" { // a destination, or a function from which it leads here
		return false
	}
	if !prompt.Knows(w.about, first) && !(w.about == screen.GoWhatIf && screens.NamesFile(rest)) {
		return false
	}
	i, found, err := prompt.Exactly(w.names[0] + " " + rest)
	if found {
		s.went(i, err)
	}
	return found
}

// can says whether a word applies now and, if not, why.
func (w *word) can(s *session) (ok bool, why string) {
	switch {
	case w.about != screen.None:
		i, why := screens.About(s.screen(), w.about, s.here())
		return i != nil, why
	case w.row != screen.None:
		return s.can(w.row)
	case w.when != nil:
		return w.when(s)
	}
	return true, ""
}

// run carries out a command that a screen asks for, as if it had been typed.
func (s *session) run(c screen.Command) {
	if to := screen.CommandTable().Of(c, false).Screen; to != "" {
		s.visit(screen.Place{Screen: to})
		return
	}
	if c == screen.GoViews {
		s.carry(screens.PickView(s.here()))
		return
	}
	for _, w := range words() {
		switch {
		case c == screen.None:
		case w.runs == c:
			s.runWord(w, "")
			return
		case w.about == c:
			i, why := screens.About(s.screen(), c, s.here())
			if i == nil {
				s.out.say(sentence(why))
			}
			s.carry(i)
			return
		}
	}
	s.screenDo(c)
}

// reply answers the question.
func (s *session) reply(line string) {
	q := *s.question
	n, err := strconv.Atoi(line)
	switch {
	case line == "cancel" || line == "back":
		s.question = nil
		s.out.say("The question is dropped.")
	case line == "":
		s.offer(q, s.offered)
	case err == nil && n >= 1 && n <= len(s.offered):
		s.question = nil
		s.carry(s.offered[n-1].To)
	case s.seeking:
		s.question = nil
		s.goTo(line)
	default:
		s.answer(q, line)
	}
}

// goTo goes to a place by name; where it is a part of several, they are offered.
func (s *session) goTo(text string) {
	if what, ok := screens.LookedFor(text); ok {
		text = what
	}
	prompt := screens.NewPrompt(s.here(), s.screen(), nil)
	if i, found, err := prompt.Exactly(text); found {
		s.went(i, err)
		return
	}
	offers := prompt.Suggest(text)
	switch len(offers) {
	case 0:
		s.out.sayf("There is no command, screen, kind or resource %q. Type help for the commands, or a place: functions, findings, subnet, checkout-api.",
			awsdata.Clean(text))
	case 1:
		s.carry(suggestions(prompt, text)[0].To)
	default:
		s.offer(screen.Ask{
			Title:   fmt.Sprintf("which %s?", text),
			Suggest: func(text string) []screen.Suggestion { return suggestions(prompt, text) },
			Parse:   prompt.Parse,
		}, suggestions(prompt, text))
		s.seeking = true
	}
}

// went does what a line means, or says why it means nothing.
func (s *session) went(i screen.Intent, err error) {
	if err != nil {
		s.out.say(sentence(err.Error()))
		return
	}
	s.carry(i)
}

// suggestions are what a line may become, where each leads somewhere.
func suggestions(prompt *screens.Prompt, text string) []screen.Suggestion {
	var out []screen.Suggestion
	for _, o := range prompt.Suggest(text) {
		i, err := o.To, error(nil)
		if i == nil {
			i, err = prompt.Parse(o.Line)
		}
		if err == nil {
			out = append(out, screen.Suggestion{Word: o.Word, What: o.What, To: i})
		}
	}
	return out
}

// export says or writes what is seen in a form.
func (s *session) export(rest string) {
	i, err := screens.ParseExport(rest)
	if err == nil && i.Form == "" {
		s.out.say("Export in which form? Type export csv, or export csv FILE.")
		return
	}
	s.went(i, err)
}

func (s *session) open(rest string) {
	n, err := strconv.Atoi(rest)
	if err != nil {
		s.out.say("Open which row? Type its number.")
		return
	}
	s.openRow(n)
}

// openRow opens a row. Where that changes the screen instead of leaving it, as
// in a what-if, the screen is said again.
func (s *session) openRow(n int) {
	if !s.choose(n) {
		return
	}
	at := s.history.Current().Place
	if s.screenDo(screen.Open) && s.history.IsAt(at) && s.question == nil {
		s.show()
	}
}

// row takes a number from the front of what was typed, and chooses its row. There
// is no cursor to be seen, so that none decides: without a number the command is
// about the whole screen, and in a list about the row that was opened last.
func (s *session) row(what, rest string) (left string, ok bool) {
	if s.linear() == nil {
		return rest, true
	}
	first, left, _ := strings.Cut(rest, " ")
	if n, err := strconv.Atoi(first); err == nil {
		return strings.TrimSpace(left), s.choose(n)
	}
	if !s.linear().Choose("") && !s.history.Current().Own.chosen {
		if len(s.rows) == 0 {
			return rest, s.choose(1)
		}
		s.out.sayf("Which row? For the first, type %s.", strings.TrimSpace(what+" 1 "+rest))
		return rest, false
	}
	return rest, true
}

// again is a command after which the screen is another one.
func again(c screen.Command) func(*session, string) {
	return func(s *session, _ string) {
		if s.screenDo(c) {
			s.show()
		}
	}
}

func (s *session) step(by int) {
	s.history.Step(by)
	s.shown()
}

func (s *session) sayPath() {
	s.out.say("The path walked: " + strings.Join(s.history.Titles(), ", then ") + ".")
	if n := s.history.Ahead(); n > 0 {
		s.out.sayf("%s ahead: type forward.", english.Count(n, "screen"))
	}
}

func (s *session) gaps() {
	gaps := s.here().Gaps()
	if len(gaps) == 0 {
		s.out.say("There are no gaps: everything was read.")
		return
	}
	s.out.sayf("%s. These calls gave no answer. What depends on them is unknown, never fine.",
		english.Count(len(gaps), "gap"))
	for _, g := range gaps {
		line := strings.TrimSpace(g.Account+" "+g.Region) + ". " + g.Call + ". " + g.Cause.Text()
		if g.Message != "" {
			line += ". " + g.Message
		}
		s.out.say(sentence(line))
	}
}

func (s *session) tellAgainst(path string) {
	if path == "" {
		s.out.say("Against which snapshot? Type against and its path.")
		return
	}
	if err := s.against(path); err != nil {
		s.out.say(sentence(err.Error()))
		return
	}
	s.out.sayf("Changes are told against %s now: type changes.", path)
	s.reloaded()
}

// reload reads again. When that fails, what is there stays.
func (s *session) reload() {
	old := s.asRead
	if err := s.read(); err != nil {
		s.out.say(sentence("reading again failed, what is shown is older: " + err.Error()))
		return
	}
	if s.env.Baseline == nil || s.env.Baseline.Name == screen.LastRead {
		s.env.Baseline = &screen.Baseline{Name: screen.LastRead, Result: old}
	}
	if list, _, err := screens.ChangesOf(s.ctx, s.env.Theme, old, s.asRead, s.env.Now); err == nil {
		s.env.Log = append(list, s.env.Log...)
	}
	s.out.say("Read again.")
	s.reloaded()
}

func (s *session) reloaded() {
	for i := range s.history.Visits {
		v := &s.history.Visits[i]
		v.Screen.Load(s.env.In(v.Place.Account))
	}
	s.shown()
}

// help says what can be typed, and why what does nothing here does nothing.
func (s *session) help() {
	s.out.say("What can be typed:")
	for _, w := range words() {
		line := strings.TrimSpace(strings.Join(w.names[:1], "") + " " + w.takes)
		if len(w.names) > 1 {
			line += ", or " + strings.Join(w.names[1:], ", ")
		}
		line += ": " + w.help
		if ok, why := w.can(s); !ok {
			line += " (not now: " + why + ")"
		}
		s.out.say(line + ".")
	}
	var places []string
	for _, e := range screens.Table() {
		if e.What != "" {
			places = append(places, e.Name)
		}
	}
	for _, k := range awsdata.Kinds() {
		places = append(places, k.Code)
	}
	s.out.say("Or a place, with a filter behind it: " + strings.Join(places, ", ") +
		"; or the name or id of a function or resource.")
}

func ofScreen(c screen.Command) func(*session) (bool, string) {
	return func(s *session) (bool, string) { return s.can(c) }
}

func rowsHere(s *session) (bool, string) { return len(s.rows) > 0, "no row here opens anything" }

func moreHere(s *session) (bool, string) { return s.said < len(s.lines), "that was all" }

func backHere(s *session) (bool, string) { return s.history.At > 0, "this is the first screen" }

func forwardHere(s *session) (bool, string) {
	return s.history.Ahead() > 0, "there is nothing ahead"
}

func openHere(s *session) (bool, string) {
	return s.o.Open != nil, "there is nothing to read an earlier snapshot with"
}
