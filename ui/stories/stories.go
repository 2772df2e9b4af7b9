// Package stories has the tours of the demo account: questions that people ask, the keys that answer them, and what is
// on the screen then. The tests play them, docs/stories.md is written from them, and the pictures beside it are drawn
// from them, so that none of the three tells anything that the program does not do.
package stories

import (
	"fmt"
	"strings"
)

// Story is one question and the way to its answer, from the first screen of the demo account.
type Story struct {
	Name     string // short, in small letters, for the names of tests
	Title    string
	Who      string // who asks, and when
	Question string // in their words
	Steps    []Step
	Counted  bool   // the document says how many keys it takes
	Moral    string // what there is to take home
}

// Step is what a person does at once: perhaps goes to a row, then presses keys.
type Step struct {
	Say     string   // what is done and why, in a sentence or two
	Row     string   // first the cursor goes to the row that holds this; "" stays
	Paste   string   // what is pasted then, before any key
	Keys    []string // names such as "enter", single letters, or texts that are typed
	Sees    []string // what must be on the screen then
	SeesNot []string
	Picture string // the file in screenshots/ that shows the screen then; "" for none
	Lines   int    // of the terminal in the picture; 0 is as many as usual
}

// All are the stories, in the order of the document.
func All() []Story {
	return append([]Story{timeouts(), unwatched(), natGone(), secrets(), changes()}, night()...)
}

// Named are the keys that have a name, and how people write them.
func Named() map[string]string {
	return map[string]string{
		"enter": "↵", "esc": "esc", "tab": "tab", "space": "space", "backspace": "backspace",
		"up": "↑", "down": "↓", "left": "←", "right": "→", "home": "home", "end": "end",
		"ctrl+u": "^u", "ctrl+z": "^z",
	}
}

// Player is a program that is being driven: by a test in a terminal, or for a picture.
type Player interface {
	Press(key string)  // by its name, or a text that is typed
	Paste(text string) // from the clipboard
	Screen() string    // the text on the screen, line by line
}

// cursor marks the row that the cursor is on.
const cursor = "▌"

// farthest is how many rows a step goes down to find its row.
const farthest = 300

// Play does what a step says, and is an error unless the screen shows what it promises.
func (s *Step) Play(p Player) error {
	if s.Row != "" {
		if err := goTo(p, s.Row); err != nil {
			return err
		}
	}
	if s.Paste != "" {
		p.Paste(s.Paste)
	}
	for _, key := range s.Keys {
		p.Press(key)
	}
	screen := p.Screen()
	for _, text := range s.Sees {
		if !strings.Contains(screen, text) {
			return fmt.Errorf("%q is not on the screen:\n%s", text, screen)
		}
	}
	for _, text := range s.SeesNot {
		if strings.Contains(screen, text) {
			return fmt.Errorf("%q is on the screen:\n%s", text, screen)
		}
	}
	return nil
}

// goTo moves the cursor down to the row that holds a text.
func goTo(p Player, text string) error {
	for range farthest {
		before := p.Screen()
		for line := range strings.Lines(before) {
			if strings.Contains(line, cursor) && strings.Contains(line, text) {
				return nil
			}
		}
		p.Press("down")
		if p.Screen() == before {
			break
		}
	}
	return fmt.Errorf("there is no row with %q:\n%s", text, p.Screen())
}
