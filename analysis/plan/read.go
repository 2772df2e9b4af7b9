package plan

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// What a file may have. AWS takes templates of 1 MB; a change set with the values of properties has several times the
// text of its template. What is small in a file may become big in memory: what opens and parts values is counted.
const (
	mostTemplateBytes  = 2 << 20
	mostChangeSetBytes = 64 << 20
	mostPlanBytes      = 256 << 20 // of Terraform's, which has a reader of its own
	mostParts          = 1_000_000
	mostPlanParts      = 16_000_000 // of Terraform's
	mostText           = 1 << 20    // of a text that is computed
	mostNested         = 64         // stacks within stacks, and templates of a folder
)

// wantedForms is what a file may be.
const wantedForms = "what terraform show -json prints, a CloudFormation template, or what aws cloudformation " +
	"describe-change-set prints"

// present notes that a member is there.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON([]byte) error {
	*p = true
	return nil
}

// Read reads a plan, which tells its form itself. name is the file's, for errors. Templates that a template names are
// in other files, which only [ReadFile] and [ReadFolder] see.
func Read(data []byte, name string, before *awsdata.Snapshot, o Options) (*Plan, error) {
	return readIn(nil, ".", data, name, before, o)
}

// ReadFile reads the plan in a file of a folder, with the templates beside it that it names. What cdk synth has written
// is a folder: it may be named, or its manifest.
func ReadFile(folder fs.FS, name string, before *awsdata.Snapshot, o Options) (*Plan, error) {
	of := name
	if path.Base(name) == manifestFile {
		of = path.Dir(name)
	}
	if info, err := fs.Stat(folder, of); err == nil && info.IsDir() {
		inside, err := fs.Sub(folder, of)
		if err != nil {
			return nil, err
		}
		return ReadFolder(inside, name, before, o)
	}
	data, err := readAtMost(folder, name, mostPlanBytes)
	if err != nil {
		return nil, err
	}
	return readIn(folder, path.Dir(name), data, name, before, o)
}

// readIn reads a plan. folder has the files that it names, relative to dir; it is nil where there are none.
func readIn(folder fs.FS, dir string, data []byte, name string, before *awsdata.Snapshot, o Options) (*Plan, error) {
	name = awsdata.Clean(name)
	data, err := awsdata.InUTF8(data) // what PowerShell writes of another program's output
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if before == nil {
		before = &awsdata.Snapshot{}
	}
	if isJSON(data) {
		if err := checkParts(data, mostPlanParts); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		var head struct {
			Format    present `json:"format_version"`
			Changes   present `json:"resource_changes"`
			Planned   present `json:"planned_values"`
			SetID     present `json:"ChangeSetId"`
			Set       present `json:"Changes"`
			Resources present `json:"Resources"`
			Body      present `json:"TemplateBody"`
		}
		if err := unmarshal(data, &head); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		switch {
		case bool(head.Format) && bool(head.Changes || head.Planned):
			return readTerraform(data, before, o)
		case bool(head.SetID && head.Set) && len(data) > mostChangeSetBytes:
			return nil, fmt.Errorf("read %s: it is too big: more than %d MB", name, mostChangeSetBytes>>20)
		case bool(head.SetID && head.Set):
			p, err := readChangeSet(data, before, o)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
			return p, nil
		case !bool(head.Resources || head.Body):
			return nil, &FormError{wantedForms}
		}
	}
	r := newTemplateReader(folder, before, o)
	tree, err := parseTemplate(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if tree == nil {
		return nil, &FormError{wantedForms}
	}
	if err := r.readStack(tree, source{name: o.Stack, region: o.Region, dir: dir, asked: o.Stack != ""}); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	p, err := r.done()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return p, nil
}

// isJSON reports whether a file begins as JSON does.
func isJSON(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) }

// checkParts refuses JSON of which too much would be made in memory. It counts signs, in texts too.
func checkParts(data []byte, most int) error {
	n := 0
	for _, sign := range []string{"{", "[", ","} {
		n += bytes.Count(data, []byte(sign))
	}
	if n > most {
		return fmt.Errorf("it is too big: more than %d values", most)
	}
	return nil
}

// unmarshal decodes JSON; its errors tell the line.
func unmarshal(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	at := int64(-1)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	if at < 0 {
		return err
	}
	before := data[:min(at, int64(len(data)))]
	line := 1 + bytes.Count(before, []byte("\n"))
	if kind != nil { // its own sentence is about Go, and has the number that stands there
		is, _, _ := strings.Cut(kind.Value, " ")
		return fmt.Errorf("line %d: %s is a %s, and that is no value for it", line,
			cmp.Or(awsdata.Clean(kind.Field), "it"), is)
	}
	return fmt.Errorf("line %d: %s", line, awsdata.Clean(err.Error()))
}

// readAtMost reads a regular file of a folder that is not too big.
func readAtMost(folder fs.FS, name string, most int64) ([]byte, error) {
	info, err := fs.Stat(folder, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: it is no regular file", awsdata.Clean(name))
	}
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s: it is too big: more than %d MB", awsdata.Clean(name), most>>20)
	}
	return data, nil
}

// sortedKeys are the names of a map, in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
