package ui

import (
	"context"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// On a function's screen that function and its region are read again, and nothing else; a list is about all regions.
func TestReadHereAgain(t *testing.T) {
	var asked []string
	explore(t, 100, 30, func(o *Options) {
		o.Source.Live = true
		load := o.Source.Load
		o.Source.Here = func(was *awsdata.Snapshot, region, function string) Source {
			here := o.Source
			here.Load = func(ctx context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
				asked = append(asked, was.AccountID+" "+region+" "+function)
				return load(ctx, progress)
			}
			return here
		}
	}, func(t *testing.T, term *uitest.Term) {
		term.Keys(uitest.Ctrl('r'))
		sees(t, term, "this is about all regions: r reads them again")
		term.Keys("/", "checkout-api", uitest.Enter, uitest.Enter, uitest.Ctrl('r'))
		term.Advance(time.Second)
		sees(t, term, "checkout-api", "read again")
		term.Keys(":", "nat-a", uitest.Enter, uitest.Ctrl('r'))
		term.Advance(time.Second)
		if len(asked) != 2 || asked[0] != "123456789012 us-east-1 checkout-api" ||
			asked[1] != "123456789012 us-east-1 " {
			t.Errorf("read again: %q", asked)
		}
	})
	explore(t, 100, 30, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys(uitest.Enter, uitest.Ctrl('r'))
		sees(t, term, "only a single account that is read from AWS can be read in parts")
	})
}
