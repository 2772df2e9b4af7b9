package parquet

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// The physical types of columns, as the format numbers them.
const (
	boolean = 0
	int32s  = 1
	int64s  = 2
	texts   = 6
)

// node is a node of the schema: a leaf, a struct, or a list.
type node struct {
	name     string
	optional bool
	list     *node   // what a list has
	children []*node // of a struct, in the order of its fields
	physical int32   // of a leaf
	isTime   bool
	column   *column // of a leaf
}

func (n *node) isLeaf() bool { return n.list == nil && n.children == nil }

// newGroup is the node of a struct.
func newGroup(name string, t reflect.Type) (*node, error) {
	n := &node{name: name}
	if t.Kind() != reflect.Struct || t.NumField() == 0 {
		return nil, fmt.Errorf("%s is no struct with fields", t)
	}
	for i := range t.NumField() {
		field := t.Field(i)
		called, option, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		if called == "" || !field.IsExported() {
			return nil, fmt.Errorf("the field %s of %s has no name for a column", field.Name, t)
		}
		child, err := newNode(called, option, field.Type)
		if err != nil {
			return nil, fmt.Errorf("the field %s of %s: %w", field.Name, t, err)
		}
		n.children = append(n.children, child)
	}
	return n, nil
}

func newNode(name, option string, t reflect.Type) (*node, error) {
	switch option {
	case "":
		return newValue(name, t)
	case "list":
		if t.Kind() != reflect.Slice {
			return nil, fmt.Errorf("%s is no slice", t)
		}
		element, err := newValue("element", t.Elem())
		return &node{name: name, list: element}, err
	case "optional":
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		} else if t.Kind() != reflect.String {
			return nil, fmt.Errorf("%s can be no null: want a pointer or a string", t)
		}
		n, err := newValue(name, t)
		if err != nil || !n.isLeaf() {
			return nil, fmt.Errorf("%s can be no null", t)
		}
		n.optional = true
		return n, nil
	case "timestamp(millisecond)":
		if t != reflect.TypeFor[time.Time]() {
			return nil, fmt.Errorf("%s is no time", t)
		}
		return &node{name: name, physical: int64s, isTime: true}, nil
	}
	return nil, fmt.Errorf("the option %q is unknown", option)
}

func newValue(name string, t reflect.Type) (*node, error) {
	switch t.Kind() {
	case reflect.Bool:
		return &node{name: name, physical: boolean}, nil
	case reflect.Int32:
		return &node{name: name, physical: int32s}, nil
	case reflect.Int64:
		return &node{name: name, physical: int64s}, nil
	case reflect.String:
		return &node{name: name, physical: texts}, nil
	case reflect.Struct:
		return newGroup(name, t)
	}
	return nil, fmt.Errorf("%s is of no kind that is known", t)
}

// columns makes the columns of the leaves below the node, in their order.
func (n *node) columns(path []string, defined, repeated int) []*column {
	if n.optional {
		defined++
	}
	switch {
	case n.list != nil:
		return n.list.columns(append(path[:len(path):len(path)], "list", "element"), defined+1, repeated+1)
	case n.isLeaf():
		n.column = &column{node: n, path: path, mostDefinition: defined, mostRepeated: repeated}
		return []*column{n.column}
	}
	var out []*column
	for _, child := range n.children {
		out = append(out, child.columns(append(path[:len(path):len(path)], child.name), defined, repeated)...)
	}
	return out
}

// add takes a value apart. repeated is the level at which it begins, defined how much of its path is there.
func (n *node) add(v reflect.Value, repeated, defined int) {
	switch {
	case n.list != nil:
		if v.Len() == 0 {
			n.list.nulls(repeated, defined)
		}
		for i := range v.Len() {
			at := repeated
			if i > 0 {
				at = n.list.depth()
			}
			n.list.add(v.Index(i), at, defined+1)
		}
	case n.optional && v.IsZero(): // an empty string, no pointer
		n.column.null(repeated, defined)
	case n.isLeaf():
		n.column.add(reflect.Indirect(v), repeated)
	default:
		for i, child := range n.children {
			child.add(v.Field(i), repeated, defined)
		}
	}
}

// nulls notes in every column below that there is nothing.
func (n *node) nulls(repeated, defined int) {
	switch {
	case n.list != nil:
		n.list.nulls(repeated, defined)
	case n.isLeaf():
		n.column.null(repeated, defined)
	}
	for _, child := range n.children {
		child.nulls(repeated, defined)
	}
}

// depth is how many lists an element of one is in.
func (n *node) depth() int {
	switch {
	case n.list != nil:
		return n.list.depth() - 1
	case n.isLeaf():
		return n.column.mostRepeated
	}
	return n.children[0].depth()
}

// number is a value of a column of int64.
func (n *node) number(v reflect.Value) int64 {
	if n.isTime {
		return v.Interface().(time.Time).UnixMilli()
	}
	return v.Int()
}
