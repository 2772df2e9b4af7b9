package settings

import (
	"bytes"
	"encoding/json"
)

// schema is a JSON Schema, of the parts that are used here.
type schema struct {
	Schema      string            `json:"$schema,omitempty"`
	ID          string            `json:"$id,omitempty"`
	Title       string            `json:"title,omitempty"`
	Description string            `json:"description,omitempty"`
	Type        any               `json:"type,omitempty"`
	Enum        []string          `json:"enum,omitempty"`
	Pattern     string            `json:"pattern,omitempty"`
	Minimum     *int              `json:"minimum,omitempty"`
	Maximum     *int              `json:"maximum,omitempty"`
	MinItems    int               `json:"minItems,omitempty"`
	Unique      bool              `json:"uniqueItems,omitempty"`
	Items       *schema           `json:"items,omitempty"`
	OneOf       []schema          `json:"oneOf,omitempty"`
	Properties  map[string]schema `json:"properties,omitempty"`
	PatternOf   map[string]schema `json:"patternProperties,omitempty"`
	Additional  any               `json:"additionalProperties,omitempty"`
}

// SchemaAddress is where the schema of the file is published, for the editors that look for it there.
const SchemaAddress = "https://raw.githubusercontent.com/vpclens/vpclens/main/docs/config.schema.json"

// Schema is the JSON Schema of a file with these names.
func Schema(known *Known) ([]byte, error) {
	commands, columns := object(nil), object(nil)
	for _, c := range known.Commands {
		commands.Properties[c.Name] = flagsSchema(c.Flags, "Defaults of the flags of `vpclens "+c.Name+"`.")
	}
	for _, l := range known.Lists {
		one := schema{Type: "string", Enum: l.Columns}
		switch {
		case l.Open:
			one.Enum = nil
		case l.Tags:
			one = schema{OneOf: []schema{one, {Type: "string", Pattern: "^" + tagBegin + "."}}}
		}
		columns.Properties[l.Name] = listOf(one)
	}
	keys := object(nil)
	for _, row := range known.Keys {
		for i, name := range row.Names {
			one := schema{Description: row.What, OneOf: []schema{{Type: "string"},
				{Type: "array", Items: &schema{Type: "string"}, Unique: true}}}
			if i > 0 {
				one.Description = "The same as " + row.Names[0] + "."
			}
			keys.Properties[name] = one
		}
	}
	commands.Description = "Defaults of flags for one command."
	columns.Description = "The columns of a list, from left to right."
	keys.Description = "The keys of a command of the explorer; [] for none."
	top := object(map[string]schema{
		"defaults": flagsSchema(known.Flags, "Defaults of flags, for every command that has them."),
		"commands": commands, "columns": columns, "keys": keys,
		"views": {Type: objectType(), Description: "Lists to be seen again, by the word to type after \":\".",
			PatternOf: map[string]schema{viewName.String(): viewSchema(known)}, Additional: false},
		"skins": {Type: objectType(), Description: "Themes with other colors for some tokens.",
			PatternOf: map[string]schema{viewName.String(): skinSchema(known)}, Additional: false},
	})
	top.Schema, top.ID = "https://json-schema.org/draft/2020-12/schema", SchemaAddress
	top.Title = "vpclens config.yaml"
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(top)
	return b.Bytes(), err
}

// objectType: a section may be empty, which YAML reads as null.
func objectType() []string { return []string{"object", "null"} }

func object(properties map[string]schema) schema {
	if properties == nil {
		properties = map[string]schema{}
	}
	return schema{Type: objectType(), Properties: properties, Additional: false}
}

// listOf is one value or a list of them.
func listOf(item schema) schema {
	return schema{OneOf: []schema{item, {Type: "array", Items: &item, MinItems: 1, Unique: true}}}
}

func flagsSchema(flags []Flag, what string) schema {
	out := object(nil)
	out.Description = what
	for _, f := range flags {
		var one schema
		switch f.Kind {
		case Boolean:
			one = schema{Type: "boolean"}
		case Number:
			one = schema{Type: "integer", Minimum: new(int)}
		case Duration:
			one = schema{Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`}
		case Texts:
			one = listOf(schema{Type: "string"})
		default:
			one = schema{Type: "string", Enum: f.Values}
			if f.Skin {
				one.Enum = nil
			}
		}
		one.Description = f.What
		out.Properties[f.Name] = one
	}
	return out
}

func viewSchema(known *Known) schema {
	var lists []string
	for _, l := range known.Lists {
		lists = append(lists, l.Name)
	}
	return object(map[string]schema{
		"list":    {Type: "string", Enum: lists, Description: "The list; functions where it is left out."},
		"filter":  {Type: "string", Description: "As it is typed after /."},
		"what":    {Type: "string", Description: "What it shows, in words."},
		"sort":    {Type: "string", Description: "A column; with - before it, in reverse."},
		"columns": listOf(schema{Type: "string"}),
	})
}

func skinSchema(known *Known) schema {
	to := func(most int) schema { return schema{Type: "integer", Minimum: new(int), Maximum: &most} }
	hex := schema{Type: "string", Pattern: hexColor.String()}
	token := schema{OneOf: []schema{hex, object(map[string]schema{"truecolor": hex, "256": to(255), "16": to(15),
		"attributes": listOf(schema{Type: "string", Enum: Attributes()})})}}
	out := object(map[string]schema{"base": {Type: "string", Enum: known.Themes}})
	for _, name := range known.Tokens {
		out.Properties[name] = token
	}
	return out
}
