package cli_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas are those of docs/schema by the name of their document, each with how many documents were held against it.
var schemas = sync.OnceValues(func() (map[string]*schemaOf, error) {
	files, err := filepath.Glob(filepath.Join(schemaFolder, "*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no schemas in %s: %v", schemaFolder, err)
	}
	out := map[string]*schemaOf{}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	for _, file := range files {
		one, err := compiler.Compile(file)
		if err != nil {
			return nil, err
		}
		name, version, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), ".")
		out["vpclens."+name+"/"+version] = &schemaOf{Schema: one}
	}
	return out, nil
})

// schemaFolder is where they are. Stories change the folder they are in.
var schemaFolder = func() string {
	folder, err := filepath.Abs(filepath.Join("..", "..", "docs", "schema"))
	if err != nil {
		panic(err)
	}
	return folder
}()

type schemaOf struct {
	*jsonschema.Schema
	mutex sync.Mutex
	held  int
}

// againstSchemas holds the documents of an output against their schemas. What is no document of ours is passed over.
func againstSchemas(out []byte) error {
	if !bytes.HasPrefix(out, []byte("{\n  \"schema\": \"vpclens.")) {
		return nil
	}
	all, err := schemas()
	if err != nil {
		return err
	}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var text json.RawMessage
		if err := d.Decode(&text); err != nil {
			return fmt.Errorf("no JSON: %w", err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return err
		}
		name, _ := document.(map[string]any)["schema"].(string)
		of := all[name]
		if of == nil {
			return fmt.Errorf("%q has no schema", name)
		}
		if err := of.Validate(document); err != nil {
			return fmt.Errorf("not as its schema says: %w", err)
		}
		of.mutex.Lock()
		of.held++
		of.mutex.Unlock()
	}
	return nil
}

// everySchemaHeld wants a document of each form to have been looked at, where all stories ran.
func everySchemaHeld(t *testing.T) {
	t.Helper()
	if flag.Lookup("test.run").Value.String() != "" || t.Failed() {
		return
	}
	all, err := schemas()
	if err != nil {
		t.Fatal(err)
	}
	// `vpclens mcp` answers in these, to programs that ask for a part at a time
	parts := []string{"vpclens.functions/v1", "vpclens.findings/v1", "vpclens.causes/v1"}
	for name, of := range all {
		if of.held == 0 && !slices.Contains(parts, name) {
			t.Errorf("no story prints a document of the form %s", name)
		}
	}
}

// A schema refuses what it does not know, and what lacks something.
func TestSchemasRefuse(t *testing.T) {
	t.Parallel()
	good := "{\n  \"schema\": \"vpclens.verify/v1\", \"passed\": 0, \"failed\": 0, \"waived\": 0, \"results\": []}"
	if err := againstSchemas([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		strings.Replace(good, `"passed": 0`, `"passed": "0"`, 1), strings.Replace(good, `"passed": 0, `, "", 1),
		strings.Replace(good, "[]", "null", 1), strings.Replace(good, `"passed"`, `"more": 1, "passed"`, 1),
		strings.Replace(good, "verify", "nothing", 1),
	} {
		if againstSchemas([]byte(text)) == nil {
			t.Errorf("nothing is wrong with %s", text)
		}
	}
}
