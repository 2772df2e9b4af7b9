package check

import _ "embed"

// document is CATALOGUE.md, which a test holds to the catalogue.
//
//go:embed CATALOGUE.md
var document string

// Document is the catalogue for people, in Markdown.
func Document() string { return document }
