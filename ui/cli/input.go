package cli

import (
	"fmt"
	"io"
	"os"
)

// mostInput is the size of a file that people write: a thousand times what they do.
const mostInput = 4 << 20

// readInput reads a file of assertions, edits or waivers. It may be a pipe, but none that never ends.
func readInput(path string) ([]byte, error) {
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
		return nil, fmt.Errorf("%s: it is too big: more than %d MB", path, mostInput>>20)
	}
	return data, nil
}
