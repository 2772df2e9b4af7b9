package cli

import (
	"context"
	"errors"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui"
	"github.com/vpclens/vpclens/ui/plain"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// exploreFlags are those of the explorer alone.
type exploreFlags struct {
	theme   string
	ascii   bool
	noMouse bool // the mouse is the terminal's
	plain   bool // text, line by line
	version bool // instead of exploring
	watch   time.Duration
	history historyFlags
	whatIf  string // a file of edits
	flows   string // a file or folder of flow logs
	trail   string // a file of what CloudTrail has answered
}

func (f *exploreFlags) define(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.theme, "theme", "",
		"theme of the explorer: "+strings.Join(ui.Themes(), ", ")+" (default: the one that was chosen last, or auto)")
	takes(flags, "theme", ui.Themes()...)
	flags.BoolVar(&f.ascii, "ascii", false,
		"no symbols but ASCII in the explorer (default: as $LC_ALL, $LC_CTYPE or $LANG says)")
	flags.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal, which selects text with it")
	flags.DurationVar(&f.watch, "watch", 0,
		"read the account again by itself, so long after each read, behind the screen of the explorer: 30s, 5m")
	f.history.define(cmd)
	flags.StringVar(&f.whatIf, "what-if", "",
		"try out the edits of this `FILE` in a copy of the account, as vpclens whatif does; nothing is executed")
	flags.StringVar(&f.flows, "flow-logs", "",
		"saved VPC flow logs, a file or a folder, that are shown beside what is computed: `PATH`")
	flags.StringVar(&f.trail, "trail", "",
		"tell who changed something from this `FILE`, an answer of aws cloudtrail lookup-events; AWS is not asked then")
	flags.BoolVar(&f.plain, "plain", false, "the explorer line by line, for screen readers, dumb terminals and pipes")
}

// explore opens the explorer. It needs a terminal on both sides: without one, whoever called wants text.
func (p *program) explore(cmd *cobra.Command, look exploreFlags) error {
	skins := p.settings.skins()
	themes := ui.Themes()
	for _, s := range skins {
		themes = append(themes, s.Name)
	}
	if look.theme != "" && !slices.Contains(themes, look.theme) {
		return usagef("--theme %q: want one of %s", look.theme, strings.Join(themes, ", "))
	}
	if err := p.checkWatch(cmd, look); err != nil {
		return err
	}
	if err := p.checkHistory(look); err != nil {
		return err
	}
	if err := p.checkBaseline(); err != nil {
		return err
	}
	if _, err := os.Stat(look.trail); look.trail != "" && err != nil {
		return usagef("--trail: no file at %s; `aws cloudtrail lookup-events` prints one", awsdata.Clean(look.trail))
	}
	if !look.plain && (!isTerminal(p.stdin) || !isTerminal(p.stdout) || p.env.get("TERM") == "dumb") {
		return usagef("the explorer needs a terminal; without one use `vpclens --plain`, which reads commands line by line, or `vpclens scan` for text or JSON")
	}
	waivers, err := p.waivers("")
	if err != nil {
		return err
	}
	var edits []whatif.Edit
	if look.whatIf != "" {
		if edits, err = readEdits(look.whatIf); err != nil {
			return err
		}
	}
	if p.demoOn != nil {
		now := p.now()
		p.builtIn, p.yesterday = p.demoOn(now)
		p.builtInTrail = func() []byte { return demo.TrailOn(now) }
	}
	if look.plain {
		p.say("%s", p.settings.notice())
		return p.explorePlain(cmd, analysis.Options{Waivers: waivers, Today: p.now()}, edits, look)
	}
	if !cmd.Flags().Changed("ascii") {
		look.ascii = p.env.asciiOnly()
	}
	p.rememberTerminal()
	state, keep := p.savedState()
	flags := p.flags
	flags.regions = p.savedRegions(state)
	ctx, leave := context.WithCancel(cmd.Context())
	defer leave()
	questions := make(chan ui.Question)
	p.person = signin.NewPerson(func(ctx context.Context, q signin.Question) (string, error) {
		return askExplorer(ctx, questions, q)
	})
	input := p.stdin
	if file, ok := input.(*os.File); ok {
		input = watched{file, leave}
	}
	return ui.Run(ctx, ui.Options{
		Source:    p.explorerSource(flags, look),
		Checks:    analysis.Options{Waivers: waivers, Today: p.now()},
		Now:       p.now,
		Theme:     p.themeOptions(look.ascii),
		Look:      look.theme,
		State:     state,
		SaveState: keep,
		Open:      p.browser(),
		SaveFile:  saveFile,
		Pager:     p.viewer([]string{"PAGER"}, pagers()...),
		Editor:    p.viewer([]string{"VISUAL", "EDITOR"}, editors(runtime.GOOS)...),
		Questions: questions,
		Files:     ui.Files{Write: writeEdits, Read: readEditsFile},
		Edits:     edits,
		EditsFile: look.whatIf,
		Keys:      p.settings.Keys,
		Columns:   p.settings.columns(),
		Skins:     skins,
		Views:     p.settings.views(),
		KeepViews: p.keepViews(ctx, cmd.Root()),
		Notice:    p.settings.notice(),

		Out:     p.stdout,
		Suspend: true,
		Watch:   look.watch,
		NoMouse: look.noMouse,
	}, tea.WithInput(input), tea.WithEnvironment(p.env))
}

// checkWatch finds a --watch that cannot be before the screen is taken.
func (p *program) checkWatch(cmd *cobra.Command, look exploreFlags) error {
	switch {
	case !cmd.Flags().Changed("watch"):
		return nil
	case look.watch < screen.LeastWatch:
		return usagef("--watch %s is too often: want %s or more", look.watch, screen.LeastWatch)
	case !p.source().live:
		return usagef("--watch reads an AWS account again and again, and %s never changes: leave out --watch",
			p.source().name)
	case look.plain:
		return usagef("--plain reads nothing by itself: leave out --watch, and type reload")
	}
	return nil
}

// askExplorer asks for a code in the explorer, which has the terminal.
func askExplorer(ctx context.Context, questions chan<- ui.Question, q signin.Question) (string, error) {
	said := make(chan string, 1)
	ask := ui.Question{Text: codeQuestion(q), Problem: codeProblem(q), Over: ctx.Done(),
		Answer: func(code string) { said <- code }}
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case questions <- ask:
	}
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case code := <-said:
		if code == "" {
			return "", signin.ErrNoAnswer
		}
		return code, nil
	}
}

// explorePlain is the explorer without a screen: lines in, lines out.
func (p *program) explorePlain(cmd *cobra.Command, checks analysis.Options, edits []whatif.Edit, look exploreFlags,
) error {
	var asking atomic.Bool
	asking.Store(true)
	if p.whoever() != nil {
		p.person = signin.NewPerson(func(ctx context.Context, q signin.Question) (string, error) {
			if !asking.Load() {
				return "", signin.ErrNoAnswer
			}
			return p.askCode(ctx, q)
		})
	}
	from, earlier := p.source(), p.withBaseline(ui.Source{}, p.flags)
	return plain.Run(cmd.Context(), plain.Options{
		Views: p.settings.views(), KeepViews: p.keepViews(cmd.Context(), cmd.Root()), Columns: p.settings.columns(),
		Baseline: earlier.Baseline, BaselineName: earlier.BaselineName,
		Name: from.name, Live: from.live, Profile: from.profile, Together: p.flags.profiles,
		Checks: checks, Now: p.now,
		Load: func(ctx context.Context, progress func(done, total int)) (*awsdata.Snapshot, error) {
			defer p.sayRemarks()
			// From then on what is typed is commands, and a code would be taken for one. What a code gave is good for
			// hours.
			defer func() { asking.Store(false) }()
			return from.load(ctx, func(e collect.Event) { progress(e.CallsDone, e.CallsTotal) }, nil)
		},
		Open: func(ctx context.Context, path string) (*awsdata.Snapshot, error) {
			return p.read(ctx, p.flags, path, nil)
		},
		SaveFile: saveFile,
		Write:    writeEdits, Read: readEditsFile, Edits: edits, EditsFile: look.whatIf,
		OnDemand: p.onDemand(p.flags, look),
		In:       p.stdin, Out: p.stdout, Talk: p.stderr, Prompt: isTerminal(p.stdin), Analyze: p.analyze,
	})
}

// explorerSource is the source of the explorer, which can go over to another profile or other regions.
func (p *program) explorerSource(flags commonFlags, look exploreFlags) ui.Source {
	from := p.sourceOf(flags)
	source := ui.Source{
		Name: from.name, Live: from.live, Profile: flags.profile(), Regions: flags.regions,
		OnDemand: p.onDemand(flags, look),
		Load: func(ctx context.Context, progress func(ui.Progress)) (*awsdata.Snapshot, error) {
			why := make(map[string]string)
			for _, c := range collect.Calls() {
				why[c.Name] = c.Why
			}
			return from.load(ctx, p.logged(func(e collect.Event) { progress(explorerProgress(e, why)) }),
				func(s *awsdata.Snapshot) { progress(ui.Progress{Partial: s}) })
		},
		Switch: func(profile string, regions []string) (ui.Source, error) {
			next := flags
			if profile != flags.profile() {
				next = flags.ofProfile(profile)
			}
			next.regions = regions
			return p.explorerSource(next, look), next.check(func(string) bool { return false })
		},
		Open: func(ctx context.Context, path string) (*awsdata.Snapshot, error) {
			snapshot, err := p.read(ctx, flags, path, nil)
			if err != nil {
				return nil, err
			}
			return flags.onlyRegions(snapshot), nil
		},
	}
	if from.live {
		source.Profile, source.Profiles, source.Together = p.profileOf(flags), p.profiles(), flags.profiles
		source.SignIn = func(failure error) func(context.Context, func(ui.Device)) error {
			return p.signInFor(flags, failure)
		}
		if !flags.severalAccounts() {
			source.Here = func(was *awsdata.Snapshot, region, function string) ui.Source {
				part := flags
				part.here = &here{was, region, function}
				return p.explorerSource(part, look)
			}
		}
		source.NeedsPerson, source.History = needsPerson, p.historyOf(look.history, flags)
	}
	return p.withBaseline(source, flags)
}

// signInFor is what signs in where a failure says that it helps, nil where it does not.
func (p *program) signInFor(flags commonFlags, failure error) func(context.Context, func(ui.Device)) error {
	var credentials *collect.CredentialsError
	if !errors.As(failure, &credentials) || !credentials.SignIn {
		return nil
	}
	return func(ctx context.Context, show func(ui.Device)) error {
		_, _, err := collect.Login(ctx, p.collectOptions(flags, nil, nil), func(d signin.Device) {
			show(ui.Device{Code: d.Code, Page: d.Page, Full: fullPage(d), Ends: d.Ends})
		})
		return err
	}
}

// needsPerson says whether an error stays until somebody has signed in or changed something: credentials that are
// missing, refused or too old, but not a network that is down.
func needsPerson(err error) bool {
	var credentials *collect.CredentialsError
	var network net.Error // a time that was up is one as well
	return errors.As(err, &credentials) && !errors.As(err, &network)
}

// explorerProgress is an event of a collection in the words of the explorer.
func explorerProgress(e collect.Event, why map[string]string) ui.Progress {
	name, _, _ := strings.Cut(e.Call, ".")
	return ui.Progress{Account: e.Account, Accounts: ui.Share{Done: e.AccountsDone, Total: e.AccountsTotal},
		Region: e.Region, Call: e.Call, Items: e.Items, Done: e.CallsDone, Total: e.CallsTotal, Gap: e.Gap,
		Ended: e.Phase == collect.Done || e.Phase == collect.Failed, Cost: e.Cost, Why: why[name]}
}

// themeOptions are what is known of the look before the terminal is asked: how many colors it has, it says itself.
func (p *program) themeOptions(ascii bool) theme.Options {
	o := theme.Options{ASCII: ascii}
	if p.noColor() {
		o.Colors = theme.NoColors
	}
	return o
}
