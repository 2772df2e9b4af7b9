package awsdata

import (
	"bytes"
	"fmt"
)

// A snapshot may come from anybody: a file that never ends, that unpacks to a thousand times its size, or that holds
// nothing but commas must not take the machine with it. The limits are far beyond any account; in brackets is what one
// of 50,000 functions has.
const (
	mostFileBytes   = 256 << 20 // of one file, unpacked (98 MB)
	mostPackedBytes = 64 << 20  // of one file of gzip (6 MB)
	mostUTF16Bytes  = 128 << 20 // of one file in UTF-16
	mostBytes       = 512 << 20 // of all files of a directory
	mostFiles       = 200_000   // in a directory; documents in a file
	mostRatio       = 250       // of unpacked to packed bytes; documents of AWS have some 20
	mostObjects     = 1_000_000 // in one document (250,000)
	mostAllObjects  = 3_000_000 // in all documents (820,000)
	mostValues      = 12_000_000
	mostTextBytes   = 1 << 20 // of one text; AWS's longest, a policy, has 20 KB
	mostRegions     = 500     // of an account
	mostAccounts    = 10_000
	mostGaps        = 200_000
	mostOddBytes    = 64 << 20 // of one file that cannot be cut into its documents

	// What is in a document of AWS has a name and a value: some 100 bytes for an object, 30 for a value. Less is a file
	// that was made to become big in memory; one that is small may do as it likes.
	fewObjects, leastObjectBytes = 100_000, 24
	fewValues, leastValueBytes   = 1_000_000, 8
)

// errTooBig says which limit a file went over.
type errTooBig struct{ limit string }

// Error implements error.
func (e *errTooBig) Error() string { return "it is too big: " + e.limit }

func tooManyBytes(most int) *errTooBig { return &errTooBig{fmt.Sprintf("more than %d MB", most>>20)} }

func tooMany(most int, what string) *errTooBig {
	return &errTooBig{fmt.Sprintf("more than %d %s", most, what)}
}

// checkShape refuses JSON that would take far more memory than any account does, before any of it is decoded. It counts
// signs, in texts too: there are few of them there.
func checkShape(data []byte, mostObjects int) error {
	objects, values := bytes.Count(data, []byte("{")), bytes.Count(data, []byte(","))
	switch {
	case objects > mostObjects:
		return tooMany(mostObjects, "objects")
	case values > mostValues:
		return tooMany(mostValues, "values")
	case objects > fewObjects && len(data)/objects < leastObjectBytes:
		return &errTooBig{fmt.Sprintf("more than %d objects of less than %d bytes each", fewObjects, leastObjectBytes)}
	case values > fewValues && len(data)/values < leastValueBytes:
		return &errTooBig{fmt.Sprintf("more than %d values of less than %d bytes each", fewValues, leastValueBytes)}
	case longestText(data) > mostTextBytes:
		return &errTooBig{fmt.Sprintf("a text, or a gap between texts, of more than %d MB", mostTextBytes>>20)}
	}
	return nil
}

// longestText is the length of the longest stretch without a quotation mark, if it is longer than any text may be; what
// is shorter need not be found. It looks only where such a stretch would have to be.
func longestText(data []byte) int {
	const step = mostTextBytes / 2 // a longer stretch has one of these steps in it, whole
	longest := 0
	for at := 0; at+step <= len(data); at += step {
		if !hasQuote(data, at, at+step) {
			before, after := at, at+step
			for before > 0 && !isQuote(data, before-1) {
				before--
			}
			for after < len(data) && !isQuote(data, after) {
				after++
			}
			longest = max(longest, after-before)
			at = after / step * step
		}
	}
	return longest
}

// hasQuote reports whether there is a quotation mark that begins or ends a text from one place to another.
func hasQuote(data []byte, from, to int) bool {
	for from < to {
		i := bytes.IndexByte(data[from:to], '"')
		if i < 0 {
			return false
		}
		if from += i; isQuote(data, from) {
			return true
		}
		from++
	}
	return false
}

// isQuote reports whether a quotation mark begins or ends a text there: no backslash makes it a part of one.
func isQuote(data []byte, i int) bool {
	if data[i] != '"' {
		return false
	}
	slashes := 0
	for i > slashes && data[i-slashes-1] == '\\' {
		slashes++
	}
	return slashes%2 == 0
}
