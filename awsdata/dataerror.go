package awsdata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// DataError is a file whose content cannot be read. Its message names the file and the place.
type DataError struct {
	File   string
	Place  string // "line 3, column 7 (byte 52)", "" where the decoder does not tell
	Detail string // which document of a packed file, "" in a directory
	Err    error
}

// Error implements error.
func (e *DataError) Error() string {
	var b strings.Builder
	b.WriteString(Clean(e.File))
	if e.Detail != "" {
		b.WriteString(": " + Clean(e.Detail))
	}
	if e.Place != "" {
		b.WriteString(": " + e.Place)
	}
	return b.String() + ": " + Clean(e.Err.Error())
}

// Unwrap returns the cause.
func (e *DataError) Unwrap() error { return e.Err }

// unreadable is the error of a file or directory that the system does not let us read. The system's error names the
// path as it is; ours cleans it.
func unreadable(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &DataError{File: path, Err: fmt.Errorf("cannot be read: %w", err)}
}

// place says where the last of that many bytes is, for a person with an editor.
func place(data []byte, read int64) string {
	if read < 0 || read > int64(len(data)) {
		return ""
	}
	before := data[:max(read-1, 0)]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("line %d, column %d (byte %d)", line, column, read)
}

// packedError says where in a packed file the error of one of its documents is.
func packedError(err error, data []byte, name, account, region, call string) error {
	e := &DataError{File: name, Detail: strings.TrimSpace(account + " " + region + " " + call), Err: err}
	var d *DocumentError
	if errors.As(err, &d) {
		e.Err = d.Err
		if start := documentStart(data, account, region, call); start >= 0 {
			e.Place = place(data, start+max(d.Offset, 1))
		}
	}
	return e
}

// documentStart is the offset of a document in a packed file, -1 if it is not found. It reads the file again, token by
// token, which only a file with an error has to pay for.
func documentStart(data []byte, account, region, call string) int64 {
	var path []string
	if account != "" {
		path = []string{"accounts", account}
	}
	if region == Global {
		path = append(path, "global", call)
	} else {
		path = append(path, "regions", region, call)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	for _, want := range path {
		if t, err := d.Token(); err != nil || t != json.Delim('{') {
			return -1
		}
		for {
			key, err := d.Token()
			if err != nil || key == json.Delim('}') {
				return -1
			}
			if key == want {
				break
			}
			var skipped json.RawMessage
			if d.Decode(&skipped) != nil {
				return -1
			}
		}
	}
	at := d.InputOffset()
	for at < int64(len(data)) && bytes.IndexByte([]byte(": \t\r\n"), data[at]) >= 0 {
		at++
	}
	return at
}
