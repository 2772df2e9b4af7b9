package query

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
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
	return &pattern{Re: re, Needs: needed(tree)}, nil
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

// needed are words of which every text that matches has one: the longest that the
// tree demands.
func needed(tree *syntax.Regexp) []string {
	switch tree.Op {
	case syntax.OpLiteral:
		return []string{string(tree.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return needed(tree.Sub[0])
	case syntax.OpConcat:
		var best []string
		for _, sub := range tree.Sub {
			if words := needed(sub); shortest(words) > shortest(best) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range tree.Sub {
			words := needed(sub)
			if len(words) == 0 {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
}

// shortest is the length of the shortest word, 0 for none.
func shortest(words []string) int {
	n := 0
	for i, w := range words {
		if i == 0 || len(w) < n {
			n = len(w)
		}
	}
	return n
}
