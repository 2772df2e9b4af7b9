package check

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// plainWord is a word that every shell takes as it is.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)

// shellWord is a text as one word of a POSIX shell: names come from AWS and may hold anything.
func shellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// hclWord is a text as a quoted string of Terraform's language, which interpolates ${ and %{.
func hclWord(text string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strconv.Quote(text))
}

// shown is how many commands of one kind a fix spells out.
const shown = 5

// commands are the commands of several things, one a line; beyond a few they say how many more there are.
func commands(things []string, command func(string) string) string {
	var lines []string
	for i, thing := range things {
		if i == shown {
			lines = append(lines, fmt.Sprintf("# and %d more of the same", len(things)-shown))
			break
		}
		lines = append(lines, command(thing))
	}
	return strings.Join(lines, "\n")
}
