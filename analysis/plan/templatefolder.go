package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// manifest is the manifest.json of a folder that cdk synth has written.
// Source: the schema of cloud assemblies, which the CDK documents with its command line.
type manifest struct {
	Artifacts map[string]artifact `json:"artifacts"`
}

type artifact struct {
	Type        string `json:"type"`
	Environment string `json:"environment"` // aws://account/region
	DisplayName string `json:"displayName"`
	Properties  struct {
		TemplateFile  string            `json:"templateFile"`
		StackName     string            `json:"stackName"`
		Parameters    map[string]string `json:"parameters"`
		DirectoryName string            `json:"directoryName"` // of a stage
	} `json:"properties"`
}

// folderStack is a stack of such a folder.
type folderStack struct {
	id, name, displayName string
	tree                  map[string]any
	from                  source
}

const manifestFile = "manifest.json"

// ReadFolder reads what cdk synth has written: all stacks of the folder, or the one that is named. Stacks that the
// account has by their names are updated. name is the folder's, for errors.
func ReadFolder(folder fs.FS, name string, before *awsdata.Snapshot, o Options) (*Plan, error) {
	if before == nil {
		before = &awsdata.Snapshot{}
	}
	r := newTemplateReader(folder, before, o)
	if _, err := fs.Stat(folder, manifestFile); errors.Is(err, fs.ErrNotExist) {
		return nil, &FormError{"a folder that cdk synth has written, with " + manifestFile}
	}
	var list []folderStack
	if err := r.assembly(".", 0, &list); err != nil {
		return nil, fmt.Errorf("read %s: %w", awsdata.Clean(name), err)
	}
	p, err := r.readStacks(list)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", awsdata.Clean(name), err)
	}
	return p, nil
}

// assembly adds the stacks of a folder of the CDK's and of its stages.
func (r *templateReader) assembly(dir string, level int, list *[]folderStack) error {
	data, err := readAtMost(r.folder, path.Join(dir, manifestFile), mostChangeSetBytes)
	if err != nil {
		return err
	}
	var m manifest
	if err := unmarshal(data, &m); err != nil {
		return fmt.Errorf("%s: %w", path.Join(dir, manifestFile), err)
	}
	for _, id := range sortedKeys(m.Artifacts) {
		a := m.Artifacts[id]
		switch a.Type {
		case "cdk:cloud-assembly":
			if level > mostNested || a.Properties.DirectoryName == "" {
				return fmt.Errorf("%s: the stage %q has no folder", manifestFile, awsdata.Clean(id))
			}
			if err := r.assembly(path.Join(dir, a.Properties.DirectoryName), level+1, list); err != nil {
				return err
			}
		case "aws:cloudformation:stack":
			s, err := r.folderStack(dir, id, &a)
			if err != nil {
				return err
			}
			if *list = append(*list, *s); len(*list) > mostNested {
				return fmt.Errorf("more than %d stacks: name one with --stack", mostNested)
			}
		}
	}
	return nil
}

// folderStack reads the template of an artifact.
func (r *templateReader) folderStack(dir, id string, a *artifact) (*folderStack, error) {
	s := &folderStack{id: id, name: a.Properties.StackName, displayName: a.DisplayName, from: source{dir: dir}}
	if s.name == "" {
		s.name = id
	}
	if !stackName.MatchString(s.name) {
		return nil, fmt.Errorf("%s: the stack %q: want a name of letters, digits and hyphens", manifestFile,
			awsdata.Clean(s.name))
	}
	s.from.name = s.name
	account, region, _ := strings.Cut(strings.TrimPrefix(a.Environment, "aws://"), "/")
	if region = awsdata.Clean(region); region != "" && region != "unknown-region" {
		s.from.region, s.from.inPlace = region, true
	}
	if account != "unknown-account" {
		s.from.account = awsdata.Clean(account)
	}
	s.from.given = map[string]any{}
	for name, v := range a.Properties.Parameters {
		s.from.given[name] = v
	}
	file := path.Join(dir, a.Properties.TemplateFile)
	data, err := readAtMost(r.folder, file, mostTemplateBytes)
	if err != nil {
		return nil, err
	}
	if s.tree, err = parseTemplate(data); err != nil {
		return nil, fmt.Errorf("%s: %w", awsdata.Clean(file), err)
	}
	if s.tree == nil {
		s.tree = map[string]any{} // a stack without resources
	}
	return s, nil
}

// readStacks reads the stacks of a folder, or the one that was asked for.
func (r *templateReader) readStacks(list []folderStack) (*Plan, error) {
	wanted := r.options.Stack
	var open []*stack
	for i := range list {
		s := &list[i]
		if wanted != "" && wanted != s.name && wanted != s.id && wanted != s.displayName {
			continue
		}
		if s.from.account != "" && r.before.AccountID != "" && s.from.account != r.before.AccountID {
			r.plan.Left = append(r.plan.Left, Left{Address: awsdata.Clean(s.id), Kind: "AWS::CloudFormation::Stack",
				Why: OtherAccount, What: s.from.account})
			continue
		}
		if wanted == "" && len(list) > 1 {
			s.from.prefix = s.name + "/"
		}
		if s.from.region == "" {
			s.from.region = r.options.Region
		}
		open = append(open, r.open(s.tree, s.from))
	}
	if wanted != "" && len(open) == 0 && len(r.plan.Left) == 0 {
		var names []string
		for i := range list {
			names = append(names, list[i].name)
		}
		return nil, fmt.Errorf("there is no stack %q: there are %s", awsdata.Clean(wanted), strings.Join(names, ", "))
	}
	if err := r.checkParameters(); err != nil {
		return nil, err
	}
	for _, s := range open {
		s.read()
	}
	return r.done()
}
