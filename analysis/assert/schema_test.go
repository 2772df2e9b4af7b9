package assert_test

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/assert"
)

// What the schema tells editors is what is read: each form is taken by both, and each mistake that has a form by none.
func TestSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(assert.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(assert.SchemaAddress, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(assert.SchemaAddress)
	if err != nil {
		t.Fatal(err)
	}
	for item, good := range map[string]bool{
		`{functions: "a-*", to: s3, expect: reachable}`:                                               true,
		`{name: n, functions: f, to: "10.0.0.1:53", protocol: udp, port: 53, expect: partial}`:        true,
		`{functions: [f, g], to: s3, port: "1-5", expect: blocked}`:                                   true,
		`deny: tag:pci=yes -> internet`:                                                               true,
		`deny: {functions: [a, vpc-1], to: [s3, 10.0.0.0/8], port: [443, 1024-65535], protocol: any}`: true,
		`allow: orders-* -> rds:5432`:                                                                 true,
		`only: f -> s3`:                                                                               true,
		`isolated: f`:                                                                                 true,
		`isolated: [f, "g-*"]`:                                                                        true,
		`isolated: {functions: f}`:                                                                    true,
		`{deny: f -> s3, name: n, waived: {until: "2027-01-31", reason: why, owner: who}}`:            true,
		`{deny: f -> s3, waived: {expires: "2027-01-31", reason: why}}`:                               true,
		`{functions: f, to: s3, expct: blocked}`:                                                      false,
		`{functions: f, to: s3}`:                                                                      false,
		`{functions: f, to: [s3, sqs], expect: blocked}`:                                              false,
		`{deny: f -> s3, expect: blocked}`:                                                            false,
		`{deny: f -> s3, allow: f -> s3}`:                                                             false,
		`deny: f`:                                                                                     false,
		`deny: {functions: [], to: s3}`:                                                               false,
		`deny: {to: s3}`:                                                                              false,
		`deny: {functions: f, to: s3, port: 70000}`:                                                   false,
		`deny: {functions: f, to: s3, port: http}`:                                                    false,
		`deny: {functions: f, to: s3, port: []}`:                                                      false,
		`deny: {functions: f, to: s3, protocol: icmp}`:                                                false,
		`{deny: f -> s3, waived: {reason: r}}`:                                                        false,
		`{deny: f -> s3, waived: {until: "2027-01-31"}}`:                                              false,
		`f`: false,
	} {
		text := []byte("assertions:\n  - " + item + "\n")
		var value any
		if err := yaml.Unmarshal(text, &value); err != nil {
			t.Fatal(err)
		}
		if _, err := assert.Parse(text); (err == nil) != good {
			t.Errorf("%s is read: %v", item, err)
		}
		if err := schema.Validate(value); (err == nil) != good {
			t.Errorf("%s to the schema: %v", item, err)
		}
	}
}
