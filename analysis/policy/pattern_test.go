package policy

import (
	"strings"
	"testing"
)

func TestPatternCoversAndOverlaps(t *testing.T) {
	tests := []struct {
		pattern, asked   string
		covers, overlaps bool
	}{
		{"*", "", true, true},
		{"", "", true, true},
		{"", "a", false, false},
		{"s3:getobject", "s3:getobject", true, true},
		{"s3:getobject", "s3:getobjects", false, false},
		{"s3:get*", "s3:getobject", true, true},
		{"s3:get*", "s3:get", true, true},
		{"s3:*object", "s3:getobject", true, true},
		{"s3:*object", "s3:getobjecttagging", false, false},
		{"s3:?etobject", "s3:getobject", true, true},
		{"s3:?etobject", "s3:etobject", false, false},
		{"*ab*ab", "abxab", true, true},
		{"arn:aws:s3:::shop/*", "arn:aws:s3:::shop/a/b", true, true},
		{"arn:aws:s3:::*", "arn:aws:s3:::shop/a", true, true},
		{"arn:aws:sqs:*:*:orders", "arn:aws:sqs:eu-west-1:123456789012:orders", true, true},

		// The asked text has wildcards of its own.
		{"s3:get*", "s3:getob*", true, true},
		{"s3:getob*", "s3:get*", false, true},
		{"s3:get*", "s3:put*", false, false},
		{"s3:*", "*", false, true},
		{"*", "*", true, true},
		{"?", "*", false, true},
		{"?", "?", true, true},
		{"a", "?", false, true},
		{"?a", "a?", false, true},
		{"*a", "b*", false, true},
		{"a*b", "b*a", false, false},
		{"**", "*", true, true},
	}
	for _, tt := range tests {
		t.Run(tt.pattern+" "+tt.asked, func(t *testing.T) {
			if got := Pattern(tt.pattern).Covers(tt.asked); got != tt.covers {
				t.Errorf("%q covers %q: %v, want %v", tt.pattern, tt.asked, got, tt.covers)
			}
			if got := Pattern(tt.pattern).Overlaps(tt.asked); got != tt.overlaps {
				t.Errorf("%q overlaps %q: %v, want %v", tt.pattern, tt.asked, got, tt.overlaps)
			}
			if got := Pattern(tt.asked).Overlaps(tt.pattern); got != tt.overlaps {
				t.Errorf("%q overlaps %q: %v, and the other way round %v", tt.pattern, tt.asked, tt.overlaps, got)
			}
		})
	}
}

// slowMatch says what a pattern means, as plainly as it can be said.
func slowMatch(pattern, text string) bool {
	if pattern == "" {
		return text == ""
	}
	if pattern[0] == '*' {
		for i := 0; i <= len(text); i++ {
			if slowMatch(pattern[1:], text[i:]) {
				return true
			}
		}
		return false
	}
	return text != "" && (pattern[0] == '?' || pattern[0] == text[0]) && slowMatch(pattern[1:], text[1:])
}

// words are all texts of up to the length over the letters.
func words(letters string, length int) []string {
	out := []string{""}
	for start := 0; length > 0; length-- {
		end := len(out)
		for _, w := range out[start:end] {
			for _, c := range letters {
				out = append(out, w+string(c))
			}
		}
		start = end
	}
	return out
}

// TestPatternAgreesWithItsMeaning compares all short patterns with what they mean, text by text.
func TestPatternAgreesWithItsMeaning(t *testing.T) {
	patterns, texts := words("ab*?", 3), words("ab", 6)
	matches := make(map[string]map[string]bool)
	for _, p := range patterns {
		matches[p] = make(map[string]bool)
		for _, text := range texts {
			m := slowMatch(p, text)
			if Pattern(p).Covers(text) != m {
				t.Fatalf("%q covers %q: %v, want %v", p, text, !m, m)
			}
			if m {
				matches[p][text] = true
			}
		}
	}
	for _, p := range patterns {
		for _, q := range patterns {
			overlaps, covers := false, true
			for text := range matches[q] {
				overlaps = overlaps || matches[p][text]
				covers = covers && matches[p][text]
			}
			// Patterns of three characters that overlap at all share a text of at most six.
			if got := Pattern(p).Overlaps(q); got != overlaps {
				t.Fatalf("%q overlaps %q: %v, want %v", p, q, got, overlaps)
			}
			if Pattern(p).Covers(q) && !covers {
				t.Fatalf("%q does not cover all of %q, and says so", p, q)
			}
		}
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("s3:*Get?bject*", "s3:GetObject", "s3:Get*")
	f.Add("**a**", "aaaa", "?*?")
	f.Add("arn:aws:*:*", "arn:aws:sqs:eu-west-1", "arn:*")
	f.Fuzz(func(t *testing.T, pattern, text, other string) {
		if strings.Count(pattern, "*")+strings.Count(other, "*") > 6 || len(text) > 40 {
			t.Skip("the oracle is exponential")
		}
		if !strings.ContainsAny(text, "*?") {
			want := slowMatch(pattern, text)
			if got := Pattern(pattern).Covers(text); got != want {
				t.Errorf("%q covers %q: %v, want %v", pattern, text, got, want)
			}
			if want && slowMatch(other, text) && !Pattern(pattern).Overlaps(other) {
				t.Errorf("%q and %q both match %q, and overlap is denied", pattern, other, text)
			}
			if slowMatch(other, text) && Pattern(pattern).Covers(other) && !want {
				t.Errorf("%q covers %q, which matches %q, and it does not match that", pattern, other, text)
			}
		}
		if Pattern(pattern).Covers(other) && !Pattern(pattern).Overlaps(other) {
			t.Errorf("%q covers %q and does not overlap it", pattern, other)
		}
	})
}
