package cli

import "strings"

// environment is the process environment as os.Environ gives it.
type environment []string

// get returns the value of a variable, "" if it is not set. As with exec, the last of several wins.
func (e environment) get(name string) string {
	value := ""
	for _, entry := range e {
		if k, v, ok := strings.Cut(entry, "="); ok && k == name {
			value = v
		}
	}
	return value
}
