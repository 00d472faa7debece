/* OPC UA load at the least cost: stands before opcua-load and answers for its subscriptions itself. Everything else of
 * a connection (security policy None) is passed on: session, reading, browsing. Publish responses are encoded once; each
 * sending writes its number, time, values and source times in place, so that a value costs some 5 ns.
 *
 * The values begin when COUNT items have been created. Each item then gets ROUNDS values, one each PERIOD_US: the n-th
 * (from 0) is n, its source time is start + n * PERIOD_US + (k % COUNT) * PERIOD_US / COUNT, where k is the number of
 * its variable. Afterwards only the first item changes, twice a second, so that time goes on for whoever closes stretches of it.
 * Messages have 1,000 values. A message that is due waits for a publish request; none is ever left out, so a reader
 * that is too slow makes the load late, not short.
 *
 * Usage: opcua-replay PORT SERVER_PORT COUNT PERIOD_US ROUNDS. Prints "ready", "start <µs since 1970>" at the
 * first value, "late <ms>" when a message leaves later than any before by 100 ms, and "done" after the last round. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  FIRST_ID = 1000, /* NodeId of V0 in opcua-load.c */
  ITEMS_A_MESSAGE = 1000,
  ITEM_BYTES = 30,
  MOST_REQUESTS = 4096,
  MOST_SUBSCRIPTIONS = 64,
  MOST_CHUNK = 1 << 20,
  MOST_MESSAGE = 1 << 22,
  MOST_RESULTS = 10000,
};
enum { CREATE_SUBSCRIPTION = 787, CREATE_ITEMS = 751, PUBLISH = 826 };
static const int64_t EPOCH_1601_US = 11644473600000000LL, KEEP_ALIVE_US = 500000;

static uint16_t port, server_port;
static int64_t count, period_us, rounds;

/* A message of values of one subscription, as it is sent. */
typedef struct {
  uint32_t subscription, items;
  uint32_t *index; /* of each item's variable */
  uint8_t *bytes;  /* header, response, items */
  size_t first_item, length, room;
} Message;

typedef struct {
  uint32_t id, sequence, open; /* open: message that still has room */
} Subscription;

typedef struct {
  uint32_t request, handle, results;
} Waiting;

typedef struct {
  uint8_t bytes[MOST_CHUNK];
  size_t length;
} Inbox;

typedef struct {
  int client, server;
  Inbox from_client, from_server;
  uint32_t to_client, to_server; /* last sequence numbers */
  uint32_t channel, token;
  uint8_t *message; /* chunks of a request so far */
  size_t message_length;
  Waiting waiting[MOST_REQUESTS];
  uint32_t first_waiting, waits;
  Subscription subscriptions[MOST_SUBSCRIPTIONS];
  uint32_t subscriptions_made, items_made;
  Message *messages;
  uint32_t messages_made;
  uint8_t reply[1 << 19];
  int64_t start, sent, late_ms, last_sent, trickled; /* start 0: no values yet */
  bool is_done;
} Link;

static int64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void fail(const char *what) {
  fprintf(stderr, "opcua-replay: %s\n", what);
  exit(1);
}

static uint32_t u32_at(const uint8_t *at) { uint32_t value; memcpy(&value, at, 4); return value; }
static void put_u32(uint8_t *at, uint32_t value) { memcpy(at, &value, 4); }
static void put_i64(uint8_t *at, int64_t value) { memcpy(at, &value, 8); }
static void put_f64(uint8_t *at, double value) { memcpy(at, &value, 8); }

/* ---- Reading requests. Only our own client speaks here: what does not fit ends the program. */

typedef struct {
  const uint8_t *at, *end;
} Reader;

static const uint8_t *take(Reader *in, size_t bytes) {
  if ((size_t)(in->end - in->at) < bytes) fail("a request ends too early");
  const uint8_t *from = in->at;
  in->at += bytes;
  return from;
}
static uint32_t take_u32(Reader *in) { return u32_at(take(in, 4)); }
static double take_f64(Reader *in) { double value; memcpy(&value, take(in, 8), 8); return value; }
static void skip_string(Reader *in) {
  int32_t length = (int32_t)take_u32(in);
  if (length > 0) take(in, (size_t)length);
}

/* The number of a numeric NodeId with its namespace; -1 for other kinds. */
static int64_t take_node_id(Reader *in, uint16_t *namespace) {
  uint8_t kind = *take(in, 1) & 0x3f;
  *namespace = 0;
  if (kind == 0) return *take(in, 1);
  if (kind == 1) {
    *namespace = *take(in, 1);
    const uint8_t *id = take(in, 2);
    return id[0] | id[1] << 8;
  }
  const uint8_t *ns = take(in, 2);
  *namespace = (uint16_t)(ns[0] | ns[1] << 8);
  if (kind == 2) return take_u32(in);
  if (kind == 4) take(in, 16);
  else skip_string(in);
  return -1;
}
static void skip_extension(Reader *in) {
  uint16_t namespace;
  take_node_id(in, &namespace);
  if (*take(in, 1) != 0) skip_string(in);
}

/* Returns the request's handle. */
static uint32_t take_header(Reader *in) {
  uint16_t namespace;
  take_node_id(in, &namespace);
  take(in, 8);
  uint32_t handle = take_u32(in);
  take(in, 4);
  skip_string(in);
  take(in, 4);
  skip_extension(in);
  return handle;
}

/* ---- Sending. */

static void send_all(int socket, const uint8_t *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(socket, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) pthread_exit(NULL); /* the other side is gone */
    bytes += sent;
    length -= (size_t)sent;
  }
}

/* Chunk header, type id and response header; returns the bytes written. */
static size_t put_response(Link *link, uint8_t *out, uint32_t type, Waiting to) {
  memcpy(out, "MSGF", 4);
  put_u32(out + 8, link->channel);
  put_u32(out + 12, link->token);
  put_u32(out + 20, to.request);
  out[24] = 1, out[25] = 0, out[26] = (uint8_t)type, out[27] = (uint8_t)(type >> 8);
  put_i64(out + 28, (now_us() + EPOCH_1601_US) * 10);
  put_u32(out + 36, to.handle);
  put_u32(out + 40, 0); /* Good */
  out[44] = 0;          /* no diagnostics */
  put_u32(out + 45, UINT32_MAX);
  out[49] = out[50] = out[51] = 0; /* no additional header */
  return 52;
}
static void send_response(Link *link, uint8_t *out, size_t length) {
  put_u32(out + 4, (uint32_t)length);
  put_u32(out + 16, ++link->to_client);
  send_all(link->client, out, length);
}

/* ---- Subscriptions and items. */

static void create_subscription(Link *link, Reader *in, Waiting to) {
  double interval = take_f64(in);
  uint32_t lifetime = take_u32(in), keep_alive = take_u32(in);
  if (link->subscriptions_made == MOST_SUBSCRIPTIONS) fail("too many subscriptions");
  Subscription *made = &link->subscriptions[link->subscriptions_made++];
  *made = (Subscription){.id = link->subscriptions_made, .open = UINT32_MAX};
  size_t at = put_response(link, link->reply, 790, to);
  put_u32(link->reply + at, made->id);
  put_f64(link->reply + at + 4, interval);
  put_u32(link->reply + at + 12, lifetime);
  put_u32(link->reply + at + 16, keep_alive);
  send_response(link, link->reply, at + 20);
}

/* Offsets in a publish response behind the response header: subscription, no available numbers, more, number, time,
 * one notification: a DataChangeNotification with its items. */
enum { AT_AVAILABLE = 4, AT_MORE = 8, AT_NUMBER = 9, AT_TIME = 13, AT_NOTIFICATIONS = 21, AT_BODY = 25, AT_ITEMS = 38 };

static void add_item(Link *link, Subscription *subscription, uint32_t handle, uint32_t index) {
  if (subscription->open == UINT32_MAX || link->messages[subscription->open].items == ITEMS_A_MESSAGE) {
    subscription->open = link->messages_made++;
    Message *message = &link->messages[subscription->open];
    message->subscription = subscription->id;
    message->index = calloc(ITEMS_A_MESSAGE, sizeof *message->index);
    message->bytes = calloc(1, 52 + AT_ITEMS + ITEMS_A_MESSAGE * ITEM_BYTES + 8 + 4 * MOST_RESULTS);
    message->first_item = 52 + AT_ITEMS;
  }
  Message *message = &link->messages[subscription->open];
  uint8_t *at = message->bytes + message->first_item + (size_t)message->items * ITEM_BYTES;
  put_u32(at, handle);
  at[4] = 1 | 4 | 8; /* value, source time, server time */
  at[5] = 11;        /* Double */
  message->index[message->items++] = index;
}

static void create_items(Link *link, Reader *in, Waiting to) {
  uint32_t id = take_u32(in);
  if (id == 0 || id > link->subscriptions_made) fail("items of an unknown subscription");
  take_u32(in);
  uint32_t items = take_u32(in);
  uint8_t *out = link->reply;
  size_t at = put_response(link, out, 754, to);
  if (at + 8 + (size_t)items * 23 > sizeof link->reply) fail("too many items in one request");
  put_u32(out + at, items);
  at += 4;
  for (uint32_t i = 0; i < items; i++) {
    uint16_t namespace;
    int64_t node = take_node_id(in, &namespace);
    uint32_t attribute = take_u32(in);
    skip_string(in);
    take(in, 2);
    skip_string(in);
    take_u32(in);
    uint32_t handle = take_u32(in);
    double sampling = take_f64(in);
    skip_extension(in);
    uint32_t queue = take_u32(in);
    take(in, 1);
    /* Items of other nodes are accepted and never change. */
    if (namespace != 0 && attribute == 13 && node >= FIRST_ID) {
      if (link->items_made == count) fail("more items than announced");
      add_item(link, &link->subscriptions[id - 1], handle, (uint32_t)(node - FIRST_ID));
      link->items_made++;
    }
    put_u32(out + at, 0);
    put_u32(out + at + 4, handle + 1);
    put_f64(out + at + 8, sampling);
    put_u32(out + at + 16, queue);
    memset(out + at + 20, 0, 3);
    at += 23;
  }
  put_u32(out + at, UINT32_MAX);
  send_response(link, out, at + 4);
  if (link->items_made == count && link->start == 0) {
    link->start = now_us() + 2000000;
    printf("start %lld\n", (long long)link->start);
    fflush(stdout);
  }
}

/* Returns true when the request was answered, or will be, here. */
static bool answers(Link *link, const uint8_t *body, size_t length, uint32_t request) {
  Reader in = {body, body + length};
  uint16_t namespace;
  int64_t type = take_node_id(&in, &namespace);
  if (type != CREATE_SUBSCRIPTION && type != CREATE_ITEMS && type != PUBLISH) return false;
  Waiting to = {.request = request, .handle = take_header(&in)};
  if (type == CREATE_SUBSCRIPTION) create_subscription(link, &in, to);
  else if (type == CREATE_ITEMS) create_items(link, &in, to);
  else {
    int32_t acknowledged = (int32_t)take_u32(&in);
    to.results = acknowledged > 0 ? (uint32_t)acknowledged : 0;
    if (link->waits == MOST_REQUESTS || to.results > MOST_RESULTS) fail("too many publish requests");
    link->waiting[(link->first_waiting + link->waits++) % MOST_REQUESTS] = to;
  }
  return true;
}

/* ---- Publishing. */

static void patch(const Message *message, int64_t start, int64_t round) {
  double value = (double)round;
  int64_t server_time = (now_us() + EPOCH_1601_US) * 10, from = start + round * period_us;
  uint8_t *at = message->bytes + message->first_item;
  for (uint32_t i = 0; i < message->items; i++, at += ITEM_BYTES) {
    int64_t offset = message->index[i] % count * period_us / count;
    put_f64(at + 6, value);
    put_i64(at + 14, (from + offset + EPOCH_1601_US) * 10);
    put_i64(at + 22, server_time);
  }
}

/* Answers the oldest request by the first `items` of a message; 0: a keep-alive. */
static void publish(Link *link, uint8_t *out, Subscription *subscription, uint32_t items, bool has_more) {
  Waiting to = link->waiting[link->first_waiting];
  link->first_waiting = (link->first_waiting + 1) % MOST_REQUESTS;
  link->waits--;
  uint8_t *body = out + put_response(link, out, 829, to);
  uint32_t number = subscription->sequence + 1;
  if (items > 0) subscription->sequence = number;
  put_u32(body, subscription->id);
  put_u32(body + AT_AVAILABLE, 0);
  body[AT_MORE] = has_more;
  put_u32(body + AT_NUMBER, number);
  put_i64(body + AT_TIME, (now_us() + EPOCH_1601_US) * 10);
  put_u32(body + AT_NOTIFICATIONS, items > 0 ? 1 : 0);
  size_t at = AT_BODY;
  if (items > 0) {
    body[at] = 1, body[at + 1] = 0, body[at + 2] = 811 & 255, body[at + 3] = 811 >> 8, body[at + 4] = 1;
    put_u32(body + at + 5, 4 + items * ITEM_BYTES + 4);
    put_u32(body + at + 9, items);
    at = AT_ITEMS + (size_t)items * ITEM_BYTES;
    put_u32(body + at, UINT32_MAX);
    at += 4;
  }
  put_u32(body + at, to.results);
  at += 4;
  memset(body + at, 0, 4 * (size_t)to.results);
  at += 4 * (size_t)to.results;
  put_u32(body + at, UINT32_MAX);
  send_response(link, out, (size_t)(body - out) + at + 4);
  link->last_sent = now_us();
}

static void note_lateness(Link *link, int64_t due) {
  int64_t late_ms = (now_us() - due) / 1000;
  if (late_ms < link->late_ms + 100) return;
  link->late_ms = late_ms;
  printf("late %lld\n", (long long)late_ms);
  fflush(stdout);
}

static int64_t due_of(const Link *link, int64_t message) {
  return link->start + message / link->messages_made * period_us + (message % link->messages_made + 1) * period_us / link->messages_made;
}

/* Sends what is due and has a request. Returns ms until the next message. */
static int send_due(Link *link) {
  int64_t now = now_us(), all = rounds * link->messages_made;
  while (link->start > 0 && link->sent < all && link->waits > 0 && due_of(link, link->sent) <= now) {
    Message *message = &link->messages[link->sent % link->messages_made];
    note_lateness(link, due_of(link, link->sent));
    patch(message, link->start, link->sent / link->messages_made);
    link->sent++;
    bool has_more = link->sent < all && due_of(link, link->sent) <= now;
    publish(link, message->bytes, &link->subscriptions[message->subscription - 1], message->items, has_more);
  }
  if (link->start > 0 && link->sent == all && !link->is_done) {
    link->is_done = true;
    puts("done");
    fflush(stdout);
  }
  if (link->waits == 0) return 100;
  if (link->start > 0 && link->sent < all && due_of(link, link->sent) - now < KEEP_ALIVE_US) {
    int64_t ms = (due_of(link, link->sent) - now + 999) / 1000;
    return ms < 1 ? 1 : ms > 100 ? 100 : (int)ms;
  }
  if (now - link->last_sent < KEEP_ALIVE_US || link->subscriptions_made == 0) return 50;
  if (link->is_done) {
    Message one = link->messages[0];
    one.items = 1;
    patch(&one, link->start, rounds + link->trickled);
    put_i64(one.bytes + one.first_item + 14, (now + EPOCH_1601_US) * 10);
    link->trickled++;
    publish(link, one.bytes, &link->subscriptions[one.subscription - 1], 1, false);
  } else
    for (uint32_t i = 0; i < link->subscriptions_made && link->waits > 0; i++)
      publish(link, link->reply, &link->subscriptions[i], 0, false);
  return 100;
}

/* ---- Passing on. */

/* Where the sequence number of a chunk is; 0 for a chunk without one. */
static size_t sequence_at(const uint8_t *chunk, size_t length) {
  if (memcmp(chunk, "MSG", 3) == 0 || memcmp(chunk, "CLO", 3) == 0) return 16;
  if (memcmp(chunk, "OPN", 3) != 0) return 0;
  Reader in = {chunk + 12, chunk + length};
  for (int strings = 0; strings < 3; strings++) skip_string(&in);
  return (size_t)(in.at - chunk);
}

/* A request may have several chunks: it is passed on or answered when the last has come. */
static void from_client(Link *link, uint8_t *chunk, size_t length) {
  if (memcmp(chunk, "MSG", 3) != 0) {
    size_t at = sequence_at(chunk, length);
    if (at > 0) put_u32(chunk + at, ++link->to_server);
    send_all(link->server, chunk, length);
    return;
  }
  link->channel = u32_at(chunk + 8);
  link->token = u32_at(chunk + 12);
  uint32_t request = u32_at(chunk + 20);
  if (link->message_length + length > MOST_MESSAGE) fail("a request is too long");
  memcpy(link->message + link->message_length, chunk, length);
  link->message_length += length;
  if (chunk[3] == 'C') return;
  static __thread uint8_t body[MOST_MESSAGE];
  size_t body_length = 0;
  for (size_t at = 0; at < link->message_length;) {
    size_t size = u32_at(link->message + at + 4);
    memcpy(body + body_length, link->message + at + 24, size - 24);
    body_length += size - 24;
    at += size;
  }
  if (chunk[3] != 'F' || !answers(link, body, body_length, request)) {
    for (size_t at = 0; at < link->message_length; at += u32_at(link->message + at + 4)) put_u32(link->message + at + 16, ++link->to_server);
    send_all(link->server, link->message, link->message_length);
  }
  link->message_length = 0;
}

static void from_server(Link *link, uint8_t *chunk, size_t length) {
  size_t at = sequence_at(chunk, length);
  if (at > 0) put_u32(chunk + at, ++link->to_client);
  send_all(link->client, chunk, length);
}

/* Reads what is there and handles whole chunks. False at the end of the connection. */
static bool receive(Link *link, int socket, Inbox *inbox, void (*handle)(Link *, uint8_t *, size_t)) {
  ssize_t got = recv(socket, inbox->bytes + inbox->length, MOST_CHUNK - inbox->length, 0);
  if (got <= 0) return false;
  inbox->length += (size_t)got;
  size_t at = 0;
  while (inbox->length - at >= 8) {
    size_t size = u32_at(inbox->bytes + at + 4);
    if (size < 8 || size > MOST_CHUNK) fail("a chunk has no sensible length");
    if (inbox->length - at < size) break;
    handle(link, inbox->bytes + at, size);
    at += size;
  }
  memmove(inbox->bytes, inbox->bytes + at, inbox->length - at);
  inbox->length -= at;
  return true;
}

static int connect_to_server(void) {
  int made = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(server_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(made, (struct sockaddr *)&address, sizeof address) != 0) fail("opcua-load does not listen");
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

static void *serve(void *with) {
  Link *link = with;
  link->server = connect_to_server();
  link->message = malloc(MOST_MESSAGE);
  link->messages = calloc((size_t)count / ITEMS_A_MESSAGE + MOST_SUBSCRIPTIONS + 1, sizeof *link->messages);
  int wait_ms = 100;
  for (;;) {
    struct pollfd sockets[2] = {{.fd = link->client, .events = POLLIN}, {.fd = link->server, .events = POLLIN}};
    poll(sockets, 2, wait_ms);
    if (sockets[0].revents != 0 && !receive(link, link->client, &link->from_client, from_client)) break;
    if (sockets[1].revents != 0 && !receive(link, link->server, &link->from_server, from_server)) break;
    wait_ms = send_due(link);
  }
  close(link->client);
  close(link->server);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 6 || atoll(argv[3]) < 1 || atoll(argv[4]) < 1)
    return fprintf(stderr, "usage: opcua-replay PORT SERVER_PORT COUNT PERIOD_US ROUNDS\n"), 2;
  port = (uint16_t)atoi(argv[1]);
  server_port = (uint16_t)atoi(argv[2]);
  count = atoll(argv[3]);
  period_us = atoll(argv[4]);
  rounds = atoll(argv[5]);
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0) fail("the port is taken");
  puts("ready");
  fflush(stdout);
  for (;;) {
    Link *link = calloc(1, sizeof *link);
    link->client = accept(listener, NULL, NULL);
    if (link->client < 0) fail("cannot accept");
    setsockopt(link->client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    pthread_t thread;
    pthread_create(&thread, NULL, serve, link);
    pthread_detach(thread);
  }
}
