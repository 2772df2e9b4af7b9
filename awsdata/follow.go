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
	links := 0
	done, rest := cutRoot(filepath.Clean(path))
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
		root, to := cutRoot(filepath.Clean(to))
		switch {
		case root == separator: // on Windows that is of the same drive
			done = filepath.VolumeName(done) + root
		case root != "":
			done = root
		}
		rest = strings.TrimSuffix(to+separator+rest, separator)
	}
	return done, nil
}

// cutRoot cuts a clean path behind where it begins: "/", or on Windows "C:\", "\", "C:" or "\\host\share\"; "" for one
// that begins in the current folder.
func cutRoot(path string) (root, rest string) {
	separator := string(filepath.Separator)
	root = filepath.VolumeName(path)
	rest = path[len(root):]
	below, rooted := strings.CutPrefix(rest, separator)
	if rooted || filepath.IsAbs(path) { // a share may be named without an end
		root += separator
	}
	return root, below
}
