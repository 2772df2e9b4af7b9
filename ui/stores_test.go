package ui

import (
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/ui/screen"
)

// Every kind of data store, load balancer and name has a list and a page: what it is called, its facts, its interfaces,
// the functions that it feeds.
func TestStoresHaveAListAndAPage(t *testing.T) {
	story, err := os.ReadFile("../awsdata/awstest/testdata/rich.story")
	if err != nil {
		t.Fatal(err)
	}
	s := awstest.Parse(t, string(story))
	a := analyzed(t, s)
	r := s.Region("eu-west-1")
	shown := func(p screen.Place) string {
		a.visit(p)
		fits(t, a, p.Screen+" "+p.Kind+" "+p.ID, 160, 50)
		return ansi.Strip(a.painted().Content)
	}
	kinds := 0
	for _, k := range awsdata.Kinds() {
		if k.Show == "" {
			continue
		}
		kinds++
		list := shown(screen.Place{Screen: "resources", Kind: k.Code})
		for _, x := range k.List(r) {
			name := x.Name()
			if !strings.Contains(list, name) {
				t.Errorf("the list of %s lacks %q:\n%s", k.Plural, name, list)
			}
			page := shown(screen.Place{Screen: "resource", Kind: k.Code, Region: "eu-west-1", ID: x.ID()})
			if !strings.Contains(page, name) || !strings.Contains(page, x.Facts()[0].Label) ||
				strings.Contains(page, "is not in this snapshot") {
				t.Errorf("the page of %s %q says:\n%s", k.Name, name, page)
			}
		}
	}
	if kinds < 20 {
		t.Errorf("only %d kinds", kinds)
	}
	kafka := shown(screen.Place{Screen: "resource", Kind: "kafka", Region: "eu-west-1", ID: r.KafkaClusters[1].ID()})
	for _, want := range []string{"checkout", "b-1.events.abc123.c2.kafka.eu-west-1.amazonaws.com:9098"} {
		if !strings.Contains(kafka, want) {
			t.Errorf("the page of the Kafka cluster lacks %q:\n%s", want, kafka)
		}
	}
}

// A list that nobody asked AWS for is not an empty one.
func TestAListThatWasNotCollectedSaysSo(t *testing.T) {
	a := analyzed(t, awstest.Parse(t, "vpc prod 10.0.0.0/16\nput describe-db-proxies {\"DBProxies\": []}"))
	for kind, want := range map[string]string{
		"db":       "No database instances could be read. This does not mean that there are none.",
		"zone":     "No private hosted zones could be read.",
		"db-proxy": "There are no database proxies in us-east-1.",
	} {
		a.visit(screen.Place{Screen: "resources", Kind: kind})
		fits(t, a, kind, 120, 40)
		if text := ansi.Strip(a.painted().Content); !strings.Contains(text, want) {
			t.Errorf("%s: want %q in\n%s", kind, want, text)
		}
	}
}
