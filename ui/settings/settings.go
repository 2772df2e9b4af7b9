// Package settings reads the configuration file of a person: defaults of flags, keys, columns and views, and colors.
// It knows the form of the file and no name in it: which flags, commands, lists and tokens there are, whoever reads
// it says ([Known]). From that the file is read, its schema is made, and its example.
package settings

import (
	"slices"
	"strings"
)

// FileName is the name of the file in its folder.
const FileName = "config.yaml"

// ViewsName is the name of the file beside it that holds the views saved in the explorer, in the same form.
const ViewsName = "views.yaml"

// Settings are what a file says. What it gets wrong is left out: see [Problem].
type Settings struct {
	Path     string             // of the file, "" where none was read
	Defaults []Default          // of flags, in the order of the file
	Columns  map[string]Columns // by the name of the list
	Keys     map[string][]string
	Views    []View
	Skins    []Skin
}

// Default is the value of a flag where the command line does not give it.
type Default struct {
	Command string // the only command that it is for, "" for every one
	Flag    string
	Value   string // as it would be typed
	Line    int
}

// Columns are the columns that a list shows, from left to right.
type Columns []string

// View is a list as somebody wants to see it again.
type View struct {
	Name       string
	What       string // what it shows, in words
	List       string
	Filter     string
	Sort       string
	Descending bool
	Columns    []string
	Line       int
}

// Skin is a theme with other colors for some tokens.
type Skin struct {
	Name   string
	Base   string // the theme that it changes
	Tokens []TokenColor
}

// TokenColor is how a skin paints a token.
type TokenColor struct {
	Token  string
	Colors map[string]string // by the color profile: truecolor, 256, 16
	Attrs  []string          // in each of them, and where there are no colors
}

// Problem is something in a file that is not understood. The rest of the file holds all the same.
type Problem struct {
	Line int // 0 where it is about the whole file
	Text string
}

// Known are the names that a file may use.
type Known struct {
	Flags    []Flag    // that "defaults" may give
	Commands []Command // of the command line, with their own flags
	Keys     []Key     // commands of the explorer that keys can be bound to
	Lists    []List
	Themes   []string
	Tokens   []string
	// Nearest are the names that a misspelt one may mean, the likeliest first.
	Nearest func(word string, names []string) []string
}

// Kind is what a flag takes.
type Kind uint8

// The kinds of flags.
const (
	Text     Kind = iota
	Boolean       // true or false
	Number        // whole, not below 0
	Duration      // 30s, 5m, 1h
	Texts         // one or several
)

// Flag is a flag that can have another default.
type Flag struct {
	Name   string
	Kind   Kind
	Values []string // all that it takes, nil for any
	What   string   // its help
	Skin   bool     // it takes the name of a skin as well
	// Check says what is wrong with a value; nil where its kind says it all.
	Check func(value string) error
}

// Command is a command of the command line.
type Command struct {
	Name  string
	Flags []Flag
}

// Key is a command of the explorer and the keys it has.
type Key struct {
	Names []string // the first is the one to show
	Keys  []string
	What  string
}

// List is a list of the explorer and the columns it can show.
type List struct {
	Name    string
	Columns []string // in their usual order
	Open    bool     // there are others, which depend on what is in the account
	Tags    bool     // tag:KEY is a column, whatever the key
}

// sections are the keys at the top of a file.
func sections() []string {
	return []string{"defaults", "commands", "columns", "views", "keys", "skins"}
}

// HasView says whether there is a view of that name.
func (s *Settings) HasView(name string) bool {
	return slices.ContainsFunc(s.Views, func(v View) bool { return v.Name == name })
}

// tagBegin is how the columns begin that show one tag.
const tagBegin = "tag:"

// has says whether a list has, or may have, a column.
func (l *List) has(column string) bool {
	isTag := strings.HasPrefix(column, tagBegin) && column != tagBegin
	return l.Open || slices.Contains(l.Columns, column) || l.Tags && isTag
}

func (k *Known) list(name string) (List, bool) {
	i := slices.IndexFunc(k.Lists, func(l List) bool { return l.Name == name })
	if i < 0 {
		return List{}, false
	}
	return k.Lists[i], true
}

// key is the row of a command of the explorer by any of its names.
func (k *Known) key(name string) (Key, bool) {
	i := slices.IndexFunc(k.Keys, func(row Key) bool { return slices.Contains(row.Names, name) })
	if i < 0 {
		return Key{}, false
	}
	return k.Keys[i], true
}
