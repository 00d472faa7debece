/** The ranges that private networks use (RFC 1918, RFC 6598, RFC 4193), and this machine. */
export const PRIVATE_NETWORKS: readonly string[] = [
  "127.0.0.0/8",
  "::1",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "fc00::/7",
];
