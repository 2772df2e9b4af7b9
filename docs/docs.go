// Package docs holds what the program tells of its own documentation.
package docs

import _ "embed" // for Semantics

// Semantics is the law of the verdict: what a function can reach, rule by rule.
//
//go:embed SEMANTICS.md
var Semantics string
