package ui

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/plain"
)

// The explorer as text is given the same hostile accounts as the one that draws:
// what it writes is printable text and ends of lines, and nothing else.
func TestPlainWritesNothingButText(t *testing.T) {
	for name, payload := range payloads {
		t.Run(name, func(t *testing.T) {
			snapshot := poisoned(t, payload)
			reads := 0
			var out, talk bytes.Buffer
			typed := []string{"functions", "2", "copy", "cli", "reach", "1", "back", "back", "diagram", "1", "back",
				"back", "whatif", "all", "2", "copy", "undo", "functions", "trace 1 internet", "all", "copy",
				"functions", "trace 1", payload, "cancel", "trace 1 " + payload, "cancel", "findings", "all", "1",
				"all", "cli", "home", "where", "services", "all", "1", payload, "cancel", "filter " + payload,
				"functions", "filter " + payload, "sort " + payload, "against " + payload, "gaps", "reload"}
			for _, kind := range awsdata.Kinds() {
				typed = append(typed, kind.Code, "1", "all", "copy", "cli")
			}
			err := plain.Run(t.Context(), plain.Options{
				Name: "prod " + payload, Live: true, Now: func() time.Time { return time.Unix(0, 0) }, Prompt: true,
				In: strings.NewReader(strings.Join(typed, "\n")), Out: &out, Talk: &talk,
				Load: func(context.Context, func(int, int)) (*awsdata.Snapshot, error) {
					if reads++; reads > 1 {
						return nil, fmt.Errorf("read %s", payload)
					}
					return snapshot, nil
				},
				Open: func(_ context.Context, path string) (*awsdata.Snapshot, error) {
					return nil, fmt.Errorf("open %s", path)
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{out.String(), talk.String()} {
				if !utf8.ValidString(text) {
					t.Error("what is written is no UTF-8")
				}
				for i, r := range text {
					if r != '\n' && !unicode.IsPrint(r) {
						t.Fatalf("%U is written: %q", r, text[max(i-40, 0):min(i+40, len(text))])
					}
				}
			}
			if strings.Count(out.String(), "Screen: ") < 30 {
				t.Errorf("the walk is short:\n%s", out.String())
			}
		})
	}
}
