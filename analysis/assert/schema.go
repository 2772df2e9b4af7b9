package assert

import _ "embed"

//go:embed assertions.schema.json
var schema []byte

// SchemaAddress is where the schema of the file is published, for the editors that look for it there.
const SchemaAddress = "https://raw.githubusercontent.com/vpclens/vpclens/main/analysis/assert/assertions.schema.json"

// Schema is the JSON Schema of a file of assertions, for editors.
func Schema() []byte { return schema }
