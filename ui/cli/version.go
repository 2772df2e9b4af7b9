package cli

import (
	_ "embed" // for archived
	"fmt"
	"io"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and the commit that it was built from",
		Args:  exactly(),
		RunE:  func(*cobra.Command, []string) error { return p.sayVersion() },
	}
}

func (p *program) sayVersion() error {
	return p.write("", func(w io.Writer) error {
		_, err := fmt.Fprintln(w, thisBuild().words())
		return err
	})
}

// version is the version of this program, as reports name it.
func version() string { return thisBuild().version }

// origin is what a program was built from. Nothing of it is set by hand, so it cannot be wrong.
type origin struct {
	version string    // the tag, or what Go calls a commit without one, or devel
	commit  string    // "" where it is not known
	changed bool      // there was more in the tree than the commit
	date    time.Time // of the commit; zero where it is not known
}

// archived is what `git archive` writes of the commit into an archive of the source, as .gitattributes has it. In a
// clone it is the format alone.
//
//go:embed archived.txt
var archived string

func thisBuild() origin {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return originOf(archived, info)
}

// originOf tells what a program was built from: an archive of the source says it itself. Otherwise the Go toolchain has
// stamped it into the program, which in an archive would be about a repository that somebody unpacked it in.
func originOf(archived string, info *debug.BuildInfo) origin {
	if s, ok := fromArchive(archived); ok {
		return s
	}
	s := origin{version: info.Main.Version}
	if s.version == "" || s.version == "(devel)" {
		s.version = "devel"
	}
	if module.IsPseudoVersion(s.version) { // as `go install` has it, which knows no repository
		s.commit, _ = module.PseudoVersionRev(s.version)
		s.date, _ = module.PseudoVersionTime(s.version)
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			s.commit = setting.Value
		case "vcs.time":
			s.date, _ = time.Parse(time.RFC3339, setting.Value)
		case "vcs.modified":
			s.changed = setting.Value == "true"
		}
	}
	return s
}

// described is how git describes a commit that has no tag: by the tag before it.
var described = regexp.MustCompile(`^(v.+)-\d+-g[0-9a-f]+$`)

// commitHash is how git names a commit.
var commitHash = regexp.MustCompile(`^[0-9a-f]{40,64}$`)

// fromArchive reads archived.txt: commit, date, and the tag of the commit or how git describes it. Its version is the
// one that Go gives the same commit in a clone.
func fromArchive(text string) (origin, bool) {
	words := strings.Fields(text)
	if len(words) < 2 || !commitHash.MatchString(words[0]) {
		return origin{}, false
	}
	date, err := time.Parse(time.RFC3339, words[1])
	if err != nil {
		return origin{}, false
	}
	s := origin{commit: words[0], date: date.UTC()}
	tag := ""
	if len(words) > 2 {
		tag = words[2]
	}
	if before := described.FindStringSubmatch(tag); before != nil || !strings.HasPrefix(tag, "v") {
		if before != nil {
			tag = before[1]
		} else {
			tag = "" // there was none yet, or a git of old times that cannot tell
		}
		s.version = module.PseudoVersion("", tag, s.date, s.commit[:12])
		return s, true
	}
	s.version = tag
	return s, true
}

// words is what people read of it.
func (s origin) words() string {
	var b strings.Builder
	fmt.Fprintf(&b, "vpclens %s (", s.version)
	if s.commit != "" {
		fmt.Fprintf(&b, "commit %s", s.commit)
		if s.changed {
			b.WriteString(" with changes")
		}
		b.WriteString(", ")
	}
	if !s.date.IsZero() {
		fmt.Fprintf(&b, "%s, ", s.date.UTC().Format(time.RFC3339))
	}
	fmt.Fprintf(&b, "%s, %s/%s)", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return b.String()
}
