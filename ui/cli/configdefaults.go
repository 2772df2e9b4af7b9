package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/config"
	"github.com/vpclens/vpclens/ui/settings"
)

// liveFlags say how an AWS account is read. Where none is read their defaults mean nothing.
func liveFlags() []string {
	return []string{"profile", "accounts", "org", "ou", "role-name", "external-id", "region", "endpoint-url", "timeout",
		"call-timeout", "fast", "watch", "history", "history-anonymized"}
}

// takeDefaults gives the flags of a command the values of the settings: those that the command line does not give,
// and nothing in the environment does. A default gives way to whatever a person says now: it is never what makes two
// flags contradict each other.
func (p *program) takeDefaults(cmd *cobra.Command) error {
	for _, pass := range [][]string{{"from", "plain"}, {"accounts", "org"}, nil} {
		for _, d := range p.settings.Defaults {
			first := slices.Contains([]string{"from", "plain", "accounts", "org"}, d.Flag)
			if pass == nil && first || pass != nil && !slices.Contains(pass, d.Flag) {
				continue
			}
			if d.Command != "" && d.Command != cmd.Name() || p.whyNot(cmd, &d) != "" {
				continue
			}
			value := d.Value
			if isPath(d.Flag) {
				value = p.atHome(value)
			}
			if err := cmd.Flags().Set(d.Flag, value); err != nil {
				return usagef("%s:%d: %s: %v", p.settings.Path, d.Line, d.Flag, err)
			}
		}
	}
	return nil
}

// whyNot says why a default is not taken, "" where it is.
func (p *program) whyNot(cmd *cobra.Command, d *settings.Default) string {
	flags := cmd.Flags()
	flag := flags.Lookup(d.Flag)
	given := func(names ...string) string {
		for _, name := range names {
			if f := flags.Lookup(name); f != nil && f.Changed {
				return "--" + name + " is given"
			}
		}
		return ""
	}
	set := func(names ...string) string {
		for _, name := range names {
			if p.env.get(name) != "" {
				return name + " is set"
			}
		}
		return ""
	}
	first := func(reasons ...string) string {
		for _, r := range reasons {
			if r != "" {
				return r
			}
		}
		return ""
	}
	live := p.flags.from == "" && !p.flags.demo
	switch {
	case flag == nil:
		return "it has no --" + d.Flag
	case flag.Changed:
		return "--" + d.Flag + " is given"
	case d.Command == "" && d.Flag == "format" && !slices.Contains(takenBy(flag), d.Value):
		return "it has no such form"
	case d.Command == "" && p.hasOwn(cmd.Name(), d.Flag):
		return "the command has its own"
	case !live && slices.Contains(liveFlags(), d.Flag) && !p.alsoOf(d.Flag):
		return "no AWS account is read"
	}
	switch d.Flag {
	case "from":
		return given("demo", "profile", "accounts", "org", "endpoint-url")
	case "profile":
		several := ""
		if strings.Contains(d.Value, ",") && p.flags.members.named() {
			several = "accounts are read by a role"
		}
		return first(given("accounts", "org"), several, set("AWS_PROFILE", "AWS_ACCESS_KEY_ID"))
	case "accounts", "org":
		return given("profile", "accounts", "org")
	case "ou":
		if !p.flags.members.org {
			return "no organization is read"
		}
	case "role-name", "external-id":
		if !p.flags.members.named() {
			return "no accounts are read by a role"
		}
	case "region":
		return set("AWS_REGION", "AWS_DEFAULT_REGION")
	case "endpoint-url":
		return set("AWS_ENDPOINT_URL")
	case "watch", "history", "history-anonymized":
		if plain := flags.Lookup("plain"); plain != nil && plain.Value.String() == "true" {
			return "--plain keeps and watches nothing"
		}
	}
	return ""
}

// hasOwn reports whether the settings have a default of a flag for one command.
func (p *program) hasOwn(command, flag string) bool {
	return slices.ContainsFunc(p.settings.Defaults, func(d settings.Default) bool {
		return d.Command == command && d.Flag == flag
	})
}

// alsoOf reports whether a flag says how something is read that is no AWS account: a bucket is opened with a profile,
// and an aggregator is in a region.
func (p *program) alsoOf(flag string) bool {
	switch flag {
	case "profile":
		return bucket.IsURL(p.flags.from) || config.IsSource(p.flags.from)
	case "region":
		return config.IsSource(p.flags.from)
	}
	return false
}

// isPath reports whether a flag names a file or folder of this machine.
func isPath(flag string) bool {
	return slices.Contains([]string{"from", "log", "history", "baseline", "waivers", "what-if"}, flag)
}

// atHome is a path with the home directory in the place of ~, which no shell has seen.
func (p *program) atHome(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && p.env.home() != "" {
		return filepath.Join(p.env.home(), rest)
	}
	return path
}
