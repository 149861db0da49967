// Command shot takes pictures of pages in Chromium, whose own command line does it
// neither in the dark nor as narrow as a phone. Each line of its input says
// ADDRESS FILE WIDTH HEIGHT light|dark|print; a height of 0 is the whole page's.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

func main() {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), flags...)
	browser, _ := chromedp.NewContext(allocator)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if err := shoot(browser, lines.Text()); err != nil {
			log.Fatalf("%s: %v", lines.Text(), err)
		}
	}
	_ = chromedp.Cancel(browser)
}

func shoot(browser context.Context, line string) error {
	var address, file, look string
	var width, height int64
	if _, err := fmt.Sscan(line, &address, &file, &width, &height, &look); err != nil {
		return err
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look}}}
	if look == "print" {
		media = emulation.SetEmulatedMediaParams{Media: look}
	}
	if err := chromedp.Do(browser, chromedp.EmulateViewport(width, max(height, 800)), chromedp.Navigate(address)); err != nil {
		return err
	}
	if _, err := chromedp.Call(browser, emulation.SetEmulatedMedia, media); err != nil {
		return err
	}
	time.Sleep(time.Second / 2) // what a script asks for comes in
	whole := height == 0
	picture, err := chromedp.Call(browser, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &whole})
	if err != nil {
		return err
	}
	return os.WriteFile(file, picture.Data, 0o666)
}
