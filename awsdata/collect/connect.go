package collect

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

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

// In is the configuration for a region, "" for the one that is configured. An answer longer than most bytes is cut off
// before it is in memory: what is left cannot be decoded.
func (c *Connection) In(region string, most int64) aws.Config {
	cfg := inRegionOf(c.Config, cmp.Or(region, c.Config.Region), c.EndpointURL)
	cfg.APIOptions = append(slices.Clone(cfg.APIOptions), func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("BoundAnswer", func(
			ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
		) (middleware.DeserializeOutput, middleware.Metadata, error) {
			out, metadata, err := next.HandleDeserialize(ctx, in)
			if response, ok := out.RawResponse.(*smithyhttp.Response); ok && response.Body != nil {
				body := response.Body
				response.Body = struct {
					io.Reader
					io.Closer
				}{io.LimitReader(body, most), body}
			}
			return out, metadata, err
		}), middleware.After)
	})
	return cfg
}

// Ask makes one request, with its repetitions, in the time that there is for one.
func Ask[I, O, F any](ctx context.Context, c *Connection, call func(context.Context, I, ...F) (O, error), in I,
) (O, error) {
	limited, cancel := context.WithTimeout(ctx, c.CallTimeout)
	defer cancel()
	out, err := call(limited, in)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		err = &silentError{c.CallTimeout}
	}
	return out, err
}

// Gap is what a call that failed leaves. The error is the context's, or that of the credentials, with which nothing
// else would be answered either.
func (c *Connection) Gap(ctx context.Context, region, call string, err error) (awsdata.Gap, error) {
	if ctx.Err() != nil {
		return awsdata.Gap{}, fmt.Errorf("%s: %w", call, context.Cause(ctx))
	}
	if problem := c.CredentialsProblem(err); problem != nil {
		return awsdata.Gap{}, problem
	}
	cause, reason := diagnose(ctx, err)
	return awsdata.Gap{Region: region, Call: call, Cause: cause, Message: awsdata.Mask(awsdata.Clean(reason))}, nil
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
