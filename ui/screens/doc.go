// Package screens holds the screens of the explorer: what lists and sheets are made of, a file or a few for each
// screen, and the tables of screens and of words that lead to them. floors_test.go says which files may use which.
package screens
