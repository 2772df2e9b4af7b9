package awsdata

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
)

// A text is found if and only if it is longer than any may be, wherever it stands and whatever is escaped in it.
func TestLongestText(t *testing.T) {
	for _, before := range []int{0, 1, mostTextBytes/2 - 1, mostTextBytes / 2, mostTextBytes} {
		for _, c := range []struct {
			text string
			long bool
		}{
			{strings.Repeat("x", mostTextBytes), false},
			{strings.Repeat("x", mostTextBytes+1), true},
			{strings.Repeat(`\"`, mostTextBytes/2), false},
			{strings.Repeat(`\"`, mostTextBytes/2+1), true},
			{strings.Repeat(`\\`, mostTextBytes/2+1), true},
			// two backslashes end nothing
			{strings.Repeat(`x`, mostTextBytes) + `\\","` + strings.Repeat(`x`, mostTextBytes), true},
			{strings.Repeat(`x`, mostTextBytes-2) + `\\","` + strings.Repeat(`x`, mostTextBytes), false},
		} {
			data := strings.Repeat(`"",`, before/3) + `"` + c.text + `"` + strings.Repeat(`,""`, 10)
			if got := longestText([]byte(data)); (got > mostTextBytes) != c.long {
				t.Errorf("after %d bytes, %.10q of %d bytes: %d", before, c.text, len(c.text), got)
			}
		}
	}
}

// What is read from UTF-16 is what the standard library reads, halves of pairs and odd bytes too.
func TestUTF16(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		units := make([]uint16, random.IntN(8))
		for i := range units {
			units[i] = []uint16{'a', 0xe9, 0x4e2d, 0xd83d, 0xde00, 0xdfff, 0xfffd,
				uint16(random.Uint32())}[random.IntN(8)]
		}
		data := []byte("\xfe\xff")
		for _, u := range units {
			data = binary.BigEndian.AppendUint16(data, u)
		}
		want := string(utf16.Decode(units))
		if random.IntN(2) == 0 {
			data = append(data, 'x')
		}
		if got, err := InUTF8(data); err != nil || string(got) != want {
			t.Fatalf("%x: %q, want %q (%v)", units, got, want, err)
		}
	}
}
