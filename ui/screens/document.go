package screens

import (
	"bytes"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
)

// document is the JSON behind a thing: as the AWS CLI prints it, and for a finding
// as it stands in the document of a scan.
func (t *subject) document(profile string) ([]byte, error) {
	if t.finding == nil {
		return awsdata.Print(t.resource)
	}
	var b bytes.Buffer
	err := report.WriteFinding(&b, t.finding, profile)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// documentCommand is the AWS CLI command that prints the document of a thing.
func (t *subject) documentCommand(profile string) string {
	if t.finding != nil {
		return "vpclens scan --format json"
	}
	if t.kind() == "role" {
		return paste.AWS(t.place.Region, "iam get-account-authorization-details").Opt("filter", "Role").Text(profile)
	}
	return say.DescribeCommand(t.resource, t.place.Region).Text(profile)
}
