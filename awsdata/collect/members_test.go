package collect

import (
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/collect/mototest"
)

// A document is what the AWS CLI prints, letter by letter: every member of every answer that is collected is spelled as
// in the AWS CLI's own models.
func TestMembersAreTheCLIs(t *testing.T) {
	services := map[string]string{"elasticloadbalancingv2": "elbv2", "servicequotas": "service-quotas",
		"redshiftserverless": "redshift-serverless", "vpclattice": "vpc-lattice"}
	answers := map[string]reflect.Type{}
	readers := reflect.TypeFor[clients]()
	for i := range readers.NumField() {
		reader := readers.Field(i).Type
		for m := range reader.NumMethod() {
			method := reader.Method(m)
			answer := method.Type.Out(0).Elem()
			service := path.Base(answer.PkgPath())
			if name, ok := services[service]; ok {
				service = name
			}
			answers[service+"."+method.Name] = answer
		}
	}
	operations := slices.Sorted(maps.Keys(answers))
	found := mototest.AnswerMembers(t, operations)
	same := 0
	for _, operation := range operations {
		want, ok := found[operation]
		if !ok {
			t.Logf("%s: the AWS CLI does not have it", operation)
			continue
		}
		d := &document{small: smallMembers[path.Base(answers[operation].PkgPath())]}
		compareMembers(t, d, operation, answers[operation], want, nil, &same)
	}
	if len(found) < len(operations)-5 || same < 2000 {
		t.Errorf("%d of %d operations and %d members were compared: too few", len(found), len(operations), same)
	}
}

// compareMembers compares the members of a type of the SDK with those of the model. One may know members that the other
// does not, being newer; what both know they must spell alike.
func compareMembers(t *testing.T, d *document, at string, v reflect.Type, want mototest.Members, above []reflect.Type,
	same *int) {
	t.Helper()
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Slice {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || v == reflect.TypeFor[time.Time]() || slices.Contains(above, v) {
		return
	}
	for i := range v.NumField() {
		field := v.Field(i)
		if !field.IsExported() || field.Name == "ResultMetadata" {
			continue
		}
		name := d.member(field.Name)
		below, ok := want[name]
		if !ok {
			for other := range want {
				if strings.EqualFold(other, name) {
					t.Errorf("%s: %s is spelled %s", at, name, other)
				}
			}
			continue
		}
		*same++
		compareMembers(t, d, at+"."+name, field.Type, below, append(above, v), same)
	}
}
