/** Protection of messages (MessageSecurityMode of OPC 10000-4). */
export type SecurityMode = "none" | "sign" | "sign-and-encrypt";
