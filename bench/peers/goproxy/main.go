// The job as a Go programmer would write it: net/http/httputil.ReverseProxy with a fixed upstream,
// Host overridden, X-Forwarded-* if asked for, upstream keep-alive, no access log.
//
// Usage: goproxy PORT ORIGIN_PORT [forwarded]
package main

import (
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"time"
)

type rule struct{ host, prefix, override string }

var rules = []rule{
	{"other.example", "/x", "nope.example"},
	{"", "/", "go.advent.2019.co.jp"},
}

func (r rule) matches(in *http.Request) bool {
	return (r.host == "" || strings.EqualFold(r.host, in.Host)) && strings.HasPrefix(in.URL.Path, r.prefix)
}

func main() {
	origin := &url.URL{Scheme: "http", Host: "127.0.0.1:" + os.Args[2]}
	forwarded := len(os.Args) > 3
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(origin)
			if forwarded {
				r.SetXForwarded()
			}
			for _, rule := range rules {
				if rule.matches(r.In) {
					r.Out.Host = rule.override
					break
				}
			}
		},
		Transport: &http.Transport{
			MaxIdleConnsPerHost: 512,
			DisableCompression:  true,
			IdleConnTimeout:     90 * time.Second,
		},
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], proxy))
}
