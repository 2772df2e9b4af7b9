package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/report"
)

// formFlag is the value of --format, which may be given several times: NAME, or NAME=FILE. What is given takes the
// place of the default.
type formFlag struct {
	asked []askedForm
	given bool
}

// askedForm is a form that somebody asked for.
type askedForm struct {
	name  string
	file  string // "" for --output, or stdout
	named bool   // a file stands behind it, if only an empty one
}

// String implements [pflag.Value].
func (f *formFlag) String() string {
	var out []string
	for _, a := range f.asked {
		out = append(out, a.String())
	}
	return strings.Join(out, " ")
}

func (a askedForm) String() string {
	if a.named {
		return a.name + "=" + a.file
	}
	return a.name
}

// Set implements [pflag.Value].
func (f *formFlag) Set(text string) error {
	if !f.given {
		f.asked, f.given = nil, true
	}
	name, file, named := strings.Cut(text, "=")
	f.asked = append(f.asked, askedForm{name, file, named})
	return nil
}

// Type implements [pflag.Value].
func (f *formFlag) Type() string { return "string" }

// form is one form in which an answer of type T can be written.
type form[T any] struct {
	name  string
	write func(io.Writer, T) error
}

// target is a form that was chosen, and where it goes.
type target[T any] struct {
	form[T]
	file string // "" for stdout

	// instead, of a form that is files in folders there, writes those; nil for all that is one document
	instead func(context.Context, T) error
}

// targets are all forms in which an answer is written.
type targets[T any] []target[T]

// has reports whether a form was chosen.
func (c targets[T]) has(name string) bool {
	return slices.ContainsFunc(c, func(t target[T]) bool { return t.name == name })
}

// chooseForms finds the forms that --format names, before anything is read. One at most goes to --output or stdout, and
// none to the same file as another.
func chooseForms[T any](out *outputFlags, forms []form[T]) (targets[T], error) {
	var chosen targets[T]
	plain := ""
	files := map[string]askedForm{}
	for _, a := range out.formats.asked {
		i := slices.IndexFunc(forms, func(f form[T]) bool { return f.name == a.name })
		to := cmp.Or(a.file, out.file)
		at := filepath.Clean(to)
		other, taken := files[at]
		switch {
		case i < 0:
			return nil, usagef("unknown format %q: want %s", a.name, strings.Join(namesOf(forms), " or "))
		case a.named && a.file == "":
			return nil, usagef("--format %s= names no file: want %s=FILE", a.name, a.name)
		case !a.named && plain != "":
			return nil, usagef("--format %s and --format %s go to the same place: name a file, as in --format %s=FILE",
				plain, a.name, a.name)
		case to != "" && taken:
			return nil, usagef("--format %s and --format %s go to the same file %s", other.name, a.name, to)
		}
		if !a.named {
			plain = a.name
		}
		files[at] = a
		chosen = append(chosen, target[T]{form: forms[i], file: to})
	}
	if out.file != "" && plain == "" {
		return nil, usagef("--output %s: every --format names a file of its own, so nothing is left for it", out.file)
	}
	return chosen, nil
}

// deliver writes an answer in every form that was chosen: all of them are made and put beside their places before any
// takes its place, so that a failure leaves none. How an answer looks depends on where it goes.
func deliver[T any](ctx context.Context, p *program, chosen targets[T], answer func(report.Look) T) error {
	var set fileSet
	defer set.drop()
	for _, t := range chosen {
		if t.instead != nil {
			continue
		}
		var b bytes.Buffer
		if err := t.write(&b, answer(p.look(t.file))); err != nil {
			return err
		}
		if err := set.add(t.file, b.Bytes()); err != nil {
			return err
		}
	}
	for _, t := range chosen {
		if t.instead == nil {
			continue
		}
		if err := t.instead(ctx, answer(p.look(t.file))); err != nil {
			return err
		}
	}
	return set.replace(p.stdout)
}

// oneAfterAnother writes several answers to the same question, in text with an empty line between them.
func oneAfterAnother[T any](forms []form[T]) []form[[]T] {
	var out []form[[]T]
	for _, f := range forms {
		out = append(out, form[[]T]{f.name, func(w io.Writer, answers []T) error {
			for i, a := range answers {
				if i > 0 && f.name == "text" {
					fmt.Fprintln(w)
				}
				if err := f.write(w, a); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	return out
}

// withIssues are the forms of a command's own with those of programs behind them, which every answer with issues has.
func withIssues[T interface{ Issues() *report.Issues }](own ...form[T]) []form[T] {
	for _, f := range report.IssueForms() {
		own = append(own, form[T]{f.Name, func(w io.Writer, answer T) error { return f.Write(w, answer.Issues()) }})
	}
	return own
}

// hasIssues reports whether a form of programs was chosen.
func (c targets[T]) hasIssues() bool {
	return slices.ContainsFunc(report.IssueForms(), func(f report.IssueForm) bool { return c.has(f.Name) })
}

// namesOf are the names of forms, in order.
func namesOf[T any](forms []form[T]) []string {
	var names []string
	for _, f := range forms {
		names = append(names, f.name)
	}
	return names
}
