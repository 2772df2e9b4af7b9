package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// statusWord is a status in AWS's terms, which calls an interface that is needed "in use".
func statusWord(s ledger.Status) string {
	if s == ledger.Held {
		return "in use"
	}
	return string(s)
}

// newLedgerRow is an entry with the words of its row.
func newLedgerRow(b regionLedger, e *ledger.Entry) *ledgerRow {
	res := b.env.Result
	r := &ledgerRow{Entry: e, ledger: b.Ledger, account: b.env.AccountID(), accountName: say.AccountName(b.env),
		region: b.region, status: statusWord(e.Status)}
	if e.Status == ledger.Missing {
		r.instead = insteadOf(b.Ledger, e)
	}
	r.mark = entryMark(r)
	if r.doubtful() {
		r.status += "?"
	}
	r.subnet = say.NameOf(res, b.region, e.SubnetID)
	r.vpc = say.NameOf(res, b.region, e.VPCID)
	if s := res.Index.Region(b.region).Subnet(e.SubnetID); s != nil {
		r.zone = s.AvailabilityZone
	} else if len(e.Interfaces) > 0 {
		r.zone = e.Interfaces[0].AvailabilityZone
	}
	r.groups = r.names(res, e.Groups)
	holders := e.Holders
	if len(holders) == 0 {
		holders = e.Owners
	}
	r.users = functionNames(holders)
	for _, n := range e.Interfaces {
		if left := b.Leftover(n, b.roles); left != nil && r.stays == "" {
			r.stays = left.Stays()
		}
	}
	r.why = r.shortWhy(res)
	r.text = strings.ToLower(strings.Join([]string{r.status, r.subnet, e.SubnetID, r.vpc, e.VPCID, r.groups,
		strings.Join(e.Groups, " "), strings.Join(r.users, " "), strings.Join(r.interfaces(), " "),
		strings.Join(r.addresses(), " "), r.why, r.region, r.account, r.accountName}, " "))
	return r
}

// functionNames are the functions of holders, each once.
func functionNames(holders []ledger.Holder) []string {
	names := make([]string, len(holders))
	for i, h := range holders {
		names[i] = h.Function
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (r *ledgerRow) names(res *analysis.Result, ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = say.NameOf(res, r.region, id)
	}
	return strings.Join(names, ", ")
}

// doubtful says that what seems to be without a function may be a published
// version's: the versions were not listed.
func (r *ledgerRow) doubtful() bool {
	return !r.ledger.VersionsSeen && (r.Status == ledger.Orphaned || r.Status == ledger.Drifted)
}

// entryMark is how an entry is marked: quiet where nothing is to be done.
func entryMark(r *ledgerRow) theme.Verdict {
	switch {
	case r.doubtful():
		return theme.VerdictUnknown
	case r.Status == ledger.Held:
		return theme.VerdictFine
	case r.Status == ledger.Missing && r.Why == "" && r.instead == nil:
		return theme.VerdictBlocked
	case r.Status == ledger.Missing, r.Status == ledger.Orphaned, r.Status == ledger.Drifted:
		return theme.VerdictPartial
	case r.Status == ledger.Foreign:
		return theme.VerdictNone
	}
	return theme.VerdictUnknown
}

// shortWhy is the row's reason in as few words as say it.
func (r *ledgerRow) shortWhy(res *analysis.Result) string {
	if r.doubtful() {
		return "perhaps a version's: none were listed"
	}
	switch r.Status {
	case ledger.Held:
		switch {
		case r.OnlyVersions():
			return "only published versions hold it"
		case r.Shared():
			return fmt.Sprintf("shared by %d functions", len(r.users))
		}
		return ""
	case ledger.Missing:
		switch {
		case r.instead != nil:
			return "there, but it carries " + r.names(res, r.instead.Groups)
		case r.Why == "":
			return "expected, and nothing explains it"
		}
		return r.Why
	case ledger.Orphaned:
		return "no function, no version uses it"
	case ledger.Drifted:
		return "should carry " + r.wanted(res)
	case ledger.Foreign:
		return r.Why
	}
	return r.missingWords(res)
}

// missingWords name the calls without which the entry is not known.
func (r *ledgerRow) missingWords(res *analysis.Result) string {
	var words []string
	for _, call := range r.ledger.Missing {
		if text, gap := say.GapText(res, r.region, call); gap {
			words = append(words, text)
		}
	}
	return strings.Join(words, "; ")
}

// insteadOf is the drifted entry that explains a missing one: its interface is
// there, with other groups.
func insteadOf(l *ledger.Ledger, missing *ledger.Entry) *ledger.Entry {
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.SubnetID == missing.SubnetID && e.Status == ledger.Drifted &&
			slices.ContainsFunc(e.Owners, func(h ledger.Holder) bool { return slices.Contains(missing.Holders, h) }) {
			return e
		}
	}
	return nil
}

// wanted are the groups that the first owner of a drifted interface expects here.
func (r *ledgerRow) wanted(res *analysis.Result) string {
	for i := range r.ledger.Entries {
		e := &r.ledger.Entries[i]
		if e.SubnetID == r.SubnetID && e.Status == ledger.Missing && slices.Contains(e.Holders, r.Owners[0]) {
			return r.names(res, e.Groups)
		}
	}
	return ""
}

// meaning says in a sentence or two what the row means for a person.
func (r *ledgerRow) meaning(res *analysis.Result) string {
	at := "in " + r.subnet
	who := english.FirstOf(r.users, 3)
	switch r.Status {
	case ledger.Held:
		switch {
		case r.OnlyVersions():
			return fmt.Sprintf(
				"in use: only published versions expect it (%s). While they exist, %s and %s cannot be deleted.",
				holderWords(r.Holders), r.subnet, r.groups)
		case r.Shared():
			return fmt.Sprintf(
				"in use: %s share it, as they have the same security groups %s. Lambda deletes it with the last of them.",
				who, at)
		}
		return fmt.Sprintf(
			"in use: %s expects it and it is there. Lambda deletes it when no function has these security groups %s.",
			who, at)
	case ledger.Missing:
		text := fmt.Sprintf("missing: %s should have an interface with %s %s, and there is none", who, r.groups, at)
		switch {
		case r.instead != nil:
			return fmt.Sprintf(
				"%s: %s carries %s instead. An update may be under way, or somebody changed the interface.", text,
				r.instead.Interfaces[0].NetworkInterfaceId, r.names(res, r.instead.Groups))
		case r.Why != "":
			return text + ": " + r.Why + "."
		}
		return text + ". Nothing in the snapshot explains it."
	case ledger.Orphaned:
		text := "orphaned: no function or version has this subnet and these security groups"
		if r.doubtful() {
			text = "orphaned, it seems: no function has this subnet and these security groups, but a published version may: the list of functions was read without versions"
		}
		text = fmt.Sprintf("%s. It blocks deleting %s and %s.", text, r.groups, r.subnet)
		if r.stays != "" {
			text += " " + capital(r.stays) + "."
		}
		return text
	case ledger.Drifted:
		text := fmt.Sprintf(
			"drifted: %s wants %s %s, the interface carries %s; the interface's security groups decide what passes",
			who,
			r.wanted(res), at, r.groups)
		if r.doubtful() {
			text += ". Or it is a published version's: the list of functions was read without versions"
		}
		return text + "."
	case ledger.Foreign:
		return "foreign: " + r.Why + ". No function here uses it, and deleting it is not Lambda's business."
	}
	return "unknown: " + r.missingWords(res) + "."
}

// holderWords are functions with their versions: "legacy-import:1, legacy-import:2".
func holderWords(holders []ledger.Holder) string {
	names := make([]string, len(holders))
	for i, h := range holders {
		names[i] = h.String()
	}
	return english.FirstOf(names, 3)
}

func (r *ledgerRow) shortInterfaces(th *theme.Theme) []string {
	ids := r.interfaces()
	for i, id := range ids {
		ids[i] = widget.MiddleEllipsis(id, 14, th.Sym.Ellipsis)
	}
	return ids
}

// View implements [Screen].
func (s *Ledger) View(env *screen.Env, w, h int) string {
	s.th = env.Theme
	switch {
	case s.ledgers == nil:
		spinner := env.Theme.Sym.Spinner
		return say.Note(env, w, h, spinner[env.Frame%len(spinner)]+" counting the interfaces")
	case s.table.Total() == 0:
		return say.Note(env, w, h, s.nothing(env)...)
	}
	foot := s.foot(env, w)
	if h < len(foot)+6 {
		foot = nil
	}
	return strings.Join(append([]string{s.view(env, w, h-len(foot))}, foot...), "\n")
}

// nothing says why there is no entry.
func (s *Ledger) nothing(env *screen.Env) []string {
	var lines []string
	for _, b := range s.ledgers.regions {
		for _, call := range b.Missing {
			if text, gap := say.GapText(b.env.Result, b.region, call); gap {
				lines = append(lines, say.In(b.env, b.region)+": "+text)
			}
		}
	}
	if len(lines) > 0 {
		lines = append([]string{"No interface of Lambda is known. This does not mean that there are none.", ""},
			lines...)
		return append(lines, "", "! shows everything that is missing, r reads again.")
	}
	return []string{"No function is attached to a VPC, and Lambda has no interface in " +
		strings.Join(say.Regions(env), ", ") + ".", "", "esc goes back, F shows all functions."}
}

// foot says what the row under the cursor means, and what room the VPCs have.
func (s *Ledger) foot(env *screen.Env, w int) []string {
	lines := []string{widget.Rule(env.Theme, w)}
	most := 2 // lines that say what the row means
	if w < 72 {
		most = 3
	}
	if row, ok := s.table.Selected(); ok {
		mark := widget.Span{Text: env.Theme.Glyph(row.mark) + " ", Token: row.mark.Token()}
		wrapped := widget.Wrap(row.meaning(env.In(row.account).Result), max(w-6, 1))
		if len(wrapped) > most {
			wrapped[most-1] += " " + env.Theme.Sym.Ellipsis
		}
		for _, line := range wrapped[:min(len(wrapped), most)] {
			lines = append(lines, s.footLine(env, w, widget.Spans(mark, widget.Span{Text: line})))
			mark.Text = "  "
		}
	}
	for len(lines) < most+1 { // the table must not jump while the cursor moves
		lines = append(lines, s.footLine(env, w, widget.Cell{}))
	}
	lines = append(lines, s.footLine(env, w, s.room(env)))
	if s.ledgers.merges != "" {
		lines = append(lines, s.footLine(env, w, widget.Mark(theme.Dim, s.ledgers.merges)))
	}
	return lines
}

func (s *Ledger) footLine(env *screen.Env, w int, c widget.Cell) string {
	return widget.Fit("  "+c.View(env.Theme, max(w-4, 0)), w, 1)
}

// room is the headroom of the VPCs in a line, fullest first.
func (s *Ledger) room(env *screen.Env) widget.Cell {
	list := s.ledgers.headrooms
	spans := []widget.Span{{Text: "headroom  ", Token: theme.Header}}
	for _, at := range s.ledgers.unread {
		spans = append(spans, widget.Span{Text: say.In(at.env, at.RegionName) + " unknown  ", Token: theme.Unknown})
	}
	for i := range list {
		h := &list[i]
		token := theme.Dim
		if mark := roomMark(&h.Headroom); mark != theme.SeverityNone {
			token = mark.Token()
		}
		name := strings.TrimSpace(say.AccountName(h.env) + " " + say.NameOf(h.env.Result, h.region, h.VPCID))
		text := fmt.Sprintf("%s %d", name, h.Used())
		if i == 0 || h.Limit != list[i-1].Limit {
			text += fmt.Sprintf(" of %d", h.Limit)
			if !h.Applied {
				text += " (AWS's default)"
			}
		}
		spans = append(spans, widget.Span{Text: text + "  ", Token: token})
	}
	return widget.Spans(spans...)
}

// countWords say how many entries there are of each status.
func countWords(regions []regionLedger) string {
	counts := map[ledger.Status]int{}
	for _, b := range regions {
		for i := range b.Entries {
			counts[b.Entries[i].Status]++
		}
	}
	var words []string
	for _, status := range statuses() {
		if counts[status] > 0 {
			words = append(words, fmt.Sprintf("%d %s", counts[status], statusWord(status)))
		}
	}
	return say.JoinWords(words...)
}

// mergeWords say how many interfaces fewer there could be, and for what.
func mergeWords(regions []regionLedger) string {
	var words []string
	for _, b := range regions {
		for i := range b.Merges {
			m := &b.Merges[i]
			var sets []string
			for _, set := range m.Sets {
				names := make([]string, len(set.Groups))
				for j, id := range set.Groups {
					names[j] = say.NameOf(b.env.Result, b.region, id)
				}
				sets = append(sets, strings.Join(names, "+"))
			}
			words = append(words, fmt.Sprintf("%s fewer if %s were one", say.Plural(m.Saved, "interface", "interfaces"),
				strings.Join(sets, " and ")))
		}
	}
	return strings.Join(words, "; ")
}
