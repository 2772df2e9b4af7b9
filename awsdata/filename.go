package awsdata

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// stems are the names of documents as names of files that every system takes, without their end. Who reads a directory
// takes the escapes away again.
//
// An id is AWS's to choose. Escaping keeps one with a slash from leaving the directory, and one with a colon, as ARNs
// have, from being cut there, which Windows does without a word. Functions called Pay and pay have a file each also
// where the system takes both for one name, as Windows and macOS do: capitals are escaped in such names.
func stems(documents []string) []string {
	alike := map[string]int{}
	for _, d := range documents {
		alike[strings.ToLower(d)]++
	}
	out := make([]string, len(documents))
	for i, d := range documents {
		out[i] = strings.ReplaceAll(url.PathEscape(d), ":", "%3A")
		if alike[strings.ToLower(d)] > 1 {
			out[i] = withoutCapitals(out[i])
		}
	}
	return out
}

// withoutCapitals escapes the capitals of an escaped text, but for those of its escapes.
func withoutCapitals(escaped string) string {
	var b strings.Builder
	for i := 0; i < len(escaped); i++ {
		switch c := escaped[i]; {
		case c == '%':
			b.WriteString(escaped[i : i+3])
			i += 2
		case c >= 'A' && c <= 'Z':
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

// IsDevice reports whether Windows takes a file of such a name, whatever end it has, for a device.
// Source: Microsoft, Naming Files, Paths, and Namespaces.
func IsDevice(stem string) bool {
	stem, _, _ = strings.Cut(stem, ".")
	return device.MatchString(stem)
}
