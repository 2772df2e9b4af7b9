package main

import (
	"bytes"
	"cmp"
	"fmt"

	"github.com/vpclens/vpclens/ui/stories"
	"github.com/vpclens/vpclens/ui/svg"
)

// The size of the terminal in the pictures of the stories.
const storyWidth, storyHeight = 100, 30

// storyPictures are the pictures that the steps of the stories ask for.
func storyPictures() []picture {
	var out []picture
	for _, s := range stories.All() {
		for i, step := range s.Steps {
			if step.Picture != "" {
				out = append(out,
					picture{step.Picture, func(b *bytes.Buffer) error { return drawStory(b, s.Steps[:i+1]) }})
			}
		}
	}
	return out
}

// drawStory plays steps and draws the screen after the last.
func drawStory(b *bytes.Buffer, steps []stories.Step) error {
	height := cmp.Or(steps[len(steps)-1].Lines, storyHeight)
	p, err := newPlayer(storyWidth, height, false)
	if err != nil {
		return err
	}
	for i := range steps {
		if err := steps[i].Play(p); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	frame, err := p.frame()
	if err != nil {
		return err
	}
	return svg.Render(b, frame, options(false))
}
