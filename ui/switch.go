package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// switching is a change of source under way: until the new one has answered, the
// old one stays in force and what it gave is shown.
type switching struct {
	to    Source
	stage stage // of the load before
	err   error
}

// allRegions is what a person types for every region.
const allRegions = "all"

// canPickRegion holds before anything was read as well: a region that cannot be
// read must not lock the person in.
func canPickRegion(a *App) (bool, string) {
	return a.source.Switch != nil, "the regions of this account cannot be chosen"
}

// pickRegion asks which region to look at.
func (a *App) pickRegion() tea.Cmd {
	where := regionPlaces()
	a.ask(choice("region", a.regionNames(), func(name string) string {
		switch {
		case slices.Equal(a.source.Regions, []string{name}):
			return joined(where[name], "looked at now")
		case name == allRegions:
			return "every region of the account"
		case slices.Contains(a.regions, name):
			return joined(where[name], "seen")
		}
		return where[name]
	}, func(name string) screen.Intent {
		return screen.Switch{Regions: strings.FieldsFunc(name, func(r rune) bool { return r == ',' || r == ' ' })}
	}))
	return nil
}

func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), ", ")
}

// regionNames are the regions to choose from: those that were seen and, of a live
// account, those that most people use.
func (a *App) regionNames() []string {
	names := append([]string{allRegions}, a.regions...)
	if a.source.Live {
		for _, r := range commonRegions() {
			if !slices.Contains(names, r[0]) {
				names = append(names, r[0])
			}
		}
	}
	return names
}

// commonRegions are the regions that most people use, and where they are.
func commonRegions() [][2]string {
	return [][2]string{
		{"us-east-1", "N. Virginia"}, {"us-east-2", "Ohio"}, {"us-west-1", "N. California"}, {"us-west-2", "Oregon"},
		{"ca-central-1", "Canada"}, {"sa-east-1", "Sao Paulo"},
		{"eu-west-1", "Ireland"}, {"eu-west-2", "London"}, {"eu-west-3", "Paris"}, {"eu-central-1", "Frankfurt"},
		{"eu-central-2", "Zurich"}, {"eu-north-1", "Stockholm"}, {"eu-south-1", "Milan"}, {"eu-south-2", "Spain"},
		{"ap-south-1", "Mumbai"}, {"ap-southeast-1", "Singapore"}, {"ap-southeast-2", "Sydney"},
		{"ap-southeast-3", "Jakarta"}, {"ap-northeast-1", "Tokyo"}, {"ap-northeast-2", "Seoul"},
		{"ap-northeast-3", "Osaka"}, {"ap-east-1", "Hong Kong"}, {"me-south-1", "Bahrain"}, {"me-central-1", "UAE"},
		{"il-central-1", "Tel Aviv"}, {"af-south-1", "Cape Town"},
	}
}

func regionPlaces() map[string]string {
	where := map[string]string{}
	for _, r := range commonRegions() {
		where[r[0]] = r[1]
	}
	return where
}

func canPickProfile(a *App) (bool, string) {
	return a.source.Switch != nil && a.source.Live, a.source.Name + " is not read from AWS: it has no profiles"
}

// pickProfile asks which profile to read.
func (a *App) pickProfile() tea.Cmd {
	a.ask(choice("profile", a.source.Profiles, func(name string) string {
		if name == a.source.Profile {
			return "in use"
		}
		return "AWS profile"
	}, func(name string) screen.Intent { return screen.Switch{Profile: name} }))
	return nil
}

// switchTo reads another account or other regions.
func (a *App) switchTo(to screen.Switch) tea.Cmd {
	if ok, why := canPickRegion(a); !ok {
		a.say(why)
		return nil
	}
	if to.Profile != "" && to.Profile != a.source.Profile {
		if ok, why := canPickProfile(a); !ok {
			a.say(why)
			return nil
		}
	}
	profile := cmp.Or(to.Profile, a.source.Profile)
	if profile != a.source.Profile && len(to.Regions) == 0 {
		to.Regions = a.saver.regionsOf(profile)
	}
	source, err := a.source.Switch(profile, to.Regions)
	if err != nil {
		a.say(err.Error())
		return nil
	}
	return a.goOver(source)
}

// goOver reads another source; the one in force stays until it has answered.
func (a *App) goOver(source Source) tea.Cmd {
	a.dropUnfinished()
	a.watch.end()
	a.refused = refusal{}
	before := switching{to: source, stage: a.load.stage, err: a.load.err}
	switch {
	case a.next != nil: // another one was under way: it is given up
		before.stage, before.err = a.next.stage, a.next.err
	case a.load.running(): // and so is this
		before.stage = idle
	}
	a.next = &before
	if a.env.Result == nil { // there is nothing to go back to
		a.useSource(source)
	}
	a.say("reading " + focusWords(source))
	return a.load.start(a.ctx, a.now(), source, a.partly)
}

// useSource puts a source in force: commands name the profiles that it is read with.
func (a *App) useSource(s Source) {
	a.source, a.env.Profile, a.env.Together = s, s.profile(), s.Together
	a.env.OnDemand = a.asked.noting(s.OnDemand)
}

// focusWords are what a source is read for.
func focusWords(s Source) string {
	if len(s.Regions) == 0 {
		return s.Name
	}
	return strings.Join(s.Regions, ", ") + " of " + s.Name
}

// switched puts the new source in force when it has answered.
func (a *App) switched(result *analysis.Result) (tea.Cmd, error) {
	if a.next == nil {
		return nil, nil
	}
	if err := nothingRead(result.Snapshot); err != nil {
		return nil, err
	}
	was := a.source
	a.useSource(a.next.to)
	a.next, a.status = nil, ""
	a.forget()
	return tea.Batch(a.keepRegions(), a.followRegions(was)), nil
}

// nothingRead is an error where no region gave its functions or its VPCs: an
// account that may not be read, or a region that is not switched on.
func nothingRead(s *awsdata.Snapshot) error {
	var first error
	for _, r := range s.Regions {
		g, missing := r.Gap("list-functions")
		if _, too := r.Gap("describe-vpcs"); !missing || !too {
			return nil
		}
		if first == nil {
			first = fmt.Errorf("nothing could be read in %s: %s: %s", r.RegionName, g.Call,
				joined(g.Cause.Text(), g.Message))
		}
	}
	return first
}

// switchFailed leaves everything as it was.
func (a *App) switchFailed(err error) {
	failedTo, before := a.next.to, *a.next
	a.next = nil
	a.dropUnfinished()
	a.load.stage, a.load.err = before.stage, before.err
	a.status = ""
	if a.env.Result == nil {
		a.load.stage, a.load.err = failed, err
		return
	}
	a.refused = refusal{failedTo, err}
	name, next := a.source.Name, "@ chooses another region."
	if ok, _ := canPickProfile(a); ok {
		next = "@ chooses another region, p another profile."
	}
	if hint := signInHint(err, failedTo); hint != "" {
		next = hint + " " + next
	}
	a.openUnasked(&pages{name: "still " + awsdata.Clean(name), build: func(*theme.Theme) []widget.Section {
		text := func(c widget.Cell) []widget.SheetRow { return []widget.SheetRow{{Cells: []widget.Cell{c}}} }
		return []widget.Section{
			{Rows: text(widget.Mark(theme.Strong, awsdata.Clean(focusWords(failedTo))+" could not be read"))},
			{Rows: text(widget.Mark(theme.Bad, awsdata.Clean(err.Error())))},
			{Rows: text(widget.Mark(theme.Dim, "Nothing changed: you still look at "+awsdata.Clean(name)+". "+next))},
		}
	}})
}

// beingRead is the source of the load under way, or of the last one.
func (a *App) beingRead() Source {
	if a.next != nil {
		return a.next.to
	}
	return a.source
}

// choice asks for one of some names.
func choice(title string, names []string, what func(name string) string,
	to func(name string) screen.Intent) screen.Ask {
	return screen.Ask{
		Title: title,
		Suggest: func(text string) []screen.Suggestion {
			var out []screen.Suggestion
			text = strings.ToLower(strings.TrimSpace(text))
			for _, name := range names {
				if strings.Contains(strings.ToLower(name+" "+what(name)), text) {
					out = append(out, screen.Suggestion{Word: awsdata.Clean(name), What: what(name), To: to(name)})
				}
			}
			return out
		},
		Parse: func(text string) (screen.Intent, error) {
			if text = strings.TrimSpace(text); text == "" {
				return nil, fmt.Errorf("type the name of a %s", title)
			}
			return to(text), nil
		},
	}
}
