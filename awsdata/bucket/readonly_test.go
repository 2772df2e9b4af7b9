package bucket

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
)

// The one call of the program that writes is PutObject, in one place. All others list and get.
func TestOnlyPutsObjects(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	found, names := onlyreads.Violations(t, files, "PutObject")
	for _, v := range found {
		t.Error(v)
	}
	for _, want := range []string{"PutObjectInput", "GetObjectInput", "ListObjectsV2Input"} {
		if !names[want] {
			t.Errorf("the checker has not seen %s", want)
		}
	}
	found, _ = onlyreads.Violations(t, files)
	if len(found) == 0 {
		t.Fatal("the checker has not seen the call that writes")
	}
	for _, v := range found {
		if v.File != "client.go" || !strings.Contains(v.What, "PutObject") {
			t.Errorf("another call that writes: %s", v)
		}
	}
}
