package parquet

import "encoding/binary"

// What the file tells of itself is in Thrift's compact protocol.
// Source: github.com/apache/thrift, doc/specs/thrift-compact-protocol.md; github.com/apache/parquet-format,
// parquet.thrift.

// The types of fields and elements.
const (
	tTrue, tFalse = 1, 2
	tInt32        = 5
	tInt64        = 6
	tText         = 8
	tList         = 9
	tStruct       = 12
)

// structure is a struct as it is written: fields in the order of their numbers.
type structure struct {
	out  []byte
	last int
}

func (s *structure) field(number int, kind byte) {
	s.out = append(s.out, byte(number-s.last)<<4|kind)
	s.last = number
}

func zigzag(out []byte, v int64) []byte { return binary.AppendUvarint(out, uint64(v<<1^v>>63)) }

func (s *structure) int32(number int, v int32) {
	s.field(number, tInt32)
	s.out = zigzag(s.out, int64(v))
}

func (s *structure) int64(number int, v int) {
	s.field(number, tInt64)
	s.out = zigzag(s.out, int64(v))
}

func (s *structure) bool(number int, v bool) {
	if v {
		s.field(number, tTrue)
		return
	}
	s.field(number, tFalse)
}

func text(out []byte, v string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(v))), v...)
}

func (s *structure) text(number int, v string) {
	s.field(number, tText)
	s.out = text(s.out, v)
}

// list writes the head of a list; its elements are to follow.
func (s *structure) list(number int, kind byte, n int) {
	s.field(number, tList)
	if n < 15 {
		s.out = append(s.out, byte(n)<<4|kind)
		return
	}
	s.out = binary.AppendUvarint(append(s.out, 0xf0|kind), uint64(n))
}

// structs writes a list of structs.
func structs[E any](s *structure, number int, elements []E, write func(*structure, E)) {
	s.list(number, tStruct, len(elements))
	for _, e := range elements {
		inner := &structure{}
		write(inner, e)
		s.out = append(s.out, inner.end()...)
	}
}

// inner writes a struct within this one.
func (s *structure) inner(number int, write func(*structure)) {
	s.field(number, tStruct)
	inner := &structure{}
	write(inner)
	s.out = append(s.out, inner.end()...)
}

func (s *structure) end() []byte { return append(s.out, 0) }

// The numbers that the format has for what is used of it.
const (
	dataPage = 0

	plain = 0
	rle   = 3

	zstandard = 6

	required, optional, repeated = 0, 1, 2

	convertedUTF8, convertedList, convertedMillis = 0, 3, 9
	logicalText, logicalList, logicalTime         = 1, 3, 8
)

func pageHeader(size, packed, values int) []byte {
	s := &structure{}
	s.int32(1, dataPage)
	s.int32(2, int32(size))
	s.int32(3, int32(packed))
	s.inner(5, func(s *structure) {
		s.int32(1, int32(values))
		s.int32(2, plain)
		s.int32(3, rle)
		s.int32(4, rle)
	})
	return s.end()
}

// footer is what stands at the end of the file: the schema, and where the columns are.
func footer(root *node, groups []rowGroup, rows int) []byte {
	s := &structure{}
	s.int32(1, 1) // the version
	top := func(s *structure) {
		s.text(4, root.name)
		s.int32(5, int32(len(root.children)))
	}
	structs(s, 2, root.below([]func(*structure){top}), func(s *structure, write func(*structure)) { write(s) })
	s.int64(3, rows)
	structs(s, 4, groups, func(s *structure, g rowGroup) {
		structs(s, 1, g.chunks, func(s *structure, c chunk) {
			s.int64(2, c.offset)
			s.inner(3, c.meta)
		})
		s.int64(2, g.size)
		s.int64(3, g.rows)
	})
	s.text(6, "vpclens")
	return s.end()
}

func (c chunk) meta(s *structure) {
	s.int32(1, c.column.node.physical)
	s.list(2, tInt32, 2)
	s.out = zigzag(zigzag(s.out, plain), rle)
	s.list(3, tText, len(c.column.path))
	for _, name := range c.column.path {
		s.out = text(s.out, name)
	}
	s.int32(4, zstandard)
	s.int64(5, c.values)
	s.int64(6, c.size)
	s.int64(7, c.packed)
	s.int64(9, c.offset)
}

// elements adds what the file tells of the node, and then of those in it.
func (n *node) elements(out []func(*structure)) []func(*structure) {
	repetition := int32(required)
	if n.optional {
		repetition = optional
	}
	out = append(out, func(s *structure) {
		if n.isLeaf() {
			s.int32(1, n.physical)
		}
		s.int32(3, repetition)
		s.text(4, n.name)
		switch {
		case n.list != nil:
			s.int32(5, 1)
			s.int32(6, convertedList)
			s.inner(10, func(s *structure) { s.inner(logicalList, func(*structure) {}) })
		case n.isTime:
			s.int32(6, convertedMillis)
			s.inner(10, func(s *structure) {
				s.inner(logicalTime, func(s *structure) {
					s.bool(1, true) // of UTC
					s.inner(2, func(s *structure) { s.inner(1, func(*structure) {}) })
				})
			})
		case n.isLeaf() && n.physical == texts:
			s.int32(6, convertedUTF8)
			s.inner(10, func(s *structure) { s.inner(logicalText, func(*structure) {}) })
		case !n.isLeaf():
			s.int32(5, int32(len(n.children)))
		}
	})
	if n.list != nil {
		out = append(out, func(s *structure) {
			s.int32(3, repeated)
			s.text(4, "list")
			s.int32(5, 1)
		})
		return n.list.elements(out)
	}
	return n.below(out)
}

func (n *node) below(out []func(*structure)) []func(*structure) {
	for _, child := range n.children {
		out = child.elements(out)
	}
	return out
}
