package cli_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/ui/cli"
)

// organization is the accounts of the organization of awsdata/collect, all alike but for their ids.
func organization(t *testing.T) *awsreplay.Fleet {
	t.Helper()
	awsreplay.WithKeys(t)
	accounts := make(map[string]fs.FS)
	for _, id := range []string{"111111111111", "222222222222", "333333333333", "666666666666"} {
		files := fstest.MapFS{}
		for name, f := range awsreplay.Files(t, "../../awsdata/collect/testdata/account.txtar") {
			files[name] = &fstest.MapFile{Data: bytes.ReplaceAll(f.Data, []byte("123456789012"), []byte(id))}
		}
		if id == "111111111111" {
			for name, f := range awsreplay.Files(t, "../../awsdata/collect/testdata/organization.txtar") {
				if !strings.HasPrefix(name, awsdata.Global) {
					files[name] = f
				}
			}
		}
		accounts[id] = files
	}
	return awsreplay.NewFleet(t, "111111111111", accounts)
}

// The accounts of an organization, those that are named, and those of profiles become one snapshot, in which an account
// that could not be read says why.
func TestSnapshotOfAccounts(t *testing.T) {
	f := organization(t)
	f.Accounts["333333333333"].Fault("AssumeRole", awsreplay.Denied())
	config := filepath.Join(t.TempDir(), "config")
	text := "[profile shop]\naws_access_key_id = AKIA222222222222\naws_secret_access_key = x\n" +
		"[profile later]\naws_access_key_id = AKIA666666666666\naws_secret_access_key = x\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	const denied = "account 333333333333 (bank) was not read: no permission: AWS does not let the credentials assume"
	for name, c := range map[string]struct {
		args     string
		accounts string
		says     string
		roles    int // that were asked for
	}{
		"organization": {"--org --role-name reader",
			"111111111111 management, 222222222222 shop␛[1m, 333333333333 bank, 666666666666 later", denied, 3},
		"unit": {"--org --ou ou-root-prod0000 --role-name reader",
			"222222222222 shop␛[1m, 333333333333 bank", denied, 2},
		"named": {"--accounts 666666666666,333333333333 --role-name reader --external-id x1",
			"666666666666 , 333333333333 ", strings.Replace(denied, " (bank)", "", 1), 2},
		"profiles": {"--profile later,shop,nobody", "666666666666 later, 222222222222 shop, profile nobody ",
			`profile nobody was not read: the call failed: no AWS profile "nobody"`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_CONFIG_FILE", config)
			before := f.Count("AssumeRole")
			out := filepath.Join(t.TempDir(), "all.json")
			args := append([]string{"snapshot", out, "--region", "eu-west-1", "--endpoint-url", f.URL},
				strings.Fields(c.args)...)
			var stdout, stderr bytes.Buffer
			if code := cli.PatientMain(t.Context(), args, nil, nil, &stdout, &stderr); code != 0 {
				t.Fatalf("exit code %d: %s", code, &stderr)
			}
			if !strings.Contains(stderr.String(), c.says) {
				t.Errorf("it says %s", &stderr)
			}
			s, err := awsdata.Load(t.Context(), out)
			if err != nil {
				t.Fatal(err)
			}
			var accounts []string
			for _, a := range s.Accounts {
				accounts = append(accounts, a.AccountID+" "+a.Name)
			}
			want := strings.Split(c.accounts, ", ")
			if !slices.Equal(accounts[:1], want[:1]) || len(accounts) != len(want) {
				t.Errorf("accounts %q, want %q", accounts, want)
			}
			for _, a := range want {
				if !slices.Contains(accounts, a) {
					t.Errorf("accounts %q, want %q among them", accounts, a)
				}
			}
			if n := f.Count("AssumeRole") - before; n != c.roles {
				t.Errorf("%d roles were asked for, want %d", n, c.roles)
			}
		})
	}
}

// Nothing was read: the error is that of the first account, and one line.
func TestNoAccountOfSeveral(t *testing.T) {
	f := organization(t)
	for _, server := range f.Accounts {
		server.Fault("AssumeRole", awsreplay.Denied())
	}
	var stdout, stderr bytes.Buffer
	args := []string{"scan", "--region", "eu-west-1", "--endpoint-url", f.URL, "--accounts",
		"222222222222,333333333333", "--role-name", "reader"}
	code := cli.PatientMain(t.Context(), args, nil, nil, &stdout, &stderr)
	if code != 1 || stdout.Len() > 0 || strings.Count(stderr.String(), "\n") != 1 ||
		!strings.Contains(stderr.String(), "assume the role arn:aws:iam::222222222222:role/reader") {
		t.Errorf("exit code %d: %s%s", code, &stdout, &stderr)
	}
}
