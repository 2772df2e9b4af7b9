// Package pastetest holds what is printed for people to paste against what reads it: AWS CLI commands against a shell
// and the AWS CLI's own driver and models, CloudFormation against cfn-lint, Terraform against its language and a table
// of its provider's arguments. Nothing is sent anywhere. It is for tests only.
package pastetest

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for validate.py
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

// Printed is what one place of the program prints.
type Printed struct {
	Where          string // says where, when something is wrong with it
	CLI            paste.Script
	Terraform      paste.Terraform
	CloudFormation paste.CloudFormation
}

// Counts are how much was validated: what differs in names and addresses only is validated once.
type Counts struct {
	Commands, CommandShapes        int
	Terraform                      int
	CloudFormation, TemplateShapes int
}

// Validate holds everything that is printed. The Python that it needs is set up by awsdata/collect/mototest/setup.sh;
// without it the test is skipped and says so, or fails with VPCLENS_REQUIRE_MOTO=1.
func Validate(tb testing.TB, printed []Printed) Counts {
	tb.Helper()
	var counts Counts
	counts.Commands, counts.CommandShapes = validateCommands(tb, printed)
	for i := range printed {
		validateTerraform(tb, printed[i].Where, printed[i].Terraform)
		counts.Terraform += len(printed[i].Terraform)
	}
	counts.CloudFormation, counts.TemplateShapes = validateTemplates(tb, printed)
	return counts
}

// KeepsNames holds that names arrive at AWS as they are, whatever is in them: each command that holds one of the names
// is parsed by the AWS CLI's driver, and what it asks for holds the name. Names without quotes and backslashes are
// looked for. It returns how many commands hold one.
func KeepsNames(tb testing.TB, printed []Printed, names []string) int {
	tb.Helper()
	for i := range printed {
		validateTerraform(tb, printed[i].Where, printed[i].Terraform)
	}
	var commands [][]string
	var held [][]string
	seen := make(map[string]bool)
	readCommands(tb, printed, func(_ string, words []string) {
		text := strings.Join(words, " ")
		holds := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.Contains(text, name) })
		if key := shapeOf(words) + strings.Join(holds, "\x00"); len(holds) > 0 && !seen[key] {
			seen[key] = true
			commands, held = append(commands, words), append(held, holds)
		}
	})
	for i, a := range ask(tb, commands) {
		if a.Error != "" {
			tb.Errorf("the AWS CLI refuses %q: %s", commands[i], a.Error)
			continue
		}
		var params any
		if err := json.Unmarshal(a.Params, &params); err != nil {
			tb.Fatal(err)
		}
		for _, name := range held[i] {
			if !holds(params, name) {
				tb.Errorf("%q asks for something without %q: %s", commands[i], name, a.Params)
			}
		}
	}
	return len(commands)
}

// readCommands has shells read all commands that are printed, holds that each comes out as the words that were put into
// it, and hands them on, with where they were printed.
func readCommands(tb testing.TB, printed []Printed, do func(where string, words []string)) {
	tb.Helper()
	scripts := make([]paste.Script, len(printed))
	for i := range printed {
		scripts[i] = printed[i].CLI
	}
	for i, script := range Words(tb, Texts(scripts)) {
		want := slices.DeleteFunc(slices.Clone(scripts[i]), func(c paste.Command) bool { return c.Name == "" })
		if len(script) != len(want) {
			tb.Errorf("%s: %d commands become %d:\n%s", printed[i].Where, len(want), len(script), scripts[i].Text(""))
			continue
		}
		for n, words := range script {
			holdWords(tb, printed[i].Where, &want[n], words)
			do(printed[i].Where, words)
		}
	}
}

// holds reports whether some text in a value holds a name, directly or in a document of its own.
func holds(value any, name string) bool {
	switch v := value.(type) {
	case string:
		var document any
		return strings.Contains(v, name) ||
			json.Unmarshal([]byte(v), &document) == nil && document != value && holds(document, name)
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return holds(e, name) })
	case map[string]any:
		for _, e := range v {
			if holds(e, name) {
				return true
			}
		}
	}
	return false
}

// validateCommands has a shell read all commands, and the AWS CLI's driver those that differ in more than names.
func validateCommands(tb testing.TB, printed []Printed) (commands, shapes int) {
	tb.Helper()
	scripts := make([]paste.Script, len(printed))
	for i := range printed {
		scripts[i] = printed[i].CLI
	}
	var unique [][]string
	var where []string
	seen := make(map[string]bool)
	for i, script := range Words(tb, Texts(scripts)) {
		want := slices.DeleteFunc(slices.Clone(scripts[i]), func(c paste.Command) bool { return c.Name == "" })
		if len(script) != len(want) {
			tb.Errorf("%s: %d commands become %d:\n%s", printed[i].Where, len(want), len(script), scripts[i].Text(""))
			continue
		}
		for n, words := range script {
			commands++
			holdWords(tb, printed[i].Where, &want[n], words)
			if key := shapeOf(words); !seen[key] {
				seen[key] = true
				unique, where = append(unique, words), append(where, printed[i].Where)
			}
		}
	}
	for i, answer := range ask(tb, unique) {
		if answer.Error != "" {
			tb.Errorf("%s: the AWS CLI refuses %q: %s", where[i], unique[i], answer.Error)
		}
	}
	return commands, len(unique)
}

// holdWords holds that the shell gives the AWS CLI the words that were meant, and that every command names its region.
func holdWords(tb testing.TB, where string, c *paste.Command, words []string) {
	tb.Helper()
	want := strings.Fields(c.Name)
	for _, o := range c.Options {
		if o.Name != "" {
			want = append(want, "--"+o.Name)
		}
		want = append(want, o.Values...)
	}
	want = append(want, "--region", c.Region)
	if c.Region == "" {
		tb.Errorf("%s: a command without a region: %q", where, words)
	}
	if len(words) != len(want) {
		tb.Errorf("%s: got words %q, want %q", where, words, want)
		return
	}
	for i := range want {
		if words[i] != want[i] && !(words[i] == paste.Left && misread.MatchString(want[i])) {
			tb.Errorf("%s: got word %q, want %q", where, words[i], want[i])
		}
	}
}

// misread are values that the AWS CLI takes for an option, or for where the value is to be read.
var misread = regexp.MustCompile(`(?i)^\s*(-|file:|fileb:|https?:)`)

// shapeOf is what is left of a command without names and addresses: its options, the members of their structures, and
// whether values are numbers, placeholders or text.
func shapeOf(words []string) string {
	shape := make([]string, len(words))
	for i, w := range words {
		switch {
		case i < 2 || strings.HasPrefix(w, "--"):
			shape[i] = w
		case json.Valid([]byte(w)) && strings.ContainsAny(w, "{["):
			shape[i] = strings.Join(jsonKeys.FindAllString(w, -1), "")
		case shortKeys.MatchString(w):
			var members []string
			for _, m := range shortKeys.FindAllStringSubmatch(w, -1) {
				members = append(members, m[1]+"="+kindOf(m[2]))
			}
			shape[i] = strings.Join(members, ",")
		default:
			shape[i] = kindOf(w)
		}
	}
	return strings.Join(shape, " ")
}

var (
	jsonKeys  = regexp.MustCompile(`"[^"]*":`)
	shortKeys = regexp.MustCompile(`([A-Za-z0-9]+)=([^,\]}]*)`)
)

func kindOf(value string) string {
	switch {
	case numbers.MatchString(value):
		return "number"
	case placeholders.MatchString(value):
		return "placeholder"
	case value == "true" || value == "false":
		return "truth"
	}
	return "text"
}

var (
	numbers      = regexp.MustCompile(`^-?[0-9]+$`)
	placeholders = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)
)

func realIDs(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.TrimPrefix(withIDs(" "+w), " ")
	}
	return out
}

// withIDs is a text with ids as long as AWS's: those of tests say what they are of.
func withIDs(text string) string {
	return testIDs.ReplaceAllStringFunc(text, func(id string) string {
		kind := testIDs.FindStringSubmatch(id)[1]
		sum := sha256.Sum256([]byte(id[1:])) // without what stands before it
		return kind + hex.EncodeToString(sum[:])[:17]
	})
}

var testIDs = regexp.MustCompile(
	`([\[{"'=, ](?:acl|eigw|eni|eipalloc|fs|igw|nat|pcx|rtb|sg|subnet|tgw|tgw-attach|vpc|vpce)-)[a-zA-Z0-9_-]+`)

// answer is what the AWS CLI's driver says of a command.
type answer struct {
	Operation string
	Params    json.RawMessage
	Error     string
}

//go:embed validate.py
var validator []byte

// ask has the AWS CLI's driver parse and validate commands.
func ask(tb testing.TB, commands [][]string) []answer {
	tb.Helper()
	if len(commands) == 0 {
		return nil
	}
	var in bytes.Buffer
	for _, words := range commands {
		line, err := json.Marshal(append(slices.Clone(words[:3]),
			realIDs(words[3:])...)) // of the names of operations some look like ids
		if err != nil {
			tb.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	out := python(tb, &in, "python", "-c", string(validator))
	var answers []answer
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var a answer
		if err := decoder.Decode(&a); err != nil {
			tb.Fatalf("what the AWS CLI's driver says cannot be read: %v\n%s", err, out)
		}
		answers = append(answers, a)
	}
	if len(answers) != len(commands) {
		tb.Fatalf("the AWS CLI's driver answered %d of %d commands:\n%s", len(answers), len(commands), out)
	}
	return answers
}

// python runs a program of the tests' Python.
func python(tb testing.TB, in *bytes.Buffer, program string, args ...string) []byte {
	tb.Helper()
	command := exec.Command(filepath.Join(venv.Folder(tb), "bin", program), args...)
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + tb.TempDir(), "PYTHONDONTWRITEBYTECODE=1"}
	command.Dir = tb.TempDir()
	if in != nil {
		command.Stdin = in
	}
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	exit := new(exec.ExitError)
	if err != nil && !errors.As(err, &exit) { // cfn-lint ends with what it found as its code
		tb.Fatalf("%s: %v: %s", program, err, said.String())
	}
	if len(out) == 0 {
		tb.Fatalf("%s says nothing: %v: %s", program, err, said.String())
	}
	return out
}
