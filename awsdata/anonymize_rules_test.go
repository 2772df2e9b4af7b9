package awsdata

import (
	"reflect"
	"strings"
	"testing"
)

// Every member that holds text has a rule, so that a member added later cannot carry names out unseen.
func TestEveryTextMemberHasARule(t *testing.T) {
	t.Parallel()
	rules, used := memberRules(), map[string]bool{"PolicyNames": true, "Domains": true}
	a := &anonymizer{rules: rules}
	// The members under which documents list what the region or the account keeps under another name.
	lists := map[string]string{"HostedZonesByVPC": "HostedZoneSummaries", "SearchDomains": "DomainStatusList"}
	seen := make(map[reflect.Type]bool)
	var walk func(typ reflect.Type, parent, member string)
	walk = func(typ reflect.Type, parent, member string) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(typ.Elem(), parent, member)
		case reflect.String:
			switch member {
			case "AssumeRolePolicyDocument", "Document", "Tags", "RolePolicyNames", "FirewallDomains":
				// handled by shape, or by the list's member
				return
			}
			used[capital(member)], used[parent+"."+member] = true, true
			if _, ok := a.rule(parent, member); !ok {
				t.Errorf("no rule for the member %s of %s", member, parent)
			}
		case reflect.Struct:
			if seen[typ] {
				return
			}
			seen[typ] = true
			if list := lists[member]; list != "" {
				member = list
			}
			for i := range typ.NumField() {
				f := typ.Field(i)
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if !f.IsExported() || name == "-" {
					continue
				}
				if name == "" {
					name = f.Name
				}
				walk(f.Type, member, name)
			}
		}
	}
	root := func(typ reflect.Type) {
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() && f.Name != "HostedZones" && f.Name != "AccountID" { // in no document
				walk(f.Type, "", f.Name)
			}
		}
	}
	root(reflect.TypeFor[Region]())
	root(reflect.TypeFor[Account]())
	for member := range rules {
		if !used[member] {
			t.Errorf("the rule for %s is for no member", member)
		}
	}
}
