package screens

import (
	"strings"

	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// yamlSpans give a line of YAML the looks that [jsonSpans] give one of JSON: names and marks step back, and what is no
// text stands out.
func yamlSpans(line string) []widget.Span {
	rest := strings.TrimLeft(line, " ")
	for strings.HasPrefix(rest, "- ") {
		rest = rest[2:]
	}
	if at := strings.Index(rest, ": "); at >= 0 && !strings.HasPrefix(rest, `"`) {
		rest = rest[at+2:]
	} else if strings.HasSuffix(rest, ":") || rest == "-" {
		rest = ""
	}
	quiet := line[:len(line)-len(rest)]
	var out []widget.Span
	if quiet != "" {
		out = append(out, widget.Span{Text: quiet, Token: theme.Dim})
	}
	if rest != "" {
		token := theme.Text
		if rest == "true" || rest == "false" || rest == "null" || rest == "[]" || rest == "{}" ||
			strings.Trim(rest, "0123456789.-") == "" {
			token = theme.Accent
		}
		out = append(out, widget.Span{Text: rest, Token: token})
	}
	return out
}
