package cli

import (
	"cmp"
	"strings"
)

// asciiOnly reports whether the locale has no UTF-8. Where nothing is set nothing is known, and terminals that cannot
// show UTF-8 have become rare.
func (e environment) asciiOnly() bool {
	locale := cmp.Or(e.get("LC_ALL"), e.get("LC_CTYPE"), e.get("LANG"))
	if locale == "" {
		return false
	}
	_, charset, _ := strings.Cut(locale, ".")
	charset, _, _ = strings.Cut(charset, "@")
	charset = strings.ToLower(charset)
	return charset != "utf-8" && charset != "utf8"
}
