package settings

import (
	"fmt"
	"strings"
)

// Example is a file with everything that can be said in it, commented out.
func Example(known *Known) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	comment := func(indent int, text string) {
		for _, one := range folded(text, 100) {
			line("%s# %s", strings.Repeat(" ", indent), one)
		}
	}
	line("# yaml-language-server: $schema=%s", SchemaAddress)
	comment(0, "Settings of vpclens. Take the # away from what you want to change. "+
		"`vpclens config` tells what is in force.")
	line("\n# Defaults of flags, for every command that has them.\n#defaults:")
	for _, f := range known.Flags {
		line("#  %-20s # %s", f.Name+": "+sample(&f), briefly(f.What))
	}
	line("\n# Defaults of flags for one command.\n#commands:")
	for _, c := range known.Commands {
		line("#  %s:", c.Name)
		for _, f := range c.Flags {
			line("#    %-20s # %s", f.Name+": "+sample(&f), briefly(f.What))
		}
	}
	line("\n# The columns of a list of the explorer, from left to right. Those of a kind of resource are also what it tells of itself,\n# and tag:KEY is the column of one tag.")
	line("#columns:")
	for _, l := range known.Lists {
		line("#  %s: [%s]", l.Name, quoted(l.Columns))
	}
	line("\n# Lists to be seen again: type :NAME. The list is functions where none is named; -COLUMN sorts in reverse.")
	line(`#views:
#  exposed:
#    what: open to the internet, and something is wrong
#    filter: "out:open sev:>=medium"
#    sort: function`)
	line("\n# The keys of a command of the explorer; [] for none. A key of another command needs that one to have others.")
	line("#keys:")
	for _, row := range known.Keys {
		line("#  %-24s # %s", row.Names[0]+": ["+quoted(row.Keys)+"]", row.What)
	}
	line("\n# Themes with other colors for some of their tokens: a color where there are 16 million of them, or one for each kind of")
	line("# terminal. Choose one with --theme or T.")
	line("#skins:\n#  night:\n#    base: %s", known.Themes[0])
	for _, name := range known.Tokens {
		line(`#    %s: {truecolor: "#ffcc00", "256": 220, "16": 11, attributes: [bold]}`, name)
	}
	return b.String()
}

// sample is a value that a flag may have.
func sample(f *Flag) string {
	switch {
	case len(f.Values) > 0:
		return f.Values[0]
	case f.Kind == Boolean:
		return "true"
	case f.Kind == Number:
		return "443"
	case f.Kind == Duration:
		return "5m"
	case f.Kind == Texts:
		return "[a, b]"
	}
	return "text"
}

// briefly is the first part of what a flag does.
func briefly(what string) string {
	if head, _, ok := strings.Cut(what, "; "); ok {
		what = head
	}
	if head, _, ok := strings.Cut(what, " ("); ok {
		what = head
	}
	return what
}

// quoted joins words as a list of YAML does, each in quotes if it has a meaning there.
func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w
		if w == "" || strings.ContainsAny(w, "'\"\\:,[]{}#&*!|>%@`?=-~ ") {
			out[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(w) + `"`
		}
	}
	return strings.Join(out, ", ")
}

// folded breaks a text into lines of at most so many letters, at spaces.
func folded(text string, most int) []string {
	var lines []string
	current := ""
	for word := range strings.FieldsSeq(text) {
		if current != "" && len(current)+1+len(word) > most {
			lines, current = append(lines, current), ""
		}
		current = strings.TrimSpace(current + " " + word)
	}
	return append(lines, current)
}
