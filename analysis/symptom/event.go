package symptom

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// The limits on what is read: a longer line is no message of a person's, and a longer text is read to here.
const (
	mostText  = 8 << 20
	mostLine  = 16 << 10
	mostLines = 200 // of one event
	mostDepth = 32  // of JSON, and of JSON in JSON: X-Ray has nine levels before it comes to an error
	mostTries = 8   // places of a line at which JSON may begin
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
	text = decoded(text)
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

// decoded is a text in UTF-8: what PowerShell writes into a file is UTF-16, and says so by its first two bytes.
func decoded(text string) string {
	var order binary.ByteOrder
	switch {
	case strings.HasPrefix(text, "\xff\xfe"):
		order = binary.LittleEndian
	case strings.HasPrefix(text, "\xfe\xff"):
		order = binary.BigEndian
	default:
		return strings.TrimPrefix(text, "\ufeff")
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i+1 < len(text); i += 2 {
		units = append(units, order.Uint16([]byte(text[i:i+2])))
	}
	return string(utf16.Decode(units))
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
	lines, counted := 1, 0
	for {
		at := int(d.InputOffset())
		at += len(leading(text[at:]))
		lines, counted = lines+strings.Count(text[counted:at], "\n"), at
		line := lines
		var value any
		if err := d.Decode(&value); err == io.EOF && len(out) > 0 {
			return out, true
		} else if err != nil {
			return nil, false
		}
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
	for range mostTries {
		if at < 0 {
			break
		}
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
				if !secretName.MatchString(key) {
					flatten(b, key, is, depth+1)
				}
				return
			}
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if !secretName.MatchString(key) && !headers.MatchString(key) {
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
	case bool:
		b.WriteString(name + ": " + strconv.FormatBool(v) + "\n")
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

// plain is a text without escape sequences and control characters, and with lines of a bearable length: of a longer one
// both ends, since what failed stands behind what was sent.
func plain(s string) string {
	if len(s) > mostLine {
		s = s[:mostLine/2] + " " + s[len(s)-mostLine/2:]
	}
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

// headers are those of a request that came in, or that went out, which a log has whole: their host is the function's
// own as often as not.
var headers = regexp.MustCompile(`(?i)^(?:multivalue|request|response)?headers$`)
