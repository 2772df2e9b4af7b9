package settings

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// ReadFile reads a regular file of at most [MostBytes]: what somebody put in its place must not hold up the start.
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case path == os.DevNull: // how people say that there is none
		return nil, nil
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MostBytes+1))
	if err == nil && len(data) > MostBytes {
		err = fmt.Errorf("it is bigger than %d MB", MostBytes>>20)
	}
	return data, err
}
