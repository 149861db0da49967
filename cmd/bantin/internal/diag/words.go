package diag

// Name is a severity's in the reader's language.
func (p Printer) Name(s Severity) string {
	word, _ := p.severity(s)
	return word
}
