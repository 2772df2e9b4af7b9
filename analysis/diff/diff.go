// Package diff tells two snapshots apart: in their resources, and in what each function can reach.
package diff

import (
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Kind is what happened to a resource or function.
type Kind string

// The kinds of change.
const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Changed Kind = "changed"
)

// Diff is what changed between two snapshots.
type Diff struct {
	Resources []Resource
	Functions []Function
	Accounts  []Missing // that one of the snapshots does not hold: nothing can be said of them
}

// Resource is one resource that changed. Lines are its facts that came or went.
type Resource struct {
	Account string `json:"account,omitempty"` // "" where the snapshots are of one account each
	Region  string `json:"region"`
	Kind    string `json:"kind"` // "security group"
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Change  Kind   `json:"change"`
	Lines   []Line `json:"lines,omitempty"`
}

// Line is a fact that only one of the snapshots has.
type Line struct {
	Came  bool // it is in the later one
	Label string
	Value string
}

// String is the line with its sign: "+ State: available".
func (l Line) String() string {
	if l.Came {
		return "+ " + l.fact()
	}
	return "- " + l.fact()
}

// MarshalText implements [encoding.TextMarshaler].
func (l Line) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

func (l Line) fact() string { return l.Label + ": " + l.Value }

// Compare computes what changed from one snapshot to the other, in all accounts.
func Compare(before, after *awsdata.Index) *Diff {
	if len(before.Snapshot.Accounts) < 2 && len(after.Snapshot.Accounts) < 2 {
		return &Diff{Resources: resources(before, after), Functions: Functions(before, after)}
	}
	out := &Diff{}
	for _, account := range accounts(before.Snapshot, after.Snapshot) {
		was, is := before.As(account), after.As(account)
		if was == nil || is == nil {
			out.Accounts = append(out.Accounts, Missing{Account: account, Before: was == nil, After: is == nil})
			continue
		}
		one := &Changes{Diff: Diff{Resources: resources(was, is), Functions: Functions(was, is)}}
		one.in(account)
		out.Resources, out.Functions = append(out.Resources, one.Resources...), append(out.Functions, one.Functions...)
	}
	return out
}

// accounts are the ids of the accounts that either snapshot holds, those of the later one first.
func accounts(before, after *awsdata.Snapshot) []string {
	var ids []string
	for _, s := range []*awsdata.Snapshot{after, before} {
		for _, a := range s.Accounts {
			if !slices.Contains(ids, a.AccountID) {
				ids = append(ids, a.AccountID)
			}
		}
	}
	return ids
}

// regions are the names of the regions that either snapshot holds.
func regions(before, after *awsdata.Snapshot) []string {
	names := append(before.RegionNames(), after.RegionNames()...)
	slices.Sort(names)
	return slices.Compact(names)
}

// Resources are the resources of the account that the indexes ask about that came, went or changed.
func Resources(before, after *awsdata.Index) []Resource { return resources(before, after) }

func resources(before, after *awsdata.Index) []Resource {
	var out []Resource
	for _, region := range regions(before.Snapshot, after.Snapshot) {
		old, now := before.Snapshot.Region(region), after.Snapshot.Region(region)
		for _, kind := range awsdata.Kinds() {
			// A list that one of the snapshots lacks is not a list without elements: nothing can be said of it.
			if old == nil || now == nil || !old.Has(kind.Call) || !now.Has(kind.Call) {
				continue
			}
			out = append(out, compareKind(region, kind, old, now)...)
		}
	}
	return settings(before, after, out)
}

func compareKind(region string, kind awsdata.Kind, old, now *awsdata.Region) []Resource {
	was, is := byID(kind.List(old)), byID(kind.List(now))
	ids := slices.Sorted(maps.Keys(was))
	for id := range is {
		if was[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var out []Resource
	for _, id := range ids {
		r := Resource{Region: region, Kind: kind.Name, ID: id}
		switch a, b := was[id], is[id]; {
		case a == nil:
			r.Change, r.Name, r.Lines = Added, b.Name(), lines(nil, b)
		case b == nil:
			r.Change, r.Name, r.Lines = Removed, a.Name(), lines(a, nil)
		default:
			r.Change, r.Name, r.Lines = Changed, b.Name(), append(lines(a, b), tagLines(a, b, old, now)...)
			if len(r.Lines) == 0 {
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

func byID(list []awsdata.Resource) map[string]awsdata.Resource {
	m := make(map[string]awsdata.Resource, len(list))
	for _, r := range list {
		m[r.ID()] = r
	}
	return m
}

// lines are the facts that only one of the two has.
func lines(a, b awsdata.Resource) []Line {
	had, has := factLines(a), factLines(b)
	var out []Line
	for _, l := range had {
		if !slices.Contains(has, l) {
			out = append(out, l)
		}
	}
	for _, l := range has {
		if !slices.Contains(had, l) {
			l.Came = true
			out = append(out, l)
		}
	}
	return out
}

// tagLines are the tags that only one of the two has. Of tags that one of the snapshots does not know nothing is said;
// the tag that names a resource is among its facts.
func tagLines(a, b awsdata.Resource, old, now *awsdata.Region) []Line {
	was, known := awsdata.TagsIn(old.AccountID, a)
	is, knownNow := awsdata.TagsIn(now.AccountID, b)
	if !known || !knownNow {
		return nil
	}
	var out []Line
	for _, side := range []struct {
		tags, other awsdata.Tags
		came        bool
	}{{was, is, false}, {is, was, true}} {
		for _, t := range side.tags {
			if t.Key != "Name" && !slices.Contains(side.other, t) {
				out = append(out, Line{Came: side.came, Label: "Tag " + t.Key, Value: t.Value})
			}
		}
	}
	return out
}

func factLines(r awsdata.Resource) []Line {
	if r == nil {
		return nil
	}
	var out []Line
	if r.Name() != "" {
		out = append(out, Line{Label: "Name", Value: r.Name()})
	}
	for _, f := range r.Facts() {
		// Free addresses come and go with traffic; they are no change that somebody made.
		if f.Label == "Free IPv4 addresses" {
			continue
		}
		out = append(out, Line{Label: f.Label, Value: strings.TrimSpace(f.Value)})
	}
	return out
}
