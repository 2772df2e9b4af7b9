package awsdata

import (
	"fmt"
	"slices"
	"strings"
)

// Function is one entry of lambda list-functions: the unpublished version ($LATEST) or, when the list was made with
// --function-version ALL, a published one. list-functions omits State and its relatives; they come with
// [FunctionDetail].
type Function struct {
	FunctionName     string `must:"text"`
	FunctionArn      string
	Version          string            `json:",omitempty"`
	Description      string            `json:",omitempty"`
	Runtime          string            `json:",omitempty"`
	Role             string            `json:",omitempty"`
	Handler          string            `json:",omitempty"`
	CodeSize         int64             `json:",omitempty"` // bytes
	Timeout          int               `json:",omitempty"` // seconds
	MemorySize       int               `json:",omitempty"` // MiB
	LastModified     string            `json:",omitempty"`
	PackageType      string            `json:",omitempty"` // Zip or Image
	Architectures    []string          `json:",omitempty"`
	EphemeralStorage *EphemeralStorage `json:",omitempty"`
	VpcConfig        *VpcConfig        `json:",omitempty"`
	// a later one's files replace an earlier one's
	Layers            []Layer                 `json:",omitempty" list:"ordered"`
	SnapStart         *SnapStart              `json:",omitempty"`
	FileSystemConfigs []FileSystemConfig      `json:",omitempty"`
	DeadLetterConfig  *DeadLetterConfig       `json:",omitempty"`
	TracingConfig     *TracingConfig          `json:",omitempty"`
	MasterArn         string                  `json:",omitempty"` // set on Lambda@Edge replicas
	CapacityProvider  *CapacityProviderConfig `json:"CapacityProviderConfig,omitempty"`
	DurableConfig     *DurableConfig          `json:",omitempty"`
	TenancyConfig     *TenancyConfig          `json:",omitempty"`

	State                      string `json:",omitempty"`
	StateReason                string `json:",omitempty" mask:"credentials"`
	StateReasonCode            string `json:",omitempty"`
	LastUpdateStatus           string `json:",omitempty"`
	LastUpdateStatusReason     string `json:",omitempty" mask:"credentials"`
	LastUpdateStatusReasonCode string `json:",omitempty"`

	// What its environment names, where that was asked for: nothing of AWS has this member.
	VpclensTargets Targets `json:",omitempty"`

	// Filled by the snapshot from get-function or get-resources: list-functions tells no tags. TagsKnown is false for a
	// gap.
	Tags      Tags `json:"-"`
	TagsKnown bool `json:"-"`
}

// ResourceTags implements [Tagged].
func (f *Function) ResourceTags() Tags { return f.Tags }

// VpcConfig places a function in a VPC. VpcId is derived by AWS and can be empty (or, in emulators, wrong): the VPC of
// a function is the VPC of its subnets, see [RegionIndex.FunctionVPC].
type VpcConfig struct {
	VpcId                   string   `json:",omitempty"`
	SubnetIds               []string `json:",omitempty"`
	SecurityGroupIds        []string `json:",omitempty"`
	Ipv6AllowedForDualStack bool     `json:",omitempty"`
}

// EphemeralStorage is the size of /tmp.
type EphemeralStorage struct {
	Size int `json:",omitempty"` // MiB
}

// Layer is a layer version that a function uses.
type Layer struct {
	Arn      string
	CodeSize int64 `json:",omitempty"` // bytes
}

// SnapStart tells whether snapshots of the initialised environment are made for published versions.
type SnapStart struct {
	ApplyOn            string `json:",omitempty"` // PublishedVersions or None
	OptimizationStatus string `json:",omitempty"` // On or Off
}

// FileSystemConfig mounts a file system; the connection to it goes through the function's VPC on port 2049.
type FileSystemConfig struct {
	Arn            string
	LocalMountPath string `json:",omitempty"`
}

// DeadLetterConfig names the queue or topic for failed asynchronous invocations.
type DeadLetterConfig struct {
	TargetArn string `json:",omitempty"`
}

// TracingConfig is the X-Ray mode.
type TracingConfig struct {
	Mode string `json:",omitempty"`
}

// CapacityProviderConfig is present on functions that run on Lambda Managed Instances. Their network is the capacity
// provider's, not the function's.
type CapacityProviderConfig struct {
	LambdaManagedInstances struct {
		CapacityProviderArn string `json:",omitempty"`
	} `json:"LambdaManagedInstancesCapacityProviderConfig"`
}

// DurableConfig is present on durable functions, whose code calls the Lambda API to checkpoint.
type DurableConfig struct {
	ExecutionTimeout      int `json:",omitempty"` // seconds
	RetentionPeriodInDays int `json:",omitempty"`
}

// TenancyConfig is present on functions with tenant isolation.
type TenancyConfig struct {
	TenantIsolationMode string `json:",omitempty"`
}

// FunctionDetail is what lambda get-function adds. Its Code.Location is a presigned URL, a secret for ten minutes, and
// is deliberately not among the members.
type FunctionDetail struct {
	Configuration Function
	Code          FunctionCode         `json:",omitzero"`
	Tags          TagMap               `json:",omitempty"`
	TagsError     *TagsError           `json:",omitempty"`
	Concurrency   *FunctionConcurrency `json:",omitempty"`
}

// FunctionCode tells where an image function's image is.
type FunctionCode struct {
	RepositoryType   string `json:",omitempty"`
	ImageUri         string `json:",omitempty"`
	ResolvedImageUri string `json:",omitempty"`
}

// FunctionConcurrency is the reserved concurrency.
type FunctionConcurrency struct {
	ReservedConcurrentExecutions int
}

// Attached reports whether the function is attached to a VPC by its own configuration. VpcConfig absent, null and with
// empty lists all mean "not attached".
func (f *Function) Attached() bool { return f.VpcConfig != nil && len(f.VpcConfig.SubnetIds) > 0 }

// DualStack reports whether the function's own VpcConfig lets it send IPv6.
func (f *Function) DualStack() bool { return f.Attached() && f.VpcConfig.Ipv6AllowedForDualStack }

// Managed reports whether the function runs on managed instances, so that the capacity provider's network counts.
func (f *Function) Managed() bool { return f.CapacityProviderArn() != "" }

// CapacityProviderArn is the ARN of the function's capacity provider, "" for a standard function.
func (f *Function) CapacityProviderArn() string {
	if f.CapacityProvider == nil {
		return ""
	}
	return f.CapacityProvider.LambdaManagedInstances.CapacityProviderArn
}

// Published reports whether this entry is a published version rather than $LATEST.
func (f *Function) Published() bool { return f.Version != "" && f.Version != "$LATEST" }

// UnqualifiedArn is the function's ARN without a version.
func (f *Function) UnqualifiedArn() string {
	// arn:aws:lambda:region:account:function:name[:version]
	parts := strings.SplitN(f.FunctionArn, ":", 8)
	if len(parts) == 8 {
		return strings.Join(parts[:7], ":")
	}
	return f.FunctionArn
}

// SubnetIDs are the subnets of the function's own VpcConfig, nil when it is not attached.
func (f *Function) SubnetIDs() []string {
	if !f.Attached() {
		return nil
	}
	return f.VpcConfig.SubnetIds
}

// SecurityGroupIDs are the groups of the function's own VpcConfig, nil when it is not attached.
func (f *Function) SecurityGroupIDs() []string {
	if !f.Attached() {
		return nil
	}
	return f.VpcConfig.SecurityGroupIds
}

// ARN implements [Known]: of $LATEST the function's, as people write it.
func (f *Function) ARN() string {
	if f.Published() {
		return f.FunctionArn
	}
	return f.UnqualifiedArn()
}

// Parents implements [Placed].
func (f *Function) Parents() []string {
	if !f.Attached() {
		return nil
	}
	return append(slices.Clone(f.VpcConfig.SubnetIds), f.VpcConfig.VpcId)
}

// ID implements [Resource]: a function is known by its name within a region; a published version by name:version.
func (f *Function) ID() string {
	if f.Published() {
		return f.FunctionName + ":" + f.Version
	}
	return f.FunctionName
}

// Name implements [Resource].
func (f *Function) Name() string { return f.FunctionName }

// Facts implements [Resource].
func (f *Function) Facts() []Fact {
	facts := []Fact{
		{Label: "ARN", Value: f.FunctionArn},
		{Label: "Runtime", Value: f.RuntimeText()},
		{Label: "Memory", Value: fmt.Sprintf("%d MB", f.MemorySize)},
		{Label: "Timeout", Value: fmt.Sprintf("%d s", f.Timeout)},
		{Label: "Role", Value: f.Role},
	}
	if f.Attached() {
		for _, id := range f.VpcConfig.SubnetIds {
			facts = append(facts, Fact{Label: "Subnet", Value: id, Ref: id})
		}
		for _, id := range f.VpcConfig.SecurityGroupIds {
			facts = append(facts, Fact{Label: "Security group", Value: id, Ref: id})
		}
		if f.VpcConfig.Ipv6AllowedForDualStack {
			facts = append(facts, Fact{Label: "IPv6 allowed for dual stack", Value: "yes"})
		}
	}
	for _, l := range f.Layers {
		facts = append(facts, Fact{Label: "Layer", Value: l.Arn})
	}
	return facts
}

// RuntimeText is the runtime as people say it: the runtime's identifier, or "image" for a container image.
func (f *Function) RuntimeText() string {
	if f.PackageType == "Image" {
		return "image"
	}
	return f.Runtime
}

// Active reports whether the function can be invoked. Lists do not say the state; get-function does.
// Source: AWS Lambda developer guide, "Lambda function states".
func (f *Function) Active() bool { return f.State == "Active" }

// UpdateFailed reports whether the last change of the function's code or configuration failed.
func (f *Function) UpdateFailed() bool { return f.LastUpdateStatus == "Failed" }
