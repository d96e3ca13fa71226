/*
 * The load of the benchmark: one thread, keep-alive connections, HTTP/1.1. It connects, and then does
 * a round for each line that it reads: a number of seconds. The connections stay between rounds, so
 * that a round is requests and nothing else.
 *
 * With a RATE, requests are sent when they are due, whether or not earlier ones have been answered
 * (open loop), and latency counts from the moment a request was due: a proxy that stalls can't hide
 * it. With RATE 0, each connection sends its next request when it has its answer (closed loop).
 * Every request that was sent is waited for. Anything but a 200 ends the run with an error.
 *
 * Usage: client PORT HOST PATH CONNECTIONS RATE UPLOAD_BYTES
 *   UPLOAD_BYTES > 0 makes it a POST with a body of that size.
 * Prints a line of JSON for each round: the number of requests done and quantiles of their latency in microseconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

enum { EVENTS = 256, INPUT = 1 << 16, SECOND = 1000000000, PATIENCE_SECONDS = 10 };

struct connection {
    int fd;
    bool busy;          /* a request is under way */
    long since;         /* when it was due or sent, in ns */
    long number;        /* of the request under way or, when idle, of the next (open loop) */
    size_t sent;        /* bytes of the request */
    bool in_body;       /* the answer's head has been read */
    long body_left;     /* bytes of the answer's body to come */
    char in[INPUT + 1]; /* received of the answer's head; one byte more for its NUL */
    size_t in_length;
};

static char *request;
static size_t request_length;
static long connections;
static double interval; /* ns between requests; 0 = closed loop */
static long start, end;
static long scheduled, total; /* open loop: requests that have fallen due, requests of the run */
static long under_way;
static long *latencies, done, room;

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * (long)SECOND + time.tv_nsec;
}

static void fail(const char *what, const char *detail)
{
    fprintf(stderr, "client: %s: %s\n", what, detail);
    exit(1);
}

static long due(long number)
{
    return start + (long)((double)number * interval);
}

static void push(struct connection *c)
{
    while (c->sent < request_length) {
        ssize_t sent = send(c->fd, request + c->sent, request_length - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EAGAIN)
            return;
        if (sent < 0)
            fail("send", strerror(errno));
        c->sent += (size_t)sent;
    }
}

static void begin(struct connection *c, long since)
{
    c->busy = true;
    c->since = since;
    c->sent = 0;
    under_way++;
    push(c);
}

static void finish(struct connection *c, long time)
{
    if (done == room) {
        room = room ? 2 * room : 65536;
        latencies = realloc(latencies, (size_t)room * sizeof *latencies);
        if (!latencies)
            fail("realloc", strerror(errno));
    }
    latencies[done++] = time - c->since;
    c->busy = c->in_body = false;
    under_way--;
    c->number += connections;
    if (interval == 0 && time < end)
        begin(c, time);
    else if (interval > 0 && c->number < scheduled)
        begin(c, due(c->number));
}

/* Reads the answer's head if it is complete, and counts what of the body came with it. */
static void read_head(struct connection *c)
{
    c->in[c->in_length] = '\0';
    char *head_end = strstr(c->in, "\r\n\r\n");
    if (!head_end) {
        if (c->in_length == INPUT)
            fail("answer", "head too long");
        return;
    }
    if (strncmp(c->in, "HTTP/1.1 200 ", 13))
        fail("answer (expected: 200)", c->in);
    char *length = strcasestr(c->in, "\r\ncontent-length:");
    if (!length || length > head_end)
        fail("answer without Content-Length", c->in);
    long body_received = (long)c->in_length - (head_end + 4 - c->in);
    c->body_left = atol(length + strlen("\r\ncontent-length:")) - body_received;
    c->in_body = true;
    c->in_length = 0;
}

static void pull(struct connection *c)
{
    for (;;) {
        ssize_t received = recv(c->fd, c->in + c->in_length, INPUT - c->in_length, MSG_DONTWAIT);
        if (received < 0 && errno == EAGAIN)
            return;
        if (received <= 0)
            fail("connection", received ? strerror(errno) : "closed by the proxy");
        if (!c->busy)
            fail("answer", "more bytes than Content-Length said");
        if (c->in_body) {
            c->body_left -= received;
        } else {
            c->in_length += (size_t)received;
            read_head(c);
        }
        if (c->in_body && c->body_left == 0)
            finish(c, now());
    }
}

static struct connection *connect_all(int port, int epoll)
{
    struct connection *all = calloc((size_t)connections, sizeof *all);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    if (!all)
        fail("calloc", strerror(errno));
    for (long i = 0; i < connections; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
        if (connect(fd, (struct sockaddr *)&address, sizeof address))
            fail("connect", strerror(errno));
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        all[i].fd = fd;
        all[i].number = i;
        struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &all[i]};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
    return all;
}

static void make_request(const char *host, const char *path, size_t upload)
{
    char length[64] = "";
    if (upload > 0)
        snprintf(length, sizeof length, "Content-Length: %zu\r\n", upload);
    int head = asprintf(&request,
                        "%s %s HTTP/1.1\r\n"
                        "Host: %s\r\n"
                        "User-Agent: client/1\r\n"
                        "Accept: */*\r\n"
                        "%s\r\n",
                        upload > 0 ? "POST" : "GET", path, host, length);
    if (head < 0)
        fail("asprintf", strerror(errno));
    request_length = (size_t)head + upload;
    request = realloc(request, request_length + 1);
    if (!request)
        fail("realloc", strerror(errno));
    memset(request + head, 'x', upload);
}

/* Open loop: sends what has fallen due, each on its turn's connection if that is idle. */
static void send_due(struct connection *all)
{
    for (long time = now(); scheduled < total && due(scheduled) <= time; scheduled++) {
        struct connection *c = &all[scheduled % connections];
        if (!c->busy && c->number == scheduled)
            begin(c, due(scheduled));
    }
}

/* Handles what the connections are ready for; false if they kept silent for too long. */
static bool wait_for_events(int epoll)
{
    struct epoll_event events[EVENTS];
    long pause = (long)PATIENCE_SECONDS * SECOND;
    if (scheduled < total) {
        long left = due(scheduled) - now();
        pause = left > 0 ? left : 0;
    }
    struct timespec timeout = {.tv_sec = pause / SECOND, .tv_nsec = pause % SECOND};
    int ready = epoll_pwait2(epoll, events, EVENTS, &timeout, NULL);
    for (int i = 0; i < ready; i++) {
        struct connection *c = events[i].data.ptr;
        if (c->busy)
            push(c);
        pull(c);
    }
    return ready > 0 || scheduled < total;
}

static int ascending(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

static double quantile(double part)
{
    return (double)latencies[(long)((double)(done - 1) * part)] / 1e3;
}

/* Sends requests for as long as said and waits for all answers. */
static void do_round(struct connection *all, int epoll, double seconds, double rate)
{
    interval = rate > 0 ? SECOND / rate : 0;
    total = rate > 0 ? (long)(rate * seconds) : 0;
    scheduled = done = 0;
    start = now();
    end = start + (long)(seconds * SECOND);
    for (long i = 0; i < connections; i++)
        all[i].number = i;
    for (long i = 0; interval == 0 && i < connections; i++)
        begin(&all[i], now());
    while (scheduled < total || under_way > 0) {
        send_due(all);
        if (!wait_for_events(epoll))
            fail("proxy", "no answer for 10 s");
    }
}

int main(int count, char **arguments)
{
    if (count != 7) {
        fprintf(stderr, "usage: client PORT HOST PATH CONNECTIONS RATE UPLOAD_BYTES\n");
        return 2;
    }
    connections = atol(arguments[4]);
    make_request(arguments[2], arguments[3], strtoul(arguments[6], NULL, 10));
    prctl(PR_SET_TIMERSLACK, 1);

    int epoll = epoll_create1(0);
    struct connection *all = connect_all(atoi(arguments[1]), epoll);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        do_round(all, epoll, atof(line), atof(arguments[5]));
        if (done == 0)
            fail("round", "too short for a request");
        qsort(latencies, (size_t)done, sizeof *latencies, ascending);
        printf("{\"done\": %ld, \"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, \"max\": %.1f}\n",
               done, quantile(0.5), quantile(0.9), quantile(0.99), quantile(1.0));
        fflush(stdout);
    }
    return 0;
}
