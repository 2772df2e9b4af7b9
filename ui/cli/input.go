package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/vpclens/vpclens/awsdata"
)

// mostInput is the size of a file that people write: a thousand times what they do.
const mostInput = 4 << 20

// readInput reads a file of assertions, edits or waivers, also as PowerShell writes it. It may be a pipe, but none that
// never ends.
func readInput(path string) ([]byte, error) { return readNamed(path, path) }

// readNamed is readInput of a file that people call otherwise.
func readNamed(path, name string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostInput+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostInput {
		return nil, fmt.Errorf("%s: it is too big: more than %d MB", name, mostInput>>20)
	}
	return awsdata.InUTF8(data)
}

// readConfig is readInput for the team's decisions, which are read without being named: a link to them must not be of
// somebody else's making.
func readConfig(path string) ([]byte, error) {
	file, err := awsdata.Follow(path)
	if err != nil {
		return nil, err
	}
	return readNamed(file, path)
}

// openRegular opens a file, but no pipe: who reads it next, the AWS SDK, would find it empty.
func openRegular(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no regular file", path)
	}
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}
