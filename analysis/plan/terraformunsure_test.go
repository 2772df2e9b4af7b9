package plan_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/plan"
	"github.com/vpclens/vpclens/awsdata"
)

// change is one of a plan that a test writes: what terraform prints of it, and of its configuration.
type change struct {
	address, kind, name, mode, provider string
	actions                             []string
	before, after, unknown, config      map[string]any
}

type values = map[string]any

func refers(to ...string) values { return values{"references": to} }

// printed is the plan of changes as terraform shows it.
func printed(t *testing.T, list []change, providers values) []byte {
	t.Helper()
	var changes, resources []values
	for _, c := range list {
		mode := cmp.Or(c.mode, "managed")
		changes = append(changes, values{"address": cmp.Or(c.address, c.kind+"."+c.name), "mode": mode, "type": c.kind,
			"name": c.name, "change": values{"actions": c.actions, "before": c.before, "after": c.after,
				"after_unknown": c.unknown}})
		resources = append(resources, values{"mode": mode, "type": c.kind, "name": c.name,
			"provider_config_key": cmp.Or(c.provider, "aws"), "expressions": c.config})
	}
	data, err := json.Marshal(values{"format_version": "1.2", "resource_changes": changes,
		"configuration": values{"provider_config": providers, "root_module": values{"resources": resources}}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// applied makes the changes in the account of a fixture as it is once that is applied.
func applied(t *testing.T, before *awsdata.Snapshot, list []change, providers values) *plan.Applied {
	t.Helper()
	p, err := plan.Read(printed(t, list, providers), "plan.json", before, plan.Options{Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.Apply(before, plan.Options{Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func accountAfter(t *testing.T, fixture string) *awsdata.Snapshot {
	t.Helper()
	s, err := awsdata.Load(context.Background(), filepath.Join("testdata", "terraform", fixture, "after.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func left(a *plan.Applied) []string {
	var out []string
	for _, l := range a.Left {
		out = append(out, fmt.Sprintf("%s %s %s", l.Address, l.Why, l.What))
	}
	return out
}

// What a plan does not tell is said, and is no verdict.
func TestWhatAPlanDoesNotTell(t *testing.T) {
	t.Parallel()
	account := accountAfter(t, "rule-leaves-group")
	region := account.Region("us-east-1")
	vpc, subnet := region.VPCs[0].VpcId, region.Subnets[0].SubnetId
	group := region.Functions[0].VpcConfig.SecurityGroupIds[0]
	later := values{"id": true}
	deferred := change{address: "data.aws_security_group.old", kind: "aws_security_group", name: "old", mode: "data",
		actions: []string{"read"}, unknown: later}
	create := []string{"create"}
	for _, x := range []struct {
		name      string
		changes   []change
		providers values
		want      []string
	}{
		{name: "a group that is looked up only then is not the one that is created", changes: []change{deferred,
			{kind: "aws_security_group", name: "new", actions: create, after: values{"name": "new", "vpc_id": vpc},
				unknown: later},
			{kind: "aws_lambda_function", name: "f", actions: create, after: values{"function_name": "f",
				"vpc_config": []any{values{"subnet_ids": []any{subnet}}}},
				unknown: values{"vpc_config": []any{values{"security_group_ids": true}}},
				config: values{"vpc_config": []any{values{
					"security_group_ids": refers("data.aws_security_group.old.id")}}}}},
			want: []string{"aws_lambda_function.f known-after vpc_config.security_group_ids"}},
		{name: "lists of a group that change to what the configuration does not show", changes: []change{
			{kind: "aws_security_group", name: "g", actions: []string{"update"}, before: values{"id": group,
				"egress": []any{values{"protocol": "-1", "cidr_blocks": []any{"10.0.0.0/8"}}}},
				after: values{"id": group}, unknown: values{"egress": true}}},
			want: []string{"aws_security_group.g known-after egress"}},
		{name: "a role that is known only then", changes: []change{{kind: "aws_lambda_function", name: "job",
			actions: []string{"update"}, before: values{"function_name": "job", "role": "arn:aws:iam::1:role/job"},
			after: values{"function_name": "job"}, unknown: values{"role": true},
			config: values{"role": refers("random_pet.x.id")}}},
			want: []string{"aws_lambda_function.job known-after role"}},
		{name: "a permissions boundary that is known only then", changes: []change{{kind: "aws_iam_role", name: "job",
			actions: []string{"update"}, before: values{"name": "job", "id": "job"},
			after: values{"name": "job", "id": "job"}, unknown: values{"permissions_boundary": true},
			config: values{"permissions_boundary": refers("random_pet.x.id")}}},
			want: []string{"aws_iam_role.job known-after permissions_boundary"}},
		{name: "attributes that nothing here reads", changes: []change{{kind: "aws_vpc_endpoint", name: "e",
			actions: create, after: values{"vpc_id": vpc, "vpc_endpoint_type": "Resource", "service_name": "s",
				"resource_configuration_arn": "arn:aws:vpc-lattice:us-east-1:1:resourceconfiguration/r"},
			unknown: later}},
			want: []string{"aws_vpc_endpoint.e unknown-property resource_configuration_arn"}},
		{name: "what the provider of another account makes", changes: []change{{kind: "aws_lambda_function", name: "f",
			actions: create, provider: "aws.other", after: values{"function_name": "f"}}},
			providers: values{"aws.other": values{"name": "aws", "expressions": values{"assume_role": []any{values{
				"role_arn": values{"constant_value": "arn:aws:iam::999999999999:role/deploy"}}}}}},
			want: []string{"aws_lambda_function.f other-account 999999999999"}},
		{name: "a default VPC that is not there", changes: []change{{kind: "aws_default_vpc", name: "d",
			actions: create, after: values{}, unknown: later}},
			want: []string{"aws_default_vpc.d not-in-account "}},
		{name: "default things that Terraform lets go of", changes: []change{
			{kind: "aws_default_vpc", name: "d", actions: []string{"delete"}, before: values{"id": vpc}},
			{kind: "aws_default_subnet", name: "d", actions: []string{"delete"}, before: values{"id": subnet}}}},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if d := gocmp.Diff(x.want, left(applied(t, account, x.changes, x.providers))); d != "" {
				t.Errorf("left (-want +got):\n%s", d)
			}
		})
	}
}

// A rule of a group that is looked up only then may be any group's: nothing is certain of those that it could open.
func TestARuleOfNobodyKnowsWhichGroup(t *testing.T) {
	t.Parallel()
	account := accountAfter(t, "rule-leaves-group")
	var list []change
	for i := range 3 {
		list = append(list, change{kind: "aws_vpc_security_group_egress_rule", name: fmt.Sprint("r", i),
			actions: []string{"create"}, after: values{"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"},
			unknown: values{"security_group_id": true},
			config:  values{"security_group_id": refers("data.aws_security_group.old.id")}})
	}
	after := applied(t, account, list, nil).After.Region("us-east-1")
	was := account.Region("us-east-1").SecurityGroups
	for i, g := range after.SecurityGroups {
		if n := len(g.IpPermissionsEgress) - len(was[i].IpPermissionsEgress); n != 1 {
			t.Errorf("%s has %d rules more, want one that nobody knows", g.GroupId, n)
		}
	}
}

// The default VPC and its subnets are there: what is created for them is what there is.
func TestDefaultThingsAreAdopted(t *testing.T) {
	t.Parallel()
	account := accountAfter(t, "rule-leaves-group")
	region := account.Region("us-east-1")
	region.VPCs[0].IsDefault, region.Subnets[0].DefaultForAz = true, true
	a := applied(t, account, []change{
		{kind: "aws_default_vpc", name: "d", actions: []string{"create"}, after: values{}, unknown: values{"id": true}},
		{kind: "aws_default_subnet", name: "d", actions: []string{"create"},
			after: values{"availability_zone": region.Subnets[0].AvailabilityZone}, unknown: values{"id": true}},
		{kind: "aws_security_group", name: "g", actions: []string{"create"}, after: values{"name": "g"},
			unknown: values{"id": true, "vpc_id": true}, config: values{"vpc_id": refers("aws_default_vpc.d.id")}},
		{kind: "aws_lambda_function", name: "f", actions: []string{"create"}, after: values{"function_name": "f",
			"vpc_config": []any{values{}}},
			unknown: values{"vpc_config": []any{values{"security_group_ids": true, "subnet_ids": true}}},
			config: values{"vpc_config": []any{values{"security_group_ids": refers("aws_security_group.g.id"),
				"subnet_ids": refers("aws_default_subnet.d.id")}}}},
	}, nil)
	if len(a.Left) > 0 {
		t.Errorf("left: %v", left(a))
	}
	after := a.After.Region("us-east-1")
	if len(after.VPCs) != len(region.VPCs) || len(after.Subnets) != len(region.Subnets) {
		t.Errorf("%d VPCs and %d subnets, want those that there were", len(after.VPCs), len(after.Subnets))
	}
	f := after.Functions[slices.IndexFunc(after.Functions, func(f awsdata.Function) bool {
		return f.FunctionName == "f"
	})]
	if f.VpcConfig == nil || f.VpcConfig.VpcId != region.VPCs[0].VpcId ||
		!slices.Equal(f.VpcConfig.SubnetIds, []string{region.Subnets[0].SubnetId}) {
		t.Errorf("%s is in %+v, want the default subnet", f.FunctionName, f.VpcConfig)
	}
}

// A role whose boundary goes has none then, and one that is kept by a plan that replaces it stays.
func TestWhatGoesAndWhatStays(t *testing.T) {
	t.Parallel()
	account := accountAfter(t, "rule-leaves-group")
	group := account.Region("us-east-1").Functions[0].VpcConfig.SecurityGroupIds[0]
	const boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
	role := func(arn any) values { return values{"name": "job", "id": "job", "permissions_boundary": arn} }
	bounded := applied(t, account, []change{{kind: "aws_iam_role", name: "job", actions: []string{"update"},
		before: role(nil), after: role(boundary)}}, nil).After
	of := func(s *awsdata.Snapshot) *awsdata.Role {
		for i := range s.Account.Roles {
			if s.Account.Roles[i].RoleName == "job" {
				return &s.Account.Roles[i]
			}
		}
		t.Fatal("the role is not there")
		return nil
	}
	if b := of(bounded).PermissionsBoundary; b == nil || b.PermissionsBoundaryArn != boundary {
		t.Errorf("boundary %+v, want %s", b, boundary)
	}
	free := applied(t, bounded, []change{{kind: "aws_iam_role", name: "job", actions: []string{"update"},
		before: role(boundary), after: role("")}}, nil).After
	if b := of(free).PermissionsBoundary; b != nil {
		t.Errorf("boundary %+v, want none", b)
	}
	kept := applied(t, account, []change{{kind: "aws_security_group", name: "g", actions: []string{"create", "forget"},
		before: values{"id": group}, after: values{"name": "other"}, unknown: values{"id": true}}}, nil).After
	if !slices.ContainsFunc(kept.Region("us-east-1").SecurityGroups, func(g awsdata.SecurityGroup) bool {
		return g.GroupId == group
	}) {
		t.Errorf("%s is gone, and the plan only forgets it", group)
	}
}

// A database keeps its place and has another port.
func TestADatabaseListensElsewhere(t *testing.T) {
	t.Parallel()
	account := accountAfter(t, "database")
	of := account.Region("us-east-1").DBInstances[0]
	database := func(port int) values {
		return values{"identifier": of.DBInstanceIdentifier, "id": "db-1", "port": port}
	}
	a := applied(t, account, []change{{kind: "aws_db_instance", name: "x", actions: []string{"update"},
		before: database(5432), after: database(3306)}}, nil)
	is := a.After.Region("us-east-1").DBInstances[0]
	if is.Endpoint == nil || is.Endpoint.Port != 3306 {
		t.Errorf("it listens at %+v, want port 3306", is.Endpoint)
	}
}

// Modules whose outputs lead to each other in more ways than anybody can follow end in an answer.
func TestOutputsThatLeadEverywhere(t *testing.T) {
	t.Parallel()
	module := func(inside values) values {
		outputs := values{}
		for i := range 8 {
			outputs[fmt.Sprint("o", i)] = values{"expression": refers("module.m")}
		}
		return values{"outputs": outputs, "module_calls": values{"m": values{"module": inside}}}
	}
	tree := module(values{})
	for range 20 {
		tree = module(tree)
	}
	deep := strings.TrimSuffix(strings.Repeat("module.m.", 21), ".")
	resource := values{"mode": "managed", "type": "aws_lambda_function", "name": "f", "provider_config_key": "aws",
		"expressions": values{"vpc_config": []any{values{"subnet_ids": refers("module.m")}}}}
	tree["resources"] = []any{resource}
	data, err := json.Marshal(values{"format_version": "1.2", "configuration": values{"root_module": tree},
		"resource_changes": []any{
			values{"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f",
				"change": values{"actions": []string{"create"}, "after": values{"function_name": "f",
					"vpc_config": []any{values{}}}, "after_unknown": values{"vpc_config": []any{values{
					"subnet_ids": true}}}}},
			values{"address": deep + ".aws_subnet.s", "module_address": deep, "mode": "managed", "type": "aws_subnet",
				"name": "s", "change": values{"actions": []string{"create"}, "after": values{}}},
		}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Read(data, "plan.json", nil, plan.Options{}); err != nil {
		t.Error(err)
	}
}

// What cannot be a plan is refused, and nothing that stands in it is said.
func TestWhatIsNoPlanOfTerraforms(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, data, want string }{
		{"a value of another kind", `{"format_version":"1.2","resource_changes":[],"variables":{"pin":4111111111}}`,
			"read the plan: line 1: variables is a number, and that is no value for it"},
		{"more than anybody plans", `{"format_version":"1.2","resource_changes":[` + strings.Repeat(",", 16_000_000),
			"read plan.json: it is too big: more than 16000000 values"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			_, err := plan.Read([]byte(x.data), "plan.json", nil, plan.Options{})
			if err == nil || err.Error() != x.want {
				t.Errorf("error %v, want %s", err, x.want)
			}
		})
	}
}
