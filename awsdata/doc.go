// Package awsdata holds what is there: the plain values that AWS reported about an account's functions and their
// network, the snapshot they travel in, and the index that joins them.
//
// The format is what the AWS CLI prints. Every type here carries the member names of the AWS API, and only the members
// that vpclens needs: decoding is an allow list, so that environment variables, presigned URLs and whatever secret a
// later API adds never enter the program at all. The one exception is asked for: see [NamedTarget].
//
// An empty list that was collected is a fact. A list that was not collected is a [Gap], and a gap never reads as an
// empty list. The package knows no AWS SDK, no clock and no terminal; documents and files of them are the only input
// and output.
package awsdata
