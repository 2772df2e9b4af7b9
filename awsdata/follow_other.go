//go:build !unix

package awsdata

import "io/fs"

// belongsToOthers reports nothing where making a link is a privilege.
func belongsToOthers(fs.FileInfo) bool { return false }
