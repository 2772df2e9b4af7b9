package cli

import (
	"bufio"
	"path/filepath"
	"slices"
	"strings"
)

// profiles are the names of the profiles in the shared AWS configuration. Nothing but the headings of its sections is
// kept: whatever stands below them may be a secret.
func (p *program) profiles() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, section := range sections(p.awsFile("AWS_CONFIG_FILE", "config")) {
		if section == "default" {
			add(section)
		} else if name, ok := strings.CutPrefix(section, "profile "); ok {
			add(strings.Trim(strings.TrimSpace(name), `"'`))
		}
	}
	for _, section := range sections(p.awsFile("AWS_SHARED_CREDENTIALS_FILE", "credentials")) {
		add(section)
	}
	slices.Sort(names)
	return names
}

// awsFile is a file of the shared AWS configuration: the one that a variable names, or the usual one, "" where there is
// no home directory.
func (p *program) awsFile(variable, name string) string {
	if file := p.env.get(variable); file != "" {
		return file
	}
	home := p.env.home()
	if home == "" {
		return ""
	}
	return filepath.Join(home, ".aws", name)
}

// sections are the headings in brackets of an INI file, none where it cannot be read.
func sections(path string) []string {
	if path == "" {
		return nil
	}
	file, err := openRegular(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	var names []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		inside, ok := strings.CutPrefix(line, "[")
		heading, _, closed := strings.Cut(inside, "]")
		if ok && closed {
			names = append(names, strings.TrimSpace(heading))
		}
	}
	return names
}
