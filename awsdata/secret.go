package awsdata

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// masked is what stands in the place of a credential.
const masked = "[hidden]"

// secrets find credentials in sentences of AWS, of proxies and of the SDK: the parts of a signed request, and ids of
// access keys. What leads to them stays, so that a person sees what was there. Source: IAM user guide, "Elements of an
// AWS API request signature" and "IAM identifiers", unique ids.
var secrets = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(authorization["']?\s*[:=]\s*)((?:aws4-[a-z0-9-]+|basic|bearer|digest|negotiate)\s+)?[^\s"',;&]+`),
	regexp.MustCompile(`(?i)((?:x-amz-)?(?:signature|credential|security-token|session-token|securitytoken|sessiontoken)["']?\s*[:=]\s*["']?)[^\s"',;&]+`),
	regexp.MustCompile(`(?i)((?:aws_?)?(?:secret_?access_?key|secret_?key|session_?token|password|passwd)["']?\s*[:=]\s*["']?)[^\s"',;&]+`),
	regexp.MustCompile(`()\b(?:AKIA|ASIA)[A-Z0-9]{12,124}\b`),
	regexp.MustCompile(`(://)[^\s/@:]+:[^\s/@]+@`), // user:password of a URL
}

// hints are what a text must hold, in small letters, for one of them to find something: most sentences hold none.
var hints = []string{"authorization", "signature", "credential", "token", "secret", "passw", "akia", "asia", "@"}

// secretKey matches the keys of tags whose values nobody should see.
var secretKey = regexp.MustCompile(`(?i)passw|secret|token|credential|api[-_ ]?key|private[-_ ]?key`)

// UnmarshalJSON implements [json.Unmarshaler]: the value of a tag that is called a secret is masked, and so is a
// credential in any other.
func (t *Tags) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, (*[]Tag)(t)); err != nil {
		return err
	}
	for i := range *t {
		(*t)[i].Value = maskTag((*t)[i].Key, (*t)[i].Value)
	}
	return nil
}

// TagMap is a resource's tags in the form of the services that give them as an object.
type TagMap map[string]string

// UnmarshalJSON implements [json.Unmarshaler], like that of [Tags].
func (t *TagMap) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, (*map[string]string)(t)); err != nil {
		return err
	}
	for key, value := range *t {
		(*t)[key] = maskTag(key, value)
	}
	return nil
}

// list is the same as a list, sorted by key.
func (t TagMap) list() Tags {
	var out Tags
	for _, key := range slices.Sorted(maps.Keys(t)) {
		out = append(out, Tag{key, t[key]})
	}
	return out
}

func maskTag(key, value string) string {
	if value != "" && secretKey.MatchString(key) {
		return masked
	}
	return Mask(value)
}

// Mask takes credentials out of a sentence that somebody else wrote: an error of AWS names the signature, the token and
// the key that it does not like.
func Mask(text string) string {
	small := strings.ToLower(text)
	found := false
	for _, h := range hints {
		found = found || strings.Contains(small, h)
	}
	if !found {
		return text
	}
	for i, re := range secrets {
		with := "${1}" + masked
		if i == len(secrets)-1 {
			with += "@"
		}
		text = re.ReplaceAllString(text, with)
	}
	return text
}

// mask masks the texts below v whose fields say so by the tag mask:"credentials": what AWS tells people, who may be
// shown what a failed request was signed with.
func (p *plan) mask(v reflect.Value) {
	if p == nil || !p.masks {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			p.elem.mask(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			p.elem.mask(v.Index(i))
		}
	case reflect.Map: // its values cannot be changed where they are
		for _, key := range v.MapKeys() {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			p.elem.mask(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for _, f := range p.fields {
			if f.mask {
				v.Field(f.index).SetString(Mask(v.Field(f.index).String()))
			}
			f.below.mask(v.Field(f.index))
		}
	}
}
