package ui

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/uitest"
)

// What is copied of a function is its unqualified ARN: a shell would take $LATEST for a variable, and drop it.
func TestCopiedARNsHaveNoDollar(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "audit-log", uitest.Enter, "y") // of its row
		term.Keys(uitest.Enter, "g")                   // on its page, of all that it names
		for range 20 {
			term.Keys("y", uitest.Down)
		}
		term.Keys("m", "/", "audit-log", uitest.Enter, "y") // of its row in the matrix
		copied := regexp.MustCompile(`\x1b\]52;c;([^\x07\x1b]*)`).FindAllStringSubmatch(term.Raw(), -1)
		arns := 0
		for _, c := range copied {
			text, err := base64.StdEncoding.DecodeString(c[1])
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "$") {
				t.Errorf("copied %q", text)
			}
			if strings.HasSuffix(string(text), ":function:audit-log") {
				arns++
			}
		}
		if arns < 3 {
			t.Errorf("the ARN was copied %d times: this test looks at the wrong rows", arns)
		}
	})
}
