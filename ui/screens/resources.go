package screens

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// resourceRow is a resource with the words of its row.
type resourceRow struct {
	awsdata.Resource
	account   string // "" where there is one
	region    string
	values    map[string]string // by label of the fact
	labels    map[string]string // by field of the filter; shared by all rows
	tagged    tagged
	functions int    // how many functions depend on it; -1 where nobody counts
	text      string // for the filter, made when it is first asked for

	accountName string // "" where there is one account
}

// Text implements [Subject].
func (r *resourceRow) Text() string {
	if r.text == "" {
		words := []string{r.Name(), r.ID(), r.region, r.account, r.accountName}
		for _, v := range r.values {
			words = append(words, v)
		}
		words = append(words, r.tagged.texts()...)
		r.text = strings.ToLower(strings.Join(words, " "))
	}
	return r.text
}

// Names implements [Subject].
func (r *resourceRow) Names() []string {
	return []string{strings.ToLower(r.Name()), strings.ToLower(r.ID())}
}

// Field implements [Subject].
func (r *resourceRow) Field(key string) ([]string, bool) {
	switch key {
	case "region":
		return []string{r.region}, true
	case "account":
		return []string{r.account, strings.ToLower(r.accountName)}, true
	case "id":
		return []string{strings.ToLower(r.ID())}, true
	case "name":
		return []string{strings.ToLower(r.Name())}, true
	case "tag":
		return r.tagged.words(), true
	}
	if value, ok := r.values[r.labels[key]]; ok {
		return []string{strings.ToLower(value)}, true
	}
	return nil, true // another resource of the kind has the field
}

// factKey is the field of the filter for a fact: its first word, in small letters.
func factKey(label string) string {
	word, _, _ := strings.Cut(strings.ToLower(label), " ")
	return word
}

// Resources lists the resources of one kind, over all regions.
type Resources struct {
	listing[*resourceRow]
	kind    awsdata.Kind
	labels  []string
	number  map[string]bool // facts that are numbers stand on the right
	several bool            // there are rows of several accounts
	counted bool            // whether it is known how many functions depend on each
	empty   []string
	filter  string
}

// NewResources makes the list of the kind that the place names.
func NewResources(p screen.Place) *Resources {
	s := &Resources{filter: p.Filter}
	s.kind, _ = say.KindByCode(p.Kind)
	s.one, s.many = s.kind.Name, s.kind.Plural
	s.open = func(r *resourceRow, env *screen.Env) screen.Intent {
		to, ok := say.PlaceOf(env.In(r.account).Result, r.region, r.ID())
		if !ok {
			return screen.Status{Text: r.ID() + " cannot be opened"}
		}
		return screen.Push{To: to}
	}
	s.emptyReason = s.noResources
	s.tagsOf = func(r *resourceRow) tagged { // the one that names it has a column already
		return tagged{r.tagged.tags.Without("Name"), r.tagged.unknown}
	}
	s.copyID = func(r *resourceRow, _ *screen.Env) screen.Intent { return screen.Copy{Text: r.ID(), What: r.ID()} }
	s.copyCall = func(r *resourceRow, env *screen.Env) screen.Intent {
		return screen.Copy{Text: say.DescribeCommand(r.Resource, r.region).Text(env.In(r.account).Profile),
			What: "an AWS CLI command that shows it"}
	}
	s.keys = s.filterKeys()
	s.init(func(r *resourceRow) string { return r.account + "/" + r.region + "/" + r.ID() }, s.columnsOf())
	s.showAs(p)
	return s
}

// mostFacts is how many facts a list shows as columns.
const mostFacts = 6

// columnsOf are the columns for the facts that are shown.
func (s *Resources) columnsOf() []widget.Column[*resourceRow] {
	text := func(key, title string, e widget.Extent, token theme.Token,
		value func(*resourceRow) string) widget.Column[*resourceRow] {
		return widget.Column[*resourceRow]{Key: key, Title: title, Extent: e,
			Cell:    func(r *resourceRow) widget.Cell { return widget.Mark(token, value(r)) },
			Compare: func(a, b *resourceRow) int { return compareWords(value(a), value(b)) }}
	}
	columns := []widget.Column[*resourceRow]{
		text("name", "NAME", widget.Extent{Min: 24, Max: 36, Priority: 90}, theme.Strong,
			func(r *resourceRow) string { return cmp.Or(r.Name(), r.ID()) }),
		text("id", "ID", widget.Extent{Min: 24, Max: 30, Priority: 25}, theme.Dim,
			func(r *resourceRow) string { return shortARN(r.ID()) }),
	}
	if s.several {
		columns = append(columns, accountColumn(func(r *resourceRow) string { return r.accountName }))
	}
	for i, name := range s.labels {
		c := text(strings.ToLower(name), strings.ToUpper(name), widget.Extent{Min: 20, Max: 30, Priority: 60 - i},
			theme.Text, func(r *resourceRow) string { return r.values[name] })
		c.Linear = name
		c.Cell = func(r *resourceRow) widget.Cell {
			return widget.Mark(factToken(name, r.values[name]), r.values[name])
		}
		if s.number[name] {
			c.Align = widget.Right
		}
		columns = append(columns, c)
	}
	if s.counted {
		columns = append(columns, widget.Column[*resourceRow]{Key: "functions", Title: "FUNCTIONS", Align: widget.Right,
			Extent: widget.Extent{Min: 9, Max: 9, Priority: 70}, Cell: func(r *resourceRow) widget.Cell {
				if r.functions < 0 {
					return widget.Cell{}
				}
				return widget.Say(strconv.Itoa(r.functions))
			},
			Compare: func(a, b *resourceRow) int { return b.functions - a.functions }})
	}
	return append(columns, text("region", "REGION", widget.Extent{Min: 9, Max: 14, Priority: 30}, theme.Dim,
		func(r *resourceRow) string { return r.region }))
}

// factToken makes the state of what does not work stand out.
func factToken(label, value string) theme.Token {
	if label != "State" && label != "Status" {
		return theme.Text
	}
	switch state, _, _ := strings.Cut(strings.ToLower(value), "-"); {
	case slices.Contains([]string{"deleted", "deleting", "failed", "failing", "rejected", "rejecting", "expired",
		"blackhole", "inactive"}, state):
		return theme.Bad
	case strings.HasPrefix(state, "pending"), state == "initiating", state == "modifying", state == "partial":
		return theme.Warn
	}
	return theme.Text
}

// filterKeys are the fields of the filter: one for each fact that is shown, too.
func (s *Resources) filterKeys() []string {
	keys := []string{"name", "id", "region", "account", "tag"}
	for _, name := range s.labels {
		if key := factKey(name); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// compareWords orders numbers as numbers and the rest as text.
func compareWords(a, b string) int {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX == nil && errY == nil {
		return x - y
	}
	return say.CompareFold(a, b)
}

// Load implements [Screen].
func (s *Resources) Load(env *screen.Env) {
	var rows []*resourceRow
	var labels []string
	byField := map[string]string{}
	many := map[string]bool{} // facts that a resource has more than once are no columns
	s.empty = nil
	several := env.Several()
	for _, at := range regionsOf(env) {
		if s.kind.List == nil {
			break
		}
		env, r := at.env, at.Region
		users, names := functionCounts(env.Result, r.RegionName), map[string]string{}
		for _, x := range s.kind.List(r) {
			row := &resourceRow{Resource: x, account: env.AccountID(), accountName: say.AccountName(env),
				region: r.RegionName, labels: byField, functions: users(x),
				tagged: taggedBy(awsdata.TagsIn(r.AccountID, x))}
			facts := x.Facts()
			row.values = make(map[string]string, len(facts))
			for _, f := range facts {
				if _, again := row.values[f.Label]; again {
					many[f.Label] = true
				}
				row.values[f.Label] = factWords(env, r.RegionName, f, names)
				if !slices.Contains(labels, f.Label) {
					labels = append(labels, f.Label)
				}
			}
			rows = append(rows, row)
		}
		if text, gap := say.GapText(env.Result, r.RegionName, s.kind.Call); gap {
			s.empty = append(s.empty, say.In(env, r.RegionName)+": "+text)
		}
	}
	labels = slices.DeleteFunc(labels, func(l string) bool {
		return many[l] || l == "Owner" || l == "ARN" || l == "Policy"
	})
	labels = labels[:min(len(labels), mostFacts)]
	for _, name := range labels {
		if key := factKey(name); byField[key] == "" {
			byField[key] = name
		}
	}
	slices.SortStableFunc(rows, func(a, b *resourceRow) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region),
			cmp.Compare(cmp.Or(a.Name(), a.ID()), cmp.Or(b.Name(), b.ID())))
	})
	counted := slices.ContainsFunc(rows, func(r *resourceRow) bool { return r.functions >= 0 })
	if !slices.Equal(labels, s.labels) || counted != s.counted || several != s.several {
		s.labels, s.number, s.counted, s.several = labels, numbers(rows, labels), counted, several
		s.keys = s.filterKeys()
		s.setColumns(s.columnsOf())
	}
	s.refilter() // by the fields that are known by now, so that the columns fit what is shown
	s.setRows(rows)
	s.refilter()
}

// numbers are the facts that are a number wherever they are.
func numbers(rows []*resourceRow, labels []string) map[string]bool {
	number := map[string]bool{}
	for _, name := range labels {
		number[name] = !slices.ContainsFunc(rows, func(r *resourceRow) bool {
			_, err := strconv.Atoi(r.values[name])
			return err != nil && r.values[name] != ""
		})
	}
	return number
}

// factWords is the value of a fact with names in the place of ids. Names keeps
// those of the region that were looked up: thousands of interfaces share them.
func factWords(env *screen.Env, region string, f awsdata.Fact, names map[string]string) string {
	if f.Ref == "" || !strings.Contains(f.Value, f.Ref) {
		return f.Value
	}
	name, known := names[f.Ref]
	if !known {
		name = say.NameOf(env.Result, region, f.Ref)
		names[f.Ref] = name
	}
	if f.Value == f.Ref {
		return name
	}
	return strings.Replace(f.Value, f.Ref, name, 1)
}

// functionCounts counts the functions that depend on a resource of a region, -1 for kinds of which nobody counts them.
func functionCounts(res *analysis.Result, region string) func(awsdata.Resource) int {
	count := map[string]int{} // by id, which is of one kind
	for _, f := range res.Functions {
		if f.Place.Region != region {
			continue
		}
		count[f.VPCID]++
		once := map[string]bool{} // a function counts once for a table or ACL that several of its subnets share
		for i := range f.Subnets {
			s := &f.Subnets[i]
			count[s.ID]++
			if t := s.RouteTable; t != nil && !once[t.RouteTableId] {
				once[t.RouteTableId] = true
				count[t.RouteTableId]++
			}
			if a := s.NetworkACL; a != nil && !once[a.NetworkAclId] {
				once[a.NetworkAclId] = true
				count[a.NetworkAclId]++
			}
		}
		for _, id := range f.Groups {
			count[id]++
		}
	}
	return func(r awsdata.Resource) int {
		if !slices.Contains([]string{"vpc", "subnet", "rtb", "acl", "sg"}, say.KindOf(r)) {
			return -1
		}
		return count[r.ID()]
	}
}

// Title implements [Screen].
func (s *Resources) Title() string {
	if s.kind.Plural == "" {
		return "resources"
	}
	return s.titled(s.kind.Plural)
}

// Keys implements [Screen].
func (s *Resources) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.Filter, screen.SortNext, screen.CopyID, screen.CopyCommand}
}

// Update implements [Screen].
func (s *Resources) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	return s, s.update(msg, env)
}

// View implements [Screen].
func (s *Resources) View(env *screen.Env, w, h int) string {
	if s.table.Total() > 0 {
		return s.view(env, w, h)
	}
	return say.Note(env, w, h, s.none(env)...)
}

// noResources says whether there are none, or none that could be read.
func (s *Resources) noResources(env *screen.Env) []string {
	if len(s.empty) > 0 {
		return append([]string{fmt.Sprintf("No %s could be read. This does not mean that there are none.", s.Title()),
			""}, s.empty...)
	}
	return []string{fmt.Sprintf("There are no %s in %s.", s.Title(),
		strings.Join(say.Regions(env), ", ")), "",
		env.Words("esc goes back, a shows all kinds.", "Type back to go back, kinds for all kinds.")}
}

// KnownFrom implements [Staged].
func (s *Resources) KnownFrom() analysis.Stage { return analysis.Placed }

func (s *Resources) about(env *screen.Env) []screen.Place {
	r, ok := s.table.Selected()
	if !ok {
		return nil
	}
	if p, ok := say.PlaceOf(env.In(r.account).Result, r.region, r.ID()); ok {
		return []screen.Place{p}
	}
	return nil
}
