// Package say holds what things are called on every screen: names and links, verdicts in words and marks, sets of
// addresses, the commands that show a thing. It decides nothing and knows no screen.
package say
