package cli

import "os"

// watched is a terminal that says when it has gone: what reads it would otherwise wait for keys that nobody can press.
type watched struct {
	*os.File
	gone func()
}

// Read implements [io.Reader].
func (w watched) Read(p []byte) (int, error) {
	n, err := w.File.Read(p)
	if n == 0 && err != nil {
		w.gone()
	}
	return n, err
}
