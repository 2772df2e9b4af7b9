// Package parquet writes rows as a file of Apache Parquet: what a report's tables need, and nothing that reads. The
// libraries for the format bring readers and codecs of megabytes into the program; tests hold what is written here
// against one of them, and against DuckDB.
package parquet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"reflect"

	"github.com/klauspost/compress/zstd"
)

// rowsAtOnce is how many rows a row group has: what a reader takes into memory at a time.
const rowsAtOnce = 20_000

var magic = []byte("PAR1")

// Marshal are the rows, structs of type T, as a file. The tags of the fields say how a column is called and what it may
// be, as those of github.com/parquet-go/parquet-go do:
//
//	`parquet:"name"`                         a string, bool, int32, int64, or a struct of such
//	`parquet:"name,optional"`                null where a string is empty or a pointer is nil
//	`parquet:"name,list"`                    a slice of any of those
//	`parquet:"name,timestamp(millisecond)"`  a time
//
// The pages are packed with Zstandard. The same rows give the same bytes. A type that has anything else is an error.
func Marshal[T any](rows []T) ([]byte, error) {
	root, err := newGroup("root", reflect.TypeFor[T]())
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	defer pack.Close()
	f := &file{pack: pack}
	f.out.Write(magic)
	columns := root.columns(nil, 0, 0)
	for start := 0; start < len(rows); start += rowsAtOnce {
		group := rows[start:min(start+rowsAtOnce, len(rows))]
		for i := range group {
			root.add(reflect.ValueOf(&group[i]).Elem(), 0, 0)
		}
		f.writeGroup(columns, len(group))
	}
	return f.finish(root, len(rows)), nil
}

// file is a file as it is written.
type file struct {
	out    bytes.Buffer
	pack   *zstd.Encoder
	groups []rowGroup
}

// rowGroup is what the end of the file tells of one.
type rowGroup struct {
	rows   int
	size   int // of its columns, not packed
	chunks []chunk
}

// chunk is a column of a row group: one page.
type chunk struct {
	column       *column
	offset       int
	values       int // with those that are null
	size, packed int // with the page's header
}

// writeGroup writes what the columns hold as a row group, and empties them.
func (f *file) writeGroup(columns []*column, rows int) {
	group := rowGroup{rows: rows}
	for _, c := range columns {
		page := c.page()
		packed := f.pack.EncodeAll(page, nil)
		header := pageHeader(len(page), len(packed), len(c.definitions))
		one := chunk{column: c, offset: f.out.Len(), values: len(c.definitions),
			size: len(header) + len(page), packed: len(header) + len(packed)}
		f.out.Write(header)
		f.out.Write(packed)
		group.size += one.size
		group.chunks = append(group.chunks, one)
		c.empty()
	}
	f.groups = append(f.groups, group)
}

// finish writes the end of the file, which readers begin with.
func (f *file) finish(root *node, rows int) []byte {
	footer := footer(root, f.groups, rows)
	f.out.Write(footer)
	f.out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(footer))))
	f.out.Write(magic)
	return f.out.Bytes()
}

// column gathers the values of a leaf of the schema, with the levels that tell what is null and where lists begin.
// Source: github.com/apache/parquet-format, README.md, "Nested Encoding".
type column struct {
	node                         *node
	path                         []string
	mostDefinition, mostRepeated int
	definitions, repetitions     []uint8
	values                       []byte
	flags                        int // values of a column of booleans, which have a bit each
}

func (c *column) empty() {
	c.definitions, c.repetitions, c.values, c.flags = c.definitions[:0], c.repetitions[:0], c.values[:0], 0
}

// null notes that there is no value.
func (c *column) null(repeated, defined int) {
	c.definitions, c.repetitions = append(c.definitions, uint8(defined)), append(c.repetitions, uint8(repeated))
}

// add notes a value.
func (c *column) add(v reflect.Value, repeated int) {
	c.null(repeated, c.mostDefinition)
	switch c.node.physical {
	case boolean:
		if c.flags%8 == 0 {
			c.values = append(c.values, 0)
		}
		if v.Bool() {
			c.values[len(c.values)-1] |= 1 << (c.flags % 8)
		}
		c.flags++
	case int32s:
		c.values = binary.LittleEndian.AppendUint32(c.values, uint32(v.Int()))
	case int64s:
		c.values = binary.LittleEndian.AppendUint64(c.values, uint64(c.node.number(v)))
	case texts:
		c.values = binary.LittleEndian.AppendUint32(c.values, uint32(v.Len()))
		c.values = append(c.values, v.String()...)
	}
}

// page are the levels and the values. Levels that can only be zero are left out.
func (c *column) page() []byte {
	var out []byte
	for _, levels := range []struct {
		of   []uint8
		most int
	}{{c.repetitions, c.mostRepeated}, {c.definitions, c.mostDefinition}} {
		if levels.most > 0 {
			runs := runs(levels.of)
			out = binary.LittleEndian.AppendUint32(out, uint32(len(runs)))
			out = append(out, runs...)
		}
	}
	return append(out, c.values...)
}

// runs are levels as runs of equal ones. A level fits a byte.
// Source: github.com/apache/parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
func runs(levels []uint8) []byte {
	var out []byte
	for i := 0; i < len(levels); {
		n := i
		for n < len(levels) && levels[n] == levels[i] {
			n++
		}
		out = append(binary.AppendUvarint(out, uint64(n-i)<<1), levels[i])
		i = n
	}
	return out
}
