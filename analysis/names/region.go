package names

import (
	"strings"
	"sync"
)

// partition is a part of AWS with host names of its own.
type partition struct {
	regions string // its Regions; the first is where its global services are called
	suffix  string // of host names
	dual    string // of dual stack host names
}

// partitions is the table of partitions. Source: the endpoint and partition data of the AWS SDKs (botocore's
// endpoints.json and partitions.json).
var partitions = [...]partition{
	{"us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 " +
		"ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 " +
		"ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 " +
		"eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1", "amazonaws.com", "api.aws"},
	{"us-gov-west-1 us-gov-east-1", "amazonaws.com", "api.aws"},
	{"cn-north-1 cn-northwest-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
	{"eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"},
	{"us-iso-east-1 us-iso-west-1", "c2s.ic.gov", "api.aws.ic.gov"},
	{"us-isob-east-1 us-isob-west-1", "sc2s.sgov.gov", "api.aws.scloud"},
	{"eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
	{"us-isof-south-1 us-isof-east-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
}

// byRegion has the partition of each Region.
var byRegion = sync.OnceValue(func() map[string]*partition {
	out := make(map[string]*partition)
	for i := range partitions {
		for name := range strings.FieldsSeq(partitions[i].regions) {
			out[name] = &partitions[i]
		}
	}
	return out
})

// partitionOf is the partition of a Region. One that is not in the table is told by the start of its name.
func partitionOf(region string) *partition {
	if p := byRegion()[region]; p != nil {
		return p
	}
	for start, known := range map[string]string{"us-gov-": "us-gov-west-1", "cn-": "cn-north-1",
		"eusc-": "eusc-de-east-1", "us-iso-": "us-iso-east-1", "us-isob-": "us-isob-east-1",
		"eu-isoe-": "eu-isoe-west-1", "us-isof-": "us-isof-south-1"} {
		if strings.HasPrefix(region, start) {
			return byRegion()[known]
		}
	}
	return &partitions[0]
}

// home is the Region in which the partition's global services are called.
func (p *partition) home() string {
	first, _, _ := strings.Cut(p.regions, " ")
	return first
}

// Regions are all Regions there are.
func Regions() []string {
	var out []string
	for _, p := range partitions {
		out = append(out, strings.Fields(p.regions)...)
	}
	return out
}

// isRegion reports whether a label of a host name is a Region. Only Regions that exist count: a mistyped one gets no
// verdict of another Region's service.
func isRegion(label string) bool { return byRegion()[label] != nil }
