package awstest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// line is one statement of a story, taken apart. What the statement understands it takes; what is left in the end is a
// mistake of the story's author.
type line struct {
	number   int // of its first line in the story, from 1
	verb     string
	words    []string          // positional words and flags
	settings map[string]string // key=value
	err      error             // the first mistake
}

// fail notes the line's first mistake.
func (l *line) fail(format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf(format, args...)
	}
}

// more reports whether another word is left.
func (l *line) more() bool { return len(l.words) > 0 }

// peek is the next word, "" if none is left.
func (l *line) peek() string {
	if !l.more() {
		return ""
	}
	return l.words[0]
}

// word takes the next positional word.
func (l *line) word(what string) string {
	if !l.more() {
		l.fail("%s needs %s", l.verb, what)
		return ""
	}
	w := l.words[0]
	l.words = l.words[1:]
	return w
}

// flag takes a bare word, wherever it stands, and reports whether it is there.
func (l *line) flag(name string) bool {
	for i, w := range l.words {
		if w == name {
			l.words = append(l.words[:i:i], l.words[i+1:]...)
			return true
		}
	}
	return false
}

// text takes a setting, with what it is when the line does not say.
func (l *line) text(key, otherwise string) string {
	v, ok := l.settings[key]
	if !ok {
		return otherwise
	}
	delete(l.settings, key)
	return v
}

// list takes a setting that is a list with commas; nil when the line does not say.
func (l *line) list(key string) []string {
	v := l.text(key, "")
	if v == "" {
		return nil
	}
	return strings.Split(v, ",")
}

// count takes a setting that is a whole number.
func (l *line) count(key string, otherwise int) int {
	v, ok := l.settings[key]
	if !ok {
		return otherwise
	}
	delete(l.settings, key)
	return l.integer(v)
}

// integer reads a whole number.
func (l *line) integer(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		l.fail("%q is not a whole number", text)
	}
	return n
}

// keys takes all settings with the prefix, by the rest of their keys.
func (l *line) keys(prefix string) map[string]string {
	out := make(map[string]string)
	for key, value := range l.settings {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			out[rest] = value
			delete(l.settings, key)
		}
	}
	return out
}

// finish reports what the statement did not understand.
func (l *line) finish() error {
	for _, w := range l.words {
		l.fail("%s does not know %q here", l.verb, w)
	}
	for key := range l.settings {
		l.fail("%s does not know the setting %q", l.verb, key)
	}
	return l.err
}

// statementLine is the text of one statement with its continuation lines joined.
type statementLine struct {
	number int
	text   string
}

// statements cuts a story into statements. The first line that says something sets the margin; lines that are indented
// deeper continue the one before, so that a story in a test's raw string may be indented as a whole.
func statements(story string) []statementLine {
	var out []statementLine
	margin := -1
	for i, text := range strings.Split(story, "\n") {
		body := strings.TrimLeft(text, " \t")
		if body == "" || strings.HasPrefix(body, "#") {
			continue
		}
		indent := len(text) - len(body)
		if margin < 0 {
			margin = indent
		}
		if indent > margin {
			last := &out[len(out)-1]
			last.text += "\n" + body
			continue
		}
		out = append(out, statementLine{i + 1, body})
	}
	return out
}

// scan takes a statement apart.
func scan(s statementLine) (*line, error) {
	l := &line{number: s.number, settings: make(map[string]string)}
	rest := s.text
	for {
		rest = strings.TrimLeft(rest, " \t\n\r")
		if rest == "" {
			break
		}
		if rest[0] == '#' {
			_, rest, _ = strings.Cut(rest, "\n")
			continue
		}
		key := settingKey(rest)
		if key != "" {
			rest = rest[len(key)+1:]
		}
		value, after, err := scanValue(rest)
		if err != nil {
			return nil, err
		}
		rest = after
		switch {
		case key == "" && l.verb == "":
			l.verb = value
		case key == "":
			l.words = append(l.words, value)
		default:
			if _, twice := l.settings[key]; twice {
				return nil, fmt.Errorf("the setting %q stands here twice", key)
			}
			l.settings[key] = value
		}
	}
	return l, nil
}

// settingKey is the key if the text starts with key=, else "".
func settingKey(text string) string {
	for i, c := range []byte(text) {
		switch {
		case c == '=' && i > 0:
			return text[:i]
		case c >= 'a' && c <= 'z', i > 0 && (c == '-' || c == ':' || c == '.' || c == '_' || c == '/' ||
			c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'):
		default:
			return ""
		}
	}
	return ""
}

// scanValue reads one value: quoted, JSON, or up to the next blank.
func scanValue(text string) (value, rest string, err error) {
	if text == "" {
		return "", "", nil
	}
	switch text[0] {
	case '"':
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return "", "", fmt.Errorf("the quoted text %.20s is not closed or has a bad escape", text)
		}
		value, err = strconv.Unquote(quoted)
		return value, text[len(quoted):], err
	case '{', '[':
		d := json.NewDecoder(strings.NewReader(text))
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return "", "", fmt.Errorf("the value %.20s is not JSON: %w", text, err)
		}
		return string(raw), text[d.InputOffset():], nil
	}
	end := strings.IndexAny(text, " \t\n\r")
	if end < 0 {
		end = len(text)
	}
	return text[:end], text[end:], nil
}
