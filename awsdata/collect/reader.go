package collect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/vpclens/vpclens/awsdata"
)

// Reader reads a region as a question needs it: no call is made that nobody asked for, and none twice.
// [Options.Timeout] is for all that it reads together, from [Open] on: what it cuts off are gaps. It is for one
// goroutine.
type Reader struct {
	session *session
	region  string
	rows    map[string]call
	began   time.Time
}

// Open finds the credentials and the one region to read. The errors are those of [Collect]; more than one region is an
// error.
func Open(ctx context.Context, options Options) (*Reader, error) {
	o := options.withDefaults()
	if slices.Contains(o.Regions, AllRegions) || len(o.Regions) > 1 {
		return nil, errors.New("one region is read at a time")
	}
	began := time.Now()
	limited, cancel := o.limit(ctx, began)
	defer cancel()
	s, err := openSession(ctx, limited, o)
	if err != nil {
		return nil, err
	}
	r := &Reader{session: s, region: s.names[0], rows: make(map[string]call), began: began}
	for _, row := range table() {
		r.rows[row.name] = row
	}
	return r, nil
}

// Region is the region that is read.
func (r *Reader) Region() string { return r.region }

// Snapshot is what has been read so far. It is a part of the account, and says what it lacks.
func (r *Reader) Snapshot() *awsdata.Snapshot { return r.session.builder.Snapshot() }

// Function reads one function in the place of the list of functions, and reports whether there is one of that name.
// The name may be an ARN. Where the call is denied or fails the answer is no, and the list will tell why.
func (r *Reader) Function(ctx context.Context, name string) (bool, error) {
	s := r.session
	limited, cancel := s.options.limit(ctx, r.began)
	defer cancel()
	d := &document{budget: s.budget}
	s.progress.plan(1)
	s.progress.started(r.region, "get-function."+name)
	out, err := s.clients[r.region].lambda.GetFunction(limited,
		&lambda.GetFunctionInput{FunctionName: aws.String(name)})
	if err == nil && out.Configuration != nil {
		d.takeEnvironment(out.Configuration, s.options.Targets)
		err = d.add(&lambda.ListFunctionsOutput{Functions: []types.FunctionConfiguration{*out.Configuration}})
	}
	phase := Done
	if err != nil {
		phase = Failed
	}
	s.progress.ended(r.region, "get-function."+name, phase, d.items(), awsdata.Cost{Pages: d.pages, Requests: 1})
	if ctx.Err() != nil {
		return false, fmt.Errorf("read the function: %w", context.Cause(ctx))
	}
	if err != nil || d.items() == 0 {
		return false, nil
	}
	if err := s.put(r.region, functionsCall, d.bytes()); err != nil {
		return false, fmt.Errorf("read the function: %w", err)
	}
	s.gap(awsdata.Gap{Region: r.region, Call: functionsCall, Cause: awsdata.CauseTruncated,
		Message: "only the function that was asked about was read"})
	s.ended[place{r.region, functionsCall}] = closed()
	return true, nil
}

// Read makes the calls that bring documents, as [awsdata.MissingCall] names them, with those that these need first. It
// reports whether any call was made: where all were made before, what is missing cannot be had.
func (r *Reader) Read(ctx context.Context, documents []string) (bool, error) {
	s := r.session
	ids := make(map[place][]string)
	var wants []want
	for _, document := range documents {
		missing, ok := awsdata.ParseMissing(document)
		name, _, _ := strings.Cut(missing.Call, ".")
		row, known := r.rows[name]
		if !ok || !known || missing.Account != "" || row.scope == atStart {
			continue
		}
		at := r.placeOf(&row)
		if row.each != nil && missing.Call != name {
			if s.asked[place{at.region, missing.Call}] {
				continue
			}
			ids[at] = append(ids[at], missing.Call)
		} else if s.ended[at] != nil {
			continue
		}
		wants = r.with(wants, &row)
	}
	for i := range wants {
		wants[i].documents = ids[wants[i].at]
	}
	if len(wants) == 0 {
		return false, nil
	}
	return true, r.read(ctx, wants)
}

// ReadAll makes all calls that have not been made yet, but for those about single functions.
func (r *Reader) ReadAll(ctx context.Context) error {
	s := r.session
	wants := s.all(func(row *call) bool {
		return s.ended[r.placeOf(row)] != nil && row.name != functionsCall && row.each == nil || row.function
	})
	return r.read(ctx, wants)
}

func (r *Reader) read(ctx context.Context, wants []want) error {
	limited, cancel := r.session.options.limit(ctx, r.began)
	defer cancel()
	return endOf(ctx, r.session.read(limited, wants))
}

// with adds a row to the wants, with what it needs that has not ended.
func (r *Reader) with(wants []want, row *call) []want {
	at := r.placeOf(row)
	if slices.ContainsFunc(wants, func(w want) bool { return w.at == at }) {
		return wants
	}
	needs := row.needs
	if row.fallback != "" {
		needs = append(slices.Clone(needs), row.fallback)
	}
	if row.attached {
		needs = append(slices.Clone(needs), functionsCall)
	}
	for _, need := range needs {
		if needed := r.rows[need]; r.session.ended[r.placeOf(&needed)] == nil {
			wants = r.with(wants, &needed)
		}
	}
	return append(wants, want{row: *row, at: at})
}

func (r *Reader) placeOf(row *call) place {
	if row.scope == inAccount {
		return place{awsdata.Global, row.name}
	}
	return place{r.region, row.name}
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}
