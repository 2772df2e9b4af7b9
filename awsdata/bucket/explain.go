package bucket

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/vpclens/vpclens/awsdata"
)

// action is what was to be done when S3 said no.
type action int

const (
	listing action = iota
	reading
	writing
)

// permission is what the action needs.
func (a action) permission() string {
	return [...]string{"s3:ListBucket", "s3:GetObject", "s3:PutObject"}[a]
}

func (a action) verb() string { return [...]string{"list", "read", "write"}[a] }

// Error is a request that S3 did not fulfill.
type Error struct {
	What  string        // the object or prefix, as people type it
	Cause awsdata.Cause // as gaps have it
	Says  string        // one line: what happened and what to do next
	Err   error
}

// Error implements error.
func (e *Error) Error() string { return e.Says }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// explain says what happened and what to do next. Errors about the credentials and the end of ctx stay what they are.
func (b *Bucket) explain(ctx context.Context, what action, key string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s %s: %w", what.verb(), b.at, context.Cause(ctx))
	}
	if problem := b.connection.CredentialsProblem(err); problem != nil {
		return problem
	}
	cause, reason := b.connection.Diagnose(ctx, err)
	at := Location{b.at.Bucket, key}.String()
	e := &Error{What: at, Cause: cause, Err: err}
	if errors.Is(err, errTime) {
		e.Cause = awsdata.CauseUnreachable
	}
	status, code := 0, ""
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		code = api.ErrorCode()
	}
	switch {
	case code == "NoSuchBucket":
		e.Says = fmt.Sprintf("there is no bucket %q: `aws s3 ls` lists those of the account", b.at.Bucket)
	case code == "NoSuchKey" || what == reading && status == 404:
		e.Cause = awsdata.CauseAbsent
		e.Says = fmt.Sprintf("there is no object %s: `aws s3 ls` shows what is there", at)
	case status == 301 || code == "PermanentRedirect" || code == "AuthorizationHeaderMalformed":
		e.Says = fmt.Sprintf("the bucket %q is in another region, and S3 does not say which: set AWS_REGION to it",
			b.at.Bucket)
	case cause == awsdata.CauseDenied || status == 403:
		e.Cause = awsdata.CauseDenied
		e.Says = fmt.Sprintf("no permission to %s %s: allow %s", what.verb(), at, b.needs(what))
	default:
		e.Says = fmt.Sprintf("cannot %s %s: %s", what.verb(), at, awsdata.Mask(awsdata.Clean(reason)))
	}
	return e
}

// needs is the permission that an action lacks, with the resource as policies write it.
func (b *Bucket) needs(what action) string {
	arn := "arn:" + b.connection.Partition() + ":s3:::" + b.at.Bucket
	if what == listing {
		return what.permission() + " on " + arn
	}
	if key := b.at.Prefix; key != "" && !b.at.IsObject() {
		arn += "/" + key
	} else if key != "" {
		return what.permission() + " on " + arn + "/" + key
	}
	return what.permission() + " on " + arn + "/*, and the use of the KMS key if there is one"
}
