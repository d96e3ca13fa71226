// The job as a Go programmer would write it: net/http/httputil.ReverseProxy with a fixed upstream,
// Host overridden, X-Forwarded-*, upstream keep-alive, no access log. The flags are given by proxies.py.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"time"
)

var (
	port      = flag.String("port", "", "of the listener")
	tlsPort   = flag.String("tls-port", "0", "of the listener with TLS, 0 for none")
	origin    = flag.String("origin", "", "port of the origin")
	originTLS = flag.Bool("origin-tls", false, "whether the origin speaks TLS")
	files     = flag.String("files", "", "certificate and key, without .crt and .key")
	forwarded = flag.Bool("forwarded", true, "whether X-Forwarded-* is sent")
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
	flag.Parse()
	target := &url.URL{Scheme: "http", Host: "127.0.0.1:" + *origin}
	transport := &http.Transport{
		MaxIdleConnsPerHost: 512,
		DisableCompression:  true,
		IdleConnTimeout:     300 * time.Second,
	}
	if *originTLS {
		target.Scheme = "https"
		transport.TLSClientConfig = &tls.Config{RootCAs: roots(), ServerName: "go.advent.2019.co.jp"}
	}
	proxy := &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			if *forwarded {
				r.SetXForwarded()
			}
			for _, rule := range rules {
				if rule.matches(r.In) {
					r.Out.Host = rule.override
					break
				}
			}
		},
	}
	if *tlsPort != "0" {
		go func() {
			log.Fatal(http.ListenAndServeTLS("127.0.0.1:"+*tlsPort, *files+".crt", *files+".key", proxy))
		}()
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+*port, proxy))
}

func roots() *x509.CertPool {
	pem, err := os.ReadFile(*files + ".crt")
	if err != nil {
		log.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return pool
}
