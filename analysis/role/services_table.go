package role

import (
	"slices"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/analysis/names"
)

// awsService is an AWS service as a role allows it: how its actions are named in policies, and how its API is named in VPC
// endpoints.
type awsService struct {
	prefix   string   // of its actions
	endpoint string   // of the endpoint through which its API is called: com.amazonaws.<region>.<endpoint>
	lambdas  []string // those of its actions that Lambda itself takes
}

// awsServices are the services of the table of names, by prefix. Services that certainly have no endpoint of their own in a
// VPC, or of which that is not told, are not among them, and neither is file system access by elasticfilesystem, which is
// a mount and no call of an API.
var awsServices = sync.OnceValue(func() []awsService {
	var out []awsService
	for _, s := range names.Services() {
		for _, prefix := range s.Prefixes {
			first := names.ServicesOf(prefix)[0]
			known := slices.ContainsFunc(out, func(o awsService) bool { return o.prefix == prefix })
			if !known && first.Endpoint&(names.Interface|names.Gateway) != 0 && prefix != "elasticfilesystem" {
				out = append(out, awsService{prefix, first.Name, lambdas[prefix]})
			}
		}
	}
	slices.SortFunc(out, func(a, b awsService) int { return strings.Compare(a.prefix, b.prefix) })
	return out
})

// lambdas are the actions that Lambda itself takes with the execution role, on its own network and not by the function's
// code: logging, tracing, interfaces, and reading the queues and streams that trigger the function. A role that has only
// these tells nothing about what the code calls.
// Source: AWS Lambda developer guide, "Defining Lambda function permissions with an execution role" (the AWS managed
// policies for event sources); "Giving Lambda functions access to resources in an Amazon VPC".
var lambdas = map[string][]string{
	"dynamodb": {"dynamodb:describestream", "dynamodb:getrecords", "dynamodb:getsharditerator", "dynamodb:liststreams"},
	"ec2": {
		"ec2:createnetworkinterface", "ec2:describenetworkinterfaces", "ec2:describesubnets", "ec2:deletenetworkinterface",
		"ec2:assignprivateipaddresses", "ec2:unassignprivateipaddresses", "ec2:attachnetworkinterface", "ec2:detachnetworkinterface",
		"ec2:describesecuritygroups", "ec2:describevpcs", "ec2:getsecuritygroupsforvpc"},
	"kinesis": {
		"kinesis:describestream", "kinesis:describestreamsummary", "kinesis:getrecords", "kinesis:getsharditerator",
		"kinesis:listshards", "kinesis:liststreams", "kinesis:subscribetoshard"},
	"logs": {"logs:createloggroup", "logs:createlogstream", "logs:describeloggroups", "logs:describelogstreams", "logs:putlogevents"},
	"sqs": {
		"sqs:receivemessage", "sqs:deletemessage", "sqs:getqueueattributes", "sqs:changemessagevisibility"},
	"xray": {
		"xray:puttracesegments", "xray:puttelemetryrecords", "xray:getsamplingrules", "xray:getsamplingtargets", "xray:getsamplingstatisticsummaries"},
}
