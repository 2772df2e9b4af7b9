package host

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/screen"
)

// Views is where the views are kept that a person saves. Nil functions keep none.
type Views struct {
	// Save keeps a view. One of that name is not replaced unless over says so: else the error is [fs.ErrExist].
	Save func(v screen.View, over bool) error
	Drop func(name string) error // removes one
}

// Keep saves a view, and is what there is to do about it: to say so or, where there is one of that name, to ask. The
// views of env have it at once.
func (v *Views) Keep(env *screen.Env, view screen.View, over bool) screen.Intent {
	if v.Save == nil {
		return screen.Status{Text: "views cannot be saved here"}
	}
	switch err := v.Save(view, over); {
	case errors.Is(err, fs.ErrExist):
		return askReplace(view.Name)
	case err != nil:
		return screen.Status{Text: err.Error()}
	}
	views := slices.DeleteFunc(slices.Clone(env.Views), func(one screen.View) bool { return one.Name == view.Name })
	env.Views = append(views, view)
	return screen.Status{Text: fmt.Sprintf("saved as the view %s: %s", view.Name,
		env.Words("type it after :, or choose it from the views", "type its name, or views to choose one"))}
}

// Remove drops a view, and is what there is to say about it.
func (v *Views) Remove(env *screen.Env, name string) screen.Intent {
	if v.Drop == nil {
		return screen.Status{Text: "views cannot be saved here"}
	}
	if err := v.Drop(name); err != nil {
		return screen.Status{Text: err.Error()}
	}
	env.Views = slices.DeleteFunc(slices.Clone(env.Views), func(one screen.View) bool { return one.Name == name })
	return screen.Status{Text: "removed the view " + name}
}

// AskView asks under which name a list is saved; those that there are are offered.
func AskView(views []screen.View) screen.Ask {
	return screen.Ask{Title: "save this list as which view?",
		Suggest: func(text string) []screen.Suggestion {
			text = strings.ToLower(strings.TrimSpace(text))
			var out []screen.Suggestion
			for _, v := range views {
				if strings.Contains(v.Name, text) {
					out = append(out, screen.Suggestion{Word: v.Name, What: "in the place of this one",
						To: screen.SaveView{Name: v.Name}})
				}
			}
			return out
		},
		Parse: func(text string) (screen.Intent, error) {
			if text = strings.TrimSpace(text); text == "" {
				return nil, errors.New("type a name, in small letters")
			}
			return screen.SaveView{Name: text}, nil
		},
	}
}

// askReplace asks what to do about a view that was saved under the same name.
func askReplace(name string) screen.Ask {
	ways := []screen.Suggestion{
		{Word: "keep it", What: "nothing is saved", To: screen.Status{Text: "nothing was saved"}},
		{Word: "replace it", What: "the view that is there is lost", To: screen.SaveView{Name: name, Over: true}},
	}
	return screen.Ask{Title: "the view " + name + " is there already",
		Suggest: func(text string) []screen.Suggestion {
			return slices.DeleteFunc(slices.Clone(ways), func(s screen.Suggestion) bool {
				return !strings.Contains(s.Word, strings.ToLower(strings.TrimSpace(text)))
			})
		},
		Parse: func(text string) (screen.Intent, error) {
			if text = strings.TrimSpace(text); text == "" {
				return nil, errors.New("type another name")
			}
			return screen.SaveView{Name: text}, nil
		},
	}
}
