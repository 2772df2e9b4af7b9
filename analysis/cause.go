package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// Cause is one thing to mend, with everything that was found because of it: one deleted NAT gateway is one cause,
// however many functions and checks it shows in. What breaks because of a thing and what it leaves exposed are two
// causes, as they are mended apart. Where a call was not read, that is the cause of all that could not be checked
// without it.
type Cause struct {
	Account   string // id, "" where the snapshot is of one account
	Region    string
	Resource  string   // what to mend; of a call that was not read its name
	Others    []string // what is to be mended in the same way, where that is many things
	Status    check.Status
	Impact    check.Impact
	Severity  check.Severity // of the worst finding
	Title     string         // of the root, or of all that have the same
	Root      *check.Finding // the finding that says best what to mend: one about the thing itself, if there is one
	Findings  []*check.Finding
	Functions []string // all functions touched, sorted
}

// same is how many causes of one kind are told as one: what a hundred functions share is one thing to do.
const same = 4

// single groups the findings that are not waived by the one thing that makes them so.
func (r *Result) single() []Cause {
	type key struct {
		region, resource string
		status           check.Status
		outage           bool
	}
	at := make(map[key]int)
	var out []Cause
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Waived != nil {
			continue
		}
		k := key{f.Region, f.Cause, f.Status, f.Impact.Outage()}
		if f.Status == check.Unknown && len(f.Missing) > 0 { // to read it is one thing to do, whatever it leaves open
			k.resource, k.outage = strings.Join(f.Missing, ", "), false
		}
		j, ok := at[k]
		if !ok {
			j = len(out)
			at[k] = j
			out = append(out, Cause{Account: f.Account, Region: f.Region, Resource: k.resource, Status: f.Status,
				Root: f})
		}
		out[j].add(f)
	}
	for i := range out {
		out[i].finish()
	}
	slices.SortStableFunc(out, compareCauses)
	return out
}

func compareCauses(a, b Cause) int {
	return cmp.Or(
		check.Compare(a.worst(), b.worst()),
		len(b.Functions)-len(a.Functions),
		strings.Compare(a.Account+"\x00"+a.Region+"\x00"+a.Resource, b.Account+"\x00"+b.Region+"\x00"+b.Resource))
}

// worst is a finding with what the cause amounts to.
func (c *Cause) worst() *check.Finding {
	return &check.Finding{Status: c.Status, Impact: c.Impact, Severity: c.Severity}
}

func (c *Cause) add(f *check.Finding) {
	// Findings come in their order. Among them the first that is about the cause itself says best what to mend, before
	// those that tell what is felt of it.
	if rootedness(f) > rootedness(c.Root) {
		c.Root = f
	}
	c.Impact, c.Severity = max(c.Impact, f.Impact), max(c.Severity, f.Severity)
	c.Findings = append(c.Findings, f)
	c.Functions = append(c.Functions, f.Functions...)
}

// rootedness orders findings by how well they say what to mend of their cause.
func rootedness(f *check.Finding) int {
	known := check.Find(f.Check)
	switch {
	case f.Resource != f.Cause:
		return 0
	case known != nil && known.Felt:
		return 1
	}
	return 2
}

func (c *Cause) finish() {
	slices.Sort(c.Functions)
	c.Functions = slices.Compact(c.Functions)
	c.Title = c.Root.Title
	if c.Status != check.Unknown {
		return
	}
	open := c.Root.Title
	if known := check.Find(c.Root.Check); known != nil && open == known.NotKnown() && len(c.Root.Missing) > 0 {
		open = c.Root.Check + " could not be checked"
	}
	if n := len(checkIDs(c.Findings)); n > 1 {
		open = fmt.Sprintf("%d checks could not be checked", n)
	}
	verb := func(one, several string) string {
		if len(c.Root.Missing) > 1 {
			return several
		}
		return one
	}
	switch {
	case len(c.Root.Missing) == 0:
		c.Title = c.Resource + ": " + open
	case slices.ContainsFunc(c.Root.Missing, isCall):
		c.Title = c.Resource + " " + verb("was", "were") + " not read: " + open
	default: // no call tells it
		c.Title = c.Resource + " " + verb("is", "are") + " unknown: " + open
	}
}

func isCall(missing string) bool {
	_, ok := awsdata.ParseMissing(missing)
	return ok
}

// CausesOf are the causes of several accounts, in the order of [Result.Causes].
func CausesOf(results []*Result) []Cause {
	var out []Cause
	for _, r := range results {
		out = append(out, r.Causes()...)
	}
	if len(results) > 1 {
		slices.SortStableFunc(out, compareCauses)
	}
	return out
}

// checkIDs are the ids of the findings' checks, each once.
func checkIDs(findings []*check.Finding) []string {
	var out []string
	for _, f := range findings {
		if !slices.Contains(out, f.Check) {
			out = append(out, f.Check)
		}
	}
	return out
}

// Resources are all things that the cause is about: what is to be mended, or the calls that were not read.
func (c *Cause) Resources() []string { return append([]string{c.Resource}, c.Others...) }

// Checks are the ids of the checks that found the cause, each once.
func (c *Cause) Checks() []string { return checkIDs(c.Findings) }

// Causes are the things to mend, in the order of [check.Compare], then by how many functions they touch. Those of one
// kind are one, where there are many, or where the same commands mend them for the same functions: a hundred security
// groups that each let everything out are one thing to do. Every face shows these, in this order. They are found once
// for a result; nobody changes them.
func (r *Result) Causes() []Cause {
	if r.causes == nil { // no run made it
		return r.findCauses()
	}
	return r.causes()
}

func (r *Result) findCauses() []Cause {
	type key struct {
		region, check string
		status        check.Status
		impact        check.Impact
		severity      check.Severity
		mended        string // the commands and the functions, where they are the same for several things
	}
	causes := r.single()
	keyOf := func(c *Cause) key {
		return key{region: c.Region, check: c.Root.Check, status: c.Status, impact: c.Impact, severity: c.Severity}
	}
	count := make(map[key]int)
	for i := range causes {
		count[keyOf(&causes[i])]++
	}
	// To write commands takes long, and is of use only for the few that the kind alone does not make one.
	mended := make([]key, len(causes))
	for i := range causes {
		if c := &causes[i]; len(c.Root.Fix.CLI) > 0 && count[keyOf(c)] < same {
			mended[i] = keyOf(c)
			mended[i].mended = fmt.Sprint(c.Functions, c.Root.Fix.CLI.Text(""))
			count[mended[i]]++
		}
	}
	at := make(map[key]int)
	var out []Cause
	for i := range causes {
		c := &causes[i]
		k := keyOf(c)
		alone := count[k] < same
		if m := mended[i]; alone && count[m] > 1 {
			k, alone = m, false
		}
		j, seen := at[k]
		switch {
		case c.Status == check.Unknown || alone:
			out = append(out, *c)
		case !seen:
			at[k] = len(out)
			first := *c
			first.Findings, first.Functions = slices.Clone(c.Findings), slices.Clone(c.Functions)
			if known := check.Find(k.check); known != nil {
				first.Title = known.Title
			}
			out = append(out, first)
		default:
			all := &out[j]
			all.Others = append(all.Others, c.Resource)
			all.Findings = append(all.Findings, c.Findings...)
			all.Functions = append(all.Functions, c.Functions...)
		}
	}
	for i := range out {
		if len(out[i].Others) > 0 {
			slices.Sort(out[i].Functions)
			out[i].Functions = slices.Compact(out[i].Functions)
		}
	}
	slices.SortStableFunc(out, compareCauses)
	return out
}
