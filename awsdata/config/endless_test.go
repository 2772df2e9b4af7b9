package config

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/configservice"
	"github.com/aws/aws-sdk-go-v2/service/configservice/types"

	"github.com/vpclens/vpclens/awsdata/collect"
)

// endless has always one page more.
type endless struct {
	row   string
	pages int
}

func (e *endless) SelectAggregateResourceConfig(context.Context, *configservice.SelectAggregateResourceConfigInput,
	...func(*configservice.Options)) (*configservice.SelectAggregateResourceConfigOutput, error) {
	e.pages++
	token := strconv.Itoa(e.pages)
	return &configservice.SelectAggregateResourceConfigOutput{Results: []string{e.row}, NextToken: &token,
		QueryInfo: &types.QueryInfo{}}, nil
}

func TestPagesEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		row   string
		pages int
		what  string
	}{{"{}", mostPages, "256 MB or 20000 pages"}, {strings.Repeat(" ", mostBytes/4+1), 4, "256 MB or 20000 pages"},
		{strings.Repeat("{},", mostSigns/4+1), 2, "24000000 values"}} {
		e := &endless{row: tt.row}
		a := aggregate{name: "org", connection: &collect.Connection{CallTimeout: time.Minute}, client: e}
		rows, err := a.rows(t.Context(), nil)
		want := "the aggregator org has more than " + tt.what + ": read one that gathers fewer accounts"
		if err == nil || err.Error() != want || e.pages != tt.pages {
			t.Errorf("%d rows of %d pages, %v; want %d and %s", len(rows), e.pages, err, tt.pages, want)
		}
	}
}
