package cli_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest/platform"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/cli"
)

// pack packs an account and unpacks it: the names of the files in their order, and what is in them.
func pack(t *testing.T, args ...string) (whole []byte, names []string, files map[string]string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "review.zip")
	answerOf(t, append([]string{"pack", out}, args...)...)
	whole, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !platform.OwnerOnly(t, out) {
		t.Error("others can read the pack")
	}
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	files = make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v", f.Name, f.Mode())
		}
		names, files[f.Name] = append(names, f.Name), string(data)
	}
	return whole, names, files
}

// answerOf runs the program and gives what it says on stdout.
func answerOf(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := []string{"VPCLENS_PROFILE="}
	if code := cli.Main(t.Context(), args, env, strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Fatalf("vpclens %q: exit code %d: %s", args, code, &stderr)
	}
	return stdout.String()
}

// demoFile is the built-in account as a file, which is read at the same time whenever it is read.
func demoFile(t *testing.T) string {
	t.Helper()
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "account.json")
	if err := s.Save(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	return file
}

// A pack is the same for the same snapshot, says what is in it, and what it says can be computed of its snapshot again.
func TestPack(t *testing.T) {
	from := demoFile(t)
	whole, names, files := pack(t, "--from", from)
	if again, _, _ := pack(t, "--from", from); !bytes.Equal(whole, again) {
		t.Error("two packs of one snapshot differ")
	}
	if names[0] != "README.txt" {
		t.Errorf("the first file is %s", names[0])
	}
	for _, name := range names[1:] {
		if !strings.Contains(files[names[0]], name) {
			t.Errorf("README.txt does not say what %s is", name)
		}
	}
	for _, want := range []string{"report.html", "findings.json", "snapshot.json.gz", "CATALOGUE.md", "checks.json"} {
		if files[want] == "" {
			t.Errorf("no %s among %v", want, names)
		}
	}
	file := filepath.Join(t.TempDir(), "snapshot.json.gz")
	if err := os.WriteFile(file, []byte(files["snapshot.json.gz"]), 0o600); err != nil {
		t.Fatal(err)
	}
	for format, name := range map[string]string{"json": "findings.json", "html": "report.html"} {
		if answerOf(t, "scan", "--from", file, "--format", format) != files[name] {
			t.Errorf("%s is not what the snapshot in the pack gives", name)
		}
	}
}

// Nothing that people named is in an anonymized pack, and all of it is there.
func TestAnAnonymizedPackNamesNobody(t *testing.T) {
	from := demoFile(t)
	_, names, files := pack(t, "--from", from, "--anonymize")
	_, open, named := pack(t, "--from", from)
	if strings.Join(names, " ") != strings.Join(open, " ") {
		t.Errorf("files %v, want %v", names, open)
	}
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{s.AccountID}
	for _, r := range s.MainRegions() {
		for i := range r.Functions {
			secrets = append(secrets, r.Functions[i].FunctionName)
		}
	}
	snapshot, err := awsdata.Decode(t.Context(), []byte(files["snapshot.json.gz"]), "snapshot.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := snapshot.Encode(&b); err != nil {
		t.Fatal(err)
	}
	files["snapshot.json.gz"] = b.String()
	delete(files, "CATALOGUE.md") // what the program says of its checks is the same for everybody
	delete(files, "checks.json")
	for _, name := range names {
		for _, secret := range secrets {
			if strings.Contains(files[name], secret) {
				t.Errorf("%s names %s", name, secret)
			}
		}
	}
	type document struct{ Functions, Findings []json.RawMessage }
	var got, want document
	for text, into := range map[string]*document{files["findings.json"]: &got, named["findings.json"]: &want} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	if len(got.Functions) != len(want.Functions) || len(got.Findings) != len(want.Findings) || len(got.Findings) == 0 {
		t.Errorf("%d functions and %d findings, want %d and %d", len(got.Functions), len(got.Findings),
			len(want.Functions), len(want.Findings))
	}
	if !strings.Contains(files["README.txt"], "replaced in every file") {
		t.Error("README.txt does not say that names are replaced")
	}
}
