package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/docs"
)

// The addresses of what can be read besides asking.
const (
	catalogueURI = "vpclens://catalogue"
	lawURI       = "vpclens://law"
	accountURI   = "vpclens://account"
)

const (
	inJSON     = "application/json"
	inMarkdown = "text/markdown"
)

func (s *Server) addResources() {
	s.resource(&mcp.Resource{URI: catalogueURI, Name: "catalogue", Title: "The catalogue of checks", MIMEType: inJSON,
		Description: "Every check: what it looks for, why it matters, when it fires, how to fix it, which AWS calls it needs. The same as " +
			"`vpclens checks --format json`."},
		func(context.Context) (string, error) { return checks(check.Catalogue()) })
	s.resource(&mcp.Resource{URI: lawURI, Name: "law", Title: "The rules of the verdict", MIMEType: inMarkdown,
		Description: "What a function can reach, rule by rule: how security groups, network ACLs, routes, gateways and endpoints are " +
			"evaluated, and when the answer is unknown."},
		func(context.Context) (string, error) { return docs.Semantics, nil })
	s.resource(&mcp.Resource{URI: accountURI, Name: "account", Title: "What was read of the account", MIMEType: inJSON,
		Description: "Accounts, regions, the time of the snapshot, and the gaps: calls that brought no answer, so that what depends on them " +
			"is unknown."},
		s.aboutAccount)
	s.mcp.AddResourceTemplate(&mcp.ResourceTemplate{URITemplate: catalogueURI + "/{check}", Name: "check",
		Title: "One check", MIMEType: inJSON,
		Description: "One check of the catalogue, by its id, such as path-nat-broken."},
		func(_ context.Context, q *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
			one := check.Find(strings.TrimPrefix(q.Params.URI, catalogueURI+"/"))
			if one == nil {
				return nil, mcp.ResourceNotFoundError(q.Params.URI)
			}
			text, err := checks([]*check.Check{one})
			return contents(q.Params.URI, inJSON, text), err
		})
}

func (s *Server) resource(r *mcp.Resource, read func(context.Context) (string, error)) {
	s.mcp.AddResource(r, func(ctx context.Context, _ *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
		text, err := read(ctx)
		if err != nil {
			return nil, s.next(err)
		}
		return contents(r.URI, r.MIMEType, text), nil
	})
}

func contents(uri, mime, text string) *mcp.ReadResourceResult {
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: mime, Text: text}}}
}

// checks are checks in JSON.
func checks(list []*check.Check) (string, error) {
	var b bytes.Buffer
	err := report.WriteChecksJSON(&b, &report.Checks{Checks: list})
	return b.String(), err
}

// aboutAccount is what was read, and what was not.
func (s *Server) aboutAccount(ctx context.Context) (string, error) {
	result, err := s.account.result(ctx)
	if err != nil {
		return "", fmt.Errorf("read the account: %w", err)
	}
	type region struct {
		Account   string `json:"account"`
		Region    string `json:"region"`
		Functions int    `json:"functions"`
		Read      bool   `json:"read"` // whether its list of functions was
	}
	about := struct {
		Schema  string        `json:"schema"`
		Live    bool          `json:"live"` // refresh asks AWS
		Regions []region      `json:"regions"`
		Gaps    []awsdata.Gap `json:"gaps"`
	}{"vpclens.account/v1", s.Source.Live, []region{}, result.Snapshot.Gaps()}
	for _, of := range result.Accounts {
		functions := make(map[string]int)
		for _, f := range of.Functions {
			functions[f.Region]++
		}
		for _, r := range of.Snapshot.MainRegions() {
			about.Regions = append(about.Regions, region{of.Snapshot.AccountID, r.RegionName, functions[r.RegionName],
				r.Has("list-functions")})
		}
	}
	write := func(w io.Writer) error { return json.NewEncoder(w).Encode(about) }
	text, err := s.envelope(ctx, result, []document{write})
	return string(text), err
}
