package cli

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A cask names every manual page, and every folder in which the program keeps something of its own.
func TestTheCaskNamesPagesAndFolders(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var release struct {
		Casks []struct {
			Manpages []string
			Zap      struct{ Trash []string }
		} `yaml:"homebrew_casks"`
	}
	if err := yaml.Unmarshal(text, &release); err != nil {
		t.Fatal(err)
	}
	if len(release.Casks) != 1 {
		t.Fatalf("%d casks: this test looks at something else", len(release.Casks))
	}
	cask := release.Casks[0]

	var pages []string
	for _, c := range documented(newProgram(nil, nil, io.Discard, io.Discard).rootCommand()) {
		pages = append(pages, "man/"+strings.ReplaceAll(c.CommandPath(), " ", "-")+".1.gz")
	}
	slices.Sort(pages)
	if got := slices.Sorted(slices.Values(cask.Manpages)); !slices.Equal(got, pages) {
		t.Errorf("the cask has the pages\n%q, want\n%q", got, pages)
	}

	home := environment{"HOME=/home"}
	var folders []string
	for _, system := range []string{"darwin", "linux"} {
		for _, folder := range []string{filepath.Dir(home.stateFileOn(system)), home.configFolderOn(system)} {
			folders = append(folders, strings.Replace(filepath.ToSlash(folder), "/home", "~", 1))
		}
	}
	slices.Sort(folders)
	folders = slices.Compact(folders)
	if got := slices.Sorted(slices.Values(cask.Zap.Trash)); !slices.Equal(got, folders) {
		t.Errorf("the cask removes %q, want %q", got, folders)
	}
}
