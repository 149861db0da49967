package diag

import (
	"slices"
	"testing"
)

func TestMechanical(t *testing.T) {
	for code := range mechanical {
		if !slices.Contains(Codes(), code) {
			t.Errorf("%s is no code", code)
		}
	}
	for _, c := range []struct {
		code        Code
		source, fix string
		want        bool
	}{
		{"header-colon", "title: Thông báo: họp", `title: "Thông báo: họp"`, true},
		{"header-colon", "title: Thông báo: họp # hỏi lại", `title: "Thông báo: họp # hỏi lại"`, false},
		{"header-space", "date:28/02/2024 # hỏi lại", "date: 28/02/2024 # hỏi lại", true},
		{"strong-literal", "**Điều 1.**Căn cứ #1", "**Điều 1.** Căn cứ #1", true},
		{"slug-form", "slug: Kỳ họp", "slug: ky-hop", false},
		{"key-unknown", "khoa: x", "", false},
	} {
		if got := (Diagnostic{Code: c.code, Source: c.source, Fix: c.fix}).Mechanical(); got != c.want {
			t.Errorf("%s %q: %v", c.code, c.source, got)
		}
	}
}
