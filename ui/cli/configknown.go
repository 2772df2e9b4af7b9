package cli

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/ui"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/settings"
	"github.com/vpclens/vpclens/ui/theme"
)

// takes notes all values that a flag takes: for the settings, and for shells that complete them.
func takes(flags *pflag.FlagSet, name string, values ...string) {
	flag := flags.Lookup(name)
	if flag.Annotations == nil {
		flag.Annotations = map[string][]string{}
	}
	flag.Annotations[takenValues] = values
}

// takenValues is the annotation of a flag with all values that it takes.
const takenValues = "vpclens-values"

// takenBy are all values that a flag takes, nil for any.
func takenBy(flag *pflag.Flag) []string { return flag.Annotations[takenValues] }

// known are the names that a file of settings may use.
func known(root *cobra.Command) *settings.Known {
	out := &settings.Known{Nearest: names.Nearest, Themes: ui.Themes()}
	out.Flags = append(flagsOf(root.PersistentFlags()), flagsOf(root.LocalNonPersistentFlags())...)
	format := settings.Flag{Name: "format", What: "the form of the answer, of commands that have it"}
	for _, c := range root.Commands() {
		if c.Hidden || !c.IsAvailableCommand() || asksForNothing(c) || c.Name() == "config" {
			continue
		}
		own := flagsOf(c.LocalNonPersistentFlags())
		if len(own) > 0 {
			out.Commands = append(out.Commands, settings.Command{Name: c.Name(), Flags: own})
		}
		if flag := c.LocalNonPersistentFlags().Lookup("format"); flag != nil {
			format.Values = append(format.Values, takenBy(flag)...)
		}
	}
	slices.Sort(format.Values)
	format.Values = slices.Compact(format.Values)
	out.Flags = append(out.Flags, format)
	for _, b := range ui.Bindables() {
		out.Keys = append(out.Keys, settings.Key{Names: b.Names, Keys: b.Keys, What: b.Help})
	}
	for _, l := range screens.Lists() {
		out.Lists = append(out.Lists, settings.List(l))
	}
	for _, t := range theme.Tokens() {
		out.Tokens = append(out.Tokens, theme.NameOf(t))
	}
	return out
}

// flagsOf are the flags that can have another default: all but those that are about one run alone.
func flagsOf(flags *pflag.FlagSet) []settings.Flag {
	var out []settings.Flag
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || slices.Contains([]string{"config", "help", "version", "output", "demo"}, f.Name) {
			return
		}
		_, what := pflag.UnquoteUsage(f)
		one := settings.Flag{Name: f.Name, What: what, Values: takenBy(f), Skin: f.Name == "theme"}
		switch f.Value.Type() {
		case "bool":
			one.Kind = settings.Boolean
		case "duration":
			one.Kind = settings.Duration
		case "stringSlice":
			one.Kind = settings.Texts
		case "uint16", "int":
			one.Kind = settings.Number
		}
		if f.Name == "watch" {
			one.Check = checkInterval
		}
		out = append(out, one)
	})
	return out
}

// checkInterval finds an interval of watching that AWS would not like.
func checkInterval(value string) error {
	every, err := time.ParseDuration(value)
	if err == nil && every < screen.LeastWatch {
		err = fmt.Errorf("%s is too often: want %s or more", value, screen.LeastWatch)
	}
	return err
}
