package pastetest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v3"
)

// Payload is a text that does something where a text of an account is taken for more than that. Marks around it tell
// where it begins and ends: ⟪ and ⟫.
type Payload struct {
	Text   string
	Before bool // it is written before a name, and else behind it
}

// Everything is a payload with what acts on anything in it.
func Everything() Payload {
	list := Payloads()
	return list[len(list)-1]
}

// Payloads are what is tried. Whatever is run leaves a file. Between the marks there is neither : nor /, at which an
// ARN is cut.
func Payloads() []Payload {
	var out []Payload
	all := ""
	for _, text := range []string{
		"$(touch owned)", "`touch owned`", ";touch owned;", "&& touch owned & touch owned || touch owned | touch owned",
		"> owned < owned", `'"$(touch owned)`, "'; touch owned; '", `"; touch owned; "`, `\`, `\'; touch owned; \'`,
		"\ntouch owned\n", "\r\ntouch owned", "\x00\x1b[31m\x7f", "${HOME}", "${path.module}", "$${x}",
		"%{ for x in y }", "%%{x}", "# touch owned", "a b\tc", "~ !! !touch ^a^b", "* ? [a] {a,b}",
		"\u202eowned\u2066", "a\u200bb\ufeff\u2028touch owned\u2029\u0085", "{{x}}", "!Ref X", "| & * % @", "=ls",
		"a,b=c]", "\u00a0é😀\ufffd",
	} {
		out = append(out, Payload{Text: "⟪" + text + "⟫"})
		all += text
	}
	for _, text := range []string{"-", "*/ # -->", "{{resolve:ssm:x}}", "a: b, - c: ",
		"--endpoint-url=http://127.0.0.1/", "~", "~root/", "=ls", "#", "!", "!!", "%", "file:///etc/passwd",
		"fileb://x", "http://127.0.0.1/", "@x", "- ", "| ", "&a ", "${HOME}", "$(touch owned)", "<<EOF ", " "} {
		out = append(out, Payload{Text: text + "⟪x⟫", Before: true})
	}
	return append(out, Payload{Text: "⟪x⟫\\"}, Payload{Text: "⟪x⟫'"}, Payload{Text: "⟪x⟫\n"}, Payload{Text: "⟪x⟫ "},
		Payload{Text: "⟪" + all + "⟫"})
}

// Held are how much was held.
type Held struct {
	Commands, Words int // words with a payload
	Terraform       int // values with a payload
	CloudFormation  int
}

// Holds holds that what is printed of an account means what it should, whatever its texts are: shells make the words of
// commands that were put into them, Terraform's language and YAML the values, and no payload is cut, changed or run.
// clean is what reading an account makes of a text.
func Holds(tb testing.TB, printed []Printed, clean func(string) string) Held {
	tb.Helper()
	w := newWhole(tb, clean)
	var held Held
	readCommands(tb, printed, func(where string, words []string) {
		held.Commands++
		for _, word := range words {
			held.Words += w.hold(where+": the word", word)
		}
	})
	for i := range printed {
		p := &printed[i]
		validateTerraform(tb, p.Where, p.Terraform)
		held.Terraform += w.HCL(p.Where, p.Terraform.Text())
		held.CloudFormation += w.YAML(p.Where, p.CloudFormation.Text())
	}
	return held
}

// Whole looks for payloads in what is printed: one that is not whole was cut or changed.
type Whole struct {
	tb    testing.TB
	texts *strings.Replacer // takes out payloads that are whole
}

// NewWhole looks for payloads as reading an account leaves them.
func NewWhole(tb testing.TB, clean func(string) string) *Whole { return newWhole(tb, clean) }

func newWhole(tb testing.TB, clean func(string) string) *Whole {
	tb.Helper()
	var pairs []string
	for _, p := range Payloads() {
		text := marked.FindString(p.Text)
		cleaned := clean(text)
		short := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(cleaned) // in quotes of the AWS CLI's short form
		pairs = append(pairs, cleaned, "\x00", short, "\x00", inPolicy(tb, text, clean), "\x00")
	}
	return &Whole{tb: tb, texts: strings.NewReplacer(pairs...)}
}

// inPolicy is a text of a policy, of which the document is cleaned and not what its escapes stand for.
func inPolicy(tb testing.TB, text string, clean func(string) string) (cleaned string) {
	tb.Helper()
	document, err := json.Marshal(text)
	if err == nil {
		err = json.Unmarshal([]byte(clean(string(document))), &cleaned)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return cleaned
}

var marked = regexp.MustCompile(`(?s)⟪.*⟫`)

// hold returns how many payloads a text holds, directly or in a document of its own.
func (w *Whole) hold(where, text string) int {
	if !strings.ContainsAny(text, "⟪⟫") {
		return 0
	}
	var document any
	if json.Unmarshal([]byte(text), &document) == nil {
		if _, isText := document.(string); !isText {
			return w.holdIn(where, document)
		}
	}
	rest := w.texts.Replace(text)
	if strings.ContainsAny(rest, "⟪⟫") {
		w.tb.Errorf("%s: a payload is not whole in %q", where, text)
	}
	return strings.Count(rest, "\x00")
}

func (w *Whole) holdIn(where string, value any) (n int) {
	switch v := value.(type) {
	case string:
		return w.hold(where, v)
	case []any:
		for _, e := range v {
			n += w.holdIn(where, e)
		}
	case map[string]any:
		for name, e := range v {
			n += w.hold(where, name) + w.holdIn(where, e)
		}
	}
	return n
}

// Words holds the words that shells make of texts with commands.
func (w *Whole) Words(where []string, texts []string) (n int) {
	w.tb.Helper()
	for i, script := range Words(w.tb, texts) {
		for _, words := range script {
			for _, word := range words {
				n += w.hold(where[i], word)
			}
		}
	}
	return n
}

// HCL holds the values of a text in Terraform's language: each is what it says, without a template in it.
func (w *Whole) HCL(where, text string) int {
	w.tb.Helper()
	n := 0
	// what several resources have of the same name stands in different places
	for declaration := range strings.SplitSeq(text, "\n\n") {
		file, problems := hclsyntax.ParseConfig([]byte(declaration), "printed.tf", hcl.InitialPos)
		if problems.HasErrors() {
			w.tb.Errorf("%s: Terraform refuses it: %v\n%s", where, problems, declaration)
			continue
		}
		n += w.body(where, file.Body.(*hclsyntax.Body))
	}
	return n
}

func (w *Whole) body(where string, body *hclsyntax.Body) (n int) {
	for name, attribute := range body.Attributes {
		n += w.expression(where+": "+name, attribute.Expr)
	}
	for _, block := range body.Blocks {
		for _, label := range append(block.Labels, block.Type) {
			if !plainName.MatchString(label) {
				w.tb.Errorf("%s: declares %q", where, label)
			}
		}
		n += w.body(where, block.Body)
	}
	return n
}

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (w *Whole) expression(where string, e hclsyntax.Expression) (n int) {
	switch e := e.(type) {
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			n += w.expression(where, item)
		}
		return n
	case *hclsyntax.ScopeTraversalExpr: // a reference to what is declared beside it
		return 0
	}
	value, problems := e.Value(nil)
	if problems.HasErrors() {
		w.tb.Errorf("%s: is no plain value: %v", where, problems)
		return 0
	}
	if value.Type().FriendlyName() == "string" {
		return w.hold(where, value.AsString())
	}
	return 0
}

// YAML holds the values of a text in CloudFormation's YAML.
func (w *Whole) YAML(where, text string) int {
	w.tb.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		w.tb.Errorf("%s: is no YAML: %v\n%s", where, err, text)
		return 0
	}
	return w.node(where, &root, text)
}

func (w *Whole) node(where string, node *yaml.Node, text string) (n int) {
	switch {
	case node.Tag == "!Ref" || node.Tag == "!GetAtt":
		if !logicalName.MatchString(node.Value) {
			w.tb.Errorf("%s: refers to %q", where, node.Value)
		}
	case strings.HasPrefix(node.Tag, "!") && !strings.HasPrefix(node.Tag, "!!"), node.Kind == yaml.AliasNode,
		node.Anchor != "":
		w.tb.Errorf("%s: %s is more than a value:\n%s", where, fmt.Sprint(node.Tag, node.Anchor, node.Value), text)
	case node.Kind == yaml.ScalarNode:
		if strings.Contains(node.Value, "{{resolve:") {
			w.tb.Errorf("%s: CloudFormation puts something in the place of %q", where, node.Value)
		}
		return w.hold(where, node.Value)
	}
	for _, child := range node.Content {
		n += w.node(where, child, text)
	}
	return n
}

var logicalName = regexp.MustCompile(`^[A-Za-z0-9]+(\.[A-Za-z]+)?$`)
