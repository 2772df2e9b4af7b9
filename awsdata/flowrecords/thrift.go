package flowrecords

import (
	"encoding/binary"
	"fmt"
)

// What a file of Parquet tells of itself is in Thrift's compact protocol.
// Source: github.com/apache/thrift, doc/specs/thrift-compact-protocol.md.

// thriftValue is a number, a text, a list or a structure.
type thriftValue struct {
	number int64
	text   []byte
	list   []thriftValue
	fields thriftFields
}

// thriftFields are the fields of a structure by their numbers.
type thriftFields map[int]thriftValue

func (f thriftFields) has(n int) bool               { _, ok := f[n]; return ok }
func (f thriftFields) number(n int) int64           { return f[n].number }
func (f thriftFields) truth(n int) bool             { return f[n].number == 1 }
func (f thriftFields) text(n int) []byte            { return f[n].text }
func (f thriftFields) list(n int) []thriftValue     { return f[n].list }
func (f thriftFields) structure(n int) thriftFields { return f[n].fields }

// The types of the protocol.
const (
	thriftTrue, thriftFalse, thriftByte  = 1, 2, 3
	thriftInt16, thriftInt32, thriftLong = 4, 5, 6
	thriftDouble, thriftText, thriftList = 7, 8, 9
	thriftSet, thriftMap, thriftStructs  = 10, 11, 12
)

// deepest is how deep structures may lie in each other; those of Parquet lie seven deep at most.
const deepest = 16

// thriftStruct reads the structure at the beginning of data, and tells how long it is.
func thriftStruct(data []byte) (thriftFields, int, error) {
	d := &thriftDecoder{data: data}
	fields := d.structure(0)
	if d.bad {
		return nil, 0, fmt.Errorf("%w: what it says of itself cannot be read", errParquet)
	}
	return fields, d.at, nil
}

type thriftDecoder struct {
	data []byte
	at   int
	bad  bool
}

func (d *thriftDecoder) byte() byte {
	if d.bad || d.at >= len(d.data) {
		d.bad = true
		return 0
	}
	d.at++
	return d.data[d.at-1]
}

func (d *thriftDecoder) unsigned() uint64 {
	if d.bad {
		return 0
	}
	v, n := binary.Uvarint(d.data[d.at:])
	if n <= 0 {
		d.bad = true
		return 0
	}
	d.at += n
	return v
}

func (d *thriftDecoder) signed() int64 {
	v := d.unsigned()
	return int64(v>>1) ^ -int64(v&1)
}

func (d *thriftDecoder) structure(depth int) thriftFields {
	out := make(thriftFields)
	last := 0
	for depth <= deepest && !d.bad {
		head := d.byte()
		if head == 0 {
			return out
		}
		if delta := int(head >> 4); delta != 0 {
			last += delta
		} else {
			last = int(d.signed())
		}
		kind := head & 0xf
		if kind == thriftTrue || kind == thriftFalse {
			out[last] = thriftValue{number: int64(2 - kind)}
			continue
		}
		out[last] = d.value(kind, depth)
	}
	d.bad = true
	return out
}

func (d *thriftDecoder) value(kind byte, depth int) thriftValue {
	switch kind {
	case thriftTrue, thriftFalse, thriftByte:
		return thriftValue{number: int64(d.byte())}
	case thriftInt16, thriftInt32, thriftLong:
		return thriftValue{number: d.signed()}
	case thriftDouble:
		d.skip(8)
		return thriftValue{}
	case thriftText:
		n := d.unsigned()
		start := d.at
		d.skip(n)
		if d.bad {
			return thriftValue{}
		}
		return thriftValue{text: d.data[start:d.at]}
	case thriftList, thriftSet:
		head := d.byte()
		n := uint64(head >> 4)
		if n == 15 {
			n = d.unsigned()
		}
		return thriftValue{list: d.elements(n, head&0xf, depth)}
	case thriftMap:
		n := d.unsigned()
		if n == 0 {
			return thriftValue{}
		}
		kinds := d.byte()
		for range min(n, uint64(len(d.data))) {
			d.value(kinds>>4, depth+1)
			d.value(kinds&0xf, depth+1)
			if d.bad {
				break
			}
		}
		return thriftValue{}
	case thriftStructs:
		return thriftValue{fields: d.structure(depth + 1)}
	}
	d.bad = true
	return thriftValue{}
}

// elements are those of a list, of which each takes a byte at least.
func (d *thriftDecoder) elements(n uint64, kind byte, depth int) []thriftValue {
	if depth > deepest || n > uint64(len(d.data)-d.at) {
		d.bad = true
		return nil
	}
	var out []thriftValue
	for range n {
		if d.bad {
			return nil
		}
		out = append(out, d.value(kind, depth+1))
	}
	return out
}

func (d *thriftDecoder) skip(n uint64) {
	if d.bad || n > uint64(len(d.data)-d.at) {
		d.bad = true
		return
	}
	d.at += int(n)
}
