package sample

import (
	"fmt"
	"strconv"
	"strings"
)

// Article returns the source of article i: front matter, then four to six
// kilobytes of Markdown.
func (c Corpus) Article(i int) []byte {
	w := &writer{
		subject: c.subject(i), number: i,
		used: make([]uint64, len(paragraphs)), text: make([]byte, 0, 8<<10),
	}
	w.dice = c.dice(i, forHeader)
	c.header(w)
	w.dice = c.dice(i, forBody)
	c.body(w)
	return w.text[:len(w.text)-1]
}

func (c Corpus) header(w *writer) {
	date := c.Date(w.number)
	form := [...]string{"2006-01-02", "2006-01-02 15:04", "2/1/2006 15:04"}[w.below(3)]
	w.text = fmt.Appendf(w.text, "---\ntitle: %s\ndate: %s\n", scalar(mark(w.number)+" "+w.headline), date.Format(form))
	if updated := date.AddDate(0, 0, 1+w.below(20)); w.percent(6) && !updated.After(c.Until) {
		w.text = fmt.Appendf(w.text, "updated: %s\n", updated.Format("2006-01-02"))
	}
	if w.percent(90) {
		w.text = fmt.Appendf(w.text, "summary: %s\n", scalar(w.written(w.sentence, w.pick(summaries))))
	}
	w.text = fmt.Appendf(w.text, "author: %s\ntags:\n", scalar(w.written(w.sentence, w.pick(authors))))
	for _, tag := range c.tags(w) {
		w.text = fmt.Appendf(w.text, "  - %s\n", scalar(tag))
	}
	w.text = append(w.text, "---\n\n"...)
}

// scalar is s as a YAML value. No phrase holds a backslash or a straight quote.
func scalar(s string) string {
	if strings.HasPrefix(s, "[") || strings.Contains(s, ": ") || strings.Contains(s, " #") {
		return strconv.Quote(s)
	}
	return s
}

// tags draws the article's keywords, each once.
func (c Corpus) tags(w *writer) []string {
	var tags []string
	for taken, n := uint64(0), 2+w.below(4); len(tags) < n; {
		k := w.zipf(len(keywords))
		if taken>>k&1 == 0 {
			taken |= 1 << k
			tags = append(tags, keywords[k])
		}
	}
	switch c.Tags {
	case OneOnAll:
		tags = append(tags, commonKeyword)
	case ManyDistinct:
		for k := 2 * w.number; k < 2*w.number+2; k++ {
			tags = append(tags, fmt.Sprintf("%s %d", rareKeywords[k%len(rareKeywords)], k+1))
		}
	}
	return tags
}

// body writes paragraphs in the order of an ordinary report. What else a body
// may have stands behind one of them, drawn once for the article.
func (c Corpus) body(w *writer) {
	n := 5 + w.below(3)
	size := (4000+w.below(1500))/n - 60 // the last sentence overshoots
	sometimes := func(percent int) int {
		if w.percent(percent) {
			return w.below(n)
		}
		return -1
	}
	headed := w.percent(40)
	bold, link, note, list, table := sometimes(35), sometimes(30), sometimes(5), sometimes(30), sometimes(5)

	w.sentence(w.pick(disclaimers))
	w.text = append(w.text, ' ')
	for k := range n {
		if headed && k%2 == 1 {
			w.text = fmt.Appendf(w.text, "## %s\n\n", w.written(w.sentence, w.pick(headings)))
		}
		w.paragraph(part(k, n), size)
		if k == note {
			w.text = append(w.text, "[^1]"...)
		}
		if k == bold {
			w.text = append(w.text, ' ')
			w.sentence(w.pick(bolds))
		}
		if k == link {
			w.text = append(w.text, ' ')
			w.sentence(w.pick(links))
		}
		w.text = append(w.text, "\n\n"...)
		if k == list {
			w.list()
		}
		if k == table {
			w.table()
		}
	}
	if w.number > 0 && w.percent(20) {
		c.linkToEarlier(w)
	}
	if note >= 0 {
		w.text = fmt.Appendf(w.text, "[^1]: %s\n\n", w.written(w.sentence, w.pick(footnotes)))
	}
}

// part is what paragraph k of n is about: the first and the last have a part of
// their own, those between share the rest.
func part(k, n int) int {
	switch k {
	case 0:
		return 0
	case n - 1:
		return len(paragraphs) - 1
	}
	return 1 + (k-1)*(len(paragraphs)-2)/(n-2)
}

func (c Corpus) linkToEarlier(w *writer) {
	to := w.number - 1 - w.below(min(w.number, 1000))
	file := c.name(to) + ".md"
	if folder := c.Date(to).Format("2006/01"); folder != c.Date(w.number).Format("2006/01") {
		file = "../../" + folder + "/" + file
	}
	w.text = fmt.Appendf(w.text, "%s [%s](%s)\n\n", w.pick(earlier), c.subject(to).headline, file)
}
