package text

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// legacy is an encoding of Vietnamese whose bytes came into the file as the
// letters of another: of Latin-1 from before Unicode, or of Windows.
type legacy struct {
	name  string
	meant interface{ Replace(string) string } // from what is seen to what was meant
}

var legacies = []legacy{
	{"Windows-1252", windows{}},
	{"TCVN3", strings.NewReplacer(strings.Fields(tcvn3)...)},
	{"VNI", strings.NewReplacer(strings.Fields(vni + " " + strings.ToUpper(vni))...)},
}

// findLegacy reports the first line that is Vietnamese in such an encoding.
// Conservative: a line counts when at least three different words with three
// different accented letters, and two words in five, are no Vietnamese as they
// stand but become Vietnamese syllables when read the other way. No sentence
// in Vietnamese, English, French or German comes near that, names and
// quotations included.
func findLegacy(text []byte) error {
	offset := 0
	for line := range bytes.Lines(text) {
		for _, kind := range legacies {
			if first, ok := kind.in(line); ok {
				found := string(bytes.TrimRight(line, "\r\n"))
				bad := &BadTextError{Kind: Legacy, Offset: offset + first, Line: lineAt(text, offset), Encoding: kind.name, Found: found}
				if meant := kind.meant.Replace(found); meant != found {
					bad.Meant = meant
				}
				return bad
			}
		}
		offset += len(line)
	}
	return nil
}

// findBytes is findLegacy for bytes that were never made UTF-8: it reads them as
// Windows shows them. What looks like UTF-8 then is that, with a fault.
func findBytes(text []byte) error {
	if utf8.Valid(text) {
		return nil
	}
	seen, err := charmap.Windows1252.NewDecoder().Bytes(text)
	bad, ok := errors.AsType[*BadTextError](findLegacy(seen))
	if err != nil || !ok || bad.Encoding == "Windows-1252" {
		return nil
	}
	bad.Offset = utf8.RuneCount(seen[:bad.Offset]) // a byte became a letter each
	return bad
}

// legacyWord is letters, and signs in whose place letters were meant.
var legacyWord = regexp.MustCompile(`[a-zA-Z\x{80}-\x{9F}\x{A1}-\x{10FFFF}]+`)

// in reports whether line is of this kind, and where its first such word is.
func (k legacy) in(line []byte) (first int, ok bool) {
	strange := func(r rune) bool { return r >= 0x80 && r <= 0xFF && !isPlain(r) }
	if !bytes.ContainsFunc(line, strange) {
		return 0, false
	}
	total, hits := 0, 0
	distinct, letters := map[string]bool{}, map[rune]bool{}
	for _, at := range legacyWord.FindAllIndex(line, -1) {
		total++
		word := string(line[at[0]:at[1]])
		if meant := k.meant.Replace(word); meant == word || !isSyllable(meant) || isSyllable(word) {
			continue
		}
		if hits++; hits == 1 {
			first = at[0]
		}
		distinct[word] = true
		for _, r := range word {
			if r >= utf8.RuneSelf {
				letters[r] = true
			}
		}
	}
	return first, len(distinct) >= 3 && len(letters) >= 3 && hits*5 >= total*2
}

// windows is UTF-8 that was read as Windows-1252. Bytes without a letter there
// became control characters.
type windows struct{}

func (windows) Replace(s string) string {
	var meant []byte
	for _, r := range s {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if r >= 0x80 && r < 0xA0 {
			b, ok = byte(r), true
		}
		if !ok {
			return s
		}
		meant = append(meant, b)
	}
	if !utf8.Valid(meant) {
		return s
	}
	return NFC(string(meant))
}

// tcvn3 pairs what is seen with what was meant. The font, not the text, makes
// capitals of accented letters.
const tcvn3 = `¡ Ă ¢ Â £ Ê ¤ Ô ¥ Ơ ¦ Ư § Đ ¨ ă © â ª ê « ô ¬ ơ ` + "\u00ad" + ` ư ® đ
µ à ¶ ả · ã ¸ á ¹ ạ » ằ ¼ ẳ ½ ẵ ¾ ắ Æ ặ Ç ầ È ẩ É ẫ Ê ấ Ë ậ
Ì è Î ẻ Ï ẽ Ð é Ñ ẹ Ò ề Ó ể Ô ễ Õ ế Ö ệ × ì Ø ỉ Ü ĩ Ý í Þ ị
ß ò á ỏ â õ ã ó ä ọ å ồ æ ổ ç ỗ è ố é ộ ê ờ ë ở ì ỡ í ớ î ợ
ï ù ñ ủ ò ũ ó ú ô ụ õ ừ ö ử ÷ ữ ø ứ ù ự ú ỳ û ỷ ü ỹ ý ý þ ỵ`

// vni is the same for VNI, which writes a mark as a letter of its own. Where
// two pairs fit, strings.Replacer takes the one that stands first.
const vni = `aù á aø à aû ả aõ ã aï ạ aê ă aé ắ aè ằ aú ẳ aü ẵ aë ặ aâ â aá ấ aà ầ aå ẩ aã ẫ aä ậ
eù é eø è eû ẻ eõ ẽ eï ẹ eâ ê eá ế eà ề eå ể eã ễ eä ệ
où ó oø ò oû ỏ oõ õ oï ọ oâ ô oá ố oà ồ oå ổ oã ỗ oä ộ
uù ú uø ù uû ủ uõ ũ uï ụ yù ý yø ỳ yû ỷ yõ ỹ î ỵ æ ỉ ó ĩ ò ị
ôù ớ ôø ờ ôû ở ôõ ỡ ôï ợ ô ơ öù ứ öø ừ öû ử öõ ữ öï ự ö ư ñ đ`

// The parts of a Vietnamese syllable, without tones: every onset, every rhyme.
const (
	onsets = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
	rhymes = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây " +
		"e ec em en eng eo ep et ê êch êm ên ênh êp êt êu " +
		"i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu " +
		"o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet " +
		"oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt " +
		"u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uơ " +
		"uy uya uych uynh uyt uyu uyên uyêt ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu " +
		"y ych ynh yt yêm yên yêng yêt yêu"
)

var syllables = regexp.MustCompile(strings.ReplaceAll("^("+onsets+")?("+rhymes+")$", " ", "|"))

// isSyllable reports that word could be a syllable of Vietnamese, in whatever
// case. One that ends in c, ch, p or t is sharp or heavy. It forgives where in
// the vowels the tone mark stands.
func isSyllable(word string) bool {
	plain, tone := splitTone(strings.ToLower(word))
	stopped := strings.ContainsAny(plain[max(0, len(plain)-1):], "cpt") || strings.HasSuffix(plain, "ch")
	return syllables.MatchString(plain) && (!stopped || tone == '\u0301' || tone == '\u0323')
}

// splitTone takes the tone mark out of s. If there are more, the first counts,
// and what remains is no syllable.
func splitTone(s string) (plain string, tone rune) {
	plain = strings.Map(func(r rune) rune {
		if tone == 0 && strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) {
			tone = r
			return -1
		}
		return r
	}, norm.NFD.String(s))
	return norm.NFC.String(plain), tone
}
