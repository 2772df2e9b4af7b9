package screens

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// copies are the edits in all their forms.
func (s *WhatIf) copies(env *screen.Env) []copied {
	if len(env.Edits()) == 0 {
		return nil
	}
	out := []copied{{"the edits in words", "one a line", editWords(env), "the edits in words"}}
	add := func(word, what string, write func(*whatif.Written) string) {
		text, err := say.CopyEdits(editedIn(env), env.Edits(), write)
		if err != nil {
			return // the screen says why they cannot be made
		}
		out = append(out,
			copied{word, what, strings.TrimSpace(text) + "\n", "the edits as " + word + "; nothing was run"})
	}
	add("AWS CLI", "commands that make the edits", func(w *whatif.Written) string { return w.CLI.Text(env.Profile) })
	add("Terraform", "what to declare", func(w *whatif.Written) string { return w.Terraform.Text() })
	add("CloudFormation", "what to declare", func(w *whatif.Written) string { return w.CloudFormation.Text() })
	if file, err := whatif.WriteFile(env.Edits()); err == nil {
		out = append(out,
			copied{"edits as YAML", "a file that --what-if takes", string(file), "the edits as YAML, for --what-if"})
	}
	return out
}
