package role

// awsService is a row of the table of services: how its actions are named in policies, and how its API is named in VPC
// endpoints.
type awsService struct {
	prefix   string // of its actions
	endpoint string // of the endpoint through which its API is called: com.amazonaws.<region>.<endpoint>

	// lambdas are the actions that Lambda itself takes with the execution role, on its own network and not by the
	// function's code: logging, tracing, interfaces, and reading the queues and streams that trigger the function. A role
	// that has only these tells nothing about what the code calls.
	// Source: AWS Lambda developer guide, "Defining Lambda function permissions with an execution role" (the AWS managed
	// policies for event sources); "Giving Lambda functions access to resources in an Amazon VPC".
	lambdas []string
}

// awsServices is the table of services, by prefix. Services without an endpoint of their own in a VPC are not in it, and
// neither is file system access by elasticfilesystem, which is a mount and no call of an API.
// Sources: Service Authorization Reference ("Actions, resources, and condition keys") for prefixes; AWS PrivateLink
// guide, "AWS services that integrate with AWS PrivateLink", and Amazon VPC guide, "Gateway endpoints", for endpoints.
var awsServices = [...]awsService{
	{prefix: "acm", endpoint: "acm"},
	{prefix: "acm-pca", endpoint: "acm-pca"},
	{prefix: "airflow", endpoint: "airflow.api"},
	{prefix: "appconfig", endpoint: "appconfigdata"}, // code asks for its configuration; "appconfig" is for administration
	{prefix: "athena", endpoint: "athena"},
	{prefix: "batch", endpoint: "batch"},
	{prefix: "bedrock", endpoint: "bedrock-runtime"},
	{prefix: "cassandra", endpoint: "cassandra"},
	{prefix: "cloudformation", endpoint: "cloudformation"},
	{prefix: "cloudwatch", endpoint: "monitoring"},
	{prefix: "codebuild", endpoint: "codebuild"},
	{prefix: "codecommit", endpoint: "codecommit"},
	{prefix: "codepipeline", endpoint: "codepipeline"},
	{prefix: "comprehend", endpoint: "comprehend"},
	{prefix: "dynamodb", endpoint: "dynamodb",
		lambdas: []string{"dynamodb:describestream", "dynamodb:getrecords", "dynamodb:getsharditerator", "dynamodb:liststreams"}},
	{prefix: "ec2", endpoint: "ec2", lambdas: []string{
		"ec2:createnetworkinterface", "ec2:describenetworkinterfaces", "ec2:describesubnets", "ec2:deletenetworkinterface",
		"ec2:assignprivateipaddresses", "ec2:unassignprivateipaddresses", "ec2:attachnetworkinterface", "ec2:detachnetworkinterface",
		"ec2:describesecuritygroups", "ec2:describevpcs", "ec2:getsecuritygroupsforvpc"}},
	{prefix: "ecr", endpoint: "ecr.api"},
	{prefix: "ecs", endpoint: "ecs"},
	{prefix: "eks", endpoint: "eks"},
	{prefix: "elasticloadbalancing", endpoint: "elasticloadbalancing"},
	{prefix: "elasticmapreduce", endpoint: "elasticmapreduce"},
	{prefix: "events", endpoint: "events"},
	{prefix: "execute-api", endpoint: "execute-api"},
	{prefix: "firehose", endpoint: "kinesis-firehose"},
	{prefix: "glue", endpoint: "glue"},
	{prefix: "kinesis", endpoint: "kinesis-streams", lambdas: []string{
		"kinesis:describestream", "kinesis:describestreamsummary", "kinesis:getrecords", "kinesis:getsharditerator",
		"kinesis:listshards", "kinesis:liststreams", "kinesis:subscribetoshard"}},
	{prefix: "kms", endpoint: "kms"},
	{prefix: "lambda", endpoint: "lambda"},
	{prefix: "logs", endpoint: "logs",
		lambdas: []string{"logs:createloggroup", "logs:createlogstream", "logs:describeloggroups", "logs:describelogstreams", "logs:putlogevents"}},
	{prefix: "polly", endpoint: "polly"},
	{prefix: "rds", endpoint: "rds"},
	{prefix: "rds-data", endpoint: "rds-data"},
	{prefix: "redshift", endpoint: "redshift"},
	{prefix: "redshift-data", endpoint: "redshift-data"},
	{prefix: "rekognition", endpoint: "rekognition"},
	{prefix: "s3", endpoint: "s3"},
	{prefix: "s3express", endpoint: "s3express"},
	{prefix: "sagemaker", endpoint: "sagemaker.runtime"},
	{prefix: "scheduler", endpoint: "scheduler"},
	{prefix: "secretsmanager", endpoint: "secretsmanager"},
	{prefix: "servicediscovery", endpoint: "servicediscovery"},
	{prefix: "ses", endpoint: "email"},
	{prefix: "sns", endpoint: "sns"},
	{prefix: "sqs", endpoint: "sqs", lambdas: []string{
		"sqs:receivemessage", "sqs:deletemessage", "sqs:getqueueattributes", "sqs:changemessagevisibility"}},
	{prefix: "ssm", endpoint: "ssm"},
	{prefix: "states", endpoint: "states"},
	{prefix: "sts", endpoint: "sts"},
	{prefix: "textract", endpoint: "textract"},
	{prefix: "transcribe", endpoint: "transcribe"},
	{prefix: "translate", endpoint: "translate"},
	{prefix: "xray", endpoint: "xray", lambdas: []string{
		"xray:puttracesegments", "xray:puttelemetryrecords", "xray:getsamplingrules", "xray:getsamplingtargets", "xray:getsamplingstatisticsummaries"}},
}
