package content

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// simple reads YAML of the form that nearly all headers have: on each line a key
// with a text, or an entry of the list under the key above. The library would
// take ten times as long for the same nodes; what is of any other form is nil
// and left to it. (FuzzSimple compares the two.)
// The nodes lie in slab, which serves again when they are done with; they count
// lines from first on.
func simple(text string, first int, slab *[]yaml.Node) *yaml.Node {
	lines := strings.Count(text, "\n") + 1
	nodes := slices.Grow((*slab)[:0], 3*lines+1)
	*slab = nodes
	node := func(kind yaml.Kind, tag string, line, column int) *yaml.Node {
		nodes = append(nodes, yaml.Node{Kind: kind, Tag: tag, Line: line, Column: column})
		return &nodes[len(nodes)-1]
	}
	root := node(yaml.MappingNode, "!!map", first, 1)
	root.Content = make([]*yaml.Node, 0, 2*lines)
	var list *yaml.Node // under the key above, if that has no text
	number := first - 1
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		number++
		if item, ok := strings.CutPrefix(line, "  - "); ok {
			value := node(yaml.ScalarNode, "!!str", number, 5)
			if list == nil || !simpleScalar(item, value) {
				return nil
			}
			if list.Kind = yaml.SequenceNode; len(list.Content) == 0 {
				list.Tag, list.Line, list.Column = "!!seq", number, 3
			}
			list.Content = append(list.Content, value)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !simpleName(name) || list != nil && len(list.Content) == 0 {
			return nil
		}
		key := node(yaml.ScalarNode, "!!str", number, 1)
		key.Value, list = name, nil
		of := node(yaml.ScalarNode, "!!str", number, len(name)+3)
		switch text, ok := strings.CutPrefix(value, " "); {
		case value == "":
			list = of
		case !ok || !simpleScalar(text, of):
			return nil
		}
		root.Content = append(root.Content, key, of)
	}
	if list != nil && len(list.Content) == 0 {
		return nil
	}
	return root
}

// simpleName reports a key of small letters.
func simpleName(s string) bool {
	return s != "" && len(s) < 100 && s != "null" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// simpleScalar puts a value into n that stands alone on the rest of its line: in
// quotation marks and without any inside, or beginning with a letter or digit
// and without a sign of YAML behind it.
func simpleScalar(s string, n *yaml.Node) bool {
	if len(s) < 2 {
		return false
	}
	first := s[0]
	if first == '"' || first == '\'' {
		n.Value = s[1 : len(s)-1]
		n.Style = yaml.DoubleQuotedStyle
		if first == '\'' {
			n.Style = yaml.SingleQuotedStyle
		}
		return s[len(s)-1] == first && strings.IndexByte(n.Value, first) < 0 && strings.IndexByte(n.Value, '\\') < 0
	}
	n.Value = s
	word := first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z' || first >= '0' && first <= '9' || first == 0xC4 || first == 0xE1
	last := s[len(s)-1]
	return word && last != ' ' && last != '\t' && last != ':' && !strings.Contains(s, ": ") && !strings.Contains(s, ":\t") &&
		!strings.Contains(s, " #") && !strings.Contains(s, "\t#") && s != "null" && s != "Null" && s != "NULL"
}
