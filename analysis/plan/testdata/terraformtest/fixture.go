package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// steps are the files of a fixture that are applied before main.tf is planned, each in the place of the one before.
// What outside.tf makes is not in the state: others made it.
var steps = []string{"outside.tf", "before.tf", "between.tf"}

// run is a fixture that is being made, in a folder of its own.
type run struct {
	dir, work, cloud string
	env              []string
}

// makeFixture writes plan.json, before.json and after.json of a fixture.
func makeFixture(dir string) error {
	work, err := os.MkdirTemp("", "plans-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	r := &run{dir: dir, work: filepath.Join(work, "root"), cloud: filepath.Join(work, "account.json")}
	if err := r.prepare(work); err != nil {
		return err
	}
	for _, step := range steps {
		if _, err := os.Stat(filepath.Join(dir, step)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := r.apply(step); err != nil {
			return err
		}
	}
	before, err := readCloud(r.cloud)
	if err != nil {
		return err
	}
	if err := r.use("main.tf"); err != nil {
		return err
	}
	if err := r.terraform("", "plan", "-out=plan.out"); err != nil {
		return err
	}
	if err := r.show(); err != nil {
		return err
	}
	if err := r.terraform("", "apply", "-parallelism=1", "plan.out"); err != nil {
		return err
	}
	after, err := readCloud(r.cloud)
	if err != nil {
		return err
	}
	regions := slices.Compact(slices.Sorted(slices.Values(append(before.regions(), after.regions()...))))
	if err := before.describe(filepath.Join(dir, "before.json"), regions); err != nil {
		return err
	}
	return after.describe(filepath.Join(dir, "after.json"), regions)
}

// prepare makes the provider known to terraform, and copies what all steps share.
func (r *run) prepare(work string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	plugins := filepath.Join(work, "plugins")
	if err := os.MkdirAll(plugins, 0o700); err != nil {
		return err
	}
	if err := os.Symlink(self, filepath.Join(plugins, "terraform-provider-aws")); err != nil {
		return err
	}
	rc := filepath.Join(work, "terraformrc")
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"hashicorp/aws\" = %q\n  }\n  direct {}\n}\n", plugins)
	if err := os.WriteFile(rc, []byte(text), 0o600); err != nil {
		return err
	}
	r.env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+rc, "PLANS_CLOUD="+r.cloud, "CHECKPOINT_DISABLE=1",
		"TF_IN_AUTOMATION=1", "NO_COLOR=1")
	if err := os.CopyFS(r.work, os.DirFS(r.dir)); err != nil {
		return err
	}
	for _, step := range append([]string{"main.tf"}, steps...) {
		if err := os.RemoveAll(filepath.Join(r.work, step)); err != nil {
			return err
		}
	}
	return nil
}

// use puts a file of the fixture in the place of the one of the step before.
func (r *run) use(step string) error {
	text, err := os.ReadFile(filepath.Join(r.dir, step))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.work, "main.tf"), text, 0o600); err != nil {
		return err
	}
	return r.terraform("", "get")
}

// apply makes what a step says. A step that names a type as in use is one that does not come to its end.
func (r *run) apply(step string) error {
	if err := r.use(step); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(r.dir, step))
	if err != nil {
		return err
	}
	args := []string{"apply", "-auto-approve", "-parallelism=1"}
	if step == "outside.tf" {
		args = append(args, "-state=outside.tfstate")
	}
	stuck := regexp.MustCompile(`(?m)^# in use: (\S+)$`).FindSubmatch(text)
	if stuck == nil {
		return r.terraform("", args...)
	}
	if err := r.terraform(string(stuck[1]), args...); err == nil {
		return fmt.Errorf("%s: nothing was in use", step)
	}
	return nil
}

func (r *run) terraform(inUse string, args ...string) error {
	c := exec.Command("terraform", append(args[:1:1], append([]string{"-no-color"}, args[1:]...)...)...)
	c.Dir, c.Env = r.work, append(r.env, "PLANS_IN_USE="+inUse)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("terraform %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// show writes the plan as terraform prints it, one member a line.
func (r *run) show() error {
	c := exec.Command("terraform", "show", "-json", "plan.out")
	c.Dir, c.Env = r.work, r.env
	text, err := c.Output()
	if err != nil {
		return fmt.Errorf("terraform show: %w", err)
	}
	text = regexp.MustCompile(`"timestamp":"[^"]*"`).ReplaceAll(text, []byte(`"timestamp":"2026-01-02T03:04:05Z"`))
	text = regexp.MustCompile(`("deposed(?:_key)?"):"[^"]*"`).ReplaceAll(text, []byte(`$1:"0badcafe"`))
	if main, _ := os.ReadFile(filepath.Join(r.dir, "main.tf")); bytes.HasPrefix(main,
		[]byte("# as OpenTofu prints it")) {
		text = bytes.ReplaceAll(text, []byte("registry.terraform.io/"), []byte("registry.opentofu.org/"))
	}
	if text, err = sorted(text); err != nil {
		return err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, bytes.TrimSpace(text), "", " "); err != nil {
		return err
	}
	pretty.WriteByte('\n')
	return os.WriteFile(filepath.Join(r.dir, "plan.json"), pretty.Bytes(), 0o644)
}

// sorted puts the only list of a plan in order that terraform prints as it comes.
func sorted(plan []byte) ([]byte, error) {
	var of struct {
		Relevant json.RawMessage `json:"relevant_attributes"`
	}
	if err := json.Unmarshal(plan, &of); err != nil {
		return nil, err
	}
	var list []json.RawMessage
	if err := json.Unmarshal(of.Relevant, &list); err != nil && of.Relevant != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	text, err := json.Marshal(list)
	if err != nil || of.Relevant == nil {
		return plan, err
	}
	return bytes.Replace(plan, of.Relevant, text, 1), nil
}
