package signin

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Access is a role in another account, by which it is read.
type Access struct {
	Client     *sts.Client // with the credentials that assume the role
	Role       string      // its ARN
	ExternalID string      // that the role wants to hear; "" for none
	Session    string      // the name of the session, which the account's logs have
}

// Retrieve implements [aws.CredentialsProvider]. Its errors are of type [*RoleError].
func (a Access) Retrieve(ctx context.Context) (aws.Credentials, error) {
	in := &sts.AssumeRoleInput{RoleArn: &a.Role, RoleSessionName: &a.Session,
		DurationSeconds: aws.Int32(int32(oneHour.Seconds()))}
	if a.ExternalID != "" {
		in.ExternalId = &a.ExternalID
	}
	out, err := a.Client.AssumeRole(ctx, in)
	if err == nil && out.Credentials == nil {
		err = errNoCredentials
	}
	if err != nil {
		return aws.Credentials{}, &RoleError{a.Role, err}
	}
	c := credentialsOf(out.Credentials)
	c.Source = "AssumeRole"
	return c, nil
}
