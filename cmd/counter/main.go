package main

import (
	_ "github.com/VictoriaMetrics/metrics"
	_ "github.com/klauspost/compress/gzhttp"
	_ "github.com/valkey-io/valkey-go"
	_ "golang.org/x/net/netutil"
	_ "golang.org/x/time/rate"
	_ "modernc.org/sqlite"
	_ "zgo.at/isbot"
)

func main() {}
