package screens

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
)

// consoles are the addresses of the AWS console by partition.
// Source: AWS general reference, "AWS Management Console"; AWS GovCloud (US) user guide, "Sign up and console"; Getting
// started with Amazon Web Services in China.
var consoles = map[string]string{
	"aws":        "console.aws.amazon.com",
	"aws-cn":     "console.amazonaws.cn",
	"aws-us-gov": "console.amazonaws-us-gov.com",
}

// partitionOf is the partition of a region by its name; of any other that of the
// account, which counts as "aws" where the snapshot does not say.
func partitionOf(res *analysis.Result, region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case res.Snapshot.Partition != "":
		return res.Snapshot.Partition
	}
	return "aws"
}

// console is the page of the thing in the AWS console, "" and why where none is
// known. Whatever comes from the account is escaped.
func (t *subject) console(res *analysis.Result) (link, why string) {
	if t.finding != nil {
		owners, why := t.owners(res)
		if len(owners) == 0 {
			return "", why
		}
		p, ok := say.PlaceOf(res, owners[0].region, owners[0].id)
		if !ok {
			return "", owners[0].id + " is not in the snapshot"
		}
		cause, _ := subjectOf(res, p)
		return cause.console(res)
	}
	region := t.place.Region
	partition := partitionOf(res, region)
	host, ok := consoles[partition]
	if !ok {
		return "", "the console's address in the partition " + partition + " is unknown"
	}
	row, _ := awsdata.KindOf(t.resource)
	switch r := t.resource.(type) {
	case *awsdata.FlowLog:
		// A flow log has no page of its own: it is on that of what it watches.
		p, ok := say.PlaceOf(res, region, r.ResourceId)
		if !ok {
			return "", "a flow log is shown with what it watches, and " + r.ResourceId + " is not in the snapshot"
		}
		watched, _ := subjectOf(res, p)
		return watched.console(res)
	case *awsdata.Function:
		if r.Published() {
			row.Console = strings.Replace(row.Console, "NAME", "NAME/versions/"+url.PathEscape(r.Version), 1)
		}
	}
	if row.Console == "" {
		return "", "the console's page of a " + row.Name + " is unknown"
	}
	before, fragment, _ := strings.Cut(row.Console, "#")
	escape := url.QueryEscape
	if strings.Contains(fragment, "/") {
		escape = url.PathEscape // what stands there is a path
	}
	return "https://" + host + "/" + strings.Replace(before, "REGION", url.QueryEscape(region), 1) + "#" +
		awsdata.Of(t.resource, fragment, escape), ""
}

// arn is the thing's ARN, "" where it has none or the account is not known. Most
// kinds of EC2 have none in the API; it is made as AWS makes it.
func (t *subject) arn(res *analysis.Result) string {
	if t.finding != nil {
		return ""
	}
	row, _ := awsdata.KindOf(t.resource)
	if row.Word == "" {
		return awsdata.ARNOf(t.resource)
	}
	account := cmp.Or(awsdata.OwnerOf(t.resource), res.Snapshot.AccountID)
	if account == "" {
		return ""
	}
	if account == "AWS" {
		account = "aws" // of AWS's own prefix lists
	}
	return "arn:" + partitionOf(res, t.place.Region) + ":ec2:" + t.place.Region + ":" + account + ":" + row.Word +
		"/" + t.resource.ID()
}

// command is the AWS CLI command that shows the thing, or that mends what a
// finding is about; profile is the one that the account was read with.
func (t *subject) command(profile string) string {
	switch {
	case t.finding != nil:
		return t.finding.Fix.CLI.Text(profile)
	case t.fn != nil:
		return say.FunctionCommand(t.fn).Text(profile)
	}
	return say.DescribeCommand(t.resource, t.place.Region).Text(profile)
}
