package awsdata_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/awstest/platform"
)

// unpack writes a fixture's files and returns the path of the snapshot among them: the directory account, or the file
// account.json. The fixture's comment is what is expected; lines that start with # explain it.
func unpack(t *testing.T, fixture string) (path, want string) {
	t.Helper()
	archive, err := txtar.ParseFile(fixture)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := txtar.Write(archive, dir); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "account")
	if _, err := os.Stat(path); err != nil {
		path += ".json"
	}
	var lines []string
	for _, l := range strings.Split(strings.TrimSpace(string(archive.Comment)), "\n") {
		if !strings.HasPrefix(l, "#") {
			lines = append(lines, inFolder(l, dir))
		}
	}
	return path, strings.Join(lines, "\n")
}

// inFolder is an expected line, $DIR/a/b in it as the system writes that path in a folder.
func inFolder(line, dir string) string {
	line = strings.ReplaceAll(line, "<region>/", filepath.FromSlash("<region>/"))
	before, rest, ok := strings.Cut(line, "$DIR")
	if !ok {
		return line
	}
	path, after, _ := strings.Cut(rest, " ")
	if after != "" {
		after = " " + after
	}
	return before + dir + filepath.FromSlash(path) + inFolder(after, dir)
}

func fixtures(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures at %s (%v)", pattern, err)
	}
	return files
}

func name(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

// Every damaged input gives one line that names the file and the place.
func TestLoadErrors(t *testing.T) {
	t.Parallel()
	for _, fixture := range fixtures(t, "testdata/errors/*.txtar") {
		t.Run(name(fixture), func(t *testing.T) {
			t.Parallel()
			path, want := unpack(t, fixture)
			s, err := awsdata.Load(t.Context(), path)
			if err == nil {
				t.Fatalf("loaded without an error: %d regions", len(s.Regions))
			}
			if got := err.Error(); got != want {
				t.Errorf("error is\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func load(t *testing.T, path string) *awsdata.Snapshot {
	t.Helper()
	s, err := awsdata.Load(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func save(t *testing.T, s *awsdata.Snapshot, path string) {
	t.Helper()
	if err := s.Save(t.Context(), path); err != nil {
		t.Fatal(err)
	}
}

func rich(t *testing.T) *awsdata.Snapshot {
	t.Helper()
	story, err := os.ReadFile("awstest/testdata/rich.story")
	if err != nil {
		t.Fatal(err)
	}
	return awstest.Parse(t, string(story))
}

// tree is a directory's files by path, with slashes.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out[filepath.ToSlash(strings.TrimPrefix(path, dir))] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// roundTrip saves the snapshot in each form, from each form, and wants the same bytes each time.
func roundTrip(t *testing.T, s *awsdata.Snapshot) {
	t.Helper()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	save(t, s, at("first"))
	save(t, load(t, at("first")), at("second.json"))
	save(t, load(t, at("second.json")), at("third.json.gz"))
	save(t, load(t, at("third.json.gz")), at("fourth"))
	save(t, load(t, at("fourth")), at("fifth.json.gz"))
	save(t, load(t, at("fifth.json.gz")), at("sixth.json"))
	if diff := cmp.Diff(tree(t, at("first")), tree(t, at("fourth"))); diff != "" {
		t.Errorf("directory -> file -> directory differs:\n%s", diff)
	}
	for _, pair := range [][2]string{{"second.json", "sixth.json"}, {"third.json.gz", "fifth.json.gz"}} {
		a, errA := os.ReadFile(at(pair[0]))
		b, errB := os.ReadFile(at(pair[1]))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s and %s differ (%v, %v)", pair[0], pair[1], errA, errB)
		}
	}
	for _, p := range []string{at("second.json"), at("first"), at("first/snapshot.json")} {
		if !platform.OwnerOnly(t, p) {
			t.Errorf("%s can be read by others", p)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	t.Run("rich story", func(t *testing.T) {
		t.Parallel()
		roundTrip(t, rich(t))
	})
	for _, fixture := range fixtures(t, "testdata/gaps/*.txtar") {
		t.Run("gaps "+name(fixture), func(t *testing.T) {
			t.Parallel()
			path, _ := unpack(t, fixture)
			roundTrip(t, load(t, path))
		})
	}
	t.Run("ids that are no file names", func(t *testing.T) {
		t.Parallel()
		b := awsdata.NewBuilder()
		for _, id := range []string{"../../escape", "a/b", "a%2Fb", "sp ace", "ü", "a:b"} {
			err := b.Put("us-east-1", "get-function."+id,
				[]byte(`{"Configuration": {"FunctionName": "x", "FunctionArn": "y"}}`))
			if err != nil {
				t.Fatal(err)
			}
		}
		s := b.Snapshot()
		roundTrip(t, s)
		dir := filepath.Join(t.TempDir(), "out")
		save(t, s, dir)
		if n := len(load(t, dir).Region("us-east-1").FunctionDetails); n != 6 {
			t.Errorf("%d of 6 documents came back", n)
		}
	})
}

// The accounts that lie beside a checkout load and keep their bytes, too.
func TestRoundTripOfGivenAccounts(t *testing.T) {
	t.Parallel()
	accounts, _ := filepath.Glob("../../shared/accounts/*/account")
	if len(accounts) == 0 {
		t.Skip("LEFT OUT: no accounts at ../../shared/accounts, so none of them was read")
	}
	for _, path := range accounts {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			t.Parallel()
			s := load(t, path)
			roundTrip(t, s)
			if len(s.Regions) == 0 || len(s.Regions[0].Functions) == 0 || s.AccountID == "" {
				t.Errorf("account %q with %d regions read", s.AccountID, len(s.Regions))
			}
		})
	}
}

// Documents arrive in any order, and the snapshot is the same.
func TestOrderOfPutDoesNotMatter(t *testing.T) {
	t.Parallel()
	s := rich(t)
	dir := filepath.Join(t.TempDir(), "account")
	save(t, s, dir)
	files := tree(t, dir)
	var paths []string
	for path := range files {
		if path != "/snapshot.json" {
			paths = append(paths, path)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	var first []byte
	for range 5 {
		random.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		b := awsdata.NewBuilder()
		for _, path := range paths {
			region, file, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
			call, err := url.PathUnescape(strings.TrimSuffix(file, ".json"))
			if err != nil {
				t.Fatal(err)
			}
			if err := b.Put(region, call, []byte(files[path])); err != nil {
				t.Fatal(err)
			}
		}
		got := encode(t, b.Snapshot())
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Fatal("the order of the documents shows in the snapshot")
		}
	}
}

func encode(t testing.TB, s *awsdata.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A snapshot that was handed out stays as it is while more arrives.
func TestSnapshotDoesNotChange(t *testing.T) {
	t.Parallel()
	b := awsdata.NewBuilder()
	put := func(call, document string) {
		t.Helper()
		if err := b.Put("us-east-1", call, []byte(document)); err != nil {
			t.Fatal(err)
		}
	}
	put("describe-vpcs", `{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}`)
	put("get-function.a", `{"Configuration": {"FunctionName": "a", "FunctionArn": "a"}}`)
	early := b.Snapshot()
	before := encode(t, early)
	put("describe-vpcs",
		`{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-2", "CidrBlock": "10.0.0.0/16"}]}`)
	put("get-function.b", `{"Configuration": {"FunctionName": "b", "FunctionArn": "b"}}`)
	b.Gap(awsdata.Gap{Region: "us-east-1", Call: "describe-subnets", Cause: awsdata.CauseDenied})
	if !bytes.Equal(before, encode(t, early)) {
		t.Error("the early snapshot changed")
	}
	if n := len(b.Snapshot().Region("us-east-1").VPCs); n != 2 {
		t.Errorf("the later snapshot has %d VPCs", n)
	}
}

func TestDamagedGzip(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "account.json.gz")
	save(t, rich(t), path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"head only":    whole[:5],
		"cut off":      whole[:len(whole)/2],
		"bit flipped":  append(append(bytes.Clone(whole[:200]), whole[200]^0x10), whole[201:]...),
		"magic only":   whole[:2],
		"bad checksum": append(bytes.Clone(whole[:len(whole)-1]), whole[len(whole)-1]^1),
	} {
		_, err := awsdata.Decode(t.Context(), data, "account.json.gz")
		if err == nil || !strings.HasPrefix(err.Error(), "account.json.gz: ") ||
			!strings.Contains(err.Error(), "damaged gzip data") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestSaveRefusesAFullDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := rich(t).Save(t.Context(), dir)
	if err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("error %v", err)
	}
	if files := tree(t, dir); len(files) != 1 {
		t.Errorf("files were written: %d", len(files))
	}
}

// A link is followed: what it leads to is written, and it stays a link.
func TestSaveFollowsLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for link, to := range map[string]string{"out.json": "real", "out": "folder"} {
		platform.Link(t, to, filepath.Join(dir, link))
		if err := rich(t).Save(t.Context(), filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(filepath.Join(dir, link)); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v", link, err)
		}
		if s, err := awsdata.Load(t.Context(), filepath.Join(dir, to)); err != nil || len(s.Regions) == 0 {
			t.Errorf("%s leads to no snapshot: %v", link, err)
		}
	}
}

// Nothing is left of a snapshot whose writing was ended, be it before the first byte or in the middle.
func TestSaveLeavesNothingWhenItIsEnded(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"out.json", "out.json.gz", "folder/out"} {
		for at := range 6 {
			dir := t.TempDir()
			err := rich(t).Save(&endsAfter{Context: t.Context(), looks: at}, filepath.Join(dir, name))
			if files := tree(t, dir); errors.Is(err, context.Canceled) == (len(files) > 0) {
				t.Errorf("%s, ended at look %d: %v, and there are %d files", name, at, err, len(files))
			}
			if entries, _ := os.ReadDir(dir); err != nil && len(entries) > 0 {
				t.Errorf("%s, ended at look %d: %v is left", name, at, entries)
			}
		}
	}
}

// endsAfter is a context that has ended once somebody has looked so many times.
type endsAfter struct {
	context.Context
	looks int
}

func (c *endsAfter) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}

func (c *endsAfter) Value(any) any { return nil } // no cause but that

func TestSaveLeavesTheOldFileWhenItFails(t *testing.T) {
	t.Parallel()
	err := rich(t).Save(t.Context(), filepath.Join(t.TempDir(), "none", "account.json"))
	if err == nil || !strings.HasPrefix(err.Error(), "write snapshot: ") {
		t.Errorf("error %v", err)
	}
}

// FuzzDecode holds that no input makes the decoder panic, and that what it reads it writes in a form it reads again.
func FuzzDecode(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, fixture := range seeds {
		archive, err := txtar.ParseFile(fixture)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Add([]byte(`{"schema":"vpclens.snapshot/v1","capturedAt":"0000-01-01T00:00:00+23:00","regions":{"\u001b":{"list-functions":{"Functions":[{"FunctionName":"\ud800","VpcConfig":null}]}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := awsdata.Decode(t.Context(), data, "fuzz")
		if err != nil {
			return
		}
		first := encode(t, s)
		again, err := awsdata.Decode(t.Context(), first, "again")
		if err != nil {
			t.Fatalf("what was written is not read: %v\n%s", err, first)
		}
		if second := encode(t, again); !bytes.Equal(first, second) {
			t.Fatalf("not stable:\n%s", cmp.Diff(string(first), string(second)))
		}
		awsdata.NewIndex(s)
	})
}

// TestPolicyThatIsNoJSON holds that one policy which nobody can read does not keep the rest of an account from being
// read, and is written as it was.
func TestPolicyThatIsNoJSON(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "account")
	for name, text := range map[string]string{
		"us-east-1/describe-vpc-endpoints.json": `{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Gateway", "State": "available", "PolicyDocument": "not a policy"}]}`,
		"global/get-account-authorization-details.json": `{"RoleDetailList": [{"RoleName": "work", "Arn": "arn:aws:iam::123456789012:role/work",
			"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": "{\"Statement\": ["}]}], "Policies": []}`,
	} {
		file := filepath.Join(path, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	first := load(t, path)
	again := filepath.Join(t.TempDir(), "again")
	save(t, first, again)
	for _, s := range []*awsdata.Snapshot{first, load(t, again)} {
		if got := s.Region("us-east-1").VPCEndpoints[0].PolicyDocument; got != "not a policy" {
			t.Errorf("the endpoint's policy: %q", got)
		}
		if got := s.Account.Roles[0].RolePolicyList[0].PolicyDocument; got != `"{\"Statement\": ["` {
			t.Errorf("the role's policy: %q", got)
		}
	}
}
