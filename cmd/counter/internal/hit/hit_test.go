package hit

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzRead holds that a body is refused with a 4xx, or gives an ID that it holds.
func FuzzRead(f *testing.F) {
	for _, body := range []string{
		`{"page":"/","id":"ff73d33207db70c24a40c063"}`, `{"page":"/","id":"ff73d33207db70c24a40c063","total":-1}`,
		`{"PAGE":"/","ID":"ff73d33207db70c24a40c063"}`, `{"page":null,"id":["x"]}`, `[`, "", "null", `{"page":"\ud800","id":""}`,
	} {
		f.Add("text/plain;charset=UTF-8", body)
	}
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest("POST", "/dem", strings.NewReader(body))
		r.Header["Content-Type"] = []string{kind}
		v, err := read(httptest.NewRecorder(), r)
		switch no, ok := err.(*refusal); {
		case err == nil && !strings.Contains(body, v.ID.String()) && !strings.Contains(body, `\`):
			t.Errorf("%q gives the ID %s", body, v.ID)
		case err != nil && (!ok || no.status < 400 || no.status >= 500 || no.reason == ""):
			t.Errorf("%q: %v", body, err)
		case err == nil && len(body) > maxBody:
			t.Errorf("%d bytes are read", len(body))
		}
	})
}
