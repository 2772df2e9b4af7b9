package awsdata

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"unicode/utf16"
	"unicode/utf8"
)

// readFile reads a regular file of a directory, or less if ctx ends.
func readFile(ctx context.Context, dir fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(dir, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular(info.Mode())
	}
	if whole, ok := dir.(fs.ReadFileFS); ok { // one that is made of others, in memory
		data, err := whole.ReadFile(name)
		if err != nil {
			return nil, err
		}
		return InUTF8(data)
	}
	if info.Size() > mostFileBytes {
		return nil, tooManyBytes(mostFileBytes)
	}
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := readAtMost(ctx, f, mostFileBytes, int(info.Size()))
	if err != nil {
		return nil, err
	}
	return InUTF8(data)
}

// folder is a directory of the machine. It hides that os.DirFS reads files whole, however long they are, and keeps that
// it looks at them without opening them: a pipe would wait for a writer.
type folder struct{ fs.FS }

// Stat implements [fs.StatFS].
func (f folder) Stat(name string) (fs.FileInfo, error) { return fs.Stat(f.FS, name) }

// errNotRegular says what is no file that could be read to its end.
func errNotRegular(mode fs.FileMode) error {
	what := "a device"
	switch {
	case mode.IsDir():
		what = "a directory"
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	}
	return fmt.Errorf("it is %s, want a regular file", what)
}

// readAtMost reads up to so many bytes, probably about as many as said; more of them are an error, and so is a context
// that ended.
func readAtMost(ctx context.Context, r io.Reader, most, about int) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(about + bytes.MinRead)
	for {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		n, err := io.CopyN(&b, r, 1<<20)
		switch {
		case b.Len() > most:
			return nil, tooManyBytes(most)
		case errors.Is(err, io.EOF):
			return b.Bytes(), nil
		case err != nil:
			return nil, err
		case n == 0:
			return nil, io.ErrNoProgress
		}
	}
}

// unpacked is the content of a file that may be gzip.
func unpacked(ctx context.Context, data []byte) ([]byte, error) {
	return unpackedWithin(ctx, data, func(int) error { return nil })
}

// unpackedWithin is unpacked, if admit has nothing against so many bytes. It is asked before they take memory.
func unpackedWithin(ctx context.Context, data []byte, admit func(size int) error) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, admit(len(data))
	}
	if len(data) > mostPackedBytes {
		return nil, tooManyBytes(mostPackedBytes)
	}
	// It is unpacked twice: once to count, as what is written at the end of a file about its size may be a lie, and a
	// buffer that grows as it goes takes thrice what is in it.
	size, err := unpackedSize(ctx, data)
	var out []byte
	if err == nil {
		err = admit(size)
	}
	if err == nil {
		var r *gzip.Reader
		if r, err = gzip.NewReader(bytes.NewReader(data)); err == nil {
			out, err = readAtMost(ctx, r, mostFileBytes, size)
		}
	}
	var big *errTooBig
	switch {
	case errors.As(err, &big), err != nil && context.Cause(ctx) != nil:
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("damaged gzip data: %w", err)
	}
	return InUTF8(out)
}

// unpackedSize counts what gzip data unpack to, and keeps nothing of it.
func unpackedSize(ctx context.Context, data []byte) (int, error) {
	packed := bytes.NewReader(data)
	r, err := gzip.NewReader(packed)
	if err != nil {
		return 0, err
	}
	for size := 0; ; {
		if err := context.Cause(ctx); err != nil {
			return 0, err
		}
		n, err := io.CopyN(io.Discard, r, 1<<20)
		size += int(n)
		switch read := len(data) - packed.Len(); {
		case size > max(read*mostRatio, 1<<20):
			return 0, &errTooBig{fmt.Sprintf("it unpacks to more than %d times its size", mostRatio)}
		case size > mostFileBytes:
			return 0, tooManyBytes(mostFileBytes)
		case errors.Is(err, io.EOF):
			return size, nil
		case err != nil:
			return 0, err
		}
	}
}

// InUTF8 takes a byte order mark away, and turns UTF-16 into UTF-8: PowerShell writes both.
func InUTF8(data []byte) ([]byte, error) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return data, nil
	}
	if len(data) > mostUTF16Bytes {
		return nil, &errTooBig{fmt.Sprintf("more than %d MB of UTF-16", mostUTF16Bytes>>20)}
	}
	data = data[2:]
	out := make([]byte, 0, len(data)/2)
	for len(data) >= 2 {
		r, n := rune(order.Uint16(data)), 2
		if utf16.IsSurrogate(r) {
			low := utf8.RuneError
			if len(data) >= 4 {
				low = rune(order.Uint16(data[2:]))
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				n = 4
			}
		}
		out, data = utf8.AppendRune(out, r), data[n:]
	}
	return out, nil
}
