/** Recognises errors of node-opcua that mean a cut link: the library repairs it, and the call may be repeated. */
const WORDS = [
  "not connected",
  "Invalid Channel",
  "Connection Break",
  "Connection aborted",
  "BadConnectionClosed",
  "BadSecureChannel",
  "has been closed",
  "socket has been disconnected",
  "premature",
];

export const LINK_CUT = new RegExp(WORDS.join("|"), "i");
