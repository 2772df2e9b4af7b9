// Package plan reads what somebody wants to change: a Terraform or OpenTofu plan, a CloudFormation template or change
// set, what the CDK has synthesized. It makes the snapshot as it would be then, to which the same questions can be put.
//
// All forms are brought to one, that of CloudFormation, whose resource types and properties are the API's own words;
// the snapshot's documents are changed by those. What is known only after the change is made stays unknown there.
package plan

import (
	"fmt"

	"github.com/vpclens/vpclens/awsdata"
)

// Action is what happens to a resource.
type Action string

// The actions.
const (
	Create  Action = "create"
	Update  Action = "update"
	Replace Action = "replace" // the old one goes, and another comes
	Delete  Action = "delete"
	Keep    Action = "keep" // it stays as it is; others may name it
)

// Resource is a resource of a plan in CloudFormation's words.
type Resource struct {
	Address string // as the file calls it: aws_subnet.private[0], a logical id
	Kind    string // its type as the file calls it: aws_subnet, AWS::EC2::Subnet
	Type    string // its type as CloudFormation calls it: AWS::EC2::Subnet
	Region  string // "" where the file does not say
	Action  Action
	ID      string // by which AWS knows it, "" for what is not there yet

	// Values are its properties as they are to be: all of what is created, of what is updated those that change. A
	// value is a string, bool, float64, []any, map[string]any, nil for one that is taken away, [Unknown] or
	// [Reference]. nil where the resource goes.
	Values map[string]any
	// Before are its properties as they were, as far as the file tells; nil where it was not there.
	Before map[string]any
	// Changed are the names of what changes in it, as the file calls them; nil where all of it comes or goes.
	Changed []string
}

// Unknown is a value that is known only after the change is made.
type Unknown struct{}

// Reference is an attribute of another resource of the plan, by the name that CloudFormation's Fn::GetAtt has for it;
// "" for what Ref gives.
type Reference struct{ Address, Attribute string }

// Form is what kind of file a plan was read from.
type Form string

// The forms.
const (
	Terraform      Form = "terraform"
	CloudFormation Form = "cloudformation"
	ChangeSet      Form = "change-set"
)

// Plan is what a file wants to change.
type Plan struct {
	Form      Form
	Resources []Resource
	Left      []Left
	Assumed   []Assumed
}

// Left is something that was not understood, and so is not in the answer.
type Left struct {
	Address string `json:"address"`
	Kind    string `json:"kind"`
	Why     Why    `json:"why"`
	What    string `json:"what,omitempty"` // the attribute, function or parameter that it is about
}

// Why is a reason for which something was left out.
type Why string

// The reasons.
const (
	UnknownType     Why = "unknown-type"     // a type of AWS that the engine has no part for
	UnknownProperty Why = "unknown-property" // a property of a type that it has a part for
	KnownAfter      Why = "known-after"      // a value that is known only after the change is made
	NotInAccount    Why = "not-in-account"   // what it changes is not in the snapshot
	NoValue         Why = "no-value"         // a parameter without a value
	UnknownFunction Why = "unknown-function" // an intrinsic function that is not computed here
	OtherStack      Why = "other-stack"      // an import of what another stack exports
	Deferred        Why = "deferred"         // the plan itself puts it off
	OtherAccount    Why = "other-account"    // another account than the snapshot's
	NotRead         Why = "region-not-read"  // of a region that the snapshot does not hold
	NoFile          Why = "no-file"          // what another file has, which was not given
	NoTags          Why = "no-tags"          // whether it is of the stack: nothing of the snapshot tells
)

// Assumed is a reference that the file does not spell out, and that was read as the only one it can well mean.
type Assumed struct {
	Address   string `json:"address"`
	Attribute string `json:"attribute"`
	Means     string `json:"means"` // what it was taken for: the address of a resource, a service's range
}

// Options say how a file is read.
type Options struct {
	Parameters map[string]string // of a template
	Stack      string            // the name of the stack that a template is for, "" for a new one
	Region     string            // of what the file gives no region
	Strict     bool              // nothing is assumed
}

// Applied is the account as it would be.
type Applied struct {
	After     *awsdata.Snapshot
	Made      map[string]string  // the addresses of what is not there yet, by the ids that stand for those of AWS
	Addresses map[string]string  // the addresses of resources of the plan by their ids in the snapshot
	Touched   map[string][]Touch // what changes a resource of the snapshot, by its id
	Left      []Left             // what could not be understood: of the file, and of what came of it
	Assumed   []Assumed          // of the file, and of what came of it
}

// Touch is a resource of a plan that changes one of the snapshot: itself, or as a rule, route or association of it.
type Touch struct {
	Address    string   `json:"address"`
	Kind       string   `json:"kind"`
	Action     Action   `json:"action"`
	Attributes []string `json:"attributes,omitempty"` // what changes in it, as the file calls it
}

// FormError is the error about a file that is no plan.
type FormError struct{ Want string }

func (e *FormError) Error() string { return fmt.Sprintf("this is no plan: want %s", e.Want) }
