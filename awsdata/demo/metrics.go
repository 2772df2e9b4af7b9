package demo

import "time"

// MetricsOf is [Metrics] for somebody whose demo account was read at a time: see [On].
func MetricsOf(read time.Time) []byte { return moveTimes(metrics, read.Sub(captured)) }
