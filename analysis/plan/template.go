package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// templateReader reads a template, or several of a folder, and those that they name.
type templateReader struct {
	folder  fs.FS // of the templates that others name, nil where none are seen
	before  *awsdata.Snapshot
	options Options
	plan    *Plan
	stacks  []*stack // nested ones too
	left    int      // how much may still be computed
	failed  error
	members *[]member // what stacks have made in the account, nil before it was looked for
}

// source says where a template comes from, and what it is given.
type source struct {
	name     string // of the stack, "" where it is not known
	prefix   string // of its resources' addresses
	region   string
	account  string
	dir      string         // of what it names, in the folder
	given    map[string]any // values of parameters
	isNested bool
	asked    bool // somebody said that it is there
	inPlace  bool // its region is told by the file, or by the account
}

// stack is a template that is being computed.
type stack struct {
	reader *templateReader
	source

	declared, mappings, conditions, resources, outputs map[string]any

	decided  map[string]any    // conditions that are computed: a bool or later
	exported map[string]string // outputs by what they are exported as
	children map[string]*stack // nested stacks that were looked for, nil for one that is not there
	ids      map[string]string // by which AWS knows what is there already, by logical id
	leaving  map[string]bool   // ids of those that others come in the place of
	was      map[string]string // the types of those
	kinds    map[string]string // what the file calls those that a transform has made
	at, kind string            // the resource that is being read
	level    int
	deciding bool // a condition is being computed
	isRead   bool
}

func newTemplateReader(folder fs.FS, before *awsdata.Snapshot, o Options) *templateReader {
	return &templateReader{folder: folder, before: before, options: o, plan: &Plan{Form: CloudFormation},
		left: mostParts}
}

// spend takes from how much may still be computed: little text can ask for much.
func (r *templateReader) spend(n int) bool {
	r.left -= n
	return r.left >= 0
}

// fail notes the first error.
func (r *templateReader) fail(err error) {
	if r.failed == nil {
		r.failed = err
	}
}

// done is the plan, once all has been read.
func (r *templateReader) done() (*Plan, error) {
	switch {
	case r.failed != nil:
		return nil, r.failed
	case r.left < 0:
		return nil, fmt.Errorf("the template is too big: it makes more than %d values", mostParts)
	}
	return r.plan, nil
}

// readStack reads one template and what it names.
func (r *templateReader) readStack(tree map[string]any, from source) error {
	s := r.open(tree, from)
	if err := r.checkParameters(); err != nil {
		return err
	}
	s.read()
	return r.failed
}

// section is a section of a template, empty where it is not there.
func section(tree map[string]any, name string) map[string]any {
	m, _ := tree[name].(map[string]any)
	return m
}

// open makes a stack of a template. Nothing of it is computed yet but its loops.
func (r *templateReader) open(tree map[string]any, from source) *stack {
	s := &stack{reader: r, source: from, declared: section(tree, "Parameters"), mappings: section(tree, "Mappings"),
		decided: map[string]any{}, children: map[string]*stack{}, ids: map[string]string{},
		leaving: map[string]bool{}, was: map[string]string{}, kinds: map[string]string{}}
	r.stacks = append(r.stacks, s)
	if s.account == "" {
		s.account = r.before.AccountID
	}
	s.given = s.parametersGiven()
	s.match()
	if s.region == "" {
		s.region = r.onlyRegion()
	}
	s.conditions = s.unrolled(section(tree, "Conditions"))
	s.resources = s.unrolled(section(tree, "Resources"))
	s.outputs = s.unrolled(section(tree, "Outputs"))
	s.transforms(tree)
	return s
}

// onlyRegion is the region of a snapshot that has one, "" for another.
func (r *templateReader) onlyRegion() string {
	if names := r.before.RegionNames(); len(names) == 1 && names[0] != awsdata.Global {
		return names[0]
	}
	return ""
}

// parametersGiven are the parameters that the file gives, and those that a person gives: by name, or to one stack of
// several as the CDK takes them, STACK:NAME. A nested stack has only what its resource gives it.
func (s *stack) parametersGiven() map[string]any {
	given := maps.Clone(s.given)
	if given == nil {
		given = map[string]any{}
	}
	if s.isNested {
		return given
	}
	for name := range s.declared {
		if v, ok := s.reader.options.Parameters[name]; ok {
			given[name] = v
		}
		if v, ok := s.reader.options.Parameters[s.name+":"+name]; ok {
			given[name] = v
		}
	}
	return given
}

// checkParameters refuses a parameter that no template has: one that is misspelt would change nothing, in silence.
func (r *templateReader) checkParameters() error {
	for _, name := range slices.Sorted(maps.Keys(r.options.Parameters)) {
		if !slices.ContainsFunc(r.stacks, func(s *stack) bool {
			_, plain := s.declared[name]
			_, named := s.declared[strings.TrimPrefix(name, s.name+":")]
			return !s.isNested && (plain || named)
		}) {
			return fmt.Errorf("the template has no parameter %q", awsdata.Clean(name))
		}
	}
	for _, s := range r.stacks {
		for _, name := range sortedKeys(s.given) {
			if !s.allows(section(s.declared, name), s.given[name]) {
				return fmt.Errorf("the template does not allow the value that is given to its parameter %q",
					awsdata.Clean(name))
			}
		}
	}
	return nil
}

// allows reports whether a parameter may have a value: CloudFormation refuses a change with another one.
func (s *stack) allows(declared map[string]any, given any) bool {
	list, limited := declared["AllowedValues"].([]any)
	text, isText := given.(string)
	kind, _ := declared["Type"].(string)
	if !limited || !isText || kind == "CommaDelimitedList" || strings.HasPrefix(kind, "List<") {
		return true
	}
	return slices.ContainsFunc(list, func(v any) bool {
		allowed, l := s.asText(v)
		return l == nil && allowed == text
	})
}

// exports are the outputs of the stack by the names under which other stacks import them.
func (s *stack) exports() map[string]string {
	if s.exported != nil {
		return s.exported
	}
	s.exported = map[string]string{}
	for _, name := range sortedKeys(s.outputs) {
		out, _ := s.outputs[name].(map[string]any)
		if text, l := s.asText(s.value(section(out, "Export")["Name"])); l == nil {
			s.exported[text] = name
		}
	}
	return s.exported
}

// Logical ids are letters and digits.
// Source: CloudFormation user guide, "Resources".
var (
	logicalID = regexp.MustCompile(`^[A-Za-z0-9]{1,255}$`)
	stackName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,127}$`)
	typeName  = regexp.MustCompile(`^[A-Za-z0-9]+(::[A-Za-z0-9@_.-]+)+$`)
)

// read computes the resources of the stack.
func (s *stack) read() {
	if s.isRead || s.reader.failed != nil {
		return
	}
	s.isRead = true
	here := map[string]bool{}
	for _, id := range sortedKeys(s.resources) {
		raw, _ := s.resources[id].(map[string]any)
		kind, _ := raw["Type"].(string)
		if !logicalID.MatchString(id) || !typeName.MatchString(kind) {
			if strings.HasPrefix(id, "Fn::") {
				s.leave("", "Resources", later{UnknownFunction, id})
				continue
			}
			if name, ok := madeBy(raw); ok && logicalID.MatchString(id) {
				here[id] = true
				s.leave(id, "", later{UnknownFunction, name})
				continue
			}
			s.reader.fail(fmt.Errorf("resource %q: want a name of letters and digits, with a Type", awsdata.Clean(id)))
			return
		}
		s.at, s.kind = id, kind
		if made := s.kinds[id]; made != "" {
			s.kind = made
		}
		switch there := s.isThere(raw).(type) {
		case later:
			here[id] = true
			s.leave(id, s.kind, there)
			s.perhaps(id, kind, raw)
			continue
		case bool:
			if !there {
				continue
			}
		}
		here[id] = true
		s.resource(id, kind, raw)
	}
	s.at = ""
	s.replace()
	s.gone(here)
}

// madeBy is the function that makes a resource, or its type, of one that is not spelled out.
func madeBy(raw map[string]any) (string, bool) {
	for _, m := range []map[string]any{raw, section(raw, "Type")} {
		for _, name := range sortedKeys(m) {
			if strings.HasPrefix(name, "Fn::") {
				return name, true
			}
		}
	}
	return "", false
}

// leave lists a resource that is not in the answer.
func (s *stack) leave(id, kind string, l later) {
	left := Left{Address: awsdata.Clean(s.prefix + id), Kind: awsdata.Clean(kind), Why: l.why,
		What: awsdata.Clean(l.what)}
	if !slices.Contains(s.reader.plan.Left, left) {
		s.reader.plan.Left = append(s.reader.plan.Left, left)
	}
}

// resource computes one resource whose condition holds.
func (s *stack) resource(id, kind string, raw map[string]any) {
	switch {
	case kind == "AWS::CloudFormation::Stack", kind == "AWS::Serverless::Application":
		if nested := s.nested(id); nested != nil {
			nested.read()
		} else {
			s.leave(id, kind, later{why: NoFile})
		}
		return
	case strings.HasSuffix(kind, "::MODULE"), kind == "AWS::CloudFormation::Module":
		s.leave(id, kind, later{why: UnknownType})
		return
	}
	properties := raw["Properties"]
	if properties == nil {
		properties = map[string]any{}
	}
	computed, ok := s.value(properties).(map[string]any)
	if !ok { // a function makes all of them
		s.leave(id, s.kind, later{UnknownFunction, "Properties"})
		return
	}
	values, _ := s.settled(computed).(map[string]any)
	r := Resource{Address: s.prefix + id, Kind: s.kind, Type: kind, Action: Create, ID: s.idOf(id, kind, values),
		Values: values}
	if s.inPlace {
		r.Region = s.region
	}
	if r.ID != "" {
		r.Action = Update
		if _, ok := values["VpcConfig"]; !ok && kind == "AWS::Lambda::Function" { // it is in no VPC then
			values["VpcConfig"] = nil
		}
	}
	s.reader.plan.Resources = append(s.reader.plan.Resources, r)
}

// nested is the stack that a resource makes of another template, nil where that is not there.
func (s *stack) nested(id string) *stack {
	if child, ok := s.children[id]; ok {
		return child
	}
	s.children[id] = nil // it must not need itself
	raw, _ := s.resources[id].(map[string]any)
	properties := section(raw, "Properties")
	file, _ := section(raw, "Metadata")["aws:asset:path"].(string)
	for _, name := range []string{"TemplateURL", "Location"} {
		if text, ok := s.value(properties[name]).(string); ok && file == "" {
			file = text
		}
	}
	if file == "" || strings.Contains(file, "://") || s.reader.folder == nil || len(s.reader.stacks) > mostNested {
		return nil
	}
	name := path.Join(s.dir, file)
	data, err := readAtMost(s.reader.folder, name, mostTemplateBytes)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil
	}
	var tree map[string]any
	if err == nil {
		tree, err = parseTemplate(data)
	}
	if err == nil && tree == nil {
		err = &FormError{"a CloudFormation template"}
	}
	if err != nil {
		s.reader.fail(fmt.Errorf("%s: %w", awsdata.Clean(file), err))
		return nil
	}
	given := map[string]any{}
	for name, v := range section(properties, "Parameters") {
		given[name] = flat(s.value(v))
	}
	child := s.reader.open(tree, source{name: s.nestedName(id), prefix: s.prefix + id + "/", region: s.region,
		account: s.account, dir: path.Dir(name), given: given, isNested: true, inPlace: s.inPlace})
	s.children[id] = child
	return child
}

// flat is a value that a parameter can have: a text, a list of texts, or what stands for one.
func flat(v any) any {
	list, ok := v.([]any)
	if !ok {
		if _, isMap := v.(map[string]any); isMap {
			return later{UnknownFunction, "Parameters"}
		}
		return v
	}
	for _, e := range list {
		switch e.(type) {
		case []any, map[string]any:
			return later{UnknownFunction, "Parameters"}
		}
	}
	return v
}
