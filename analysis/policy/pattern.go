package policy

import "strings"

// Pattern is text with wildcards: * stands for any text, also across the colons and slashes of an ARN, and ? for one
// character. A policy variable (${aws:username}) stands for any text, too, as its value is not known here.
// Source: IAM user guide, "IAM JSON policy elements: Resource", "Using wildcards in resource ARNs".
type Pattern string

// Covers reports whether the pattern matches all that the asked text stands for. The asked text may hold wildcards
// itself; then only the pattern's own * matches an asked *, so that the answer is never a yes that is not true.
func (p Pattern) Covers(asked string) bool {
	pattern := string(p)
	at, next := 0, 0
	star, resume := -1, 0 // the last * of the pattern, and where it tries next
	for next < len(asked) {
		switch {
		case at < len(pattern) && pattern[at] == '*':
			star, resume = at, next
			at++
		case at < len(pattern) && fits(pattern[at], asked[next]):
			at++
			next++
		case star >= 0:
			resume++
			at, next = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[at:], "*") == ""
}

// fits reports whether one character of a pattern, which is not *, matches one of the asked text.
func fits(pattern, asked byte) bool {
	return pattern == asked && asked != '*' || pattern == '?' && asked != '*'
}

// Overlaps reports whether some text is matched by both patterns.
func (p Pattern) Overlaps(asked string) bool {
	a, b := string(p), asked
	for a != "" && b != "" && !isWild(a[0]) && !isWild(b[0]) { // most patterns differ before the first wildcard
		if a[0] != b[0] {
			return false
		}
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && !isWild(a[len(a)-1]) && !isWild(b[len(b)-1]) {
		if a[len(a)-1] != b[len(b)-1] {
			return false
		}
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if a == "*" || b == "*" {
		return true
	}
	// row[j] tells whether the first i characters of a and the first j of b can match the same text.
	row := make([]bool, len(b)+1)
	row[0] = true
	for j := 1; j <= len(b) && b[j-1] == '*'; j++ {
		row[j] = true
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = row[0] && a[i-1] == '*'
		for j := 1; j <= len(b); j++ {
			above := row[j]
			switch x, y := a[i-1], b[j-1]; {
			case x == '*' || y == '*':
				// A * takes nothing, or takes what the other pattern's next character stands for.
				row[j] = above || row[j-1]
			default:
				row[j] = diagonal && (x == y || x == '?' || y == '?')
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

func isWild(c byte) bool { return c == '*' || c == '?' }

// newPattern replaces policy variables by *. The forms ${*}, ${?} and ${$} are those characters themselves; as patterns
// cannot say that, they are widened to what they look like.
// Source: IAM user guide, "IAM policy elements: Variables and tags".
func newPattern(text string) (p Pattern, variable bool) {
	if !strings.Contains(text, "${") {
		return Pattern(text), false
	}
	var b strings.Builder
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			break
		}
		end := strings.IndexByte(text[start:], '}')
		if end < 0 {
			break
		}
		b.WriteString(text[:start])
		switch name := text[start+2 : start+end]; name {
		case "*", "?", "$":
			b.WriteString(name)
		default:
			b.WriteByte('*')
			variable = true
		}
		text = text[start+end+1:]
	}
	b.WriteString(text)
	return Pattern(b.String()), variable
}
