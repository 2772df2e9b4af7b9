package collect

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"

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

// TestSecretsAreDroppedOnTheSpot looks at what calls hand over before anything decodes it: the types of a snapshot have
// no place for a secret, and that is the second thing that keeps it out.
func TestSecretsAreDroppedOnTheSpot(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	loaded, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	clients := newClients(loaded, "eu-west-1", server.URL)
	for _, row := range lambdaCalls() {
		if row.name != functionsCall && row.name != "get-function" {
			continue
		}
		d := &document{}
		if err := row.run(t.Context(), clients, query{target: target{arg: "checkout"}, page: row.page}, d); err != nil {
			t.Fatal(err)
		}
		text := string(d.bytes())
		if !strings.Contains(text, "python3.13") && !strings.Contains(text, "Successful") {
			t.Errorf("%s brings no function: %s", row.name, text)
		}
		for _, secret := range []string{"planted", "Environment", "Location", "X-Amz-"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s hands over %q", row.name, secret)
			}
		}
	}
}
