package settings

import (
	"regexp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Attributes are what a text can be beside its color.
func Attributes() []string { return []string{"bold", "faint", "italic", "underline", "reverse"} }

// Profiles are how many colors a terminal has.
func Profiles() []string { return []string{"truecolor", "256", "16"} }

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// goodColor says whether a text is a color of a profile, and if not, what to write.
func goodColor(profile, text string) (ok bool, want string) {
	n, err := strconv.Atoi(text)
	switch profile {
	case "truecolor":
		return hexColor.MatchString(text), `a color such as "#ffcc00"`
	case "256":
		return err == nil && n >= 0 && n < 256, "a number from 0 to 255"
	}
	return err == nil && n >= 0 && n < 16, "a number from 0 to 15"
}

func (r *reader) skins(node *yaml.Node) {
	r.entries(node, "skins", func(key, value *yaml.Node) {
		was := len(r.problems)
		if !GoodViewName(key.Value) || slices.Contains(r.known.Themes, key.Value) {
			r.problem(key, "%q cannot be the name of a skin: want small letters, digits, - and _, and no theme's name",
				key.Value)
			return
		}
		s := Skin{Name: key.Value, Base: "auto"}
		r.entries(value, key.Value, func(member, value *yaml.Node) {
			switch {
			case member.Value == "base":
				s.Base, _ = r.text(value, "base")
				if !slices.Contains(r.known.Themes, s.Base) {
					r.unknown(value, "theme", r.known.Themes)
				}
			case slices.Contains(r.known.Tokens, member.Value):
				s.Tokens = append(s.Tokens, r.token(member.Value, value))
			default:
				r.unknown(member, "token", append([]string{"base"}, r.known.Tokens...))
			}
		})
		if len(r.problems) == was {
			r.out.Skins = append(r.out.Skins, s)
		}
	})
}

// token is how a token is painted: a color for truecolor alone, or one for each profile, and attributes.
func (r *reader) token(name string, node *yaml.Node) TokenColor {
	t := TokenColor{Token: name, Colors: map[string]string{}}
	color := func(profile string, at *yaml.Node) {
		text, ok := r.text(at, name)
		if !ok {
			return
		}
		if ok, want := goodColor(profile, text); !ok {
			r.problem(at, "%s: %q is no color: want %s", name, text, want)
			return
		}
		t.Colors[profile] = text
	}
	if node.Kind == yaml.ScalarNode {
		color("truecolor", node)
		return t
	}
	r.entries(node, name, func(member, value *yaml.Node) {
		switch {
		case slices.Contains(Profiles(), member.Value):
			color(member.Value, value)
		case member.Value == "attributes":
			nodes, _ := r.texts(value, name)
			for _, n := range nodes {
				if !slices.Contains(Attributes(), n.Value) {
					r.unknown(n, "attribute", Attributes())
					continue
				}
				t.Attrs = append(t.Attrs, n.Value)
			}
		default:
			r.unknown(member, "member", append(Profiles(), "attributes"))
		}
	})
	return t
}
