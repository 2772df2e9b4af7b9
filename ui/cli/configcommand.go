package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/settings"
)

func (p *program) configCommand() *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Tell which settings are in force, and where they are read",
		Long: `Tells which file of settings is read, what of it is in force and why the rest is not, and what is wrong with it; then the
exit code is 2. The file is the one that --config names, else $VPCLENS_CONFIG, else vpclens/config.yaml in $XDG_CONFIG_HOME or
~/.config; a name that leads to /dev/null means none. A flag counts more than the environment, and that more than the file.
Every command stops at a file that is not understood, but the explorer: it goes on with what is right in it and says so.

  defaults:
    profile: prod
    region: [us-east-1, eu-west-1]
    theme: dark
    watch: 5m
  commands:
    scan: {format: json, fail-on: high}
  columns:
    functions: [severity, function, out, wrong, vpc]
  views:
    payments: {list: functions, filter: "vpc:pay sev:>=medium", sort: function}
  keys:
    diagram: [d, f2]
  skins:
    night: {base: dark, bad: {truecolor: "#ff5f5f", "256": 203, "16": 9, attributes: [bold]}}

Views that are saved in the explorer (:save NAME) stand in views.yaml in that folder, in the same form; :unsave NAME removes
one. Of the files in that folder the program writes this one alone, and only then. A view of config.yaml counts more.

The waivers of a team are in a file of their own, .vpclens.yaml: see ` + "`vpclens scan --help`" + `.`,
		Example: `  vpclens config
  vpclens config init
  vpclens config schema`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := chooseForms(&out,
				[]form[*configAnswer]{{"text", writeConfig}, {"json", writeConfigJSON}})
			if err != nil {
				return err
			}
			answer := p.configAnswer(cmd.Root())
			err = deliver(cmd.Context(), p, chosen, func(report.Look) *configAnswer { return answer })
			if err != nil {
				return err
			}
			if n := len(p.settings.problems); n > 0 {
				return usagef("%s", p.settings.notice())
			}
			return nil
		},
	}
	out.define(cmd, "text", "json")
	var initOut, schemaOut outputFlags
	example := &cobra.Command{
		Use:   "init",
		Short: "Print an example of a file of settings, with everything in it commented out",
		Long: `Prints an example of a file of settings, with everything in it commented out. It writes no file by itself: choose the name
with --output.`,
		Example: `  vpclens config init
  vpclens config init --output config.yaml`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if initOut.file != "" { // nobody has the folder before their first file in it
				if err := os.MkdirAll(filepath.Dir(initOut.file), 0o700); err != nil {
					return fmt.Errorf("make the folder: %w", err)
				}
			}
			return p.write(initOut.file, func(w io.Writer) error {
				_, err := io.WriteString(w, settings.Example(known(cmd.Root())))
				return err
			})
		},
	}
	initOut.define(example)
	schema := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the file of settings",
		Long: `Prints the JSON Schema of the file of settings. Editors that know the YAML language server complete and check the file with
it where its first line is "# yaml-language-server: $schema=` + settings.SchemaAddress + `".`,
		Example: `  vpclens config schema`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			data, err := settings.Schema(known(cmd.Root()))
			if err != nil {
				return fmt.Errorf("make the schema: %w", err)
			}
			return p.write(schemaOut.file, func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			})
		},
	}
	schemaOut.define(schema)
	cmd.AddCommand(example, schema)
	return cmd
}

// configAnswer is what is in force.
type configAnswer struct {
	File     string              `json:"file"`
	Read     bool                `json:"read"`
	Views    string              `json:"viewsFile"`
	Problems []string            `json:"problems"`
	Defaults []configDefault     `json:"defaults"`
	Columns  map[string][]string `json:"columns"`
	Keys     map[string][]string `json:"keys"`
	Saved    []configView        `json:"views"`
	Skins    []string            `json:"skins"`
}

// configDefault is a default of a flag. Why says why it is not in force, "" where it is.
type configDefault struct {
	Command string `json:"command,omitempty"`
	Flag    string `json:"flag"`
	Value   string `json:"value"`
	Line    int    `json:"line"`
	Why     string `json:"notInForce,omitempty"`
}

type configView struct {
	Name   string `json:"name"`
	List   string `json:"list"`
	Filter string `json:"filter"`
	Saved  bool   `json:"saved"` // in the explorer, in the file for it
}

// configAnswer tells what would be in force if each command were run as this one is.
func (p *program) configAnswer(root *cobra.Command) *configAnswer {
	path, _ := p.configPath()
	s := &p.settings
	out := &configAnswer{File: path, Read: s.Path != "", Views: p.viewsPath(), Problems: slices.Clone(s.problems),
		Columns: map[string][]string{}, Keys: s.Keys}
	for name, columns := range s.Columns {
		out.Columns[name] = columns
	}
	for i := range s.Defaults { // where an account is read from decides about others
		if d := &s.Defaults[i]; d.Command == "" && d.Flag == "from" && p.whyNowhere(root, d) == "" {
			p.flags.from = d.Value
		}
	}
	for i := range s.Defaults {
		d := &s.Defaults[i]
		out.Defaults = append(out.Defaults, configDefault{d.Command, d.Flag, d.Value, d.Line, p.whyNowhere(root, d)})
	}
	for _, v := range s.Views {
		out.Saved = append(out.Saved, configView{v.Name, v.List, v.Filter, s.saved[v.Name]})
	}
	for _, skin := range s.Skins {
		out.Skins = append(out.Skins, skin.Name)
	}
	return out
}

// whyNowhere says why no command takes a default, "" where one does.
func (p *program) whyNowhere(root *cobra.Command, d *settings.Default) string {
	why := ""
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		if d.Command != "" && cmd.Name() != d.Command || cmd.InheritedFlags().Lookup(d.Flag) == nil &&
			cmd.LocalFlags().Lookup(d.Flag) == nil {
			continue
		}
		no := p.whyNot(cmd, d)
		if no == "" {
			return ""
		}
		why = cmp.Or(why, no)
	}
	return why
}

func writeConfigJSON(w io.Writer, a *configAnswer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(a)
}

func writeConfig(w io.Writer, a *configAnswer) error {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	state := "read"
	switch {
	case a.File == "":
		state = "there is no home directory to look in"
	case !a.Read && len(a.Problems) == 0:
		state = "not there; `vpclens config init` prints an example"
	case !a.Read:
		state = "not read"
	}
	line("Settings     %s (%s)", cmp.Or(a.File, "none"), state)
	line("Saved views  %s", cmp.Or(a.Views, "none"))
	section := func(title string, n int) {
		if n > 0 {
			line("\n%s", title)
		}
	}
	section("What is wrong with it", len(a.Problems))
	for _, problem := range a.Problems {
		line("  %s", awsdata.Clean(problem))
	}
	section("Defaults", len(a.Defaults))
	for _, d := range a.Defaults {
		words := fmt.Sprintf("  %-24s %-24s line %d", strings.TrimSpace(d.Command+" --"+d.Flag), awsdata.Clean(d.Value),
			d.Line)
		if d.Why != "" {
			words += ", not in force: " + d.Why
		}
		line("%s", words)
	}
	section("Columns", len(a.Columns))
	for _, name := range slices.Sorted(maps.Keys(a.Columns)) {
		line("  %-24s %s", name, awsdata.Clean(strings.Join(a.Columns[name], ", ")))
	}
	section("Keys", len(a.Keys))
	for _, name := range slices.Sorted(maps.Keys(a.Keys)) {
		line("  %-24s %s", name, awsdata.Clean(cmp.Or(strings.Join(a.Keys[name], ", "), "none")))
	}
	section("Views", len(a.Saved))
	for _, v := range a.Saved {
		where := ""
		if v.Saved {
			where = ", saved in the explorer"
		}
		line("  %-24s %s", v.Name, strings.TrimSpace(v.List+"  "+awsdata.Clean(v.Filter))+where)
	}
	section("Skins", len(a.Skins))
	for _, name := range a.Skins {
		line("  %s", name)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
