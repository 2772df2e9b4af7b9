package flowrecords_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/flowrecords"
)

const (
	plain  = "2 123456789012 eni-0a1 10.0.1.9 10.0.9.4 40001 5432 6 12 720 1767225600 1767225660 REJECT OK"
	noData = "2 123456789012 eni-0a1 - - - - - - - 1767225600 1767225660 - NODATA"
	custom = "${interface-id} ${dstaddr} ${dstport} ${srcaddr} ${srcport} ${protocol} ${action} ${tcp-flags} ${flow-direction}"
)

// one is the record of plain in a line.
const one = "eni-0a1 10.0.1.9:40001 10.0.9.4:5432 6 12 reject ok"

func say(r *flowrecords.Record) string {
	action := [...]string{"none", "accept", "reject"}[r.Action]
	status := [...]string{"ok", "nodata", "skipdata"}[r.Status]
	if r.Status != flowrecords.OK {
		return r.Interface + " " + status
	}
	return fmt.Sprintf("%s %s %s %d %d %s %s", r.Interface, netip.AddrPortFrom(r.Source, r.SourcePort),
		netip.AddrPortFrom(r.Destination, r.DestinationPort), r.Protocol, r.Packets, action, status)
}

func readAll(t *testing.T, path string, formats ...string) ([]string, flowrecords.Count, error) {
	t.Helper()
	var out []string
	n, err := flowrecords.Read(t.Context(), path, formats, func(r *flowrecords.Record) error {
		out = append(out, say(r))
		return nil
	})
	return out, n, err
}

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.String()
}

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, content string
		formats       []string
		want          []string
		malformed     int
		fails         string
	}{
		{name: "default format, as CloudWatch Logs has it", content: plain + "\n" + noData + "\n",
			want: []string{one, "eni-0a1 nodata"}},
		{name: "with names before it, as S3 has it", content: "version account-id interface-id srcaddr dstaddr " +
			"srcport dstport protocol packets bytes start end action log-status\n" + plain, want: []string{one}},
		{name: "gzip", content: zipped(plain + "\n"), want: []string{one}},
		{name: "exported with times", content: "2026-01-01T00:01:00.000Z " + plain + "\n", want: []string{one}},
		{name: "of aws logs filter-log-events",
			content: "{\n  \"events\": [\n    {\n      \"logStreamName\": \"eni-0a1-all\",\n      \"message\": \"" +
				plain + "\",\n      \"timestamp\": 1\n    }\n  ]\n}\n", want: []string{one}},
		{name: "a format of one's own by its names", content: strings.NewReplacer("${", "", "}", "").Replace(custom) +
			"\neni-0a1 10.0.9.4 5432 10.0.1.9 40001 6 REJECT 2 egress\n",
			want: []string{"eni-0a1 10.0.1.9:40001 10.0.9.4:5432 6 0 reject ok"}},
		{name: "a format of one's own by that of the flow log", formats: []string{"${action} ${srcaddr}", custom},
			content: "eni-0a1 10.0.9.4 5432 10.0.1.9 40001 6 REJECT 2 egress\n",
			want:    []string{"eni-0a1 10.0.1.9:40001 10.0.9.4:5432 6 0 reject ok"}},
		{name: "Athena's", content: "\"interface_id\",\"srcaddr\",\"dstaddr\",\"srcport\",\"dstport\",\"protocol\",\"action\",\"day\"\n" +
			"\"eni-0a1\",\"10.0.1.9\",\"10.0.9.4\",\"40001\",\"5432\",\"6\",\"REJECT\",\"2026/01/01\"\n",
			want: []string{"eni-0a1 10.0.1.9:40001 10.0.9.4:5432 6 0 reject ok"}},
		{name: "lines that are none are counted",
			content: plain + "\nhello\n" + strings.Replace(plain, "5432", "99999", 1) + "\n",
			want:    []string{one}, malformed: 2},
		{name: "IPv6",
			content: strings.NewReplacer("10.0.1.9", "2001:db8::9", "10.0.9.4", "2001:db8::4").Replace(plain),
			want:    []string{"eni-0a1 [2001:db8::9]:40001 [2001:db8::4]:5432 6 12 reject ok"}},

		{name: "a column is missing",
			content: "interface-id srcaddr dstaddr action\neni-0a1 10.0.1.9 10.0.9.4 REJECT\n",
			fails:   "the records do not have srcport, dstport, protocol"},
		{name: "nothing", content: "", fails: "no record is in it"},
		{name: "something else", content: "hello\nworld\n", fails: "no flow-log record is in it"},
		{name: "something else, long", content: strings.Repeat("hello\n", 20_000), fails: "no flow-log record is in it"},
		{name: "a line without an end", content: strings.Repeat("x", 100_000), fails: "a line is longer than"},
		{name: "half a gzip", content: zipped(strings.Repeat(plain+"\n", 9))[:40], fails: "unexpected EOF"},
		{name: "half a Parquet", content: "PAR1 and no more of it", fails: "damaged Parquet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(file, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			got, n, err := readAll(t, file, tt.formats...)
			if tt.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fails) {
					t.Errorf("error %v, want %s", err, tt.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || n.Malformed != tt.malformed {
				t.Errorf("%d malformed, want %d; records (-want +got):\n%s", n.Malformed, tt.malformed, diff)
			}
		})
	}
}

// TestReadParquet: what DuckDB has written in several ways is what it wrote as CSV.
func TestReadParquet(t *testing.T) {
	want, _, err := readAll(t, "testdata/athena.csv")
	if err != nil || len(want) != 300 || !slices.Contains(want, "eni-0a2 nodata") {
		t.Fatalf("%d records, %v", len(want), err)
	}
	for _, name := range []string{"plain", "snappy", "gzip"} {
		got, _, err := readAll(t, filepath.Join("testdata", name+".parquet"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for name, says := range map[string]string{"zstd": "compressed in a way", "delta": "is in an encoding"} {
		if _, _, err := readAll(t, filepath.Join("testdata", name+".parquet")); err == nil ||
			!strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v, want %s", name, err, says)
		}
	}
}

// TestReadFolder: all files below a folder are read, and the end of the context ends the reading.
func TestReadFolder(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"a/1.log", "a/2.log.gz", "b/3.log"} {
		content := plain + "\n"
		if strings.HasSuffix(name, ".gz") {
			content = zipped(content)
		}
		file := filepath.Join(folder, name)
		err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(content), 0o600))
		if err != nil {
			t.Fatal(err)
		}
	}
	if got, n, err := readAll(t, folder); err != nil || len(got) != 3 || n.Files != 3 {
		t.Errorf("%d records of %d files, %v", len(got), n.Files, err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := errors.New("somebody pressed ^C")
	cancel(ended)
	_, err := flowrecords.Read(ctx, folder, nil, func(*flowrecords.Record) error { return nil })
	if !errors.Is(err, ended) {
		t.Errorf("after the end of the context: %v", err)
	}
	_, _, err = readAll(t, filepath.Join(folder, "gone"))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of no file: %v", err)
	}
}

// FuzzRead: whatever is in a file, what is handed out is whole.
func FuzzRead(f *testing.F) {
	f.Add([]byte(plain + "\n" + noData))
	f.Add([]byte(zipped(plain)))
	f.Add([]byte("\"interface_id\",\"srcaddr\",\"dstaddr\",\"srcport\",\"dstport\",\"protocol\",\"action\"\n"))
	for _, name := range []string{"plain", "snappy", "gzip"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".parquet"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	enough := errors.New("enough")
	f.Fuzz(func(t *testing.T, data []byte) {
		records := 0
		// Damage is an error; what is held is that nothing panics, and that nothing half is handed out.
		_, _ = flowrecords.ReadContent(t.Context(), bytes.NewReader(data), int64(len(data)),
			func(r *flowrecords.Record) error {
				ends := r.Source.IsValid() && r.Destination.IsValid() && r.Action != flowrecords.NoAction
				if !strings.HasPrefix(r.Interface, "eni-") || r.Status == flowrecords.OK && !ends {
					t.Errorf("handed out: %+v", *r)
				}
				if records++; records > 1000 {
					return enough
				}
				return nil
			})
	})
}
