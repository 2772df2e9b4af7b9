package awsdata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Role is an execution role, as iam get-account-authorization-details or get-role report it.
type Role struct {
	RoleName                 string
	Arn                      string
	Path                     string               `json:",omitempty"`
	RoleId                   string               `json:",omitempty"`
	AssumeRolePolicyDocument PolicyDocument       `json:",omitempty"`
	RolePolicyList           []InlinePolicy       `json:",omitempty"`
	AttachedManagedPolicies  []AttachedPolicy     `json:",omitempty"`
	PermissionsBoundary      *PermissionsBoundary `json:",omitempty"`
	Tags                     Tags                 `json:",omitempty"`
}

// ResourceTags implements [Tagged].
func (r *Role) ResourceTags() Tags { return r.Tags }

// InlinePolicy is a policy that is part of a role.
type InlinePolicy struct {
	PolicyName     string
	PolicyDocument PolicyDocument `json:",omitempty"`
}

// AttachedPolicy names a managed policy that is attached to a role.
type AttachedPolicy struct {
	PolicyName string
	PolicyArn  string `must:"text"`
}

// PermissionsBoundary names the managed policy that bounds a role.
type PermissionsBoundary struct {
	PermissionsBoundaryType string `json:",omitempty"`
	PermissionsBoundaryArn  string `json:",omitempty"`
}

// ManagedPolicy is a customer-managed or AWS-managed policy with its versions.
type ManagedPolicy struct {
	PolicyName        string
	Arn               string
	DefaultVersionId  string          `json:",omitempty"`
	PolicyVersionList []PolicyVersion `json:",omitempty"`
}

// PolicyVersion is one version of a managed policy.
type PolicyVersion struct {
	VersionId        string         `json:",omitempty"`
	IsDefaultVersion bool           `json:",omitempty"`
	Document         PolicyDocument `json:",omitempty"`
}

// Default is the document of the policy's default version, "" if the snapshot does not hold it.
func (p *ManagedPolicy) Default() PolicyDocument {
	for _, v := range p.PolicyVersionList {
		if v.IsDefaultVersion || v.VersionId == p.DefaultVersionId {
			return v.Document
		}
	}
	return ""
}

// ARN implements [Known].
func (r *Role) ARN() string { return r.Arn }

// printRole is get-account-authorization-details about one role.
func printRole(r Resource) any { return map[string]any{"RoleDetailList": []any{r}} }

// ID implements [Resource].
func (r *Role) ID() string { return r.Arn }

// Name implements [Resource].
func (r *Role) Name() string { return r.RoleName }

// Facts implements [Resource].
func (r *Role) Facts() []Fact {
	facts := []Fact{{Label: "ARN", Value: r.Arn}}
	for _, p := range r.AttachedManagedPolicies {
		facts = append(facts, Fact{Label: "Managed policy", Value: p.PolicyName})
	}
	for _, p := range r.RolePolicyList {
		facts = append(facts, Fact{Label: "Inline policy", Value: p.PolicyName})
	}
	if r.PermissionsBoundary != nil {
		facts = append(facts, Fact{Label: "Permissions boundary", Value: r.PermissionsBoundary.PermissionsBoundaryArn})
	}
	return compact(facts)
}

// PolicyDocument is an IAM policy as compact JSON text. IAM's API gives it URL-encoded in a string, the AWS CLI as an
// object; both are read, and an object is written, as the CLI does.
type PolicyDocument string

// UnmarshalJSON implements [json.Unmarshaler]. A policy that is no JSON stays what it is, a text: nobody can read it,
// and the rest of the account can be read all the same.
func (p *PolicyDocument) UnmarshalJSON(data []byte) error {
	text, err := policyText(data)
	if errors.Is(err, errNoJSON) {
		var quoted []byte
		quoted, err = json.Marshal(text)
		text = string(quoted)
	}
	*p = PolicyDocument(text)
	return err
}

// MarshalJSON implements [json.Marshaler].
func (p PolicyDocument) MarshalJSON() ([]byte, error) {
	if p == "" {
		return []byte("null"), nil
	}
	return []byte(p), nil
}

// PolicyText is the policy of a VPC endpoint as compact JSON text. EC2 gives it, and the AWS CLI prints it, as a
// string.
type PolicyText string

// UnmarshalJSON implements [json.Unmarshaler].
func (p *PolicyText) UnmarshalJSON(data []byte) error {
	text, err := policyText(data)
	if errors.Is(err, errNoJSON) { // stays a text that nobody can read
		err = nil
	}
	*p = PolicyText(text)
	return err
}

// errNoJSON tells of a text that is no JSON.
var errNoJSON = errors.New("policy document is not JSON")

// policyText reads a policy in any of its forms: null, an object, a JSON string, a URL-encoded string. The result is
// compact JSON whose text is cleaned: escapes stay escapes, so nothing in it can act on a terminal. Its lists are
// sorted: the order of statements, actions, resources and values of conditions means nothing to AWS.
func policyText(data []byte) (string, error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || string(data) == "null" {
		return "", nil
	}
	if data[0] == '"' {
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return "", err
		}
		s = strings.TrimSpace(s)
		if s == "" {
			return "", nil
		}
		if strings.HasPrefix(s, "%") {
			decoded, err := url.QueryUnescape(strings.ReplaceAll(s, "+", "%2B"))
			if err != nil {
				return "", fmt.Errorf("decode policy document: %w", err)
			}
			s = decoded
		}
		data = []byte(s)
	}
	var compacted bytes.Buffer
	if err := json.Compact(&compacted, data); err != nil {
		return Clean(string(data)), errNoJSON
	}
	if compacted.Len() > 0 {
		sortJSON(compacted.Bytes(), 0)
	}
	return Clean(compacted.String()), nil
}

// AccountOf is the account in an ARN, "" for other texts.
func AccountOf(arn string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return ""
}
