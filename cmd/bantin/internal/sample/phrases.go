package sample

import (
	_ "embed"
	"strings"
)

//go:embed phrases.txt
var stock string

// phrases are the stock's lists by name.
var phrases = func() map[string][]string {
	lists := map[string][]string{}
	name := ""
	for line := range strings.Lines(stock) {
		line = strings.TrimSuffix(line, "\n")
		if heading, ok := strings.CutPrefix(line, "== "); ok {
			name, _, _ = strings.Cut(heading, " #")
		} else if line != "" && name != "" {
			lists[name] = append(lists[name], strings.ReplaceAll(line, `\n`, "\n"))
		}
	}
	return lists
}()

// blocks are what a body may have behind a paragraph, and in how many articles
// of a hundred.
var blocks = []struct {
	percent int
	phrases []string
}{{35, phrases["bolds"]}, {30, phrases["links"]}, {5, phrases["footnotes"]}, {30, phrases["lists"]}, {5, phrases["tables"]}}

// plans are the courses that a body may take through the paragraphs.
var plans = []string{"01235", "02345", "012345", "0112345", "0122345"}

const commonKeyword = "Dữ liệu mẫu"

const sectionPage = `---
title: Dữ liệu mẫu
description: Các bài viết do máy sinh ra để thử trang, không phải tin tức.
---

Mọi bài trong mục này đều do máy sinh ra để thử cách trang hiện danh sách dài và kho lưu trữ; tên đơn vị, sự việc và con số không có thật.
`
