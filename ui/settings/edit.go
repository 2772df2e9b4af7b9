package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// written is a view as it stands in a file, below its name.
type written struct {
	What    string   `yaml:"what,omitempty"`
	List    string   `yaml:"list"`
	Filter  string   `yaml:"filter,omitempty"`
	Sort    string   `yaml:"sort,omitempty"`
	Columns []string `yaml:"columns,omitempty,flow"`
}

// WithView is a file with a view more. Whatever else stands in it stays, comments too. One of the same name is not
// replaced unless over says so: else the error is [fs.ErrExist]. A file that is not understood in whole is not changed.
func WithView(data []byte, v *View, over bool, known *Known) ([]byte, error) {
	if !GoodViewName(v.Name) {
		return nil, fmt.Errorf("%q cannot be the name of a view: want small letters, digits, - and _", v.Name)
	}
	form := written{v.What, v.List, v.Filter, v.Sort, v.Columns}
	if v.Descending && v.Sort != "" {
		form.Sort = "-" + v.Sort
	}
	value := &yaml.Node{}
	if err := value.Encode(form); err != nil {
		return nil, fmt.Errorf("write the view: %w", err)
	}
	return changeViews(data, known, v.Name, func(views *yaml.Node) error {
		i := entry(views, v.Name)
		switch {
		case i < 0:
			key := &yaml.Node{}
			key.SetString(v.Name)
			views.Content = append(views.Content, key, value)
		case !over:
			return fs.ErrExist
		default:
			views.Content[i+1] = value
		}
		return nil
	})
}

// ErrNoView says that a file has no view of a name.
var ErrNoView = errors.New("there is no such view")

// WithoutView is a file without a view, and with all else that stands in it.
func WithoutView(data []byte, name string, known *Known) ([]byte, error) {
	return changeViews(data, known, name, func(views *yaml.Node) error {
		i := entry(views, name)
		if i < 0 {
			return ErrNoView
		}
		views.Content = slices.Delete(views.Content, i, i+2)
		return nil
	})
}

// changeViews changes the views of a file, of which no other may be another one after that.
func changeViews(data []byte, known *Known, name string, change func(views *yaml.Node) error) ([]byte, error) {
	before, problems := Parse(data, known)
	if len(problems) > 0 {
		return nil, notUnderstood(problems[0])
	}
	root, comments, err := rootOf(data)
	if err != nil {
		return nil, err
	}
	views, err := viewsOf(root)
	if err != nil {
		return nil, err
	}
	if err := change(views); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(comments)
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("write the views: %w", err)
	}
	after, problems := Parse(b.Bytes(), known)
	if len(problems) > 0 {
		return nil, notUnderstood(problems[0])
	}
	if !reflect.DeepEqual(others(&before, name), others(&after, name)) {
		return nil, errors.New("this would change other views too: change the file in an editor")
	}
	return b.Bytes(), nil
}

func notUnderstood(p Problem) error {
	if p.Line == 0 {
		return fmt.Errorf("nothing was saved, as the file is not understood: %s", p.Text)
	}
	return fmt.Errorf("nothing was saved, as line %d of the file is not understood: %s", p.Line, p.Text)
}

// rootOf is the document of a file and, where it holds nothing but comments, these.
func rootOf(data []byte) (root *yaml.Node, comments string, err error) {
	root = &yaml.Node{}
	err = yaml.NewDecoder(bytes.NewReader(data)).Decode(root)
	switch {
	case errors.Is(err, io.EOF), err == nil && empty(root.Content[0]):
		text := strings.TrimSpace(string(data))
		if text != "" {
			text += "\n"
		}
		return &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}, text, nil
	case err != nil: // Parse has said so
		return nil, "", err
	}
	return root, "", nil
}

// viewsOf is the mapping of the views of a document, made where there is none.
func viewsOf(root *yaml.Node) (*yaml.Node, error) {
	sections := root.Content[0]
	i := entry(sections, "views")
	if i < 0 {
		key := &yaml.Node{}
		key.SetString("views")
		sections.Style = 0
		sections.Content = append(sections.Content, key, &yaml.Node{Kind: yaml.MappingNode})
		i = len(sections.Content) - 2
	}
	views := sections.Content[i+1]
	if empty(views) {
		views = &yaml.Node{Kind: yaml.MappingNode, HeadComment: views.HeadComment, LineComment: views.LineComment,
			FootComment: views.FootComment}
		sections.Content[i+1] = views
	}
	if views.Kind != yaml.MappingNode {
		return nil, errors.New("nothing was saved: the views of the file stand somewhere else in it")
	}
	views.Style = 0 // one view a line, and not all of them in one
	return views, nil
}

// entry is where a mapping has a key, -1 for nowhere.
func entry(mapping *yaml.Node, name string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return i
		}
	}
	return -1
}

// others is what a file says but for one view, whichever lines that stands in.
func others(s *Settings, name string) Settings {
	out := *s
	out.Views, out.Defaults = nil, slices.Clone(s.Defaults)
	for i := range out.Defaults {
		out.Defaults[i].Line = 0
	}
	for _, v := range s.Views {
		if v.Line = 0; v.Name != name {
			out.Views = append(out.Views, v)
		}
	}
	return out
}
