package cli

import (
	"path/filepath"
	"runtime"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/statefile"
)

// home is the home directory, "" if there is none.
func (e environment) home() string { return e.homeOn(runtime.GOOS) }

func (e environment) homeOn(system string) string {
	if system == "windows" { // as the AWS SDK and the AWS CLI have it, whatever HOME is
		return e.getOn(system, "USERPROFILE")
	}
	return e.getOn(system, "HOME")
}

// stateFile is where the explorer keeps what it remembers, "" where there is no place for it: as the XDG base
// directories say or, on macOS and Windows, where programs keep their settings.
func (e environment) stateFile() string { return e.stateFileOn(runtime.GOOS) }

func (e environment) stateFileOn(system string) string {
	folder := e.getOn(system, "XDG_STATE_HOME")
	if !filepath.IsAbs(folder) { // the specification: anything else is to be ignored
		folder = ""
	}
	switch {
	case folder != "":
	case system == "windows":
		folder = e.getOn(system, "AppData")
	case e.homeOn(system) == "":
	case system == "darwin":
		folder = filepath.Join(e.homeOn(system), "Library", "Application Support")
	default:
		folder = filepath.Join(e.homeOn(system), ".local", "state")
	}
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, "vpclens", "state.json")
}

// savedState is what the last run left, and what keeps it for the next one.
func (p *program) savedState() (statefile.State, func(statefile.State)) {
	path := p.env.stateFile()
	if path == "" {
		return statefile.State{}, nil
	}
	path, err := awsdata.Follow(path)
	if err != nil {
		p.log.Warn("nothing is kept", "error", err)
		return statefile.State{}, nil
	}
	state, err := statefile.Load(path)
	if err != nil {
		p.log.Warn("kept state ignored", "error", err)
	}
	return state, func(s statefile.State) {
		if err := statefile.Save(path, s); err != nil {
			p.log.Warn("state not kept", "error", err)
		}
	}
}

// savedRegions are the regions to begin with: those of the flags or of the environment, or else those that were looked
// at last.
func (p *program) savedRegions(state statefile.State) []string {
	live := p.flags.from == "" && !p.flags.demo
	if len(p.flags.regions) > 0 || !live || p.env.get("AWS_REGION") != "" || p.env.get("AWS_DEFAULT_REGION") != "" {
		return p.flags.regions
	}
	return state.Regions[statefile.Profile(p.profileOf(p.flags))]
}
