package signin

import (
	"bufio"
	"os"
	"strings"
)

// Section is what a file of the shared AWS configuration says below a heading; nothing where it cannot be read. It is
// for the few settings that the SDK does not tell.
func Section(path, heading string) map[string]string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	out := map[string]string{}
	inside := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		raw := lines.Text()
		line := strings.TrimSpace(raw)
		if title, ok := strings.CutPrefix(line, "["); ok {
			title, _, _ = strings.Cut(title, "]")
			inside = strings.Join(strings.Fields(title), " ") == heading
			continue
		}
		if !inside || line == "" || line[0] == '#' || line[0] == ';' || raw[0] == ' ' || raw[0] == '\t' {
			continue // what is indented belongs to a setting of several lines
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		if at := strings.Index(value, " #"); at >= 0 {
			value = value[:at]
		}
		if at := strings.Index(value, " ;"); at >= 0 {
			value = value[:at]
		}
		out[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
	}
	return out
}

// Scopes are those that a session names in a file of the shared AWS configuration.
func Scopes(path, session string) []string {
	var out []string
	for scope := range strings.SplitSeq(Section(path, "sso-session "+session)["sso_registration_scopes"], ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			out = append(out, scope)
		}
	}
	return out
}
