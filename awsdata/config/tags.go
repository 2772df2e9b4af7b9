package config

import (
	"encoding/json"

	"github.com/vpclens/vpclens/awsdata"
)

// tagsCall lists the tags of functions, which their own list does not tell.
const tagsCall = "get-resources"

// notUntagged is why nobody knows of a function without tags that it has none.
const notUntagged = "AWS Config tells tags of functions, and of none that it has no tags"

// putTags hands the tags of functions to the builder, as far as AWS Config has any: a function that has none there may
// have some, so that the list is not the whole one.
func putTags(b *awsdata.Builder, at place, functions []json.RawMessage) {
	type tagged struct {
		ResourceARN string
		Tags        awsdata.Tags
	}
	var list []tagged
	for _, element := range functions {
		var f struct {
			FunctionArn string
			Tags        awsdata.Tags
		}
		if json.Unmarshal(element, &f) == nil && f.FunctionArn != "" && len(f.Tags) > 0 {
			list = append(list, tagged{f.FunctionArn, f.Tags})
		}
	}
	if list == nil {
		return
	}
	gap := awsdata.Gap{Account: at.account, Region: at.region, Call: tagsCall, Cause: awsdata.CauseTruncated,
		Message: notUntagged}
	data, err := json.Marshal(map[string]any{"ResourceTagMappingList": list})
	if err == nil {
		err = b.PutOf(at.account, at.region, tagsCall, data)
	}
	if err != nil {
		gap.Cause, gap.Message = awsdata.CauseMalformed, err.Error()
	}
	b.Gap(gap)
}
