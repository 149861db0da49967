package layout

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/minify"
)

// An Asset is a file of the theme as it is published.
type Asset struct {
	URL       string // with a fingerprint of its bytes: /_assets/site.0a1b2c3d4e.css
	Integrity string // for the integrity attribute
	Bytes     []byte
}

// Assets are a theme's CSS, scripts and fonts, minified.
type Assets struct {
	byName map[string]*Asset
	byURL  map[string]*Asset
}

// newAssets prepares styles last: they name other assets.
func newAssets(raw map[string][]byte) (*Assets, []diag.Diagnostic) {
	var found []diag.Diagnostic
	a := &Assets{map[string]*Asset{}, map[string]*Asset{}}
	names := sortedKeys(raw)
	slices.SortStableFunc(names, func(x, y string) int { return rank(x) - rank(y) })
	for _, name := range names {
		b, err := minify.Asset(name, raw[name])
		if err != nil {
			found = append(found, assetFault(name, raw[name], err))
		}
		if path.Ext(name) == ".css" {
			b = a.link(name, b)
		}
		a.add(name, b)
	}
	return a, found
}

func assetFault(name string, text []byte, err error) diag.Diagnostic {
	d := diag.Diagnostic{Code: "template", File: "layouts/assets/" + name, Args: []any{err.Error(), ""}}
	var at *minify.Error
	if lines := strings.Split(string(text), "\n"); errors.As(err, &at) && at.Line <= len(lines) {
		d.Line, d.Column, d.Source, d.Args[0] = at.Line, at.Column, lines[at.Line-1], at.Message
	}
	return d
}

func rank(name string) int {
	if path.Ext(name) == ".css" {
		return 1
	}
	return 0
}

func (a *Assets) add(name string, b []byte) {
	sum := sha256.Sum256(b)
	integrity := sha512.Sum384(b)
	ext := path.Ext(name)
	asset := &Asset{
		URL:       "/_assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext,
		Integrity: "sha384-" + base64.StdEncoding.EncodeToString(integrity[:]),
		Bytes:     b,
	}
	a.byName[name], a.byURL[asset.URL] = asset, asset
}

var cssURL = regexp.MustCompile(`url\(["']?([^"')]+)["']?\)`)

// link points a style sheet at the fingerprinted names of its fonts.
func (a *Assets) link(name string, css []byte) []byte {
	return cssURL.ReplaceAllFunc(css, func(m []byte) []byte {
		to := path.Join(path.Dir(name), string(cssURL.FindSubmatch(m)[1]))
		if asset, ok := a.byName[to]; ok {
			return []byte("url(" + asset.URL + ")")
		}
		return m
	})
}

func (a *Assets) find(name string) (*Asset, error) {
	if asset, ok := a.byName[name]; ok {
		return asset, nil
	}
	return nil, fmt.Errorf("no asset %q in layouts/assets", name)
}

// Get is the asset that an address answers with.
func (a *Assets) Get(url string) (*Asset, bool) {
	asset, ok := a.byURL[url]
	return asset, ok
}

// Styles are the style sheets, by name.
func (a *Assets) Styles() []*Asset {
	var list []*Asset
	for _, name := range sortedKeys(a.byName) {
		if path.Ext(name) == ".css" {
			list = append(list, a.byName[name])
		}
	}
	return list
}

// URLs lists the assets' addresses.
func (a *Assets) URLs() []string { return sortedKeys(a.byURL) }
