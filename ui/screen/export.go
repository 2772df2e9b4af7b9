package screen

// The forms in which what is seen can be had.
const (
	CSV      = "csv"
	Markdown = "md"
	JSON     = "json"
	YAML     = "yaml"
	SVG      = "svg" // a picture of the screen
	Text     = "txt" // the screen as text
)

// ExportForms are all of them.
func ExportForms() []string { return []string{CSV, Markdown, JSON, YAML, SVG, Text} }
