//go:build unix

package awsdata

import (
	"io/fs"
	"os"
	"syscall"
)

// belongsToOthers reports whether a file is neither the user's nor root's.
func belongsToOthers(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || stat.Uid != 0 && int(stat.Uid) != os.Geteuid()
}
