package collect

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/vpclens/vpclens/awsdata"
)

// A call of the account that needs one of the regions waits for all of these.
func TestTheAccountWaitsForEveryRegion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &session{names: []string{"eu-west-1", "us-east-1"}, ended: make(map[place]chan struct{})}
		for _, region := range s.names {
			s.ended[place{region, "describe-subnets"}] = make(chan struct{})
		}
		waited := false
		go func() {
			s.wait("describe-subnets", awsdata.Global)
			waited = true
		}()
		for _, region := range s.names {
			synctest.Wait()
			if waited {
				t.Errorf("it did not wait for %s", region)
			}
			close(s.ended[place{region, "describe-subnets"}])
		}
		synctest.Wait()
		if !waited {
			t.Error("it waits though all regions have ended")
		}
	})
}

// An answer that is no answer of AWS is judged by its status alone.
func TestBareStatus(t *testing.T) {
	for status, want := range map[int]awsdata.Cause{
		http.StatusNotFound: awsdata.CauseUnsupported, http.StatusMethodNotAllowed: awsdata.CauseUnsupported,
		http.StatusTooManyRequests: awsdata.CauseThrottled,
		http.StatusForbidden:       awsdata.CauseDenied, http.StatusProxyAuthRequired: awsdata.CauseDenied,
		http.StatusBadGateway: awsdata.CauseUnreachable, http.StatusInternalServerError: awsdata.CauseMalformed,
	} {
		if got, text := diagnoseStatus(status); got != want || text == "" {
			t.Errorf("%d is %s (%q), want %s", status, got, text, want)
		}
	}
}
