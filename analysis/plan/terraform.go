package plan

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Source of the form: Terraform documentation, "JSON Output Format"; OpenTofu prints the same.
type terraformPlan struct {
	FormatVersion   string                         `json:"format_version"`
	Variables       map[string]struct{ Value any } `json:"variables"`
	ResourceChanges []terraformChange              `json:"resource_changes"`
	Deferred        []struct {
		Change terraformChange `json:"resource_change"`
	} `json:"deferred_changes"`
	Configuration struct {
		Providers map[string]terraformProvider `json:"provider_config"`
		Root      terraformModule              `json:"root_module"`
	} `json:"configuration"`
	Prior struct {
		Values struct {
			Root terraformState `json:"root_module"`
		} `json:"values"`
	} `json:"prior_state"`
	Errored bool `json:"errored"`
}

// terraformState is what a module's resources and data sources were before.
type terraformState struct {
	Resources []terraformData  `json:"resources"`
	Children  []terraformState `json:"child_modules"`
}

type terraformData struct {
	Address string         `json:"address"`
	Mode    string         `json:"mode"`
	Values  map[string]any `json:"values"`
}

// data are the data sources that were read.
func (s *terraformState) data() []terraformData {
	out := slices.DeleteFunc(slices.Clone(s.Resources), func(r terraformData) bool { return r.Mode != "data" })
	for i := range s.Children {
		out = append(out, s.Children[i].data()...)
	}
	return out
}

type terraformChange struct {
	Address  string `json:"address"`
	Module   string `json:"module_address"`
	Mode     string `json:"mode"`
	Type     string `json:"type"`
	Name     string `json:"name"`
	Index    any    `json:"index"`
	Deposed  string `json:"deposed"`
	Provider string `json:"provider_name"`
	Change   struct {
		Actions   []string       `json:"actions"`
		Before    map[string]any `json:"before"`
		After     map[string]any `json:"after"`
		Unknown   any            `json:"after_unknown"`
		Importing *struct {
			ID string `json:"id"`
		} `json:"importing"`
	} `json:"change"`
}

type terraformProvider struct {
	Name        string         `json:"name"`
	Expressions map[string]any `json:"expressions"`
}

type terraformModule struct {
	Resources []terraformResource                 `json:"resources"`
	Calls     map[string]terraformCall            `json:"module_calls"`
	Outputs   map[string]struct{ Expression any } `json:"outputs"`
	Variables map[string]struct{ Default any }    `json:"variables"`
}

type terraformResource struct {
	Mode        string         `json:"mode"`
	Type        string         `json:"type"`
	Name        string         `json:"name"`
	Provider    string         `json:"provider_config_key"`
	Expressions map[string]any `json:"expressions"`
	ForEach     any            `json:"for_each_expression"`
}

type terraformCall struct {
	Expressions map[string]any  `json:"expressions"`
	ForEach     any             `json:"for_each_expression"`
	Module      terraformModule `json:"module"`
}

// terraformReader brings a Terraform plan into CloudFormation's words.
type terraformReader struct {
	file   terraformPlan
	before *awsdata.Snapshot
	strict bool
	plan   *Plan
	by     map[string]*terraformChange // by address
	of     map[string][]string         // addresses of the instances of a resource, by its address without keys
	types  map[string]terraformType
	data   []terraformData // data sources that were read
	reads  map[string]bool // those that are read only when the plan is applied, by their addresses without keys
}

// readTerraform reads what `terraform show -json` prints of a plan.
func readTerraform(data []byte, before *awsdata.Snapshot, o Options) (*Plan, error) {
	t := &terraformReader{before: before, strict: o.Strict, plan: &Plan{Form: Terraform},
		by: map[string]*terraformChange{},
		of: map[string][]string{}, types: terraformTypes(), reads: map[string]bool{}}
	if err := unmarshal(data, &t.file); err != nil {
		return nil, fmt.Errorf("read the plan: %w", err)
	}
	if major, _, _ := strings.Cut(t.file.FormatVersion, "."); major != "1" {
		return nil, fmt.Errorf("read the plan: format_version %q: want 1.x, as `terraform show -json` prints it",
			awsdata.Clean(t.file.FormatVersion))
	}
	if t.file.Errored {
		return nil, fmt.Errorf("read the plan: Terraform did not finish it (errored): plan again")
	}
	t.data = t.file.Prior.Values.Root.data()
	for i := range t.file.ResourceChanges {
		c := &t.file.ResourceChanges[i]
		if c.Mode == "data" {
			t.reads[plainAddress(c.Address)] = true
		}
		if c.Mode == "managed" && c.Deposed == "" {
			t.by[c.Address] = c
			base := plainAddress(c.Address)
			t.of[base] = append(t.of[base], c.Address)
		}
	}
	for i := range t.file.ResourceChanges {
		c := &t.file.ResourceChanges[i]
		if c.Mode != "managed" || !strings.HasPrefix(c.Type, "aws_") {
			continue
		}
		t.resource(c)
	}
	for _, d := range t.file.Deferred {
		t.left(&d.Change, Deferred, "")
	}
	return t.plan, nil
}

func (t *terraformReader) left(c *terraformChange, why Why, what string) {
	t.plan.Left = append(t.plan.Left, Left{Address: awsdata.Clean(c.Address), Kind: awsdata.Clean(c.Type), Why: why,
		What: awsdata.Clean(what)})
}

// action is what happens to a resource, "" for what is only read.
func (c *terraformChange) action() Action {
	if c.Deposed != "" {
		return Delete
	}
	switch a := c.Change.Actions; {
	case slices.Equal(a, []string{"no-op"}):
		return Keep
	case slices.Equal(a, []string{"create"}):
		return Create
	case slices.Equal(a, []string{"update"}):
		return Update
	case slices.Equal(a, []string{"delete"}):
		return Delete
	case slices.Equal(a, []string{"create", "forget"}): // the old one stays, and another comes
		return Create
	case len(a) == 2:
		return Replace
	}
	return "" // read; forget: the resource stays, and Terraform does not look at it any more
}

func (t *terraformReader) resource(c *terraformChange) {
	action := c.action()
	if action == "" {
		return
	}
	of, known := t.types[c.Type]
	if !known {
		if action != Keep && !terraformInert(c.Type) {
			t.left(c, UnknownType, "")
		}
		return
	}
	account := cmp.Or(accountOf(c.Change.Before), t.accountOfProvider(c))
	if account != "" && t.before != nil && t.before.AccountID != "" && account != t.before.AccountID {
		if action != Keep {
			t.left(c, OtherAccount, account)
		}
		return
	}
	t.sayUnread(c, action)
	r := Resource{Address: c.Address, Kind: c.Type, Action: action, Region: t.regionOf(c)}
	if c.Change.Importing != nil && action == Create {
		r.Action = Update
		action = Update
	}
	before := t.values(c, c.Change.Before, nil)
	var after map[string]any
	if action != Delete {
		after = t.values(c, c.Change.After, c.Change.Unknown)
	}
	if action == Update {
		r.Changed = changedAttributes(c)
		for name, v := range after {
			if was, ok := before[name]; ok && reflect.DeepEqual(was, v) && !of.whole {
				delete(after, name)
			}
		}
	}
	for _, made := range of.read(t, c, r, before, after) {
		if made.ID == "" && made.Action != Create {
			made.ID = stringOf(before[idOf(of)])
		}
		t.plan.Resources = append(t.plan.Resources, made)
	}
}

// changedAttributes are the attributes of a resource that are to be others, tags and what the provider computes of
// them aside.
func changedAttributes(c *terraformChange) []string {
	unknown, _ := c.Change.Unknown.(map[string]any)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c.Change.Before)) {
		after, there := c.Change.After[name]
		if there && !reflect.DeepEqual(c.Change.Before[name], after) || hasTrue(unknown[name]) {
			out = append(out, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Change.After)) {
		if _, was := c.Change.Before[name]; !was {
			out = append(out, name)
		}
	}
	return out
}

// hasTrue reports whether anything in a tree of unknowns is one.
func hasTrue(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case []any:
		return slices.ContainsFunc(v, hasTrue)
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), hasTrue)
	}
	return false
}

func idOf(of terraformType) string {
	if of.id != "" {
		return of.id
	}
	return "id"
}

// accountOf is the account of a resource that is there, "" where its ARN does not tell.
func accountOf(values map[string]any) string {
	if parts := strings.Split(stringOf(values["arn"]), ":"); len(parts) > 5 && awsdata.IsAccountID(parts[4]) {
		return parts[4]
	}
	return ""
}

// accountOfProvider is the account of the role that a resource's provider assumes, "" where it assumes none that is
// known.
func (t *terraformReader) accountOfProvider(c *terraformChange) string {
	for _, e := range items(t.provider(c)["assume_role"]) {
		if account := accountOf(map[string]any{"arn": t.constant(e["role_arn"])}); account != "" {
			return account
		}
	}
	return ""
}

// provider is the configuration of a resource's provider.
func (t *terraformReader) provider(c *terraformChange) map[string]any {
	config := t.config(c)
	if config == nil {
		return nil
	}
	if of, ok := t.file.Configuration.Providers[config.Provider]; ok {
		return of.Expressions
	}
	_, own, _ := strings.Cut(config.Provider, ":") // module.x:aws: the provider that the module is given
	return t.file.Configuration.Providers[own].Expressions
}

// regionOf is the region of a resource: its own attribute, which the provider has since version 6, an ARN, or the
// provider's.
func (t *terraformReader) regionOf(c *terraformChange) string {
	for _, values := range []map[string]any{c.Change.After, c.Change.Before} {
		if region := stringOf(values["region"]); region != "" {
			return region
		}
		if parts := strings.Split(stringOf(values["arn"]), ":"); len(parts) > 4 && parts[3] != "" {
			return parts[3]
		}
	}
	return t.constant(t.provider(c)["region"])
}

// constant is the value of an expression that is a constant or a variable of the root module.
func (t *terraformReader) constant(expression any) string {
	e, _ := expression.(map[string]any)
	if s, ok := e["constant_value"].(string); ok {
		return s
	}
	for _, ref := range references(e) {
		if name, ok := strings.CutPrefix(ref, "var."); ok {
			return stringOf(t.file.Variables[name].Value)
		}
	}
	return ""
}

// values are the attributes of a resource. What is known only after apply is what it refers to, if the configuration
// tells, else [Unknown]; what the configuration does not set is left out: the provider computes it.
func (t *terraformReader) values(c *terraformChange, known map[string]any, unknown any) map[string]any {
	if known == nil && unknown == nil {
		return nil
	}
	out := maps.Clone(known)
	if out == nil {
		out = map[string]any{}
	}
	of, _ := unknown.(map[string]any)
	config := t.config(c)
	for _, name := range slices.Sorted(maps.Keys(of)) {
		var expression any
		if config != nil {
			expression = config.Expressions[name]
		}
		if of[name] == true && expression == nil && !t.dynamic(c, name) && !changesUnseen(c, name) {
			delete(out, name)
			continue
		}
		out[name] = t.merge(c, []string{name}, out[name], of[name], expression)
	}
	return out
}

// changesUnseen reports whether what is there changes to what the configuration does not show: a computed value stays.
func changesUnseen(c *terraformChange, name string) bool {
	was := c.Change.Before[name]
	return c.action() == Update && was != nil && !reflect.DeepEqual(was, []any{}) && was != ""
}

// dynamic reports whether an attribute that the configuration does not show may be set all the same: by a dynamic
// block, which the plan's configuration leaves out.
func (t *terraformReader) dynamic(c *terraformChange, name string) bool {
	return t.types[c.Type].blocks[name]
}

// merge lays what is unknown on what is known.
func (t *terraformReader) merge(c *terraformChange, path []string, known, unknown, expression any) any {
	switch u := unknown.(type) {
	case bool:
		if !u {
			return known
		}
		return t.reference(c, path, expression, -1)
	case map[string]any:
		k, _ := known.(map[string]any)
		out := maps.Clone(k)
		if out == nil {
			out = map[string]any{}
		}
		e, _ := expression.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(u)) {
			below := e[name]
			if below == nil && len(references(e)) > 0 {
				below = e // an attribute whose whole value is one expression
			}
			out[name] = t.merge(c, append(slices.Clone(path), name), out[name], u[name], below)
		}
		return out
	case []any:
		return t.mergeList(c, path, known, u, expression)
	}
	return known
}

func (t *terraformReader) mergeList(c *terraformChange, path []string, known any, unknown []any, expression any) any {
	k, _ := known.([]any)
	blocks, _ := expression.([]any)
	var out []any
	whole := 0 // elements of which nothing is known
	for i := range max(len(k), len(unknown)) {
		var u any = false
		if i < len(unknown) {
			u = unknown[i]
		}
		var v any
		if i < len(k) {
			v = k[i]
		}
		if u == true {
			whole++
			if v != nil { // a set's known elements come first, whatever is unknown
				out = append(out, v)
			}
			continue
		}
		if i >= len(k) && v == nil && u == false {
			continue
		}
		var below any = expression
		if i < len(blocks) {
			below = blocks[i]
		} else if len(blocks) == 1 {
			below = blocks[0]
		}
		if merged := t.merge(c, path, v, u, below); merged != nil {
			out = append(out, merged)
		}
	}
	if whole > 0 {
		more := t.reference(c, path, expression, whole)
		if list, ok := more.([]any); ok {
			out = append(out, list...)
		} else {
			out = append(out, more)
		}
	}
	return out
}

// config is the configuration of a resource, nil where the plan has none.
func (t *terraformReader) config(c *terraformChange) *terraformResource {
	module := t.module(c.Module)
	if module == nil {
		return nil
	}
	for i := range module.Resources {
		if r := &module.Resources[i]; r.Type == c.Type && r.Name == c.Name && r.Mode == c.Mode {
			return r
		}
	}
	return nil
}

// module is the configuration of the module of an address, nil if there is none.
func (t *terraformReader) module(address string) *terraformModule {
	at := &t.file.Configuration.Root
	for _, step := range steps(address) {
		call, ok := at.Calls[step.name]
		if !ok {
			return nil
		}
		at = &call.Module
	}
	return at
}
