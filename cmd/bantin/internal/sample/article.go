package sample

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Article returns the source of article i: front matter, then four to six
// kilobytes of Markdown.
func (c Corpus) Article(i int) []byte {
	w := c.writer(i, forText)
	w.subject, w.text = c.subject(i), make([]byte, 0, 8<<10)
	c.header(w)
	w.body()
	if i > 0 && w.percent(20) {
		c.link(w, i-1-w.below(min(i, 1000)))
	}
	return append(w.text, '\n')
}

func (c Corpus) header(w *writer) {
	date := c.Date(w.number)
	form := [...]string{"2006-01-02", "2006-01-02 15:04", "2/1/2006 15:04"}[w.below(3)]
	w.add("---\ntitle: %s\ndate: %s\n", scalar(fmt.Sprintf("[Mẫu %05d] %s", w.number, w.headline)), date.Format(form))
	if updated := date.AddDate(0, 0, 1+w.below(20)); w.percent(6) && updated.Before(c.Until) {
		w.add("updated: %s\n", updated.Format("2006-01-02"))
	}
	if w.percent(90) {
		w.add("summary: %s\n", scalar(w.written(w.pick(phrases["summaries"]))))
	}
	w.add("author: %s\ntags:\n", scalar(w.written(w.pick(phrases["authors"]))))
	for _, tag := range c.tags(w) {
		w.add("  - %s\n", tag)
	}
	w.add("---\n\n")
}

// scalar is s as a YAML value. No phrase holds a backslash, "#" or a straight
// quote.
func scalar(s string) string {
	if strings.ContainsAny(s, "[:") {
		return strconv.Quote(s)
	}
	return s
}

// tags draws keywords, the k-th of the stock 1/k as often as the first.
func (c Corpus) tags(w *writer) []string {
	var tags []string
	keywords, rare := phrases["keywords"], phrases["rare keywords"]
	for n := 2 + w.below(4); len(tags) < n; {
		k := w.below(len(keywords))
		if w.below(k+1) == 0 && !slices.Contains(tags, keywords[k]) {
			tags = append(tags, keywords[k])
		}
	}
	switch c.Tags {
	case OneOnAll:
		tags = append(tags, commonKeyword)
	case ManyDistinct:
		for k := 2 * w.number; k < 2*w.number+2; k++ {
			tags = append(tags, fmt.Sprintf("%s %d", rare[k%len(rare)], k+1))
		}
	}
	return tags
}

func (w *writer) body() {
	plan := plans[w.below(len(plans))]
	headed := w.percent(40)
	size := (4000+w.below(1500))/len(plan) - 80 // the last sentence overshoots
	behind := make([]int, len(blocks))          // the paragraph before each block, or none if there are not so many
	for b := range blocks {
		behind[b] = w.below(len(plan) * 100 / blocks[b].percent)
	}
	w.phrase(w.pick(phrases["disclaimers"]))
	var sentences []string
	for k, part := range plan {
		if headed && k%2 == 1 {
			w.phrase("\n\n## " + w.pick(phrases["headings"]))
		}
		if k == 0 || part != rune(plan[k-1]) {
			sentences = slices.Clone(phrases["paragraph "+string(part)])
		}
		sentences = w.paragraph(sentences, size)
		for b := range blocks {
			if behind[b] == k {
				w.phrase(w.pick(blocks[b].phrases))
			}
		}
	}
}

// paragraph writes about size bytes of sentences and returns those left over.
func (w *writer) paragraph(sentences []string, size int) []string {
	end := len(w.text) + size
	for gap := "\n\n"; len(w.text) < end && len(sentences) > 0; gap = " " {
		s := w.below(len(sentences))
		w.phrase(gap)
		w.phrase(sentences[s])
		sentences = slices.Delete(sentences, s, s+1)
	}
	return sentences
}

// link writes a link to another article's file.
func (c Corpus) link(w *writer, to int) {
	file := c.file(to)
	if month := c.month(to); month != c.month(w.number) {
		file = "../../" + month + "/" + file
	}
	w.add("\n\n%s [%s](%s)", w.pick(phrases["earlier"]), c.subject(to).headline, file)
}
