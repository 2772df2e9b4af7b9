package bucket_test

import (
	"testing"

	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/mototest"
)

// What S3 does is not ours to say: an emulator of others is asked for the same.
func TestSnapshotsOutAndInOfMoto(t *testing.T) {
	awsreplay.WithKeys(t)
	moto := mototest.Start(t)
	moto.Put(t, "snapshots", nil)
	for _, url := range []string{"s3://snapshots", "s3://snapshots/org/a b+c"} {
		all := fill(t, moto.URL, url)
		holdAccounts(t, moto.URL, url, all)
	}
	_, err := open(t, moto.URL, "s3://nowhere/org").Load(t.Context(), bucket.Watcher{})
	if want := "there is no bucket \"nowhere\": `aws s3 ls` lists those of the account"; err == nil ||
		err.Error() != want {
		t.Errorf("a bucket that is not there: %v", err)
	}
	_, err = open(t, moto.URL, "s3://snapshots/x.json").Load(t.Context(), bucket.Watcher{})
	if want := "there is no object s3://snapshots/x.json: `aws s3 ls` shows what is there"; err == nil ||
		err.Error() != want {
		t.Errorf("an object that is not there: %v", err)
	}
}
