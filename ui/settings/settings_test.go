package settings

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func known() *Known {
	return &Known{
		Flags: []Flag{{Name: "profile", Kind: Texts}, {Name: "theme", Values: []string{"auto", "dark"}, Skin: true},
			{Name: "ascii", Kind: Boolean}, {Name: "watch", Kind: Duration}, {Name: "from"}},
		Commands: []Command{{"scan", []Flag{
			{Name: "fail-on", Values: []string{"low", "high"}}, {Name: "port", Kind: Number}}}},
		Keys: []Key{{Names: []string{"trace", "path"}, Keys: []string{"t"}},
			{Names: []string{"diagram"}, Keys: []string{"d"}},
			{Names: []string{"next-match"}, Keys: []string{"n"}}},
		Lists: []List{{Name: "functions", Columns: []string{"function", "out", "wrong"}},
			{Name: "sg", Columns: []string{"name"}, Open: true}},
		Themes: []string{"auto", "dark"}, Tokens: []string{"bad", "good"},
		Nearest: func(word string, names []string) []string {
			for _, n := range names { // one letter is another one
				if len(n) == len(word) && word != "" && (n[1:] == word[1:] || n[:len(n)-1] == word[:len(word)-1]) {
					return []string{n}
				}
			}
			return nil
		},
	}
}

func TestParse(t *testing.T) {
	got, problems := Parse([]byte(`# all of it
defaults: {profile: [prod, bank], theme: night, ascii: true, watch: 5m}
commands:
  scan:
    fail-on: high
    port: 443
columns:
  functions: [wrong, function]
  sg: "whatever it has"
keys:
  path: [d, ctrl+t]
  diagram: []
views:
  pay: {list: functions, filter: "vpc:pay", sort: -out, columns: [function], what: of payments}
  all:
skins:
  night: {base: dark, bad: "#ff0000", good: {"256": 77, "16": 2, attributes: [bold, underline]}}
`), known())
	want := Settings{
		Defaults: []Default{{"", "profile", "prod,bank", 2}, {"", "theme", "night", 2}, {"", "ascii", "true", 2},
			{"", "watch", "5m", 2}, {"scan", "fail-on", "high", 5}, {"scan", "port", "443", 6}},
		Columns: map[string]Columns{"functions": {"wrong", "function"}, "sg": {"whatever it has"}},
		Keys:    map[string][]string{"trace": {"d", "ctrl+t"}, "diagram": {}},
		Views: []View{{"pay", "of payments", "functions", "vpc:pay", "out", true, []string{"function"}, 14},
			{Name: "all", List: "functions", Line: 15}},
		Skins: []Skin{{"night", "dark", []TokenColor{{"bad", map[string]string{"truecolor": "#ff0000"}, nil},
			{"good", map[string]string{"256": "77", "16": "2"}, []string{"bold", "underline"}}}}},
	}
	if len(problems) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", problems, got, want)
	}
}

// Every mistake is told with its line, and the rest holds.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"# nothing\n", ""},
		{"defaults:\nkeys:\n", ""},
		{"- a", `1: the file: want names with values, as in "name: value"`},
		{"defaults: {a: [}", `1: it is no YAML: did not find expected node content`},
		{"a: b\n c: d", `2: it is no YAML: mapping values are not allowed in this context`},
		{"defaults: {}\n---\nkeys: {}", `0: it holds several documents: want one, without a line ---`},
		{"default: {}", `1: unknown section "default": want defaults, commands, columns, views, keys or skins`},
		{"keyz: {}", `1: unknown section "keyz": did you mean keys?`},
		{"defaults:\n  profilf: x", `2: unknown flag "profilf": did you mean profile?`},
		{"defaults:\n  theme: dark\n  theme: auto", `3: "theme" stands in line 2 already`},
		{"defaults:\n  theme: pink", `2: theme: "pink": want auto or dark`},
		{"defaults:\n  ascii: yes please", `2: ascii: "yes please": want true or false`},
		{"defaults:\n  watch: soon", `2: watch: "soon": want a duration such as 30s or 5m`},
		{"defaults:\n  from: {a: b}", `2: from: want a value`},
		{"defaults:\n  profile: ['a,b']", `2: profile: want one name in each line of the list`},
		{"commands:\n  scam: {}", `2: unknown command "scam": did you mean scan?`},
		{"commands:\n  scan: {port: -1}", `2: port: "-1": want a whole number`},
		{"columns:\n  functions: [function, function]", `2: the column function stands in the list already`},
		{"columns:\n  functions: [function,\n    oud]", `3: unknown column "oud": did you mean out?`},
		{"columns:\n  functions: []", `2: functions: want one column at least`},
		{"columns:\n  function: []", `2: unknown list "function": want functions or sg`},
		{"keys:\n  tracf: x", `2: unknown command "tracf": did you mean trace?`},
		{"keys:\n  trace: d", `2: the key d is that of diagram: give diagram other keys too, or [] for none`},
		{"keys:\n  trace: x\n  diagram:\n  - x", `4: the key x is that of trace already, in line 2`},
		{"keys:\n  trace: x\n  path: z", `3: path has its keys in line 2 already, as "trace"`},
		{"keys: {trace: ^t}", `1: "^t" is no key: write "ctrl+t"`},
		{"keys: {trace: ctrl+T}", `1: "ctrl+T" is no key: want a small letter after "ctrl+"`},
		{"keys: {trace: shift+t}", `1: "shift+t" is no key: a letter with shift is the capital letter`},
		{"keys: {trace: ' '}", `1: " " is no key: want a key that can be seen; "space" is the space bar`},
		{"keys: {trace: ctrl+}", `1: "ctrl+" is no key: want a letter, a name such as "f5" or "pgup", or one of them after "ctrl+", "alt+" or "shift+"`},
		{"keys: {trace: ctrl+c}", `1: ctrl+c always quits`},
		{"views: {A B: {}}", `1: "A B" cannot be the name of a view: want small letters, digits, - and _`},
		{"views:\n  a: {list: function}", `2: unknown list "function": want functions or sg`},
		{"views:\n  a:\n    sort: -oud", `3: unknown column "oud": did you mean out?`},
		{"views:\n  a:\n    fiter: x", `3: unknown member "fiter": want list, filter, what, sort or columns`},
		{"skins: {dark: {}}", `1: "dark" cannot be the name of a skin: want small letters, digits, - and _, and no theme's name`},
		{"skins:\n  a: {bat: '#ffffff'}", `2: unknown token "bat": did you mean bad?`},
		{"skins:\n  a: {bad: red}", `2: bad: "red" is no color: want a color such as "#ffcc00"`},
		{"skins:\n  a: {bad: {'16': 16}}", `2: bad: "16" is no color: want a number from 0 to 15`},
		{"skins:\n  a: {base: pink}", `2: unknown theme "pink": want auto or dark`},
		{"a: &a [*a]\ncolumns: {functions: &b [*b]}", `1: unknown section "a": want defaults, commands, columns, views, keys or skins; 2: functions: want a value`},
		{strings.Repeat("#", MostBytes+1), `0: it is bigger than 1 MB`},
	} {
		got, problems := Parse([]byte(c.text+"\n"), known())
		var said []string
		for _, p := range problems {
			said = append(said, fmt.Sprintf("%d: %s", p.Line, p.Text))
		}
		if strings.Join(said, "; ") != c.want {
			t.Errorf("%.60q:\ngot  %s\nwant %s", c.text, strings.Join(said, "; "), c.want)
		}
		if len(got.Keys) > 0 && c.want != "" {
			t.Errorf("%q: keys of a file with a mistake in them are taken: %v", c.text, got.Keys)
		}
	}
	got, _ := Parse([]byte("defaults: {from: x, nothing: y}\nkeyz: {}\ncolumns: {functions: [out]}"), known())
	if len(got.Defaults) != 1 || len(got.Columns) != 1 {
		t.Errorf("what is right in a file with mistakes is lost: %+v", got)
	}
}

// The example says everything, and holds when its comments are taken away.
func TestExample(t *testing.T) {
	k := known()
	text := Example(k)
	bare := regexp.MustCompile(`(?m)^#((?:  )*[^ #\n])`).ReplaceAllString(text, "$1")
	got, problems := Parse([]byte(bare), k)
	if len(problems) > 0 {
		t.Errorf("%v in\n%s", problems, bare)
	}
	if len(got.Defaults) != len(k.Flags)+2 || len(got.Keys) != len(k.Keys) || len(got.Columns) != len(k.Lists) ||
		len(got.Views) == 0 || len(got.Skins) == 0 || len(got.Skins[0].Tokens) != len(k.Tokens) {
		t.Errorf("the example leaves something out: %+v", got)
	}
	if got, problems := Parse([]byte(text), k); len(problems) > 0 || len(got.Defaults) > 0 {
		t.Errorf("the example changes something as it is: %v %v", got, problems)
	}
}

func TestSchemaIsJSON(t *testing.T) {
	data, err := Schema(known())
	if err != nil || !json.Valid(data) {
		t.Fatalf("%v\n%s", err, data)
	}
	for _, s := range []string{`"fail-on"`, `"wrong"`, `"next-match"`, `"bad"`} {
		if !strings.Contains(string(data), s) {
			t.Errorf("the schema lacks %s", s)
		}
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(file, []byte("keys: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := ReadFile(file); err != nil || string(data) != "keys: {}\n" {
		t.Errorf("%q, %v", data, err)
	}
	if data, err := ReadFile(os.DevNull); err != nil || len(data) > 0 {
		t.Errorf("no file is no empty one: %q, %v", data, err)
	}
	if _, err := ReadFile(dir); err == nil || err.Error() != "it is no regular file" {
		t.Errorf("a folder: %v", err)
	}
	if err := os.WriteFile(file, make([]byte, MostBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(file); err == nil || err.Error() != "it is bigger than 1 MB" {
		t.Errorf("a big one: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("defaults: {profile: [a], theme: x}\nkeys: {trace: [d]}\nskins: {a: {bad: '#fff'}}"))
	f.Add([]byte("a: &a {b: *a}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Parse(data, known())
	})
}
