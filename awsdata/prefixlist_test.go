package awsdata_test

import (
	"slices"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

// In China some names of endpoint services, and of their lists, begin with "cn.": that makes no difference.
func TestServiceLists(t *testing.T) {
	t.Parallel()
	r := &awsdata.Region{ManagedPrefixLists: []awsdata.ManagedPrefixList{
		{PrefixListId: "pl-1", PrefixListName: "cn.com.amazonaws.cn-north-1.s3", Entries: []awsdata.PrefixListEntry{{Cidr: "52.80.0.0/16"}, {Cidr: "54.222.0.0/16"}}},
		{PrefixListId: "pl-2", PrefixListName: "com.amazonaws.cn-north-1.dynamodb"},
		{PrefixListId: "pl-3", PrefixListName: "com.amazonaws.cn-north-1.s3", AddressFamily: "IPv6"},
		{PrefixListId: "pl-4", PrefixListName: "partners.com.amazonaws.cn-north-1.s3"},
	}}
	for name, want := range map[string][]string{
		"com.amazonaws.cn-north-1.s3":          {"pl-1", "pl-3"},
		"cn.com.amazonaws.cn-north-1.dynamodb": {"pl-2"},
		"com.amazonaws.cn-northwest-1.s3":      nil,
	} {
		var got []string
		for _, list := range r.ServiceLists(name) {
			got = append(got, list.PrefixListId)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	for i, want := range []bool{true, true, true, false} {
		if list := &r.ManagedPrefixLists[i]; list.OfService() != want {
			t.Errorf("%s is a service's: %v", list.PrefixListName, list.OfService())
		}
	}
	if got := r.ManagedPrefixLists[0].CIDRs(); !slices.Equal(got, []string{"52.80.0.0/16", "54.222.0.0/16"}) {
		t.Errorf("ranges %v", got)
	}
}
