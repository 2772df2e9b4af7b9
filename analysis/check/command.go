package check

import "github.com/vpclens/vpclens/analysis/paste"

// Fix is what would mend a finding: words, and what people paste. It is shown, never run.
type Fix struct {
	Summary        string
	CLI            paste.Script
	Terraform      paste.Terraform
	CloudFormation paste.CloudFormation
}

// FixText is a fix as people paste it and programs read it.
type FixText struct {
	Summary        string `json:"summary"`
	CLI            string `json:"cli,omitempty"`
	Terraform      string `json:"terraform,omitempty"`
	CloudFormation string `json:"cloudformation,omitempty"`
}

// Text is the fix as text. profile is the profile of the AWS CLI that the account was read with, "" for the usual one.
func (f *Fix) Text(profile string) FixText {
	return FixText{f.Summary, f.CLI.Text(profile), f.Terraform.Text(), f.CloudFormation.Text()}
}

// declare adds the same thing to what is pasted into Terraform and into CloudFormation.
func (f *Fix) declare(terraform, cloudFormation paste.Declaration) {
	f.Terraform = append(f.Terraform, terraform)
	f.CloudFormation = append(f.CloudFormation, cloudFormation)
}

// remark says the same in what is pasted into Terraform and into CloudFormation.
func (f *Fix) remark(format string, args ...any) {
	f.declare(paste.Remark(format, args...), paste.Remark(format, args...))
}

// shown is how many things of one kind a fix spells out.
const shown = 5

// aws is a command of the AWS CLI in the pass's region; name is service and operation.
func (p *Pass) aws(name string) paste.Command { return paste.AWS(p.RegionName(), name) }

// each are the commands of several things; beyond a few they say how many more there are.
func each[T any](things []T, commands func(T) []paste.Command) paste.Script {
	var out paste.Script
	for i, thing := range things {
		if i == shown {
			return append(out, paste.Comment("and %d more of the same", len(things)-shown))
		}
		out = append(out, commands(thing)...)
	}
	return out
}

// declareEach declares something for each of several things; beyond a few it says how many more there are.
func declareEach[T any](f *Fix, things []T, declare func(T) (terraform, cloudFormation paste.Declaration)) {
	for i, thing := range things {
		if i == shown {
			f.remark("and %d more of the same", len(things)-shown)
			return
		}
		f.declare(declare(thing))
	}
}
