package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
)

var efsUnreachable = &Check{
	ID:       "efs-unreachable",
	Title:    "a mounted file system cannot be reached",
	Severity: High,
	Impact:   Broken,
	Family:   Interface,
	Why: "Lambda mounts the file system from the function's own subnets, on TCP port 2049. Where that fails, the environment does not " +
		"start and the call fails with an error about the mount.",
	When: "The function mounts a file system of EFS or S3 Files and none of its subnets reaches a mount target on 2049 (high); or some do, and another " +
		"has no mount target in its AZ or does not reach it (medium). Which file system an access point of EFS belongs to is not collected: " +
		"those with mount targets in the function's VPC are meant.",
	Fix: "Let the mount target's security group in on TCP 2049 from the functions' security group, let the functions' security group out to it, and make a mount target " +
		"in each AZ that the functions use.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html",
		"https://docs.aws.amazon.com/efs/latest/ug/network-access.html",
	},
	Needs: []string{"describe-network-interfaces", "describe-subnets", "describe-security-groups",
		"describe-network-acls"},
	Run: func(p *Pass) {
		f := &fileSystemFindings{byID: make(map[string]*Finding)}
		for _, at := range p.placements() {
			mounted := make(map[mounting][]string)
			for _, name := range at.Functions {
				if m, mounts := mountsOf(p.Region.Function(name)); mounts {
					mounted[m] = append(mounted[m], name)
				}
			}
			byID := func(a, b mounting) int { return strings.Compare(a.id, b.id) }
			for _, m := range slices.SortedFunc(maps.Keys(mounted), byID) {
				f.judge(p, at, m, mounted[m])
			}
		}
		f.open.report(p, func(string) string {
			return "Whether the file system that the functions mount can be reached is unknown."
		})
		for _, finding := range f.order {
			p.Report(*finding)
		}
	},
}

type fileSystemFindings struct {
	byID  map[string]*Finding
	order []*Finding
	open  unknowns
}

// judge asks whether functions of a placement reach the file system they mount: that of the id, or, where the id is not
// known, one of those in the VPC. If these differ in the answer, it is open.
func (f *fileSystemFindings) judge(p *Pass, at *placement, mounted mounting, functions []string) {
	var failed []*Finding
	candidates := 0
	for _, fs := range p.fileSystemsIn(at.VPCID) {
		if fs.S3 != mounted.s3 || mounted.id != "" && fs.ID != mounted.id {
			continue
		}
		candidates++
		m := p.mountOf(at, &fs)
		switch finding := f.finding(p, at, &fs, m); {
		case finding != nil:
			failed = append(failed, finding)
		case len(m.unknown) > 0:
			f.open.add(fs.ID, functions, m.unknown)
			return
		}
	}
	switch {
	case candidates == 0:
		call := "efs describe-mount-targets"
		if mounted.s3 {
			call = "list-mount-targets." + mounted.id
		}
		f.open.add(at.VPCID, functions, []string{call})
	case len(failed) == candidates:
		f.add(eitherOf(p, at, failed), functions)
	case len(failed) > 0:
		f.open.add(at.VPCID, functions, []string{"efs describe-access-points"})
	}
}

// finding is what is wrong between a placement and a file system, nil if nothing certainly is.
func (f *fileSystemFindings) finding(p *Pass, at *placement, fs *fileSystem, m mount) *Finding {
	out := &Finding{Resource: fs.ID, Evidence: m.evidence}
	switch {
	case len(m.cut) > 0 && len(m.reached)+len(m.otherZone)+len(m.unknown) == 0:
		out.Title = fmt.Sprintf("%s cannot be reached on 2049", fs.ID)
	case len(m.cut) > 0 && len(m.reached)+len(m.otherZone) > 0:
		out.Severity = Medium
		out.Title = fmt.Sprintf("%s cannot be reached on 2049 from %s", fs.ID, p.namesOf(idsOf(m.cut)))
	case len(m.otherZone) > 0:
		out.Severity = Medium
		out.Title = fmt.Sprintf("%s has no mount target in the AZ of %s", fs.ID, p.namesOf(idsOf(m.otherZone)))
	default:
		return nil
	}
	out.Fix = p.openFileSystem(at, fs, m)
	return out
}

// eitherOf is the finding where one of several file systems is meant and none works: what all of them have in common,
// as severe as the least of them.
func eitherOf(p *Pass, at *placement, failed []*Finding) *Finding {
	if len(failed) == 1 {
		return failed[0]
	}
	out := &Finding{Resource: at.VPCID, Severity: High, Fix: failed[0].Fix}
	var ids []string
	for _, f := range failed {
		ids = append(ids, f.Resource)
		out.Evidence = append(out.Evidence, f.Evidence...)
		out.Severity = min(out.Severity, severityOf(f, High))
	}
	out.Title = fmt.Sprintf("none of the file systems in %s can be mounted everywhere: %s",
		p.label(at.VPCID), join(ids))
	return out
}

func (f *fileSystemFindings) add(finding *Finding, functions []string) {
	known := f.byID[finding.Resource]
	if known == nil {
		f.byID[finding.Resource] = finding
		f.order = append(f.order, finding)
		finding.Functions = append(finding.Functions, functions...)
		return
	}
	known.Functions = append(known.Functions, functions...)
	for _, e := range finding.Evidence {
		if !containsEvidence(known.Evidence, e) {
			known.Evidence = append(known.Evidence, e)
		}
	}
	if severityOf(finding, High) > severityOf(known, High) {
		known.Severity, known.Title = finding.Severity, finding.Title
	}
}

func containsEvidence(list []Evidence, e Evidence) bool {
	for _, known := range list {
		if known == e {
			return true
		}
	}
	return false
}

// severityOf is a finding's severity, or the check's where the finding leaves it to that.
func severityOf(f *Finding, check Severity) Severity {
	if f.Severity == 0 {
		return check
	}
	return f.Severity
}

// openFileSystem is the fix that opens what blocks functions on the way to a file system, and gives it a mount target
// in each of their zones that has none. A file system has at most one mount target in a zone.
// [https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html]
func (p *Pass) openFileSystem(at *placement, fs *fileSystem, m mount) Fix {
	group := paste.Placeholder("security group of the mount target")
	if ids := fs.Targets[0].GroupIDs(); len(ids) > 0 {
		group = slices.Min(ids)
	}
	var fix Fix
	p.openPort(&fix, make(aclEntries), at, m.blockers, nfs, group)
	if fs.S3 { // its mount targets are made by commands of S3 Files
		return fix
	}
	zones := make(map[string]bool)
	for _, s := range m.without {
		if zones[s.Subnet.Zone()] {
			continue
		}
		zones[s.Subnet.Zone()] = true
		add := Fix{CLI: paste.Script{p.aws("efs create-mount-target").Opt("file-system-id", fs.ID).
			Opt("subnet-id", s.ID).Opt("security-groups", group)}}
		name := fs.ID + " " + s.ID
		add.declare(paste.Resource("aws_efs_mount_target", paste.Name(name),
			paste.F("file_system_id", paste.Str(fs.ID)), paste.F("subnet_id", paste.Str(s.ID)),
			paste.F("security_groups", paste.Strs([]string{group}))),
			paste.Resource("AWS::EFS::MountTarget", paste.LogicalID(name), paste.F("FileSystemId", paste.Str(fs.ID)),
				paste.F("SubnetId", paste.Str(s.ID)), paste.F("SecurityGroups", paste.Strs([]string{group}))))
		fix.add(add)
	}
	if len(m.without) > 0 {
		rule := tcpRule(nfs, groupOfFunctions(at))
		add := Fix{CLI: paste.Script{rule.authorize(p, "ingress", group)}}
		add.declare(rule.declare("from "+groupOfFunctions(at), "ingress", group, nil))
		fix.add(add)
	}
	return fix
}
