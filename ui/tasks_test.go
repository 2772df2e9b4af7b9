package ui

import (
	"testing"
	"unicode/utf8"

	"github.com/vpclens/vpclens/ui/uitest"
)

// What people come for at night, and how many keys it may take: the letters that are typed count, and so does enter.
func TestTasksTakeFewKeys(t *testing.T) {
	for _, task := range []struct {
		question string
		keys     []string
		limit    int
		sees     []string
	}{
		{"whose is 10.0.3.167?", []string{":", "10.0.3.167", uitest.Enter}, 15, []string{"› cart-api"}},
		{"an alarm's ARN is pasted", []string{":",
			"\x1b[200~arn:aws:cloudwatch:us-east-1:123456789012:alarm:cart-api-5xx\x1b[201~", uitest.Enter}, 3,
			[]string{"› cart-api"}},
		{"open and not logged", []string{"V", "unl", uitest.Enter}, 8, []string{"report-export", "4 of 54"}},
		{"what fails now?", []string{":", "bro", uitest.Enter}, 8, []string{"› broken"}},
		{"which subnets are nearly full?", []string{"V", "near", uitest.Enter}, 8, []string{"bulk-a"}},
		{"what is wrong, full, changed, unknown?", []string{"0"}, 1,
			[]string{"Failing", "Nearly full", "Changed", "Unknown"}},
		{"which functions does payments own?", []string{"/", "tag:team=pay", uitest.Enter}, 15, []string{"payments-core", "6 of 54"}},
		{"which have no flow log?", []string{"/", "\"flow log\"", uitest.Enter}, 15, []string{"egress-unmonitored"}},
		{"which functions are isolated by design?", []string{"V", "iso", uitest.Enter}, 8, []string{"payments-core"}},
		{"what could not be decided?", []string{"V", "unk", uitest.Enter}, 8, []string{"› unknown"}},
		{"what does a log group belong to?", []string{":", "/aws/lambda/cart-api", uitest.Enter}, 25, []string{"› cart-api"}},
		{"a function by a part of its name", []string{":", "fraud", uitest.Enter}, 8, []string{"› fraud-model"}},
		{"what changed?", []string{"V", "cha", uitest.Enter}, 8, []string{"› changed"}},
		{"who reaches s3 from here?", []string{":", "trace checkout-api s3", uitest.Enter}, 24, []string{"s3"}},
		{"who uses nat-a?", []string{":", "usedby nat-a", uitest.Enter}, 15, []string{"nat-a"}},
	} {
		t.Run(task.question, func(t *testing.T) {
			n := 0
			for _, k := range task.keys {
				if len(k) > 1 && k[0] == '\x1b' { // one key, or one paste
					n++
					continue
				}
				n += utf8.RuneCountInString(k)
			}
			if n > task.limit {
				t.Errorf("%d keys, at most %d are wanted", n, task.limit)
			}
			explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
				term.Keys(task.keys...)
				sees(t, term, task.sees...)
			})
		})
	}
}
