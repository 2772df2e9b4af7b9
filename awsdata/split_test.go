package awsdata

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// readWhole reads a list as encoding/json does, without cutting.
func readWhole(data []byte) (list []Function, truncated bool, err error) {
	var d struct {
		Functions                 *[]Function
		NextToken                 string
		NextMarker                string
		AdditionalRoutesAvailable bool
	}
	if err := decodeObject(data, &d); err != nil || d.Functions == nil {
		return nil, false, fmt.Errorf("no list: %w", err)
	}
	return *d.Functions, d.NextToken != "" || d.NextMarker != "" || d.AdditionalRoutesAvailable, nil
}

// FuzzSplit holds that reading by parts gives what reading the whole gives, or says that it cannot.
func FuzzSplit(f *testing.F) {
	for _, s := range splitCases() {
		f.Add([]byte(s.document))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, truncated, ok := splitList[Function]("Functions", data)
		if !ok {
			return
		}
		whole, wholeTruncated, err := readWhole(data)
		if err != nil {
			t.Fatalf("%s is read by parts, and not as a whole: %v", data, err)
		}
		if !reflect.DeepEqual(list, whole) || truncated != wholeTruncated {
			t.Fatalf("%s\nby parts %+v %v\nwhole %+v %v", data, list, truncated, whole, wholeTruncated)
		}
	})
}

type splitCase struct {
	name, document string
	byParts        bool
}

func splitCases() []splitCase {
	many := strings.Repeat(`{"FunctionName": "a", "Architectures": ["arm64"]},`, 1000)
	return []splitCase{
		{"empty list", `{"Functions": []}`, true},
		{"one", ` { "Functions" : [ {"FunctionName": "a\u001b]{}[\""} ] , "NextToken" : null } `, true},
		{"many", `{"Functions": [` + many + `{}], "NextMarker": "more"}`, true},
		{"null among them", `{"Functions": [null, {"FunctionName": "b"}]}`, true},
		{"other members", `{"Other": {"Functions": [1, 2]}, "Functions": [{}], "ResponseMetadata": {"a": [1, "]"]}}`, true},
		{"null list", `{"Functions": null}`, false},
		{"other case", `{"functions": [{}]}`, false},
		{"twice", `{"Functions": [{}], "Functions": []}`, false},
		{"in two cases", `{"Functions": [{}], "FUNCTIONS": []}`, false},
		{"escaped name", `{"Functi\u006fns": [{}]}`, false},
		{"missing comma", `{"Functions": [{} {}]}`, false},
		{"comma at the end", `{"Functions": [{},]}`, false},
		{"bracket for brace", `{"Functions": [{"FunctionName": "a"]}`, false},
		{"text after", `{"Functions": []} x`, false},
		{"cut off", `{"Functions": [{"FunctionName": "a`, false},
		{"damage in another member", `{"Functions": [], "Other": {"a": nul}}`, false},
		{"wrong type", `{"Functions": [{"FunctionName": 1}]}`, false},
		{"nothing", ``, false},
		{"array", `[]`, false},
		{"rare member", `{"Functions": [], "AdditionalRoutesAvailable": true}`, false},
	}
}

func TestSplitList(t *testing.T) {
	t.Parallel()
	for _, tt := range splitCases() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			list, truncated, ok := splitList[Function]("Functions", []byte(tt.document))
			if ok != tt.byParts {
				t.Fatalf("read by parts: %v", ok)
			}
			if !ok {
				return
			}
			whole, wholeTruncated, err := readWhole([]byte(tt.document))
			if err != nil || !reflect.DeepEqual(list, whole) || truncated != wholeTruncated {
				t.Errorf("by parts %d %v, whole %d %v (%v)", len(list), truncated, len(whole), wholeTruncated, err)
			}
		})
	}
}

// FuzzSplitPacked holds the same for the file form.
func FuzzSplitPacked(f *testing.F) {
	f.Add([]byte(`{"schema": "vpclens.snapshot/v1", "accountId": "1", "regions": {"us-east-1": {"describe-vpcs": {"Vpcs": []}, "mine": 1}}, "global": {}, "gaps": []}`))
	f.Add([]byte(`{"regions": {"a": {}, "a": {"b": {}}}}`))
	f.Add([]byte(`{"regions": {"a": {"b": 1, "b": 2}}, "Gaps": null}`))
	f.Add([]byte(`{"regions": null, "global": {"get-caller-identity": "\ud800"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, ok := splitPacked(data)
		if !ok {
			return
		}
		var whole packed
		err := json.Unmarshal(data, &whole)
		if err != nil {
			// A damaged document is found when it is read; the rest must be sound.
			for region, documents := range p.Regions {
				for call, document := range documents {
					if !json.Valid(document) && knownDocument(region, call) {
						return
					}
				}
			}
			for call, document := range p.Global {
				if !json.Valid(document) && knownDocument(Global, call) {
					return
				}
			}
			t.Fatalf("%s is cut apart, and no JSON: %v", data, err)
		}
		if p.Schema != whole.Schema || p.CapturedAt != whole.CapturedAt || p.AccountID != whole.AccountID ||
			p.Partition != whole.Partition || !reflect.DeepEqual(p.Gaps, whole.Gaps) ||
			len(p.Regions) != len(whole.Regions) || len(p.Global) != len(whole.Global) {
			t.Fatalf("%s\nby parts %+v\nwhole %+v", data, p, whole)
		}
		for region, documents := range whole.Regions {
			for call, document := range documents {
				if string(p.Regions[region][call]) != string(document) {
					t.Fatalf("%s: %s %s is %s", data, region, call, p.Regions[region][call])
				}
			}
		}
	})
}
