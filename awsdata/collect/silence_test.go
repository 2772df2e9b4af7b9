package collect

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// A call that nobody answers is one gap, and costs nobody else an answer: not the calls that come last, and not those
// of a service that is silent in one region only.
func TestSilenceCostsOneCall(t *testing.T) {
	for name, fault := range map[string]awsreplay.Fault{"no answer": awsreplay.Hang(nil),
		"half an answer": awsreplay.Stall()} {
		t.Run(name, func(t *testing.T) {
			awsreplay.WithKeys(t)
			files := accountFiles(t)
			server := awsreplay.New(t, files, 0)
			server.Fault("ListResolverRules@eu-west-1", fault)
			o := quick(server)
			o.CallTimeout, o.Attempts = 2*time.Second, 1
			got := inNoTime(t, server, o)
			gap, ok := got.Region("eu-west-1").Gap("list-resolver-rules")
			if !ok || gap.Cause != awsdata.CauseUnreachable ||
				!strings.Contains(gap.Message, "no answer") && !strings.Contains(gap.Message, "was cut off") {
				t.Errorf("the gap is %+v", gap)
			}
			delete(files, "eu-west-1/list-resolver-rules.json")
			sameBut(t, got, load(t, files, onlyFallback))
		})
	}
}

// inNoTime collects in virtual time, in which a limit passes at once.
func inNoTime(t *testing.T, server *awsreplay.Server, o Options) (got *awsdata.Snapshot) {
	t.Helper()
	o.Transport = server.Transport(nil)
	synctest.Test(t, func(t *testing.T) { got = mustCollect(t, o) })
	return got
}

// A service that answers nothing is not asked for each of a thousand things.
func TestASilentServiceIsLeftAlone(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	files["eu-west-1/list-functions.json"] = &fstest.MapFile{Data: manyFunctions(0, 6)}
	server := awsreplay.New(t, files, 0)
	server.Fault("GetPolicy", awsreplay.Hang(nil)) // which is asked when all else has been answered
	o := quick(server)
	o.Regions, o.CallTimeout, o.Concurrency = []string{"eu-west-1"}, time.Second/2, 1
	got := inNoTime(t, server, o).Region("eu-west-1")
	said := map[string]int{}
	for i := range got.Functions {
		if f := &got.Functions[i]; !f.Published() {
			gap, _ := got.Gap("get-policy." + f.FunctionName)
			said[gap.Message]++
		}
	}
	if said["no answer within 500ms"] != mostSilent || said[errSilent.Error()] != 6-mostSilent {
		t.Errorf("the gaps say %v", said)
	}
}

// A clock that is wrong is named, whatever AWS calls it; one that is right is not.
func TestAWrongClockIsNamed(t *testing.T) {
	for _, c := range []struct {
		code string
		off  time.Duration // of AWS's clock
		want string
	}{
		{"RequestExpired", -3 * time.Hour, "this machine's clock is 3h ahead of AWS's, so it refuses every request: set the clock"},
		{"SignatureDoesNotMatch", 25 * time.Hour, "this machine's clock is 25h behind AWS's"},
		{"AuthFailure", 10 * time.Minute, "this machine's clock is 10m behind AWS's"},
		{"RequestExpired", time.Minute, "the AWS credentials have expired"},
		{"InvalidClientTokenId", time.Hour, "AWS does not accept the credentials"},
	} {
		t.Run(fmt.Sprint(c.code, c.off), func(t *testing.T) {
			awsreplay.WithKeys(t)
			server := awsreplay.New(t, accountFiles(t), 0)
			for _, row := range table() {
				fault := awsreplay.Error(http.StatusForbidden, c.code, "no")
				server.Fault(row.operation, func(e *awsreplay.Exchange) {
					awsreplay.Clock(time.Now().Add(c.off), fault)(e)
				})
			}
			_, err := Collect(t.Context(), quick(server))
			var problem *CredentialsError
			if !errors.As(err, &problem) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %q", err, c.want)
			}
		})
	}
}

// An answer that sends us elsewhere takes no secret there, and no answer from there counts where the method would
// change.
func TestRedirectsCarryNoSecret(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			awsreplay.WithKeys(t)
			t.Setenv("AWS_SESSION_TOKEN", "the-session-token")
			var mu sync.Mutex
			var leaked []string
			visits := 0
			elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				visits++
				for _, name := range slices.Sorted(maps.Keys(r.Header)) {
					if strings.Contains(strings.Join(r.Header[name], ""), "the-session-token") ||
						name == "Authorization" {
						leaked = append(leaked, name)
					}
				}
				http.Error(w, "no", http.StatusForbidden)
			}))
			defer elsewhere.Close()
			server := awsreplay.New(t, accountFiles(t), 0)
			to := strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1) // another host
			for _, operation := range []string{"DescribeVpcs", "ListCapacityProviders", "DescribeDBInstances"} {
				server.Fault(operation+"@eu-west-1", awsreplay.Redirect(status, to+"/elsewhere"))
			}
			o := quick(server)
			o.Regions = []string{"eu-west-1"}
			got := mustCollect(t, o)
			if len(leaked) > 0 {
				t.Errorf("the other host was sent %v", leaked)
			}
			if follows := status == 307 || status == 308; (visits > 0) != follows {
				t.Errorf("the other host was visited %d times", visits)
			}
			for _, call := range []string{"describe-vpcs", "list-capacity-providers", "describe-db-instances"} {
				if _, missing := got.Region("eu-west-1").Gap(call); !missing {
					t.Errorf("%s is no gap", call)
				}
			}
		})
	}
}

// Errors that were joined are told in one sentence, each once.
func TestReasonsAreOneSentence(t *testing.T) {
	inner := errors.New("no route to host")
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("operation error EC2: DescribeVpcs, %w", inner), "no route to host"},
		{errors.Join(inner, fmt.Errorf("twice: %w", inner), errors.New("timed out")), "no route to host; timed out"},
		{fmt.Errorf("all: %w", errors.Join(errors.New("one\ntwo"), context.Canceled)), "one; two; context canceled"},
		{fmt.Errorf("both %w and %w", inner, context.Canceled), "no route to host; context canceled"},
	} {
		if got := reason(c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
