package report

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/whatif"
)

// schemaFolder has a JSON Schema of each document that the program writes.
const schemaFolder = "../../docs/schema"

// documents are those that are written, by the name of their form.
func documents() map[string]reflect.Type {
	return map[string]reflect.Type{
		ScanSchema: reflect.TypeFor[scanDocument](), VerifySchema: reflect.TypeFor[verifyDocument](),
		DiffSchema: reflect.TypeFor[diffDocument](), WhatIfSchema: reflect.TypeFor[whatIfDocument](),
		TraceSchema: reflect.TypeFor[traceDocument](), ReachSchema: reflect.TypeFor[reachDocument](),
		FindSchema: reflect.TypeFor[findDocument](), UsedBySchema: reflect.TypeFor[usedByDocument](),
		OwnerSchema: reflect.TypeFor[ownerDocument](), CompareSchema: reflect.TypeFor[compareDocument](),
		WhySchema: reflect.TypeFor[whyDocument](), ChangesSchema: reflect.TypeFor[changesDocument](),
		SignalsSchema: reflect.TypeFor[signalsDocument](), FlowsSchema: reflect.TypeFor[flowsDocument](),
		ChecksSchema: reflect.TypeFor[checksDocument](), PlanSchema: reflect.TypeFor[planDocument](),
		FunctionsSchema: reflect.TypeFor[functionsDocument](), FindingsSchema: reflect.TypeFor[findingsDocument](),
		CausesSchema: reflect.TypeFor[causesDocument](),
	}
}

// The schemas in docs/schema are those of the types that are written. `make docs` writes them.
func TestDocumentHasASchema(t *testing.T) {
	t.Parallel()
	comments := commentsOf(t)
	want := map[string]bool{}
	for name, of := range documents() {
		g := &generator{t: t, comments: comments, defs: map[string]any{}}
		root := g.object(of)
		root["properties"].(map[string]any)["schema"] = map[string]any{"const": name}
		root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
		root["title"] = name
		if len(g.defs) > 0 {
			root["$defs"] = g.defs
		}
		var b bytes.Buffer
		if err := writeJSON(&b, root); err != nil {
			t.Fatal(err)
		}
		file := strings.ReplaceAll(strings.TrimPrefix(name, "vpclens."), "/", ".") + ".json"
		want[file] = true
		file = filepath.Join(schemaFolder, file)
		got, err := os.ReadFile(file)
		if err == nil && bytes.Equal(got, b.Bytes()) {
			continue
		}
		if os.Getenv("VPCLENS_UPDATE") != "1" {
			t.Errorf("%s is not the schema of what is written: run make docs (%v)", file, err)
			continue
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(schemaFolder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !want[f.Name()] {
			t.Errorf("%s/%s is of no document", schemaFolder, f.Name())
		}
	}
}

// Every document that is written by a command has its schema: one that is forgotten above would not be noticed.
func TestDocumentsAreAll(t *testing.T) {
	t.Parallel()
	known := documents()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(node ast.Node) bool {
			if lit, ok := node.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text := strings.Trim(lit.Value, `"`)
				if strings.HasPrefix(text, "vpclens.") && strings.Contains(text, "/v") && text != "vpclens." {
					if n++; known[text] == nil {
						t.Errorf("%s: %s has no schema", file, text)
					}
				}
			}
			return true
		})
	}
	if n < len(known) {
		t.Errorf("%d names of documents in the code, and %d documents", n, len(known))
	}
}

// generator makes a schema of types.
type generator struct {
	t        *testing.T
	comments map[string]string
	defs     map[string]any
}

// of is the schema of a type.
func (g *generator) of(typ reflect.Type) map[string]any {
	switch typ {
	case reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case reflect.TypeFor[whatif.Edits]():
		return map[string]any{"type": "array", "items": map[string]any{"type": "object"}}
	case reflect.TypeFor[reach.Verdict]():
		return enum(reach.Blocked, reach.Unknown, reach.Partial, reach.Reachable)
	case reflect.TypeFor[check.Severity]():
		return enum(check.Info, check.Low, check.Medium, check.High)
	}
	if typ == reflect.TypeFor[json.RawMessage]() { // of somebody else's making
		return map[string]any{}
	}
	if typ.Kind() == reflect.Pointer {
		return map[string]any{"anyOf": []any{g.of(typ.Elem()), map[string]any{"type": "null"}}}
	}
	if typ.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return map[string]any{"type": "string"}
	}
	if typ.Implements(reflect.TypeFor[json.Marshaler]()) {
		g.t.Errorf("%v writes itself: say above what it writes", typ)
	}
	switch typ.Kind() {
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
		reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return map[string]any{"type": "integer"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice, reflect.Array:
		return map[string]any{"type": "array", "items": g.of(typ.Elem())}
	case reflect.Map:
		return map[string]any{"type": []string{"object", "null"}, "additionalProperties": g.of(typ.Elem())}
	case reflect.Struct:
		name := typ.Name()
		if name == "" {
			return g.object(typ)
		}
		if g.defs[name] == nil {
			g.defs[name] = true // it may hold itself
			g.defs[name] = g.object(typ)
		}
		return map[string]any{"$ref": "#/$defs/" + name}
	}
	g.t.Errorf("no schema of %v", typ)
	return nil
}

func enum[T fmt.Stringer](values ...T) map[string]any {
	var names []string
	for _, v := range values {
		names = append(names, v.String())
	}
	return map[string]any{"enum": names}
}

// object is the schema of a struct: nothing but its members, and those that are always there.
func (g *generator) object(typ reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	g.members(typ, properties, &required)
	slices.Sort(required)
	return map[string]any{"type": "object", "properties": properties, "required": required,
		"additionalProperties": false}
}

func (g *generator) members(typ reflect.Type, properties map[string]any, required *[]string) {
	for i := range typ.NumField() {
		field := typ.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if field.Anonymous && name == "" {
			of := field.Type
			if of.Kind() == reflect.Pointer {
				of = of.Elem()
			}
			g.members(of, properties, required)
			continue
		}
		if !field.IsExported() {
			continue
		}
		if name == "" {
			name = field.Name
		}
		one := g.of(field.Type)
		optional := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
		if optional {
			if anyOf, ok := one["anyOf"].([]any); ok { // it is left out, never null
				one = anyOf[0].(map[string]any)
			}
		} else {
			*required = append(*required, name)
		}
		if about := g.comments[typ.Name()+"."+field.Name]; about != "" {
			one["description"] = about
		}
		properties[name] = one
	}
}

// commentsOf are the comments of the members of types: "scanFunction.Tags".
func commentsOf(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, folder := range []string{".", "../check", "../diff", "../whatif", "../plan", "../../awsdata"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(node ast.Node) bool {
				spec, ok := node.(*ast.TypeSpec)
				if !ok {
					return true
				}
				of, ok := spec.Type.(*ast.StructType)
				if !ok {
					return true
				}
				for _, field := range of.Fields.List {
					text := strings.Join(strings.Fields(field.Doc.Text()+" "+field.Comment.Text()), " ")
					for _, name := range field.Names {
						if text != "" {
							out[spec.Name.Name+"."+name.Name] = text
						}
					}
				}
				return true
			})
		}
	}
	return out
}
