package bucket

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Object is an object of a bucket that others have put there.
type Object struct {
	Key  string
	Size int64
}

// Objects lists the objects whose keys begin so behind the prefix, of so many pages at most; more says that there are
// others behind them.
func (b *Bucket) Objects(ctx context.Context, begin string, pages int) (list []Object, more bool, err error) {
	begin = b.at.below(begin)
	err = b.ask(ctx, listing, begin, func(ctx context.Context, client api) error {
		list, more = nil, false
		all := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: &b.at.Bucket, Prefix: &begin})
		for page := 0; all.HasMorePages(); page++ {
			if page == pages {
				more = true
				return nil
			}
			out, err := all.NextPage(ctx)
			if err != nil {
				return err
			}
			for i := range out.Contents {
				o := &out.Contents[i]
				list = append(list, Object{aws.ToString(o.Key), aws.ToInt64(o.Size)})
			}
		}
		return nil
	})
	return list, more, err
}

// Read reads an object that was listed.
func (b *Bucket) Read(ctx context.Context, o Object) ([]byte, error) { return b.get(ctx, o.Key) }
