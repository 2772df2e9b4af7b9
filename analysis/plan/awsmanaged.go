package plan

import "strings"

// awsManaged are what the policies allow that AWS keeps and that roles of functions have most, by their names: on every
// resource. Source: AWS managed policy reference guide.
var awsManaged = map[string][]string{
	"AdministratorAccess":         {"*"},
	"AWSLambdaBasicExecutionRole": logging,
	"AWSLambdaVPCAccessExecutionRole": append(logging[:len(logging):len(logging)], "ec2:CreateNetworkInterface",
		"ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
		"ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
	"AWSLambdaSQSQueueExecutionRole": append(logging[:len(logging):len(logging)], "sqs:ReceiveMessage",
		"sqs:DeleteMessage", "sqs:GetQueueAttributes"),
	"AWSLambdaDynamoDBExecutionRole": append(logging[:len(logging):len(logging)], "dynamodb:DescribeStream",
		"dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"),
	"AWSLambdaKinesisExecutionRole": append(logging[:len(logging):len(logging)], "kinesis:DescribeStream",
		"kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards",
		"kinesis:ListStreams", "kinesis:SubscribeToShard"),
	"AWSXRayDaemonWriteAccess": {"xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules",
		"xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries"},
}

var logging = []string{"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"}

// managedByAWS is the document of a policy that AWS keeps, nil for all that are not in the table.
func managedByAWS(arn string) object {
	if !strings.Contains(arn, ":iam::aws:policy/") {
		return nil
	}
	actions, ok := awsManaged[roleName(arn)]
	if !ok {
		return nil
	}
	return object{"Version": "2012-10-17",
		"Statement": []any{object{"Effect": "Allow", "Action": asAny(actions), "Resource": "*"}}}
}
