package why

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
)

// nearest are the hosts that differ from one in a few letters of their first label, or else of what follows it: the
// long rest of AWS's names is the same for all of an account's.
func nearest(host string, hosts []string) []string {
	label, rest, _ := strings.Cut(host, ".")
	var same []string
	byLabel := make(map[string]string)
	for _, h := range hosts {
		first, tail, _ := strings.Cut(strings.ToLower(h), ".")
		switch {
		case tail == rest && first != label:
			same = append(same, first)
			byLabel[first] = h
		case first == label && tail != rest && len(names.Nearest(clipped(rest), []string{clipped(tail)})) > 0:
			return []string{h}
		}
	}
	var out []string
	for _, near := range names.Nearest(clipped(label), same) {
		out = append(out, byLabel[near])
	}
	return out
}

// clipped is the beginning of a text, which is all that is compared.
func clipped(text string) string { return text[:min(len(text), 64)] }
