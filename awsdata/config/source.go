// Package config reads what AWS Config has recorded of many accounts, by way of an aggregator: one place to ask, and no
// role in the accounts. What Config does not record is a gap. Whoever can change what is recorded can write anything
// there: it is decoded and judged like any other document.
package config

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// scheme is how an aggregator is named where a path could stand.
const scheme = "config:"

// IsSource reports whether a text where a path could stand names an aggregator.
func IsSource(text string) bool { return strings.HasPrefix(text, scheme) }

// aggregatorName is what AWS Config allows as the name of an aggregator.
// Source: AWS Config API reference, SelectAggregateResourceConfig, ConfigurationAggregatorName.
var aggregatorName = regexp.MustCompile(`^[\w-]{1,256}$`)

// Parse reads "config:NAME" and returns the name of the aggregator.
func Parse(text string) (name string, err error) {
	name = strings.TrimPrefix(text, scheme)
	switch {
	case name == "":
		return "", fmt.Errorf("%s names no aggregator: want config:NAME, which "+
			"`aws configservice describe-configuration-aggregators` lists", scheme)
	case !aggregatorName.MatchString(name):
		return "", fmt.Errorf("%q is no name of an aggregator: want config:NAME", awsdata.Clean(name))
	}
	return name, nil
}
