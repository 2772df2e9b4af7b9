package awsdata

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"runtime"
	"strings"
)

// The documents of a big account have tens of megabytes. This file cuts JSON into parts that encoding/json then reads
// side by side, each byte once. Cutting only looks for where a value ends; whether the value is well formed
// encoding/json decides. Whatever is out of the ordinary here (a key with an escape, a key twice, anything malformed)
// is answered with "no", and the caller reads the whole with encoding/json, which knows best and says where an error
// is.

// object goes over the members of the JSON object that begins at i and returns the place after it, -1 for "no". For
// each member it calls value with the place where the value begins; value returns the place after it, or -1.
func object(data []byte, i int, value func(name string, start int) (end int)) int {
	if i == len(data) || data[i] != '{' {
		return -1
	}
	if i = skipSpace(data, i+1); i < len(data) && data[i] == '}' {
		return i + 1
	}
	for i < len(data) && data[i] == '"' {
		end := skipString(data, i)
		if end < 0 {
			return -1
		}
		name := string(data[i+1 : end-1])
		if !isPlain(name) || strings.IndexByte(name, '\\') >= 0 {
			return -1
		}
		if i = skipSpace(data, end); i == len(data) || data[i] != ':' {
			return -1
		}
		if end = value(name, skipSpace(data, i+1)); end < 0 {
			return -1
		}
		if i = skipSpace(data, end); i == len(data) {
			return -1
		}
		if data[i] == '}' {
			return i + 1
		}
		if data[i] != ',' {
			return -1
		}
		i = skipSpace(data, i+1)
	}
	return -1
}

// elements cuts the JSON array that begins at i into its elements and returns the place after it, -1 for "no".
func elements(data []byte, i int) (out [][]byte, end int) {
	if i == len(data) || data[i] != '[' {
		return nil, -1
	}
	if i = skipSpace(data, i+1); i < len(data) && data[i] == ']' {
		return nil, i + 1
	}
	for {
		end := skipValue(data, i)
		if end < 0 {
			return nil, -1
		}
		out = append(out, data[i:end:end])
		if i = skipSpace(data, end); i == len(data) {
			return nil, -1
		}
		if data[i] == ']' {
			return out, i + 1
		}
		if data[i] != ',' {
			return nil, -1
		}
		i = skipSpace(data, i+1)
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

// text reads a value that encoding/json shall read into v, and returns the place after it.
func text(data []byte, start int, v any) (end int) {
	if end = skipValue(data, start); end < 0 || json.Unmarshal(data[start:end], v) != nil {
		return -1
	}
	return end
}

// names tells whether a member of that name was there before. Names that differ by letter case only count as one:
// encoding/json takes either.
type names map[string]bool

func (n names) twice(name string) bool {
	name = strings.ToLower(name)
	was := n[name]
	n[name] = true
	return was
}

// splitPacked reads the file form of a snapshot and leaves its documents where they are in data.
func splitPacked(data []byte) (p packed, ok bool) {
	seen := make(names)
	end := object(data, skipSpace(data, 0), func(name string, start int) int {
		if seen.twice(name) {
			return -1
		}
		switch name {
		case "schema":
			return text(data, start, &p.Schema)
		case "capturedAt":
			return text(data, start, &p.CapturedAt)
		case "accountId":
			return text(data, start, &p.AccountID)
		case "partition":
			return text(data, start, &p.Partition)
		case "accountNames":
			return text(data, start, &p.Names)
		case "gaps":
			if end := skipValue(data, start); end >= 0 && bytes.Count(data[start:end], []byte("{")) > mostGaps {
				p.refused = tooMany(mostGaps, "gaps")
				return -1
			}
			return text(data, start, &p.Gaps)
		case "accounts":
			p.Accounts = make(map[string]packedAccount)
			return object(data, start, func(id string, start int) int {
				if _, twice := p.Accounts[id]; twice {
					return -1
				}
				if len(p.Accounts) == mostAccounts {
					p.refused = tooMany(mostAccounts, "accounts")
					return -1
				}
				var documents packedAccount
				members := make(names)
				end := object(data, start, func(name string, start int) int {
					if members.twice(name) {
						return -1
					}
					return documents.split(data, name, start)
				})
				p.Accounts[id] = documents
				if documents.refused != nil {
					p.refused = documents.refused
				}
				return end
			})
		}
		return p.split(data, name, start)
	})
	return p, end >= 0 && skipSpace(data, end) == len(data)
}

// split reads a member of an account's documents.
func (p *packedAccount) split(data []byte, name string, start int) (end int) {
	switch name {
	case "global":
		p.Global = make(map[string]json.RawMessage)
		return p.splitDocuments(data, start, Global, p.Global)
	case "regions":
		p.Regions = make(map[string]map[string]json.RawMessage)
		return object(data, start, func(region string, start int) int {
			if p.Regions[region] != nil {
				return -1
			}
			if len(p.Regions) == mostRegions {
				p.refused = tooMany(mostRegions, "regions")
				return -1
			}
			p.Regions[region] = make(map[string]json.RawMessage)
			return p.splitDocuments(data, start, region, p.Regions[region])
		})
	}
	return -1
}

func (p *packedAccount) splitDocuments(data []byte, start int, region string,
	into map[string]json.RawMessage) (end int) {
	return object(data, start, func(call string, start int) int {
		end := skipValue(data, start)
		if _, twice := into[call]; twice || end < 0 {
			return -1
		}
		if len(into) == mostFiles {
			p.refused = tooMany(mostFiles, "documents")
			return -1
		}
		// A document that vpclens does not know is left alone, but damage in it is still damage of the file.
		if !knownDocument(region, call) && !json.Valid(data[start:end]) {
			return -1
		}
		into[call] = data[start:end:end]
		return end
	})
}

// splitList reads a document with one list, several elements at a time, as [decodeObject] would.
func splitList[E any](member string, data []byte) (list []E, truncated, ok bool) {
	seen := make(names)
	end := object(data, skipSpace(data, 0), func(name string, start int) int {
		if seen.twice(name) {
			return -1
		}
		switch {
		case name == member:
			parts, end := elements(data, start)
			if end >= 0 {
				list, ok = readElements[E](parts)
			}
			return end
		case name == "NextToken" || name == "NextMarker" || name == "Marker" || name == "PaginationToken":
			var token string
			end := text(data, start, &token)
			truncated = truncated || token != ""
			return end
		case strings.EqualFold(name, member), strings.EqualFold(name, "NextToken"),
			strings.EqualFold(name, "NextMarker"), strings.EqualFold(name, "Marker"),
			strings.EqualFold(name, "PaginationToken"),
			strings.EqualFold(name, "AdditionalRoutesAvailable"), strings.EqualFold(name, "IsTruncated"):
			return -1 // rare, or of another letter case
		}
		var skipped json.RawMessage
		return text(data, start, &skipped)
	})
	sortLists(reflect.ValueOf(list))
	return list, truncated, ok && end >= 0 && skipSpace(data, end) == len(data)
}

var errUnread = errors.New("not read")

func readElements[E any](parts [][]byte) ([]E, bool) {
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
	var work Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(parts); from += share {
		work.Go(func() error { return read(from, min(from+share, len(parts))) })
	}
	return list, work.Wait() == nil
}
