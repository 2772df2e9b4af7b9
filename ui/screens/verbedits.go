package screens

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/ui/screen"
)

// What can be typed about the edits of a what-if.

func subjectOrFileArg() Arg {
	arg := optionalSubjectArg(screen.GoWhatIf)
	arg.Name, arg.free = "FUNCTION|RESOURCE|FILE", true
	arg.Example = "a name, an id, or a file of edits; without it, what you stand on"
	return arg
}

func fileArg() Arg {
	return Arg{Name: "FILE", Example: "a new file; without it, the one that the edits came from", Optional: true,
		free: true}
}

// makeWhatIf asks what if of what is named so or, where nothing is, tries out the edits of the file of that name.
func makeWhatIf(h *Prompt, rest string) (screen.Intent, error) {
	i, err := makeAbout(screen.GoWhatIf)(h, rest)
	if err != nil && h.find(rest) == nil {
		if !NamesFile(rest) {
			return nil, fmt.Errorf("there is no function or resource %q; a file of edits has a dot or a slash in it",
				rest)
		}
		return screen.OpenEdits{Path: rest}, nil
	}
	return i, err
}

// NamesFile says whether a text that names nothing in the account is the name of a file.
func NamesFile(text string) bool { return strings.ContainsAny(text, "./\\") }

func makeWrite(_ *Prompt, rest string) (screen.Intent, error) {
	return screen.WriteEdits{Path: rest}, nil
}

func makeDiscard(h *Prompt, rest string) (screen.Intent, error) {
	switch {
	case rest != "":
		return nil, fmt.Errorf("nothing belongs behind this, not %q", rest)
	case h.env.Draft == nil:
		return screen.Status{Text: "there are no edits to take back"}, nil
	}
	return screen.Amend{}, nil
}
