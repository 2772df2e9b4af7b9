package awsdata

import (
	"bytes"
	"cmp"
	"reflect"
	"slices"
	"sort"
	"strings"
)

// AWS tells the members of a set in any order, and in another one tomorrow. This file gives lists the one order in
// which everything after sees them, so that the same account always gives the same bytes. It is done where a document
// is decoded; lists that are in order already, as those of a saved snapshot are, cost a look.
//
// Nearly all lists are sets: subnets, groups, rules, routes (the longest prefix wins), entries of an ACL (the lowest
// number wins), statements of a policy. A list whose order AWS gives a meaning is a field with the tag
// `list:"ordered"`.

// sortLists sorts every list reachable from v that is a set, the lists within its elements first. It must be
// addressable.
func sortLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			sortLists(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch field := v.Field(i); field.Kind() {
			case reflect.Pointer, reflect.Struct:
				sortLists(field)
			case reflect.Slice:
				sortElements(field)
				// The tag is looked up last: that allocates, and nearly no list is out of order.
				if !inOrder(field) && v.Type().Field(i).Tag.Get("list") != "ordered" {
					sortList(field)
				}
			}
		}
	case reflect.Slice:
		sortElements(v)
		if !inOrder(v) {
			sortList(v)
		}
	}
}

func sortElements(list reflect.Value) {
	switch list.Type().Elem().Kind() {
	case reflect.Pointer, reflect.Struct, reflect.Slice:
		for i := range list.Len() {
			sortLists(list.Index(i))
		}
	}
}

func inOrder(list reflect.Value) bool {
	for i := 1; i < list.Len(); i++ {
		if compareValues(list.Index(i-1), list.Index(i)) > 0 {
			return false
		}
	}
	return true
}

func sortList(list reflect.Value) {
	sort.Sort(byValue{list, reflect.Swapper(list.Interface())})
}

// byValue sorts a list of any type by all that its elements hold, so that no two orders of the same elements remain.
type byValue struct {
	list reflect.Value
	swap func(i, j int)
}

func (b byValue) Len() int           { return b.list.Len() }
func (b byValue) Less(i, j int) bool { return compareValues(b.list.Index(i), b.list.Index(j)) < 0 }
func (b byValue) Swap(i, j int)      { b.swap(i, j) }

// compareValues compares two values of the type of a member of a document: structs by their fields as they are
// declared, so that most go by an id or a name; what is not there is less than what is. Maps, which no element of a
// list has, are all alike.
func compareValues(a, b reflect.Value) int {
	switch a.Kind() {
	case reflect.String:
		return strings.Compare(a.String(), b.String())
	case reflect.Bool:
		return boolOrder(a.Bool()) - boolOrder(b.Bool())
	case reflect.Int, reflect.Int32, reflect.Int64:
		return cmp.Compare(a.Int(), b.Int())
	case reflect.Float64:
		return cmp.Compare(a.Float(), b.Float())
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			return boolOrder(!a.IsNil()) - boolOrder(!b.IsNil())
		}
		return compareValues(a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if c := compareValues(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case reflect.Slice:
		for i := range min(a.Len(), b.Len()) {
			if c := compareValues(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
		return a.Len() - b.Len()
	}
	return 0
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sortJSON sorts, in place, all lists of the compact JSON value that begins at i, and returns the place after it. It is
// for policies, in which no list has an order that means anything.
func sortJSON(data []byte, i int) (end int) {
	if data[i] != '{' && data[i] != '[' {
		return skipValue(data, i)
	}
	start, sorted := i, true
	var last []byte
	for i++; data[i] != '}' && data[i] != ']'; {
		if data[i] == ',' {
			i++
		}
		if data[start] == '{' {
			i = skipString(data, i) + 1
		}
		from := i
		i = sortJSON(data, i)
		sorted = sorted && bytes.Compare(last, data[from:i]) <= 0
		last = data[from:i]
	}
	if data[start] == '[' && !sorted {
		list, _ := elements(data, start)
		slices.SortFunc(list, bytes.Compare)
		copy(data[start+1:], bytes.Join(list, []byte{','}))
	}
	return i + 1
}
