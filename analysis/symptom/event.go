package symptom

import (
	"encoding/json"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The limits on what is read: a longer line is no message of a person's, and a longer text is read to here.
const (
	mostText  = 8 << 20
	mostLine  = 16 << 10
	mostLines = 200 // of one event
	mostDepth = 6   // of JSON in JSON
)

// event is what belongs together: an error with its stack, a JSON log event.
type event struct {
	line  int
	text  string // its lines; without secrets, once scrubbed
	flat  bool   // of JSON, whose lines are not those of what was pasted
	clean bool
	words words
}

// index makes the words of the event known.
func (e *event) index() { e.words = words{strings.ToLower(e.text), make(map[string]bool)} }

// scrub takes secrets out of the event's text.
func (e *event) scrub() {
	if !e.clean {
		e.text, e.clean = withoutSecrets(e.text), true
	}
}

// begins is the beginning of an event in a log: a time, or a line of Lambda's own.
var begins = regexp.MustCompile(`^\W{0,3}(\d{4}-\d\d-\d\d[T ]\d\d:|\d{4}/\d\d/\d\d|\d{13}\b|\w{3} \d\d?, \d{4}|` +
	`\S+: Still destroying|(?:START|END|REPORT|INIT_REPORT|INIT_START|EXTENSION|RequestId:?|\[(?:ERROR|WARN|WARNING|INFO)\])\s)`)

// eventsOf takes a text apart into events. A text that is JSON as a whole is one for each of its values.
func eventsOf(text string) []event {
	text = text[:min(len(text), mostText)]
	if out, ok := jsonEvents(text); ok {
		return out
	}
	var out []event
	lines := 0
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = plain(line)
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case len(out) == 0, begins.MatchString(line), lines == mostLines, strings.Contains(line, "{\""):
			out = append(out, event{line: number})
			lines = 0
		}
		e := &out[len(out)-1]
		e.text += unpacked(line) + "\n"
		lines++
	}
	return out
}

// jsonEvents are the events of a text that is JSON: one for each value in it, and for each log event of an answer of
// CloudWatch Logs.
func jsonEvents(text string) ([]event, bool) {
	trimmed := strings.TrimSpace(text)
	if !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") {
		return nil, false
	}
	var out []event
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for {
		at := int(d.InputOffset())
		var value any
		if err := d.Decode(&value); err == io.EOF && len(out) > 0 {
			return out, true
		} else if err != nil {
			return nil, false
		}
		line := 1 + strings.Count(text[:at]+leading(text[at:]), "\n")
		add := func(value any) {
			out = append(out, event{line: line, text: flat(value), flat: true})
		}
		list, _ := value.([]any)
		if object, ok := value.(map[string]any); ok {
			list, _ = anyOf(object, "logEvents", "events", "Records").([]any)
			if len(list) > 0 {
				add(map[string]any{"logGroup": object["logGroup"]})
			}
		}
		for _, one := range list {
			add(one)
		}
		if len(list) == 0 {
			add(value)
		}
	}
}

func leading(s string) string { return s[:len(s)-len(strings.TrimLeftFunc(s, unicode.IsSpace))] }

func anyOf(object map[string]any, names ...string) any {
	for _, name := range names {
		if v, ok := object[name]; ok {
			return v
		}
	}
	return nil
}

// unpacked is a line with the JSON that it ends in laid flat: what `aws logs tail` prints has a time before it.
func unpacked(line string) string {
	at := strings.IndexAny(line, "{[")
	for at >= 0 && at < len(line) {
		var value any
		d := json.NewDecoder(strings.NewReader(line[at:]))
		d.UseNumber()
		if err := d.Decode(&value); err == nil && len(leading(line[at:])) == 0 {
			if _, list := value.([]any); !list {
				return line[:at] + "\n" + flat(value) + line[at+int(d.InputOffset()):]
			}
		}
		next := strings.Index(line[at+1:], "{")
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return line
}

// flat is JSON as lines "name: value", in which shapes are found as in any other text.
func flat(value any) string {
	var b strings.Builder
	flatten(&b, "", value, 0)
	return b.String()
}

func flatten(b *strings.Builder, name string, value any, depth int) {
	if depth > mostDepth {
		return
	}
	switch v := value.(type) {
	case map[string]any:
		// {"name": "FunctionName", "value": "checkout"} is a pair
		if key, ok := text(v, "name", "Name"); ok {
			if is, ok := text(v, "value", "Value"); ok {
				flatten(b, key, is, depth+1)
				return
			}
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if !secretName.MatchString(key) {
				flatten(b, key, v[key], depth+1)
			}
		}
	case []any:
		for _, one := range v {
			flatten(b, name, one, depth+1)
		}
	case string:
		v = plain(v)
		if inner, ok := jsonIn(v); ok {
			flatten(b, name, inner, depth+1)
			return
		}
		b.WriteString(name + ": " + v + "\n")
	case json.Number:
		b.WriteString(name + ": " + v.String() + "\n")
	}
}

func text(object map[string]any, names ...string) (string, bool) {
	s, ok := anyOf(object, names...).(string)
	return s, ok
}

func jsonIn(s string) (any, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '{' || s[len(s)-1] != '}' {
		return nil, false
	}
	var value any
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return nil, false
	}
	return value, true
}

// plain is a text without escape sequences and control characters, and with lines of a bearable length.
func plain(s string) string {
	s = s[:min(len(s), mostLine)]
	s = colors.ReplaceAllString(s, "")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == unicode.ReplacementChar, unicode.IsControl(r):
			return ' '
		case r == '“', r == '”':
			return '"'
		case r == '‘', r == '’':
			return '\''
		}
		return r
	}, s)
}

var colors = regexp.MustCompile(`\x1b\[[0-9;?]*[ -/]*[@-~]`)

// secretName is the name of a member that holds a secret.
var secretName = regexp.MustCompile(
	`(?i)passw|pwd|secret|^token$|accesstoken|authtoken|authorization|apikey|credential|cookie`)

// secretWords are names whose values are not looked at.
var secretWords = regexp.MustCompile(`(?i)((?:pass(?:word|wd|phrase)?|pwd|secret(?:[_-]?(?:key|string|value|token|` +
	`access[_-]?key))?|token|authorization|bearer|api[_-]?key|access[_-]?key(?:[_-]?id)?|credentials?|signature|cookie|` +
	`private[_-]?key)["']?\s*[:=]\s*["']?(?:bearer |basic )?)[^\s"',;&]+`)

var urls = regexp.MustCompile("(?i)[a-z][a-z0-9+.-]*://[^\\s\"'`<>]+")

// withoutSecrets is a text of whose URLs only scheme, host and port are left, and without the values of what is called
// like a secret.
func withoutSecrets(s string) string {
	s = urls.ReplaceAllStringFunc(s, bareURL)
	return secretWords.ReplaceAllString(s, "${1}*")
}

var authorities = regexp.MustCompile(`^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9_.-]*)?(:\d{1,5})?`)

// bareURL is a URL's scheme, host and port. What comes before an @ is a user and a password, even if a slash is in it,
// unless what is before the first slash can be a host.
func bareURL(url string) string {
	scheme, rest, _ := strings.Cut(url, "://")
	for { // a URL within a URL, as in jdbc:mysql:loadbalance://…
		before, inner, ok := strings.Cut(rest, "://")
		if !ok {
			break
		}
		scheme, rest = before, inner
		if i := strings.LastIndexFunc(scheme, notOfScheme); i >= 0 {
			scheme = scheme[i+1:]
		}
	}
	authority, _, _ := strings.Cut(rest, "/")
	switch at := strings.LastIndex(rest, "@"); {
	case strings.Contains(authority, "@"):
		rest = rest[at+1:]
		if at > len(authority) { // the last one is in the path
			rest = authority[strings.LastIndex(authority, "@")+1:]
		}
	case at >= 0 && (authorities.FindString(authority) != authority || !webScheme(scheme)):
		rest = rest[at+1:]
	}
	host := authorities.FindString(rest)
	if host == "" {
		return " "
	}
	return scheme + "://" + host + " "
}

// webScheme reports whether paths of a scheme's URLs have an @ in them now and then.
func webScheme(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss":
		return true
	}
	return false
}

func notOfScheme(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+.-", r))
}
