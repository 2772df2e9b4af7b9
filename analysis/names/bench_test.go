package names

import "testing"

func BenchmarkParse(b *testing.B) {
	_, r := account(b, things)
	for b.Loop() {
		if _, err := Parse(r, "secretsmanager"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	x, r := account(b, base+kmsEndpoint+zones("corp.internal", "db.corp.internal"))
	d, err := Parse(r, "kms")
	if err != nil {
		b.Fatal(err)
	}
	resolver := NewResolver(x, r)
	for b.Loop() {
		if a := resolver.Resolve("vpc-app", d); len(a.Leads) != 1 {
			b.Fatal(describe(a))
		}
	}
}

func BenchmarkResolveOnce(b *testing.B) {
	x, r := account(b, base+kmsEndpoint+zones("corp.internal", "db.corp.internal"))
	d, err := Parse(r, "kms")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if a := Resolve(x, r, "vpc-app", d); len(a.Leads) != 1 {
			b.Fatal(describe(a))
		}
	}
}
