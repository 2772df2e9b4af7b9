package screen

// The forms in which what is seen can be had.
const (
	CSV      = "csv"
	Markdown = "md"
	JSON     = "json"
	YAML     = "yaml"
	SVG      = "svg" // a picture of the screen
	Text     = "txt" // the screen as text
	// Of a drawing: not the screen but the whole of what is drawn, as the command line writes it.
	DiagramSVG = "diagram-svg"
	Mermaid    = "mermaid"
)

// ExportForms are all of them.
func ExportForms() []string {
	return []string{CSV, Markdown, JSON, YAML, SVG, Text, DiagramSVG, Mermaid}
}
