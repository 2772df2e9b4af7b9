package report

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// YAML holds what the JSON held, in the same order, and texts stay texts.
func TestYAML(t *testing.T) {
	const document = `{"B": "a\nb", "A": ["no", "12", "1e3", "0x1f", "22:22", "true", "null", "", "~", " x ", "#x",
		"a: b", "- x", "2026-01-02", "=1", "{x}", "*a", "&a", "!t", "%x", "@x", "|",
		"é名"], "Count": 5, "F": 1.5, "T": true, "Z": null,
		"Empty": {}, "None": []}`
	text, err := YAML([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	var want, got map[string]any
	if err := json.Unmarshal([]byte(document), &want); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	want["Count"] = 5 // YAML tells whole numbers from others
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v\nof\n%s", got, want, text)
	}
	for _, line := range []string{`B: |-`, `- "no"`, `- "12"`, `- "22:22"`, `Count: 5`, `Empty: {}`} {
		if !strings.Contains(string(text), line) {
			t.Errorf("no line %q in\n%s", line, text)
		}
	}
	if strings.Index(string(text), "B:") > strings.Index(string(text), "A:") {
		t.Errorf("another order:\n%s", text)
	}
}
