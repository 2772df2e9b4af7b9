package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// fileSystem is a file system of EFS or S3 Files as its mount targets show it: their interfaces name it.
type fileSystem struct {
	ID      string
	S3      bool                        // of S3 Files: a bucket that is mounted as files
	Targets []*awsdata.NetworkInterface // by id
}

// fileSystemsIn are the file systems with mount targets in a VPC, by id. There is at most one mount target in a zone.
func (p *Pass) fileSystemsIn(vpcID string) []fileSystem {
	var out []fileSystem
	for i := range p.Region.Region.NetworkInterfaces {
		n := &p.Region.Region.NetworkInterfaces[i]
		s3 := strings.HasPrefix(n.Description, "S3 Files mount target")
		if n.VpcId != vpcID || n.Owner() != "EFS mount target" && !s3 {
			continue
		}
		id := fileSystemOf(n)
		at := slices.IndexFunc(out, func(f fileSystem) bool { return f.ID == id })
		if at < 0 {
			out = append(out, fileSystem{ID: id, S3: s3})
			at = len(out) - 1
		}
		out[at].Targets = append(out[at].Targets, n)
	}
	slices.SortFunc(out, func(a, b fileSystem) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// fileSystemOf is the file system of a mount target: "EFS mount target for fs-0123 (fsmt-0456)".
func fileSystemOf(n *awsdata.NetworkInterface) string {
	for _, word := range strings.Fields(n.Description) {
		if strings.HasPrefix(word, "fs-") {
			return word
		}
	}
	return n.NetworkInterfaceId
}

// mounting is what a function mounts: a file system of EFS or of S3 Files, and its id where the ARN tells.
type mounting struct {
	id string
	s3 bool
}

// mountsOf is the file system that a function mounts. The usual ARN for EFS is an access point's and does not tell
// which; that for S3 Files has both.
func mountsOf(f *awsdata.Function) (m mounting, mounts bool) {
	for _, c := range f.FileSystemConfigs {
		m.s3 = strings.Contains(c.Arn, ":s3files:")
		if !m.s3 && !strings.Contains(c.Arn, ":elasticfilesystem:") {
			continue
		}
		mounts = true
		if _, rest, ok := strings.Cut(c.Arn, ":file-system/"); ok {
			m.id, _, _ = strings.Cut(rest, "/")
		}
	}
	return m, mounts
}

// mount is how a placement gets to a file system.
type mount struct {
	reached   []string             // subnets from which a mount target of their own zone answers
	otherZone []*reach.SubnetPlace // subnets whose zone has no mount target, though another zone's can be reached
	cut       []*reach.SubnetPlace // subnets from which none can be reached
	unknown   []string             // calls that would tell
	evidence  []Evidence
	blockers  []reach.Hop          // what blocks the way to mount targets of the own zone
	without   []*reach.SubnetPlace // subnets whose zone has no mount target
}

// nfs is the port of mount targets.
const nfs = 2049

// mountOf asks, for each subnet of a placement, which mount targets it reaches.
func (p *Pass) mountOf(at *placement, fs *fileSystem) mount {
	var m mount
	traces := make([]*reach.Trace, len(fs.Targets))
	for i, target := range fs.Targets {
		to, err := names.Parse(p.Region, target.NetworkInterfaceId)
		if err != nil {
			continue
		}
		traces[i], _ = p.trace(at, reach.Query{To: to, Protocol: netset.TCP, Port: nfs})
	}
	for i := range at.Subnets {
		s := &at.Subnets[i]
		if s.Subnet == nil {
			continue
		}
		m.add(p, s, fs, func(target int) *reach.SubnetTrace {
			if traces[target] == nil || i >= len(traces[target].Subnets) {
				return nil
			}
			return &traces[target].Subnets[i]
		})
	}
	return m
}

// add enters one subnet: the mount target of its zone counts, and another zone's only where it has none.
func (m *mount) add(p *Pass, s *reach.SubnetPlace, fs *fileSystem, from func(target int) *reach.SubnetTrace) {
	own, others := false, reach.Blocked
	for i, target := range fs.Targets {
		trace := from(i)
		if trace == nil {
			continue
		}
		if target.AvailabilityZone != s.Subnet.AvailabilityZone {
			others = max(others, trace.Verdict)
			continue
		}
		own = true
		switch trace.Verdict {
		case reach.Blocked:
			m.cut = append(m.cut, s)
			m.blockers = append(m.blockers, trace.Blockers()...)
			for _, hop := range trace.Blockers() {
				m.evidence = append(m.evidence, Evidence{Resource: hop.Resource, Rule: hop.Rule.Text,
					Says: "from " + p.label(s.ID) + ": " + hop.Says()})
			}
		case reach.Unknown:
			m.unknown = append(m.unknown, missingOf(trace)...)
		default:
			m.reached = append(m.reached, s.ID)
		}
	}
	switch {
	case own:
	case others == reach.Blocked:
		m.cut = append(m.cut, s)
	default:
		m.otherZone = append(m.otherZone, s)
	}
	if !own {
		m.without = append(m.without, s)
		m.evidence = append(m.evidence,
			Evidence{Resource: fs.ID, Rule: s.Subnet.Zone(), Says: "no mount target in the AZ of " + p.label(s.ID)})
	}
}

// missingOf are the calls that a trace lacks.
func missingOf(t *reach.SubnetTrace) []string {
	var out []string
	for _, hop := range t.Unknowns() {
		out = append(out, hop.Missing...)
	}
	return uniqueTexts(out)
}
