package collect

import (
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// What comes over the wire is what the AWS CLI printed, whether it comes in one page or in many.
func TestCollectEqualsDirectory(t *testing.T) {
	for name, maxPage := range map[string]int{"one page": 0, "pages of one": 1, "pages of two": 2} {
		t.Run(name, func(t *testing.T) {
			awsreplay.WithKeys(t)
			files := accountFiles(t)
			server := awsreplay.New(t, files, maxPage)
			got := mustCollect(t, quick(server))
			same(t, "snapshot", got, load(t, files, onlyFallback))
			if g := gaps(got); len(g) > 0 {
				t.Errorf("gaps: %v", g)
			}
			if got.AccountID != "123456789012" || !got.CapturedAt.Equal(then) {
				t.Errorf("account %q, captured at %v", got.AccountID, got.CapturedAt)
			}
		})
	}
}

func TestSecretsNeverArrive(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	source := ""
	for _, f := range files {
		source += string(f.Data)
	}
	secrets := []string{"planted-environment-secret", "planted-presigned-secret"}
	for _, secret := range secrets {
		if !strings.Contains(source, secret) {
			t.Fatalf("the account has no %s", secret)
		}
	}
	server := awsreplay.New(t, files, 0)
	got := encoded(t, mustCollect(t, quick(server)))
	for _, secret := range append(secrets, "Environment", "X-Amz-Signature") {
		if strings.Contains(got, secret) {
			t.Errorf("the snapshot holds %q", secret)
		}
	}
}
