package awsdata

// Text is a tag as people write it: "team=payments".
func (t Tag) Text() string { return t.Key + "=" + t.Value }

// Has says whether there is a tag of that key, and its value, which may be empty.
func (t Tags) Has(key string) (value string, ok bool) {
	for i := range t {
		if t[i].Key == key {
			return t[i].Value, true
		}
	}
	return "", false
}

// Without are the tags but those of a key.
func (t Tags) Without(key string) Tags {
	var out Tags
	for i := range t {
		if t[i].Key != key {
			out = append(out, t[i])
		}
	}
	return out
}

// Map are the tags by their keys, for documents: it is never nil.
func (t Tags) Map() map[string]string {
	out := make(map[string]string, len(t))
	for i := range t {
		if _, twice := out[t[i].Key]; !twice {
			out[t[i].Key] = t[i].Value
		}
	}
	return out
}

// TagsIn are the tags of a resource as an account sees it, and whether they are known. Known and none is an answer;
// they are not known where the call that lists a kind does not tell tags, where nobody told those of a function, and of
// what another account shares, whose tags AWS shows to its owner alone. account is "" where nothing tells whose the
// region is.
// Source: VPC user guide, "Share your VPC subnets with other accounts": tags are not shared with participants.
func TagsIn(account string, r Resource) (tags Tags, known bool) {
	tagged, ok := r.(Tagged)
	if !ok {
		return nil, false
	}
	tags = tagged.ResourceTags()
	if f, ok := r.(*Function); ok {
		return tags, f.TagsKnown
	}
	owner := OwnerOf(r)
	return tags, len(tags) > 0 || owner == "" || account == "" || owner == account
}
