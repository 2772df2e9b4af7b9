package awsdata

import (
	"reflect"
	"testing"
)

// Every member that holds text has a rule, so that a member added later cannot carry names out unseen.
func TestEveryTextMemberHasARule(t *testing.T) {
	t.Parallel()
	rules, used := memberRules(), map[string]bool{"PolicyNames": true}
	seen := make(map[reflect.Type]bool)
	var walk func(typ reflect.Type, member string)
	walk = func(typ reflect.Type, member string) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(typ.Elem(), member)
		case reflect.String:
			switch member {
			case "AssumeRolePolicyDocument", "Document", "Tags", "RolePolicyNames": // handled by shape, or by the list's member
				return
			}
			used[member] = true
			if rules[member] == nil {
				t.Errorf("no rule for the member %s", member)
			}
		case reflect.Struct:
			if seen[typ] {
				return
			}
			seen[typ] = true
			for i := range typ.NumField() {
				if f := typ.Field(i); f.IsExported() {
					walk(f.Type, f.Name)
				}
			}
		}
	}
	walk(reflect.TypeFor[Region](), "")
	walk(reflect.TypeFor[Account](), "")
	for member := range rules {
		if !used[member] {
			t.Errorf("the rule for %s is for no member", member)
		}
	}
}
