package diff

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/vpclens/vpclens/awsdata"
)

// settings are the changes of what is no resource of a list: the DNS attributes of VPCs, Block Public Access of a
// region, and what the roles of functions may do. Of what one of the snapshots lacks nothing is said.
func settings(before, after *awsdata.Index, found []Resource) []Resource {
	for _, region := range regions(before.Snapshot, after.Snapshot) {
		old, now := before.Region(region), after.Region(region)
		if old == nil || now == nil {
			continue
		}
		for i := range now.Region.VPCs {
			vpc := &now.Region.VPCs[i]
			if old.VPC(vpc.VpcId) != nil {
				found = withLines(found, Resource{Region: region, Kind: "VPC", ID: vpc.VpcId, Name: vpc.Name(),
					Change: Changed, Lines: differing(dnsLines(old, vpc.VpcId), dnsLines(now, vpc.VpcId))})
			}
		}
		if a, b := old.Region.BlockPublicAccess, now.Region.BlockPublicAccess; a != nil && b != nil {
			found = withLines(found, Resource{Region: region, Kind: "Block Public Access", ID: region, Change: Changed,
				Lines: differing(blockLines(a), blockLines(b))})
		}
	}
	return roles(before, after, found)
}

// withLines adds lines to a changed resource, which is added where it is not among the changes yet.
func withLines(found []Resource, r Resource) []Resource {
	if len(r.Lines) == 0 {
		return found
	}
	for i := range found {
		if f := &found[i]; f.Region == r.Region && f.ID == r.ID {
			f.Lines = append(f.Lines, r.Lines...)
			return found
		}
	}
	return append(found, r)
}

// dnsLines are the DNS attributes of a VPC, as far as they are known.
func dnsLines(x *awsdata.RegionIndex, vpc string) []Line {
	var out []Line
	for _, attribute := range []string{"enableDnsHostnames", "enableDnsSupport"} {
		if on, known := x.VPCAttribute(vpc, attribute); known {
			value := "off"
			if on {
				value = "on"
			}
			out = append(out, Line{Label: attribute, Value: value})
		}
	}
	return out
}

func blockLines(o *awsdata.VpcBlockPublicAccessOptions) []Line {
	var out []Line
	for _, member := range [][2]string{{"Mode", o.InternetGatewayBlockMode}, {"State", o.State},
		{"Exclusions", o.ExclusionsAllowed}} {
		if member[1] != "" {
			out = append(out, Line{Label: member[0], Value: member[1]})
		}
	}
	return out
}

// differing are the lines that only one of two lists has; a fact that one of the snapshots lacks is none.
func differing(old, now []Line) []Line {
	var out []Line
	for _, l := range old {
		if !slices.Contains(now, l) && hasLabel(now, l.Label) {
			out = append(out, l)
		}
	}
	for _, l := range now {
		if !slices.Contains(old, l) && hasLabel(old, l.Label) {
			l.Came = true
			out = append(out, l)
		}
	}
	return out
}

func hasLabel(lines []Line, label string) bool {
	return slices.ContainsFunc(lines, func(l Line) bool { return l.Label == label })
}

// roles are the roles of functions whose policies allow or deny something else than before.
func roles(before, after *awsdata.Index, found []Resource) []Resource {
	const details = "get-account-authorization-details"
	if before.Snapshot.Account.Has(details) != after.Snapshot.Account.Has(details) {
		return found // calls about single roles do not tell what the whole document does
	}
	used := make(map[string]string) // the region of the first function with the role
	for _, index := range []*awsdata.Index{after, before} {
		for _, region := range index.Snapshot.RegionNames() {
			for _, f := range index.Region(region).Functions() {
				if _, ok := used[f.Role]; !ok {
					used[f.Role] = region
				}
			}
		}
	}
	for _, arn := range slices.Sorted(maps.Keys(used)) {
		old, now := before.Role(arn), after.Role(arn)
		if old == nil || now == nil {
			continue
		}
		var lines []Line
		was, is := roleLines(before, old), roleLines(after, now)
		for _, l := range was {
			if !slices.Contains(is, l) {
				lines = append(lines, l)
			}
		}
		for _, l := range is {
			if !slices.Contains(was, l) {
				l.Came = true
				lines = append(lines, l)
			}
		}
		found = withLines(found,
			Resource{Region: used[arn], Kind: "role", ID: arn, Name: now.RoleName, Change: Changed, Lines: lines})
	}
	return found
}

// roleLines are what a role's policies say, a line for each statement, and its boundary.
func roleLines(index *awsdata.Index, r *awsdata.Role) []Line {
	var out []Line
	for i := range r.RolePolicyList {
		out = append(out,
			policyLines("inline policy "+r.RolePolicyList[i].PolicyName, r.RolePolicyList[i].PolicyDocument)...)
	}
	for _, attached := range r.AttachedManagedPolicies {
		out = append(out, Line{Label: "Managed policy", Value: attached.PolicyName})
		if managed := index.ManagedPolicy(attached.PolicyArn); managed != nil {
			out = append(out, policyLines("managed policy "+attached.PolicyName, managed.Default())...)
		}
	}
	if r.PermissionsBoundary != nil {
		out = append(out, Line{Label: "Permissions boundary", Value: r.PermissionsBoundary.PermissionsBoundaryArn})
	}
	return out
}

// policyLines are the statements of a policy as they are written, so that no difference is too small to be seen.
func policyLines(name string, document awsdata.PolicyDocument) []Line {
	var parsed struct{ Statement json.RawMessage }
	if err := json.Unmarshal([]byte(document), &parsed); err != nil {
		return nil // nothing can be said of what cannot be read
	}
	statements := []json.RawMessage{parsed.Statement}
	if list := []json.RawMessage(nil); json.Unmarshal(parsed.Statement, &list) == nil {
		statements = list
	}
	out := make([]Line, len(statements))
	for i, s := range statements {
		out[i] = Line{Label: name, Value: string(s)}
	}
	return out
}
