/** Errors of OPC UA servers and node-opcua: status codes of OPC 10000-4 table 177 and the client's own words. */
import type { CauseRow } from "./row.ts";

const AT_SERVER = { en: "look at the server's log", zh: "请查看服务器日志" };

export const OPCUA = {
  "opcua-untrusted": {
    said: /CertificateUntrusted|server'?s certificate is not trusted/,
    en: "{place}: the server's certificate is not trusted",
    zh: "{place}：服务器证书未受信任",
    advice: {
      en:
        "compare it with what the server shows, then trust it: gemba pki list --data-dir {dir}, gemba pki trust " +
        "THUMBPRINT",
      zh: "请与服务器显示的指纹核对后再信任：gemba pki list --data-dir {dir}，gemba pki trust 指纹",
    },
  },
  "opcua-certificate-time": {
    said: /BadCertificate(?:Issuer)?TimeInvalid/,
    en: "{place}: the server's certificate is expired or not valid yet",
    zh: "{place}：服务器证书已过期或尚未生效",
    advice: { en: "renew it, or check the clocks", zh: "请更新证书，或检查时钟" },
  },
  "opcua-certificate-bad": {
    said: /BadCertificate(?<detail>\w+)/,
    en: "{place}: a certificate was refused ({detail})",
    zh: "{place}：证书被拒绝（{detail}）",
    advice: { en: "look at both certificates, and renew the one at fault", zh: "请检查两边的证书并更新有问题的一个" },
  },
  "opcua-edge-untrusted": {
    said: /BadSecurityChecksFailed/,
    en: "{place}: the server refused us, most likely because it does not trust our certificate",
    zh: "{place}：服务器拒绝了本机，很可能不信任本机证书",
    advice: {
      en: "gemba pki export --data-dir {dir} gives it for the server's trust list",
      zh: "用 gemba pki export --data-dir {dir} 导出本机证书，加入服务器的信任列表",
    },
  },
  "opcua-no-anonymous": {
    en: "{place}: the server does not let anonymous users in",
    zh: "{place}：服务器不允许匿名登录",
    advice: { en: "set user", zh: "请配置 user" },
  },
  "opcua-user-refused": {
    en: "{place}: the server refused user {user}",
    zh: "{place}：服务器拒绝了用户 {user}",
    advice: { en: "check name and password", zh: "请检查用户名和密码" },
  },
  "opcua-user-certificate-refused": {
    en: "{place}: the server refused the user certificate",
    zh: "{place}：服务器拒绝了用户证书",
    advice: {
      en: "trust it at the server, and check that the key belongs to it",
      zh: "请在服务器上信任该证书，并核对私钥",
    },
  },
  "opcua-login-refused": {
    said: /BadUserAccessDenied|BadIdentityToken(?:Rejected|Invalid)|BadUserSignatureInvalid/,
    en: "{place}: the server refused the login",
    zh: "{place}：服务器拒绝登录",
    advice: { en: "check user and password", zh: "请检查用户名和密码" },
  },
  "opcua-sessions-full": {
    said: /BadTooManySessions|BadMaxConnectionsReached|BadTcpServerTooBusy|BadTooManySubscriptions/,
    en: "{place}: the server has no session left",
    zh: "{place}：服务器会话已满",
    advice: {
      en: "close other clients, or wait until old sessions time out",
      zh: "请关闭其他客户端，或等待旧会话超时",
    },
  },
  "opcua-security-absent": {
    en: "{place}: the server does not offer security {mode} with {policy}",
    zh: "{place}：服务器不提供安全模式 {mode} / {policy}",
    advice: { en: "choose one that gemba discover lists", zh: "请从 gemba discover 列出的模式中选择" },
  },
  "opcua-security-other": {
    said: /Cannot find an Endpoint|endpoint matching|BadSecurity(?:Policy|Mode)Rejected/i,
    en: "{place}: the server does not offer this security",
    zh: "{place}：服务器不提供该安全模式",
    advice: { en: "choose one that gemba discover lists", zh: "请从 gemba discover 列出的模式中选择" },
  },
  "opcua-not-spoken": {
    said: /BadTcp(?:MessageType|EndpointUrl)Invalid|BadTcpInternalError|invalid message type|BadCommunicationError/i,
    en: "{place} does not answer as an OPC UA server does",
    zh: "{place} 的应答不符合 OPC UA 协议",
    advice: { en: "check that an OPC UA server listens on that port", zh: "请检查该端口上是否为 OPC UA 服务器" },
  },
  "opcua-silent": {
    said: /(?:(?<place>\S+): )?no publish response(?: from (?<from>\S+))? for (?<seconds>[\d.]+) s/,
    en: "{place}: no publish response for {seconds} s",
    zh: "{place} 已 {seconds} 秒未响应发布请求",
  },
  "opcua-lost": {
    said: /connection to (?<place>\S+) was lost/,
    en: "connection to {place} was lost",
    zh: "与 {place} 的连接已中断",
  },
  "opcua-restarted": {
    said: /the server was restarted or dropped our session/,
    en: "{place}: the server was restarted or dropped our session",
    zh: "{place}：服务器已重启或丢弃了会话",
  },
  "opcua-subscription-gone": {
    said: /(?:the server )?no longer has the subscription|BadSubscriptionIdInvalid|BadNoSubscription/,
    en: "{place}: the server no longer has the subscription",
    zh: "{place}：服务器已丢弃订阅",
  },
  "opcua-session-gone": {
    said: /the session was closed|BadSession(?:IdInvalid|Closed|NotActivated)/,
    en: "{place}: the session was closed",
    zh: "{place}：会话已关闭",
  },
  "opcua-closed": {
    said: /the connection was closed|BadConnectionClosed|BadSecureChannel(?:Closed|IdInvalid)|BadServerNotConnected/,
    en: "{place}: the connection was closed",
    zh: "{place}：连接已关闭",
  },
  "opcua-namespaces": {
    said: /does not (?:report|tell) its namespaces(?: \((?<status>\w+)\))?/,
    en: "{place}: the server does not report its namespaces ({status})",
    zh: "{place}：服务器未给出命名空间（{status}）",
    advice: AT_SERVER,
  },
  "opcua-no-encryption": {
    en: "{place}: the server offers no encryption that we take",
    zh: "{place}：服务器不提供本机支持的加密方式",
    advice: {
      en: "look at it with --insecure, in clear text, if that is acceptable there",
      zh: "若现场允许明文，请加 --insecure 查看",
    },
  },
  "look-ended": {
    en: "{place}: looking at it ended without a result",
    zh: "{place}：浏览结束，未得到结果",
  },
  "opcua-worker-ended": {
    said: /the OPC UA worker ended: (?<reason>.+)/,
    en: "the OPC UA worker ended: {reason}",
    zh: "OPC UA 工作线程已结束：{reason}",
  },
  "opcua-status": {
    said: /\b(?<status>(?:Bad|Uncertain)[A-Z][A-Za-z]+)\b/,
    en: "{place}: the server answered {status}",
    zh: "{place}：服务器返回 {status}",
    advice: AT_SERVER,
  },
} as const satisfies Record<string, CauseRow>;
