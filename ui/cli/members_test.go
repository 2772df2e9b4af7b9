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
	"github.com/vpclens/vpclens/awsdata/awstest"
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

// The three accounts of a shared transit gateway: who owns it has its tables, and each of the others a VPC.
var sharedGateway = map[string]string{
	"111111111111": `
		account 111111111111
		tgw hub
		tgw-table core tgw=hub
		tgw-attachment near tgw=hub vpc=!vpc-near subnets=!subnet-near table=core owner=222222222222
		tgw-attachment far tgw=hub vpc=!vpc-far subnets=!subnet-far table=core owner=333333333333
		tgw-route core 10.0.0.0/16 near
		tgw-route core 10.9.0.0/16 far
	`,
	"222222222222": `
		account 222222222222
		vpc near 10.0.0.0/16
		subnet near zone=a cidr=10.0.1.0/24
		route near 10.9.0.0/16 tgw-hub
		group app out tcp 5432 10.9.0.0/16
		function app subnets=near groups=app
		tgw hub owner=111111111111
		tgw-attachment near tgw=hub vpc=near subnets=near table=!tgw-rtb-core
	`,
	"333333333333": `
		account 333333333333
		vpc far 10.9.0.0/16
		subnet far zone=a cidr=10.9.1.0/24
		route far 10.0.0.0/16 tgw-hub
		group db in tcp 5432 10.0.0.0/16
		eni db subnet=far ip=10.9.1.10 groups=db
		tgw hub owner=111111111111
		tgw-attachment far tgw=hub vpc=far subnets=far table=!tgw-rtb-core
	`,
}

// A path over a shared transit gateway is judged by the tables of all three accounts, and is unknown without those of
// one.
func TestASharedTransitGateway(t *testing.T) {
	awsreplay.WithKeys(t)
	accounts := make(map[string]fs.FS)
	for id, story := range sharedGateway {
		files := fstest.MapFS{awsdata.Global + "/get-caller-identity.json": {Data: []byte(`{"Account": "` + id + `"}`)}}
		from := replayed(t, awstest.Parse(t, story))
		paths, err := fs.Glob(from, "*/*.json")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			data, err := fs.ReadFile(from, path)
			if err != nil {
				t.Fatal(err)
			}
			files[path] = &fstest.MapFile{Data: bytes.ReplaceAll(data, []byte(`"TransitGatewayOwnerId": "`+id+`"`),
				[]byte(`"TransitGatewayOwnerId": "111111111111"`))}
		}
		accounts[id] = files
	}
	f := awsreplay.NewFleet(t, "222222222222", accounts)
	for _, c := range []struct{ accounts, verdict, says string }{
		{"222222222222,111111111111,333333333333", "reachable", "tgw-rtb-core"},
		{"222222222222,333333333333", "unknown", "routed to tgw-hub: its routes are not in the snapshot"},
		{"222222222222,111111111111", "unknown", "the network of vpc-far (account 333333333333)"},
	} {
		var stdout, stderr bytes.Buffer
		args := []string{"trace", "app", "--to", "10.9.1.10", "--port", "5432", "--format", "json", "--region",
			"us-east-1", "--endpoint-url", f.URL, "--role-name", "reader", "--accounts", c.accounts}
		if code := cli.PatientMain(t.Context(), args, nil, nil, &stdout, &stderr); code != 0 {
			t.Fatalf("exit code %d: %s", code, &stderr)
		}
		if !strings.Contains(stdout.String(), "\n  \"verdict\": \""+c.verdict+`"`) ||
			!strings.Contains(stdout.String(), c.says) {
			t.Errorf("of %s: want %s and %s:\n%s", c.accounts, c.verdict, c.says, &stdout)
		}
	}
}
