package pastetest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

// lintVersion is the version of cfn-lint that setup.sh installs.
const lintVersion = "1.58.0"

// notAsked are cfn-lint's rules that say something about what is printed only because it stands alone: ids of tests and
// placeholders are no ids of AWS's, and a part of a resource has not all that the resource must have.
var notAsked = []string{
	"E1150", "E1151", "E1152", "E1153", "E1154", "E1155", "E1156", "E1157", "E1158", // formats of ids and ARNs
	"W", "I", // what could be better
}

// notAskedOfParts are the rules that a part breaks because it lacks the rest of its resource, and refers to what the
// whole template declares.
var notAskedOfParts = []string{"E3003", "E3014", "E1010", "E1020"}

// validateTemplates has cfn-lint read all templates that differ in more than names. What changes in a resource that
// another template declares is a comment in the template: it is read as a resource of its own, which lacks the rest.
func validateTemplates(tb testing.TB, printed []Printed) (declarations, shapes int) {
	tb.Helper()
	folder := tb.TempDir()
	where := make(map[string]string)
	seen := make(map[string]bool)
	var whole, parts []string
	write := func(list paste.CloudFormation, from string, files *[]string) {
		text := list.Text()
		key := templateShape(text)
		if seen[key] {
			return
		}
		seen[key] = true
		file := filepath.Join(folder, fmt.Sprintf("%d.yaml", len(seen)))
		if err := os.WriteFile(file, []byte(withIDs(text)+"\n"), 0o600); err != nil {
			tb.Fatal(err)
		}
		where[file] = from + ":\n" + text
		*files = append(*files, file)
	}
	for i := range printed {
		p := &printed[i]
		declarations += len(p.CloudFormation)
		if strings.Contains(p.CloudFormation.Text(), "Resources:\n") {
			write(p.CloudFormation, p.Where, &whole)
		}
		for _, d := range p.CloudFormation {
			if d.Part {
				d.Part, d.Name = false, "Part"
				write(paste.CloudFormation{d}, p.Where, &parts)
			}
		}
	}
	lint(tb, where, whole, parts)
	return declarations, len(seen)
}

// lint runs cfn-lint over files: whole templates, and parts of them.
func lint(tb testing.TB, where map[string]string, whole, parts []string) {
	tb.Helper()
	if len(whole)+len(parts) == 0 {
		return
	}
	installed := filepath.Join(venv.Folder(tb), "lib", "python*", "site-packages", "cfn_lint-*.dist-info")
	if found, err := filepath.Glob(installed); err != nil || len(found) != 1 ||
		filepath.Base(found[0]) != "cfn_lint-"+lintVersion+".dist-info" {
		tb.Fatalf("%q is installed, and not cfn-lint %s: run setup.sh anew (%v)", found, lintVersion, err)
	}
	args := []string{"--format", "json", "--regions", "us-east-1", "--ignore-checks"}
	args = append(append(append(append(args, notAsked...), "--"), whole...), parts...)
	var found []struct {
		Filename, Message string
		Rule              struct{ Id string } //nolint:revive // as cfn-lint writes it
	}
	out := python(tb, nil, "cfn-lint", args...)
	if err := json.Unmarshal(out, &found); err != nil {
		tb.Fatalf("cfn-lint says what cannot be read: %v\n%s", err, out)
	}
	for _, f := range found {
		if slices.Contains(notAskedOfParts, f.Rule.Id) && slices.Contains(parts, f.Filename) {
			continue
		}
		if badFormat.MatchString(f.Message) {
			continue // a placeholder: what stands there later is for people to say
		}
		tb.Errorf("cfn-lint: %s %s\n%s", f.Rule.Id, f.Message, where[f.Filename])
	}
}

// templateShape is what is left of a template without names and addresses.
func templateShape(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if m := logicalID.FindStringSubmatch(line); m != nil {
			line = "  resource:\n"
		}
		if name, value, ok := strings.Cut(line, ": "); ok && name != "    Type" {
			line = name + ": " + texts.ReplaceAllStringFunc(strings.TrimSpace(value),
				func(s string) string { return kindOf(strings.Trim(s, `"`)) }) + "\n"
		}
		lines = append(lines, references.ReplaceAllString(line, "reference"))
	}
	return strings.Join(lines, "")
}

var (
	badFormat  = regexp.MustCompile(`^'[A-Z][A-Z0-9_]+' (does not match|is shorter than)`)
	logicalID  = regexp.MustCompile(`^  [A-Za-z0-9]+:\n$`)
	texts      = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	references = regexp.MustCompile(`!(Ref|GetAtt) [A-Za-z0-9]+`)
)

// ValidateTemplates has cfn-lint read whole templates, by what they are called.
func ValidateTemplates(tb testing.TB, templates map[string]string) {
	tb.Helper()
	folder := tb.TempDir()
	where := make(map[string]string)
	var files []string
	for name, text := range templates {
		file := filepath.Join(folder, fmt.Sprintf("%d%s", len(files), filepath.Ext(name)))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
		where[file] = name
		files = append(files, file)
	}
	lint(tb, where, files, nil)
}
