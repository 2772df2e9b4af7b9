package awstest

import (
	"bytes"
	"context"
	"encoding/json"
	"hash/fnv"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// Poison changes texts of an account: any of them, as whoever may write to the account could, and more than AWS lets
// them.
type Poison struct {
	tree     any
	payloads []Payload

	places map[string]bool   // that are poisoned; nil while places are listed
	listed map[string]int    // how many texts there are at each place
	named  map[string]string // what becomes of texts that name something, wherever they stand
	inside []string          // those of them that are found inside of other texts, longest first
}

// Payload is what is written before or behind a text.
type Payload struct {
	Text   string
	Before bool // the text begins with it, unless it is an id or ARN, which tell their kinds by how they begin
}

// NewPoison takes a snapshot apart.
func NewPoison(t testing.TB, s *awsdata.Snapshot, payloads []Payload) *Poison {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	p := &Poison{payloads: payloads}
	decoder := json.NewDecoder(&b)
	decoder.UseNumber()
	if err := decoder.Decode(&p.tree); err != nil {
		t.Fatal(err)
	}
	return p
}

// Places are the places of all texts: the call of the document and the members on the way to the text, such as
// "describe-subnets.Subnets.Tags.Value". Of what is not in a document the member alone.
func (p *Poison) Places() []string {
	p.places, p.listed = nil, make(map[string]int)
	p.rewrite("", p.tree)
	return slices.Sorted(maps.Keys(p.listed))
}

// Names are the places of texts that name what people and AWS made: without those that AWS's API gives a meaning.
func (p *Poison) Names() []string {
	return slices.DeleteFunc(p.Places(), func(place string) bool {
		member := place[strings.LastIndexByte(place, '.')+1:]
		return !naming.MatchString(place) || strings.HasSuffix(place, "State.Name") || strings.Contains(place, "{}") ||
			slices.Contains([]string{"RegionName", "ServiceName", "PrefixListName", "QuotaName", "DefaultVersionId",
				"VersionId"}, member)
	})
}

// Account is the account with every text at these places poisoned. A text that names something is changed wherever it
// stands, in ARNs, policies and names of documents too, so that what belongs together still does; any other text only
// there. The error is one of reading the account: it may refuse what it is given.
func (p *Poison) Account(t testing.TB, places []string) (*awsdata.Snapshot, error) {
	t.Helper()
	p.places, p.named, p.inside = make(map[string]bool), make(map[string]string), nil
	for _, place := range places {
		p.places[place] = true
	}
	p.rewrite("", p.tree) // which names are changed
	for name := range p.named {
		if strings.ContainsAny(name, "-0123456789") && len(name) > 5 {
			p.inside = append(p.inside, name)
		}
	}
	slices.SortFunc(p.inside, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	text, err := json.Marshal(p.rewrite("", p.tree))
	if err != nil {
		t.Fatal(err)
	}
	return awsdata.Decode(context.Background(), text, "poisoned.json")
}

// outer are the members of the file around the documents.
var outer = map[string]bool{"regions": true, "global": true, "accounts": true}

// rewrite is a value with its texts changed.
func (p *Poison) rewrite(place string, value any) any {
	switch v := value.(type) {
	case string:
		return p.text(place, v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = p.rewrite(place, v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if _, pair := v["Key"]; strings.HasSuffix(place, "Tags") && !pair { // an object of keys and values
				out[p.text(place+".Key", key)] = p.rewrite(place+".Value", v[key])
				continue
			}
			out[p.key(place, key)] = p.rewrite(below(place, key), v[key])
		}
		return out
	}
	return value
}

// below is the place of a member.
func below(place, member string) string {
	last := place[strings.LastIndexByte(place, '.')+1:]
	switch {
	case outer[last] && place == last && last != "global":
		return "region " // the name of a region or an account is no member
	case place == "" || place == "region " || place == "global":
		call, _, _ := strings.Cut(member, ".") // of documents only the call
		return strings.TrimSpace(call)
	}
	return place + "." + member
}

// key is the name of a member: that of a document may hold a name of the account's.
func (p *Poison) key(place, key string) string {
	if call, id, keyed := strings.Cut(key, "."); keyed && (place == "region " || place == "global") {
		return call + "." + p.mention(id)
	}
	return key
}

func (p *Poison) text(place, text string) string {
	if p.places == nil {
		p.listed[place]++
		return text
	}
	text = p.changed(place, text)
	if p.places["partition"] { // stands in every ARN
		text = strings.ReplaceAll(text, "arn:aws:", "arn:"+p.with("partition", "aws")+":")
	}
	return text
}

func (p *Poison) changed(place, text string) string {
	var document any
	if strings.HasPrefix(text, "{") && json.Unmarshal([]byte(text), &document) == nil {
		out, err := json.Marshal(p.rewrite(place+"{}", document))
		if err != nil {
			panic(err) // it was JSON a moment ago
		}
		return string(out)
	}
	if !p.places[place] {
		return p.mention(text)
	}
	if !names(place, text) {
		return p.with(place, text)
	}
	if _, known := p.named[text]; !known {
		p.named[text] = p.with("", text)
	}
	return p.named[text]
}

// with is a text with a payload: the same text at the same place has the same one.
func (p *Poison) with(place, text string) string {
	h := fnv.New32a()
	h.Write([]byte(place + "\x00" + text))
	payload := p.payloads[int(h.Sum32())%len(p.payloads)]
	if strings.HasPrefix(text, "fs-") && strings.ContainsAny(awsdata.Clean(payload.Text), " \u00a0") {
		return text // of a file system the id is read out of a sentence, in which it is one word
	}
	if payload.Before && !strings.Contains(text, ":") && !ids.MatchString(text) {
		return payload.Text + text
	}
	return text + payload.Text
}

// mention is a text with the names in it changed.
func (p *Poison) mention(text string) string {
	if changed, ok := p.named[text]; ok {
		return changed
	}
	for _, name := range p.inside {
		at := strings.Index(text, name)
		if at < 0 || at > 0 && inWord(text[at-1]) || at+len(name) < len(text) && inWord(text[at+len(name)]) {
			continue
		}
		return p.mention(text[:at]) + p.named[name] + p.mention(text[at+len(name):])
	}
	return text
}

func inWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

var (
	ids     = regexp.MustCompile(`^[a-z]+(-[a-z]+)*-[0-9a-f]{8,}$`)
	regions = regexp.MustCompile(`^[a-z]+(-[a-z]+)+-[0-9]$`)
	naming  = regexp.MustCompile(`(Name|Names|Id|Ids|ID|Arn|Arns|ARN|Key|Value|Values|Zone|Zones|Role|SecurityGroups)$`)
)

// names reports whether a text at a place names something that other texts may mention.
func names(place, text string) bool {
	if !naming.MatchString(place) || len(text) < 3 || regions.MatchString(text) {
		return false
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return false
	}
	if _, err := netip.ParsePrefix(text); err == nil {
		return false
	}
	if _, err := time.Parse(time.RFC3339, text); err == nil {
		return false
	}
	_, err := strconv.ParseFloat(text, 64)
	return err != nil || len(text) == 12 // the id of an account
}
