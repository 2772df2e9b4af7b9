package host

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/ui/screen"
)

// Edits are what is tried out in a session, and what was before and after that: what is taken back can be made again.
// The zero value is none.
type Edits struct {
	steps [][]whatif.Edit // each is all of them at one time; before the first there are none
	at    int             // how many steps were made
	saved []whatif.Edit   // as they stand in the file
	file  string
}

// longestUndo is how many steps are remembered.
const longestUndo = 200

// List are the edits, nil for none.
func (e *Edits) List() []whatif.Edit {
	if e.at == 0 {
		return nil
	}
	return e.steps[e.at-1]
}

// Set makes others of them. What was taken back before is gone.
func (e *Edits) Set(list []whatif.Edit) {
	if slices.EqualFunc(list, e.List(), whatif.Same) {
		return
	}
	e.steps = append(e.steps[:e.at:e.at], slices.Clone(list))
	if len(e.steps) > longestUndo {
		e.steps = e.steps[1:]
	}
	e.at = len(e.steps)
}

// Undo takes the last step back; false where there is none.
func (e *Edits) Undo() bool {
	if e.at == 0 {
		return false
	}
	e.at--
	return true
}

// Redo makes the step again that was taken back last.
func (e *Edits) Redo() bool {
	if e.at == len(e.steps) {
		return false
	}
	e.at++
	return true
}

// CanUndo says whether there is a step to take back and, if not, why.
func (e *Edits) CanUndo() (bool, string) { return e.at > 0, "there is no edit to take back" }

// CanRedo says whether there is a step to make again and, if not, why.
func (e *Edits) CanRedo() (bool, string) {
	return e.at < len(e.steps), "no edit was taken back that could be made again"
}

// Saved remembers the file that holds the edits now.
func (e *Edits) Saved(file string) { e.file, e.saved = file, slices.Clone(e.List()) }

// File is the one that they were read from or written to last, "" for none.
func (e *Edits) File() string { return e.file }

// Unsaved is what would be lost: how many edits that no file holds, "" for none.
func (e *Edits) Unsaved() string {
	list := e.List()
	if len(list) == 0 || slices.EqualFunc(list, e.saved, whatif.Same) {
		return ""
	}
	return english.Count(len(list), "edit") + " of the what-if, saved in no file"
}

// Draft is what screens are told of them, nil where there are none.
func (e *Edits) Draft(read *analysis.Result) *screen.Draft {
	if len(e.List()) == 0 || read == nil {
		return nil
	}
	return &screen.Draft{Edits: e.List(), Read: read, File: e.file}
}

// Said is what came of another list of edits, in a line.
func Said(what string, list []whatif.Edit) string {
	if len(list) == 0 {
		return what + ": no edit is left, this is the account as it was read"
	}
	return fmt.Sprintf("%s: %s", what, english.Count(len(list), "edit"))
}

// AskFile asks for the file that edits are written to.
func AskFile() screen.Ask {
	return screen.Ask{Title: "write the edits to which file?",
		Suggest: func(text string) []screen.Suggestion {
			if text = strings.TrimSpace(text); text == "" {
				text = "whatif.yaml"
			}
			return []screen.Suggestion{{Word: text, What: "a file that --what-if takes",
				To: screen.WriteEdits{Path: text}}}
		},
		Parse: func(text string) (screen.Intent, error) { return nil, errors.New("type the name of a file") },
	}
}

// AskOver asks what to do about a file that is there.
func AskOver(path string) screen.Ask {
	return screen.Ask{Title: path + " is there already",
		Suggest: func(text string) []screen.Suggestion {
			keep := screen.Suggestion{Word: "keep it", What: "nothing is written",
				To: screen.Status{Text: "nothing was written"}}
			over := screen.Suggestion{Word: "overwrite it", What: "what it holds is lost",
				To: screen.WriteEdits{Path: path, Over: true}}
			var out []screen.Suggestion
			for _, s := range []screen.Suggestion{keep, over} {
				if strings.Contains(s.Word, strings.ToLower(strings.TrimSpace(text))) {
					out = append(out, s)
				}
			}
			return out
		},
		Parse: func(text string) (screen.Intent, error) {
			if text = strings.TrimSpace(text); text == "" {
				return nil, errors.New("type the name of another file")
			}
			return screen.WriteEdits{Path: text}, nil
		},
	}
}

// Written says that edits were written.
func Written(path string, list []whatif.Edit) string {
	return fmt.Sprintf("wrote %s to %s, for --what-if", english.Count(len(list), "edit"), path)
}

// ReadEdits reads the edits of a file.
func ReadEdits(read func(path string) ([]byte, error), path string) ([]whatif.Edit, error) {
	if path = strings.TrimSpace(path); path == "" {
		return nil, errors.New("the edits of which file?")
	}
	data, err := read(path)
	if err != nil {
		return nil, fmt.Errorf("read edits: %w", err)
	}
	edits, err := whatif.ReadFile(data)
	if err != nil {
		return nil, fmt.Errorf("read edits: %s: %w", path, err)
	}
	return edits, nil
}
