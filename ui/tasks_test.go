package ui

import (
	"testing"
	"unicode/utf8"

	"github.com/vpclens/vpclens/ui/uitest"
)

// pasted is a text that is pasted: one key.
func pasted(text string) string { return "\x1b[200~" + text + "\x1b[201~" }

// keysIn is how many keys they are: letters that are typed count, and so does enter.
func keysIn(keys []string) int {
	n := 0
	for _, k := range keys {
		if len(k) > 1 && k[0] == '\x1b' { // one key, or one paste
			n++
			continue
		}
		n += utf8.RuneCountInString(k)
	}
	return n
}

// What people come for at night, and how many keys it takes. Before are the fewest that showed the same answer in the
// program of 25 November 2026, on its demo account and in the same size, to a person who knows its keys and fields.
// Where they were more than 10, half is wanted; elsewhere no more than they were. A question that it had no answer to
// says why, and what is wanted instead.
func TestTasksTakeFewKeys(t *testing.T) {
	const down, tab = uitest.Down, uitest.Tab
	for _, task := range []struct {
		question string
		before   []string
		without  string // an answer it was, and why
		limit    int    // where there was no answer
		keys     []string
		sees     []string
	}{
		{question: "whose is 10.0.3.167?", before: []string{"i", "/", "3.167"},
			keys: []string{":", "3.167"},
			sees: []string{"cart-api               function, sends from 10.0.3.167",
				"checkout-api           function, sends from 10.0.3.167"}},
		{question: "an alarm's ARN is pasted", before: []string{":", "cart", uitest.Enter}, // read out of the ARN
			keys: []string{":", pasted("arn:aws:cloudwatch:us-east-1:123456789012:alarm:cart-api-5xx"), uitest.Enter},
			sees: []string{"› cart-api"}},
		{question: "open and not logged", before: []string{"/", "o", tab, "op ch", tab, "unm"},
			keys: []string{"V", "unl", uitest.Enter},
			sees: []string{"report-export", "4 of 54"}},
		{question: "what fails now?", without: "findings told how bad they were, not whether calls fail", limit: 3,
			keys: []string{"0", uitest.Enter},
			sees: []string{"› broken", "22 of 54"}},
		{question: "which subnets are nearly full?", before: []string{"o"},
			keys: []string{"0"},
			sees: []string{"bulk-a has 0 free addresses, pdf-a 3, bulk-b 6, pdf-b 9"}},
		{question: "what is wrong, full, changed, unknown?", before: []string{"o", "D"},
			keys: []string{"0"},
			sees: []string{"22 functions fail", "bulk-a has 0", "6 functions since yesterday", "18 findings"}},
		{question: "which functions does payments own?", without: "tags of functions were not read", limit: 9,
			keys: []string{"/", "team=pay"},
			sees: []string{"payments-core", "receipt-sender", "6 of 54"}},
		{question: "which have no flow log?", before: []string{"f", "/", "flow"},
			keys: []string{"/", "flow"},
			sees: []string{"VPC prod: no flow log", "VPC corp: no flow log", "VPC dual: no flow log"}},
		{question: "which functions are isolated by design?", before: []string{"/", "cl", tab, "iso|end"},
			keys: []string{"V", "iso", uitest.Enter},
			sees: []string{"payments-core", "7 of 54"}},
		{question: "what could not be decided?", before: []string{"f", "/", "st", tab, "u"},
			keys: []string{"V", "unk", uitest.Enter},
			sees: []string{"› unknown", "shared-lookup"}},
		{question: "what does a log group belong to?",
			before: []string{":", "cart", uitest.Enter}, // read out of its name
			keys:   []string{":", pasted("/aws/lambda/cart-api"), uitest.Enter},
			sees:   []string{"› cart-api"}},
		{question: "a function by a part of its name", before: []string{":", "fraud", uitest.Enter},
			keys: []string{":", "fraud", uitest.Enter},
			sees: []string{"› fraud-model"}},
		{question: "what changed?", before: []string{"D"},
			keys: []string{"D"},
			sees: []string{"since yesterday"}},
		{question: "who reaches s3?", before: []string{"m"},
			keys: []string{"m"},
			sees: []string{"FUNCTION           s3", "checkout-api       ✓ g"}},
		{question: "how does checkout-api reach s3?", before: []string{down, down, down, down, "ts3", uitest.Enter},
			keys: []string{"m", down, down, down, down, down, down, uitest.Enter},
			sees: []string{"checkout-api → s3", "vpce-s3"}},
		{question: "who uses nat-a?", before: []string{":", "nat-a", uitest.Enter, "U"},
			keys: []string{":", "nat-a", uitest.Enter, "U"},
			sees: []string{"who uses nat-a", "bulk-mailer"}},
	} {
		t.Run(task.question, func(t *testing.T) {
			if (task.without == "") != (task.limit == 0) || (task.without == "") != (len(task.before) > 0) {
				t.Fatal("either the keys of before, or why there were none and a limit")
			}
			before := keysIn(task.before)
			limit := max(before, task.limit)
			if before > 10 {
				limit = before / 2
			}
			if n := keysIn(task.keys); n > limit {
				t.Errorf("%d keys, at most %d are wanted: it took %d before", n, limit, before)
			}
			explore(t, 120, 40, sinceYesterday(t), func(t *testing.T, term *uitest.Term) {
				term.Keys(task.keys...)
				sees(t, term, task.sees...)
			})
		})
	}
}
