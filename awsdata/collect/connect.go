package collect

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/vpclens/vpclens/awsdata"
)

// Connection is a way to AWS with the configuration and the credentials of a collection, for what is no part of one.
type Connection struct {
	Config      aws.Config    // with credentials that were there a moment ago, and a client that gives up in time
	EndpointURL string        // takes the place of AWS's own, "" for none
	CallTimeout time.Duration // for one request and its repetitions
	account     account
}

// Connect reads the configuration and gets credentials. Of the options those count that say how to reach AWS. The error
// is a [*CredentialsError] where there are none.
func Connect(ctx context.Context, options Options) (*Connection, error) {
	o := options.withDefaults()
	cfg, err := loadConfig(ctx, o)
	if err != nil {
		return nil, err
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return nil, endOf(ctx, whose(cfg, o.Profile).inTime(ctx, err))
	}
	cfg.APIOptions = nil // they look for the answers of the calls of the table
	return &Connection{cfg, o.EndpointURL, o.CallTimeout, whose(cfg, o.Profile)}, nil
}

// Diagnose tells why a call failed: the cause as gaps have it, and one line for people that never quotes an answer.
func (c *Connection) Diagnose(ctx context.Context, err error) (awsdata.Cause, string) {
	return diagnose(ctx, err)
}

// CredentialsProblem is the error of a call where it is about the credentials, nil where it is not.
func (c *Connection) CredentialsProblem(err error) *CredentialsError {
	problem, _ := c.account.failed(err)
	return problem
}

// Partition is the one of the region that is configured: "aws" where none is.
func (c *Connection) Partition() string { return partitionOf(c.Config.Region) }
