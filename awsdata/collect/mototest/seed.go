package mototest

import (
	"archive/zip"
	"bytes"
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go/logging"
)

// Regions are the regions that [Server.Seed] fills.
func Regions() []string { return []string{"us-east-1", "eu-west-1"} }

// Account is what was seeded: the ids that moto chose, by the names that the story gave.
type Account struct {
	IDs       map[string]string   // "shop", "shop/private-a", "rtb/private", "sg/functions", "nat/public", ...
	Functions map[string][]string // names of functions, by region
}

// seeder makes resources in one region. A call that fails ends the test.
type seeder struct {
	tb      testing.TB
	ctx     context.Context
	region  string
	config  aws.Config
	ec2     *ec2.Client
	lambda  *lambda.Client
	iam     *iam.Client
	account *Account
}

// Seed fills the server with an account of two regions, by way of the AWS API.
func (s *Server) Seed(tb testing.TB) *Account {
	tb.Helper()
	account := &Account{IDs: map[string]string{}, Functions: map[string][]string{}}
	home, away := s.seeder(tb, account, Regions()[0]), s.seeder(tb, account, Regions()[1])
	home.roles()
	home.shop()
	home.data()
	home.joins()
	home.functions(shopFunctions())
	home.names()
	home.databases()
	home.caches()
	home.queues()
	home.files()
	home.balancers()
	away.europe()
	away.functions(europeFunctions())
	return account
}

func (s *Server) seeder(tb testing.TB, account *Account, region string) *seeder {
	cfg := aws.Config{
		Region: region, BaseEndpoint: aws.String(s.URL), Logger: logging.Nop{},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	}
	return &seeder{
		tb: tb, ctx: context.Background(), region: region, config: cfg, account: account,
		ec2: ec2.NewFromConfig(cfg), lambda: lambda.NewFromConfig(cfg), iam: iam.NewFromConfig(cfg),
	}
}

// ok unwraps the answer of a call: ok(s.ec2.CreateVpc(...))(s).
func ok[T any](answer T, err error) func(*seeder) T {
	return func(s *seeder) T {
		s.tb.Helper()
		if err != nil {
			s.tb.Fatalf("seed: %v", err)
		}
		return answer
	}
}

// name remembers an id under a name.
func (s *seeder) name(name string, id *string) string {
	s.account.IDs[name] = aws.ToString(id)
	return aws.ToString(id)
}

// id is the id of a resource that was named before.
func (s *seeder) id(name string) *string {
	s.tb.Helper()
	id, found := s.account.IDs[name]
	if !found {
		s.tb.Fatalf("seed: nothing is called %q", name)
	}
	return &id
}

// code is the smallest deployment package.
func code(tb testing.TB) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("app.py")
	if err == nil {
		_, err = w.Write([]byte("def handler(event, context): pass\n"))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
