/** OPC UA status codes (OPC 10000-6 Annex A) that observations translate to. */
export const Status = {
  good: 0,
  /** UNAVAILABLE: the agent has no connection to what would give the value. */
  unavailable: 0x80310000,
  badOutOfRange: 0x803c0000,
  badTypeMismatch: 0x80740000,
  /** The unit of the agent cannot be converted into that of the tag. */
  badConfiguration: 0x80890000,
} as const;
