package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// AllRegions is the name that stands for every region that is enabled for the account.
const AllRegions = "all"

// regionPattern is the form that names of regions have in all partitions.
var regionPattern = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)

// wellKnownRegions are taken without a question, and are what a mistyped name is compared with. A region that is newer
// than this list works too: it is looked up in DNS first.
var wellKnownRegions = []string{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
	"ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
	"ap-southeast-7", "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1", "eu-central-2",
	"eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1",
	"me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1",
	"us-west-1", "us-west-2",
}

// RegionError says that a name is not one of a region.
type RegionError struct {
	Region string
	Like   string // a region with nearly that name, "" if there is none
}

// Error implements error.
func (e *RegionError) Error() string {
	text := fmt.Sprintf("unknown region %q", awsdata.Clean(e.Region))
	if e.Like != "" {
		text += fmt.Sprintf(": did you mean %s?", e.Like)
	}
	return text
}

// regions decides where to collect: what was asked for, else what is configured. The clients of the first region are
// for calls that concern the whole account.
func (s *session) regions(ctx context.Context) ([]string, error) {
	asked, every, err := s.askedRegions(ctx)
	if err != nil || !every {
		return asked, err
	}
	return s.enabledRegions(ctx, asked[0])
}

// askedRegions are the regions that were asked for, and where every one was, the one that is asked for the list.
func (s *session) askedRegions(ctx context.Context) (asked []string, every bool, err error) {
	asked = slices.Clone(s.options.Regions)
	every = slices.Contains(asked, AllRegions)
	if len(asked) == 0 || every {
		asked = nil
		if s.config.Region != "" {
			asked = []string{s.config.Region}
		}
	}
	if len(asked) == 0 && every {
		asked = []string{"us-east-1"} // somebody has to be asked for the list
	}
	if len(asked) == 0 {
		return nil, false,
			errors.New("no region: use --region REGION (or --region all), set AWS_REGION, or run `aws configure`")
	}
	slices.Sort(asked)
	asked = slices.Compact(asked)
	for _, region := range asked {
		if err := s.checkRegion(ctx, region); err != nil {
			return nil, false, err
		}
	}
	return asked, every, nil
}

// checkRegion finds names that were mistyped before every call to them fails. With an endpoint of one's own any name
// goes: nobody resolves it.
func (s *session) checkRegion(ctx context.Context, region string) error {
	if !regionPattern.MatchString(region) {
		return &RegionError{region, likeRegion(region)}
	}
	if slices.Contains(wellKnownRegions, region) || s.options.EndpointURL != "" || s.config.BaseEndpoint != nil {
		return nil
	}
	host := "ec2." + region + ".amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		host += ".cn"
	}
	_, err := s.options.lookup(ctx, host)
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return &RegionError{region, likeRegion(region)}
	}
	return nil // no answer is no proof; the calls will show
}

// enabledRegions asks for the regions that are enabled for the account.
func (s *session) enabledRegions(ctx context.Context, ask string) ([]string, error) {
	row := startCalls()[0]
	d := &document{must: row.member()}
	s.progress.plan(1)
	s.progress.started(awsdata.Global, row.name)
	if err := row.run(ctx, newClients(s.config, ask, s.options.EndpointURL), query{}, d); err != nil {
		s.progress.ended(awsdata.Global, row.name, Failed, 0, awsdata.Cost{})
		if problem, _ := s.account.failed(err); problem != nil {
			return nil, problem
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("list the account's regions: %w", context.Cause(ctx))
		}
		cause, message := diagnose(ctx, err)
		return nil, &startError{cause, fmt.Sprintf(
			"list the account's regions: %s (%s); name them instead: --region us-east-1,eu-west-1", cause.Text(),
			awsdata.Clean(message))}
	}
	s.progress.ended(awsdata.Global, row.name, Done, d.items(), awsdata.Cost{Pages: 1, Requests: 1})
	regions, err := regionNames(d)
	if err != nil {
		return nil, err
	}
	if len(regions) == 0 {
		return nil, errors.New(
			"list the account's regions: AWS answered that there are none; name them instead: --region us-east-1")
	}
	return regions, nil
}

// startError is that reading an account could not begin.
type startError struct {
	cause awsdata.Cause
	text  string
}

// Error implements error.
func (e *startError) Error() string { return e.text }

func regionNames(d *document) ([]string, error) {
	var answer struct{ Regions []struct{ RegionName string } }
	if err := json.Unmarshal(d.bytes(), &answer); err != nil {
		return nil, fmt.Errorf("list the account's regions: %w", err)
	}
	var names []string
	for _, r := range answer.Regions {
		names = append(names, r.RegionName)
	}
	slices.Sort(names)
	return names, nil
}

// likeRegion is the region with nearly that name, "" if there is none.
func likeRegion(name string) string {
	best, least := "", 3
	for _, known := range wellKnownRegions {
		if n := distance(strings.ToLower(name), known); n < least {
			best, least = known, n
		}
	}
	return best
}

// distance is the number of letters to insert, delete, replace or swap with their neighbor to turn a into b.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// partitionOf is the partition that a region belongs to.
func partitionOf(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}
