package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// issueForm is a form of GitHub's for new issues, with all members that it knows and this repository uses. Source:
// GitHub Docs, "Syntax for issue forms" and "Syntax for GitHub's form schema".
type issueForm struct {
	Name        string
	Description string
	Title       string
	Labels      []string
	Body        []struct {
		Type       string
		ID         string
		Attributes struct {
			Label, Description, Placeholder, Value, Render string
			Options                                        yaml.Node
			Multiple                                       bool
		}
		Validations struct{ Required bool }
	}
}

// The forms for issues are forms that GitHub takes: it shows one with a mistake to nobody, and says so to nobody.
func TestNoFormIsRefused(t *testing.T) {
	files, err := filepath.Glob(".github/ISSUE_TEMPLATE/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	forms := 0
	for _, file := range files {
		if filepath.Base(file) == "config.yml" {
			continue
		}
		forms++
		var form issueForm
		strictly(t, file, &form)
		if names[form.Name] {
			t.Errorf("%s: another form is called %q", file, form.Name)
		}
		names[form.Name] = true
		for _, wrong := range form.wrong() {
			t.Errorf("%s: %s", file, wrong)
		}
	}
	if forms != 3 {
		t.Errorf("%d forms, want 3: wrong verdicts, bugs, ideas", forms)
	}
	var config struct {
		Blank *bool                               `yaml:"blank_issues_enabled"`
		Links []struct{ Name, URL, About string } `yaml:"contact_links"`
	}
	strictly(t, ".github/ISSUE_TEMPLATE/config.yml", &config)
	if config.Blank == nil || len(config.Links) == 0 {
		t.Error("config.yml does not say whether there are issues without a form, and where else to go")
	}
	for _, link := range config.Links {
		if link.Name == "" || link.About == "" || !strings.HasPrefix(link.URL, "https://") {
			t.Errorf("config.yml: the link %+v wants a name, an https URL and a word about it", link)
		}
	}
}

// wrong says what GitHub would not take of a form.
func (f *issueForm) wrong() []string {
	var out []string
	if f.Name == "" || f.Description == "" {
		out = append(out, "it wants a name and a description")
	}
	ids, labels := map[string]bool{}, map[string]bool{}
	asks := 0
	for _, part := range f.Body {
		a := part.Attributes
		switch part.Type {
		case "markdown":
			if a.Value == "" || part.ID != "" {
				out = append(out, "a markdown wants a value and no id")
			}
			continue
		case "input", "textarea":
			if a.Options.Kind != 0 {
				out = append(out, part.ID+": it has no options")
			}
		case "dropdown":
			var options []string
			if err := a.Options.Decode(&options); err != nil || len(options) < 2 {
				out = append(out, part.ID+": it wants options")
			}
		case "checkboxes":
			var options []struct {
				Label    string
				Required bool
			}
			if err := a.Options.Decode(&options); err != nil || len(options) == 0 || options[0].Label == "" {
				out = append(out, part.ID+": it wants options with labels")
			}
		default:
			out = append(out, "there is no type "+part.Type)
		}
		asks++
		if !regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(part.ID) || ids[part.ID] {
			out = append(out, "it wants an id of its own: "+part.ID)
		}
		if a.Label == "" || labels[a.Label] {
			out = append(out, "it wants a label of its own: "+a.Label)
		}
		ids[part.ID], labels[a.Label] = true, true
	}
	if asks == 0 {
		out = append(out, "it asks for nothing")
	}
	return out
}

// strictly reads a file of YAML into what knows all of its members.
func strictly(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Errorf("%s: %v", file, err)
	}
}

// The test above sees what GitHub would refuse.
func TestNoFormIsRefusedSees(t *testing.T) {
	const head = "name: a\ndescription: b\nbody:\n"
	const input = "  - {type: input, id: x, attributes: {label: X}}\n"
	for _, c := range []struct{ text, want string }{
		{head + input, ""},
		{"name: a\nbody:\n" + input, "it wants a name and a description"},
		{head + "  - {type: markdown, attributes: {value: x}}\n", "it asks for nothing"},
		{head + "  - {type: text, id: x, attributes: {label: X}}\n", "there is no type text"},
		{head + input + input, "it wants an id of its own: x; it wants a label of its own: X"},
		{head + "  - {type: dropdown, id: x, attributes: {label: X}}\n", "x: it wants options"},
		{head + "  - {type: checkboxes, id: x, attributes: {label: X, options: [a]}}\n", "x: it wants options with labels"},
	} {
		var form issueForm
		if err := yaml.Unmarshal([]byte(c.text), &form); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(form.wrong(), "; "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}
