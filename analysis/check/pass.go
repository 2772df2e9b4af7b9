package check

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Pass is what a check's Run works on: one region of the snapshot, with everything computed of it.
type Pass struct {
	Index  *awsdata.Index
	Region *awsdata.RegionIndex
	Engine *reach.Engine
	Places []*reach.Place // the region's functions, by name

	check    *Check
	asked    asked
	findings *[]Finding
	shared   *shared
}

// RegionName is the name of the region the pass works on.
func (p *Pass) RegionName() string { return p.Region.Region.RegionName }

// Gap reports the call that was not collected, "" if it was. Account-wide calls are asked of the account.
func (p *Pass) Gap(call string) string {
	if slices.Contains(accountCalls, call) {
		if p.Index.Snapshot.Account.Has(call) {
			return ""
		}
		return call
	}
	if p.Region.Region.Has(call) {
		return ""
	}
	return call
}

// accountCalls are the calls that are made once for an account, not once a region.
var accountCalls = []string{"get-caller-identity", "get-account-authorization-details"}

// Report adds a finding of the check. The pass fills in what the check's row says where the finding leaves it out: id,
// check, severity, status, region, why, references and the fix's words.
func (p *Pass) Report(f Finding) {
	if f.Status == Unknown {
		p.rooted(&f)
	}
	f.Check, f.Region, f.Compliance = p.check.ID, p.RegionName(), p.check.Compliance
	if f.Severity == 0 {
		f.Severity = p.check.Severity
	}
	if f.Impact == 0 {
		f.Impact = p.check.Impact
		if f.Impact == Broken && f.Severity < p.check.Severity {
			f.Impact = Partly // what a check holds for less severe works in a part
		}
	}
	if f.Severity == Info { // what matters that little breaks nothing that anybody would notice
		f.Impact = Tighter
	}
	if f.Status == "" {
		f.Status = Fail
	}
	if f.Title == "" {
		f.Title = p.check.Title
	}
	if f.Why == "" {
		f.Why = p.check.Why
	}
	if f.Fix.Summary == "" {
		f.Fix.Summary = p.check.Fix
	}
	if f.Cause == "" {
		f.Cause = f.Resource
	}
	if f.References == nil {
		f.References = p.check.References
	}
	f.Functions = slices.Compact(slices.Sorted(slices.Values(f.Functions))) // a copy: checks share their lists
	f.ID = findingID(f)
	*p.findings = append(*p.findings, f)
}

// Unknown reports that the check cannot be answered for the functions, and which call would answer it.
func (p *Pass) Unknown(resource string, functions []string, why string, missing ...string) {
	evidence := make([]Evidence, len(missing))
	for i, call := range missing {
		evidence[i] = p.lack(call)
	}
	p.Report(Finding{Status: Unknown, Resource: resource, Functions: functions, Evidence: evidence, Missing: missing,
		Title: p.check.NotKnown(), Why: why,
		Fix: Fix{Summary: p.settle(missing)}})
}

// lack is the evidence that a call or fact is missing.
func (p *Pass) lack(missing string) Evidence {
	says := "not in the snapshot"
	if awsdata.IsNewWord(missing) {
		says = "AWS has added this word since this version"
	}
	return Evidence{Resource: p.RegionName(), Rule: missing, Says: says}
}

// settle says what to do about what is missing: collect it, ask the account that has it, or find out in another way
// where no call tells.
func (p *Pass) settle(missing []string) string {
	var own, words, owners, added []string
	foreign := make(map[string][]string)
	for _, m := range missing {
		switch call, ok := awsdata.ParseMissing(m); {
		case awsdata.IsNewWord(m):
			added = append(added, m)
		case !ok:
			words = append(words, m)
		case call.Account == "" || p.Index.Snapshot.AccountOf(call.Account) != nil:
			own = append(own, m)
		default:
			if foreign[call.Account] == nil {
				owners = append(owners, call.Account)
			}
			foreign[call.Account] = append(foreign[call.Account], call.Call)
		}
	}
	var out []string
	if len(added) > 0 {
		out = append(out, "This version does not know "+strings.Join(added, ", ")+": a newer one may.")
	}
	if len(own) > 0 || len(missing) == 0 {
		out = append(out, "Collect what is missing ("+strings.Join(own, ", ")+") and scan again.")
	}
	for _, owner := range owners {
		out = append(out, "Account "+owner+" owns this and does not show it to this account: ask its team what "+
			strings.Join(foreign[owner], " and ")+" say there, or read that account together with this one.")
	}
	if len(words) > 0 && len(out) == 0 {
		out = append(out, "No call tells "+strings.Join(words, ", ")+": find out in another way.")
	}
	return strings.Join(out, " ")
}

// findingID is stable between runs and between accounts of the same shape: it depends on the check, the region, the
// resource and whether it is a fact, and on nothing else.
func findingID(f Finding) string {
	sum := sha256.Sum256([]byte(f.Check + "\x00" + f.Region + "\x00" + f.Resource + "\x00" + string(f.Status)))
	return f.Check + "-" + hex.EncodeToString(sum[:4])
}

// Run runs the checks over every region and returns the findings, worst first. A check whose needs are gaps answers
// unknown by itself, once a region, for the region's attached functions.
//
// Families run side by side. What checks of a family share is computed once for them, and once again for another family
// that needs it: that costs less than to lock it. Only what placements reach is computed once for all.
func Run(index *awsdata.Index, engine *reach.Engine, places []*reach.Place, checks []*Check) []Finding {
	byRegion := make(map[string][]*reach.Place)
	for _, place := range places {
		byRegion[place.Region] = append(byRegion[place.Region], place)
	}
	regions := index.Snapshot.RegionNames()
	found := make([][]Finding, len(regions)*len(checks)) // by region and check, so that the order is always the same
	var jobs awsdata.Group
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	var work []*shared
	for i, region := range regions {
		all := &reaches{of: make(map[*reach.Place]func() *reach.Reach)}
		for _, team := range teams(checks) {
			once := &shared{reaches: all}
			work = append(work, once)
			jobs.Go(func() error {
				turn <- struct{}{}
				defer func() { <-turn }()
				for _, c := range team {
					p := &Pass{Index: index, Region: index.Region(region), Engine: engine, Places: byRegion[region],
						check: checks[c], findings: &found[i*len(checks)+c], shared: once}
					p.run()
				}
				return nil
			})
		}
	}
	_ = jobs.Wait() // they have no errors
	findings := slices.Concat(found...)
	Sort(findings, checks)
	moves := make([]map[string]move, len(work))
	for i, once := range work {
		moves[i] = once.moves
	}
	agree(findings, moves)
	return findings
}

// teams are the indices of the checks that share what they compute: those of one family, and those of identity with
// egress, since both ask the roles.
func teams(checks []*Check) [][]int {
	var out [][]int
	at := make(map[Family]int)
	for i, c := range checks {
		family := c.Family
		if family == Identity {
			family = Egress
		}
		team, ok := at[family]
		if !ok {
			team = len(out)
			at[family] = team
			out = append(out, nil)
		}
		out[team] = append(out[team], i)
	}
	return out
}

// run runs the pass's check, unless a call that it needs is a gap: then the answer is unknown.
func (p *Pass) run() {
	missing := p.missingNeeds()
	if missing == nil {
		p.check.Run(p)
		p.reportLacks()
		return
	}
	if functions := p.names(func(*reach.Place) bool { return true }); len(functions) > 0 || p.check.Lone {
		p.Unknown(p.RegionName(), functions, "This check needs calls that the snapshot does not hold.", missing...)
	}
}

// Sort puts findings in the order in which people should read them: by [Compare], then by the catalogue's order, region
// and resource.
func Sort(findings []Finding, checks []*Check) {
	order := make(map[string]int, len(checks))
	for i, c := range checks {
		order[c.ID] = i
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			Compare(&a, &b),
			order[a.Check]-order[b.Check],
			strings.Compare(a.Region, b.Region),
			strings.Compare(a.Resource, b.Resource))
	})
}

func (p *Pass) missingNeeds() []string {
	var missing []string
	for _, call := range p.check.Needs {
		if gap := p.Gap(call); gap != "" {
			missing = append(missing, gap)
		}
	}
	return missing
}

// names are the names of the places that the filter keeps.
func (p *Pass) names(keep func(*reach.Place) bool) []string {
	var out []string
	for _, place := range p.Places {
		if keep(place) {
			out = append(out, place.FunctionName)
		}
	}
	return out
}
