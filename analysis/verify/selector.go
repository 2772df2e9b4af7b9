package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/assert"
	"github.com/vpclens/vpclens/awsdata"
)

// part is the id of something that functions are in.
var part = regexp.MustCompile(`^(vpc|subnet|sg)-[A-Za-z0-9-]+$`)

// chosen are the functions that a selector means, and those that it may mean: nobody read what would tell.
type chosen struct {
	certain, perhaps []ask.Function
	missing          string // what would tell, with %s for the function
}

// choose finds the functions that a selector means. An error says why it means none.
func (v *verifier) choose(selector string) (chosen, error) {
	if v.known == nil {
		v.known = map[string]chosen{}
	}
	if c, ok := v.known[selector]; ok {
		return c, nil
	}
	c, err := v.find(selector)
	if err == nil {
		v.known[selector] = c
	}
	return c, err
}

func (v *verifier) find(selector string) (chosen, error) {
	named, err := v.functions.Named(selector)
	switch {
	case err == nil:
		return chosen{certain: named}, nil
	case strings.HasPrefix(selector, assert.TagPrefix):
		return v.tagged(selector)
	case part.MatchString(selector):
		return v.within(selector)
	}
	return chosen{}, err
}

// tagged are the functions with a tag. Of one whose tags were not read nobody knows.
func (v *verifier) tagged(selector string) (chosen, error) {
	key, value, valued := strings.Cut(strings.TrimPrefix(selector, assert.TagPrefix), "=")
	out := chosen{missing: "tags of %s were not read"}
	for _, f := range v.functions.All() {
		has := slices.ContainsFunc(f.ResourceTags(), func(t awsdata.Tag) bool {
			return t.Key == key && (!valued || t.Value == value)
		})
		switch {
		case has:
			out.certain = append(out.certain, f)
		case !f.TagsKnown:
			out.perhaps = append(out.perhaps, f)
		}
	}
	if len(out.certain)+len(out.perhaps) == 0 {
		return out, fmt.Errorf("no function has the tag %s", strings.TrimPrefix(selector, assert.TagPrefix))
	}
	return out, nil
}

// within are the functions in a VPC or subnet, or with a security group. Where a function of managed instances sends
// from may not have been read.
func (v *verifier) within(id string) (chosen, error) {
	out := chosen{missing: "capacity provider of %s was not read"}
	known := false
	for _, f := range v.functions.All() {
		x := f.Index.Region(f.Region)
		_, there := x.Lookup(id)
		known = known || there
		subnets, groups := x.Placement(f.Function)
		switch {
		case x.FunctionVPC(f.Function) == id, slices.Contains(subnets, id), slices.Contains(groups, id):
			out.certain = append(out.certain, f)
		case f.Managed() && len(subnets) == 0:
			out.perhaps = append(out.perhaps, f)
		}
	}
	if len(out.certain)+len(out.perhaps) > 0 {
		return out, nil
	}
	if !known {
		return out, fmt.Errorf("there is no %s in the snapshot", id)
	}
	return out, fmt.Errorf("no function is in %s", id)
}

// unread are the regions, and accounts, in which a selector may mean functions that were not read.
func (v *verifier) unread(selector string) []string {
	if !strings.ContainsAny(selector, `*?[`) && !strings.HasPrefix(selector, assert.TagPrefix) &&
		!part.MatchString(selector) {
		return nil
	}
	picked, _, _ := strings.Cut(selector, "/")
	accounts := v.index.Snapshot.Accounts
	var out []string
	for _, of := range accounts {
		if awsdata.IsAccountID(picked) && picked != of.AccountID {
			continue
		}
		s := v.index.Snapshot.As(of.AccountID)
		if of.IsUnread() && len(s.MainRegions()) == 0 {
			out = append(out, of.AccountID)
		}
		for _, r := range s.MainRegions() {
			switch {
			case r.Has("list-functions"):
			case len(accounts) > 1:
				out = append(out, of.AccountID+" "+r.RegionName)
			default:
				out = append(out, r.RegionName)
			}
		}
	}
	return out
}
