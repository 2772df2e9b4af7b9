package plan

import (
	"maps"
	"regexp"
	"strings"
)

const loopPrefix = "Fn::ForEach::"

var notAlphanumeric = regexp.MustCompile(`[^A-Za-z0-9]`)

// unrolled is a section of a template in which each Fn::ForEach has become what it makes, within resources too. A loop
// over what is not known stays, and is listed where it is met.
// Source: CloudFormation template reference, "Fn::ForEach".
func (s *stack) unrolled(m map[string]any) map[string]any {
	out, _ := s.unroll(m, 0).(map[string]any)
	return out
}

func (s *stack) unroll(v any, level int) any {
	if level > mostLevels || !s.reader.spend(1) {
		return nil
	}
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = s.unroll(v[i], level+1)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, name := range sortedKeys(v) {
			if strings.HasPrefix(name, loopPrefix) {
				if made, ok := s.loop(v[name], level); ok {
					maps.Copy(out, made)
					continue
				}
			}
			out[name] = s.unroll(v[name], level+1)
		}
		return out
	}
	return v
}

// loop is what a Fn::ForEach makes: an identifier, what it stands for in turn, and a map with it.
func (s *stack) loop(argument any, level int) (map[string]any, bool) {
	list, ok := arguments(argument, 3, 3)
	if !ok {
		return nil, false
	}
	identifier, isText := list[0].(string)
	body, isMap := list[2].(map[string]any)
	if !isText || !isMap || identifier == "" {
		return nil, false
	}
	items, ok := s.value(list[1]).([]any)
	if !ok {
		return nil, false
	}
	out := map[string]any{}
	for _, item := range items {
		text, l := s.asText(item)
		if l != nil {
			return nil, false
		}
		turn, ok := s.unroll(s.replaced(body, identifier, text, level), level+1).(map[string]any)
		if !ok {
			return nil, false
		}
		maps.Copy(out, turn)
	}
	return out, true
}

// replaced is a value in which an identifier has become what it stands for: ${Name} and &{Name}, which has letters and
// digits alone, in all texts and names, and a Ref to it.
func (s *stack) replaced(v any, identifier, text string, level int) any {
	if level > mostLevels || !s.reader.spend(1) {
		return nil
	}
	swap := strings.NewReplacer("${"+identifier+"}", text,
		"&{"+identifier+"}", notAlphanumeric.ReplaceAllString(text, ""))
	switch v := v.(type) {
	case string:
		if len(v)+strings.Count(v, "{")*len(text) > mostText {
			return nil
		}
		return swap.Replace(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = s.replaced(v[i], identifier, text, level+1)
		}
		return out
	case map[string]any:
		if len(v) == 1 && v["Ref"] == identifier {
			return text
		}
		out := make(map[string]any, len(v))
		for name, e := range v {
			if len(name)+len(text)*strings.Count(name, "{") > mostText {
				return nil
			}
			out[swap.Replace(name)] = s.replaced(e, identifier, text, level+1)
		}
		return out
	}
	return v
}
