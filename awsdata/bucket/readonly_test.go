package bucket

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
)

// The one call of the program that writes is PutObject, in one place. All others list and get.
func TestOnlyPutsObjects(t *testing.T) {
	t.Parallel()
	found, names := onlyreads.Package(t, ".", "PutObject")
	for _, v := range found {
		t.Error(v)
	}
	for _, want := range []string{"PutObjectInput", "GetObjectInput", "ListObjectsV2Input"} {
		if !names[want] {
			t.Errorf("the checker has not seen %s", want)
		}
	}
	found, _ = onlyreads.Package(t, ".")
	if len(found) == 0 {
		t.Fatal("the checker has not seen the call that writes")
	}
	for _, v := range found {
		if v.File != "client.go" || !strings.Contains(v.What, "PutObject") {
			t.Errorf("another call that writes: %s", v)
		}
	}
}
