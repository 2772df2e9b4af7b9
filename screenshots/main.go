// Command screenshots draws the pictures of the documentation from the embedded demo account, the same on every
// machine:
//
//	go run ./screenshots
//
// It drives the explorer's model directly, without a terminal: a message in, a frame out. Nothing waits for a clock.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/vpclens/vpclens/ui/svg"
)

// picture is one file.
type picture struct {
	file string
	draw func(*bytes.Buffer) error
}

// pictures are all files: the stills, those of the stories and the walk-through.
func pictures() []picture {
	var out []picture
	for _, s := range scenes() {
		out = append(out, picture{s.file, s.draw})
	}
	out = append(out, storyPictures()...)
	for _, light := range []bool{false, true} {
		out = append(out, picture{walkFile(light), func(b *bytes.Buffer) error { return drawWalk(b, light) }})
	}
	return out
}

func main() {
	dir := flag.String("dir", "screenshots", "where to write the pictures")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

// run draws all pictures, side by side: none knows of another.
func run(dir string) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range pictures() {
		group.Go(func() error {
			var b bytes.Buffer
			if err := p.draw(&b); err != nil {
				return fmt.Errorf("draw %s: %w", p.file, err)
			}
			return os.WriteFile(filepath.Join(dir, p.file), b.Bytes(), 0o644) //nolint:gosec // pictures are public
		})
	}
	return group.Wait()
}

// options are the window around every picture.
func options(light bool) svg.Options {
	return svg.Options{Title: "vpclens --demo", Light: light, Embed: true}
}
