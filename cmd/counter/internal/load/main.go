// Command load sends visits to a counter on this machine and tells how long each
// took to be acknowledged. Readers and IDs are made up; so use it on a counter whose
// numbers are nobody's, with --trusted-proxy 127.0.0.1 and a --rate above its own.
// With -fill it makes such numbers: a data folder with visits of many days.
//
// It speaks HTTP/1.1 by itself: Go's client would take more of the processor than
// the counter. A time is measured from when the visit was to be sent, not from when
// its turn came, so that a counter that stalls cannot hide it.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A plan is what the flags say.
type plan struct {
	addr, path, manifest string
	rate                 int
	lasts                time.Duration
	connections          int
	reads                bool
	readers              int
	pages                []string
	data                 string // to be filled
	days, visits         int
}

// A result is what one connection saw.
type result struct {
	took     []time.Duration // of those answered 200
	statuses map[int]int     // 0 for those without an answer
	err      error
}

func main() {
	var p plan
	flag.StringVar(&p.addr, "addr", "127.0.0.1:8090", "the counter's address, on this machine")
	flag.StringVar(&p.path, "path", "/dem", "the counter's path")
	flag.StringVar(&p.manifest, "manifest", "public/.bantin/manifest.json", "where the site's pages are listed")
	flag.IntVar(&p.rate, "rate", 500, "visits a second; 0 for as many as are answered")
	flag.DurationVar(&p.lasts, "for", 10*time.Second, "how long, a minute at most")
	flag.IntVar(&p.connections, "connections", 64, "connections at once")
	flag.IntVar(&p.readers, "readers", 0, "distinct readers; a million, or with -fill two for three visits of a day")
	flag.BoolVar(&p.reads, "reads", false, "ask for numbers instead of reporting visits")
	flag.StringVar(&p.data, "fill", "", "a new data folder to fill instead, for no counter that anybody uses")
	flag.IntVar(&p.days, "days", 30, "of how many days, with -fill")
	flag.IntVar(&p.visits, "visits", 100_000, "about how many visits, with -fill")
	flag.Parse()
	if err := run(&p, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(p *plan, w io.Writer) error {
	if p.data != "" {
		p.readers = cmp.Or(p.readers, 1+p.visits/p.days*2/3)
		if err := p.readPages(); err != nil {
			return err
		}
		return p.fill(context.Background(), time.Now())
	}
	p.readers = cmp.Or(p.readers, 1_000_000)
	addr, err := net.ResolveTCPAddr("tcp", p.addr)
	if err != nil {
		return err
	}
	if !addr.IP.IsLoopback() {
		return fmt.Errorf("%s is not this machine; load is for a counter that nobody uses", p.addr)
	}
	if p.lasts <= 0 || p.lasts > time.Minute || p.connections < 1 || p.connections > 1000 || p.readers < 0 {
		return errors.New("for up to a minute, over 1 to 1,000 connections")
	}
	if err := p.readPages(); err != nil {
		return err
	}
	results := make([]result, p.connections)
	var all sync.WaitGroup
	began := time.Now()
	for i := range results {
		all.Go(func() { results[i] = p.connection(i, began) })
	}
	all.Wait()
	return report(w, results, time.Since(began))
}

func (p *plan) readPages() error {
	text, err := os.ReadFile(p.manifest)
	if err != nil {
		return err
	}
	var manifest struct{ Pages []struct{ Path string } }
	if err := json.Unmarshal(text, &manifest); err != nil || len(manifest.Pages) == 0 {
		return fmt.Errorf("%s lists no page: %w", p.manifest, cmp.Or(err, io.ErrUnexpectedEOF))
	}
	for _, page := range manifest.Pages {
		p.pages = append(p.pages, page.Path)
	}
	return nil
}

// connection sends every so-many-th visit of the plan.
func (p *plan) connection(number int, began time.Time) result {
	r := result{statuses: map[int]int{}}
	conn, err := net.Dial("tcp", p.addr)
	if err != nil {
		r.err = err
		return r
	}
	defer conn.Close()
	_ = conn.SetDeadline(began.Add(p.lasts + 15*time.Second))
	in := bufio.NewReader(conn)
	random := rand.New(rand.NewPCG(rand.Uint64(), uint64(number)))
	popular := rand.NewZipf(random, 1.1, 4, uint64(len(p.pages)-1)) // few pages have most readers
	var request []byte
	for i := 0; ; i++ {
		due := time.Now()
		if p.rate > 0 {
			due = began.Add(time.Duration(i*p.connections+number) * time.Second / time.Duration(p.rate))
			time.Sleep(time.Until(due))
		}
		if due.Sub(began) >= p.lasts {
			return r
		}
		request = p.request(request[:0], random, p.pages[popular.Uint64()])
		_, err := conn.Write(request)
		status := 0
		if err == nil {
			status, err = answer(in)
		}
		r.statuses[status]++
		if err != nil {
			r.err = err
			return r
		}
		if status == 200 {
			r.took = append(r.took, time.Since(due))
		}
	}
}

func (p *plan) request(b []byte, random *rand.Rand, page string) []byte {
	if p.reads {
		b = fmt.Appendf(b, "GET %s?page=%s", p.path, page)
	} else {
		b = fmt.Appendf(b, "POST %s", p.path)
	}
	reader := random.IntN(p.readers)
	b = fmt.Appendf(b, " HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: 10.%d.%d.%d\r\n", p.addr, reader>>16&0xff, reader>>8&0xff, reader&0xff)
	b = append(b, "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"...)
	if p.reads {
		return append(b, "\r\n"...)
	}
	body := fmt.Sprintf(`{"page":%q,"id":"%016x%08x"}`, page, random.Uint64(), random.Uint32())
	return fmt.Appendf(b, "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

var length = []byte("Content-Length: ")

// answer reads one answer, whose body has a length, as all of the counter's do.
func answer(in *bufio.Reader) (status int, err error) {
	size := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return status, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case status == 0:
			if status, err = strconv.Atoi(string(line[9:12])); err != nil {
				return 0, err
			}
		case bytes.HasPrefix(line, length):
			if size, err = strconv.Atoi(string(line[len(length):])); err != nil {
				return status, err
			}
		case len(line) == 0:
			_, err := in.Discard(size)
			return status, err
		}
	}
}

func report(w io.Writer, results []result, lasted time.Duration) error {
	var took []time.Duration
	statuses, errs := map[int]int{}, []error{}
	for _, r := range results {
		took = append(took, r.took...)
		for status, n := range r.statuses {
			statuses[status] += n
		}
		errs = append(errs, r.err)
	}
	var others []string
	for status, n := range statuses {
		if status != 200 {
			others = append(others, fmt.Sprintf("%d × %d", n, status))
		}
	}
	slices.Sort(others)
	if len(took) > 0 {
		slices.Sort(took)
		at := func(part float64) time.Duration {
			return took[int(part*float64(len(took)-1))].Round(10 * time.Microsecond)
		}
		fmt.Fprintf(w, "%d answered, %.0f/s, median %v, p99 %v, longest %v", len(took), float64(len(took))/lasted.Seconds(), at(0.5), at(0.99), at(1))
	} else {
		fmt.Fprint(w, "none answered")
	}
	if len(others) > 0 {
		fmt.Fprint(w, "; refused ", strings.Join(others, ", "))
	}
	fmt.Fprintln(w)
	return errors.Join(errs...)
}
