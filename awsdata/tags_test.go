package awsdata_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// taggedStory has a function of each sort: with tags, with none, and of which nobody told them.
const taggedStory = `account 123456789012
put list-functions {"Functions": [
	{"FunctionName": "has", "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:has"},
	{"FunctionName": "none", "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:none"},
	{"FunctionName": "unread", "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:unread"}]}
put get-function.has {"Configuration": {"FunctionName": "has"}, "Tags": {"owner": "li.wei", "team": "\u001b[31mpay", "token": "m4rk"}}
put get-function.none {"Configuration": {"FunctionName": "none"}}
put get-function.unread {"Configuration": {"FunctionName": "unread"}, "TagsError": {"ErrorCode": "AccessDeniedException", "Message": "no"}}`

func functionTags(s *awsdata.Snapshot) string {
	var out []string
	for i := range s.Regions[0].Functions {
		f := &s.Regions[0].Functions[i]
		out = append(out, fmt.Sprintf("%d %v", len(f.Tags), f.TagsKnown))
	}
	return strings.Join(out, ", ")
}

// A snapshot knows of its tags what it knew in every form in which it is kept.
func TestTagsInEveryForm(t *testing.T) {
	t.Parallel()
	story := awstest.Parse(t, strings.ReplaceAll(taggedStory, "\n\t", " "))
	const want = "3 true, 0 true, 0 false"
	for _, name := range []string{"folder", "one.json", "one.json.gz"} {
		at := filepath.Join(t.TempDir(), name)
		if err := story.Save(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		if got := functionTags(load(t, at)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := functionTags(gather(t, keyed(t, story))); got != want {
		t.Errorf("in parts: %s, want %s", got, want)
	}
	out := anonymized(t, story)
	if got := functionTags(out); got != want {
		t.Errorf("anonymized: %s, want %s", got, want)
	}
	text := string(encode(t, out))
	for _, word := range []string{"li.wei", "pay", "m4rk"} {
		if strings.Contains(text, word) {
			t.Errorf("anonymized, %q stays", word)
		}
	}
	tags := story.Regions[0].Functions[0].Tags
	if value, _ := tags.Has("team"); strings.Contains(value, "\x1b") || value == "" {
		t.Errorf("the value is %q", value)
	}
	if value, _ := tags.Has("token"); value != "[hidden]" {
		t.Errorf("what is called a secret is %q", value)
	}
}

// Tags that nobody told are not "no tags": of a kind whose call tells none, of a function that was not asked, and of
// what another account shares.
func TestTagsIn(t *testing.T) {
	t.Parallel()
	team := awsdata.Tags{{Key: "team", Value: "pay"}}
	const own, other = "123456789012", "999999999999"
	for _, tt := range []struct {
		name    string
		account string
		r       awsdata.Resource
		want    string
	}{
		{"a kind without tags", own, &awsdata.LoadBalancer{}, "[] false"},
		{"nothing", own, nil, "[] false"},
		{"a function that has some", own, &awsdata.Function{Tags: team, TagsKnown: true}, "[{team pay}] true"},
		{"a function that has none", own, &awsdata.Function{TagsKnown: true}, "[] true"},
		{"a function that was not asked", own, &awsdata.Function{}, "[] false"},
		{"a subnet", own, &awsdata.Subnet{OwnerId: own, Tags: team}, "[{team pay}] true"},
		{"a subnet without", own, &awsdata.Subnet{OwnerId: own}, "[] true"},
		{"a subnet that is shared", own, &awsdata.Subnet{OwnerId: other}, "[] false"},
		{"a subnet whose owner is not told", own, &awsdata.Subnet{}, "[] true"},
		{"a subnet of who knows whose region", "", &awsdata.Subnet{OwnerId: other}, "[] true"},
		{"a role", own, &awsdata.Role{Tags: team}, "[{team pay}] true"},
	} {
		tags, known := awsdata.TagsIn(tt.account, tt.r)
		if got := fmt.Sprint(tags, known); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestTagsByKey(t *testing.T) {
	t.Parallel()
	tags := awsdata.Tags{{Key: "Name", Value: "a"}, {Key: "team", Value: ""}, {Key: "Name", Value: "twice"}}
	if value, ok := tags.Has("team"); value != "" || !ok {
		t.Errorf("an empty value is %q, %v", value, ok)
	}
	if _, ok := tags.Has("Team"); ok {
		t.Error("keys are the same in small letters")
	}
	if got := fmt.Sprint(tags.Map()); got != "map[Name:a team:]" {
		t.Errorf("the map is %s", got)
	}
	if got := awsdata.Tags(nil).Map(); got == nil {
		t.Error("no tags are null")
	}
	if got := tags.Without("Name"); !slices.Equal(got, awsdata.Tags{{Key: "team", Value: ""}}) {
		t.Errorf("without the name: %v", got)
	}
}
