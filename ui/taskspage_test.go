package ui

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/uitest"
)

// taskKeys are the names that docs/tasks.md has for keys that are no letters.
var taskKeys = map[string]string{"↵": uitest.Enter, "↓": uitest.Down, "esc": uitest.Esc}

// The keys in docs/tasks.md lead to where it says: of each row that says what is on the screen then, they are pressed.
func TestTasksOfThePage(t *testing.T) {
	page, err := os.ReadFile("../docs/tasks.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| ([^|]+) \\| (`[^|]+) \\| `([^|]+)` \\| [^|]+ \\|$")
	span := regexp.MustCompile("`([^`]+)`")
	rows := row.FindAllStringSubmatch(string(page), -1)
	if len(rows) < 15 {
		t.Fatalf("only %d rows have keys and what they show: this test looks at the wrong lines", len(rows))
	}
	for _, r := range rows {
		t.Run(r[1], func(t *testing.T) {
			before, _, _ := strings.Cut(r[2], ", or ")
			var keys []string
			for _, m := range span.FindAllStringSubmatch(before, -1) {
				key := m[1]
				if named := taskKeys[key]; named != "" {
					key = named
				}
				keys = append(keys, key)
			}
			explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
				if term.Contains(r[3]) {
					t.Fatalf("%q is on the screen before any key:\n%s", r[3], term.Screen())
				}
				term.Keys(keys...)
				sees(t, term, r[3])
			})
		})
	}
}
