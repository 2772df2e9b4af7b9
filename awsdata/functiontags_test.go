package awsdata_test

import (
	"fmt"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// What a function's tags are, and whether that is known: what nobody told is not "none".
func TestTagsOfFunctions(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:lambda:us-east-1:123456789012:function:"
	of := func(name, tags string) string {
		return `{"ResourceARN": "` + arn + name + `", "Tags": [` + tags + `]}`
	}
	list := func(rest string, elements string) string {
		return "\nput get-resources {\"ResourceTagMappingList\": [" + elements + "]" + rest + "}"
	}
	const owner = `{"Key": "owner", "Value": "shop"}`
	detail := func(rest string) string {
		return "\nput get-function.f {\"Configuration\": {\"FunctionName\": \"f\"}" + rest + "}"
	}
	for _, tt := range []struct{ name, documents, want string }{
		{"nobody was asked", "", "[] false"},
		{"the list has it", list("", of("f", owner)), "[{owner shop}] true"},
		{"it had tags once", list("", of("f", "")), "[] true"},
		{"the whole list does not have it", list("", of("g", owner)), "[] true"},
		{"the list is empty", list("", ""), "[] true"},
		{"a function whose name begins the same", list("", of("ff", owner)), "[] true"},
		{"a page of the list", list(`, "PaginationToken": "more"`, of("g", owner)), "[] false"},
		{"a page that has it", list(`, "PaginationToken": "more"`, of("f", owner)), "[{owner shop}] true"},
		{"the last page", list(`, "PaginationToken": ""`, of("g", owner)), "[] true"},
		{"a page, in another letter case", list(`, "paginationToken": "more"`, of("g", owner)), "[] false"},
		{"a list of other resources",
			list("", `{"ResourceARN": "arn:aws:ec2:us-east-1:123456789012:instance/i-1", "Tags": [`+owner+`]}`),
			"[] false"},
		{"get-function tells", detail(`, "Tags": {"owner": "shop"}`), "[{owner shop}] true"},
		{"get-function tells that there are none", detail(""), "[] true"},
		{"get-function may not say", detail(`, "TagsError": {"ErrorCode": "AccessDeniedException", "Message": "no"}`),
			"[] false"},
		{"the list may", detail(`, "TagsError": {"ErrorCode": "AccessDeniedException", "Message": "no"}`) +
			list("", of("f", owner)), "[{owner shop}] true"},
		{"a secret is masked", list("", of("f", `{"Key": "password", "Value": "hunter2"}`)),
			"[{password [hidden]}] true"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := awstest.Parse(t, `put list-functions {"Functions": [{"FunctionName": "f", "Version": "$LATEST",`+
				` "FunctionArn": "`+arn+`f:$LATEST"}]}`+tt.documents)
			f := awsdata.NewIndex(s).Region("us-east-1").Function("f")
			if got := fmt.Sprintf("%v %v", f.Tags, f.TagsKnown); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
