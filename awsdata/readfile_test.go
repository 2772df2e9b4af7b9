package awsdata_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest/platform"
)

const small = `{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-functions": {"Functions": [{"FunctionName": "f", "FunctionArn": "arn:f"}]}}}}`

func packedGzip(t *testing.T, parts ...io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, io.MultiReader(parts...)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// endless is a text that comes again and again, so many bytes of it.
type endless struct {
	text string
	left int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && n < e.left {
		n += copy(p[n:], e.text)
	}
	n = min(n, e.left)
	e.left -= n
	return n, nil
}

// numbered repeats a text with the numbers from 0 to n-1 in it.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// What is no snapshot is refused by name and limit, and takes little memory whatever it pretends to hold.
func TestBadFilesAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		data func(t *testing.T) []byte
		want string
	}{
		{"bomb.json.gz", func(t *testing.T) []byte { return packedGzip(t, &endless{"\x00", 1 << 28}) },
			"it is too big: it unpacks to more than 250 times its size"},
		{"deep.json", func(*testing.T) []byte {
			return []byte(`{"schema": "vpclens.snapshot/v1", "regions": ` + strings.Repeat("[", 200_000) +
				strings.Repeat("]", 200_000) + "}")
		}, "damaged JSON"},
		{"deeper.json", func(*testing.T) []byte {
			return []byte(
				`{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-functions": {"Functions": [` +
					strings.Repeat(`{"VpcConfig":`, 200_000))
		}, "more than 100000 objects of less than 24 bytes each"},
		{"deep-and-wide.json", func(*testing.T) []byte {
			return []byte(
				`{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-functions": {"Functions": [` +
					strings.Repeat(`{"VpcConfig":              `, 200_000))
		}, "damaged JSON"},
		{"many.json", func(*testing.T) []byte {
			return []byte(
				`{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-functions": {"Functions": [` +
					strings.Repeat(`{"FunctionName": "a name"},`, 1_100_000) + `{}]}}}}`)
		}, "more than 1000000 objects"},
		{"more.json", func(*testing.T) []byte {
			return []byte(
				`{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-functions": {"Functions": [` +
					strings.Repeat("{},", 3_100_000) + `{}]}}}}`)
		}, "more than 3000000 objects"},
		{"hollow.json", func(*testing.T) []byte {
			return []byte(
				`{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-functions": {"Functions": [` +
					strings.Repeat("{},", 200_000) + `{}]}}}}`)
		}, "more than 100000 objects of less than 24 bytes each"},
		{"commas.json", func(*testing.T) []byte {
			return []byte(`{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-layers": {"Layers": [` +
				strings.Repeat(`"",`, 2_000_000) + `""]}}}}`)
		}, "more than 1000000 values of less than 8 bytes each"},
		{"values.json", func(*testing.T) []byte {
			return []byte(`{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-layers": {"Layers": [` +
				strings.Repeat(`"",`, 12_000_001) + `""]}}}}`)
		}, "more than 12000000 values"},
		{"text.json", func(*testing.T) []byte {
			return []byte(strings.Replace(small, `"f"`, `"`+strings.Repeat(`\"`, 600_000)+`"`, 1))
		}, "a text, or a gap between texts, of more than 1 MB"},
		{"gaps.json", func(*testing.T) []byte {
			return []byte(strings.Replace(small, `"regions"`,
				`"gaps": [`+strings.Repeat(`{"region": "us-east-1", "call": "c"},`, 200_000)+`{}], "regions"`, 1))
		}, "more than 200000 gaps"},
		{"regions.json", func(*testing.T) []byte {
			return []byte(strings.Replace(small, `"us-east-1"`, numbered(`"us-east-%d": {}, `, 500)+`"us-west-1"`, 1))
		}, "more than 500 regions"},
		{"accounts.json", func(*testing.T) []byte {
			return []byte(strings.Replace(small, `"regions"`,
				`"accounts": {`+numbered(`"%012d": {"regions": {}}, `, 10_000)+`"x": {}}, "regions"`, 1))
		}, "more than 10000 accounts"},
		{"documents.json", func(*testing.T) []byte {
			return []byte(strings.Replace(small, `"list-functions"`,
				numbered(`"call-%d": 0, `, 200_000)+`"list-functions"`, 1))
		}, "more than 200000 documents"},
		{"odd.json", func(*testing.T) []byte {
			return []byte(strings.Replace(small, `"regions"`,
				strings.Repeat(`"padding": "`+strings.Repeat("x", 1<<19)+`", `, 130)+`"regions"`, 1))
		}, "more than 64 MB with names that stand there twice"},
		{"utf16.json", func(*testing.T) []byte { return append([]byte("\xff\xfe"), make([]byte, 128<<20)...) },
			"more than 128 MB of UTF-16"},
		{"cut.json.gz", func(t *testing.T) []byte { return packedGzip(t, strings.NewReader(small))[:20] },
			"damaged gzip data"},
		{"region.json", func(*testing.T) []byte { return []byte(strings.ReplaceAll(small, "us-east-1", "US-EAST-1 ")) },
			`no region is called "US-EAST-1 "`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.name)
			if err := os.WriteFile(path, tt.data(t), 0o600); err != nil {
				t.Fatal(err)
			}
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := awsdata.Load(t.Context(), path)
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.name) {
				t.Errorf("the error is %v, want one with %q and the file's name", err, tt.want)
			}
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 512 {
				t.Errorf("%d MB were allocated", mb)
			}
		})
	}
}

// What has no end, or waits for somebody, is not opened.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "us-east-1"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, where := range map[string]string{"/dev/zero": "zero.json", "/dev/null": "us-east-1/list-functions.json"} {
		if _, err := os.Stat(name); err != nil {
			t.Skipf("there is no %s", name)
		}
		platform.Link(t, name, filepath.Join(dir, where))
	}
	for _, path := range []string{filepath.Join(dir, "zero.json"), dir} {
		if _, err := awsdata.Load(t.Context(), path); err == nil ||
			!strings.Contains(err.Error(), "it is a device, want a regular file") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// The end of the context ends the reading.
func TestReadingEndsWithTheContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	reason := errors.New("the person left")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	if _, err := awsdata.Load(ctx, path); !errors.Is(err, reason) {
		t.Errorf("the error is %v", err)
	}
}

// PowerShell writes a byte order mark, or UTF-16.
func TestOtherUnicode(t *testing.T) {
	utf16Of := func(order binary.AppendByteOrder, mark string) []byte {
		out := []byte(mark)
		for _, unit := range utf16.Encode([]rune(small)) {
			out = order.AppendUint16(out, unit)
		}
		return out
	}
	for name, data := range map[string][]byte{
		"with a mark": append([]byte("\xef\xbb\xbf"), small...), "little": utf16Of(binary.LittleEndian, "\xff\xfe"),
		"big":    utf16Of(binary.BigEndian, "\xfe\xff"),
		"packed": packedGzip(t, bytes.NewReader(utf16Of(binary.LittleEndian, "\xff\xfe"))),
	} {
		path := filepath.Join(t.TempDir(), "a.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := awsdata.Load(t.Context(), path)
		if err != nil || len(s.Regions[0].Functions) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A document under a name that is nearly right is pointed out, and one in a folder that is no region is refused.
func TestNamesThatAreNearlyRight(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("us-east-1/ec2-describe-subnets.json", `{"Subnets": []}`)
	if _, err := awsdata.Load(t.Context(), dir); err == nil ||
		!strings.Contains(err.Error(), "ec2-describe-subnets.json: did you mean describe-subnets.json?") {
		t.Errorf("alone: %v", err)
	}
	put("us-east-1/list-functions.json", `{"Functions": []}`)
	put(".git/config.json", `{}`)
	s, err := awsdata.Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if g, ok := s.Region("us-east-1").Gap("describe-subnets"); !ok ||
		!strings.Contains(g.Message, "did you mean describe-subnets.json?") {
		t.Errorf("the gap says %q", g.Message)
	}
	if len(s.Regions) != 1 {
		t.Errorf("the regions are %v", s.RegionNames())
	}
	platform.NeedsUnix(t, "a folder whose name ends in a space")
	put("US-EAST-1 /list-functions.json", `{"Functions": []}`)
	if _, err := awsdata.Load(t.Context(), dir); err == nil ||
		!strings.Contains(err.Error(), `"US-EAST-1 " is no name of a region`) {
		t.Errorf("an odd folder: %v", err)
	}
}
