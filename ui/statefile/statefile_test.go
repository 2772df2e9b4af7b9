package statefile

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/platform"
)

func TestSaveWritesTheseBytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "vpclens", "state.json")
	state := State{
		Theme: "dark",
		Lists: map[string]List{
			"functions":    {Columns: []string{"function", "out"}},
			"resources/sg": {Columns: []string{"name"}},
		},
		Regions: map[string][]string{"default": {"us-east-1"}, "prod": {"eu-west-1", "us-east-1"}},
	}
	if err := Save(path, state); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "theme": "dark",
  "lists": {
    "functions": {
      "columns": [
        "function",
        "out"
      ]
    },
    "resources/sg": {
      "columns": [
        "name"
      ]
    }
  },
  "regions": {
    "default": [
      "us-east-1"
    ],
    "prod": [
      "eu-west-1",
      "us-east-1"
    ]
  }
}
`
	if string(data) != want {
		t.Errorf("wrote %s, want %s", data, want)
	}
	for _, of := range []string{path, filepath.Dir(path)} {
		if !platform.OwnerOnly(t, of) {
			t.Errorf("%s is for others as well", of)
		}
	}
	if got, err := Load(path); err != nil || !reflect.DeepEqual(got, state) {
		t.Errorf("read %+v, %v", got, err)
	}
	// A second time replaces it and leaves nothing behind.
	if err := Save(path, State{}); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); string(data) != "{}\n" {
		t.Errorf("an empty state is %s", data)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
}

func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       State
		damaged    bool
	}{
		{"empty", "", State{}, true},
		{"not JSON", "theme = dark", State{}, true},
		{"cut off", `{"theme": "dark"`, State{}, true},
		{"another type", `{"theme": 7}`, State{}, true},
		{"fields of a later version",
			`{"theme": "light", "mood": {"x": 1}, "lists": {"functions": {"columns": ["vpc"], "colour": 3}}}`,
			State{Theme: "light", Lists: map[string]List{"functions": {Columns: []string{"vpc"}}}}, false},
	} {
		path := filepath.Join(t.TempDir(), "state.json")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Load(path)
		if !reflect.DeepEqual(got, c.want) || (err != nil) != c.damaged {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	if got, err := Load(filepath.Join(t.TempDir(), "none.json")); err != nil || !reflect.DeepEqual(got, State{}) {
		t.Errorf("a file that is not there: %+v, %v", got, err)
	}
}

func TestSaveSaysWhyNot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Save(filepath.Join(file, "state.json"), State{}); err == nil {
		t.Error("a state in a folder that is a file is no error")
	}
}
