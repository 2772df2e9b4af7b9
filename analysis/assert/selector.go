package assert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
)

// TagPrefix begins a selector of functions by a tag: tag:KEY=VALUE.
const TagPrefix = "tag:"

// checkSelector finds a selector that can mean nothing: a name of a function has no colon.
func checkSelector(text string) error {
	word, rest, colon := strings.Cut(text, ":")
	switch {
	case !colon, strings.HasPrefix(text, "arn:"), strings.ContainsAny(word, `*?[/`):
		return nil
	case word+":" == TagPrefix:
		if key, _, _ := strings.Cut(rest, "="); strings.TrimSpace(key) == "" {
			return fmt.Errorf("%q names no tag: want tag:KEY or tag:KEY=VALUE", text)
		}
		return nil
	}
	if near := names.Nearest(word, []string{"tag", "arn"}); len(near) > 0 {
		return fmt.Errorf("%q is no function: did you mean %s:%s?", text, near[0], rest)
	}
	return fmt.Errorf("%q is no function: want a name, an ARN or a glob, tag:KEY=VALUE, vpc-…, subnet-… or sg-…", text)
}

// Tags reports whether some assertion is about functions with a tag.
func Tags(list []Assertion) bool {
	return slices.ContainsFunc(list, func(a Assertion) bool {
		return slices.ContainsFunc(a.Functions, func(s string) bool { return strings.HasPrefix(s, TagPrefix) })
	})
}
