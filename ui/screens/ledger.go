package screens

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// ledgerRow is one line of the book: a subnet and a set of groups, who expects
// a Lambda interface there, and which there are.
type ledgerRow struct {
	*ledger.Entry
	ledger    *ledger.Ledger
	account   string // "" where there is one
	region    string
	mark      theme.Verdict
	status    string // as it is shown
	subnet    string // names
	vpc, zone string
	groups    string
	users     []string // the functions that hold it or could own it
	why       string
	instead   *ledger.Entry // of a missing interface: the drifted one that is there in its place
	stays     string        // why an orphaned one is not deleted
	text      string

	accountName string // "" where there is one account
}

// Text implements [Subject].
func (r *ledgerRow) Text() string { return r.text }

// ledgerKeys are the fields of the filter of interfaces.
func ledgerKeys() []string {
	return []string{"status", "vpc", "subnet", "sg", "function", "az", "zone", "region", "account", "eni", "ip"}
}

// Names implements [Subject].
func (r *ledgerRow) Names() []string {
	names := append(lowered(r.users), strings.ToLower(r.subnet), r.SubnetID, strings.ToLower(r.vpc), r.VPCID,
		strings.ToLower(r.groups))
	return append(append(names, r.Groups...), r.interfaces()...)
}

// Field implements [Subject].
func (r *ledgerRow) Field(key string) ([]string, bool) {
	switch key {
	case "status":
		return slices.Compact([]string{statusWord(r.Status), string(r.Status)}), true
	case "vpc":
		return []string{strings.ToLower(r.vpc), r.VPCID}, true
	case "subnet":
		return []string{strings.ToLower(r.subnet), r.SubnetID}, true
	case "sg":
		return append([]string{strings.ToLower(r.groups)}, r.Groups...), true
	case "function":
		return lowered(r.users), true
	case "az", "zone":
		return []string{r.zone}, true
	case "region":
		return []string{r.region}, true
	case "account":
		return []string{r.account, strings.ToLower(r.accountName)}, true
	case "eni":
		return r.interfaces(), true
	case "ip":
		return r.addresses(), true
	}
	return nil, false
}

func (r *ledgerRow) interfaces() []string {
	ids := make([]string, len(r.Interfaces))
	for i, n := range r.Interfaces {
		ids[i] = n.NetworkInterfaceId
	}
	return ids
}

func (r *ledgerRow) addresses() []string {
	var out []string
	for _, n := range r.Interfaces {
		out = append(out, n.Addresses()...)
	}
	return out
}

// Ledger is the book of Lambda's network interfaces: what functions expect
// against what there is, trouble first. It is computed off the drawing, as it
// goes over every interface of every region.
type Ledger struct {
	listing[*ledgerRow]
	th      *theme.Theme
	several bool             // there are rows of several accounts
	of      *analysis.Result // what the ledgers were written of
	ledgers *ledgers         // nil while they are written
}

// ledgers are the ledgers of all regions, and what is told of them together.
type ledgers struct {
	regions   []regionLedger
	rows      []*ledgerRow // of all regions, trouble first
	headrooms []vpcHeadroom
	unread    []regionOf // those whose interfaces are not in the snapshot
	counts    string     // "8 missing, 82 in use"
	merges    string     // "3 interfaces fewer if sg-a and sg-b were one"
}

// regionLedger is the ledger of one region.
type regionLedger struct {
	env    *screen.Env // of its account
	region string
	*ledger.Ledger
	roles *role.Index
}

// NewLedger makes the ledger of interfaces.
func NewLedger(p screen.Place) *Ledger {
	s := &Ledger{}
	s.one, s.many, s.keys = "entry", "entries", ledgerKeys()
	s.fault = func(r *ledgerRow) bool { return r.Status != ledger.Held }
	s.open = openEntry
	s.copyID = func(r *ledgerRow, _ *screen.Env) screen.Intent {
		if len(r.Interfaces) == 0 {
			return screen.Copy{Text: r.SubnetID, What: "the id of the subnet, as there is no interface"}
		}
		if len(r.Interfaces) == 1 {
			return screen.Copy{Text: r.Interfaces[0].NetworkInterfaceId, What: r.Interfaces[0].NetworkInterfaceId}
		}
		return screen.Copy{Text: strings.Join(r.interfaces(), " "),
			What: fmt.Sprintf("the ids of %d interfaces", len(r.Interfaces))}
	}
	s.copyCall = func(r *ledgerRow, env *screen.Env) screen.Intent {
		return screen.Copy{Text: r.command().Text(env.In(r.account).Profile),
			What: "an AWS CLI command that lists the interfaces in the subnet with these security groups"}
	}
	s.init(func(r *ledgerRow) string {
		return r.account + "/" + r.region + "/" + r.SubnetID + "/" + strings.Join(r.Groups, ",")
	}, s.columnsOf(false))
	s.showAs(p)
	return s
}

// columnsOf are the columns, with the account where there are several.
func (s *Ledger) columnsOf(several bool) []widget.Column[*ledgerRow] {
	text := func(key, title string, e widget.Extent, token theme.Token,
		value func(*ledgerRow) string) widget.Column[*ledgerRow] {
		return widget.Column[*ledgerRow]{Key: key, Title: title, Extent: e,
			Cell:    func(r *ledgerRow) widget.Cell { return widget.Mark(token, value(r)) },
			Compare: func(a, b *ledgerRow) int { return compareWords(value(a), value(b)) }}
	}
	columns := []widget.Column[*ledgerRow]{
		{Key: "status", Title: "STATUS", Extent: widget.Extent{Min: 11, Max: 11, Priority: 100},
			Cell: func(r *ledgerRow) widget.Cell {
				return widget.Mark(r.mark.Token(), s.th.Glyph(r.mark)+" "+r.status)
			},
			Compare: troubleFirst},
		text("subnet", "SUBNET", widget.Extent{Min: 10, Max: 24, Priority: 80}, theme.Strong,
			func(r *ledgerRow) string { return r.subnet }),
		{Key: "zone", Title: "AZ", Linear: "AZ", Extent: widget.Extent{Min: 4, Max: 4, Priority: 20},
			Cell:    func(r *ledgerRow) widget.Cell { return widget.Mark(theme.Dim, say.ZoneLetter(r.zone)) },
			Compare: func(a, b *ledgerRow) int { return cmp.Compare(a.zone, b.zone) }},
		text("groups", "SECURITY GROUPS", widget.Extent{Min: 15, Max: 30, Priority: 60}, theme.Text,
			func(r *ledgerRow) string { return r.groups }),
		text("functions", "FUNCTIONS", widget.Extent{Min: 16, Max: 28, Priority: 70}, theme.Text,
			func(r *ledgerRow) string { return firstAnd(r.users) }),
		text("interface", "INTERFACE", widget.Extent{Min: 14, Max: 21, Priority: 30}, theme.Dim,
			func(r *ledgerRow) string { return firstAnd(r.shortInterfaces(s.th)) }),
		text("address", "ADDRESS", widget.Extent{Min: 11, Max: 18, Priority: 25, Extra: true}, theme.Dim,
			func(r *ledgerRow) string { return firstAnd(r.addresses()) }),
		text("vpc", "VPC", widget.Extent{Min: 8, Max: 16, Priority: 15, Extra: true}, theme.Dim,
			func(r *ledgerRow) string { return r.vpc }),
		text("region", "REGION", widget.Extent{Min: 9, Max: 14, Priority: 10, Extra: true}, theme.Dim,
			func(r *ledgerRow) string { return r.region }),
		{Key: "why", Title: "WHY", Extent: widget.Extent{Min: 30, Max: 48, Flex: 3, Priority: 90},
			Cell: func(r *ledgerRow) widget.Cell {
				token := theme.Text
				if r.mark == theme.VerdictFine || r.mark == theme.VerdictNone {
					token = theme.Dim
				}
				return widget.Mark(token, r.why)
			},
			Compare: func(a, b *ledgerRow) int {
				return cmp.Or(b2i(a.why == "")-b2i(b.why == ""),
					cmp.Compare(strings.ToLower(a.why), strings.ToLower(b.why)))
			}},
	}
	if several {
		columns = slices.Insert(columns, 1, accountColumn(func(r *ledgerRow) string { return r.accountName }))
	}
	return columns
}

// firstAnd is the first of some and how many more there are: "orders +2".
func firstAnd(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return fmt.Sprintf("%s +%d", list[0], len(list)-1)
}

// openEntry leads to the interface; where there is none, to the subnet that it
// is missing in, or to the function that waits for it.
func openEntry(r *ledgerRow, env *screen.Env) screen.Intent {
	for _, p := range r.places(env) {
		return screen.Push{To: p}
	}
	return screen.Status{Text: "neither the interface nor the subnet " + r.SubnetID + " is in the snapshot"}
}

// places are what the row is about and the snapshot holds: the interface, the
// subnet, the functions.
func (r *ledgerRow) places(env *screen.Env) []screen.Place {
	var out []screen.Place
	env = env.In(r.account)
	for _, id := range append(r.interfaces(), r.SubnetID) {
		if p, ok := say.PlaceOf(env.Result, r.region, id); ok {
			out = append(out, p)
		}
	}
	for _, name := range r.users {
		if f := say.FunctionOf(env.Result, r.region, name); f != nil {
			out = append(out, functionPlace(f))
		}
	}
	return out
}

// command lists the interfaces in the subnet with these groups.
func (r *ledgerRow) command() paste.Command {
	filter := func(name string, values ...string) string {
		return paste.Struct("Name", name, "Values", values).String()
	}
	filters := []string{filter("interface-type", "lambda"), filter("subnet-id", r.SubnetID)}
	if len(r.Groups) > 0 {
		filters = append(filters, filter("group-id", r.Groups...))
	}
	return paste.AWS(r.region, "ec2 describe-network-interfaces").Opt("filters", filters...)
}

func (s *Ledger) about(env *screen.Env) []screen.Place {
	row, ok := s.table.Selected()
	if !ok {
		return nil
	}
	return row.places(env)
}

// Title implements [Screen].
func (s *Ledger) Title() string { return "interfaces" }

// Keys implements [Screen].
func (s *Ledger) Keys() []screen.Command {
	return []screen.Command{screen.Open, screen.Filter, screen.Faults, screen.SortNext, screen.CopyID}
}

// Can implements [Screen].
func (s *Ledger) Can(c screen.Command, env *screen.Env) (ok bool, why string) {
	if s.ledgers == nil {
		return false, "the interfaces are still being counted"
	}
	return s.listing.Can(c, env)
}

// Load implements [Screen].
func (s *Ledger) Load(env *screen.Env) {
	s.th = env.Theme
	if several := env.Several(); several != s.several {
		s.several = several
		s.setColumns(s.columnsOf(several))
	}
	if s.of != env.Result {
		s.of, s.ledgers = env.Result, nil // the rows stay for the cursor's sake, unseen
	}
}

// Update implements [Screen].
func (s *Ledger) Update(msg screen.Msg, env *screen.Env) (screen.Screen, screen.Intent) {
	switch msg := msg.(type) {
	case screen.Shown:
		if s.ledgers != nil {
			return s, nil
		}
		accounts := env.Accounts()
		return s, screen.Compute{Work: func(ctx context.Context) any { return writeBooks(ctx, accounts) }}
	case screen.Computed:
		if all, ok := msg.Value.(*ledgers); ok && all != nil {
			s.ledgers = all
			s.setRows(all.rows)
			s.refilter()
		}
		return s, nil
	}
	return s, s.update(msg, env)
}

// writeBooks writes the ledger of every region; nil when it was cut short.
func writeBooks(ctx context.Context, accounts []*screen.Env) *ledgers {
	out := &ledgers{}
	for _, env := range accounts {
		res, roles := env.Result, role.NewIndex(env.Result.Index)
		for _, region := range res.Snapshot.RegionNames() {
			if ctx.Err() != nil {
				return nil
			}
			b := regionLedger{env, region, ledger.Of(res.Index.Region(region)), roles}
			out.regions = append(out.regions, b)
			for i := range b.Entries {
				out.rows = append(out.rows, newLedgerRow(b, &b.Entries[i]))
			}
		}
	}
	slices.SortStableFunc(out.rows, troubleFirst)
	out.headrooms, out.unread = roomsOf(accounts)
	out.counts = countWords(out.regions)
	out.merges = mergeWords(out.regions)
	return out
}

// statuses are the statuses of entries, those that need a person first.
func statuses() []ledger.Status {
	return []ledger.Status{ledger.Drifted, ledger.Orphaned, ledger.Missing, ledger.Unknown, ledger.Foreign, ledger.Held}
}

// troubleFirst orders entries by how much they need a person.
func troubleFirst(a, b *ledgerRow) int {
	return cmp.Or(statusOrder(a)-statusOrder(b), cmp.Compare(a.region, b.region), cmp.Compare(a.subnet, b.subnet),
		cmp.Compare(a.groups, b.groups))
}

func statusOrder(r *ledgerRow) int {
	if r.Status == ledger.Missing && r.mark == theme.VerdictBlocked {
		return -1 // nothing explains it
	}
	return slices.Index(statuses(), r.Status)
}

// Note implements [Screen].
func (s *Ledger) Note() string {
	if s.ledgers == nil {
		return "counting"
	}
	return s.ledgers.counts + "   " + s.listing.Note()
}

// KnownFrom implements [Staged].
func (s *Ledger) KnownFrom() analysis.Stage { return analysis.Placed }
