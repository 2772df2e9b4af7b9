package check

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
)

var eniOldVersions = &Check{
	ID:       "eni-old-versions",
	Title:    "only published versions keep an interface, subnet or security group in use",
	Severity: Low,
	Impact:   Tighter,
	Family:   Interface,
	Why: "Lambda keeps an interface as long as any published version names its subnet and security groups, whether anybody calls the version or not. " +
		"Subnets and security groups that only such versions hold cannot be deleted, however long one waits.",
	When: "A Lambda interface is there whose subnet and set of security groups no function's unpublished version names, only published ones.",
	Fix: "Look whether an alias still points at the versions (list-aliases); delete those that nobody calls. Lambda deletes the interface " +
		"within about 20 minutes of the last of them.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html",
	},
	Needs: []string{"list-functions", "describe-network-interfaces"},
	Run: func(p *Pass) {
		if attached := p.attachedNames(); !p.versionsKnown() && len(attached) > 0 {
			p.Unknown(p.RegionName(), attached,
				"The list of functions in the snapshot does not hold published versions.", listAllVersions)
			return
		}
		for i := range p.ledger().Versions {
			if v := &p.ledger().Versions[i]; len(v.Interfaces) > 0 {
				p.reportVersions(v)
			}
		}
	},
}

func (p *Pass) reportVersions(v *ledger.VersionHold) {
	kept := append(append([]string(nil), v.Subnets...), v.Groups...)
	what := "keep " + p.namesOf(kept)
	if len(kept) == 0 {
		what = "keep " + english.Count(len(v.Interfaces), "interface")
	}
	versions := english.Count(len(v.Versions), "published version")
	if len(v.Versions) == 1 {
		versions, what = "published version "+v.Versions[0], strings.Replace(what, "keep", "keeps", 1)
	}
	f := Finding{Resource: v.Function, Functions: []string{v.Function},
		Title: fmt.Sprintf("%s of %s alone %s", versions, v.Function, what)}
	for _, id := range v.Interfaces {
		f.Evidence = append(f.Evidence, Evidence{Resource: id, Rule: "held by " + v.Function + ":" +
			strings.Join(v.Versions, ", "), Says: "no unpublished version names its subnet and security groups"})
	}
	for _, id := range kept {
		f.Evidence = append(f.Evidence,
			Evidence{Resource: id, Rule: p.name(id), Says: "named by published versions only"})
	}
	f.Fix.CLI = append(paste.Script{p.aws("lambda list-aliases").Opt("function-name", v.Function).
		Saying("a version that an alias names is in use: see first")},
		each(v.Versions, func(version string) []paste.Command {
			return []paste.Command{p.aws("lambda delete-function").Opt("function-name", v.Function).
				Opt("qualifier", version)}
		})...)
	f.Fix.remark("versions that were published stay until they are deleted: delete them as above")
	p.Report(f)
}

// attachedNames are the functions that are placed in a VPC by their own configuration.
func (p *Pass) attachedNames() []string {
	var out []string
	for _, at := range p.placements() {
		if !at.Managed() {
			out = append(out, at.Functions...)
		}
	}
	return out
}
