package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  exactly(),
		RunE:  func(*cobra.Command, []string) error { return p.sayVersion() },
	}
}

func (p *program) sayVersion() error {
	return p.write("", func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "vpclens %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return err
	})
}

// version is what the Go toolchain stamped into the binary: the tag it was built from, or the commit. There is nothing
// to set by hand, so it cannot be wrong.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
