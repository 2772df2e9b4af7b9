package symptom

import (
	"net/netip"
	"regexp"
	"strings"
)

// secretName is the name of a member that holds a secret.
var secretName = regexp.MustCompile(`(?i)passw|pwd|secret|credential|cookie|authorization|(?:token|api[_-]?key|` +
	`access[_-]?key|private[_-]?key|^auth|[a-z0-9]auth|pass(?:phrase|code)?)$`)

// secretWords are names behind which a secret stands, with what comes before it. A word of the command line, such as
// --password or Bearer, has it behind a space.
var secretWords = regexp.MustCompile(`(?i)(?:\b|_|[a-z0-9])(?:pass(?:word|wd|phrase|code)?|pwd|secret(?:[_-]?(?:key|` +
	`string|value|token|access[_-]?key))?|token|authorization|api[_-]?key|account[_-]?key|access[_-]?key(?:[_-]?id)?|` +
	`credentials?|signature|cookie|private[_-]?key|user(?:[_ -]?(?:name|id))?|uid|login)["']?(?: is |\s*[:=])\s*` +
	`(?:bearer |basic |digest )?|\bbearer |--?(?:pass(?:word|wd)?|token|secret|user(?:name)?)[ =]|[^a-z0-9]-p ?`)

// userInfo is a user and a password before a host, or a user alone, without the scheme of a URL.
var userInfo = regexp.MustCompile("[^\\s\"'`(<\\[=]*:[^\\s\"'`]*@|[A-Za-z0-9_.%+-]+@")

// setting is the beginning of what stands beside a secret: "; Server=" or ", host: ".
var setting = regexp.MustCompile(`^[\s,;&]+["']?[A-Za-z_][A-Za-z0-9_ -]{0,40}["']?(?:=|: )`)

// withoutSecrets is a text of whose URLs only scheme, host and port are left, and without the values of what is called
// like a secret. Nobody can tell where a password ends that is not in quotes: up to the next setting, or to the end of
// the line, everything that could be taken for a host is taken out, but for addresses, URLs and the names that AWS
// gives.
func withoutSecrets(s string) string {
	s = urls.ReplaceAllStringFunc(s, bareURL)
	s = userInfo.ReplaceAllString(s, "")
	var b strings.Builder
	for {
		m := secretWords.FindStringIndex(s)
		if m == nil {
			return b.String() + s
		}
		b.WriteString(s[:m[1]])
		s = s[m[1]:]
		end := endOfSecret(s)
		if strings.Contains(strings.ToLower(b.String()[b.Len()-m[1]+m[0]:]), "cookie") { // its settings are secrets too
			end = max(strings.IndexByte(s+"\n", '\n'), 0)
		}
		b.WriteString(withoutHosts(s[:end]))
		s = s[end:]
	}
}

// endOfSecret is where a value ends: at its closing quote, at the next setting or at the end of the line.
func endOfSecret(s string) int {
	line := len(s)
	if i := strings.IndexByte(strings.TrimLeft(s, "\n "), '\n'); i >= 0 {
		line = i + len(s) - len(strings.TrimLeft(s, "\n "))
	}
	if s != "" && strings.IndexByte("\"'`", s[0]) >= 0 {
		if i := strings.IndexByte(s[1:line], s[0]); i >= 0 {
			return i + 1
		}
		return line
	}
	for i := range line {
		if strings.IndexByte(" \t,;&", s[i]) >= 0 && setting.MatchString(s[i:line]) {
			return i
		}
	}
	return line
}

// withoutHosts is a text without its first word, and without the words of it that may be hosts.
func withoutHosts(s string) string {
	first := true
	return secretPieces.ReplaceAllStringFunc(s, func(word string) string {
		head := first
		first = false
		bare := strings.Trim(word, "\"'`(),;:.")
		switch {
		case strings.HasPrefix(bare, "arn:aws"): // of who was denied
			return word
		case head:
			return "*"
		case !strings.ContainsAny(bare, ".@/:"), isAddress(bare), strings.HasSuffix(bare, ".amazonaws.com"),
			strings.Contains(bare, "://") && !strings.Contains(bare, "@"):
			return word
		}
		return "*"
	})
}

var secretPieces = regexp.MustCompile(`\S+`)

func isAddress(word string) bool {
	if _, err := netip.ParseAddrPort(word); err == nil {
		return true
	}
	_, err := netip.ParseAddr(strings.Trim(word, "[]"))
	return err == nil
}

var urls = regexp.MustCompile("(?i)[a-z][a-z0-9+.-]*://[^\\s\"'`<>]+")

var authorities = regexp.MustCompile(`^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9_.-]*)?(:\d{1,5})?`)

// bareURL is a URL's scheme, host and port. What comes before an @ is a user and a password, even if a slash is in it,
// unless what is before the first slash can be a host.
func bareURL(url string) string {
	scheme, rest, _ := strings.Cut(url, "://")
	for { // a URL within a URL, as in jdbc:mysql:loadbalance://…
		before, inner, ok := strings.Cut(rest, "://")
		if !ok {
			break
		}
		scheme, rest = before, inner
		if i := strings.LastIndexFunc(scheme, notOfScheme); i >= 0 {
			scheme = scheme[i+1:]
		}
	}
	authority, _, _ := strings.Cut(rest, "/")
	switch at := strings.LastIndex(rest, "@"); {
	case strings.Contains(authority, "@"):
		rest = rest[at+1:]
		if at > len(authority) { // the last one is in the path
			rest = authority[strings.LastIndex(authority, "@")+1:]
		}
	case at >= 0 && (authorities.FindString(authority) != authority || !webScheme(scheme)):
		rest = rest[at+1:]
	}
	host := authorities.FindString(rest)
	if host == "" || strings.HasPrefix(rest[len(host):], ":") || strings.HasPrefix(rest[len(host):], "%") {
		return " " // no port follows: it is a password, and the host is behind what ended the URL
	}
	return scheme + "://" + host + " "
}

// Bare is what somebody names a destination by, of a URL only scheme, host and port.
func Bare(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	return strings.TrimSpace(bareURL(strings.TrimSpace(text)))
}

// webScheme reports whether paths of a scheme's URLs have an @ in them now and then.
func webScheme(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss":
		return true
	}
	return false
}

func notOfScheme(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("+.-", r))
}
