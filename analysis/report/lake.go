package report

import (
	"fmt"
	"slices"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/parquet"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// The tables of a lake, which are folders: what AWS Security Lake calls the name of a source.
const (
	findingsTable  = "vpclens_findings"
	functionsTable = "vpclens_functions"
	regionsTable   = "vpclens_regions"
)

// File is one file of a format that writes several.
type File struct {
	Path string // below the folder or prefix that was asked for, with slashes
	Data []byte
}

// lakeFunction is a row of the table of functions: one for each function of a day.
type lakeFunction struct {
	Time            int64     `parquet:"time"` // milliseconds
	TimeDT          time.Time `parquet:"time_dt,timestamp(millisecond)"`
	Cloud           ocsfCloud `parquet:"cloud"`
	ARN             string    `parquet:"arn"`
	Name            string    `parquet:"name"`
	VPC             string    `parquet:"vpc_id,optional"`
	Subnets         []string  `parquet:"subnets,list"`
	Groups          []string  `parquet:"security_groups,list"`
	Internet        string    `parquet:"internet"`                  // none, restricted, open, unknown
	Placement       string    `parquet:"placement"`                 // the class of its subnets
	PublicPlacement *bool     `parquet:"public_placement,optional"` // null where nobody knows
	ScarcestSubnet  string    `parquet:"scarcest_subnet,optional"`
	FreeAddresses   *int64    `parquet:"free_addresses,optional"` // of that subnet; null where nobody knows
	WorstSeverity   string    `parquet:"worst_severity"`          // of its findings that are facts and not waived; none
	WorstSeverityID int32     `parquet:"worst_severity_id"`
	Findings        int64     `parquet:"findings"` // that are facts and not waived
	Unchecked       int64     `parquet:"unchecked"`
	Headline        string    `parquet:"headline,optional"`
	Tags            []ocsfTag `parquet:"tags,list"`
	TagsKnown       bool      `parquet:"tags_known"` // false where nobody told them: no tags are no answer then
}

// lakeRegion is a row of the table of regions: what was read at all. A region that has no row was not looked at.
type lakeRegion struct {
	Time          int64     `parquet:"time"` // milliseconds
	TimeDT        time.Time `parquet:"time_dt,timestamp(millisecond)"`
	Cloud         ocsfCloud `parquet:"cloud"`
	FunctionsRead bool      `parquet:"functions_read"`
	Functions     int64     `parquet:"functions"`
	Gaps          int64     `parquet:"gaps"`
	GapCalls      []string  `parquet:"gap_calls,list"` // with their causes
}

// lakeFiles are the tables as Parquet, partitioned as AWS Security Lake and Athena expect. A region of an account has a
// file in each table, also where there is nothing to say: the last scan of a day replaces what the earlier ones said.
//
// Accounts whose ids nobody knows share a place, and so a file.
func lakeFiles(s *Scan) ([]File, error) {
	var order []string
	partitions := make(map[string]*lakePartition)
	for _, r := range s.results() {
		for _, region := range r.Snapshot.RegionNames() {
			day := s.at(r, region).Format("20060102")
			place := fmt.Sprintf("region=%s/accountId=%s/eventDay=%s/", region, accountFolder(r), day)
			p := partitions[place]
			if p == nil {
				p = &lakePartition{}
				partitions[place], order = p, append(order, place)
			}
			s.addTo(p, r, region)
		}
	}
	var out []File
	for _, place := range order {
		p := partitions[place]
		for _, table := range []struct {
			name  string
			write func() ([]byte, error)
		}{
			{findingsTable, func() ([]byte, error) { return parquet.Marshal(deref(p.findings)) }},
			{functionsTable, func() ([]byte, error) { return parquet.Marshal(p.functions) }},
			{regionsTable, func() ([]byte, error) { return parquet.Marshal(p.regions) }},
		} {
			data, err := table.write()
			if err != nil {
				return nil, fmt.Errorf("write Parquet: %w", err)
			}
			out = append(out, File{table.name + "/" + place + table.name + ".parquet", data})
		}
	}
	return out, nil
}

// lakePartition are the rows of one place, by table.
type lakePartition struct {
	findings  []*ocsfFinding
	functions []lakeFunction
	regions   []lakeRegion
}

// addTo adds what is told of a region of an account.
func (s *Scan) addTo(p *lakePartition, r *analysis.Result, region string) {
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Region == region {
			p.findings = append(p.findings, s.ocsfFinding(r, f))
		}
	}
	before := len(p.functions)
	for _, f := range r.Functions {
		if f.Region == region {
			p.functions = append(p.functions, s.lakeFunction(r, f))
		}
	}
	p.regions = append(p.regions, s.lakeRegion(r, region, len(p.functions)-before))
}

// accountFolder is the account in the path of a file. A snapshot's own word for it could lead anywhere.
func accountFolder(r *analysis.Result) string {
	if id := r.Snapshot.AccountID; awsdata.IsAccountID(id) {
		return id
	}
	return unknownAccount
}

func deref(findings []*ocsfFinding) []ocsfFinding {
	out := make([]ocsfFinding, 0, len(findings))
	for _, f := range findings {
		out = append(out, *f)
	}
	return out
}

func (s *Scan) lakeFunction(r *analysis.Result, f *analysis.Function) lakeFunction {
	at, worst := s.at(r, f.Region), f.Worst()
	out := lakeFunction{
		Time: at.UnixMilli(), TimeDT: at, Cloud: ocsfCloudOf(r, f.Region),
		ARN: f.UnqualifiedArn(), Name: f.FunctionName, VPC: f.VPCID, Subnets: []string{}, Groups: orEmpty(f.Groups),
		Internet: string(f.Internet.Posture), Placement: string(f.Class),
		WorstSeverity: worst.String(), WorstSeverityID: int32(worst), Headline: f.Headline,
		Tags: ocsfTags(f.Tags, f.TagsKnown), TagsKnown: f.TagsKnown,
	}
	public, known := false, true
	free, counted := int64(0), len(f.Subnets) > 0
	for i := range f.Subnets {
		sub := &f.Subnets[i]
		out.Subnets = append(out.Subnets, sub.ID)
		public = public || sub.Class == reach.ClassPublic
		known = known && sub.Class != reach.ClassUnknown
		if sub.Subnet == nil || sub.Subnet.AvailableIpAddressCount == nil {
			counted = false
			continue
		}
		if n := int64(*sub.Subnet.AvailableIpAddressCount); out.ScarcestSubnet == "" || n < free {
			free, out.ScarcestSubnet = n, sub.ID
		}
	}
	if public || known {
		out.PublicPlacement = &public
	}
	if counted {
		out.FreeAddresses = &free
	} else {
		out.ScarcestSubnet = ""
	}
	for _, finding := range f.Findings {
		switch {
		case finding.Waived != nil:
		case finding.Status == check.Fail:
			out.Findings++
		default:
			out.Unchecked++
		}
	}
	return out
}

func (s *Scan) lakeRegion(r *analysis.Result, region string, functions int) lakeRegion {
	at := s.at(r, region)
	out := lakeRegion{Time: at.UnixMilli(), TimeDT: at, Cloud: ocsfCloudOf(r, region), Functions: int64(functions),
		FunctionsRead: !slices.Contains(r.Unread(), region), GapCalls: []string{}}
	for _, g := range r.Snapshot.Gaps() {
		mine := g.Account == "" || g.Account == r.Snapshot.AccountID
		if mine && (g.Region == region || g.Region == awsdata.Global) {
			out.GapCalls = append(out.GapCalls, g.Call+": "+string(g.Cause))
		}
	}
	out.Gaps = int64(len(out.GapCalls))
	return out
}
