package awsdata

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Follow is the path that a path leads to through links, also where there is nothing yet, for files that are written or
// that say what to do. A link that is neither the user's own nor the system's is an error: in a folder that others may
// write to, it would choose the file.
func Follow(path string) (string, error) { return follow(path, belongsToOthers) }

// follow is Follow with the judgement of who owns a link.
func follow(path string, others func(fs.FileInfo) bool) (string, error) {
	const most = 40 // links, as many as systems follow
	separator := string(filepath.Separator)
	done, links := "", 0
	rest := filepath.Clean(path)
	if volume := filepath.VolumeName(rest); filepath.IsAbs(rest) {
		done, rest = volume+separator, rest[len(volume)+1:]
	}
	for rest != "" {
		var name string
		name, rest, _ = strings.Cut(rest, separator)
		next := filepath.Join(done, name) // done holds no link, so .. means what it says
		info, err := os.Lstat(next)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			done = next // what is wrong with it says who opens it
			continue
		}
		if others(info) {
			return "", fmt.Errorf("%s is a link that somebody else made: name the file that it leads to", Clean(next))
		}
		if links++; links > most {
			return "", fmt.Errorf("%s: too many links", Clean(path))
		}
		to, err := os.Readlink(next)
		if err != nil {
			return "", err
		}
		if to = filepath.Clean(to); filepath.IsAbs(to) {
			volume := filepath.VolumeName(to)
			done, to = volume+separator, to[len(volume)+1:]
		}
		rest = strings.TrimSuffix(to+separator+rest, separator)
	}
	return done, nil
}
