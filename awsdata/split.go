package awsdata

import (
	"bytes"
	"encoding/json"
	"errors"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"
)

// The documents of a big account have tens of megabytes. This file cuts JSON into parts that encoding/json then reads side
// by side, each byte once. Cutting only looks for where a value ends; whether the value is well formed encoding/json
// decides. Whatever is out of the ordinary here (a key with an escape, a key twice, anything malformed) is answered with
// "no", and the caller reads the whole with encoding/json, which knows best and says where an error is.

// part is a member of a JSON object: its name and the bytes of its value.
type part struct {
	name  string
	value []byte
}

// members cuts a JSON object into its members.
func members(data []byte) ([]part, bool) {
	var parts []part
	i := skipSpace(data, 0)
	if i == len(data) || data[i] != '{' {
		return nil, false
	}
	if i = skipSpace(data, i+1); i < len(data) && data[i] == '}' {
		return nil, skipSpace(data, i+1) == len(data)
	}
	for {
		if i == len(data) || data[i] != '"' {
			return nil, false
		}
		end := skipString(data, i)
		if end < 0 {
			return nil, false
		}
		name := string(data[i+1 : end-1])
		if !isPlain(name) || strings.IndexByte(name, '\\') >= 0 {
			return nil, false
		}
		if i = skipSpace(data, end); i == len(data) || data[i] != ':' {
			return nil, false
		}
		start := skipSpace(data, i+1)
		if end = skipValue(data, start); end < 0 {
			return nil, false
		}
		parts = append(parts, part{name, data[start:end:end]})
		if i = skipSpace(data, end); i == len(data) {
			return nil, false
		}
		switch data[i] {
		case '}':
			return parts, skipSpace(data, i+1) == len(data)
		case ',':
			i = skipSpace(data, i+1)
		default:
			return nil, false
		}
	}
}

// distinct reports whether no two names differ by letter case only: encoding/json takes either, and the last of two.
func distinct(parts []part) bool {
	seen := make(map[string]bool, len(parts))
	for _, p := range parts {
		name := strings.ToLower(p.name)
		if seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

// elements cuts a JSON array into its elements.
func elements(data []byte) ([][]byte, bool) {
	var out [][]byte
	if len(data) == 0 || data[0] != '[' {
		return nil, false
	}
	i := skipSpace(data, 1)
	if i < len(data) && data[i] == ']' {
		return nil, skipSpace(data, i+1) == len(data)
	}
	for {
		end := skipValue(data, i)
		if end < 0 {
			return nil, false
		}
		out = append(out, data[i:end:end])
		if i = skipSpace(data, end); i == len(data) {
			return nil, false
		}
		switch data[i] {
		case ']':
			return out, skipSpace(data, i+1) == len(data)
		case ',':
			i = skipSpace(data, i+1)
		default:
			return nil, false
		}
	}
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// skipString is the place after the string that begins at i, -1 if it does not end.
func skipString(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// skipValue is the place after the value that begins at i, -1 if it does not end.
func skipValue(data []byte, i int) int {
	if i == len(data) {
		return -1
	}
	switch data[i] {
	case '"':
		return skipString(data, i)
	case '{', '[':
	default:
		start := i
		for i < len(data) && bytes.IndexByte([]byte(",]} \n\t\r"), data[i]) < 0 {
			i++
		}
		if i == start {
			return -1
		}
		return i
	}
	for depth := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end := skipString(data, i)
			if end < 0 {
				return -1
			}
			i = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// splitPacked reads the file form of a snapshot and leaves its documents where they are in data.
func splitPacked(data []byte) (packed, bool) {
	var p packed
	top, ok := members(data)
	if !ok || !distinct(top) {
		return p, false
	}
	for _, m := range top {
		switch m.name {
		case "schema":
			ok = json.Unmarshal(m.value, &p.Schema) == nil
		case "capturedAt":
			ok = json.Unmarshal(m.value, &p.CapturedAt) == nil
		case "accountId":
			ok = json.Unmarshal(m.value, &p.AccountID) == nil
		case "partition":
			ok = json.Unmarshal(m.value, &p.Partition) == nil
		case "gaps":
			ok = json.Unmarshal(m.value, &p.Gaps) == nil
		case "regions":
			var regions []part
			if regions, ok = members(m.value); !ok {
				return p, false
			}
			p.Regions = make(map[string]map[string]json.RawMessage, len(regions))
			for _, r := range regions {
				if _, twice := p.Regions[r.name]; twice {
					return p, false
				}
				if p.Regions[r.name], ok = splitDocuments(r.name, r.value); !ok {
					return p, false
				}
			}
		case "global":
			p.Global, ok = splitDocuments(Global, m.value)
		default:
			ok = false
		}
		if !ok {
			return p, false
		}
	}
	return p, true
}

func splitDocuments(region string, data []byte) (map[string]json.RawMessage, bool) {
	documents, ok := members(data)
	if !ok {
		return nil, false
	}
	out := make(map[string]json.RawMessage, len(documents))
	for _, d := range documents {
		_, twice := out[d.name]
		// A document that vpclens does not know is left alone, but damage in it is still damage of the file.
		if twice || !knownDocument(region, d.name) && !json.Valid(d.value) {
			return nil, false
		}
		out[d.name] = d.value
	}
	return out, true
}

// splitList reads a document with one list, several elements at a time, and cleans its text.
func splitList[E any](member string, data []byte) (list []E, truncated, ok bool) {
	top, ok := members(data)
	if !ok || !distinct(top) {
		return nil, false, false
	}
	found := false
	for _, m := range top {
		switch m.name {
		case member:
			if list, ok = readElements[E](m.value); !ok {
				return nil, false, false
			}
			found = true
		case "NextToken", "NextMarker":
			var token string
			if json.Unmarshal(m.value, &token) != nil {
				return nil, false, false
			}
			truncated = truncated || token != ""
		default:
			// Rare members, and those whose names differ by letter case only, are for encoding/json.
			if strings.EqualFold(m.name, member) || strings.EqualFold(m.name, "NextToken") || strings.EqualFold(m.name, "NextMarker") ||
				strings.EqualFold(m.name, "AdditionalRoutesAvailable") || !json.Valid(m.value) {
				return nil, false, false
			}
		}
	}
	return list, truncated, found
}

var errUnread = errors.New("not read")

func readElements[E any](data []byte) ([]E, bool) {
	parts, ok := elements(data)
	if !ok {
		return nil, false
	}
	list := make([]E, len(parts))
	read := func(from, to int) error {
		for i := from; i < to; i++ {
			if decodeObject(parts[i], &list[i]) != nil {
				return errUnread
			}
		}
		return nil
	}
	const share = 256 // elements for one worker at a time
	if len(parts) <= share {
		return list, read(0, len(parts)) == nil
	}
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(parts); from += share {
		work.Go(func() error { return read(from, min(from+share, len(parts))) })
	}
	return list, work.Wait() == nil
}
