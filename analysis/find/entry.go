package find

import (
	"cmp"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Entry is something that has a name: a function or another resource.
type Entry struct {
	Kind     awsdata.Kind
	Account  string // "" where the snapshot is of one account
	Region   string // "" for a role
	ID, Name string // the name is "" for what nobody named; both are a function's name
	Resource awsdata.Resource
	Function bool
	Typed    string // the shortest text that means this one and no other

	lower string // "name id" in small letters, to search
}

// All lists everything that can be named in all accounts, in the order of the kinds: nothing for no snapshot. Published
// versions go by the name of their function.
func All(s *awsdata.Snapshot) []Entry {
	if s == nil {
		return nil
	}
	var all []Entry
	names, ids := map[string]int{}, map[string]int{}
	for _, k := range awsdata.Kinds() {
		for _, r := range s.Regions {
			for _, x := range k.List(r) {
				f, isFunction := x.(*awsdata.Function)
				if isFunction && f.Published() {
					continue
				}
				t := Entry{Kind: k, Account: s.InAccount(r.AccountID), Region: r.RegionName, ID: x.ID(),
					Name:     x.Name(),
					Resource: x, Function: isFunction}
				if isFunction {
					t.ID, t.Name = f.FunctionName, f.FunctionName
				}
				t.lower = strings.ToLower(t.Name + " " + t.ID)
				names[strings.ToLower(t.Name)]++
				ids[t.ID]++
				all = append(all, t)
			}
		}
	}
	for i := range all {
		t := &all[i]
		switch {
		case t.Name != "" && names[strings.ToLower(t.Name)] == 1:
			t.Typed = t.Name
		case ids[t.ID] == 1:
			t.Typed = t.ID
		default:
			t.Typed = t.inRegion() + "/" + t.ID
		}
	}
	return all
}

// inRegion is the region, with the account before it where there are several.
func (t *Entry) inRegion() string {
	if t.Account == "" {
		return t.Region
	}
	return t.Account + "/" + t.Region
}

// Word is what people call it, what the rest of what tells it from others.
func (t *Entry) Word() (word, what string) {
	where := " in " + t.Region
	if t.Account != "" {
		where += " of " + t.Account
	}
	switch t.Name {
	case "":
		return t.ID, t.Kind.Name + where
	case t.ID:
		return t.Name, t.Kind.Name + where
	}
	return t.Name, t.Kind.Name + " " + t.ID + where
}

// Means says whether a text is a whole name of it: the name, the id, or the region, or account and region, before
// either.
func (t *Entry) Means(text string) bool {
	if account, rest, ok := strings.Cut(text, "/"); ok && t.Account != "" && account == t.Account {
		text = rest
	}
	if region, rest, ok := strings.Cut(text, "/"); ok && region == t.Region {
		text = rest
	}
	return text == t.ID || t.Name != "" && strings.EqualFold(text, t.Name)
}

// Holds says whether a word in small letters is a part of its name or id.
func (t *Entry) Holds(word string) bool { return strings.Contains(t.lower, word) }

// Answer says how well its word answers to a word in small letters.
func (t *Entry) Answer(word string, loose bool) Answer {
	return Answers(strings.ToLower(cmp.Or(t.Name, t.ID)), word, loose)
}
