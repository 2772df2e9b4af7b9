package flowrecords

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// columns are the fields of a format, in their order.
type columns []field

// parseColumns reads the names of columns. It is no format if a word among them is no name of one.
func parseColumns(names []string) (columns, bool) {
	var out columns
	for _, name := range names {
		name = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(name), "${"), "}")
		name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
		f, known := fields[name]
		if !known && !slices.Contains(others, name) && !strings.HasPrefix(name, "ecs-") {
			return nil, false
		}
		out = append(out, f)
	}
	return out, len(out) > 0
}

// check is an error that names the columns that are needed and not there.
func (c columns) check() error {
	var lacks []string
	for _, n := range needed {
		if !slices.Contains(c, n.field) {
			lacks = append(lacks, n.name)
		}
	}
	if lacks == nil {
		return nil
	}
	return fmt.Errorf("the records do not have %s: the flow log's format leaves it out", strings.Join(lacks, ", "))
}

// mostColumns is more than any format has.
const mostColumns = 64

// words cuts a line at blanks; no more than so many.
func words(line []byte, into [][]byte) [][]byte {
	into = into[:0]
	for len(into) < mostColumns {
		line = bytes.TrimLeft(line, " \t")
		if len(line) == 0 {
			break
		}
		end := bytes.IndexAny(line, " \t")
		if end < 0 {
			end = len(line)
		}
		into = append(into, line[:end])
		line = line[end:]
	}
	return into
}

// fits reports whether a line of words can be of a format: as many, and what stands in the columns that are looked at
// is what such columns hold.
func (c columns) fits(line [][]byte) bool {
	if len(c) != len(line) {
		return false
	}
	var r Record
	for i, f := range c {
		if !r.set(f, line[i]) {
			return false
		}
	}
	return r.whole()
}
