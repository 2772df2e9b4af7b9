package flowrecords

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
)

// unpack undoes the compression of a page, which has so many bytes then.
func unpack(codec int64, data []byte, size int64) ([]byte, error) {
	var out []byte
	switch codec {
	case codecNone:
		out = data
	case codecGzip:
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		if out, err = io.ReadAll(io.LimitReader(z, size+1)); err != nil {
			return nil, err
		}
	case codecSnappy:
		var ok bool
		if out, ok = snappy(data, size); !ok {
			return nil, fmt.Errorf("%w: a page of Snappy", errParquet)
		}
	default:
		return nil, fmt.Errorf("a column is compressed in a way (number %d) that flow logs of AWS are not", codec)
	}
	if int64(len(out)) != size {
		return nil, fmt.Errorf("%w: a page is not as long as it says", errParquet)
	}
	return out, nil
}

// snappy unpacks a block of Snappy that has so many bytes then.
// Source: github.com/google/snappy, format_description.txt.
func snappy(data []byte, size int64) ([]byte, bool) {
	length, n := binary.Uvarint(data)
	if n <= 0 || length != uint64(size) {
		return nil, false
	}
	out := make([]byte, 0, size)
	for data = data[n:]; len(data) > 0; {
		tag := data[0]
		data = data[1:]
		count, offset, extra := int(tag>>2)+1, 0, 0
		switch tag & 3 {
		case 0: // letters as they are
			if extra = count - 60; extra > 0 {
				if len(data) < extra {
					return nil, false
				}
				count = int(little(data[:extra])) + 1
				data = data[extra:]
			}
			if count > len(data) || int64(len(out)+count) > size {
				return nil, false
			}
			out, data = append(out, data[:count]...), data[count:]
			continue
		case 1:
			count, extra = int(tag>>2&7)+4, 1
			offset = int(tag>>5) << 8
		case 2:
			extra = 2
		case 3:
			extra = 4
		}
		if len(data) < extra {
			return nil, false
		}
		offset |= int(little(data[:extra]))
		data = data[extra:]
		if offset == 0 || offset > len(out) || int64(len(out)+count) > size {
			return nil, false
		}
		for range count { // what is copied may begin to be copied before it ends
			out = append(out, out[len(out)-offset])
		}
	}
	return out, true
}

// little is a number of up to four bytes, the least first.
func little(data []byte) uint32 {
	var out uint32
	for i, b := range data {
		out |= uint32(b) << (8 * i)
	}
	return out
}
