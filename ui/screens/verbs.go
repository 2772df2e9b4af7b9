package screens

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
)

// Verb is one row of the table of what can be typed after ":". What is offered,
// the help and the tests are made from these rows.
type Verb struct {
	Name    string
	Aliases []string
	What    string
	Group   string         // under which it is offered
	Args    []Arg          // in their order; the last takes the rest of the line
	Command screen.Command // that is the same, None where there is none
	Screen  string         // in the table of screens; where it is not there, neither is the verb
	// Make is what the verb means with the rest of the line, "" for nothing.
	Make func(h *Prompt, rest string) (screen.Intent, error)
}

// The groups of what can be typed.
const (
	groupScreens  = "screens"
	groupKinds    = "kinds of resources"
	groupViews    = "views"
	groupCommands = "commands"
	groupNames    = "functions and resources"
)

// verbGroups are those of the verbs, in the order in which they are offered where nothing is typed yet.
var verbGroups = []string{groupScreens, groupKinds, groupViews, groupCommands}

// verbs is the table. What is not said here, a name, what it is and the screen,
// is that of the command. The kinds of resources and the actions of the table of
// keys that are not in it come behind its rows, see [verbsOf].
func verbs() []Verb {
	rows := []Verb{
		{Command: screen.GoOverview},
		{Command: screen.GoFunctions, What: "all functions: internet egress, what is wrong", Args: filters("functions"), Make: openList(screen.Place{Screen: "functions"})},
		{Command: screen.GoFindings, Args: filters("findings"), Make: openList(screen.Place{Screen: "findings"})},
		{Command: screen.GoResources, Args: filters("kinds"), Make: openList(screen.Place{Screen: "kinds"})},
		{Command: screen.GoServices, What: "how each function reaches each AWS service", Args: []Arg{nameArg()}, Make: openList(screen.Place{Screen: "services"})},
		{Command: screen.GoLedger, Args: filters("ledger"), Make: openList(screen.Place{Screen: "ledger"})},
		{Command: screen.GoChanges},
		{Command: screen.GoLog, Args: filters("log"), Make: openList(screen.Place{Screen: "log"})},

		{Command: screen.GoTrace, What: "trace a connection of a function hop by hop", Args: []Arg{optionalFunctionArg(), destinationArg()}, Screen: "path", Make: makeTrace},
		{Name: "why", What: "what an error comes from: paste it behind it, or anywhere", Screen: "why",
			Args: []Arg{whyArg()}, Make: makeWhy},
		{Command: screen.GoReach, What: "everything that a function can reach", Args: []Arg{optionalFunctionArg()}, Screen: "reach"},
		{Command: screen.GoSignals, Args: []Arg{optionalSubjectArg(screen.GoSignals), spanArg()}, Screen: "signals",
			Make: makeSignals},
		{Command: screen.GoFlows, Args: []Arg{optionalFunctionArg()}, Screen: "flows"},
		{Command: screen.GoDiagram, What: "the network of a function or VPC, drawn", Args: []Arg{optionalFunctionArg()}, Screen: "diagram"},
		{Command: screen.GoWhatIf, Args: []Arg{subjectOrFileArg()}, Screen: "whatif", Make: makeWhatIf},
		{Name: "edits", What: "what is tried out in the what-if, and what follows from it", Screen: "whatif",
			Make: openScreen("whatif")},
		{Name: "write", What: "write the edits of the what-if to a file", Args: []Arg{fileArg()}, Make: makeWrite},
		{Name: "discard", What: "take all edits of the what-if back", Make: makeDiscard},
		{Command: screen.GoUsedBy, Args: []Arg{optionalSubjectArg(screen.GoUsedBy)}, Screen: "usedby"},
		{Command: screen.GoWho, Args: []Arg{optionalSubjectArg(screen.GoWho)}, Screen: "who"},
		{Command: screen.GoRaw, Args: []Arg{optionalSubjectArg(screen.GoRaw)}, Screen: "raw"},
		{Command: screen.Compare, What: "two functions side by side", Args: []Arg{functionArg(), functionArg()}, Screen: "compare", Make: makeCompare},

		{Command: screen.GoViews, Args: []Arg{viewArg()}, Make: makeView},
		{Name: "save", What: "save this list as a view: its filter, order and columns", Args: []Arg{newViewArg()},
			Make: makeSave},
		{Name: "unsave", What: "remove a view that you saved", Args: []Arg{savedViewArg()}, Make: makeUnsave},

		{Command: screen.PickRegion, Args: []Arg{choiceArg("REGION", "one or more, parted by commas; or all",
			"region", func(h *Prompt) []string { return h.Regions })}, Make: makeRegion},
		{Command: screen.PickProfile, Args: []Arg{choiceArg("PROFILE", "of your AWS configuration", "AWS profile",
			func(h *Prompt) []string { return h.Profiles })}, Make: makeProfile},
		{Command: screen.GoAccounts, Args: filters("accounts"), Make: openList(screen.Place{Screen: "accounts"})},
		{Command: screen.PickTheme,
			Args: []Arg{choiceArg("THEME", "", "look", func(h *Prompt) []string { return h.Themes })}, Make: makeTheme},
		{Command: screen.ToggleWatch, Args: []Arg{choiceArg("INTERVAL", "30s, 5m, or off",
			"from the end of a read to the next",
			func(*Prompt) []string { return []string{"30s", "1m", "5m", "off"} })}, Make: makeWatch},
		{Name: "diff", Aliases: []string{"against", "since"}, What: "compare with an earlier snapshot", Args: []Arg{earlierArg()}, Screen: "changes", Make: makeDiff},
		{Command: screen.ExportMenu, What: "export what is seen to a file or the clipboard", Args: []Arg{
			choiceArg("FORM", "csv, md, json, yaml, svg or txt; without it, a menu", "", (*Prompt).exportForms),
			{Name: "FILE", Example: "without it, one named after the screen; clipboard", Optional: true, free: true}},
			Make: func(_ *Prompt, rest string) (screen.Intent, error) { return parsedExport(rest) }},
		{Command: screen.SortNext, What: "sort the list by a column, shown or not", Args: []Arg{choiceArg("COLUMN", "again turns the order around", "column", (*Prompt).columns)}, Make: makeSort},
	}
	table := screen.CommandTable()
	for i := range rows {
		if v := &rows[i]; v.Command != screen.None {
			v.complete(table.Of(v.Command, false))
		}
		rows[i].Group = groupCommands
		if rows[i].Screen != "" {
			rows[i].Group = groupScreens
		}
	}
	return rows
}

// complete takes from the table of commands what the verb does not say itself.
func (v *Verb) complete(row screen.CommandRow) {
	v.Name, v.Aliases = row.Names[0], row.Names[1:]
	v.What, v.Screen = cmp.Or(v.What, row.Help), cmp.Or(v.Screen, row.Screen)
	switch {
	case v.Make != nil:
	case row.About:
		v.Make = makeAbout(v.Command)
	default:
		v.Make = openScreen(row.Screen)
	}
}

// filters is the argument of a list.
func filters(name string) []Arg { return []Arg{filterOf(screen.Place{Screen: name})} }

// kindAliases are other words for the kinds, besides their code, name and plural.
func kindAliases() map[string][]string {
	return map[string][]string{
		"vpc":        {"vpcs"},
		"rtb":        {"routes", "rt"},
		"sg":         {"groups"},
		"acl":        {"nacl", "nacls", "network-acl"},
		"nat":        {"natgw", "ngw", "nats"},
		"eigw":       {"eoigw"},
		"vpce":       {"endpoint", "endpoints"},
		"eni":        {"enis"},
		"pcx":        {"peering", "peerings", "vpc-peering"},
		"tgw-attach": {"attachments"},
		"dopt":       {"dhcp", "dhcp-options"},
	}
}

// verbsOf are the rows of the table for the screens that there are, then the
// kinds and the views, then the actions that no row speaks for.
func verbsOf(actions []TypedCommand, views []screen.View) []Verb {
	screens := map[string]bool{"": true}
	for _, e := range Table() {
		screens[e.Name] = true
	}
	var out []Verb
	covered := map[screen.Command]bool{}
	for _, v := range verbs() {
		covered[v.Command] = true
		if screens[v.Screen] {
			out = append(out, v)
		}
	}
	// A screen that needs no subject can be opened by its name, whoever added it.
	for _, e := range Table() {
		if e.What != "" && !slices.ContainsFunc(out, func(v Verb) bool { return v.Name == e.Name }) {
			out = append(out, Verb{Name: e.Name, What: e.What, Screen: e.Name, Group: groupScreens,
				Make: openScreen(e.Name)})
		}
	}
	for _, k := range awsdata.Kinds() {
		if k.Code == "fn" {
			continue // the table of functions says more
		}
		p := screen.Place{Screen: "resources", Kind: k.Code}
		v := Verb{Name: k.Code, What: k.Plural, Args: []Arg{filterOf(p)}, Screen: "resources", Group: groupKinds,
			Make: openList(p)}
		for _, name := range append([]string{hyphened(k.Name), hyphened(k.Plural)}, kindAliases()[k.Code]...) {
			if name != v.Name && !slices.Contains(v.Aliases, name) {
				v.Aliases = append(v.Aliases, name)
			}
		}
		out = append(out, v)
	}
	for _, v := range views {
		p := placeOfView(&v)
		out = append(out, Verb{Name: v.Name, What: "view: " + v.What, Args: []Arg{filterOf(p)}, Screen: p.Screen,
			Group: groupViews, Make: openView(v)})
	}
	for _, s := range actions {
		if !covered[s.Command] {
			out = append(out, Verb{Name: s.Names[0], Aliases: s.Names[1:], What: s.What, Command: s.Command,
				Group: groupOf(s.Command), Make: makeRun(s.Command)})
		}
	}
	return out
}

// groupOf is the group of a command that no row speaks for.
func groupOf(c screen.Command) string {
	if screen.CommandTable().Of(c, false).Group == screen.GroupGo {
		return groupScreens
	}
	return groupCommands
}

func hyphened(words string) string { return strings.ReplaceAll(strings.ToLower(words), " ", "-") }

// usage is what belongs behind a verb when so many arguments are there.
func (v *Verb) usage(given int) Usage {
	if len(v.Args) == 0 {
		return Usage{}
	}
	words := make([]string, len(v.Args))
	for i, a := range v.Args {
		words[i] = a.word()
	}
	return Usage{strings.Join(words[:given], " "), words[given], strings.Join(words[given+1:], " "),
		v.Args[given].Example}
}

// makeRun does what a key does.
func makeRun(c screen.Command) func(*Prompt, string) (screen.Intent, error) {
	return func(_ *Prompt, rest string) (screen.Intent, error) {
		if rest != "" {
			return nil, fmt.Errorf("nothing belongs behind this, not %q", rest)
		}
		return screen.Run{Command: c}, nil
	}
}

// openScreen goes to a screen that is about nothing in particular.
func openScreen(name string) func(*Prompt, string) (screen.Intent, error) {
	return func(_ *Prompt, rest string) (screen.Intent, error) {
		if rest != "" {
			return nil, fmt.Errorf("%s takes nothing behind it, not %q", name, rest)
		}
		return screen.Push{To: screen.Place{Screen: name}}, nil
	}
}

// openList goes to a list, filtered by the rest of the line.
func openList(p screen.Place) func(*Prompt, string) (screen.Intent, error) {
	return func(_ *Prompt, rest string) (screen.Intent, error) {
		to := p
		to.Filter = rest
		return screen.Push{To: to}, nil
	}
}

func makeTrace(h *Prompt, rest string) (screen.Intent, error) {
	if rest == "" {
		return screen.Run{Command: screen.GoTrace}, nil
	}
	fn, to, err := h.traced(rest)
	if err != nil {
		return nil, err
	}
	if to == "" {
		return askDestination(fn, h.env.In(fn.Account)), nil
	}
	return h.ask(fn).Parse(to)
}

// traced reads "[FUNCTION] DESTINATION": without a function it is the one that
// the person stands on.
func (h *Prompt) traced(rest string) (fn screen.Place, to string, err error) {
	word, to, _ := strings.Cut(rest, " ")
	if c := h.function(word); c != nil {
		fn, _ = placeOfEntry(h.env, c)
		return fn, strings.TrimSpace(to), nil
	}
	if fn, ok := h.functionAtCursor(); ok {
		return fn, rest, nil
	}
	return screen.Place{}, "", fmt.Errorf("there is no function %q, and you do not stand on one", word)
}

// makeAbout asks about what is named or, without a name, what the person stands on.
func makeAbout(c screen.Command) func(*Prompt, string) (screen.Intent, error) {
	return func(h *Prompt, rest string) (screen.Intent, error) {
		if rest == "" {
			return screen.Run{Command: c}, nil
		}
		named := h.find(rest)
		if named == nil {
			return nil, fmt.Errorf("there is no function or resource %q", rest)
		}
		p, ok := placeOfEntry(h.env, named)
		if !ok {
			return nil, fmt.Errorf("%s cannot be opened", rest)
		}
		if t, ok := subjectOf(h.env.In(p.Account).Result, p); ok {
			switch i, why := t.carryOut(c, h.env); {
			case i != nil:
				return i, nil
			case why != "":
				return nil, errors.New(why)
			}
		}
		if named.Function {
			return aboutFunction(c, p, h.env.In(p.Account)), nil
		}
		if i := aboutResource(c, p, h.env.In(p.Account)); i != nil {
			return i, nil
		}
		word, _ := named.Word()
		return nil, fmt.Errorf("this cannot be asked of the %s %s", named.Kind.Name, word)
	}
}

func makeCompare(h *Prompt, rest string) (screen.Intent, error) {
	words := strings.Fields(rest)
	var places []screen.Place
	for _, word := range words {
		c := h.function(word)
		if c == nil {
			return nil, fmt.Errorf("there is no function %q", word)
		}
		p, _ := placeOfEntry(h.env, c)
		places = append(places, p)
	}
	here, stands := h.functionAtCursor()
	switch {
	case len(places) == 0:
		return screen.Run{Command: screen.Compare}, nil
	case len(places) > 2:
		return nil, fmt.Errorf("two functions are compared, not %d", len(places))
	case len(places) == 1 && !stands:
		return nil, fmt.Errorf("compare %s with which function?", words[0])
	case len(places) == 1:
		places = []screen.Place{here, places[0]}
	}
	a, b := places[0], places[1]
	if a == b {
		return nil, fmt.Errorf("that is the same function twice")
	}
	return comparison(a, b), nil
}

// comparison is where two functions are compared.
func comparison(a, b screen.Place) screen.Intent {
	to := b.ID
	switch {
	case b.Account != a.Account:
		to = b.Account + "/" + b.Region + "/" + b.ID
	case b.Region != a.Region:
		to = b.Region + "/" + b.ID
	}
	return screen.Push{To: screen.Place{Screen: "compare", Account: a.Account, Region: a.Region, ID: a.ID, To: to}}
}

func makeRegion(_ *Prompt, rest string) (screen.Intent, error) {
	regions := strings.FieldsFunc(strings.ToLower(rest), func(r rune) bool { return r == ',' || r == ' ' })
	if len(regions) == 0 {
		return screen.Run{Command: screen.PickRegion}, nil
	}
	return screen.Switch{Regions: regions}, nil
}

func makeProfile(_ *Prompt, rest string) (screen.Intent, error) {
	if rest == "" {
		return screen.Run{Command: screen.PickProfile}, nil
	}
	return screen.Switch{Profile: rest}, nil
}

func makeTheme(h *Prompt, rest string) (screen.Intent, error) {
	switch {
	case rest == "":
		return screen.Run{Command: screen.PickTheme}, nil
	case len(h.Themes) > 0 && !slices.Contains(h.Themes, strings.ToLower(rest)):
		return nil, fmt.Errorf("there is no theme %q: want %s", rest, strings.Join(h.Themes, ", "))
	}
	return screen.Restyle{Theme: strings.ToLower(rest)}, nil
}

func makeDiff(_ *Prompt, rest string) (screen.Intent, error) {
	return screen.Against{Path: rest}, nil
}

func makeWatch(_ *Prompt, rest string) (screen.Intent, error) {
	switch rest {
	case "":
		return screen.Run{Command: screen.ToggleWatch}, nil
	case "off":
		return screen.Watch{}, nil
	}
	every, err := time.ParseDuration(rest)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%q is no interval: want one such as 30s or 5m, or off", rest)
	case every < screen.LeastWatch:
		return nil, fmt.Errorf("every %s is too often: want %s or more", rest, screen.LeastWatch)
	}
	return screen.Watch{Every: every}, nil
}

// NotSorted is why something cannot be sorted.
const NotSorted = "only lists are sorted"

func makeSort(h *Prompt, rest string) (screen.Intent, error) {
	if rest == "" {
		return screen.Run{Command: screen.SortNext}, nil
	}
	if len(h.columns()) == 0 {
		return nil, errors.New(NotSorted)
	}
	return screen.Tell{Msg: screen.Sort{Column: rest}}, nil
}
