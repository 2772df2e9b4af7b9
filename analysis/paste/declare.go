package paste

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Value is a value of Terraform's language and of CloudFormation's YAML.
type Value struct {
	hcl, yaml string
	list      []Value
	isList    bool
}

// Str is a text.
func Str(text string) Value {
	text = clean(text)
	quoted := yamlText(text)
	return Value{hcl: templates.Replace(quoted), yaml: cloudFormationText(text, quoted)}
}

// templates makes text of what begins a template in Terraform's language.
var templates = strings.NewReplacer("${", "$${", "%{", "%%{")

// Int is a number.
func Int(n int) Value { return Value{hcl: fmt.Sprint(n), yaml: fmt.Sprint(n)} }

// Bool is a truth value.
func Bool(b bool) Value { return Value{hcl: fmt.Sprint(b), yaml: fmt.Sprint(b)} }

// List is a list of values.
func List(values ...Value) Value { return Value{list: values, isList: true} }

// Strs is a list of texts.
func Strs(texts []string) Value {
	values := make([]Value, len(texts))
	for i, t := range texts {
		values[i] = Str(t)
	}
	return List(values...)
}

// JSON is a structure, such as a policy document: a text in Terraform's language, the structure itself in
// CloudFormation's.
func JSON(value any) Value {
	text, err := json.Marshal(value)
	if err != nil { // only values made by the program come here: none has a channel or a circle
		panic(fmt.Sprintf("paste: %v", err))
	}
	v := Str(string(text))
	v.yaml = clean(string(text))
	if strings.Contains(v.yaml, "{{") || callsFunction(text) {
		v.yaml = yamlText(Left)
	}
	return v
}

// callsFunction reports whether CloudFormation would take a member of a structure for a function of its own.
// [https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html]
func callsFunction(text []byte) bool {
	var value any
	if err := json.Unmarshal(text, &value); err != nil { // it was made a moment ago
		panic(fmt.Sprintf("paste: %v", err))
	}
	var calls func(value any) bool
	calls = func(value any) bool {
		switch v := value.(type) {
		case []any:
			return slices.ContainsFunc(v, calls)
		case map[string]any:
			for name, member := range v {
				if name == "Ref" || strings.HasPrefix(name, "Fn::") || calls(member) {
					return true
				}
			}
		}
		return false
	}
	return calls(value)
}

// Ref refers to something else that is declared: an address of Terraform's such as aws_eip.nat.id, and the logical id,
// with an attribute behind a dot if there is one, of CloudFormation's. Both are written by the program, never by an
// account.
func Ref(terraform, cloudFormation string) Value {
	yaml := "!Ref " + cloudFormation
	if strings.Contains(cloudFormation, ".") {
		yaml = "!GetAtt " + cloudFormation
	}
	return Value{hcl: terraform, yaml: yaml}
}

func (v Value) inHCL() string {
	if !v.isList {
		return v.hcl
	}
	parts := make([]string, len(v.list))
	for i := range v.list {
		parts[i] = v.list[i].inHCL()
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (v Value) inYAML() string {
	if !v.isList {
		return v.yaml
	}
	parts := make([]string, len(v.list))
	for i := range v.list {
		parts[i] = v.list[i].inYAML()
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// yamlText is a text in double quotes, which JSON, YAML and Terraform's language read alike.
func yamlText(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(fmt.Sprintf("paste: %v", err)) // a string always has a JSON form
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// cloudFormationText is a quoted text, unless CloudFormation would put a secret or a parameter in its place.
// [https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html]
func cloudFormationText(text, quoted string) string {
	if strings.Contains(text, "{{") {
		return yamlText(Left)
	}
	return quoted
}

// Field is a named value, or a block of them.
type Field struct {
	Name   string
	Value  Value
	Fields []Field // of a block; then there is no value
	Block  bool
}

// F is a field with a value.
func F(name string, value Value) Field { return Field{Name: name, Value: value} }

// Block is a field that holds others.
func Block(name string, fields ...Field) Field {
	return Field{Name: name, Fields: fields, Block: true}
}

// Declaration is one thing that is declared: a resource of its own, or a part of one that is declared already.
type Declaration struct {
	Note   string // what to know about it; a comment above it
	Kind   string // aws_route, AWS::EC2::Route; "" for a note alone
	Name   string // local name, logical id
	Data   bool   // a data source of Terraform's
	Part   bool   // Fields are a part of a thing that is declared already
	Of     string // that thing, as people call it
	Fields []Field
}

// Resource is a resource that is new.
func Resource(kind, name string, fields ...Field) Declaration {
	return Declaration{Kind: kind, Name: name, Fields: fields}
}

// Part is a part of a resource that is declared already, which people know as of.
func Part(kind, of string, fields ...Field) Declaration {
	return Declaration{Kind: kind, Part: true, Of: of, Fields: fields}
}

// Remark is a line that is said between declarations.
func Remark(format string, args ...any) Declaration {
	return Declaration{Note: fmt.Sprintf(format, args...)}
}

// Saying puts a note above the declaration.
func (d Declaration) Saying(format string, args ...any) Declaration {
	d.Note = fmt.Sprintf(format, args...)
	return d
}

// Terraform is a list of declarations in Terraform's language.
type Terraform []Declaration

// Text is the text to paste.
func (t Terraform) Text() string {
	parts := make([]string, len(t))
	for i := range t {
		parts[i] = strings.Join(t[i].terraform(), "\n")
	}
	return strings.Join(parts, "\n\n")
}

func (d *Declaration) terraform() []string {
	var lines []string
	if d.Note != "" {
		lines = append(lines, "# "+oneLine(d.Note))
	}
	switch {
	case d.Kind == "":
	case d.Part:
		lines = append(lines, "# in the "+d.Kind+" of "+oneLine(d.Of)+":")
		lines = append(lines, hclFields(d.Fields, "")...)
	default:
		word := "resource"
		if d.Data {
			word = "data"
		}
		lines = append(lines, fmt.Sprintf("%s %q %q {", word, d.Kind, d.Name))
		lines = append(append(lines, hclFields(d.Fields, "  ")...), "}")
	}
	return lines
}

// hclFields writes fields as `terraform fmt` would: the equal signs of neighbors stand under each other.
func hclFields(fields []Field, indent string) []string {
	var lines []string
	for i := 0; i < len(fields); i++ {
		if f := &fields[i]; f.Block {
			lines = append(append(append(lines, indent+f.Name+" {"), hclFields(f.Fields, indent+"  ")...), indent+"}")
			continue
		}
		run, width := i, 0
		for ; run < len(fields) && !fields[run].Block; run++ {
			width = max(width, len(fields[run].Name))
		}
		for ; i < run; i++ {
			lines = append(lines, fmt.Sprintf("%s%-*s = %s", indent, width, fields[i].Name, fields[i].Value.inHCL()))
		}
		i--
	}
	return lines
}

// CloudFormation is a list of declarations of a template in YAML.
type CloudFormation []Declaration

// Text is the text to paste: a template of what is new, and, as comments, what changes in resources that another
// template declares.
func (t CloudFormation) Text() string {
	var lines []string
	resources := false
	for i := range t {
		d := &t[i]
		if d.Kind != "" && !d.Part && !resources {
			resources = true
			lines = append(lines, "Resources:")
		}
		indent := ""
		if resources {
			indent = "  "
		}
		if d.Note != "" {
			lines = append(lines, indent+"# "+oneLine(d.Note))
		}
		switch {
		case d.Kind == "":
		case d.Part:
			lines = append(lines, indent+"# in the "+d.Kind+" of "+oneLine(d.Of)+":")
			for _, l := range yamlFields(d.Fields, indent+"  ") {
				field := strings.TrimLeft(l, " ")
				lines = append(lines, l[:len(l)-len(field)]+"# "+field)
			}
		default:
			lines = append(lines, "  "+d.Name+":", "    Type: "+d.Kind)
			if len(d.Fields) > 0 {
				lines = append(append(lines, "    Properties:"), yamlFields(d.Fields, "      ")...)
			}
		}
	}
	return strings.Join(lines, "\n")
}

func yamlFields(fields []Field, indent string) []string {
	var lines []string
	for i := range fields {
		if f := &fields[i]; f.Block {
			lines = append(append(lines, indent+f.Name+":"), yamlFields(f.Fields, indent+"  ")...)
		} else {
			lines = append(lines, indent+f.Name+": "+f.Value.inYAML())
		}
	}
	return lines
}

// Name is a text as a local name of Terraform's: letters, digits and _.
func Name(text string) string {
	name := strings.ToLower(strings.Trim(Placeholder(text), "_"))
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return "r" + name
	}
	return name
}

// LogicalID is a text as a logical id of CloudFormation's: letters and digits.
func LogicalID(text string) string {
	var b strings.Builder
	up := true
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			b.WriteRune(r)
			up = false
		case r >= 'a' && r <= 'z':
			if up {
				r += 'A' - 'a'
			}
			b.WriteRune(r)
			up = false
		default:
			up = true
		}
	}
	if b.Len() == 0 {
		return "Resource"
	}
	return b.String()
}
