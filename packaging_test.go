//go:build unix

package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

// ownWorkflows are those of this repository.
func ownWorkflows(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(".github/workflows/*.yml")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d workflows, %v: this test looks at something else", len(files), err)
	}
	var out []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(text))
	}
	return out
}

// actionlint reads the workflows of this repository.
func TestActionlintReadsOurWorkflows(t *testing.T) {
	all := ownWorkflows(t)
	if said := actionlint(t, slices.Clone(all)...); said != "" {
		t.Error(said)
	}
	if said := actionlint(t, strings.Replace(all[0], "runs-on: ubuntu-latest", "runs-on: ubuntu-latet", 1)); !strings.
		Contains(said, "ubuntu-latet") {
		t.Errorf("a runner that is not there is not found: %q", said)
	}
}

// zizmor finds nothing that somebody could make of them, nor of the updates of what they use.
func TestZizmorReadsOurWorkflows(t *testing.T) {
	zizmor := filepath.Join(venv.Folder(t), "bin", "zizmor")
	look := func(of ...string) (string, error) {
		command := exec.CommandContext(t.Context(), zizmor, append([]string{"--offline", "--no-progress",
			"--color=never", "--persona=pedantic"}, of...)...)
		out, err := command.CombinedOutput()
		return string(out), err
	}
	if said, err := look(".github"); err != nil || !strings.Contains(said, "No findings to report") {
		t.Errorf("%v\n%s", err, said)
	}
	pinned := ownWorkflows(t)[0]
	at := strings.Index(pinned, "@")
	if said, err := look(repository(t, pinned[:at]+"@v1"+pinned[at+41:])...); err == nil {
		t.Errorf("an action that is not pinned is not found: %s", said)
	}
}

// The image is built of the whole commit: what Docker leaves out is what git leaves out.
func TestTheImageIsOfTheWholeCommit(t *testing.T) {
	patterns := func(file string) (out []string) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				out = append(out, line)
			}
		}
		slices.Sort(out)
		return out
	}
	var want []string
	for _, line := range patterns(".gitignore") {
		if anchored, ok := strings.CutPrefix(line, "/"); ok {
			line = strings.TrimSuffix(anchored, "/")
		} else {
			line = "**/" + line
		}
		want = append(want, line)
	}
	slices.Sort(want)
	if got := patterns(".dockerignore"); !slices.Equal(got, want) {
		t.Errorf("Docker leaves out %q, want %q as in .gitignore", got, want)
	}
}

// linked is a module of a program, as a list of what it is made of has it.
type linked struct{ path, version string }

// spdx and cyclonedx are such lists, in short.
func spdx(modules []linked) any {
	packages := []any{map[string]any{"name": "no package URL"}}
	for _, m := range modules {
		packages = append(packages, map[string]any{"name": m.path, "externalRefs": []any{
			map[string]any{"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:x:y:*:*:*:*:*:*:*:*"},
			map[string]any{"referenceType": "purl", "referenceLocator": m.purl()}}})
	}
	return map[string]any{"spdxVersion": "SPDX-2.3", "packages": packages}
}

func cyclonedx(modules []linked) any {
	components := []any{map[string]any{"type": "file", "name": "vpclens"}}
	for _, m := range modules {
		components = append(components, map[string]any{"type": "library", "name": m.path, "purl": m.purl()})
	}
	return map[string]any{"bomFormat": "CycloneDX", "components": components}
}

func (l linked) purl() string {
	version := strings.ReplaceAll(l.version, "+", "%2B")
	if parts := strings.SplitN(l.path, "/", 4); len(parts) == 4 && parts[0] == "github.com" { // as syft does
		return "pkg:golang/" + strings.Join(parts[:3], "/") + "@" + version + "#" + parts[3]
	}
	return "pkg:golang/" + l.path + "@" + version
}

// A list of what an archive is made of is refused unless it has the modules that are linked into the program: here into
// this test.
func TestSBOMsAreHeldAgainstTheProgram(t *testing.T) {
	for _, program := range []string{"sh", "go", "jq", "tar", "diff"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("NOT TESTED: lists of what an archive is made of, without %s", program)
		}
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || len(info.Deps) < 3 {
		t.Fatal("nothing is linked into this test: it looks at something else")
	}
	modules := []linked{{"stdlib", strings.TrimPrefix(info.GoVersion, "go")}, {module, "v1.2.3"}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		modules = append(modules, linked{m.Path, m.Version})
	}
	folder := t.TempDir()
	archive := filepath.Join(folder, "vpclens_1.2.3_linux_amd64.tar.gz")
	packThisTest(t, archive)
	other := slices.Clone(modules)
	other[2].version = "v0.0.1"
	for _, test := range []struct {
		name    string
		modules []linked
		want    string
	}{
		{"all of them", modules, ""},
		{"one is missing", slices.Delete(slices.Clone(modules), 2, 3), "< " + modules[2].path + " " + modules[2].version},
		{"one too many", append(slices.Clone(modules), linked{"example.com/more", "v1.0.0"}), "> example.com/more v1.0.0"},
		{"another version", other, "> " + modules[2].path + " v0.0.1"},
		{"none", nil, "< " + modules[2].path + " " + modules[2].version},
	} {
		for form, document := range map[string]any{"spdx": spdx(test.modules), "cdx": cyclonedx(test.modules)} {
			text, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(folder, form+".json")
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), "sh", "packaging/sbomcheck.sh", archive, file).CombinedOutput()
			if (err == nil) != (test.want == "") || !strings.Contains(string(out), test.want) {
				t.Errorf("%s, %s: %v\n%s", test.name, form, err, out)
			}
		}
	}
}

// packThisTest makes an archive of this test, as if it were the program.
func packThisTest(t *testing.T, archive string) {
	t.Helper()
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		t.Fatal(err)
	}
	to, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	files := tar.NewWriter(packed)
	if err := files.WriteHeader(&tar.Header{Name: "vpclens", Mode: 0o755, Size: info.Size()}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(files, from); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(files.Close(), packed.Close(), to.Close()); err != nil {
		t.Fatal(err)
	}
}
