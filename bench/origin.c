/*
 * The origin server of the benchmark: one thread, epoll, as little work per request as possible, so
 * that what is measured is the proxy. It answers /s with 100 bytes, /1k, /64k and /1m with as many;
 * a POST is read to its end and answered with 100 bytes.
 *
 * It also checks the proxy's work: without the expected Host the answer is 421; without
 * X-Forwarded-For, if that is asked for, 400. The load client gives up on anything but 200.
 *
 * Usage: origin PORT HOST [forwarded]
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
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SMALL = 100, LARGEST = 1 << 20, MAX_HEAD = 16384, SCRATCH = 1 << 18, EVENTS = 256 };

/* What a step on a non-blocking connection came to. */
enum step { DONE, WOULD_BLOCK, CLOSED };

struct connection {
    int fd;

    char in[MAX_HEAD]; /* received, not yet taken */
    size_t in_length;

    bool in_body; /* the request's head has been taken, its body has not ended */
    bool chunked;
    size_t body_left;       /* of a body with Content-Length */
    char tail[5];           /* the last bytes of a chunked body */
    int status;             /* the answer that the head has earned */
    size_t size;            /* of the answer's body */

    char head[512]; /* of the answer being sent */
    size_t head_length;
    size_t head_sent;
    const char *body;
    size_t body_to_send;
};

static const char LAST_CHUNK[5] = "0\r\n\r\n";
static char content[LARGEST];
static char scratch[SCRATCH];
static const char *expected_host;
static bool forwarded_expected;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- sending ---- */

static void prepare_answer(struct connection *c)
{
    const char *reason = c->status == 200 ? "OK" : c->status == 421 ? "Misdirected Request" : "Bad Request";
    c->head_length = (size_t)snprintf(
        c->head, sizeof c->head,
        "HTTP/1.1 %d %s\r\n"
        "Server: origin\r\n"
        "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Cache-Control: no-cache\r\n"
        "ETag: \"abcdef-1234\"\r\n"
        "Content-Length: %zu\r\n"
        "\r\n",
        c->status, reason, c->size);
    c->head_sent = 0;
    c->body = content;
    c->body_to_send = c->size;
}

static enum step send_answer(struct connection *c)
{
    while (c->head_sent < c->head_length || c->body_to_send > 0) {
        size_t head_left = c->head_length - c->head_sent;
        struct iovec parts[2] = {
            {.iov_base = c->head + c->head_sent, .iov_len = head_left},
            {.iov_base = (void *)c->body, .iov_len = c->body_to_send},
        };
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
        ssize_t sent = sendmsg(c->fd, &message, MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN ? WOULD_BLOCK : CLOSED;
        size_t of_head = smaller((size_t)sent, head_left);
        c->head_sent += of_head;
        c->body += (size_t)sent - of_head;
        c->body_to_send -= (size_t)sent - of_head;
    }
    return DONE;
}

/* ---- receiving ---- */

static size_t size_for(const char *path)
{
    if (!strncmp(path, "/1k", 3))
        return 1024;
    if (!strncmp(path, "/64k", 4))
        return 65536;
    if (!strncmp(path, "/1m", 3))
        return LARGEST;
    return SMALL;
}

/* The value of a field line if it has this name, else NULL. */
static const char *value_of(const char *line, const char *name)
{
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) || line[length] != ':')
        return NULL;
    return line + length + 1 + strspn(line + length + 1, " ");
}

static bool is_expected_host(const char *value)
{
    size_t length = strlen(expected_host);
    return !strncmp(value, expected_host, length) && value[length] == '\r';
}

/* Judges a request head, given as text that ends with the CRLF of its last line. */
static void read_head(struct connection *c, const char *head)
{
    bool host_seen = false, forwarded_for_seen = false;
    const char *value;

    c->chunked = false;
    c->body_left = 0;
    memset(c->tail, 0, sizeof c->tail);
    for (const char *end = strstr(head, "\r\n"); end && end[2]; end = strstr(end + 2, "\r\n")) {
        const char *line = end + 2;
        if ((value = value_of(line, "host")))
            host_seen = is_expected_host(value);
        else if ((value = value_of(line, "content-length")))
            c->body_left = strtoul(value, NULL, 10);
        else if (value_of(line, "transfer-encoding"))
            c->chunked = true;
        else if (value_of(line, "x-forwarded-for"))
            forwarded_for_seen = true;
    }
    c->status = !host_seen ? 421 : forwarded_expected && !forwarded_for_seen ? 400 : 200;
    const char *space = strchr(head, ' ');
    c->size = head[0] == 'P' || !space ? SMALL : size_for(space + 1);
    c->in_body = c->chunked || c->body_left > 0;
}

static void drop_from_input(struct connection *c, size_t length)
{
    c->in_length -= length;
    memmove(c->in, c->in + length, c->in_length);
}

/* Takes one whole head from what has been received; false if there is none yet. */
static bool take_head(struct connection *c)
{
    char *end = memmem(c->in, c->in_length, "\r\n\r\n", 4);
    if (!end)
        return false;
    end[2] = '\0';
    read_head(c, c->in);
    drop_from_input(c, (size_t)(end + 4 - c->in));
    return true;
}

/*
 * Notes received bytes of a body and returns how many of them belong to it. A chunked body is known
 * to be over by its last five bytes: enough, since no client here sends trailers or pipelines.
 */
static size_t take_body(struct connection *c, const char *data, size_t length)
{
    if (!c->chunked) {
        size_t taken = smaller(length, c->body_left);
        c->body_left -= taken;
        c->in_body = c->body_left > 0;
        return taken;
    }
    for (size_t i = length > sizeof c->tail ? length - sizeof c->tail : 0; i < length; i++) {
        memmove(c->tail, c->tail + 1, sizeof c->tail - 1);
        c->tail[sizeof c->tail - 1] = data[i];
    }
    c->in_body = memcmp(c->tail, LAST_CHUNK, sizeof c->tail) != 0;
    return length;
}

static enum step receive(struct connection *c, char *into, size_t room, size_t *length)
{
    ssize_t received = recv(c->fd, into, room, 0);
    if (received < 0)
        return errno == EAGAIN ? WOULD_BLOCK : CLOSED;
    *length = (size_t)received;
    return received == 0 ? CLOSED : DONE;
}

static enum step receive_head(struct connection *c)
{
    size_t length;
    enum step step = receive(c, c->in + c->in_length, sizeof c->in - c->in_length, &length);
    if (step == DONE)
        c->in_length += length;
    return step;
}

static enum step receive_body(struct connection *c)
{
    drop_from_input(c, take_body(c, c->in, c->in_length));
    while (c->in_body) {
        size_t room = c->chunked ? sizeof scratch : smaller(c->body_left, sizeof scratch);
        size_t length;
        enum step step = receive(c, scratch, room, &length);
        if (step != DONE)
            return step;
        take_body(c, scratch, length);
    }
    return DONE;
}

/* Goes on with a connection for as long as it doesn't block. */
static enum step serve(struct connection *c)
{
    for (;;) {
        enum step step = send_answer(c);
        if (step == DONE && c->in_body) {
            step = receive_body(c);
            if (step == DONE)
                prepare_answer(c);
        } else if (step == DONE && take_head(c)) {
            if (!c->in_body)
                prepare_answer(c);
        } else if (step == DONE) {
            step = receive_head(c);
        }
        if (step != DONE)
            return step;
    }
}

/* ---- connections ---- */

static int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 4096))
        fail("listen");
    return fd;
}

static void accept_all(int listener, int epoll)
{
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct connection *c = calloc(1, sizeof *c);
        if (!c)
            fail("calloc");
        c->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

int main(int count, char **arguments)
{
    if (count < 3 || count > 4) {
        fprintf(stderr, "usage: origin PORT HOST [forwarded]\n");
        return 2;
    }
    expected_host = arguments[2];
    forwarded_expected = count == 4;
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (char)('a' + i % 26);

    int listener = listen_on(atoi(arguments[1]));
    int epoll = epoll_create1(0);
    struct epoll_event accepting = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &accepting);
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            if (!c) {
                accept_all(listener, epoll);
            } else if (serve(c) == CLOSED) {
                close(c->fd);
                free(c);
            }
        }
    }
}
