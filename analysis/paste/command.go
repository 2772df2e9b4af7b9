// Package paste writes what people paste elsewhere: AWS CLI commands, Terraform and CloudFormation. Everything it is
// given is a value, never a piece of text to be put together, so that no name from an account can act on the shell or
// the tool that reads it. Nothing is ever run.
package paste

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Script is a list of AWS CLI commands, in the order in which they have to be run.
type Script []Command

// Command is one command of the AWS CLI, or, without a name, a note between them.
type Command struct {
	Note    string // what to know before it is run; a comment above it
	Name    string // service and operation, such as "ec2 create-route"
	Region  string
	Options []Option
	After   bool // it is run only if the command before it worked: without that it would do harm
}

// Option is one option with its values: none for a flag.
type Option struct {
	Name   string // without the dashes; "" for a value that stands by itself
	Values []string
}

// AWS is a command of the AWS CLI; name is service and operation.
func AWS(region, name string) Command { return Command{Name: name, Region: region} }

// Comment is a line that is said between commands.
func Comment(format string, args ...any) Command { return Command{Note: fmt.Sprintf(format, args...)} }

// Opt adds an option with its values, or a flag.
func (c Command) Opt(name string, values ...string) Command {
	c.Options = append(c.Options[:len(c.Options):len(c.Options)], Option{Name: name, Values: values})
	return c
}

// Arg adds a value that stands by itself, such as the file that an answer is written to.
func (c Command) Arg(value string) Command { return c.Opt("", value) }

// Then makes it a command that is run only if the one before it worked.
func (c Command) Then() Command {
	c.After = true
	return c
}

// Short adds an option whose value is in the short form.
func (c Command) Short(name string, value Short) Command { return c.Opt(name, value.text) }

// JSON adds an option whose value is a structure.
func (c Command) JSON(name string, value any) Command {
	text, err := json.Marshal(value)
	if err != nil { // only values made by the program come here: none has a channel or a circle
		panic(fmt.Sprintf("paste: option %s: %v", name, err))
	}
	return c.Opt(name, string(text))
}

// Saying puts a note above the command.
func (c Command) Saying(format string, args ...any) Command {
	c.Note = fmt.Sprintf(format, args...)
	return c
}

// NATPlaceholders are what takes the place of the ids of a NAT gateway that commands create, and of its address; of is
// what tells it from others: the subnet that it is in.
func NATPlaceholders(of string) (gateway, address string) {
	return Placeholder("new nat " + of), Placeholder("EIP allocation id " + of)
}

// Placeholder is a word that a person has to put something in the place of. It is one plain word: pasted as it is, it
// fails at AWS and does nothing in the shell.
func Placeholder(what string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, what)
}

// Left is what stands where a value of the account cannot be given to the AWS CLI as it is: it would be read as an
// option or as the name of a file or a page.
const Left = "VALUE_LEFT_OUT"

// Text is the script for a POSIX shell, a command a line. profile is the profile of the AWS CLI that the account was
// read with, "" for the usual one. Commands that go on only if the one before worked are one list of the shell's, with
// their notes above it: an interactive shell may take a comment inside for a command.
func (s Script) Text(profile string) string {
	var lines []string
	for i := 0; i < len(s); {
		end := i + 1
		for end < len(s) && s[end].After && s[end].Name != "" {
			end++
		}
		for _, c := range s[i:end] {
			lines = append(lines, c.notes()...)
		}
		for n := i; n < end; n++ {
			if s[n].Name == "" {
				continue
			}
			line := s[n].line(profile)
			if n+1 < end {
				line += " &&"
			}
			lines = append(lines, line)
		}
		i = end
	}
	return strings.Join(lines, "\n")
}

// Text is the command alone, as in [Script.Text].
func (c Command) Text(profile string) string { return Script{c}.Text(profile) }

func (c Command) notes() []string {
	if c.Note == "" {
		return nil
	}
	return []string{note(c.Note)}
}

// note is a text as a comment of the shell's. Where somebody types or pastes, zsh takes # for a command like any other
// and what follows for its words: a note in which anything acts on a shell stands in quotes, which people read past and
// no text ends. An apostrophe that is none of ASCII's comes from names only: the notes of the program have none.
func note(text string) string {
	text = strings.ReplaceAll(oneLine(text), "'", "\u2019")
	if strings.IndexFunc(text, func(r rune) bool {
		return !inert(r) && !(r >= utf8.RuneSelf && unicode.IsPrint(r)) && !strings.ContainsRune(" %", r)
	}) < 0 {
		return "# " + text
	}
	return "# '" + text + "'"
}

func (c Command) line(profile string) string {
	words := append([]string{"aws"}, strings.Fields(c.Name)...)
	for _, o := range c.Options {
		if o.Name != "" {
			words = append(words, "--"+o.Name)
		}
		for _, v := range o.Values {
			if misread(v) {
				v = Left
			}
			words = append(words, v)
		}
	}
	if c.Region != "" {
		words = append(words, "--region", c.Region)
	}
	if profile != "" {
		words = append(words, "--profile", profile)
	}
	return Line(words...)
}

// Line is a command of any program as a line of a POSIX shell's: each word arrives as it is.
func Line(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = shellWord(w)
	}
	return strings.Join(quoted, " ")
}

// misread reports whether the AWS CLI takes a value for something else: for an option, or for a file or page to read
// the value from. [https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html]
func misread(value string) bool {
	for _, prefix := range []string{"-", "file://", "fileb://", "http://", "https://"} {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(value)), prefix) {
			return true
		}
	}
	return false
}

// shellWord is a text as one word of a POSIX shell.
func shellWord(text string) string {
	if Bare(text) {
		return text
	}
	return "'" + strings.ReplaceAll(clean(text), "'", `'\''`) + "'"
}

// Bare reports whether every shell takes a text for one word of the same letters, without quotes.
func Bare(text string) bool {
	if text == "" || text[0] == '=' { // zsh takes a word that begins with = for a command to look up
		return false
	}
	return strings.IndexFunc(text, func(r rune) bool { return !inert(r) && r != '=' }) < 0
}

// inert reports whether a character means nothing to any shell, wherever it stands in a word.
func inert(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:,@+", r)
}

// oneLine is a text that cannot end the comment that it stands in.
func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// clean takes out what ends a line or acts on a terminal: it has no place in a name, and history expansion and editors
// treat it in ways that nobody can foresee.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}

// Short is a value in the AWS CLI's short form.
// [https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html]
type Short struct {
	text   string
	fields bool
}

// String is the value as an option takes it.
func (s Short) String() string { return s.text }

// Struct is a structure: "IpProtocol=tcp,FromPort=443". Pairs are a name and a value, which is a string, a number, a
// truth value, a list of strings or another [Short].
func Struct(pairs ...any) Short {
	var parts []string
	for i := 0; i+1 < len(pairs); i += 2 {
		parts = append(parts, fmt.Sprint(pairs[i])+"="+shortValue(pairs[i+1]))
	}
	return Short{strings.Join(parts, ","), true}
}

// Items is a list: "[{CidrIp=10.0.0.0/8},{CidrIp=10.1.0.0/16}]".
func Items(items ...any) Short {
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = shortValue(item)
	}
	return Short{text: "[" + strings.Join(parts, ",") + "]"}
}

func shortValue(value any) string {
	switch v := value.(type) {
	case Short:
		if v.fields {
			return "{" + v.text + "}"
		}
		return v.text
	case []string:
		parts := make([]string, len(v))
		for i, s := range v {
			parts[i] = shortText(s)
		}
		if len(parts) == 0 {
			return "[]"
		}
		return strings.Join(parts, ",")
	case string:
		return shortText(v)
	}
	return fmt.Sprint(value)
}

// shortText is a text in the short form: quoted where the form would cut it in pieces.
func shortText(v string) string {
	if v != "" && strings.IndexFunc(v, func(r rune) bool { return strings.ContainsRune(",=[]{}\"'\\ ", r) }) < 0 {
		return v
	}
	return `"` + inQuotes.Replace(v) + `"`
}

// inQuotes makes text of what would end or bend a text in quotes.
var inQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
