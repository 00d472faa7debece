/** Errors of sockets, name resolution and TLS (Node.js error codes, OpenSSL reasons and alerts). */
import type { CauseRow } from "./row.ts";

const CHECK_ADDRESS = {
  en: "check that the server runs, and host and port",
  zh: "请检查服务是否已启动，以及主机和端口",
};
const CHECK_WAY = { en: "check cable, address and firewall", zh: "请检查网线、地址和防火墙" };

export const TLS = {
  "tls-expired": {
    said: /CERT_HAS_EXPIRED|certificate has expired/i,
    en: "{place}: its certificate has expired",
    zh: "{place}：对方证书已过期",
    advice: { en: "renew it there, or check the clocks", zh: "请在对方更新证书，或检查两边时钟" },
  },
  "tls-not-yet": {
    said: /CERT_NOT_YET_VALID|certificate is not yet valid/i,
    en: "{place}: its certificate is not valid yet",
    zh: "{place}：对方证书尚未生效",
    advice: { en: "check the clocks of both machines", zh: "请检查两台机器的时钟" },
  },
  "tls-name": {
    said: /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames/i,
    en: "{place}: its certificate is for another name",
    zh: "{place}：对方证书属于别的名称",
    advice: {
      en: "use the name in the certificate, or give the server a certificate for this name",
      zh: "请使用证书中的名称，或为该名称签发证书",
    },
  },
  "tls-untrusted": {
    said: /SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET_(?:ISSUER|CRL))|self[- ]signed cert|unable to (?:verify|get)/i,
    en: "{place}: its certificate comes from an authority that the edge does not know",
    zh: "{place}：对方证书的签发机构不受信任",
    advice: { en: "give this connection that authority's certificate as ca", zh: "请在该连接的 ca 中填写该机构的证书" },
  },
  "tls-certificate-refused": {
    said: /alert (?:bad certificate|unknown ca|certificate (?:required|expired|revoked|unknown)|access denied)/i,
    en: "{place} refuses the edge's certificate",
    zh: "{place} 拒绝了本机证书",
    advice: {
      en: "give this connection cert and key that the server knows",
      zh: "请为该连接配置对方认可的 cert 和 key",
    },
  },
  "tls-key-other": {
    said: /key values mismatch/i,
    en: "the key does not belong to the certificate",
    zh: "私钥与证书不匹配",
  },
  "tls-no-pem": {
    said: /no start line|bad base64 decode|PEM routines/i,
    en: "the file is not in PEM format",
    zh: "文件不是 PEM 格式",
  },
  "tls-missing": {
    said: /wrong version number|packet length too long|http request|unknown protocol/i,
    en: "{place} does not speak TLS there",
    zh: "{place} 在该端口不使用 TLS",
    advice: {
      en: "check the port, or whether the address is meant without TLS",
      zh: "请检查端口，或改用不带 TLS 的地址",
    },
  },
  "tls-failed": {
    said: /SSL routines|alert handshake failure|alert protocol version|EPROTO|ERR_SSL_|TLSV1_ALERT|no shared cipher/i,
    en: "{place}: the two sides found no common TLS",
    zh: "{place}：TLS 协商失败",
    advice: { en: "check TLS versions and certificates of the server", zh: "请检查对方的 TLS 版本和证书" },
  },
} as const satisfies Record<string, CauseRow>;

export const NETWORK = {
  refused: {
    said: /ECONNREFUSED/,
    en: "{place}: nothing listens there",
    zh: "{place}：没有程序在监听",
    advice: CHECK_ADDRESS,
  },
  "host-unknown": {
    said: /ENOTFOUND|EAI_AGAIN|EAI_NONAME|getaddrinfo/,
    en: "{place}: the host name is not known",
    zh: "{place}：无法解析主机名",
    advice: { en: "check the name, or use the address", zh: "请检查主机名，或改用 IP 地址" },
  },
  unreachable: {
    said: /EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|ENONET/,
    en: "{place}: the host cannot be reached",
    zh: "{place}：网络不可达",
    advice: CHECK_WAY,
  },
  "no-connection-in-time": {
    said: /did not connect within (?<seconds>[\d.]+) s/,
    en: "{place} did not connect within {seconds} s",
    zh: "{place} 在 {seconds} 秒内未能建立连接",
    advice: CHECK_WAY,
  },
  "no-answer-in-time": {
    said: /no answer within (?<seconds>[\d.]+) s|did not .+ within (?<within>[\d.]+) s/,
    en: "{place}: no answer within {seconds} s",
    zh: "{place}：{seconds} 秒内没有应答",
    advice: {
      en: "check that the right server listens there and is not overloaded",
      zh: "请检查端口上的服务是否正确、是否过载",
    },
  },
  "timed-out": {
    said: /no answer within the time given|ETIMEDOUT|CONNECT_TIMEOUT|timed? ?out|Timeout(?:Error)?\b/i,
    en: "{place}: no answer in time",
    zh: "{place}：未及时应答",
    advice: CHECK_WAY,
  },
  closed: {
    said: /ECONNRESET|EPIPE|ECONNABORTED|socket hang up|premature|disconnect|other side closed|Connection Break/i,
    en: "{place} closed the connection",
    zh: "{place} 断开了连接",
    advice: { en: "check whether the server was restarted, and its log", zh: "请检查对方是否重启，并查看其日志" },
  },
  "port-taken": {
    said: /EADDRINUSE/,
    en: "{place}: another program listens there already",
    zh: "{place}：端口已被其他程序占用",
    advice: { en: "end that program, or choose another port", zh: "请结束该程序，或改用其他端口" },
  },
  "address-not-ours": {
    said: /EADDRNOTAVAIL/,
    en: "{place}: this machine does not have that address",
    zh: "{place}：本机没有该地址",
    advice: { en: "choose an address of this machine", zh: "请使用本机的地址" },
  },
  "port-forbidden": {
    said: /listen E(?:ACCES|PERM)/,
    en: "{place}: this user may not listen there",
    zh: "{place}：当前用户无权监听该端口",
    advice: { en: "choose a port from 1024 on", zh: "请使用 1024 及以上的端口" },
  },
} as const satisfies Record<string, CauseRow>;
