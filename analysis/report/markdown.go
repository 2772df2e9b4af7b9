package report

import (
	"regexp"
	"strings"
)

// Fenced is text that is shown as it is. The fence is longer than any in it.
func Fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "\n" + text + "\n" + fence + "\n"
}

// ids are the words that are shown as code: ids as AWS makes them, ARNs, networks
// and addresses. None of them holds a character that ends code or a table's cell.
var ids = regexp.MustCompile(
	`^(?:[a-z][a-z-]*-[0-9a-f]{8,}|arn:[A-Za-z0-9:/_.@+=,*-]+|[0-9a-f.:]*[0-9a-f][.:][0-9a-f.:]*(?:/\d{1,3})?)$`)

// guide is a page of AWS's documentation, the one kind of link that is made.
var guide = regexp.MustCompile(`^https://docs\.aws\.amazon\.com/[A-Za-z0-9./_#-]+$`)

// Markdown is a text within a cell or heading: ids as code, and nothing that would be read as Markdown or end the cell.
// Text from an account is hostile here as well: a name must not become a link, a picture or another row.
func Markdown(text string) string {
	text = strings.TrimSpace(text)
	if guide.MatchString(text) {
		return "<" + text + ">"
	}
	words := strings.Split(text, " ")
	for i, w := range words {
		bare := strings.Trim(w, "(),;")
		if at := strings.Index(w, bare); bare != "" && strings.ContainsAny(bare, "0123456789") &&
			ids.MatchString(bare) {
			words[i] = escaped(w[:at]) + "`" + bare + "`" + escaped(w[at+len(bare):])
			continue
		}
		words[i] = escaped(w)
	}
	return strings.Join(words, " ")
}

// special are the characters that mean something in Markdown, and a colon before
// slashes and an at sign, which would become links by themselves.
var special = strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`, "~", `\~`, "!", `\!`, "$", `\$`, "://", "&#58;//", "@",
	"&#64;", "www.", "www&#46;")

func escaped(text string) string { return special.Replace(text) }

// MarkdownTable is a table in Markdown. Columns that are empty everywhere are left out.
func MarkdownTable(titles []string, rows [][]string) string {
	var b strings.Builder
	var keep []int
	for i := range titles {
		for _, r := range rows {
			if i < len(r) && r[i] != "" {
				keep = append(keep, i)
				break
			}
		}
	}
	if len(keep) == 0 {
		return ""
	}
	line := func(cell func(i int) string) {
		b.WriteString("|")
		for _, i := range keep {
			b.WriteString(" " + cell(i) + " |")
		}
		b.WriteString("\n")
	}
	line(func(i int) string { return titles[i] })
	b.WriteString(strings.Repeat("|---", len(keep)) + "|\n")
	for _, r := range rows {
		line(func(i int) string {
			if i < len(r) {
				return r[i]
			}
			return ""
		})
	}
	return b.String()
}
