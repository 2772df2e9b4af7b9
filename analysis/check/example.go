package check

import (
	"embed"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// stories are the accounts that the checks are tested on: what explains a check to a reader is what holds it.
//
//go:embed testdata/*.txtar
var stories embed.FS

// Examples are two small accounts as stories, one line for each resource (see package awstest for the language): one
// that fires the check, and one that nearly does. They are the first of the check's own tests.
func (c *Check) Examples() (fires, nearMiss string) {
	data, err := stories.ReadFile("testdata/" + c.ID + ".txtar")
	if err != nil {
		return "", "" // a test holds that every check has its stories
	}
	account := ""
	for _, f := range txtar.Parse(data).Files {
		text := strings.TrimRight(string(f.Data), "\n")
		switch {
		case f.Name == "account":
			account = text + "\n"
		case strings.HasPrefix(f.Name, "fires") && fires == "":
			fires = account + text
		case strings.HasPrefix(f.Name, "near-miss") && nearMiss == "":
			nearMiss = account + text
		}
	}
	return fires, nearMiss
}
