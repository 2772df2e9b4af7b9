package reach

import "github.com/vpclens/vpclens/awsdata"

// Engine answers questions about one snapshot. What is asked twice is computed once: group sets, ACLs, route tables and
// subnets are compiled at first use and kept. It is safe for concurrent use.
type Engine struct {
	index *awsdata.Index
}

// New returns an engine for the snapshot behind the index.
func New(index *awsdata.Index) *Engine { return &Engine{index: index} }
