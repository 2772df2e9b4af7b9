package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// The account in which everything is.
const account = "123456789012"

// record is something that the account has: its attributes under the provider's names.
type record struct {
	Type   string         `json:"type"`
	ID     string         `json:"id"`
	Region string         `json:"region"`
	Values map[string]any `json:"values"`
}

// cloud is what there is in the account, in a file: what a resource's reading sees of others, as the rules of a group
// that are resources of their own, is seen here as in AWS.
type cloud struct {
	file    string
	Records []*record `json:"records"`
}

// openCloud reads the account of the provider, whose file the environment names.
func openCloud() (*cloud, error) {
	file := os.Getenv("PLANS_CLOUD")
	if file == "" {
		return nil, errors.New("no file for the account: PLANS_CLOUD names it")
	}
	return readCloud(file)
}

// readCloud reads an account; one without a file has nothing yet.
func readCloud(file string) (*cloud, error) {
	c := &cloud{file: file}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open the account: %w", err)
	}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("read the account: %w", err)
	}
	return c, nil
}

func (c *cloud) save() error {
	slices.SortFunc(c.Records, func(a, b *record) int { return strings.Compare(a.key(), b.key()) })
	data, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return fmt.Errorf("save the account: %w", err)
	}
	return os.WriteFile(c.file, data, 0o600)
}

// find is a record, nil if there is none.
func (c *cloud) find(kind, id string) *record {
	for _, r := range c.Records {
		if r.Type == kind && r.ID == id {
			return r
		}
	}
	return nil
}

// all are the records of types in their order.
func (c *cloud) all(kinds ...string) []*record {
	var out []*record
	for _, k := range kinds {
		for _, r := range c.Records {
			if r.Type == k {
				out = append(out, r)
			}
		}
	}
	return out
}

// with are the records of a type that have a value.
func (c *cloud) with(kind, attribute, value string) []*record {
	var out []*record
	for _, r := range c.all(kind) {
		if value != "" && r.text(attribute) == value {
			out = append(out, r)
		}
	}
	return out
}

// own is a record of a region: other regions may have others of the same name.
func (c *cloud) own(kind, id, region string) *record {
	for _, r := range c.Records {
		if r.Type == kind && r.ID == id && r.Region == region {
			return r
		}
	}
	return nil
}

func (c *cloud) remove(of *record) {
	c.Records = slices.DeleteFunc(c.Records, func(r *record) bool {
		return of != nil && r.Type == of.Type && r.ID == of.ID && r.Region == of.Region
	})
}

// fresh is an id that nothing has yet, made of what a thing is: the same file gives the same ids each time.
func (c *cloud) fresh(kind, prefix string, values map[string]any) string {
	data, _ := json.Marshal(values)
	for n := 0; ; n++ {
		id := prefix + "0" + digest(fmt.Sprint(kind, string(data), n))[:16]
		if c.find(kind, id) == nil {
			return id
		}
	}
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (r *record) key() string { return r.Type + " " + r.ID + " " + r.Region }

func (r *record) text(name string) string { s, _ := r.Values[name].(string); return s }

func (r *record) is(name string) bool { b, _ := r.Values[name].(bool); return b }

func (r *record) list(name string) []any { l, _ := r.Values[name].([]any); return l }

func (r *record) texts(name string) []string {
	var out []string
	for _, v := range r.list(name) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// objects are the objects of a list or set.
func (r *record) objects(name string) []map[string]any {
	var out []map[string]any
	for _, v := range r.list(name) {
		if o, ok := v.(map[string]any); ok {
			out = append(out, o)
		}
	}
	return out
}
