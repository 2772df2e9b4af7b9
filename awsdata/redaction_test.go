package awsdata_test

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
)

const secret = "hunter2-AKIAIOSFODNN7EXAMPLE"

// secretive puts members that carry secrets into every object of a JSON document: those that AWS has today, and one
// that nobody has heard of.
func secretive(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = secretive(v[i])
		}
	case map[string]any:
		for k, e := range v {
			// free-form, kept as they are
			if k != "Tags" && k != "PolicyDocument" && k != "AssumeRolePolicyDocument" && k != "Document" &&
				k != "ResourceExclusions" {
				v[k] = secretive(e)
			}
		}
		v["Environment"] = map[string]any{"Variables": map[string]any{"DB_PASSWORD": secret}}
		v["Location"] = "https://awslambda.s3.amazonaws.com/code?X-Amz-Signature=" + secret
		v["KMSKeyArn"] = "arn:aws:kms:::key/" + secret
		v["PreSharedKey"], v["CustomerGatewayConfiguration"] = secret, "<xml>"+secret+"</xml>"
		v["MemberOfTheFuture"] = map[string]any{"Token": []any{secret}}
	}
	return value
}

// What could be a secret is dropped as it arrives: it is in no saved snapshot and in no value that could be printed.
func TestSecretsDoNotEnter(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "account")
	save(t, rich(t), dir)
	b := awsdata.NewBuilder()
	planted := 0
	for path, text := range tree(t, dir) {
		region, file, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if file == "" {
			continue // the directory's own file
		}
		var document any
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			t.Fatal(err)
		}
		loaded, err := json.Marshal(secretive(document))
		if err != nil {
			t.Fatal(err)
		}
		planted += strings.Count(string(loaded), secret)
		if err := b.Put(region, strings.TrimSuffix(file, ".json"), loaded); err != nil {
			t.Fatal(err)
		}
	}
	if planted < 1000 {
		t.Fatalf("only %d secrets planted", planted)
	}
	s := b.Snapshot()
	for _, form := range []string{"copy", "copy.json"} {
		path := filepath.Join(t.TempDir(), form)
		save(t, s, path)
		for file, text := range tree(t, path) {
			if strings.Contains(text, "hunter2") || strings.Contains(file, "hunter2") {
				t.Errorf("%s%s holds a secret", form, file)
			}
		}
	}
	for _, root := range []any{s, awsdata.NewIndex(s)} {
		visit(reflect.ValueOf(root), reflect.TypeOf(root).String(), map[uintptr]bool{}, func(path, text string) {
			if strings.Contains(text, "hunter2") {
				t.Errorf("%s holds a secret: %q", path, text)
			}
		})
	}
}

// No type of a snapshot has a member that a secret of AWS's could land in. Whoever adds one has to say here why it is
// none.
func TestNoMemberIsNamedLikeASecret(t *testing.T) {
	t.Parallel()
	suspicious := regexp.MustCompile(
		`Environment|Variable|Secret|Password|Credential|Signature|Presigned|Token|SessionKey|PrivateKey|Location|UserData|Uri$|Url$`)
	harmless := map[string]string{
		"FunctionURL.FunctionUrl":       "the public address of a function; it carries no signature",
		"NamedTarget.Variable":          "the name of an environment variable that names a host, never its value",
		"ResourceRecordSet.GeoLocation": "a continent or a country",
		"FunctionCode.ImageUri":         "a registry's name and a tag",
		"FunctionCode.ResolvedImageUri": "a registry's name and a digest",
	}
	seen := make(map[reflect.Type]bool)
	members := 0
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(typ.Elem())
		case reflect.Map:
			walk(typ.Key())
			walk(typ.Elem())
		case reflect.Struct:
			if seen[typ] {
				return
			}
			seen[typ] = true
			for i := range typ.NumField() {
				field := typ.Field(i)
				members++
				if name := typ.Name() + "." + field.Name; suspicious.MatchString(field.Name) {
					if _, ok := harmless[name]; !ok {
						t.Errorf("%s could carry a secret", name)
					}
					delete(harmless, name)
				}
				walk(field.Type)
			}
		}
	}
	walk(reflect.TypeFor[awsdata.Snapshot]())
	for name := range harmless {
		t.Errorf("%s is excused and does not exist", name)
	}
	if members < 300 {
		t.Errorf("only %d members seen", members)
	}
}
