package reach

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata"
)

// ParseQuery reads where a trace leads as people type it: a destination, a port after a colon or a space, and a
// protocol, as in "10.0.3.4:5432 tcp" or "s3". Without more it is the port of what is named, and HTTPS where that has
// none, which is nearly all that functions speak. What is no destination is an error that names the nearest: nothing is
// guessed.
func ParseQuery(x *awsdata.Index, rx *awsdata.RegionIndex, text string) (Query, error) {
	q := Query{Protocol: netset.TCP}
	words := strings.Fields(text)
	for len(words) > 1 { // names may have blanks in them, so what is no destination is taken off the ends
		if p, ok := protocolOf(words[0]); ok {
			q.Protocol, words = p, words[1:]
			continue
		}
		last := words[len(words)-1]
		if p, ok := protocolOf(last); ok {
			q.Protocol, words = p, words[:len(words)-1]
			continue
		}
		port, err := strconv.ParseUint(last, 10, 16)
		if err != nil || port == 0 || q.Port != 0 {
			break
		}
		q.Port, words = uint16(port), words[:len(words)-1]
	}
	var err error
	if q.To, err = names.ParseIn(x, rx, strings.Join(words, " ")); err != nil {
		if len(words) > 1 {
			if _, first := names.ParseIn(x, rx, words[0]); first == nil {
				return q, fmt.Errorf("%q is neither a port nor tcp or udp", words[1])
			}
		}
		return q, err
	}
	if q.Port == 0 {
		q.Port = q.To.Port
	}
	if q.Port == 0 {
		q.Port, err = q.To.UsualPort()
	}
	return q, err
}

func protocolOf(word string) (netset.Protocol, bool) {
	switch strings.ToLower(word) {
	case "tcp":
		return netset.TCP, true
	case "udp":
		return netset.UDP, true
	}
	return 0, false
}
