package awsdata

import (
	"cmp"
	"strings"
)

// nfsPort is the port of NFS, which EFS, S3 Files and two kinds of FSx speak.
const nfsPort = 2049

// FileSystem is one entry of efs describe-file-systems.
type FileSystem struct {
	FileSystemId   string
	FileSystemArn  string `json:",omitempty"`
	FileSystemName string `json:"Name,omitempty"`
	LifeCycleState string `json:",omitempty"`
	OwnerId        string `json:",omitempty"`
	Tags           Tags   `json:",omitempty"`

	// Filled by the snapshot from describe-mount-targets; MountTargetsKnown tells none from a gap.
	MountTargets      []MountTarget `json:"-"`
	MountTargetsKnown bool          `json:"-"`

	region, domain string // for its host name, joined
}

// MountTarget is one entry of efs describe-mount-targets: an interface at which a file system is mounted.
type MountTarget struct {
	MountTargetId        string `must:"text"`
	FileSystemId         string `json:",omitempty"`
	SubnetId             string `json:",omitempty"`
	VpcId                string `json:",omitempty"`
	LifeCycleState       string `json:",omitempty"`
	IpAddress            string `json:",omitempty"`
	Ipv6Address          string `json:",omitempty"`
	NetworkInterfaceId   string `json:",omitempty"`
	AvailabilityZoneName string `json:",omitempty"`
}

// ResourceTags implements [Tagged].
func (f *FileSystem) ResourceTags() Tags { return f.Tags }

// ID implements [Resource].
func (f *FileSystem) ID() string { return f.FileSystemId }

// Name implements [Resource].
func (f *FileSystem) Name() string { return cmp.Or(f.FileSystemName, f.Tags.Get("Name")) }

// ARN implements [Store].
func (f *FileSystem) ARN() string { return f.FileSystemArn }

// Kind implements [Store].
func (f *FileSystem) Kind() string { return "efs" }

// VPCID implements [Store].
func (f *FileSystem) VPCID() string {
	for _, m := range f.MountTargets {
		if m.VpcId != "" {
			return m.VpcId
		}
	}
	return ""
}

// Endpoints implements [Store].
// Source: EFS user guide, mounting with a DNS name: file-system-id.efs.aws-region.amazonaws.com.
func (f *FileSystem) Endpoints() []StoreEndpoint {
	if f.region == "" {
		return nil
	}
	return []StoreEndpoint{{f.FileSystemId + ".efs." + f.region + "." + f.domain, nfsPort, ""}}
}

// DefaultPort implements [Store].
func (f *FileSystem) DefaultPort() int { return nfsPort }

// Facts implements [Resource].
func (f *FileSystem) Facts() []Fact {
	facts := append([]Fact{{Label: "State", Value: f.LifeCycleState}}, endpointFacts(f)...)
	facts = append(facts, Fact{Label: "VPC", Value: f.VPCID(), Ref: f.VPCID()})
	if !f.MountTargetsKnown {
		facts = append(facts, Fact{Label: "Mount targets", Value: "unknown: describe-mount-targets was not collected"})
	}
	for _, m := range f.MountTargets {
		facts = append(facts, mountFact(m.MountTargetId, m.IpAddress, m.SubnetId, m.NetworkInterfaceId))
	}
	return compact(append(facts, Fact{Label: "Owner", Value: f.OwnerId}, Fact{Label: "ARN", Value: f.FileSystemArn}))
}

func mountFact(id, address, subnet, eni string) Fact {
	return Fact{Label: "Mount target", Value: strings.Join(strings.Fields(id+" "+address+" "+subnet+" "+eni), " "),
		Ref: eni}
}

// FSxFileSystem is one entry of fsx describe-file-systems.
type FSxFileSystem struct {
	FileSystemId        string
	ResourceARN         string   `json:",omitempty"`
	FileSystemType      string   `json:",omitempty"` // WINDOWS, LUSTRE, ONTAP or OPENZFS
	Lifecycle           string   `json:",omitempty"`
	VpcId               string   `json:",omitempty"`
	SubnetIds           []string `json:",omitempty"`
	NetworkInterfaceIds []string `json:",omitempty"`
	DNSName             string   `json:",omitempty"`
	OwnerId             string   `json:",omitempty"`
	Tags                Tags     `json:",omitempty"`
}

// ResourceTags implements [Tagged].
func (f *FSxFileSystem) ResourceTags() Tags { return f.Tags }

// ID implements [Resource].
func (f *FSxFileSystem) ID() string { return f.FileSystemId }

// Name implements [Resource].
func (f *FSxFileSystem) Name() string { return f.Tags.Get("Name") }

// ARN implements [Store].
func (f *FSxFileSystem) ARN() string { return f.ResourceARN }

// Kind implements [Store].
func (f *FSxFileSystem) Kind() string { return "fsx" }

// VPCID implements [Store].
func (f *FSxFileSystem) VPCID() string { return f.VpcId }

// Endpoints implements [Store].
func (f *FSxFileSystem) Endpoints() []StoreEndpoint {
	return storeEndpoints(StoreEndpoint{f.DNSName, f.DefaultPort(), ""})
}

// DefaultPort implements [Store].
// Source: FSx user guides, file system access control with Amazon VPC: SMB 445, Lustre 988, NFS 2049.
func (f *FSxFileSystem) DefaultPort() int {
	switch f.FileSystemType {
	case "WINDOWS":
		return 445
	case "LUSTRE":
		return 988
	case "ONTAP", "OPENZFS":
		return nfsPort
	}
	return 0
}

// Facts implements [Resource].
func (f *FSxFileSystem) Facts() []Fact {
	facts := []Fact{{Label: "Type", Value: f.FileSystemType}, {Label: "State", Value: f.Lifecycle}}
	facts = append(facts, endpointFacts(f)...)
	facts = append(facts, Fact{Label: "VPC", Value: f.VpcId, Ref: f.VpcId})
	facts = append(facts, refs("Subnet", f.SubnetIds)...)
	facts = append(facts, refs("Interface", f.NetworkInterfaceIds)...)
	return compact(append(facts, Fact{Label: "ARN", Value: f.ResourceARN}))
}

// S3FileSystem is one entry of s3files list-file-systems: a bucket that is mounted as files.
type S3FileSystem struct {
	FileSystemId   string `json:"fileSystemId"`
	FileSystemArn  string `json:"fileSystemArn,omitempty"`
	FileSystemName string `json:"name,omitempty"`
	Bucket         string `json:"bucket,omitempty"`
	Status         string `json:"status,omitempty"`
	OwnerId        string `json:"ownerId,omitempty"`

	// Filled by the snapshot from list-mount-targets; MountTargetsKnown tells none from a gap.
	MountTargets      []S3MountTarget `json:"-"`
	MountTargetsKnown bool            `json:"-"`
}

// S3MountTarget is one entry of s3files list-mount-targets.
type S3MountTarget struct {
	MountTargetId      string `json:"mountTargetId" must:"text"`
	FileSystemId       string `json:"fileSystemId,omitempty"`
	SubnetId           string `json:"subnetId,omitempty"`
	VpcId              string `json:"vpcId,omitempty"`
	Status             string `json:"status,omitempty"`
	Ipv4Address        string `json:"ipv4Address,omitempty"`
	Ipv6Address        string `json:"ipv6Address,omitempty"`
	NetworkInterfaceId string `json:"networkInterfaceId,omitempty"`
}

// ID implements [Resource].
func (f *S3FileSystem) ID() string { return f.FileSystemId }

// Name implements [Resource].
func (f *S3FileSystem) Name() string { return f.FileSystemName }

// ARN implements [Store].
func (f *S3FileSystem) ARN() string { return f.FileSystemArn }

// Kind implements [Store].
func (f *S3FileSystem) Kind() string { return "s3files" }

// VPCID implements [Store].
func (f *S3FileSystem) VPCID() string {
	for _, m := range f.MountTargets {
		if m.VpcId != "" {
			return m.VpcId
		}
	}
	return ""
}

// Endpoints implements [Store]: an S3 file system has no host name that a call tells.
func (f *S3FileSystem) Endpoints() []StoreEndpoint { return nil }

// DefaultPort implements [Store].
func (f *S3FileSystem) DefaultPort() int { return nfsPort }

// Facts implements [Resource].
func (f *S3FileSystem) Facts() []Fact {
	facts := []Fact{
		{Label: "State", Value: f.Status},
		{Label: "Bucket", Value: f.Bucket},
		{Label: "VPC", Value: f.VPCID(), Ref: f.VPCID()},
	}
	if !f.MountTargetsKnown {
		facts = append(facts, Fact{Label: "Mount targets", Value: "unknown: list-mount-targets was not collected"})
	}
	for _, m := range f.MountTargets {
		facts = append(facts, mountFact(m.MountTargetId, m.Ipv4Address, m.SubnetId, m.NetworkInterfaceId))
	}
	return compact(append(facts, Fact{Label: "Owner", Value: f.OwnerId}, Fact{Label: "ARN", Value: f.FileSystemArn}))
}
