package collect

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// Text is text wherever the network cuts it into pieces; what is not in UTF-8 is an error wherever it is cut.
func TestAnswersAreText(t *testing.T) {
	for text, good := range map[string]bool{"": true, "vpc": true, "Zürich €5 🚀": true, "Z\xfcrich": false,
		"€5 \xe2\x82": false, "\xff": false, "🚀\xf0\x9f": false, "\xe2\x82a": false, "ab\x80": false} {
		for name, piece := range map[string]func(io.Reader) io.Reader{"whole": func(r io.Reader) io.Reader { return r },
			"bytes": iotest.OneByteReader, "halves": iotest.HalfReader, "with its end": iotest.DataErrReader} {
			var broke error
			got, err := io.ReadAll(&bounded{from: piece(strings.NewReader(text)), left: mostAnswer, broke: &broke})
			if good && (err != nil || string(got) != text) || !good && (err == nil || broke == nil) {
				t.Errorf("%q, %s: %q, %v", text, name, got, err)
			}
		}
	}
}
