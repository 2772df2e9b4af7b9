package query

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"

	"github.com/vpclens/vpclens/analysis/needle"
)

// pattern is a pattern (RE2) for texts in small letters. Running one costs a
// hundred times what a search for a word does, and a filter looks at ten thousand
// rows at every key: so most rows are turned away by a word that they would need.
type pattern struct {
	Re    *regexp.Regexp
	Needs []string // one of these is in every text that matches; none where nobody knows
}

// Compile reads a pattern. Its letters are made small.
func Compile(text string) (*pattern, error) {
	tree, err := syntax.Parse(text, syntax.Perl|syntax.FoldCase)
	var broken *syntax.Error
	if errors.As(err, &broken) {
		return nil, fmt.Errorf("%q is no pattern yet: %s", text, broken.Code)
	}
	if err != nil {
		return nil, fmt.Errorf("%q is no pattern yet: %w", text, err)
	}
	lowerTree(tree)
	re, err := regexp.Compile(tree.String())
	if err != nil {
		return nil, fmt.Errorf("%q is no pattern: %w", text, err)
	}
	return &pattern{Re: re, Needs: needle.Of(tree)}, nil
}

func (p *pattern) Match(text string) bool {
	for i, need := range p.Needs {
		if strings.Contains(text, need) {
			break
		}
		if i == len(p.Needs)-1 {
			return false
		}
	}
	return p.Re.MatchString(text)
}

func lowerTree(tree *syntax.Regexp) {
	if tree.Op == syntax.OpLiteral {
		tree.Flags &^= syntax.FoldCase
		for i, r := range tree.Rune {
			tree.Rune[i] = unicode.ToLower(r)
		}
	}
	for _, sub := range tree.Sub {
		lowerTree(sub)
	}
}
