/** OPC UA status codes (OPC 10000-6 Annex A) that MQTT payloads translate to. */
export const Status = {
  good: 0,
  uncertain: 0x40000000,
  uncertainLastUsable: 0x40900000,
  bad: 0x80000000,
  badOutOfRange: 0x803c0000,
  badTypeMismatch: 0x80740000,
} as const;
