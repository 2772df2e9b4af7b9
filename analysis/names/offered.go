package names

import "github.com/vpclens/vpclens/awsdata"

// CommonServices are the AWS services that functions talk to most, by the names of their endpoints.
func CommonServices() []string {
	return []string{"s3", "dynamodb", "secretsmanager", "sqs", "sns", "ssm", "kms", "sts", "lambda", "logs", "events",
		"states", "ecr.api"}
}

// ServiceOf is the AWS service that an endpoint is for, as a destination: one of another Region by its host name there.
// It is "" for services of other owners.
func ServiceOf(rx *awsdata.RegionIndex, e *awsdata.VPCEndpoint) string {
	region, name, ok := EndpointIdentity(e)
	if !ok || region == "" || region == rx.Region.RegionName {
		return name
	}
	if s := ServiceNamed(name); s != nil && s.Name == name {
		return s.Host(region)
	}
	return ""
}
