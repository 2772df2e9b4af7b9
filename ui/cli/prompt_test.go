package cli

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

// What is typed on a terminal for a code: digits count, the keys that take some back do, and nothing is shown.
func TestReadCode(t *testing.T) {
	for _, c := range []struct {
		name, typed, want, marks string
		err                      error
	}{
		{"a code", "471983\r", "471983", "******", nil},
		{"with spaces", "471 983\n", "471983", "******", nil},
		{"more digits than there are", "47198365\r", "471983", "******", nil},
		{"taken back", "47x2\x7f1983\r", "471983", "***\b \b****", nil},
		{"nothing to take back", "\x7f\x08471983\r", "471983", "******", nil},
		{"begun again", "999\x15471983\r", "471983", "***\b \b\b \b\b \b******", nil},
		{"other keys", "\x1b[A\x1b[3~\x1bOP4\x1b[1;5D71983\r", "471983", "******", nil},
		{"too short", "47\r", "47", "**", nil},
		{"nothing", "\r", "", "", signin.ErrNoAnswer},
		{"the end", "47\x04", "", "**", signin.ErrNoAnswer},
		{"the terminal goes", "47", "", "**", signin.ErrNoAnswer},
		{"Ctrl-C", "47\x03", "", "**", context.Canceled},
	} {
		t.Run(c.name, func(t *testing.T) {
			var marks strings.Builder
			got, err := readCode(strings.NewReader(c.typed), &marks)
			if got != c.want || !errors.Is(err, c.err) || marks.String() != c.marks {
				t.Errorf("%q, %v, shown %q; want %q, %v, %q", got, err, marks.String(), c.want, c.err, c.marks)
			}
		})
	}
}

func TestCodeWords(t *testing.T) {
	p := newProgram(nil, strings.NewReader(""), &strings.Builder{}, &strings.Builder{})
	if p.whoever() != nil {
		t.Error("somebody sits in a pipe")
	}
	for _, before := range []signin.Answer{signin.NoCode, signin.Refused} {
		if codeProblem(signin.Question{Before: before}) == "" {
			t.Errorf("nothing is said of %d", before)
		}
	}
}
