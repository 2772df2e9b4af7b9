package awsdata

import "time"

// Cost is what a call to AWS cost.
type Cost struct {
	Pages     int
	Requests  int           // that were answered, each page and each repetition one
	Throttled int           // of them, those that AWS refused for coming too fast
	Waited    time.Duration // for its turn
	Took      time.Duration // from its turn on
}
