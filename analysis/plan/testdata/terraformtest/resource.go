package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// meta is what the provider is configured with.
type meta struct {
	region string
	tags   map[string]any // default_tags
}

// provider is hashicorp/aws as far as Terraform can tell from its plans.
func provider() *schema.Provider {
	list, err := readTables()
	if err != nil {
		panic(err) // a table is wrong, which nobody can do without
	}
	p := &schema.Provider{
		Schema: map[string]*schema.Schema{
			"region":  {Type: schema.TypeString, Optional: true},
			"profile": {Type: schema.TypeString, Optional: true},
			"default_tags": {Type: schema.TypeList, Optional: true, MaxItems: 1, Elem: &schema.Resource{
				Schema: map[string]*schema.Schema{"tags": {Type: schema.TypeMap, Optional: true,
					Elem: &schema.Schema{Type: schema.TypeString}}}}},
		},
		ResourcesMap:   map[string]*schema.Resource{},
		DataSourcesMap: map[string]*schema.Resource{},
		ConfigureContextFunc: func(_ context.Context, d *schema.ResourceData) (any, diag.Diagnostics) {
			m := &meta{region: d.Get("region").(string), tags: map[string]any{}}
			if list := d.Get("default_tags").([]any); len(list) == 1 && list[0] != nil {
				m.tags, _ = list[0].(map[string]any)["tags"].(map[string]any)
			}
			return m, nil
		},
	}
	for _, k := range list {
		if k.data {
			p.DataSourcesMap[k.name] = &schema.Resource{Schema: k.schema, ReadContext: k.look}
			continue
		}
		r := &schema.Resource{Schema: k.schema, CreateContext: k.create, ReadContext: k.read, DeleteContext: k.remove,
			CustomizeDiff: k.customize,
			Importer:      &schema.ResourceImporter{StateContext: schema.ImportStatePassthroughContext}}
		for _, s := range k.schema {
			if !s.ForceNew && (s.Optional || s.Required) {
				r.UpdateContext = k.update
			}
		}
		if slices.Contains(waiting, k.name) {
			wait := schema.DefaultTimeout(5 * time.Minute)
			r.Timeouts = &schema.ResourceTimeout{Create: wait, Delete: wait}
			if r.UpdateContext != nil {
				r.Timeouts.Update = wait
			}
		}
		p.ResourcesMap[k.name] = r
	}
	return p
}

// waiting are the types that have a block of timeouts.
var waiting = []string{"aws_route", "aws_route_table", "aws_default_route_table", "aws_route_table_association",
	"aws_subnet",
	"aws_security_group", "aws_security_group_rule", "aws_nat_gateway", "aws_internet_gateway", "aws_eip",
	"aws_vpc_peering_connection", "aws_vpc_endpoint", "aws_lambda_function", "aws_db_instance", "aws_lb"}

// customize plans what the provider plans for all types: the region and all tags are known before the change is made.
func (k *kind) customize(_ context.Context, d *schema.ResourceDiff, of any) error {
	m := of.(*meta)
	if s := k.schema["region"]; s != nil {
		if config := d.GetRawConfig().GetAttr("region"); d.Id() == "" && config.IsNull() {
			if err := d.SetNew("region", m.region); err != nil {
				return err
			}
		} else if d.Id() != "" && d.HasChange("region") {
			if err := d.ForceNew("region"); err != nil {
				return err
			}
		}
	}
	if !k.tagged {
		return nil
	}
	if !d.GetRawConfig().GetAttr("tags").IsWhollyKnown() {
		return d.SetNewComputed("tags_all")
	}
	all := maps.Clone(m.tags)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, d.Get("tags").(map[string]any))
	if old, _ := d.Get("tags_all").(map[string]any); len(all) == 0 && len(old) == 0 && d.Id() != "" {
		return nil
	}
	return d.SetNew("tags_all", all)
}

// create makes a record of what the configuration says.
func (k *kind) create(ctx context.Context, d *schema.ResourceData, of any) diag.Diagnostics {
	c, err := openCloud()
	if err != nil {
		return diag.FromErr(err)
	}
	r := &record{Type: k.name, Region: of.(*meta).region, Values: map[string]any{}}
	for name, s := range k.schema {
		if s.Required || s.Optional {
			r.Values[name] = k.value(d, name)
		}
	}
	if region := r.text("region"); region != "" {
		r.Region = region
	}
	r.ID = c.id(k, r)
	complete(c, k, r)
	c.remove(r)
	c.Records = append(c.Records, r)
	if err := c.save(); err != nil {
		return diag.FromErr(err)
	}
	d.SetId(r.ID)
	return k.read(ctx, d, of)
}

// regionOf is the region of a resource: its own, or the provider's.
func regionOf(d *schema.ResourceData, of any) string {
	if region, ok := d.Get("region").(string); ok && region != "" {
		return region
	}
	return of.(*meta).region
}

// value is an attribute as it is to be: nil where nobody says.
func (k *kind) value(d *schema.ResourceData, name string) any {
	if raw := d.GetRawConfig(); !raw.IsNull() {
		if v := raw.GetAttr(name); v.IsNull() && k.schema[name].Default == nil && name != "tags_all" &&
			name != "region" ||
			isBlock(k.schema[name]) && v.IsKnown() && !v.IsNull() && v.Type().IsCollectionType() && v.LengthInt() == 0 {
			return nil
		}
	}
	return plain(d.Get(name))
}

// isBlock reports whether an attribute is written as blocks, which are never null.
func isBlock(s *schema.Schema) bool {
	_, nested := s.Elem.(*schema.Resource)
	return nested && s.ConfigMode != schema.SchemaConfigModeAttr
}

// plain is a value as JSON has it.
func plain(v any) any {
	switch v := v.(type) {
	case *schema.Set:
		return plain(v.List())
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, e := range v {
			out[name] = plain(e)
		}
		return out
	}
	return v
}

// read tells the state what there is.
func (k *kind) read(_ context.Context, d *schema.ResourceData, of any) diag.Diagnostics {
	c, err := openCloud()
	if err != nil {
		return diag.FromErr(err)
	}
	r := c.own(k.name, d.Id(), regionOf(d, of))
	if r == nil {
		d.SetId("")
		return nil
	}
	seen := observed(c, r)
	for name, s := range k.schema {
		v, there := seen[name]
		if v == nil && (k.framework || isBlock(s) && s.Optional && !s.Computed) {
			continue
		}
		if !there || v == nil {
			v = s.ZeroValue()
			if set, ok := v.(*schema.Set); ok {
				v = set.List()
			}
		}
		if name == "region" {
			v = r.Region
		}
		if name == "tags" { // those of the provider's default_tags are in tags_all alone
			if raw := d.GetRawConfig(); !raw.IsNull() && raw.Type().HasAttribute("tags") &&
				raw.GetAttr("tags").IsNull() {
				v = nil
			}
		}
		if err := d.Set(name, v); err != nil {
			return diag.FromErr(fmt.Errorf("set %s: %w", name, err))
		}
	}
	return nil
}

// update notes what the plan changes.
func (k *kind) update(ctx context.Context, d *schema.ResourceData, of any) diag.Diagnostics {
	c, err := openCloud()
	if err != nil {
		return diag.FromErr(err)
	}
	r := c.own(k.name, d.Id(), regionOf(d, of))
	if r == nil {
		return diag.Errorf("%s %s is not there", k.name, d.Id())
	}
	for name, s := range k.schema {
		if (s.Required || s.Optional) && d.HasChange(name) {
			r.Values[name] = k.value(d, name)
		}
	}
	complete(c, k, r)
	if err := c.save(); err != nil {
		return diag.FromErr(err)
	}
	return k.read(ctx, d, of)
}

// remove takes a record away. What a fixture wants to stay is refused, as AWS refuses what is in use.
func (k *kind) remove(_ context.Context, d *schema.ResourceData, of any) diag.Diagnostics {
	if os.Getenv("PLANS_IN_USE") == k.name {
		return diag.Errorf("DependencyViolation: %s has a dependent object and cannot be deleted", d.Id())
	}
	c, err := openCloud()
	if err != nil {
		return diag.FromErr(err)
	}
	if !strings.HasPrefix(k.name, "aws_default_") { // what AWS gave stays
		c.remove(c.own(k.name, d.Id(), regionOf(d, of)))
	} else if r := c.own(k.name, d.Id(), regionOf(d, of)); r != nil {
		r.Values["released"] = true
	}
	return diag.FromErr(c.save())
}

// look answers a data source.
func (k *kind) look(_ context.Context, d *schema.ResourceData, of any) diag.Diagnostics {
	region := of.(*meta).region
	if s, ok := d.GetOk("region"); ok {
		region = s.(string)
	}
	values := map[string]any{"region": region}
	id := region
	switch k.name {
	case "aws_availability_zones":
		values["names"] = []string{region + "a", region + "b", region + "c"}
		values["zone_ids"] = []string{zoneID(region + "a"), zoneID(region + "b"), zoneID(region + "c")}
		values["group_names"] = []string{region}
	case "aws_region":
		values["name"], values["description"] = region, "Region "+region
		values["endpoint"] = "ec2." + region + ".amazonaws.com"
	case "aws_caller_identity":
		id = account
		values = map[string]any{"account_id": account, "arn": "arn:aws:iam::" + account + ":user/terraform",
			"user_id": "AIDAEXAMPLE"}
	case "aws_partition":
		id = "aws"
		values = map[string]any{"partition": "aws", "dns_suffix": "amazonaws.com",
			"reverse_dns_prefix": "com.amazonaws"}
	case "aws_vpc_endpoint_service":
		values["service_name"] = "com.amazonaws." + region + "." + d.Get("service").(string)
	case "aws_iam_policy_document":
		text, err := policyDocument(d)
		if err != nil {
			return diag.FromErr(err)
		}
		id, values = digest(text)[:10], map[string]any{"json": text, "minified_json": text}
	}
	d.SetId(id)
	for name, v := range values {
		if err := d.Set(name, v); err != nil {
			return diag.FromErr(err)
		}
	}
	return nil
}

// policyDocument is the JSON of a policy that is written as blocks.
func policyDocument(d *schema.ResourceData) (string, error) {
	var statements []any
	for _, text := range d.Get("source_policy_documents").([]any) {
		var of struct{ Statement []any }
		if err := json.Unmarshal([]byte(text.(string)), &of); err != nil {
			return "", fmt.Errorf("source_policy_documents: %w", err)
		}
		statements = append(statements, of.Statement...)
	}
	for _, e := range d.Get("statement").([]any) {
		of := plain(e).(map[string]any)
		one := map[string]any{"Effect": of["effect"]}
		for name, member := range map[string]string{"actions": "Action", "not_actions": "NotAction",
			"resources":     "Resource",
			"not_resources": "NotResource"} {
			if list, ok := of[name].([]any); ok && len(list) == 1 {
				one[member] = list[0]
			} else if ok && len(list) > 1 {
				one[member] = list
			}
		}
		if sid := of["sid"]; sid != "" {
			one["Sid"] = sid
		}
		principals := map[string]any{}
		for _, p := range of["principals"].([]any) {
			of := p.(map[string]any)
			principals[of["type"].(string)] = of["identifiers"]
		}
		if len(principals) > 0 {
			one["Principal"] = principals
		}
		conditions := map[string]any{}
		for _, p := range of["condition"].([]any) {
			of := p.(map[string]any)
			conditions[of["test"].(string)] = map[string]any{of["variable"].(string): of["values"]}
		}
		if len(conditions) > 0 {
			one["Condition"] = conditions
		}
		statements = append(statements, one)
	}
	data, err := json.MarshalIndent(map[string]any{"Version": "2012-10-17", "Statement": statements}, "", "  ")
	return string(data), err
}
