package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/vpclens/vpclens/ui/stories"
)

// The pictures show the program as it is: drawn again they are the same, byte by byte, on every machine.
func TestPicturesAreUpToDate(t *testing.T) {
	fresh := t.TempDir()
	if err := run(fresh); err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, p := range pictures() {
		if drawn[p.file] {
			t.Errorf("%s is drawn twice", p.file)
		}
		drawn[p.file] = true
		want, err := os.ReadFile(filepath.Join(fresh, p.file))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(p.file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the program shows: run make pictures", p.file)
		}
	}
	files, err := filepath.Glob("*.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !drawn[file] {
			t.Errorf("nothing draws %s: remove it", file)
		}
	}
}

// The README loads the animations for everybody who opens it.
func TestTheWalkThroughIsSmall(t *testing.T) {
	for _, light := range []bool{false, true} {
		info, err := os.Stat(walkFile(light))
		if err != nil {
			t.Fatal(err)
		}
		if kb := info.Size() / 1024; kb > 600 {
			t.Errorf("%s has %d KB", walkFile(light), kb)
		}
	}
}

func TestEveryNamedKeyCanBePressed(t *testing.T) {
	for key := range stories.Named() {
		if _, ok := named[key]; !ok {
			t.Errorf("nothing presses %q", key)
		}
	}
}
