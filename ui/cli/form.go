package cli

import (
	"io"
	"strings"
)

// form is one form in which an answer of type T can be written.
type form[T any] struct {
	name  string
	write func(io.Writer, T) error
}

// chooseForm finds the form that --format names.
func chooseForm[T any](name string, forms []form[T]) (func(io.Writer, T) error, error) {
	var names []string
	for _, f := range forms {
		if f.name == name {
			return f.write, nil
		}
		names = append(names, f.name)
	}
	return nil, usagef("unknown format %q: want %s", name, strings.Join(names, " or "))
}
