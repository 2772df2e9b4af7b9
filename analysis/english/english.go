// Package english says counts and lists in English, the same on every face. It is for regular nouns: what has a plural
// of its own is said where it is known.
package english

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Count is a number with its noun: "1 interface", "0 interfaces", "3 interfaces".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// FirstOf joins names, at most n of them: "a, b", "a, b and 12 more".
func FirstOf(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}

// Duration is a duration without zeros that say nothing: "5m", not "5m0s".
func Duration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// ParseSpan reads a span of time as people type it: 90m, 3h, 2d.
func ParseSpan(text string) (d time.Duration, ok bool) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		return time.Duration(min(n, 1000)) * 24 * time.Hour, err == nil
	}
	d, err := time.ParseDuration(text)
	return d, err == nil
}
