package main

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

//go:embed *.txt
var tables embed.FS

// kind is a type of the provider, as the tables tell it.
type kind struct {
	name      string
	prefix    string // of its ids, "-" where AWS knows it by a name
	arn       string // SERVICE:KIND
	data      bool   // a data source
	tagged    bool
	global    bool // has no region
	framework bool // leaves null what is not set, which the older resources of the provider make ""
	schema    map[string]*schema.Schema
}

// readTables reads all tables.
func readTables() ([]*kind, error) {
	var out []*kind
	entries, err := tables.ReadDir(".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		text, err := tables.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		list, err := readTable(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
		out = append(out, list...)
	}
	return out, nil
}

func readTable(text string) ([]*kind, error) {
	var out []*kind
	var open []map[string]*schema.Schema // the objects whose attributes follow, the innermost last
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		switch {
		case words[0] == "resource" || words[0] == "data":
			k := newKind(words)
			out, open = append(out, k), []map[string]*schema.Schema{k.schema}
		case words[0] == "}":
			open = open[:len(open)-1]
		default:
			s, err := attribute(words[1:])
			if err != nil || len(open) == 0 {
				return nil, fmt.Errorf("line %d: %s: %w", i+1, words[0], err)
			}
			open[len(open)-1][words[0]] = s
			if of, ok := s.Elem.(*schema.Resource); ok {
				open = append(open, of.Schema)
			}
		}
	}
	return out, nil
}

// newKind is a type with what all types have.
func newKind(words []string) *kind {
	k := &kind{name: words[1], schema: map[string]*schema.Schema{}, data: words[0] == "data"}
	for i, word := range words[2:] {
		switch value, isARN := strings.CutPrefix(word, "arn="); {
		case i == 0:
			k.prefix = word
		case isARN:
			k.arn = value
			k.schema["arn"] = &schema.Schema{Type: schema.TypeString, Computed: true}
		case word == "tags":
			k.tagged = true
			of := &schema.Schema{Type: schema.TypeString}
			k.schema["tags"] = &schema.Schema{Type: schema.TypeMap, Optional: true, Elem: of}
			k.schema["tags_all"] = &schema.Schema{Type: schema.TypeMap, Optional: true, Computed: true, Elem: of}
		case word == "global":
			k.global = true
		case word == "framework":
			k.framework = true
		}
	}
	if !k.global && k.name != "aws_caller_identity" && k.name != "aws_partition" &&
		k.name != "aws_iam_policy_document" {
		k.schema["region"] = &schema.Schema{Type: schema.TypeString, Optional: true, Computed: true}
	}
	return k
}

// attribute is one of a type: its form, and what else is so.
func attribute(words []string) (*schema.Schema, error) {
	s := &schema.Schema{}
	form, of, _ := strings.Cut(strings.TrimSuffix(words[0], ")"), "(")
	switch form {
	case "string":
		s.Type = schema.TypeString
	case "bool":
		s.Type = schema.TypeBool
	case "int":
		s.Type = schema.TypeInt
	case "list", "block":
		s.Type = schema.TypeList
	case "set", "setblock", "attrset":
		s.Type = schema.TypeSet
	case "map":
		s.Type = schema.TypeMap
	default:
		return nil, fmt.Errorf("no form is called %q", words[0])
	}
	if of != "" {
		s.Elem = &schema.Schema{Type: schema.TypeString}
	}
	if form == "attrset" {
		s.ConfigMode = schema.SchemaConfigModeAttr
	}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "required":
			s.Required = true
		case "optional":
			s.Optional = true
		case "computed":
			s.Computed = true
		case "new":
			s.ForceNew = true
		case "sensitive":
			s.Sensitive = true
		case "max":
			s.MaxItems, _ = strconv.Atoi(value)
		case "default":
			s.Default = constant(s.Type, value)
		case "{":
			s.Elem = &schema.Resource{Schema: map[string]*schema.Schema{}}
		default:
			return nil, fmt.Errorf("no word is %q", word)
		}
	}
	return s, nil
}

func constant(of schema.ValueType, text string) any {
	switch of {
	case schema.TypeBool:
		return text == "true"
	case schema.TypeInt:
		n, _ := strconv.Atoi(text)
		return n
	}
	return strings.ReplaceAll(text, "_", " ")
}
