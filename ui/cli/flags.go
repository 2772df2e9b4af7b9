package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/config"
)

// commonFlags are the flags that every command shares.
type commonFlags struct {
	profiles    []string
	members     memberFlags
	regions     []string
	endpointURL string
	from        string
	aggregator  string // region of the aggregator that from names, see takeAggregator
	demo        bool
	timeout     time.Duration
	callTimeout time.Duration
	targets     bool
	fast        bool  // no calls about single functions: of scan, and for questions about paths
	here        *here // what alone is read again; no flag
	noColor     bool
	config      string
	logFile     string
}

// here is what a person looks at of an account that was read: a region, and a function of it, "" for none.
type here struct {
	was              *awsdata.Snapshot
	region, function string
}

// allRegions is the value of --region that means every region of the account.
const allRegions = "all"

func (f *commonFlags) define(cmd *cobra.Command) {
	flags := cmd.PersistentFlags()
	flags.StringSliceVar(&f.profiles, "profile", nil,
		"AWS profile, or several separated by commas (default: the standard AWS chain)")
	f.members.define(flags)
	flags.StringSliceVar(&f.regions, "region", nil, `regions, separated by commas, or "all"`)
	flags.StringVar(&f.endpointURL, "endpoint-url", "",
		"address of an AWS API to use instead of AWS's own (default $AWS_ENDPOINT_URL)")
	flags.StringVar(&f.from, "from", "",
		"read a snapshot (file, directory or s3://bucket/prefix) instead of AWS; with config:NAME what AWS Config has "+
			"recorded of the accounts of its aggregator NAME, which is in --region")
	flags.BoolVar(&f.demo, "demo", false, "use the built-in demo account instead of AWS")
	flags.BoolVar(&f.targets, "targets", false,
		"keep of the environment variables of functions the hosts, ports, ARNs, queues and buckets that they name, and "+
			"trace them")
	flags.DurationVar(&f.timeout, "timeout", 5*time.Minute,
		"how long reading AWS may take, of several accounts each; what has not come by then is a gap")
	flags.DurationVar(&f.callTimeout, "call-timeout", time.Minute,
		"how long one request to AWS may take, with its retries; a call without an answer is recorded as a gap")
	flags.BoolVar(&f.noColor, "no-color", false, "no colors (default: $NO_COLOR)")
	flags.StringVar(&f.config, "config", "",
		"the `FILE` of your settings (default $VPCLENS_CONFIG, or vpclens/config.yaml in ~/.config)")
	flags.StringVar(&f.logFile, "log", "", "write a log to this `FILE`")
}

// check finds flags that contradict each other before anything is read.
func (f *commonFlags) check(changed func(flag string) bool) error {
	source := ""
	switch {
	case f.from != "" && f.demo:
		return usagef("--from and --demo are two sources: choose one")
	case bucket.IsURL(f.from):
		if _, err := bucket.Parse(f.from); err != nil {
			return usagef("--from: %v", err)
		}
	case config.IsSource(f.from):
		if _, err := config.Parse(f.from); err != nil {
			return usagef("--from: %v", err)
		}
	case f.from != "":
		source = "--from"
	case f.demo:
		source = "--demo"
	}
	if source != "" && len(f.profiles) > 0 {
		return usagef("%s reads no AWS account: leave out --profile", source)
	}
	if err := f.checkAccounts(); err != nil {
		return err
	}
	if f.targets && (f.demo || bucket.IsURL(f.from) || config.IsSource(f.from)) {
		return usagef("%s has no environment variables: leave out --targets", cmp.Or(awsdata.Clean(f.from), "--demo"))
	}
	if source != "" && f.endpointURL != "" {
		return usagef("%s reads no AWS account: leave out --endpoint-url", source)
	}
	for _, limit := range []struct {
		flag  string
		value time.Duration
	}{{"timeout", f.timeout}, {"call-timeout", f.callTimeout}} {
		switch {
		case source != "" && changed(limit.flag):
			return usagef("%s reads no AWS account: leave out --%s", source, limit.flag)
		case limit.value <= 0:
			return usagef("--%s %s leaves no time: want a duration such as 30s or 5m", limit.flag, limit.value)
		}
	}
	for _, region := range f.regions {
		if strings.TrimSpace(region) == "" {
			return usagef("--region has an empty name: want names separated by commas, or %q", allRegions)
		}
	}
	if slices.Contains(f.regions, allRegions) && len(f.regions) > 1 {
		return usagef("--region %s already means every region: leave out the others", allRegions)
	}
	return nil
}

// takeAggregator has the region of --region as the aggregator's, if one is read: its snapshot has the regions that it
// gathers, and all of them are shown.
func (f *commonFlags) takeAggregator() error {
	if !config.IsSource(f.from) {
		return nil
	}
	switch {
	case len(f.regions) > 1 || f.everyRegion():
		return usagef("--region is where the aggregator is: name one region")
	case len(f.regions) == 1 && !awsdata.IsRegion(f.regions[0]):
		return usagef("--region %q: want the region where the aggregator is, such as eu-west-1",
			awsdata.Clean(f.regions[0]))
	case len(f.regions) == 1:
		f.aggregator, f.regions = f.regions[0], nil
	}
	return nil
}

// everyRegion reports whether all regions are asked for.
func (f *commonFlags) everyRegion() bool { return slices.Equal(f.regions, []string{allRegions}) }

// outputFlags say where a command's data goes and in which forms.
type outputFlags struct {
	formats formFlag
	file    string
}

func (f *outputFlags) define(cmd *cobra.Command, formats ...string) {
	flags := cmd.Flags()
	if len(formats) > 0 {
		f.formats.asked = []askedForm{{name: formats[0]}}
		flags.Var(&f.formats, "format", "one of: "+strings.Join(formats, ", ")+"; several times with NAME=FILE")
		takes(flags, "format", formats...)
	}
	flags.StringVarP(&f.file, "output", "o", "", "write to this `FILE` instead of stdout")
}
