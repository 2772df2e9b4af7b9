package awsdata

import (
	"slices"
	"strings"
)

// MissingCall is a call whose answer would settle what is not known.
type MissingCall struct {
	Call    string // "describe-subnets", "get-managed-prefix-list-entries.pl-1"
	Account string // the account that has to make it, "" for the snapshot's own
}

// inAccount stands between a call and the account that has to make it.
const inAccount = " in account "

// String is the call as lists of what is missing name it: "describe-subnets in account 123456789012".
func (c MissingCall) String() string {
	if c.Account == "" {
		return c.Call
	}
	return c.Call + inAccount + c.Account
}

// ParseMissing reads what [MissingCall.String] wrote. It reports false for facts that no call tells, which are said in
// words.
func ParseMissing(text string) (MissingCall, bool) {
	verbs := []string{"describe-", "get-", "list-", "search-"}
	if !slices.ContainsFunc(verbs, func(verb string) bool { return strings.HasPrefix(text, verb) }) {
		return MissingCall{}, false
	}
	call, account, _ := strings.Cut(text, inAccount)
	return MissingCall{call, account}, true
}

// NewWord is a word in AWS's answers that this version has no meaning for: what hangs on it is not known, and no call
// tells it.
type NewWord struct {
	Member string // "InterfaceType"
	Word   string
}

// meaningOf is how a word without a meaning is said.
const meaningOf = "the meaning of "

// String is the word as lists of what is missing name it, the same for all things that have it: "the meaning of
// InterfaceType hologram".
func (w NewWord) String() string { return meaningOf + w.Member + " " + w.Word }

// IsNewWord reports whether [NewWord.String] wrote a text.
func IsNewWord(text string) bool { return strings.HasPrefix(text, meaningOf) }
