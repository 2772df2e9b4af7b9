package check

import (
	"maps"
	"slices"
)

// reason is what a state's reason code means to people.
type reason struct {
	short string // ends a title: "... failed: SHORT"
	long  string // what it means and what comes next, in a sentence
}

// reasons are the reason codes of State and LastUpdateStatus. AWS adds codes: one that is not here is shown as it is.
// Source: Lambda API, StateReasonCode and LastUpdateStatusReasonCode; developer guide, "Lambda function states".
var reasons = map[string]reason{
	"Idle": {"the next invocation fails while Lambda recreates the interface",
		"It was not invoked for so long that Lambda deleted its interfaces. The next invocation fails and makes Lambda create them again."},
	"Creating":  {"invocations fail until Lambda has created it", "Lambda is creating it, with its interfaces, which can take minutes. Until then invocations fail."},
	"Restoring": {"invocations fail until Lambda has recreated the interface", "It was idle and was invoked: Lambda is creating its interfaces again. Until then invocations fail."},

	"EniLimitExceeded": {"the quota of interfaces is used up", "The VPC has as many interfaces as the account's quota allows, so Lambda could make none."},
	"InsufficientRolePermissions": {"EC2 refused Lambda its role's calls",
		"Lambda makes and deletes interfaces with the execution role, and EC2 refused it a call."},
	"SubnetOutOfIPAddresses":  {"no free address in a subnet", "A subnet had no address left for the interface that Lambda had to make."},
	"InvalidSubnet":           {"a subnet no longer exists", "A subnet of its configuration does not exist, or cannot be used."},
	"InvalidSecurityGroup":    {"a security group no longer exists", "A security group of its configuration does not exist, or cannot be used."},
	"EC2RequestLimitExceeded": {"EC2 throttled Lambda", "EC2 refused Lambda's requests in this account because there were too many. An update tries again."},
	"DisallowedByVpcEncryptionControl": {"VPC encryption control refuses it",
		"The VPC enforces encryption in transit and does not exclude Lambda."},

	"EFSMountConnectivityError": {"the file system cannot be reached", "Lambda could not connect to the file system: port 2049 from the function's subnets to the mount target."},
	"EFSMountTimeout":           {"mounting the file system timed out", "The mount target did not answer in time: port 2049 from the function's subnets, both ways."},
	"EFSMountFailure":           {"the file system could not be mounted", "The mount target answered and refused, or its access point cannot be used."},
	"EFSIOError":                {"the file system failed", "Reading or writing the mounted file system failed."},

	"ImageDeleted":            {"its image no longer exists", "The container image was deleted from the repository."},
	"ImageAccessDenied":       {"its image may not be read", "Lambda has no permission to read the container image."},
	"InvalidImage":            {"its image is not valid", "The container image cannot be used."},
	"KMSKeyAccessDenied":      {"its KMS key may not be used", "Lambda has no permission to use the key that encrypts the function's settings."},
	"KMSKeyNotFound":          {"its KMS key no longer exists", "The key that encrypts the function's settings does not exist."},
	"InvalidStateKMSKey":      {"its KMS key is in a wrong state", "The key that encrypts the function's settings cannot be used in its state."},
	"DisabledKMSKey":          {"its KMS key is disabled", "The key that encrypts the function's settings is disabled."},
	"InvalidRuntime":          {"its runtime is not valid", "The runtime cannot be used."},
	"InvalidZipFileException": {"its package is not valid", "The package cannot be unzipped."},
	"InvalidConfiguration":    {"its configuration is not valid", "A setting, or two of them together, cannot be used."},
	"FunctionError":           {"its code failed to start", "The code failed while Lambda initialized it."},
	"InternalError":           {"an error inside Lambda", "An error inside Lambda. An update tries again."},

	"VcpuLimitExceeded":                    {"the quota of vCPUs is used up", "The account's quota of vCPUs leaves no room for the capacity provider's instances."},
	"InsufficientCapacity":                 {"no capacity for instances", "AWS has no capacity of the wanted kind in the capacity provider's subnets."},
	"CapacityProviderScalingLimitExceeded": {"the capacity provider is at its limit", "The capacity provider may not start more instances."},
}

// StateReasonCodes are the reason codes of states that are known here, sorted.
func StateReasonCodes() []string { return slices.Sorted(maps.Keys(reasons)) }

// StateReason is what a reason code means, in a sentence or two; "" for a code that is not known here.
func StateReason(code string) string { return reasons[code].long }
