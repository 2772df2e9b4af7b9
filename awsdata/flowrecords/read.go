package flowrecords

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Count is what was in files.
type Count struct {
	Files     int
	Records   int // that were handed out
	Malformed int // lines and rows that are no records
}

// Read hands out the records of a file, or of all files below a folder, in the order of their names. Formats are the
// LogFormat of flow logs that the files may be of: a file that begins with the names of its columns needs none, and one
// in the default format neither. The first error of each ends the reading, as does the end of ctx. That a file holds no
// record at all is an error: it is something else.
func Read(ctx context.Context, path string, formats []string, each func(*Record) error) (Count, error) {
	var total Count
	err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is no regular file", awsdata.Clean(name))
		}
		total.Files++
		n, err := readFile(ctx, name, info.Size(), formats, each)
		total.Records, total.Malformed = total.Records+n.Records, total.Malformed+n.Malformed
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			return fmt.Errorf("%s: %w", awsdata.Clean(name), err)
		case n.Records == 0 && n.Malformed > 0:
			return fmt.Errorf("%s: %w", awsdata.Clean(name), errNoRecords)
		}
		return nil
	})
	var missing *fs.PathError
	if errors.As(err, &missing) {
		err = fmt.Errorf("%s: %w", awsdata.Clean(missing.Path), missing.Err)
	}
	if err == nil && total.Records == 0 {
		err = fmt.Errorf("%s: no record is in it", awsdata.Clean(path))
	}
	if err != nil {
		return total, fmt.Errorf("read flow logs: %w", err)
	}
	return total, nil
}

func readFile(ctx context.Context, name string, size int64, formats []string, each func(*Record) error,
) (Count, error) {
	f, err := os.Open(name)
	if err != nil {
		return Count{}, err
	}
	defer f.Close()
	return read(ctx, f, size, formats, each)
}

// read reads one file's content, whatever it is in.
func read(ctx context.Context, f io.ReaderAt, size int64, formats []string, each func(*Record) error) (Count, error) {
	r := &reader{ctx: ctx, each: each, formats: formats}
	head := make([]byte, 4)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return r.count, err
	}
	content := io.Reader(io.NewSectionReader(f, 0, size))
	switch head = head[:n]; {
	case string(head) == parquetMagic:
		err = r.parquet(f, size)
		return r.count, err
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		if content, err = gzip.NewReader(content); err != nil {
			return r.count, err
		}
	}
	err = r.text(content)
	return r.count, err
}

// reader hands out the records of one file.
type reader struct {
	ctx     context.Context
	each    func(*Record) error
	formats []string
	count   Count
	format  columns  // of the lines, nil until it is known
	cut     [][]byte // the words of the last line, whose room is used again
}

// Lines reads records line by line, as CloudWatch Logs hands them out.
type Lines struct{ r reader }

// NewLines hands out the records of lines in one of the formats, or in the default one.
func NewLines(ctx context.Context, formats []string, each func(*Record) error) *Lines {
	return &Lines{reader{ctx: ctx, each: each, formats: formats}}
}

// Add reads a line.
func (l *Lines) Add(line string) error { return l.r.line([]byte(strings.TrimSpace(line))) }

// Count is what was in the lines.
func (l *Lines) Count() Count { return l.r.count }

// ReadObject hands out the records of one file's content, as [Read] does.
func ReadObject(ctx context.Context, data []byte, formats []string, each func(*Record) error) (Count, error) {
	count, err := read(ctx, bytes.NewReader(data), int64(len(data)), formats, each)
	count.Files = 1
	return count, err
}

// enough is how many lines are looked at before a file is taken for something else than flow logs.
const enough = 10_000

// errNoRecords says that a file is of something else.
var errNoRecords = errors.New("no flow-log record is in it: want records of a VPC flow log as text (with the names " +
	"of the columns in the first line, or in the default format), gzip, Parquet or Athena's CSV")

// hand hands out a record. Now and then it looks whether anybody still waits.
func (r *reader) hand(record *Record, ok bool) error {
	if !ok || !record.whole() {
		if r.count.Malformed++; r.count.Records == 0 && r.count.Malformed >= enough {
			return errNoRecords
		}
		return r.alive(r.count.Malformed)
	}
	r.count.Records++
	if err := r.alive(r.count.Records); err != nil {
		return err
	}
	return r.each(record)
}

func (r *reader) alive(n int) error {
	if n&0xfff == 0 && r.ctx.Err() != nil {
		return context.Cause(r.ctx)
	}
	return nil
}

// longestLine is more than the longest line of a format with every field.
const longestLine = 64 << 10

// text reads lines: of records, with or without the names of the columns before them, of Athena's CSV, or of JSON as
// `aws logs filter-log-events` prints it.
func (r *reader) text(content io.Reader) error {
	buffered := bufio.NewReaderSize(content, longestLine)
	start, err := buffered.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	first := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	line, _, _ := bytes.Cut(first, []byte("\n"))
	if bytes.Contains(line, []byte(",")) && !bytes.HasPrefix(first, []byte("{")) {
		return r.csv(buffered)
	}
	return r.lines(buffered, bytes.HasPrefix(first, []byte("{")))
}

func (r *reader) lines(content *bufio.Reader, isJSON bool) error {
	for {
		line, err := content.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return fmt.Errorf("a line is longer than %d bytes", longestLine)
		case err != nil && !errors.Is(err, io.EOF):
			return err
		}
		last := err != nil
		line = bytes.TrimSpace(line)
		if isJSON {
			line = messageOf(line)
		}
		if err := r.line(line); err != nil || last {
			return err
		}
	}
}

// line reads a line: a record, or the names of the columns of those behind it.
func (r *reader) line(line []byte) error {
	cut := words(line, r.cut)
	r.cut = cut
	if len(cut) > 0 && isTime(cut[0]) { // as exports of CloudWatch Logs have it
		cut = cut[1:]
	}
	if len(cut) == 0 {
		return nil
	}
	if named, ok := parseColumns(texts(cut)); ok {
		if err := named.check(); err != nil {
			return err
		}
		r.format = named
		return nil
	}
	if r.format == nil {
		r.format = r.formatOf(cut)
	}
	var record Record
	ok := len(cut) == len(r.format)
	for i := 0; ok && i < len(cut); i++ {
		ok = record.set(r.format[i], cut[i])
	}
	return r.hand(&record, ok)
}

// formatOf is the format that a line without names before it is in: the default one, or one of the flow logs'. Nil is
// none.
func (r *reader) formatOf(line [][]byte) columns {
	for _, text := range append([]string{defaultFormat}, r.formats...) {
		if format, ok := parseColumns(strings.Fields(text)); ok && format.fits(line) && format.check() == nil {
			return format
		}
	}
	return nil
}

func texts(words [][]byte) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

// isTime reports whether a word is a time such as 2026-01-02T03:04:05.000Z.
func isTime(word []byte) bool {
	return len(word) >= 20 && word[4] == '-' && word[10] == 'T' && word[len(word)-1] == 'Z'
}

// messageOf is the record in a line such as `"message": "2 123456789012 eni-…",`, nil for another line.
func messageOf(line []byte) []byte {
	rest, ok := bytes.CutPrefix(line, []byte(`"message":`))
	if !ok {
		return nil
	}
	return bytes.Trim(bytes.TrimSpace(rest), `",`)
}

func (r *reader) csv(content io.Reader) error {
	rows := csv.NewReader(content)
	rows.ReuseRecord, rows.LazyQuotes, rows.FieldsPerRecord = true, true, -1
	head, err := rows.Read()
	if err != nil {
		return err
	}
	head[0] = strings.TrimPrefix(head[0], "\xef\xbb\xbf")
	format := looseColumns(head)
	if err := format.check(); err != nil {
		return err
	}
	for {
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		var record Record
		ok := len(row) == len(format)
		for i := 0; ok && i < len(row); i++ {
			ok = record.set(format[i], []byte(row[i]))
		}
		if err := r.hand(&record, ok); err != nil {
			return err
		}
	}
}

// looseColumns are columns among which may be others that nobody knows, as a query of one's own has them.
func looseColumns(names []string) columns {
	out := make(columns, len(names))
	for i, name := range names {
		if one, ok := parseColumns([]string{name}); ok {
			out[i] = one[0]
		}
	}
	return out
}
