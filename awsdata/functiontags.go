package awsdata

import "strings"

// ResourceTags is one entry of resourcegroupstaggingapi get-resources: a resource that has tags, or had some.
type ResourceTags struct {
	ResourceARN string `must:"text"`
	Tags        Tags   `json:",omitempty"`
}

// TagsError tells why get-function brought no tags: it answers without them where lambda:ListTags is denied.
type TagsError struct {
	ErrorCode string `json:",omitempty"`
	Message   string `json:",omitempty" mask:"credentials"`
}

// functionOf is the name of the function that an ARN is of, "" for another resource's.
func functionOf(arn string) string {
	// arn:partition:lambda:region:account:function:name
	parts := strings.Split(arn, ":")
	if len(parts) != 7 || parts[2] != "lambda" || parts[5] != "function" {
		return ""
	}
	return parts[6]
}

// joinTags gives the functions their tags: those of get-function, and else those of get-resources. That one leaves out
// what never had tags, so a function that is not in its whole list has none. A list of other resources only was asked
// for them, and says nothing of functions.
func (f *Region) joinTags(r *Region) {
	listed := make(map[string]Tags, len(r.ResourceTags))
	for i := range r.ResourceTags {
		if name := functionOf(r.ResourceTags[i].ResourceARN); name != "" {
			listed[name] = r.ResourceTags[i].Tags
		}
	}
	whole := r.Has("get-resources") && (len(listed) > 0 || len(r.ResourceTags) == 0)
	for i := range f.Functions {
		fn := &f.Functions[i]
		if fn.Published() { // tags are the function's, not a version's
			continue
		}
		if detail, ok := r.FunctionDetails[fn.FunctionName]; ok && detail.TagsError == nil {
			fn.Tags, fn.TagsKnown = detail.Tags.list(), true
			continue
		}
		tags, ok := listed[fn.FunctionName]
		fn.Tags, fn.TagsKnown = tags, ok || whole
	}
}

// TagsMissing says whether there are functions whose tags are not known.
func (r *Region) TagsMissing() bool {
	for i := range r.Functions {
		if f := &r.Functions[i]; !f.TagsKnown && !f.Published() {
			return true
		}
	}
	return false
}
