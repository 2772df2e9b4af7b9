package awsdata

import (
	"slices"
	"strings"
)

// This file tells hosts from secrets that look like hosts, and finds the hosts in URLs and connection strings.

// targetSchemes are the ports of URLs whose hosts are kept. What is behind another scheme may be no host.
var targetSchemes = map[string]int{
	"https": 443, "http": 80, "wss": 443, "ws": 80, "redis": 6379, "rediss": 6379, "valkey": 6379, "valkeys": 6379,
	"memcached": 11211, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "mysql2": 3306, "mariadb": 3306,
	"sqlserver": 1433, "mssql": 1433, "mongodb": 27017, "neptune": 8182, "redshift": 5439, "cassandra": 9142,
	"amqp": 5672, "amqps": 5671, "kafka": 9092, "mqtt": 1883, "mqtts": 8883, "ldap": 389, "ldaps": 636, "ssh": 22,
	"sftp": 22, "smtp": 25, "smtps": 465, "grpc": 0, "grpcs": 443, "tcp": 0, "tls": 0, "ssl": 0,
}

// urlTargets are the hosts of a URL, or of several in a list. A list in which there is an @ may have been cut inside a
// password.
func urlTargets(value string) []NamedTarget {
	pieces := []string{value}
	if strings.Count(value, "://") > 1 {
		if strings.Contains(value, "@") {
			return nil
		}
		pieces = strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",; ", r) })
	}
	var out []NamedTarget
	for _, piece := range pieces {
		found := urlTarget(piece)
		if found == nil {
			return nil
		}
		out = append(out, found...)
	}
	return out
}

// urlTarget are the hosts of one URL: one, or those of a cluster. A password may have any letter in it, also those that
// end it in a URL: where an @ stands behind such a letter, nobody knows where the host begins.
func urlTarget(text string) []NamedTarget {
	scheme, rest, _ := strings.Cut(strings.TrimPrefix(text, "jdbc:"), "://")
	if strings.ContainsAny(rest, " ") || strings.Contains(rest, "://") {
		return nil
	}
	scheme, _, _ = strings.Cut(strings.ToLower(scheme), "+") // postgresql+psycopg2, mongodb+srv
	end := strings.IndexAny(rest, "/?#;")
	if end < 0 {
		end = len(rest)
	}
	authority, after := rest[:end], rest[end:]
	if strings.Contains(after, "@") {
		return nil
	}
	if scheme == "s3" {
		if bucketForm.MatchString(authority) && !hasRandom(authority) {
			return []NamedTarget{{Bucket: authority}}
		}
		return nil
	}
	usual, known := targetSchemes[scheme]
	if !known {
		return nil
	}
	var out []NamedTarget
	for one := range strings.SplitSeq(authority[strings.LastIndexByte(authority, '@')+1:], ",") {
		host, port, ok := hostAndPort(one)
		if !ok {
			return nil
		}
		if port == 0 {
			port = usual
		}
		t := NamedTarget{Host: host, Port: port}
		if m := queuePath.FindStringSubmatch(after); m != nil && strings.HasPrefix(host, "sqs.") && isOfAWS(host) {
			t.Queue = m[1]
		}
		out = append(out, t)
	}
	return out
}

// goTargets is the host of user:password@tcp(host:port)/database, as Go's driver of MySQL has it.
func goTargets(value string) []NamedTarget {
	_, rest, _ := strings.Cut(value, "@tcp(")
	text, after, ok := strings.Cut(rest, ")/")
	if !ok || strings.ContainsAny(after, "@(") || strings.Contains(rest, "@tcp(") {
		return nil
	}
	host, port, ok := hostAndPort(text)
	if !ok {
		return nil
	}
	if port == 0 {
		port = targetSchemes["mysql"]
	}
	return []NamedTarget{{Host: host, Port: port}}
}

// settings are the words of connection strings such as "host=db.example.com port=5432 password=…" and
// "Server=tcp:db.example.com,1433;Password=…": those that name a host, and those that may stand beside it.
var (
	hostSettings  = []string{"host", "hostaddr", "server", "datasource", "addr", "address", "networkaddress"}
	otherSettings = []string{"port", "user", "userid", "uid", "username", "password", "pwd", "dbname", "database",
		"initialcatalog", "sslmode", "sslrootcert", "sslcert", "sslkey", "encrypt", "trustservercertificate",
		"connect_timeout", "connecttimeout", "connectiontimeout", "application_name", "applicationname", "pooling",
		"minpoolsize", "maxpoolsize", "persistsecurityinfo", "multipleactiveresultsets", "timeout", "options",
		"search_path", "timezone", "charset", "integratedsecurity", "commandtimeout", "target_session_attrs"}
)

// settingTargets is the host of a connection string all of whose words are known. Quotes, behind which a password may
// hold anything, were refused before.
func settingTargets(value string) []NamedTarget {
	parts := strings.Fields(value)
	if strings.Contains(value, ";") {
		parts = strings.Split(value, ";")
	}
	found := make(map[string]string)
	hosts := ""
	for _, part := range parts {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		word, setting, ok := strings.Cut(part, "=")
		word = strings.ToLower(strings.ReplaceAll(word, " ", ""))
		isHost := slices.Contains(hostSettings, word)
		if _, twice := found[word]; !ok || twice || !isHost && !slices.Contains(otherSettings, word) {
			return nil
		}
		found[word] = ""
		switch {
		case isHost && hosts != "":
			return nil
		case isHost:
			hosts = strings.TrimSpace(setting)
		case word == "port":
			found[word] = strings.TrimSpace(setting)
		}
	}
	host, digits, ok := strings.Cut(strings.TrimPrefix(hosts, "tcp:"), ",")
	if !ok {
		digits = found["port"]
	}
	host, port, ok := hostAndPort(host)
	if !ok {
		return nil
	}
	if n, ok := portOf(digits); ok {
		port = n
	}
	return []NamedTarget{{Host: host, Port: port}}
}

// hostAndPort reads host:port, [IPv6]:port or a host, in small letters, of which a target may be.
func hostAndPort(text string) (host string, port int, ok bool) {
	host, digits, some := strings.Cut(text, ":")
	if inner, isSix := strings.CutPrefix(text, "["); isSix {
		var rest string
		if host, rest, ok = strings.Cut(inner, "]"); !ok || rest != "" && rest[0] != ':' {
			return "", 0, false
		}
		digits, some = strings.CutPrefix(rest, ":")
	}
	if some {
		if port, ok = portOf(digits); !ok {
			return "", 0, false
		}
	}
	if isTargetAddress(host) {
		return host, port, true
	}
	return strings.ToLower(strings.TrimSuffix(host, ".")), port, isTargetHost(host)
}

// isTargetHost reports whether a text is a host name that is kept: one below a domain that hosts are below, without a
// part that somebody or something drew by lot, such as a token. The names that AWS gives have such parts.
func isTargetHost(text string) bool {
	host := strings.ToLower(strings.TrimSuffix(text, "."))
	if !isHostForm(host) || strings.HasSuffix(host, ".localhost") {
		return false
	}
	return isOfAWS(host) || (isPrivate(host) || isPublic(host)) && !hasRandom(text)
}

// isHostForm reports whether a text has the form of host names, of two parts at least.
func isHostForm(host string) bool {
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return len(labels) > 1 && len(host) <= 253
}

// isOwnHost reports whether a name is one that nothing but a host has: of AWS's, or of a network's own domain.
func isOwnHost(host string) bool { return isOfAWS(host) || isPrivate(host) }

func isOfAWS(host string) bool {
	for _, suffix := range []string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws",
		".cloudfront.net", ".awsapprunner.com"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// isPrivate reports whether a name is below a domain that only networks of their own have.
func isPrivate(host string) bool {
	return slices.Contains([]string{"internal", "local", "lan", "corp", "intranet", "intra", "private", "home"},
		host[strings.LastIndexByte(host, '.')+1:])
}

// isPublic reports whether a name is below one of the domains of the internet that most hosts are below, or below that
// of a country.
func isPublic(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	return slices.Contains([]string{"com", "net", "org", "io", "dev", "app", "cloud", "ai", "info", "biz", "edu", "gov",
		"mil", "int", "tech", "online", "site", "store", "xyz", "systems", "services", "solutions", "example", "test"},
		last) || len(last) == 2 && strings.Contains(countries, " "+last+" ")
}

// countries are the domains of countries.
const countries = ` ac ad ae af ag al am ao ar as at au aw az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ` +
	`ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga ` +
	`gd ge gf gg gh gi gl gm gn gp gq gr gt gu gw gy hk hm hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ` +
	`ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw ` +
	`mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb ` +
	`sc sd se sg sh si sk sl sm sn so sr st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us ` +
	`uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw `

// hasRandom reports whether a word of a name looks as if it was drawn by lot: long, or of letters and digits that
// take turns, or of small letters and capitals.
func hasRandom(name string) bool {
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '.' || r == '-' || r == '_' }) {
		turns, digits := 0, 0
		for i := range len(word) {
			isDigit := word[i] >= '0' && word[i] <= '9'
			if isDigit {
				digits++
			}
			if i > 0 && isDigit != (word[i-1] >= '0' && word[i-1] <= '9') {
				turns++
			}
		}
		mixed := word != strings.ToLower(word) && word[1:] != strings.ToLower(word[1:]) && word != strings.ToUpper(word)
		if len(word) >= 24 || len(word) >= 16 && digits > 0 || len(word) >= 8 && turns >= 3 || mixed {
			return true
		}
	}
	return false
}
