package cli

import (
	"runtime"
	"strings"
)

// environment is the process environment as os.Environ gives it.
type environment []string

// get returns the value of a variable, "" if it is not set. As with exec, the last of several wins.
func (e environment) get(name string) string { return e.getOn(runtime.GOOS, name) }

// getOn is get on a system. To Windows, which calls AppData APPDATA, case makes no other name.
func (e environment) getOn(system, name string) string {
	value := ""
	for _, entry := range e {
		k, v, ok := strings.Cut(entry, "=")
		if ok && (k == name || system == "windows" && strings.EqualFold(k, name)) {
			value = v
		}
	}
	return value
}
