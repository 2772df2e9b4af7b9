//go:build unix

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

// action is what action.yml says.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct{ Steps []step }
}

// step is one of an action or of a job.
type step struct {
	ID, Name, If, Run, Uses, Shell string
	Env, With                      map[string]string
}

func theAction(t *testing.T) action {
	t.Helper()
	text, err := os.ReadFile("action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// expression is what GitHub puts a value in the place of.
var expression = regexp.MustCompile(`\$\{\{ *([^}]*?) *\}\}`)

// What people write who open a pull request reaches a command by its environment only: nothing is put into a script.
func TestScriptsOfTheActionHoldNoExpression(t *testing.T) {
	scripts := 0
	for _, s := range theAction(t).Runs.Steps {
		if s.Run == "" {
			continue
		}
		scripts++
		if expression.MatchString(s.Run) || s.Shell != "bash" {
			t.Errorf("%s: %s with %q", s.Name, s.Shell, s.Run)
		}
	}
	if scripts < 4 {
		t.Errorf("the action has %d scripts: this test looks at something else", scripts)
	}
}

// runner is a machine that runs a job: a folder with what the job leaves, and programs in the place of those that would
// go out into the world.
type runner struct {
	t       *testing.T
	folder  string // of the job
	inputs  map[string]string
	github  map[string]string // what expressions say of the event
	outputs map[string]string
	version string
}

func newRunner(t *testing.T, vpclens string) *runner {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("NOT TESTED: the action, without bash")
	}
	r := &runner{t: t, folder: t.TempDir(), inputs: map[string]string{}, outputs: map[string]string{},
		github: map[string]string{"github.action_ref": "v1.2.3", "github.token": "token",
			"github.event.pull_request.number": "7"}}
	for name, input := range theAction(t).Inputs {
		r.inputs[name] = r.put(input.Default)
	}
	for _, folder := range []string{"bin", "temp", "work", "released"} {
		if err := os.Mkdir(filepath.Join(r.folder, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	// curl has what was released; nothing else is there
	r.program("curl", `for word; do case "$before" in --output) to=$word ;; esac; before=$word; done
echo "$word" >>"`+r.folder+`/asked"
cp "`+r.folder+`/released/${word##*/}" "$to"`)
	// gh keeps one comment
	r.program("gh", `printf '%s\n' "$*" >>"`+r.folder+`/gh"
case "$*" in
*--jq*) cat "`+r.folder+`/comments" 2>/dev/null || true ;;
esac
for word; do case "$word" in body=@*) cp "${word#body=@}" "`+r.folder+`/body" ;; esac; done`)
	r.release(vpclens)
	return r
}

// program puts a program on the path of the job.
func (r *runner) program(name, script string) {
	r.t.Helper()
	r.write(filepath.Join("bin", name), "#!/bin/sh\nset -eu\nbefore=\n"+script+"\n")
	if err := os.Chmod(filepath.Join(r.folder, "bin", name), 0o700); err != nil {
		r.t.Fatal(err)
	}
}

func (r *runner) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.folder, name), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

func (r *runner) read(name string) string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.folder, name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		r.t.Fatal(err)
	}
	return string(text)
}

// release makes a program what was released for this machine, with its checksum.
func (r *runner) release(vpclens string) {
	r.t.Helper()
	var b bytes.Buffer
	packed := gzip.NewWriter(&b)
	archive := tar.NewWriter(packed)
	data, err := os.ReadFile(vpclens)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := errors.Join(archive.WriteHeader(&tar.Header{Name: "vpclens", Mode: 0o755, Size: int64(len(data))}),
		func() error { _, err := archive.Write(data); return err }(), archive.Close(), packed.Close()); err != nil {
		r.t.Fatal(err)
	}
	name := fmt.Sprintf("vpclens_1.2.3_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH)
	r.write(filepath.Join("released", name), b.String())
	r.write(filepath.Join("released", "checksums.txt"),
		fmt.Sprintf("%x  vpclens_1.2.3_plan9_mips.tar.gz\n%x  %s\n",
			sha256.Sum256(nil), sha256.Sum256(b.Bytes()), name))
}

// put is a text with the values of its expressions.
func (r *runner) put(text string) string {
	return expression.ReplaceAllStringFunc(text, func(found string) string {
		name := expression.FindStringSubmatch(found)[1]
		if value, ok := r.github[name]; ok {
			return value
		}
		if name, ok := strings.CutPrefix(name, "inputs."); ok {
			return r.inputs[name]
		}
		if name, ok := strings.CutPrefix(name, "steps.run.outputs."); ok {
			return r.outputs[name]
		}
		r.t.Fatalf("an expression %q, of which this test knows nothing", found)
		return ""
	})
}

// run runs the steps of the action, to the first that fails, and returns what they print and the code of the last.
func (r *runner) run() (string, int) {
	r.t.Helper()
	here, err := os.Getwd()
	if err != nil {
		r.t.Fatal(err)
	}
	var printed bytes.Buffer
	for _, s := range theAction(r.t).Runs.Steps {
		if s.Run == "" {
			continue
		}
		command := exec.CommandContext(r.t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
		command.Dir = filepath.Join(r.folder, "work")
		path := filepath.Join(r.folder, "bin") + ":" + strings.TrimSpace(r.read("path")) + ":/usr/bin:/bin"
		command.Env = environment(r.t, "PATH="+path, "GITHUB_ACTION_PATH="+here, "GITHUB_REPOSITORY=o/r",
			"RUNNER_TEMP="+filepath.Join(r.folder, "temp"), "GITHUB_PATH="+filepath.Join(r.folder, "path"),
			"GITHUB_OUTPUT="+filepath.Join(r.folder, "output"),
			"GITHUB_STEP_SUMMARY="+filepath.Join(r.folder, "summary"),
			"RUNNER_OS="+map[string]string{"linux": "Linux", "darwin": "macOS"}[runtime.GOOS],
			"RUNNER_ARCH="+map[string]string{"amd64": "X64", "arm64": "ARM64"}[runtime.GOARCH])
		for name, value := range s.Env {
			command.Env = append(command.Env, name+"="+r.put(value))
		}
		if s.If != "" && r.inputs["comment"] != "true" {
			continue
		}
		command.Stdout, command.Stderr = &printed, &printed
		err := command.Run()
		for line := range strings.Lines(r.read("output")) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			r.outputs[name] = value
		}
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit):
			return printed.String(), exit.ExitCode()
		case err != nil:
			r.t.Fatal(err)
		}
	}
	return printed.String(), 0
}

// standIn is a program in the place of vpclens: it notes what it was asked, writes the files of --format and ends with
// a code.
func standIn(t *testing.T, code int) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "vpclens")
	script := fmt.Sprintf(`#!/bin/sh
[ "$1" = version ] && exit
for word; do
	printf '%%s\n' "$word" >>"$RUNNER_TEMP/words"
	case "$word" in
	--format=markdown=*) printf 'The answer.\n' >"${word#--format=markdown=}" ;;
	--format=sarif=*) printf '{}' >"${word#--format=sarif=}" ;;
	esac
done
exit %d
`, code)
	if err := os.WriteFile(file, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}

// The action asks what its inputs say, tells the answer in all places, and ends as the gate says.
func TestActionSteps(t *testing.T) {
	const hostile = "$(touch owned); `touch owned` ' \" --output=owned"
	for _, test := range []struct {
		name   string
		inputs map[string]string
		exit   int // of vpclens
		code   int // of the action
		words  []string
	}{
		{"a plan", map[string]string{"plan-file": "plan.json", "from": "prod.json", "fail-on": "new-internet"}, 0, 0,
			[]string{"plan", "--from=prod.json", "--format=markdown=TEMP/vpclens-comment.md",
				"--format=sarif=vpclens.sarif", "--fail-on=new-internet", "--", "plan.json"}},
		{"a gate that is shut", map[string]string{"plan-file": "plan.json"}, 3, 3,
			[]string{"plan", "--format=markdown=TEMP/vpclens-comment.md", "--format=sarif=vpclens.sarif", "--",
				"plan.json"}},
		{"no answer", map[string]string{"plan-file": "plan.json"}, 1, 1,
			[]string{"plan", "--format=markdown=TEMP/vpclens-comment.md", "--format=sarif=vpclens.sarif", "--",
				"plan.json"}},
		{"a template, without code scanning", map[string]string{"template-file": "stack.yaml", "sarif-file": "",
			"args": "--region=us-east-1\n\n--no-color\n"}, 0, 0,
			[]string{"plan", "--format=markdown=TEMP/vpclens-comment.md", "--region=us-east-1", "--no-color", "--",
				"stack.yaml"}},
		{"a snapshot", map[string]string{"from": "prod.json"}, 0, 0, []string{"scan", "--from=prod.json",
			"--format=markdown=TEMP/vpclens-comment.md", "--format=sarif=vpclens.sarif"}},
		{"names of somebody else", map[string]string{"plan-file": hostile, "from": hostile, "fail-on": hostile,
			"args": hostile}, 0, 0, []string{"plan", "--from=" + hostile, "--format=markdown=TEMP/vpclens-comment.md",
			"--format=sarif=vpclens.sarif", "--fail-on=" + hostile, hostile, "--", hostile}},
		{"nothing to ask about", nil, 0, 1, nil},
		{"two things to ask about", map[string]string{"plan-file": "a", "template-file": "b"}, 0, 1, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRunner(t, standIn(t, test.exit))
			for name, value := range test.inputs {
				r.inputs[name] = value
			}
			printed, code := r.run()
			if code != test.code {
				t.Errorf("code %d, want %d:\n%s", code, test.code, printed)
			}
			temp := filepath.Join(r.folder, "temp")
			words := strings.ReplaceAll(r.read("temp/words"), temp, "TEMP")
			asked := strings.Split(strings.TrimSuffix(words, "\n"), "\n")
			if want := test.words; !slices.Equal(asked, want) && (want != nil || asked[0] != "") {
				t.Errorf("vpclens was asked %q, want %q", asked, want)
			}
			if _, err := os.Stat(filepath.Join(r.folder, "work", "owned")); err == nil {
				t.Error("an input was run")
			}
			if answered := test.exit != 1 && test.words != nil; answered != (r.read("summary") == "The answer.\n") {
				t.Errorf("the summary is %q", r.read("summary"))
			}
			if answered := test.exit != 1 && test.words != nil; answered !=
				(r.read("body") == "<!-- vpclens -->\nThe answer.\n") {
				t.Errorf("the comment is %q", r.read("body"))
			}
		})
	}
}

// One comment is kept up to date: that of a bot, and whatever else begins like it is somebody's own.
func TestActionCommentsOnce(t *testing.T) {
	r := newRunner(t, standIn(t, 0))
	r.inputs["plan-file"] = "plan.json"
	if printed, code := r.run(); code != 0 {
		t.Fatalf("code %d: %s", code, printed)
	}
	if asked := r.read("gh"); !strings.Contains(asked, "--method POST repos/o/r/issues/7/comments") ||
		!strings.Contains(asked, `.user.type == "Bot"`) {
		t.Errorf("the first time gh is asked %s", asked)
	}
	r = newRunner(t, standIn(t, 0))
	r.inputs["plan-file"] = "plan.json"
	r.write("comments", "42\n43\n")
	if printed, code := r.run(); code != 0 {
		t.Fatalf("code %d: %s", code, printed)
	}
	if asked := r.read("gh"); !strings.Contains(asked, "--method PATCH repos/o/r/issues/comments/42 ") {
		t.Errorf("the second time gh is asked %s", asked)
	}
	r = newRunner(t, standIn(t, 0))
	r.inputs["plan-file"], r.inputs["comment"] = "plan.json", "false"
	if printed, code := r.run(); code != 0 || r.read("gh") != "" {
		t.Errorf("code %d, gh is asked %s: %s", code, r.read("gh"), printed)
	}
}

// Nothing but what was released is installed.
func TestActionInstallsWhatWasReleased(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*runner)
		want   string
	}{
		{"another archive", func(r *runner) {
			for _, name := range []string{"amd64", "arm64"} {
				r.write("released/vpclens_1.2.3_"+runtime.GOOS+"_"+name+".tar.gz", "something else")
			}
		}, "its checksum differs"},
		{"no checksum", func(r *runner) { r.write("released/checksums.txt", "") }, "do not name"},
		{"no version", func(r *runner) { r.github["github.action_ref"] = "main" }, "name the release"},
		{"a version that is a path", func(r *runner) { r.inputs["version"] = "../../x/y/releases/download/v1" },
			"name the release"},
		{"no such release", func(r *runner) { r.inputs["version"] = "v9.9.9" }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRunner(t, standIn(t, 0))
			r.inputs["plan-file"] = "plan.json"
			test.change(r)
			if printed, code := r.run(); code == 0 || !strings.Contains(printed, test.want) || r.read("path") != "" {
				t.Errorf("code %d: %s", code, printed)
			}
		})
	}
}

// fences are the blocks of a kind of a document in Markdown.
func fences(t *testing.T, file, kind string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile("(?ms)^```"+kind+"\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		out = append(out, m[1])
	}
	return out
}

// workflows are those that the documents show.
func workflows(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, file := range []string{"README.md", "docs/ci.md"} {
		for _, block := range fences(t, file, "yaml") {
			if strings.Contains(block, "\njobs:\n") {
				out = append(out, block)
			}
		}
	}
	if len(out) < 2 {
		t.Fatalf("the documents show %d workflows: this test looks at something else", len(out))
	}
	return out
}

// ours is this action as a workflow names it.
var ours = regexp.MustCompile(`vpclens/vpclens@\S+`)

// repository is a folder that linters take for a repository with this action and workflows in it.
func repository(t *testing.T, workflows ...string) (files []string) {
	t.Helper()
	folder := t.TempDir()
	at := filepath.Join(folder, ".github", "workflows")
	if err := errors.Join(os.MkdirAll(at, 0o700), os.Mkdir(filepath.Join(folder, ".git"), 0o700)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("action.yml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "action.yml"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, workflow := range workflows {
		file := filepath.Join(at, fmt.Sprintf("w%d.yml", i))
		if err := os.WriteFile(file, []byte(workflow), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// actionlint is what actionlint says of workflows, with this action in the place of its release; "" for nothing.
func actionlint(t *testing.T, workflows ...string) string {
	t.Helper()
	for i := range workflows {
		workflows[i] = ours.ReplaceAllString(workflows[i], "./")
	}
	lint := exec.CommandContext(t.Context(), "go", append([]string{"run",
		"github.com/rhysd/actionlint/cmd/actionlint@v1.7.12", "-no-color", "-shellcheck=", "-pyflakes="},
		repository(t, workflows...)...)...)
	var stderr bytes.Buffer
	lint.Stderr = &stderr // what go says, such as what it downloads the first time, is nothing that actionlint says
	out, err := lint.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if err != nil && len(out) == 0 {
		t.Fatal(err, stderr.String())
	}
	return string(out)
}

// actionlint reads the workflows that the documents show, and what they hand the action.
func TestActionlint(t *testing.T) {
	all := workflows(t)
	for _, workflow := range all {
		if !ours.MatchString(workflow) {
			t.Errorf("a workflow does not use the action:\n%s", workflow)
		}
	}
	if said := actionlint(t, slices.Clone(all)...); said != "" {
		t.Error(said)
	}
	if said := actionlint(t, strings.Replace(all[0], "fail-on:", "fail-of:", 1)); !strings.Contains(said, "fail-of") {
		t.Errorf("an input that the action does not have is not found: %q", said)
	}
}

// zizmor finds nothing that somebody could make of the action and of the workflows that the documents show.
func TestZizmor(t *testing.T) {
	args := append([]string{"--offline", "--no-progress", "--color=never", "--persona=pedantic", "action.yml"},
		repository(t, workflows(t)...)...)
	look := exec.CommandContext(t.Context(), filepath.Join(venv.Folder(t), "bin", "zizmor"), args...)
	out, err := look.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "No findings to report") {
		t.Errorf("%v\n%s", err, out)
	}
}

// The commands of the workflow in the README do what they say, and the action answers with the plan that they leave.
func TestTheWorkflowRuns(t *testing.T) {
	var workflow struct {
		Jobs map[string]struct{ Steps []step }
	}
	if err := yaml.Unmarshal([]byte(fences(t, "README.md", "yaml")[0]), &workflow); err != nil {
		t.Fatal(err)
	}
	steps := workflow.Jobs["plan"].Steps
	for name, vpclens := range map[string]string{"a stand-in": standIn(t, 0), "the program": program(t)} {
		t.Run(name, func(t *testing.T) {
			r := newRunner(t, vpclens)
			r.program("terraform", `case "$1" in show) printf '{"format_version":"1.2","terraform_version":"1.11.4",'
printf '"planned_values":{"root_module":{}},"resource_changes":[],"configuration":{"root_module":{}}}' ;; esac`)
			ran := 0
			for _, s := range steps {
				if s.Run != "" {
					command := exec.CommandContext(t.Context(), "bash", "-eo", "pipefail", "-c", s.Run)
					command.Dir = filepath.Join(r.folder, "work")
					command.Env = environment(t, "PATH="+filepath.Join(r.folder, "bin")+":/usr/bin:/bin")
					if out, err := command.CombinedOutput(); err != nil {
						t.Fatalf("%s: %v\n%s", s.Name, err, out)
					}
					ran++
				}
				if ours.MatchString(s.Uses) {
					for name, value := range s.With {
						r.inputs[name] = value
					}
				}
			}
			if ran == 0 || r.inputs["plan-file"] == "" {
				t.Fatal("the workflow runs nothing: this test looks at something else")
			}
			// the bucket is somebody's: the account is one that everybody has
			r.inputs["from"] = filepath.Join(r.folder, "demo.json")
			save := exec.Command(program(t), "snapshot", r.inputs["from"], "--demo")
			if out, err := save.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			printed, code := r.run()
			if code != 0 || r.read("summary") == "" || r.outputs["sarif-file"] == "" {
				t.Errorf("code %d, outputs %v\n%s", code, r.outputs, printed)
			}
		})
	}
}

// TestDockerfile has hadolint read the definition of the image.
func TestDockerfile(t *testing.T) {
	lint := exec.CommandContext(t.Context(), filepath.Join(venv.Folder(t), "bin", "hadolint"), "Dockerfile")
	if out, err := lint.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
