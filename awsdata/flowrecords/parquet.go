package flowrecords

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// This file reads what AWS writes of flow logs as Parquet, and what others make of it: flat tables of numbers and
// texts, pages of both versions, plain or with a dictionary, uncompressed, Snappy or gzip. One page of each column that
// is looked at is in memory at a time.
// Source: github.com/apache/parquet-format, README.md, Encodings.md and parquet.thrift.

const parquetMagic = "PAR1"

// Bounds of a file.
const (
	mostFooter = 16 << 20
	mostPage   = 64 << 20 // unpacked
	mostHeader = 64 << 10 // of a page
	mostValues = 4 << 20  // of a page
)

// Physical types, encodings, page types and codecs, as parquet.thrift numbers them.
const (
	typeInt32, typeInt64, typeText          = 1, 2, 6
	encodingPlain, encodingPlainDictionary  = 0, 2
	encodingDictionary                      = 8
	pageData, pageDictionary, pageDataTwo   = 0, 2, 3
	codecNone, codecSnappy, codecGzip       = 0, 1, 2
	repetitionRequired, repetitionOptional  = 0, 1
	columnType, columnPath, columnCodec     = 1, 3, 4
	columnSize, columnData, columnDictOfSet = 7, 9, 11
)

var errParquet = errors.New("damaged Parquet")

func (r *reader) parquet(f io.ReaderAt, size int64) error {
	tail := make([]byte, 8)
	if size < 12 {
		return errParquet
	}
	if _, err := f.ReadAt(tail, size-8); err != nil {
		return err
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	if string(tail[4:]) != parquetMagic || length > size-12 {
		return fmt.Errorf("%w: it does not end as such a file does", errParquet)
	}
	if length > mostFooter {
		return fmt.Errorf("%w: what it says of itself is longer than %d MB", errParquet, mostFooter>>20)
	}
	footer := make([]byte, length)
	if _, err := f.ReadAt(footer, size-8-length); err != nil {
		return err
	}
	meta, _, err := thriftStruct(footer)
	if err != nil {
		return err
	}
	leaves, err := leavesOf(meta.list(2))
	if err != nil {
		return err
	}
	for _, group := range meta.list(4) {
		if err := r.rowGroup(f, size, group.fields, leaves); err != nil {
			return err
		}
	}
	return nil
}

// leaf is a column of the schema.
type leaf struct {
	field    field
	optional bool
}

// leavesOf are the columns of a flat schema.
func leavesOf(schema []thriftValue) ([]leaf, error) {
	if len(schema) < 2 {
		return nil, fmt.Errorf("%w: it has no columns", errParquet)
	}
	var names []string
	leaves := make([]leaf, len(schema)-1)
	for i, element := range schema[1:] {
		if element.fields.number(5) != 0 || element.fields.number(3) > repetitionOptional {
			return nil, fmt.Errorf("%w: a column holds lists or structures, which flow logs have not", errParquet)
		}
		names = append(names, string(element.fields.text(4)))
		leaves[i].optional = element.fields.number(3) == repetitionOptional
	}
	format := looseColumns(names)
	for i := range leaves {
		leaves[i].field = format[i]
	}
	return leaves, format.check()
}

func (r *reader) rowGroup(f io.ReaderAt, size int64, group thriftFields, leaves []leaf) error {
	chunks := group.list(1)
	if len(chunks) != len(leaves) {
		return fmt.Errorf("%w: a group of rows has not all columns", errParquet)
	}
	var wanted []*chunk
	for i, leaf := range leaves {
		if leaf.field == fieldOther || leaf.field == fieldVersion {
			continue
		}
		c, err := newChunk(f, size, chunks[i].fields.structure(3), leaf)
		if err != nil {
			return err
		}
		wanted = append(wanted, c)
	}
	for range group.number(3) {
		var record Record
		ok := true
		for _, c := range wanted {
			value, err := c.next()
			if err != nil {
				return err
			}
			ok = ok && record.set(c.leaf.field, value)
		}
		if err := r.hand(&record, ok); err != nil {
			return err
		}
	}
	return nil
}

// chunk hands out the values of a column in a group of rows.
type chunk struct {
	leaf
	f          io.ReaderAt
	at, end    int64
	kind       int64
	codec      int64
	dictionary [][]byte
	page       page
	digits     []byte
}

// page is a page of values that is being read.
type page struct {
	left    int64   // values, those that are not there included
	levels  *hybrid // 1 for a value that is there, nil where all are
	indices *hybrid // into the dictionary, nil for plain values
	plain   []byte
}

func newChunk(f io.ReaderAt, size int64, meta thriftFields, l leaf) (*chunk, error) {
	c := &chunk{leaf: l, f: f, kind: meta.number(columnType), codec: meta.number(columnCodec)}
	if c.at = meta.number(columnData); meta.has(columnDictOfSet) {
		c.at = min(c.at, meta.number(columnDictOfSet))
	}
	length := meta.number(columnSize)
	if c.at < 4 || length < 0 || c.at > size || length > size-c.at {
		return nil, fmt.Errorf("%w: a column is outside the file", errParquet)
	}
	c.end = c.at + length
	if c.kind != typeInt32 && c.kind != typeInt64 && c.kind != typeText {
		return nil, fmt.Errorf("%w: a column is of a type that flow logs have not", errParquet)
	}
	return c, nil
}

// next is the next value as text, nil for one that is not there. It counts until the next call.
func (c *chunk) next() ([]byte, error) {
	for c.page.left == 0 {
		if err := c.nextPage(); err != nil {
			return nil, err
		}
	}
	c.page.left--
	if c.page.levels != nil {
		level, ok := c.page.levels.next()
		if !ok {
			return nil, errParquet
		}
		if level == 0 {
			return nil, nil
		}
	}
	if c.page.indices != nil {
		i, ok := c.page.indices.next()
		if !ok || int(i) >= len(c.dictionary) {
			return nil, errParquet
		}
		return c.dictionary[i], nil
	}
	value, rest, ok := c.plain(c.page.plain)
	if !ok {
		return nil, errParquet
	}
	c.page.plain = rest
	return value, nil
}

// plain cuts off one value that is written as it is.
func (c *chunk) plain(data []byte) (value, rest []byte, ok bool) {
	switch c.kind {
	case typeInt32:
		if len(data) < 4 {
			return nil, nil, false
		}
		c.digits = strconv.AppendInt(c.digits[:0], int64(int32(binary.LittleEndian.Uint32(data))), 10)
		return c.digits, data[4:], true
	case typeInt64:
		if len(data) < 8 {
			return nil, nil, false
		}
		c.digits = strconv.AppendInt(c.digits[:0], int64(binary.LittleEndian.Uint64(data)), 10)
		return c.digits, data[8:], true
	}
	if len(data) < 4 {
		return nil, nil, false
	}
	n := binary.LittleEndian.Uint32(data)
	if uint64(n) > uint64(len(data)-4) {
		return nil, nil, false
	}
	return data[4 : 4+n], data[4+n:], true
}

// nextPage reads the next page of values, with a dictionary that may stand before it.
func (c *chunk) nextPage() error {
	if c.at >= c.end {
		return fmt.Errorf("%w: a column ends before its last row", errParquet)
	}
	head := make([]byte, min(mostHeader, c.end-c.at))
	if _, err := c.f.ReadAt(head, c.at); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	header, n, err := thriftStruct(head)
	if err != nil {
		return err
	}
	packed, unpacked := header.number(3), header.number(2)
	c.at += int64(n)
	if packed < 0 || unpacked < 0 || packed > c.end-c.at || packed > mostPage || unpacked > mostPage {
		return fmt.Errorf("%w: a page is longer than its column, or than %d MB", errParquet, mostPage>>20)
	}
	body := make([]byte, packed)
	if _, err := c.f.ReadAt(body, c.at); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	c.at += packed
	switch header.number(1) {
	case pageDictionary:
		return c.readDictionary(header.structure(7), body, unpacked)
	case pageData:
		data, err := unpack(c.codec, body, unpacked)
		if err != nil {
			return err
		}
		head := header.structure(5)
		var levels []byte
		if c.optional {
			if len(data) < 4 {
				return errParquet
			}
			n := binary.LittleEndian.Uint32(data)
			if uint64(n) > uint64(len(data)-4) {
				return errParquet
			}
			levels, data = data[4:4+n], data[4+n:]
		}
		return c.open(head.number(1), head.number(2), levels, data)
	case pageDataTwo:
		head := header.structure(8)
		skip, length := head.number(6), head.number(5)
		if skip != 0 || length < 0 || length > int64(len(body)) {
			return errParquet
		}
		levels, data := body[:length], body[length:]
		if !head.has(7) || head.truth(7) {
			if data, err = unpack(c.codec, data, unpacked-length); err != nil {
				return err
			}
		}
		return c.open(head.number(1), head.number(4), levels, data)
	}
	return nil // an index, or what later versions have
}

func (c *chunk) open(values, encoding int64, levels, data []byte) error {
	p := page{left: values}
	if values < 0 || values > mostValues {
		return fmt.Errorf("%w: a page has more than %d values", errParquet, mostValues)
	}
	if c.optional {
		p.levels = &hybrid{data: levels, width: 1}
	}
	switch encoding {
	case encodingPlain:
		p.plain = data
	case encodingDictionary, encodingPlainDictionary:
		if len(data) == 0 {
			if values > 0 && !c.optional {
				return errParquet
			}
			data = []byte{0}
		}
		if data[0] > 32 {
			return errParquet
		}
		p.indices = &hybrid{data: data[1:], width: uint(data[0])}
	default:
		return fmt.Errorf("a column is in an encoding (number %d) that flow logs of AWS have not", encoding)
	}
	c.page = p
	return nil
}

func (c *chunk) readDictionary(head thriftFields, body []byte, unpacked int64) error {
	data, err := unpack(c.codec, body, unpacked)
	if err != nil {
		return err
	}
	c.dictionary = nil
	for range head.number(1) {
		value, rest, ok := c.plain(data)
		if !ok {
			return errParquet
		}
		c.dictionary = append(c.dictionary, append([]byte(nil), value...))
		data = rest
	}
	return nil
}

// hybrid reads numbers of so many bits: runs of the same, and others packed without a gap, eight at a time.
type hybrid struct {
	data  []byte
	width uint
	left  uint64 // of the run
	same  bool
	value uint32
	bits  uint64 // read of data so far, in packed runs
	block []byte
}

func (h *hybrid) next() (uint32, bool) {
	for h.left == 0 {
		head, n := binary.Uvarint(h.data)
		if n <= 0 {
			return 0, h.width == 0 && len(h.data) == 0 // of a dictionary with one entry nothing needs to be said
		}
		h.data = h.data[n:]
		if h.same = head&1 == 0; h.same {
			h.left = head >> 1
			size := int(h.width+7) / 8
			if len(h.data) < size {
				return 0, false
			}
			h.value = 0
			for i := range size {
				h.value |= uint32(h.data[i]) << (8 * i)
			}
			h.data = h.data[size:]
			continue
		}
		groups := head >> 1
		size := groups * uint64(h.width)
		if groups > 1<<32 || size > uint64(len(h.data))+uint64(h.width) {
			return 0, false
		}
		size = min(size, uint64(len(h.data)))
		h.left, h.bits, h.block, h.data = groups*8, 0, h.data[:size], h.data[size:]
	}
	h.left--
	if h.same {
		return h.value, true
	}
	var out uint32
	for i := range h.width {
		at := h.bits + uint64(i)
		if at/8 >= uint64(len(h.block)) {
			return 0, false
		}
		out |= uint32(h.block[at/8]>>(at%8)&1) << i
	}
	h.bits += uint64(h.width)
	return out, true
}
