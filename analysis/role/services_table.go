package role

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/policy"
)

// awsService is a prefix of actions with the APIs that take them.
type awsService struct {
	prefix  string
	apis    []*names.Service // the one that code calls most first
	lambdas []string         // those of its actions that Lambda itself takes
}

// awsServices are the services of the table of names, by prefix.
var awsServices = sync.OnceValue(func() []awsService {
	prefixes := make(map[string]bool)
	for _, s := range names.Services() {
		for _, prefix := range s.Prefixes {
			prefixes[prefix] = true
		}
	}
	var out []awsService
	for _, prefix := range slices.Sorted(maps.Keys(prefixes)) {
		out = append(out, awsService{prefix, names.ServicesOf(prefix), lambdas[prefix]})
	}
	return out
})

// api is the API that takes what a pattern allows: the one that says so of all of it, else the first that takes what no
// other does, or of which the pattern covers what it is there for.
func (of *awsService) api(pattern string) *names.Service {
	action := strings.TrimPrefix(pattern, of.prefix+":")
	takes := func(s *names.Service) bool {
		return s.Prefixes[0] == of.prefix &&
			slices.ContainsFunc(s.Actions, func(a string) bool { return policy.Pattern(a).Covers(action) })
	}
	if i := slices.IndexFunc(of.apis, takes); i >= 0 {
		return of.apis[i]
	}
	rest := func(s *names.Service) bool { return len(s.Actions) == 0 || policy.Pattern(action).Covers(s.Actions[0]) }
	if i := slices.IndexFunc(of.apis, rest); i >= 0 {
		return of.apis[i]
	}
	return of.apis[0]
}

// shared reports whether several APIs share the prefix by their actions, so that the prefix tells too little.
func (of *awsService) shared() bool {
	return slices.ContainsFunc(of.apis, func(s *names.Service) bool { return len(s.Actions) > 0 })
}

// noCalls are actions that the code of a function never calls as an API of AWS. Some log in to databases, caches and
// brokers, read search domains and mount file systems: hosts of their own, which policies do not name. Others are asked
// for when something else is called. Source: Service Authorization Reference, the actions that are no operation of an
// API; IAM user guide, "Granting a user permissions to pass a role to an AWS service", "Create a service-linked role".
var noCalls = [...]policy.Pattern{
	"aoss:apiaccessall", "aoss:dashboardsaccessall", "dax:*item", "dax:query", "dax:scan", "dsql:dbconnect*",
	"elasticache:connect", "elasticfilesystem:client*", "es:eshttp*", "iam:createservicelinkedrole", "iam:passrole",
	"kafka-cluster:*", "memorydb:connect", "neptune-db:*", "rds-db:*", "vpc-lattice-svcs:*",
}

// isNoCall reports whether all that a pattern stands for are no calls. Who allows all of DAX, a file system or a search
// domain means to use it, not to administer it.
func isNoCall(pattern string) bool {
	return slices.Contains([]string{"dax:*", "elasticfilesystem:*", "es:*"}, pattern) ||
		slices.ContainsFunc(noCalls[:], func(p policy.Pattern) bool { return p.Covers(pattern) })
}

// lambdas are the actions that Lambda itself takes with the execution role, on its own network and not by the
// function's code: logging, tracing, interfaces, and reading the queues and streams that trigger the function. A role
// that has only these tells nothing about what the code calls. Source: AWS Lambda developer guide, "Defining Lambda
// function permissions with an execution role" (the AWS managed policies for event sources); "Giving Lambda functions
// access to resources in an Amazon VPC".
var lambdas = map[string][]string{
	"dynamodb": {"dynamodb:describestream", "dynamodb:getrecords", "dynamodb:getsharditerator", "dynamodb:liststreams"},
	"ec2": {
		"ec2:createnetworkinterface", "ec2:describenetworkinterfaces", "ec2:describesubnets",
		"ec2:deletenetworkinterface", "ec2:assignprivateipaddresses", "ec2:unassignprivateipaddresses",
		"ec2:attachnetworkinterface", "ec2:detachnetworkinterface", "ec2:describesecuritygroups", "ec2:describevpcs",
		"ec2:getsecuritygroupsforvpc"},
	"kinesis": {
		"kinesis:describestream", "kinesis:describestreamsummary", "kinesis:getrecords", "kinesis:getsharditerator",
		"kinesis:listshards", "kinesis:liststreams", "kinesis:subscribetoshard"},
	"logs": {"logs:createloggroup", "logs:createlogstream", "logs:describeloggroups", "logs:describelogstreams", "logs:putlogevents"},
	"sqs": {
		"sqs:receivemessage", "sqs:deletemessage", "sqs:getqueueattributes", "sqs:changemessagevisibility"},
	"xray": {
		"xray:puttracesegments", "xray:puttelemetryrecords", "xray:getsamplingrules", "xray:getsamplingtargets",
		"xray:getsamplingstatisticsummaries"},
}
