package collect

import (
	"bytes"
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// accountFiles is the directory of testdata/account.txtar.
func accountFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	return awsreplay.Files(t, "testdata/account.txtar")
}

var then = time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)

// quick are options for the replay server: retries wait no time worth telling.
func quick(server *awsreplay.Server) Options {
	return Options{
		Regions: []string{"eu-west-1", "us-east-1"}, EndpointURL: server.URL, Attempts: 3, MaxBackoff: time.Millisecond,
		Now: func() time.Time { return then },
	}
}

// onlyFallback reports whether a document is asked for only where get-account-authorization-details is denied.
func onlyFallback(file string) bool {
	region, name, _ := strings.Cut(file, "/")
	if region != "global" {
		return false // get-policy is also a call of Lambda
	}
	for _, prefix := range []string{"get-role", "list-attached-role-policies", "list-role-policies", "get-policy"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// load is the snapshot that files give, put together without this package. Files for which skip is true are left out.
func load(t *testing.T, files fs.FS, skip func(string) bool) *awsdata.Snapshot {
	t.Helper()
	b := awsdata.NewBuilder()
	b.SetMeta(then, "", "aws")
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || skip != nil && skip(path) {
			return err
		}
		data, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		region, name, _ := strings.Cut(path, "/")
		return b.Put(region, strings.TrimSuffix(name, ".json"), data)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Snapshot()
}

func encoded(t *testing.T, s *awsdata.Snapshot) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// gaps are the snapshot's gaps as "region call cause".
func gaps(s *awsdata.Snapshot) []string {
	var out []string
	for _, g := range s.Gaps() {
		out = append(out, g.Region+" "+g.Call+" "+string(g.Cause))
	}
	return out
}

// mustCollect collects and wants no error.
func mustCollect(t *testing.T, o Options) *awsdata.Snapshot {
	t.Helper()
	s, err := Collect(context.Background(), o)
	if err != nil {
		t.Fatalf("Collect: %v", err)
	}
	return s
}

// same fails the test where two snapshots are not the same to the byte.
func same(t *testing.T, what string, got, want *awsdata.Snapshot) {
	t.Helper()
	g, w := strings.Split(encoded(t, got), "\n"), strings.Split(encoded(t, want), "\n")
	if slices.Equal(g, w) {
		return
	}
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			from := max(i-5, 0)
			t.Fatalf("%s differs at line %d:\n--- got\n%s\n--- want\n%s\ngaps: %v", what, i+1,
				strings.Join(g[from:i+1], "\n"), strings.Join(w[from:i+1], "\n"), gaps(got))
		}
	}
	t.Fatalf("%s differs in length: got %d lines, want %d", what, len(g), len(w))
}
