package screens

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/screen"
)

// askWhatToCopy offers everything that can be copied of what the person stands
// on, and the screen itself: there is always something.
func askWhatToCopy(s screen.Screen, env *screen.Env) screen.Ask {
	list := subjects(s, env)
	var out []screen.Suggestion
	add := func(word, what, text, said string) {
		if text != "" {
			out = append(out, screen.Suggestion{Word: word, What: what, To: screen.Copy{Text: text, What: said}})
		}
	}
	title := s.Title()
	if own, ok := s.(copier); ok {
		for _, c := range own.copies(env) {
			add(c.word, c.what, c.text, c.said)
		}
	}
	for i := range list[:min(len(list), 2)] {
		t := &list[i]
		of := ""
		if i > 0 {
			of = " of " + t.name()
		} else {
			title = t.name()
		}
		env := env.In(t.place.Account)
		id := t.place.ID
		if t.resource != nil {
			id = t.resource.ID()
		}
		arn := t.arn(env.Result)
		link, _ := t.console(env.Result)
		command := "AWS CLI command"
		if t.finding != nil {
			command = "AWS CLI of the fix"
		}
		if id != arn {
			add("id"+of, id, id, id)
		}
		if t.finding == nil && t.resource.Name() != "" && t.resource.Name() != id {
			add("name"+of, t.resource.Name(), t.resource.Name(), t.resource.Name())
		}
		add("ARN"+of, arn, arn, "the ARN of "+t.name())
		add(command+of, firstLine(t.command(env.Profile)), t.command(env.Profile),
			"an AWS CLI command; read it before you run it")
		if document, err := t.document(env.Profile); err == nil {
			add("JSON"+of, "raw JSON, as the AWS CLI prints it", string(document), "the raw JSON of "+t.name())
		}
		add("console link"+of, link, link, "the link to the AWS console")
		if i == 0 {
			add("Markdown", screenWords, markdownOf(s, env), "this screen as Markdown")
		}
	}
	if len(list) == 0 {
		add("Markdown", screenWords, markdownOf(s, env), "this screen as Markdown")
	}
	return choose("copy of "+title, out)
}

// copier is a screen of which more can be copied than of what it is about.
type copier interface {
	copies(env *screen.Env) []copied
}

// copied is one thing to copy: how it is offered, the text, and how it is said to have been copied.
type copied struct{ word, what, text, said string }

const screenWords = "this screen, for a ticket or a chat"

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// textOf is the screen as plain text, without the empty end of its lines.
func textOf(s screen.Screen, env *screen.Env) string {
	const w, h = 120, 60
	lines := strings.Split(ansi.Strip(s.View(env, w, h)), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
