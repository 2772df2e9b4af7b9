//go:build unix

package reach_test

import (
	"syscall"
	"testing"
	"time"
)

// reportCPU measures what the processor does from here on, which says more than the time on a machine that others use:
// spread over two cores the time is at best half of it.
func reportCPU(b *testing.B) (stop func()) {
	spent := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := spent()
	return func() { b.ReportMetric(float64((spent()-before).Microseconds())/float64(b.N), "cpu-µs/op") }
}
