package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"bantin/cmd/bantin/internal/build"
	"bantin/cmd/bantin/internal/diag"
	"bantin/cmd/bantin/internal/outside"
	"bantin/cmd/bantin/internal/text"
)

// outsideTime is how long check --external asks altogether.
const outsideTime = 5 * time.Minute

// askOutside asks the links that lead to other sites. It returns what was found
// with what they say, and a line about how many were asked.
func (c *cli) askOutside(ctx context.Context, report build.Report) ([]diag.Diagnostic, string, error) {
	var all diag.List
	all.Add(report.Found...)
	places := map[string][]diag.Diagnostic{} // by address, without its fragment
	for _, d := range report.Outside {
		address, _, _ := strings.Cut(d.Args[0].(string), "#")
		if !strings.HasPrefix(address+"/", report.Site.BaseURL+"/") { // this site, as it will be
			places[address] = append(places[address], d)
		}
	}
	addresses := make([]string, 0, len(places))
	for address := range places {
		addresses = append(addresses, address)
	}
	progress := newProgress(c)
	progress.format = c.say("Đang hỏi liên kết %s/%s…", "Asking links: %s/%s…")
	limited, stop := context.WithTimeout(ctx, outsideTime)
	defer stop()
	asker := outside.Asker{Dial: c.dial, Progress: progress.show}
	if c.dial == nil {
		asker.Proxy = http.ProxyFromEnvironment
	}
	answers := asker.Ask(limited, addresses)
	progress.clear()
	of := map[outside.Verdict]int{}
	for _, address := range addresses {
		of[answers[address].Verdict]++
		for _, d := range places[address] {
			all.Add(c.answered(d, answers[address])...)
		}
	}
	left, silent := of[outside.NotAsked], of[outside.NoAnswer]+of[outside.Slow]
	if silent > 1 && silent+left+of[outside.Private] == len(addresses) {
		return report.Found, c.say("Không hỏi được trang nào: có lẽ máy này không có mạng, hoặc mạng cơ quan chỉ ra ngoài được qua proxy; hỏi người quản trị mạng địa chỉ proxy rồi đặt biến HTTPS_PROXY và HTTP_PROXY.\n",
			"No other site could be asked: perhaps this machine is offline, or the office's network lets nothing out but by a proxy: ask who runs it for the address, and set the variables HTTPS_PROXY and HTTP_PROXY.\n"), ctx.Err()
	}
	line := fmt.Sprintf(c.say("Đã hỏi %s địa chỉ của trang khác.\n", "Asked %s addresses of other sites.\n"), text.Number(int64(len(addresses)-left-of[outside.Private])))
	if left > 0 {
		line += fmt.Sprintf(c.say("Hết giờ, còn %s địa chỉ chưa hỏi.\n", "There was no time for %s more.\n"), text.Number(int64(left)))
	}
	return all.Sorted(), line, ctx.Err()
}

// answered is what an answer means for a link, whose address is d's argument.
func (c *cli) answered(d diag.Diagnostic, a outside.Answer) []diag.Diagnostic {
	why := ""
	switch a.Verdict {
	case outside.NotAsked, outside.Fine:
		return nil
	case outside.Gone:
		d.Code, d.Args = "link-gone", append(d.Args, a.Status)
		return []diag.Diagnostic{d}
	case outside.Moved:
		d.Code, d.Args = "link-moved", append(d.Args, a.To)
		return []diag.Diagnostic{d}
	case outside.Refused:
		why = fmt.Sprintf(c.say("máy chủ bên kia trả lời %d", "the other site answers %d"), a.Status)
	case outside.Slow:
		why = c.say("máy chủ bên kia không trả lời kịp", "the other site is too slow")
	case outside.Loop:
		why = c.say("chuyển hướng quá nhiều lần", "it redirects too often")
	case outside.Private:
		why = c.say("địa chỉ nằm trong mạng nội bộ, người đọc ở ngoài không mở được", "the address is in a private network, which readers cannot reach")
	default:
		why = c.say("không kết nối được", "there is no connection")
	}
	d.Code, d.Args = "link-unchecked", append(d.Args, why)
	return []diag.Diagnostic{d}
}
