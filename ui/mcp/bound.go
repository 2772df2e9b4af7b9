package mcp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// value is a JSON value whose members keep their order.
type value struct {
	kind  byte     // '{', '[', '"', or 0 for numbers, true, false and null
	text  string   // of a string; of what has kind 0 as it is written
	names []string // of an object's members
	of    []value  // of an object and a list
}

// parse reads one JSON document.
func parse(document []byte) (value, error) {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	v, err := next(d)
	if err != nil {
		return v, fmt.Errorf("read an answer: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return v, errors.New("read an answer: there is more than one document")
	}
	return v, nil
}

func next(d *json.Decoder) (value, error) {
	token, err := d.Token()
	if err != nil {
		return value{}, err
	}
	switch t := token.(type) {
	case json.Delim:
		v := value{kind: byte(t)}
		for d.More() {
			if v.kind == '{' {
				name, err := d.Token()
				if err != nil {
					return v, err
				}
				v.names = append(v.names, name.(string))
			}
			one, err := next(d)
			if err != nil {
				return v, err
			}
			v.of = append(v.of, one)
		}
		_, err := d.Token() // the bracket
		return v, err
	case string:
		return value{kind: '"', text: t}, nil
	}
	text, err := json.Marshal(token)
	return value{text: string(text)}, err
}

// cut is how much of an answer is kept.
type cut struct {
	plain int // elements that lists of nothing but numbers and strings keep, such as ranges of addresses
	depth int // other lists within so many lists are cut, and those deeper stay whole
	items int // elements that they keep
	text  int // bytes that strings keep
}

// whole keeps everything.
const whole = int(^uint(0) >> 1)

// left is what a cut left out at one place. The place is a path such as answers[].findings[].functions.
type left struct {
	At    string `json:"at"`
	More  int    `json:"more,omitempty"`  // elements, in all lists of that place together
	Texts int    `json:"texts,omitempty"` // strings that are not whole; they end with …
}

// cutter writes values, and notes what it leaves out.
type cutter struct {
	cut
	b    bytes.Buffer
	left map[string]*left
}

func (c *cutter) noted(at string) *left {
	if c.left[at] == nil {
		c.left[at] = &left{At: at}
	}
	return c.left[at]
}

func (c *cutter) write(v *value, at string, depth int) {
	switch v.kind {
	case '"':
		c.string(v.text, at)
	case '[':
		items := v.of
		if most := c.most(v, depth); len(items) > most {
			c.noted(at).More += len(items) - most
			items = items[:most]
		}
		c.b.WriteByte('[')
		for i := range items {
			if i > 0 {
				c.b.WriteByte(',')
			}
			c.write(&items[i], at+"[]", depth+1)
		}
		c.b.WriteByte(']')
	case '{':
		c.b.WriteByte('{')
		for i := range v.of {
			if i > 0 {
				c.b.WriteByte(',')
			}
			name := shortened(v.names[i], min(c.text, longestName))
			c.string(v.names[i], at)
			c.b.WriteByte(':')
			c.write(&v.of[i], strings.TrimPrefix(at+"."+name, "."), depth)
		}
		c.b.WriteByte('}')
	default:
		c.b.WriteString(v.text)
	}
}

// most is how many elements a list keeps.
func (c *cutter) most(v *value, depth int) int {
	switch {
	case !slices.ContainsFunc(v.of, func(e value) bool { return e.kind == '[' || e.kind == '{' }):
		return c.plain
	case depth < c.depth:
		return c.items
	}
	return whole
}

// longestName is how much of a member's name stands in the path of what was left out.
const longestName = 60

func (c *cutter) string(text, at string) {
	if len(text) > c.text {
		c.noted(at).Texts++
		text = shortened(text, c.text)
	}
	e := json.NewEncoder(&c.b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text)          // of a string into memory it does not fail
	c.b.Truncate(c.b.Len() - 1) // the line break behind it
}

// shortened is so many bytes of a text at most, and a sign that there were more.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// deepest is how many lists are within each other.
func (v *value) deepest() int {
	most := 0
	for i := range v.of {
		most = max(most, v.of[i].deepest())
	}
	if v.kind == '[' {
		most++
	}
	return most
}

// longest is the length of the longest list.
func (v *value) longest() int {
	most := 0
	if v.kind == '[' {
		most = len(v.of)
	}
	for i := range v.of {
		most = max(most, v.of[i].longest())
	}
	return most
}

// fewestPlain is how many elements a list of numbers and strings keeps, and fewest any other one before lists deeper
// within are cut instead.
const (
	fewestPlain = 20
	fewest      = 5
)

// texts are how much strings keep, as an answer has to become shorter: commands and policies are long.
var texts = []int{8000, 2000, 400, 80}

// fit writes an answer within so many bytes. It is whole if it fits. Else the longest texts are cut; then lists of
// numbers and strings, which are told by their beginning; then other lists, the outermost first, to as many elements as
// fit; then shorter texts. What is left out is told.
func fit(head []byte, answers []value, limit int) ([]byte, error) {
	all := value{kind: '[', of: answers}
	try := func(c cut) ([]byte, bool) {
		out := envelope(head, &all, c)
		return out, len(out) <= limit
	}
	if out, ok := try(cut{whole, 0, whole, whole}); ok {
		return out, nil
	}
	if out, ok := try(cut{whole, 0, whole, texts[0]}); ok {
		return out, nil
	}
	longest, deepest := all.longest(), all.deepest()
	// most of what a kind of cut keeps, where so little of it fits
	most := func(least int, with func(n int) cut) ([]byte, bool) {
		if out, ok := try(with(least)); !ok {
			return out, false
		}
		more := sort.Search(longest-least, func(n int) bool {
			_, ok := try(with(least + n + 1))
			return !ok
		})
		return try(with(least + more))
	}
	if out, ok := most(fewestPlain, func(n int) cut { return cut{n, 0, whole, texts[0]} }); ok {
		return out, nil
	}
	for _, text := range texts {
		for depth := 1; depth <= deepest; depth++ {
			least := fewest
			if depth == deepest {
				least = 1
			}
			out, ok := most(least, func(n int) cut { return cut{min(n, fewestPlain), depth, n, text} })
			if ok {
				return out, nil
			}
		}
	}
	return nil, errors.New("the answer is too long: ask about less, such as one function or one resource")
}

func envelope(head []byte, answers *value, c cut) []byte {
	w := &cutter{cut: c, left: make(map[string]*left)}
	w.b.WriteString(`{"snapshot":`)
	w.b.Write(head)
	w.b.WriteString(`,"answers":`)
	w.write(answers, "answers", 0)
	list := make([]*left, 0, len(w.left))
	for _, one := range w.left {
		list = append(list, one)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].At < list[j].At })
	text, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings and numbers
	}
	w.b.WriteString(`,"truncated":`)
	w.b.Write(text)
	w.b.WriteByte('}')
	return w.b.Bytes()
}
