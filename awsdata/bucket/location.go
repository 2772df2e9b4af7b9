// Package bucket keeps snapshots and reports in a bucket of S3 that a person names, and reads snapshots from it. It has
// the program's only client of S3, and the program's only call that writes to AWS: PutObject, of what the person asked
// to be put there. What a bucket holds may have been written by anybody.
package bucket

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// scheme is how a place in S3 begins where a path could stand.
const scheme = "s3://"

// Location is a bucket and a prefix in it, or the key of an object.
type Location struct {
	Bucket string
	Prefix string // without a slash at its end; "" for the whole bucket
}

// IsURL reports whether a text where a path could stand names a place in S3.
func IsURL(text string) bool { return strings.HasPrefix(text, scheme) }

// bucketName is what S3 allows as the name of a bucket. An ARN would lead to other services.
// Source: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html.
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// mostKey is the length of a key that S3 allows, in bytes, less what is put behind a prefix.
const mostKey = 1024 - 200

// Parse reads "s3://bucket" or "s3://bucket/prefix".
func Parse(url string) (Location, error) {
	name, prefix, _ := strings.Cut(strings.TrimPrefix(url, scheme), "/")
	prefix = strings.TrimRight(prefix, "/")
	switch {
	case name == "":
		return Location{}, fmt.Errorf("%s names no bucket: want s3://bucket/prefix", awsdata.Clean(url))
	case !bucketName.MatchString(name):
		return Location{}, fmt.Errorf("%q is no name of a bucket: want s3://bucket/prefix", awsdata.Clean(name))
	case awsdata.Clean(prefix) != prefix:
		return Location{}, fmt.Errorf("the prefix %q has characters that cannot be shown: choose another one",
			awsdata.Clean(prefix))
	case len(prefix) > mostKey:
		return Location{}, fmt.Errorf("the prefix is longer than %d bytes: choose another one", mostKey)
	}
	return Location{Bucket: name, Prefix: prefix}, nil
}

// String is the location as people type it.
func (l Location) String() string { return strings.TrimSuffix(scheme+l.Bucket+"/"+l.Prefix, "/") }

// IsObject reports whether the location is read as one snapshot file, and not as a prefix.
func (l Location) IsObject() bool {
	return strings.HasSuffix(l.Prefix, ".json") || strings.HasSuffix(l.Prefix, ".json.gz")
}

// below is a key below the prefix.
func (l Location) below(key string) string {
	if l.Prefix == "" {
		return key
	}
	return l.Prefix + "/" + key
}
