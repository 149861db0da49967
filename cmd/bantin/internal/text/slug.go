package text

import "strings"

const maxSlug = 80 // bytes: what a headline of 100 letters needs, and a shared link still shows

// Slug returns the name of s in an address: its fold, with one hyphen for each
// run of anything but a to z and 0 to 9. A long one is cut at a word, and
// within the word only if there is just one. Different texts can have the same
// slug (Láng Hạ, Lăng Hà), and a text without letters and digits has none: "".
func Slug(s string) string {
	out := make([]byte, 0, len(s))
	for _, c := range appendFold(nil, s) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			out = append(out, c)
		case len(out) > 0 && out[len(out)-1] != '-':
			out = append(out, '-')
		}
	}
	slug := strings.TrimSuffix(string(out), "-")
	if len(slug) <= maxSlug {
		return slug
	}
	if end := strings.LastIndexByte(slug[:maxSlug+1], '-'); end > 0 {
		return slug[:end]
	}
	return slug[:maxSlug]
}

const maxExtension = 8 // longer than any that bantin publishes

// FileName returns the name under which a file called name is published: the
// slug of what stands before the extension, and the extension in lower case.
// What follows the last full stop is no extension if it is long or holds
// anything but letters and digits ("Điều 1. Quy định"). It is "" if nothing
// remains before the extension.
func FileName(name string) string {
	base, extension := name, ""
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		if e := Fold(name[i+1:]); e != "" && len(e) <= maxExtension && e == Slug(e) && !strings.Contains(e, "-") {
			base, extension = name[:i], "."+e
		}
	}
	if base = Slug(base); base == "" {
		return ""
	}
	return base + extension
}
