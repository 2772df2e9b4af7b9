package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// api is all that is ever asked of S3. PutObject is the one call of the program that writes.
type api interface {
	s3.ListObjectsV2APIClient
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
	PutObject(context.Context, *s3.PutObjectInput, ...func(*s3.Options)) (*s3.PutObjectOutput, error)
}

// Bucket is a place in S3 that objects are read from and put to. It is safe for concurrent use.
type Bucket struct {
	at         Location
	connection *collect.Connection

	mu     sync.Mutex
	client api
	region string // that the client signs for
}

// defaultRegion is where S3 is asked first if nothing says where: it tells where the bucket is.
const defaultRegion = "us-east-1"

// Open finds credentials for the bucket. Nothing is asked of S3 yet.
func Open(ctx context.Context, at Location, options collect.Options) (*Bucket, error) {
	connection, err := collect.Connect(ctx, options)
	if err != nil {
		return nil, err
	}
	b := &Bucket{at: at, connection: connection}
	b.use(connection.Config.Region)
	return b, nil
}

// use makes the client for a region.
func (b *Bucket) use(region string) {
	if region == "" {
		region = defaultRegion
	}
	cfg := b.connection.Config.Copy()
	cfg.Region = region
	if b.connection.EndpointURL != "" {
		cfg.BaseEndpoint = &b.connection.EndpointURL
	}
	b.region = region
	b.client = s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = o.BaseEndpoint != nil // who emulates S3 has no name for each bucket
		o.DisableS3ExpressSessionAuth = aws.Bool(true)
	})
}

func (b *Bucket) current() (api, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.client, b.region
}

// ask makes a request within its time, and once more in the bucket's own region where S3 tells that it is another one.
func (b *Bucket) ask(ctx context.Context, what action, key string, request func(context.Context, api) error) error {
	client, region := b.current()
	err := b.within(ctx, client, request)
	if home := homeOf(err); home != "" && home != region {
		b.mu.Lock()
		if b.region != home {
			b.use(home)
		}
		client = b.client
		b.mu.Unlock()
		err = b.within(ctx, client, request)
	}
	if err != nil {
		return b.explain(ctx, what, key, err)
	}
	return nil
}

// errTime ends a request that took too long.
var errTime = errors.New("no answer in time")

func (b *Bucket) within(ctx context.Context, client api, request func(context.Context, api) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, b.connection.CallTimeout, errTime)
	defer cancel()
	err := request(limited, client)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("%w (%s)", errTime, b.connection.CallTimeout)
	}
	return err
}

// homeOf is the region that S3 says the bucket is in, "" if it does not say one. What it says may be anything.
func homeOf(err error) string {
	var response *smithyhttp.ResponseError
	if !errors.As(err, &response) || response.Response == nil {
		return ""
	}
	home := response.Response.Header.Get("X-Amz-Bucket-Region")
	if !awsdata.IsRegion(home) {
		return ""
	}
	return home
}

// get reads an object. A connection that ends before the object does is tried again.
func (b *Bucket) get(ctx context.Context, key string) ([]byte, error) {
	const attempts = 3
	var data []byte
	err := b.ask(ctx, reading, key, func(ctx context.Context, client api) (err error) {
		for range attempts {
			var out *s3.GetObjectOutput
			if out, err = client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.at.Bucket, Key: &key}); err != nil {
				return err
			}
			data, err = awsdata.ReadPart(ctx, out.Body, aws.ToInt64(out.ContentLength))
			_ = out.Body.Close()
			if err == nil || ctx.Err() != nil || !errors.Is(err, io.ErrUnexpectedEOF) {
				return err
			}
		}
		return err
	})
	return data, err
}

// Put writes an object below the prefix. What was there under that name is replaced.
func (b *Bucket) Put(ctx context.Context, key string, data []byte) error {
	key = b.at.below(key)
	return b.ask(ctx, writing, key, func(ctx context.Context, client api) error {
		in := &s3.PutObjectInput{Bucket: &b.at.Bucket, Key: &key, Body: bytes.NewReader(data)}
		_, err := client.PutObject(ctx, in)
		return err
	})
}
