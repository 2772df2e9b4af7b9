package demo

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

func load(t *testing.T) *awsdata.Snapshot {
	t.Helper()
	s, err := Snapshot()
	if err != nil {
		t.Fatalf("load the demo account: %v", err)
	}
	return s
}

func TestHead(t *testing.T) {
	s := load(t)
	if got, want := s.CapturedAt.Format("2006-01-02 15:04:05 MST"), "2026-10-05 07:42:00 UTC"; got != want {
		t.Errorf("captured at %s, want %s", got, want)
	}
	if s.AccountID != "123456789012" || s.Partition != "aws" {
		t.Errorf("account %s in partition %s, want 123456789012 in aws", s.AccountID, s.Partition)
	}
	if s.Account.CallerIdentity == nil || s.Account.CallerIdentity.Account != s.AccountID {
		t.Errorf("caller identity %+v is not of account %s", s.Account.CallerIdentity, s.AccountID)
	}
	got := map[string]int{}
	for _, name := range s.RegionNames() {
		got[name] = len(awsdata.NewIndex(s).Region(name).Functions())
	}
	if diff := cmp.Diff(map[string]int{"eu-west-1": 7, "us-east-1": 47}, got); diff != "" {
		t.Errorf("functions by region (-want +got):\n%s", diff)
	}
}

// The banner of every demo screen counts these; a document that is lost would show here as one more.
func TestGapsAreTheRecordedOnes(t *testing.T) {
	s := load(t)
	var got []string
	for _, g := range s.Gaps() {
		got = append(got, g.Region+" "+g.Call+" "+string(g.Cause))
	}
	spokes := tableNamed(t, s.Region("us-east-1"), "tgw-rtb-spokes")
	want := []string{
		"eu-west-1 describe-flow-logs denied",
		"us-east-1 search-transit-gateway-routes." + spokes + " denied",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
}

func tableNamed(t *testing.T, r *awsdata.Region, name string) string {
	t.Helper()
	for _, table := range r.TransitGatewayRouteTables {
		if table.Name() == name {
			return table.ID()
		}
	}
	t.Fatalf("no transit gateway route table %s", name)
	return ""
}

// One canonical form: the committed directory is what Save writes, so a change of the account shows as a change of the
// account only.
func TestDirectoryIsWhatSaveWrites(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "account")
	if err := load(t).Save(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(contents(t, os.DirFS(dir)), contents(t, os.DirFS("account"))); diff != "" {
		t.Errorf("the directory differs from what Save writes (-save +committed):\n%s", diff)
	}
}

func contents(t *testing.T, dir fs.FS) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir, path)
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
