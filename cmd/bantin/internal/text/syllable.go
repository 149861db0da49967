package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The parts of a Vietnamese syllable, without tones: every onset, every rhyme.
const (
	onsets = "ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x"
	rhymes = " a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây " +
		"e ec em en eng eo ep et ê êch êm ên ênh êp êt êu " +
		"i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu " +
		"o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet " +
		"oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt " +
		"u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uơ " +
		"uy uya uych uynh uyt uyu uyên uyêt ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu " +
		"y ych ynh yt yêm yên yêng yêt yêu "
)

// isSyllable reports that word could be a syllable of Vietnamese, in whatever
// case. It forgives where in the vowels the tone mark stands.
func isSyllable(word string) bool {
	plain, tone := splitTone(strings.ToLower(word))
	if isRhyme(plain, tone) || plain == "gi" {
		return true
	}
	for onset := range strings.FieldsSeq(onsets) {
		if rest, ok := strings.CutPrefix(plain, onset); ok && isRhyme(rest, tone) {
			return true
		}
	}
	return false
}

// isRhyme also knows that a syllable which ends in c, ch, p or t is sharp or
// heavy.
func isRhyme(s string, tone rune) bool {
	if s == "" || !strings.Contains(rhymes, " "+s+" ") {
		return false
	}
	stopped := strings.HasSuffix(s, "c") || strings.HasSuffix(s, "ch") ||
		strings.HasSuffix(s, "p") || strings.HasSuffix(s, "t")
	return !stopped || tone == '\u0301' || tone == '\u0323'
}

// splitTone takes the tone marks out of s. With more than one, the last counts
// and what remains is no syllable.
func splitTone(s string) (plain string, tone rune) {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch r {
		case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
			if tone != 0 {
				b.WriteRune(r)
			}
			tone = r
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String()), tone
}
