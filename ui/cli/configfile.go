package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/settings"
	"github.com/vpclens/vpclens/ui/theme"
)

// configFolder is where the configuration of a person is, "" where there is no place for it: as the XDG base
// directories say or, on Windows, where programs keep their settings. On macOS people expect what they have on Linux.
func (e environment) configFolder() string { return e.configFolderOn(runtime.GOOS) }

func (e environment) configFolderOn(system string) string {
	folder := e.getOn(system, "XDG_CONFIG_HOME")
	if !filepath.IsAbs(folder) { // the specification: anything else is to be ignored
		folder = ""
	}
	switch {
	case folder != "":
	case system == "windows":
		folder = e.getOn(system, "AppData")
	case e.homeOn(system) != "":
		folder = filepath.Join(e.homeOn(system), ".config")
	}
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, "vpclens")
}

// configPath is the file of settings, and whether somebody named it: then it must be there.
func (p *program) configPath() (path string, named bool) {
	if p.flags.config != "" {
		return p.flags.config, true
	}
	if path := p.env.get("VPCLENS_CONFIG"); path != "" {
		return path, true
	}
	folder := p.env.configFolder()
	if folder == "" {
		return "", false
	}
	return filepath.Join(folder, settings.FileName), false
}

// viewsPath is the file of the views that are saved in the explorer, "" where there is no place for it.
func (p *program) viewsPath() string {
	folder := p.env.configFolder()
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, settings.ViewsName)
}

// configured are the settings of a person, and what is wrong with their file.
type configured struct {
	settings.Settings
	saved    map[string]bool // the views that were saved in the explorer
	problems []string        // each with the file and the line
}

// readSettings reads the file of settings. What is wrong with it is no error: what is right in it holds.
func (p *program) readSettings(root *cobra.Command) configured {
	known := known(root)
	path, named := p.configPath()
	out := p.readSettingsAt(path, named, known)
	saved := p.readSettingsAt(p.viewsPath(), false, known)
	out.saved = map[string]bool{}
	for _, v := range saved.Views {
		if !out.HasView(v.Name) { // what was written by hand counts more
			out.Views, out.saved[v.Name] = append(out.Views, v), true
		}
	}
	out.problems = append(out.problems, saved.problems...)
	return out
}

func (p *program) readSettingsAt(path string, named bool, known *settings.Known) configured {
	if path == "" {
		return configured{}
	}
	data, err := readSettingsFile(path, named)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return configured{}
	}
	if err != nil {
		var about *fs.PathError
		if errors.As(err, &about) { // it names the file once more
			err = about.Err
		}
		return configured{problems: []string{fmt.Sprintf("%s: %v", path, err)}}
	}
	read, problems := settings.Parse(data, known)
	read.Path = path
	out := configured{Settings: read}
	out.Views = slices.DeleteFunc(out.Views, func(v settings.View) bool {
		of := viewOf(v)
		err := screens.CheckView(&of)
		if err != nil {
			out.problems = append(out.problems, fmt.Sprintf("%s:%d: %v", path, v.Line, err))
		}
		return err != nil
	})
	for _, one := range problems {
		if one.Line == 0 {
			out.problems = append(out.problems, fmt.Sprintf("%s: %s", path, one.Text))
			continue
		}
		out.problems = append(out.problems, fmt.Sprintf("%s:%d: %s", path, one.Line, one.Text))
	}
	return out
}

// readSettingsFile reads a file that nobody may have named: then a link to it must not be of somebody else's making.
func readSettingsFile(path string, named bool) ([]byte, error) {
	if !named {
		var err error
		if path, err = awsdata.Follow(path); err != nil {
			return nil, err
		}
	}
	return settings.ReadFile(path)
}

// configure reads the settings and gives flags their defaults. A command that scripts run says what is wrong with the
// file and does nothing: what it would do is not what was meant. The explorer goes on with what is right in the file
// and says so ([configured.notice]): a misspelt color must keep nobody from looking at what is broken now.
func (p *program) configure(cmd *cobra.Command) error {
	if asksForNothing(cmd) {
		return nil
	}
	p.settings = p.readSettings(cmd.Root())
	if p.flags.config != "" && p.settings.Path == "" {
		return usagef("--config: %s", p.settings.problems[0])
	}
	if len(p.settings.problems) > 0 && cmd.HasParent() && cmd.Name() != "config" {
		return usagef("%s", p.settings.notice())
	}
	if cmd.HasParent() && cmd.Name() == "config" { // it tells of defaults, and takes none
		return nil
	}
	return p.takeDefaults(cmd)
}

// asksForNothing reports whether a command does the same whatever the settings are.
func asksForNothing(cmd *cobra.Command) bool {
	for c := cmd; c.HasParent(); c = c.Parent() {
		switch c.Name() {
		case "completion", "help", "man", "version", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
			return true
		case "config":
			return c != cmd // its subcommands
		}
	}
	return false
}

// notice is what is wrong, in one line, "" for nothing.
func (c *configured) notice() string {
	switch n := len(c.problems); n {
	case 0:
		return ""
	case 1:
		return c.problems[0]
	default:
		return fmt.Sprintf("%s (and %d more: `vpclens config` tells)", c.problems[0], n-1)
	}
}

// viewOf is a view, as the explorer takes it.
func viewOf(v settings.View) screen.View {
	return screen.View{Name: v.Name, What: v.What, List: v.List, Filter: v.Filter, Sort: v.Sort,
		Descending: v.Descending, Columns: v.Columns}
}

// views are the saved views, as the explorer takes them.
func (c *configured) views() []screen.View {
	var out []screen.View
	for _, v := range c.Views {
		out = append(out, viewOf(v))
	}
	return out
}

// columns are those of each list, as the explorer takes them.
func (c *configured) columns() map[string][]string {
	out := map[string][]string{}
	for name, columns := range c.Columns {
		out[name] = columns
	}
	return out
}

// skins are the skins, as the explorer takes them.
func (c *configured) skins() []*theme.Skin {
	var out []*theme.Skin
	for _, s := range c.Skins {
		skin := &theme.Skin{Name: s.Name, Base: s.Base, Paints: map[theme.Token]theme.Paint{}}
		for _, t := range s.Tokens {
			has := func(attribute string) bool { return slices.Contains(t.Attrs, attribute) }
			i := slices.IndexFunc(theme.Tokens(), func(of theme.Token) bool { return theme.NameOf(of) == t.Token })
			skin.Paints[theme.Tokens()[i]] = theme.Paint{TrueColor: t.Colors["truecolor"], Of256: t.Colors["256"],
				Of16: t.Colors["16"], Bold: has("bold"), Faint: has("faint"), Italic: has("italic"),
				Underline: has("underline"), Reverse: has("reverse")}
		}
		out = append(out, skin)
	}
	return out
}
