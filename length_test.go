package main

import (
	"bytes"
	"os"
	"slices"
	"testing"
)

// longest is how many lines a file may have. More of them hold more than one thing.
const longest = 500

// longTables are files that are tables, which may be longer.
var longTables = []string{"analysis/reach/reason.go"}

func TestNoFileIsTooLong(t *testing.T) {
	for _, files := range goFiles(t) {
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(text, []byte("\n")); n > longest && !slices.Contains(longTables, file) {
				t.Errorf("%s has %d lines: part it, or say that it is a table", file, n)
			}
		}
	}
}
