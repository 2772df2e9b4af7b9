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
)

// A snapshot may come from anybody: a file that never ends, that unpacks to a thousand times its size, or that is no file at
// all must not take the machine with it. The limits are far beyond any account.
const (
	mostFileBytes  = 256 << 20 // of one file, unpacked
	mostBytes      = 1 << 30   // of all files of a directory
	mostFiles      = 200_000   // in a directory
	mostRatio      = 250       // of unpacked to packed bytes; documents of AWS have some 20
	mostObjects    = 2_000_000 // in one document
	mostAllObjects = 8_000_000 // in all documents
)

// errTooBig says which limit a file went over.
type errTooBig struct{ limit string }

// Error implements error.
func (e *errTooBig) Error() string { return "it is too big: " + e.limit }

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
		return inUTF8(data), err
	}
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := readAtMost(ctx, f, mostFileBytes, int(min(info.Size(), mostFileBytes)))
	if err != nil {
		return nil, err
	}
	return inUTF8(data), nil
}

// folder is a directory of the machine. It hides that os.DirFS reads files whole, however long they are, and keeps that it
// looks at them without opening them: a pipe would wait for a writer.
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

// readAtMost reads up to so many bytes, probably about as many as said; more of them are an error, and so is a context that
// ended.
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
			return nil, &errTooBig{fmt.Sprintf("more than %d MB", most>>20)}
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
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("damaged gzip data: %w", err)
	}
	most := min(mostFileBytes, max(len(data)*mostRatio, 1<<20))
	out, err := readAtMost(ctx, r, most, 0)
	var big *errTooBig
	switch {
	case errors.As(err, &big) && most < mostFileBytes:
		return nil, &errTooBig{fmt.Sprintf("it unpacks to more than %d times its size", mostRatio)}
	case errors.As(err, &big), err != nil && context.Cause(ctx) != nil:
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("damaged gzip data: %w", err)
	}
	return inUTF8(out), nil
}

// inUTF8 takes a byte order mark away, and turns UTF-16 into UTF-8: PowerShell writes both.
func inUTF8(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return data
	}
	data = data[2:]
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
